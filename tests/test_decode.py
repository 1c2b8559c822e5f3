"""Notes in every encoding that editors have saved: read, or refused with the remedy."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from flashcards.errors import Problem
from flashcards.notes.decode import clean_text, decode

TEXT = "# Größe\n\nη ist die Lernrate, 0 < β₁ < 1 😀\n"
ENGLISH = "The learning rate.\nAdam.\n"

READ = [
    pytest.param(TEXT.encode(), TEXT, id="UTF-8"),
    pytest.param(codecs.BOM_UTF8 + TEXT.encode(), TEXT, id="UTF-8 with a mark"),
    pytest.param(TEXT.encode("utf-16"), TEXT, id="UTF-16 with a mark, this machine's order"),
    pytest.param(codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), TEXT, id="UTF-16 with a mark, little end"),
    pytest.param(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), TEXT, id="UTF-16 with a mark, big end"),
    pytest.param(ENGLISH.encode("utf-16-le"), ENGLISH, id="UTF-16 without a mark, little end"),
    pytest.param(ENGLISH.encode("utf-16-be"), ENGLISH, id="UTF-16 without a mark, big end"),
    pytest.param(TEXT.encode("utf-16-le"), TEXT, id="UTF-16 without a mark, other letters"),
    pytest.param(codecs.BOM_UTF16_LE, "", id="nothing but a mark"),
    pytest.param(b"", "", id="nothing"),
    pytest.param(b"a", "a", id="one byte"),
    pytest.param(b"a\0", "a", id="a letter and a NUL are too little to tell"),
    pytest.param(b"a\0b c d e f\0g\n", "ab c d e fg\n", id="some NULs"),
    pytest.param(b"\xef\xbb\xbf---\r\na: 1\r\n---\rb", "---\na: 1\n---\nb", id="mark and line ends"),
    pytest.param("a\r\nb\rc\n".encode("utf-16"), "a\nb\nc\n", id="line ends in UTF-16"),
    pytest.param(b"a\x1b[2J\x00b\x0cc", "a[2Jbc", id="nothing that acts on a terminal"),
    pytest.param("a\u0085b\x0b".encode(), "ab", id="next line and vertical tab"),
    pytest.param("a\x1b[2Jb\n".encode("utf-16"), "a[2Jb\n", id="nor in UTF-16"),
]


@pytest.mark.parametrize(("raw", "text"), READ)
def test_a_note_is_read(raw: bytes, text: str) -> None:
    assert decode(raw, "n.md") == text


REFUSED = [
    pytest.param(
        b"#flashcards\n\nna\xefve step::bad byte\n",
        "n.md:3:3: the note is not UTF-8: byte 0xEF at offset 15",
        "iconv -f LATIN1 -t UTF-8 < n.md > n.md.utf8",
        id="a byte of Latin-1",
    ),
    pytest.param(
        "Größe: § 5\n".encode("latin-1"),
        "n.md:1:3: the note is not UTF-8: byte 0xF6 at offset 2",
        "it looks like Latin-1",
        id="Latin-1",
    ),
    pytest.param(
        "the “rate” – see below".encode("cp1252"),
        "n.md:1:5: the note is not UTF-8: byte 0x93 at offset 4",
        "iconv -f WINDOWS-1252 -t UTF-8",
        id="Windows-1252",
    ),
    pytest.param(
        codecs.BOM_UTF8 + b"a\n\xffb and more",
        "n.md:2:1: the note is not UTF-8: byte 0xFF at offset 5",
        "nearly all",
        id="a mark of UTF-8 before a stray byte: offsets count from the start of the file",
    ),
    pytest.param(
        "größer, schöner, 学习率".encode() + b"\xe9",
        "n.md:1:21: the note is not UTF-8: byte 0xE9 at offset 29",
        "nearly all of it is UTF-8",
        id="UTF-8 but for one byte",
    ),
    pytest.param(
        "学习率是优化器的步长".encode("gb18030"),
        "n.md:1:3: the note is not UTF-8: byte 0xC2 at offset 4",
        "its encoding is unknown",
        id="Chinese in another encoding",
    ),
    pytest.param(
        "скорость обучения".encode("koi8-r"),
        "n.md:1:1: the note is not UTF-8: byte 0xD3 at offset 0",
        "its encoding is unknown",
        id="Russian in another encoding",
    ),
    pytest.param(
        codecs.BOM_UTF16_LE + b"a\0\n\0b",
        "n.md:2:1: the note is damaged UTF-16: it ends in the middle of a character, at byte offset 6",
        "save it again as UTF-8",
        id="UTF-16, an odd number of bytes",
    ),
    pytest.param(
        codecs.BOM_UTF16_BE + b"\0a\xd8\x00\0b",
        "n.md:1:2: the note is damaged UTF-16: half of a pair stands alone, at byte offset 4",
        "UTF-8",
        id="UTF-16, a lone surrogate",
    ),
    pytest.param("a".encode("utf-32"), "n.md:1:1: the note is UTF-32", "iconv -f UTF-32", id="UTF-32"),
    pytest.param(
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0",
        "n.md:1:1: the note is not UTF-8: byte 0x89 at offset 0",
        "",
        id="a picture",
    ),
]


@pytest.mark.parametrize(("raw", "says", "remedy"), REFUSED)
def test_a_note_is_refused_with_the_remedy(raw: bytes, says: str, remedy: str) -> None:
    with pytest.raises(Problem) as caught:
        decode(raw, "n.md")
    assert str(caught.value).startswith(says)
    assert remedy in caught.value.hint
    assert "skipped" in caught.value.hint


def test_a_hostile_file_name_stays_one_word_of_the_command() -> None:
    with pytest.raises(Problem) as caught:
        decode(b"na\xefve", "a'; rm -rf $HOME; '.md")
    assert "< 'a'\"'\"'; rm -rf $HOME; '\"'\"'.md' >" in caught.value.hint


def outcome(raw: bytes) -> str | Problem:
    try:
        return decode(raw, "n.md")
    except Problem as problem:
        return problem


@given(st.binary(max_size=80))
@settings(deadline=None)
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    match outcome(raw):
        case Problem(place=place, hint=hint):
            assert place
            assert hint
        case text:
            assert clean_text(text) == text


@given(st.text(max_size=60), st.sampled_from(["utf-8-sig", "utf-16"]))
@settings(deadline=None)
def test_a_marked_text_comes_back(text: str, encoding: str) -> None:
    sound = text.encode("utf-16", "replace").decode("utf-16")
    assume(not sound.startswith("\0"))  # after the mark of UTF-16 it makes that of UTF-32
    assert decode(sound.encode(encoding), "n.md") == clean_text(sound)


def test_a_null_character_after_the_mark_of_utf_8_makes_no_utf_16() -> None:
    assert decode(b"\xef\xbb\xbf\0", "n.md") == ""

"""Pictures on cards: found, kept beside the deck, drawn or named; nothing from elsewhere is opened."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.widgets import Static

from flashcards.cli import main
from flashcards.cli.card_pictures import read_card_picture
from flashcards.deck.model import BasicAnswer, Card
from flashcards.errors import Problem
from flashcards.importing.identity import was_edited
from flashcards.storage import deck_files, pictures
from flashcards.text.layout import lay, speak_blocks
from flashcards.text.markdown.pictures import Picture, find_pictures, write_picture
from flashcards.text.markdown.reader import read_blocks
from flashcards.text.styled import unstyled
from flashcards.tui import pictures as shown_pictures
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.pictures import Decoded, PictureDrawer, PictureStrip, picture_cells
from tests.desks import A, desk_over

KEPT = "media/0123456789abcdef.png"


def png(width: int = 2, height: int = 2, colour: bytes = b"\xff\0\0") -> bytes:
    """A PNG of one colour; only its header says the size if that is large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + colour * width) * height if width * height < 10_000 else b""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data


FOUND = [
    pytest.param("![[loss.png]]", [Picture("loss.png")], id="an embed"),
    pytest.param("![[loss.png|300]]", [Picture("loss.png", width=300)], id="with a width"),
    pytest.param("![[loss.png|300x200]]", [Picture("loss.png", width=300)], id="with a size"),
    pytest.param("![[img/loss.PNG|a curve]]", [Picture("img/loss.PNG", "a curve")], id="with words"),
    pytest.param("![[loss.png|a curve|300]]", [Picture("loss.png", "a curve", 300)], id="with both"),
    pytest.param("![a curve](img/loss.png)", [Picture("img/loss.png", "a curve")], id="in Markdown"),
    pytest.param("![a curve|300](loss.png)", [Picture("loss.png", "a curve", 300)], id="with a width too"),
    pytest.param('![](my%20loss.png "title")', [Picture("my loss.png")], id="an escaped address"),
    pytest.param("![](<my loss.png>)", [Picture("my loss.png")], id="an address in angle brackets"),
    pytest.param(
        "a ![[x.png]] b ![[y.jpg]] ![[x.png]]", [Picture("x.png"), Picture("y.jpg")], id="each once"
    ),
    pytest.param("|a|\n|-|\n|![[x.png\\|20]]|", [Picture("x.png", width=20)], id="in a table"),
    pytest.param("- item\n    ![[x.png]]", [Picture("x.png")], id="in a list"),
    pytest.param("`![[x.png]]`\n\n```\n![[y.png]]\n```", [], id="not in code"),
    pytest.param("$![[x.png]]$", [], id="not in a formula"),
    pytest.param("![[Adam]] ![[v1.2 notes]]", [], id="no note"),
    pytest.param("[[x.png]] [a](x.png)", [], id="no link"),
]


@pytest.mark.parametrize(("text", "found"), FOUND)
def test_the_pictures_of_a_text(text: str, found: list[Picture]) -> None:
    assert list(find_pictures(text)) == found


NAMED = [
    pytest.param("![[loss.png|300]]", "[picture: loss.png]", id="an embed"),
    pytest.param("![a curve](img/loss.png)", "[picture: a curve, loss.png]", id="words and the name"),
    pytest.param("![loss.png](img/loss.png)", "[picture: loss.png]", id="the name once"),
    pytest.param(f"![a curve|300]({KEPT})", "[picture: a curve]", id="a kept one by its words"),
    pytest.param(f"![]({KEPT})", f"[picture: {KEPT}]", id="a kept one without words"),
    pytest.param("![x](https://a.b/c/loss.png)", "[picture: x, loss.png]", id="one on the web"),
    pytest.param("![[Adam#Step]]", "[note: Adam#Step]", id="a note that was not found"),
    pytest.param("see [[Adam|the rule]]", "see the rule", id="a link to a note"),
    pytest.param("![[\x1b[2J.png]]", "[picture: ␛", id="nothing that acts on a terminal"),
]


@pytest.mark.parametrize(("text", "name"), NAMED)
def test_a_picture_is_named_in_text_and_speech(text: str, name: str) -> None:
    blocks = read_blocks(text)
    assert unstyled(lay(blocks, 80)).startswith(name) or name.startswith("[picture: ␛")
    assert "\x1b" not in unstyled(lay(blocks, 80))
    assert name in speak_blocks(blocks) or "␛" in name


@given(st.text("ab.png[]()|!\\{}300 <>", max_size=40), st.sampled_from(["", "x|300", "a]b{{c}}|"]))
@settings(deadline=None)
def test_a_kept_picture_is_found_again(name: str, alt: str) -> None:
    written = write_picture(KEPT, alt, f"{name}.png")
    assert [picture.address for picture in find_pictures(written)] == [KEPT]
    assert "{{" not in written


KINDS = [
    pytest.param(png(), "png", id="PNG"),
    pytest.param(b"GIF89a" + struct.pack("<HH", 3, 4) + b"\0" * 9, "gif", id="GIF"),
    pytest.param(b"BM" + b"\0" * 16 + struct.pack("<ii", 3, -4) + b"\0" * 9, "bmp", id="BMP, upside down"),
    pytest.param(
        b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08" + struct.pack(">HH", 3, 4) + b"\x03", "jpg", id="JPEG"
    ),
    pytest.param(b"RIFF\0\0\0\0WEBPVP8X" + b"\0" * 8 + b"\x02\0\0\x03\0\0", "webp", id="WebP"),
    pytest.param(b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x02\xc0\0\0", "webp", id="WebP without loss"),
]


@pytest.mark.parametrize(("raw", "kind"), KINDS)
def test_the_kind_of_a_picture(raw: bytes, kind: str) -> None:
    assert pictures.picture_kind(raw) == kind


UNFIT = [
    pytest.param(png(100_000, 100_000), "100,000 × 100,000 pixels", id="a bomb"),
    pytest.param(png(0, 5), "0 × 5 pixels", id="nothing"),
    pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture", id="SVG"),
    pytest.param(b"#!/bin/sh\n", "no picture", id="a script called .png"),
    pytest.param(b"", "no picture", id="an empty file"),
    pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0", "no picture", id="a cut header"),
    pytest.param(b"\xff\xd8\xff\xe0\xff\xff", "no picture", id="a JPEG that ends in a segment"),
    pytest.param(b"\xff\xd8" + b"\xff" * 2000, "no picture", id="a JPEG of padding"),
]


@pytest.mark.parametrize(("raw", "why"), UNFIT)
def test_what_is_not_fit_to_be_shown(raw: bytes, why: str) -> None:
    with pytest.raises(Problem, match=why):
        pictures.picture_kind(raw)


def fitness(raw: bytes) -> bool:
    try:
        return bool(pictures.picture_kind(raw))
    except Problem:
        return False


@given(st.sampled_from([b"", *(param.values[0] for param in KINDS)]), st.binary(max_size=30))
@settings(deadline=None)
def test_any_bytes_are_a_picture_or_not(start: bytes, rest: bytes) -> None:
    assert fitness(start + rest) in {True, False}
    assert fitness(start[: len(rest)] + rest) in {True, False}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of decks with pictures, and a picture outside it."""
    decks = tmp_path / "decks"
    (decks / "img" / "deep").mkdir(parents=True)
    for name in ("beside.png", "img/loss.png", "img/deep/only.png", "img/deep/loss.png"):
        (decks / name).write_bytes(png(colour=name.encode()[-7:-4]))
    (decks / "huge.png").write_bytes(png(100_000, 100_000))
    (decks / "text.png").write_text("no picture")
    (tmp_path / "secret.png").write_bytes(png())
    return decks


READ = [
    pytest.param("beside.png", "beside.png", id="beside the deck"),
    pytest.param("img/loss.png", "img/loss.png", id="by a path"),
    pytest.param("only.png", "img/deep/only.png", id="by its name alone"),
    pytest.param("Only.PNG", "img/deep/only.png", id="in any case"),
    pytest.param("loss.png", "img/loss.png", id="the shortest path"),
    pytest.param("deep/loss.png", "img/deep/loss.png", id="the end of a path"),
    pytest.param("./img/loss.png", "img/loss.png", id="from here"),
    pytest.param("../secret.png", None, id="up"),
    pytest.param("img/../../secret.png", None, id="down and up"),
    pytest.param("%2e%2e/secret.png", None, id="up, escaped"),
    pytest.param("/secret.png", None, id="absolute"),
    pytest.param("{outside}/secret.png", None, id="absolute and there"),
    pytest.param("file://{outside}/secret.png", None, id="an address of a file"),
    pytest.param("https://example.org/loss.png", None, id="on the web"),
    pytest.param("//host/share/loss.png", None, id="on a network"),
    pytest.param("\\\\host\\share\\loss.png", None, id="on a network of Windows"),
    pytest.param("C:\\loss.png", None, id="on a drive"),
    pytest.param("C:loss.png", None, id="beside a drive"),
    pytest.param("beside.png:stream", None, id="a stream of Windows"),
    pytest.param("huge.png", None, id="a bomb"),
    pytest.param("text.png", None, id="no picture"),
    pytest.param("nowhere.png", None, id="not there"),
    pytest.param("img", None, id="a folder"),
    pytest.param("", None, id="nothing"),
    pytest.param("a\0b.png", None, id="a null character"),
    pytest.param("x" * 9000 + ".png", None, id="an endless name"),
]


@pytest.mark.parametrize(("address", "file"), READ)
def test_a_picture_is_read_from_below_the_deck_alone(folder: Path, address: str, file: str | None) -> None:
    raw = read_card_picture(folder / "deck.yaml", address.format(outside=folder.parent))
    assert raw == (file and (folder / file).read_bytes())


def test_a_link_out_of_the_folder_is_not_followed(folder: Path) -> None:
    try:
        (folder / "link.png").symlink_to(folder.parent / "secret.png")
    except OSError:
        pytest.skip("links are not allowed here")
    assert read_card_picture(folder / "deck.yaml", "link.png") is None


NOTE = """\
#flashcards

What does it look like?
?
It falls: ![[loss.png|300]]

Which step?
?
![[other#^step]]

![[loss.png]]::the curve

What of these?::![a](../../secret.png) ![b](/secret.png) ![c](https://x.y/z.png) ![[gone.png]] ![[big.png]]
"""


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path / "home"))
    vault = tmp_path / "vault"
    for name in (".obsidian", "notes", "files/deep"):
        (vault / name).mkdir(parents=True)
    (vault / "notes" / "curves.md").write_text(NOTE, encoding="utf-8")
    (vault / "notes" / "other.md").write_text("Divide ![[loss.png]] it. ^step\n", encoding="utf-8")
    (vault / "files" / "deep" / "loss.png").write_bytes(png())
    (vault / "files" / "big.png").write_bytes(png(100_000, 100_000))
    (tmp_path / "secret.png").write_bytes(png())
    return vault


def imported(vault: Path, *paths: str) -> dict[str, Card]:
    main(["import", *(str(vault / path) for path in paths), "--to", "mine", "--yes"])
    library = deck_files.load_decks([vault.parent / "home" / "decks"])
    return {card.id: card for card in library.cards}


@pytest.mark.parametrize("path", ["notes", "notes/curves.md"])
def test_an_import_keeps_the_pictures_beside_the_deck(vault: Path, path: str) -> None:
    before = {file: file.read_bytes() for file in vault.rglob("*") if file.is_file()}
    cards = list(imported(vault, path).values())
    assert [card.id for card in cards if was_edited(card)] == []
    address = pictures.media_address(png())
    answers = [card.answer.answer for card in cards if isinstance(card.answer, BasicAnswer)]
    assert answers[0] == f"It falls: ![loss.png|300]({address})"
    assert answers[1] == f"Divide ![loss.png]({address}) it."
    assert cards[2].ask == f"![loss.png]({address})"
    assert answers[3] == NOTE.splitlines()[-1].partition("::")[2]
    assert [file.name for file in (vault.parent / "home/decks/media").iterdir()] == [address[6:]]
    assert read_card_picture(Path(cards[0].place.file), address) == png()
    assert {file: file.read_bytes() for file in vault.rglob("*") if file.is_file()} == before


def test_the_picture_of_a_card_that_is_left_out_is_not_kept(vault: Path) -> None:
    note = vault / "notes" / "curves.md"
    (vault / "files" / "blue.png").write_bytes(png(colour=b"\0\0\xff"))
    note.write_text(
        "#flashcards\n\nWho?::Kingma ![[loss.png]]\n\nWhen?::2015 ![[blue.png]]\n", encoding="utf-8"
    )
    imported(vault, "notes")
    deck = next((vault.parent / "home" / "decks").glob("*.yaml"))
    media = deck.parent / "media"
    kept = deck.read_text(encoding="utf-8").partition("\n  - id: when")[0] + "\n"
    deck.write_text(kept, encoding="utf-8")
    for file in media.iterdir():
        file.unlink()
    assert list(imported(vault, "notes")) == ["who"]
    note.write_text(
        note.read_text(encoding="utf-8") + "\nWhere?::Amsterdam ![[loss.png]]\n", encoding="utf-8"
    )
    assert list(imported(vault, "notes")) == ["who", "where"]
    assert [file.name for file in media.iterdir()] == [pictures.media_address(png())[6:]]


def test_a_second_import_changes_nothing(vault: Path) -> None:
    first = imported(vault, "notes")
    deck = next((vault.parent / "home" / "decks").glob("*.yaml"))
    written = deck.read_bytes()
    assert imported(vault, "notes") == first
    assert deck.read_bytes() == written


def test_a_dry_run_writes_no_picture(vault: Path) -> None:
    main(["import", str(vault / "notes"), "--dry-run"])
    assert not (vault.parent / "home").exists()


TERMINALS = [
    pytest.param({"TERM": "xterm-kitty"}, "TGPImage", id="Kitty"),
    pytest.param({"TERM": "xterm-256color", "TERM_PROGRAM": "ghostty"}, "TGPImage", id="Ghostty"),
    pytest.param({"TERM": "foot"}, "SixelImage", id="foot"),
    pytest.param({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "SixelImage", id="WezTerm"),
    pytest.param({"TERM": "xterm-256color"}, "HalfcellImage", id="any other"),
    pytest.param({"TERM": "tmux-256color", "KITTY_WINDOW_ID": "1"}, "HalfcellImage", id="tmux in Kitty"),
    pytest.param({}, "HalfcellImage", id="nothing known"),
]


@pytest.mark.parametrize(("environ", "widget"), TERMINALS)
def test_the_graphics_of_a_terminal_are_known_without_asking_it(environ, widget) -> None:
    assert shown_pictures.graphics(environ) == widget


CELLS = [
    pytest.param(Decoded(None, 400, 200), 78, (40, 10), id="as large as it is"),
    pytest.param(Decoded(None, 4000, 2000), 60, (60, 15), id="no wider than the card"),
    pytest.param(Decoded(None, 1000, 4000), 78, (8, 16), id="no higher than sixteen rows"),
    pytest.param(Decoded(None, 4000, 2000, 200), 78, (20, 5), id="as its author asks"),
    pytest.param(Decoded(None, 1, 1), 78, (1, 1), id="one pixel"),
    pytest.param(Decoded(None, 24_000_000, 1), 78, (78, 1), id="a thread"),
    pytest.param(Decoded(None, 1, 24_000_000), 78, (1, 16), id="a thread on end"),
    pytest.param(Decoded(None, 400, 200), 0, (1, 1), id="no room"),
]


@pytest.mark.parametrize(("picture", "room", "cells"), CELLS)
def test_the_cells_of_a_picture(picture: Decoded, room: int, cells: tuple[int, int]) -> None:
    assert picture_cells(picture, room) == cells


def decode(raw: bytes) -> Decoded:
    if raw == b"damaged":
        raise OSError("damaged")
    return Decoded(raw, 400, 200)


STAND_IN = PictureDrawer(decode, lambda picture: Static(f"drawn {picture.pixels!r}"))
SHOWN = replace(A, ask="What ![[q.png]]?", answer=BasicAnswer("This ![[a.png]]"), why="![[damaged.png]]")
FILES = {"q.png": b"q", "a.png": b"a", "damaged.png": b"damaged"}


async def drawn_after(keys: list[str], card: Card = SHOWN) -> list[str]:
    app = FlashcardsApp(replace(desk_over(card), picture=lambda _, address: FILES.get(address)), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        await app.workers.wait_for_complete()
        await pilot.pause()
        strips = [strip for strip in app.screen.query(PictureStrip) if strip.display]
        return [str(static.render()) for strip in strips for static in strip.query(Static)]


DRAWN = [
    pytest.param([], ["drawn b'q'"], id="those of the question"),
    pytest.param(["space"], ["drawn b'q'", "drawn b'a'"], id="those of the answer below them"),
    pytest.param(["space", "w", "w"], ["drawn b'q'", "drawn b'a'"], id="a damaged one is left out"),
]


@pytest.mark.parametrize(("keys", "drawn"), DRAWN)
async def test_pictures_are_drawn_below_their_text(monkeypatch, keys, drawn) -> None:
    monkeypatch.setattr(shown_pictures, "picture_drawer", lambda: STAND_IN)
    assert await drawn_after(keys) == drawn


async def test_a_picture_that_is_not_found_is_only_named(monkeypatch) -> None:
    monkeypatch.setattr(shown_pictures, "picture_drawer", lambda: STAND_IN)
    assert await drawn_after(["space"], replace(A, answer=BasicAnswer("![[../x.png]]"))) == []


async def test_without_the_extra_pictures_are_named(monkeypatch) -> None:
    monkeypatch.setattr(shown_pictures, "find_spec", lambda _: None)
    shown_pictures.picture_drawer.cache_clear()
    assert await drawn_after(["space"]) == []
    shown_pictures.picture_drawer.cache_clear()


async def test_the_extra_draws_a_picture(monkeypatch) -> None:
    pytest.importorskip("textual_image")
    shown_pictures.picture_drawer.cache_clear()
    drawer = shown_pictures.picture_drawer()
    assert drawer is not None
    decoded = drawer.decode(png(40, 20))
    assert (decoded.width, decoded.height) == (40, 20)
    assert drawer.widget(decoded)

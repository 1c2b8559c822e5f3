"""Where a line of text may end: at spaces, and beside wide characters, as Chinese and Japanese do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flashcards.formula.render.box import cells, clusters
from flashcards.text.styled import StyledLine, StyledSpan

_WIDE = (
    *(("\u1100", "\u115f"), ("\u231a", "\u27bf"), ("\u2b00", "\u2bff"), ("\u2e80", "\ufaff")),
    *(("\ufe0f", "\ufe6f"), ("\uff00", "\uffef"), ("\U00016fe0", "\U0003ffff")),
)
"""The first and the last of characters of which every text with a wide cluster has one. No pattern: it takes
longer to compile than the words of a first card to load."""
_BEGINS_NO_LINE = frozenset(
    "!),.:;?]}¢°’”‰′″℃、。々〉》」』】〕〗〙〛ぁぃぅぇぉっゃゅょゎゕゖ゛゜ゝゞ゠ァィゥェォッャュョヮヵヶ・ーヽヾ…‥〜～"
    "！％），．：；？］｝｡｣､･"
)
_ENDS_NO_LINE = frozenset("([{‘“〈《「『【〔〖〘〚（［｛｢")
"""What Japanese and Chinese keep with the character before it, and with the one after it."""


def split_pieces(text: str) -> Iterator[str]:
    """The unbreakable pieces of a text; its spaces and line breaks are pieces as well."""
    piece = ""
    for character in text:
        if character in " \n":
            yield from _unbreakable(piece)
            yield character
            piece = ""
        else:
            piece += character
    yield from _unbreakable(piece)


def _unbreakable(word: str) -> Iterator[str]:
    """The parts of a word between which a line may end: more than one where there are wide characters."""
    if not _may_be_wide(word):
        yield from [word] if word else ()
        return
    part, last = "", ""
    for cluster in clusters(word):
        if last and _may_part(last, cluster):
            yield part
            part = ""
        part, last = part + cluster, cluster
    yield part


def _may_be_wide(text: str) -> bool:
    later = [character for character in text if character >= _WIDE[0][0]]
    return any(first <= character <= last for character in later for first, last in _WIDE)


def _may_part(before: str, after: str) -> bool:
    """True if a line may end between two clusters without a space: beside a wide one, as Chinese and Japanese
    are written, but for the punctuation that begins no line, or ends none.
    """
    if after[0] in _BEGINS_NO_LINE or before[0] in _ENDS_NO_LINE:
        return False
    return 2 in (cells(before), cells(after))


def _may_part_pieces(before: str, after: str) -> bool:
    if not (_may_be_wide(before) or _may_be_wide(after)):
        return False
    *_, last = clusters(before)
    return _may_part(last, next(clusters(after)))


def wrap_pieces(pieces: Iterable[StyledSpan], width: int) -> Iterator[StyledLine]:
    """The pieces as lines of at most `width` cells. Pieces stay together unless a line may end there."""
    line: list[StyledSpan] = []
    used = 0
    for word in _words(pieces):
        text = word[0][0]
        wide = sum(cells(piece) for piece, _ in word)
        if text == "\n" or (used and used + wide > width and text != " "):
            yield _tidy(line)
            line, used = [], 0
        if text == "\n" or (text == " " and used in (0, width)):
            continue
        for piece, own in word:
            for part in _cut(piece, width - used if used + cells(piece) <= width else width):
                if used + cells(part) > width and used:
                    yield _tidy(line)
                    line, used = [], 0
                line.append((part, own))
                used += cells(part)
    if line:
        yield _tidy(line)


def _words(pieces: Iterable[StyledSpan]) -> Iterator[list[StyledSpan]]:
    word: list[StyledSpan] = []
    for piece in pieces:
        if piece[0] in (" ", "\n"):
            if word:
                yield word
            yield [piece]
            word = []
        elif word and _may_part_pieces(word[-1][0], piece[0]):
            yield word
            word = [piece]
        else:
            word.append(piece)
    if word:
        yield word


def _cut(text: str, width: int) -> Iterator[str]:
    """`text` in parts of at most `width` cells, for words that are longer than a line."""
    if cells(text) <= width:
        yield text
        return
    part = ""
    for cluster in clusters(text):
        if part and cells(part + cluster) > width:
            yield part
            part = ""
        part += cluster
    yield part


def _tidy(line: list[StyledSpan]) -> StyledLine:
    """The line without trailing spaces, and with adjacent spans of the same style merged."""
    while line and line[-1][0] == " ":
        line = line[:-1]
    joined: list[StyledSpan] = []
    for text, style in line:
        if joined and joined[-1][1] == style:
            joined[-1] = (joined[-1][0] + text, style)
        else:
            joined.append((text, style))
    return tuple(joined)

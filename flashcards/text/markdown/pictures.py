"""The pictures in a text: `![[loss.png|300]]`, `![alt](media/loss.png)`. Names them; opens none."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from flashcards.value import Value

if TYPE_CHECKING:
    from markdown_it.token import Token

PICTURE_ENDINGS = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".svg", ".avif"})
"""The names of files that are pictures; the last two are named and not shown."""
MEDIA = "media"
"""The folder beside a deck with the pictures of imported cards, which are named by their content."""
KEPT_NAME = re.compile(rf"{MEDIA}/[0-9a-f]{{16}}\.[a-z]{{3,4}}")
"""The address of a picture in that folder: it means nothing to a person."""
MARKDOWN_IMAGE = (
    r"!\[(?P<alt>[^\[\]\n]{0,300})\]"
    r"\([ ]?(?P<address><[^<>\n]{1,400}>|[^\s()<>]{1,400}(?:\([^\s()]{0,100}\)[^\s()]{0,200})?)"
    r"(?:[ ]+(?:\"[^\"\n]{0,300}\"|'[^'\n]{0,300}'))?[ ]?\)"
)
"""A Markdown image, as part of a regular expression."""
_SIZE = re.compile(r"(?:^|\|)[ \t]*(\d{1,5})(?:x\d{1,5})?[ \t]*$")


class Picture(Value, frozen=True):
    """A picture that a text shows."""

    address: str
    """The name or path as written, its `%20` decoded."""
    alt: str = ""
    """What it shows, in words."""
    width: int = 0
    """The width in pixels that its author asks for; 0 if none."""

    @property
    def label(self) -> str:
        """What stands for the picture in a line of text: `[picture: loss.png]`."""
        name = "" if KEPT_NAME.fullmatch(self.address) else re.split(r"[/\\]", self.address)[-1]
        words = ", ".join(part for part in (self.alt, "" if name == self.alt else name) if part)
        return f"[picture: {words or self.address}]"


def is_picture(name: str) -> bool:
    """True if a file of this name is a picture."""
    return f".{name.rpartition('.')[2].strip().lower()}" in PICTURE_ENDINGS


def read_picture(address: str, alt: str) -> Picture:
    """A picture, from its address and the text beside it, which may hold a width: `loss|300`."""
    size = _SIZE.search(alt)
    words = alt[: size.start()] if size else alt
    return Picture(unquote(address.strip()), words.strip(" |"), int(size[1]) if size else 0)


def write_picture(address: str, alt: str, name: str) -> str:
    """A picture in Markdown; without words in `alt` it is called by the `name` of its file."""
    picture = read_picture(address, alt)
    words = re.sub(r"[\[\]{}|\\\n]+", " ", picture.alt or name.rpartition("/")[2]).strip()
    return f"![{words}{f'|{picture.width}' if picture.width else ''}]({address})"


@lru_cache(maxsize=256)
def find_pictures(text: str) -> tuple[Picture, ...]:
    """The pictures of a Markdown text in order, each once."""
    if "![" not in text:
        return ()
    from flashcards.text.markdown.parser import parser, same_length  # 90 ms, for texts that need it

    tokens = parser().parse(same_length(text))
    found = (picture_of(child) for token in tokens for child in token.children or [])
    return tuple(dict.fromkeys(picture for picture in found if picture))


def picture_of(token: Token) -> Picture | None:
    """The picture that an inline token of the parser stands for; None if it is another token."""
    if token.type == "image":
        return read_picture(str(token.attrGet("src") or ""), token.content)
    if token.type == "embed" and is_picture(token.content):
        return read_picture(token.content, str(token.meta["alt"]))
    return None

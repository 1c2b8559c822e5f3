"""Finds the file that a link in a note means, with Obsidian's rules. Pure: it is given the files' names.

A link names a file by the end of its path: `[[Adam]]`, `[[optim/Adam#Step|the step]]`. Case is ignored.
Nothing outside the folder of the names can be found.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote

from flashcards.value import Value

LONGEST_LINK = 400
"""The most characters between the brackets of a link."""
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//|\\\\")
"""The beginning of a web address or a network path, which is never a file of the vault."""
_DRIVE = re.compile(r"[A-Za-z]:")


class Link(Value, frozen=True):
    """What stands between the brackets of a link or embed."""

    page: str
    """The name or path of the file as written; empty for a place in the note itself."""
    heading: str = ""
    """The heading after `#`; in `Page#Part#Detail` the last one counts."""
    block: str = ""
    """The block id after `#^`."""
    alias: str = ""
    """The text after `|`."""


def read_link(inside: str) -> Link:
    """The parts of a link, from the text between its double brackets."""
    target, _, alias = inside.replace("\\|", "|").partition("|")
    page, _, anchor = target.partition("#")
    last = anchor.rpartition("#")[2].strip()
    if last.startswith("^"):
        return Link(page.strip(), block=last[1:].strip(), alias=alias.strip())
    return Link(page.strip(), heading=last, alias=alias.strip())


def read_address(address: str) -> Link:
    """The parts of the address of a Markdown link, such as `img/my%20loss.png` or `<my loss.png>`."""
    bare = address.strip().removeprefix("<").removesuffix(">")
    page, _, anchor = bare.partition("#")
    anchor = unquote(anchor)
    block = anchor[1:] if anchor.startswith("^") else ""
    return Link(unquote(page).strip(), heading="" if block else anchor, block=block)


class NameIndex:
    """The names of the files of a folder, as paths below it with `/`, and further names of some of them."""

    def __init__(self, names: Iterable[str], aliases: Mapping[str, str] | None = None) -> None:
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for name in sorted(names, key=lambda name: (name.count("/"), len(name), name)):
            self._by_name[_key(name).rpartition("/")[2]].append(name)
        self._aliases = {_key(alias): name for alias, name in (aliases or {}).items()}

    def resolve(self, page: str, source: str) -> str | None:
        """The name of the file that `page` means in the note named `source`; None if there is none.

        A path from the folder itself counts first, then a file near the note, then the shortest path.
        """
        page = page.strip()
        if not page or len(page) > LONGEST_LINK or _SCHEME.match(page) or _DRIVE.match(page):
            return None
        near = str(PurePosixPath(source).parent).removeprefix(".")
        if page.startswith(("./", "../")) or "/../" in page:
            path = _normal(f"{near}/{page}" if near else page)
            return path and self._find(path, "", exact=True)
        if page.startswith("/"):
            return self._find(page.strip("/"), "", exact=True)
        return self._find(page, near) or self._aliases.get(_key(page))

    def _find(self, page: str, near: str, *, exact: bool = False) -> str | None:
        wanted = _key(page)
        found = [
            name
            for ending in ("", ".md")
            for name in self._by_name.get(f"{wanted}{ending}".rpartition("/")[2], ())
            if _ends_with(_key(name), f"{wanted}{ending}", exact=exact)
        ]
        folder = _key(near)
        paths = {wanted, f"{wanted}.md"}
        below = [name for name in found if not folder or _key(name).startswith(f"{folder}/")]
        at_root = [name for name in found if _key(name) in paths] if "/" in page else []
        return next(iter([*at_root, *below, *found]), None)


def _ends_with(path: str, wanted: str, *, exact: bool) -> bool:
    return path == wanted or (not exact and path.endswith(f"/{wanted}"))


def _key(name: str) -> str:
    """The name as it is compared: without case, and composed, as macOS stores `é` in two characters."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _normal(path: str) -> str | None:
    """The path without `.` and `..`; None if it leads out of the folder."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == ".." and not parts:
            return None
        if part == "..":
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts) or None

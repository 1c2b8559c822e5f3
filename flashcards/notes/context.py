"""Finds the subject and optimizer of a block's section, and the heading to quote in a question."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import PurePosixPath

from flashcards.notes import front_matter, patterns
from flashcards.notes.block import Block, Note
from flashcards.text import math_spans
from flashcards.value import Value


def _group(name: str) -> str:
    """The group of a pattern that stands for an optimizer; a group's name cannot contain a hyphen."""
    return name.replace("-", "__")


def _name(match: re.Match[str]) -> str:
    return str(match.lastgroup).replace("__", "-")


_NAMED = re.compile(
    "|".join(rf"(?P<{_group(name)}>\b(?:{known})\b)" for name, known in patterns.OPTIMIZERS.items()),
    re.IGNORECASE,
)

_SUBJECTS = re.compile(
    "|".join(rf"(?P<{_group(name)}>{known})" for name, known in patterns.SECTION_NAMES.items()), re.IGNORECASE
)
_LONGEST_TITLE = 300
"""Characters of a title that are searched for names."""

_NUMBERING = re.compile(
    r"(?:(?:step|part|chapter|section|schritt|paso|kapitel|teil)\s+\d+(?:\.\d+)*\s*[:.)–—-]\s*"
    r"|\(?\d+(?:\.\d+)+\s+|\(?\d+(?:\.\d+)*[.):]+\s*|[ivx]+[.)]\s+|§\s*\d+(?:\.\d+)*\s+)+",
    re.IGNORECASE,
)
_STEM = re.compile(
    r"[\d_.-]*[0-9a-f]{8,}$|[\d\W_]+$|(?:untitled|note|notes|readme|index)[\s\d_-]*$", re.IGNORECASE
)


class SectionContext(Value, frozen=True):
    """The context that a question needs to be understood on its own."""

    subject: str
    """The subject of the section, such as `Adam`; empty if the note does not name one."""
    section: str
    """The nearest heading that adds information to the subject."""
    optimizer: str
    """The only optimizer that the section is about; empty if that is uncertain."""

    @property
    def path(self) -> str:
        """Both, as in `Adam › Intuition`; a long title of a note is left out where a section stands."""
        whole = "" if self.section and not self.optimizer and len(self.subject.split()) > 5 else self.subject
        return " › ".join(part for part in (whole, self.section) if part)

    def ask(self, question: str) -> str:
        """`question` prefixed with its context: `Adam › Intuition: what does momentum do?`."""
        return f"{self.path}: {question}" if self.path else question[:1].upper() + question[1:]


@lru_cache(maxsize=1024)
def clean_heading(title: str) -> str:
    """A heading without emphasis, emoji, numbering and a final colon."""
    text = _KEYCAP.sub("", math_spans.dollars(title))
    text = re.sub(r"</?\w[^>]{0,100}>", "", text)
    text = re.sub(r"(\*\*|__|==)", "", text).strip("*_ ")
    text = "".join(letter for letter in text if not _pictorial(letter)).strip()
    text = re.sub(r"\s+", " ", text)  # first: what follows would try each space of a long run
    text = re.sub(r" #+$| ?\{#[\w-]+\}$| ?\^[\w-]+$", "", text)
    text = _NUMBERING.sub("", text, count=1) if _NUMBERING.match(text) else text
    return re.sub(r"(?<!\w)#[A-Za-z][\w/-]*$", "", text).strip().rstrip(":").strip("* ")


_KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")
"""A digit drawn as a key, which numbers a heading."""


def _pictorial(letter: str) -> bool:
    return (
        unicodedata.category(letter) in {"So", "Sk", "Co", "Cs"} and letter != "^"
    ) or letter in "\ufe0f\u200d\u20e3"


@lru_cache(maxsize=1024)
def optimizers_in(text: str) -> tuple[str, ...]:
    """The distinct optimizers named in a text, in order of their first mention."""
    return tuple(dict.fromkeys(_name(match) for match in _NAMED.finditer(text)))


@lru_cache(maxsize=1024)
def subjects_in(title: str) -> tuple[str, ...]:
    """What a heading, label, file name or name in code says its section is about, in order, each once.

    Besides the optimizers `l2` and `schedule`. What is part of another's name is left out: `AdamW` mentions
    no Adam, `SGD with momentum` is about momentum; `Adam and AdamW` is about both.

    >>> subjects_in("SGD with Nesterov momentum"), subjects_in("class RMSProp2"), subjects_in("AdamAndAdamW")
    (('nesterov',), ('rmsprop',), ('adam', 'adamw'))
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", title[:_LONGEST_TITLE]).replace("_", " ")
    found = [_name(match) for match in _SUBJECTS.finditer(spaced)]
    beside = {other for name in found for other in patterns.IMPLIES.get(name, ())}
    return tuple(name for name in dict.fromkeys(found) if name not in beside)


def names_only_subjects(label: str) -> bool:
    """True if a label says what it is about and nothing else: `SGD with momentum`, `the Adam update`."""
    rest = re.findall(r"[^\W\d_]+", _SUBJECTS.sub(" ", label))
    return all(patterns.GENERIC.fullmatch(word) or patterns.LABELLING.fullmatch(word) for word in rest)


def mentions(text: str) -> tuple[str, ...]:
    """The words in a text that name optimizers."""
    return tuple(match[0] for match in _NAMED.finditer(text))


def short_subject(title: str) -> str:
    """The subject in a heading: `Adam` in `Adam Optimizer` and `AdamW: Adam with Decoupled Weight Decay`."""
    before = re.split(r": | [–—|-] ", title, maxsplit=1)[0]
    name = re.sub(r"^the | (?:optimi[sz]er|algorithm|method)$", "", before.strip(), flags=re.IGNORECASE)
    if before != title and _NAMED.fullmatch(name):
        return lower_words(name)
    inner = re.fullmatch(r"(.+?)\s*\(([A-Z][A-Za-z-]{1,11})\)", title)
    if inner and _initials(inner[2], inner[1]):
        return inner[2]
    outer = " ".join(_outside(title).split())
    outer = re.sub(
        r"^(?:the )|\s+(?:optimi[sz]er|optimi[sz]ation|algorithm|method|update rule|update)$",
        "",
        outer,
        flags=re.I,
    )
    return lower_words(outer)


def _initials(name: str, meant: str) -> bool:
    """True if `meant` contains the letters of `name` in order, as "adaptive moment" does those of Adam."""
    letters = iter(meant.lower())
    return (
        " " in meant
        and name[0].lower() == meant.strip()[:1].lower()
        and all(letter in letters for letter in name.lower() if letter.isalnum())
    )


def expansion(text: str) -> tuple[str, str] | None:
    """`(Adam, Adaptive Moment Estimation)` if a text begins with both, one of them in brackets; else None."""
    match = re.match(r"(?:The )?([A-Z][^()]{1,60}?)\s*\(([A-Z][^()]{1,60})\)", text)
    if not match:
        return None
    for name, meant in ((match[1], match[2]), (match[2], match[1])):
        if " " not in name and _initials(name, meant):
            return name, meant
    return None


def generic(title: str) -> bool:
    """True for a heading that names no subject, such as `Key Equations Recap`."""
    return all(patterns.GENERIC.fullmatch(word) for word in re.findall(r"[^\W\d_]+", title))


def title(note: Note) -> str:
    """The subject of the whole note: its title, first heading, file name, alias or optimizer; or empty.

    A name that is an optimizer's goes before one that is not: an alias `Adam` before a heading `Optimizers`.
    """
    names = [name for name in _titles(note) if name]
    return next((name for name in names if is_subject(name)), next(iter(names), "")) or _first_named(note)


def _titles(note: Note) -> Iterator[str]:
    for value in front_matter.strings(note.fields.get("title")):
        if not generic(clean_heading(value)):
            yield _capital(short_subject(clean_heading(value)))
    first = [
        clean_heading(block.text) for block in note.blocks if block.kind == "heading" and block.info == "1"
    ]
    if len(first) == 1 and not generic(first[0]):
        yield short_subject(first[0])
    stem = PurePosixPath(note.file.replace("\\", "/")).stem
    if not first and not _STEM.match(stem) and not generic(stem):
        yield short_subject(clean_heading(stem.replace("_", " ")))
    for name in ("aliases", "alias"):
        for value in front_matter.strings(note.fields.get(name)):
            yield _capital(short_subject(clean_heading(value)))


def _capital(name: str) -> str:
    return name if name != name.lower() else name[:1].upper() + name[1:]


def _first_named(note: Note) -> str:
    """The optimizer that begins the first paragraph, as in `The **Adam** optimizer is …`; or empty."""
    first = next((block for block in note.blocks if block.kind == "paragraph"), None)
    if first is None or not all(generic(clean_heading(heading)) for heading in first.headings[1:]):
        return ""
    paragraph = first.text
    match = re.match(r"(?:The )?\W*([A-Z][\w-]+)", paragraph)
    sentence = len(paragraph.split()) >= 4
    return match[1] if match and sentence and optimizers_in(match[1]) else ""


def of(block: Block, whole: str, label: str = "") -> SectionContext:
    """The context of a block in a note whose subject is `whole`, below a bold line `label`."""
    titles = [clean_heading(each) for each in (*block.headings, label, *block.parents) if each]
    subject, optimizer, below = _short_title(whole), _one(whole), 0
    for depth, heading in enumerate(titles, 1):
        named = _named_in(heading)
        if is_subject(heading):
            subject, optimizer, below = short_subject(heading), _one(short_subject(heading)), depth
        elif len(named) == 1 and not is_subject(subject if below else short_subject(whole)):
            subject, optimizer = _capital(lower_words(mentions(_outside(heading))[0])), named[0]
            below = depth - 1
        elif len(named) > 1 or (named and optimizer and optimizer not in named):
            optimizer = ""
    rest = [_topic(title) for title in titles[below:]]
    rest = [title for title in rest if title and not generic(title) and title.lower() != subject.lower()]
    return SectionContext(subject, drop_subject(rest[-1], subject) if rest else "", optimizer)


def _short_title(whole: str) -> str:
    """The subject of a note; for a long title that names one optimizer, that name."""
    name = short_subject(whole)
    return lower_words(mentions(name)[0]) if len(name.split()) > 5 and _one(name) else name


def _topic(title: str) -> str:
    """What a heading or list item is about: `momentum` for `What is momentum?`; empty for a statement."""
    asked = re.fullmatch(r"(?:what|who) (?:is|are) (?:an? |the )?(.{2,60}?) ?\?", title, re.IGNORECASE)
    if asked:
        return asked[1]
    verb = patterns.ACTS.fullmatch(title.partition(" ")[0])
    return "" if title.endswith("?") or verb or len(title.split()) > 9 or "$" in title else title


def _named_in(heading: str) -> tuple[str, ...]:
    """The optimizers that a short heading names outside of brackets."""
    return optimizers_in(_outside(heading)) if len(heading.split()) <= 8 else ()


def is_subject(heading: str) -> bool:
    """True for a heading that is the name of a single optimizer, with or without its expansion."""
    name = short_subject(heading)
    return bool(name) and len(optimizers_in(name)) == 1 and not _NAMED.sub("", name).strip(" -")


def _outside(heading: str) -> str:
    """A heading without what it says in brackets."""
    return re.sub(r"\([^)]{0,200}\)", " ", heading)


def _one(text: str) -> str:
    found = optimizers_in(text)
    return found[0] if len(found) == 1 else ""


def drop_subject(heading: str, subject: str) -> str:
    """A heading without the subject, which already precedes it: `Use Cases` for `Use Cases for ADAM`."""
    if not subject:
        return lower_words(heading)
    name = re.escape(subject)
    text = re.sub(rf"\s+(?:for|of|in|with)\s+(?:the )?{name}$", "", heading, flags=re.I)
    if generic(re.sub(rf"\b{name}\b", "", heading, flags=re.I)):
        return ""
    text = re.sub(rf"^{name}(?:'s)?(?=[ :])[: ]*|^[\w ]{{1,20}}: {name}$", "", text, flags=re.I)
    return (
        ""
        if generic(text)
        else lower_words(text).strip("()[] ,;–—-")
        if text != heading
        else lower_words(text)
    )


def lower_words(text: str) -> str:
    """`text` with names that are not acronyms in their usual capitals: `Adam` for `ADAM`."""
    return re.sub(r"\bADAM\b", "Adam", text)

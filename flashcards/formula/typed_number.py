"""Reads a number as people write it: `1,000`, `33 %`, `~ 3.2 x 10^-6`, `a tenth`, `1 in 1000`, `80 MB`.

Words of the question are units (`44 steps`); any other word makes the text unreadable, since `10 times
shorter` is not 10. Nothing is executed; what remains is arithmetic for `evaluate`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType

from flashcards.formula import number_words, parse
from flashcards.formula.evaluate import evaluate
from flashcards.formula.unreadable import Unreadable
from flashcards.value import Value

LONGEST = 200
"""Characters of a number that are read."""


class TypedNumber(Value, frozen=True):
    """A number, and how it was written."""

    value: float
    digits: int = 0
    """The significant digits written, zeros at the end included; 0 for arithmetic and for words."""
    zeros: int = 0
    """How many of them are zeros at the end of a whole number, which may only hold places."""
    with_comma: float | None = None
    """The value of `1,234` with a decimal comma; None where a comma has one meaning."""


NO_NAMES: Mapping[str, float] = MappingProxyType({})

_GROUPED = re.compile(
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:[ '’_]\d{3})+(?:[.,]\d+)?"
    r"|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,})(?![\d,.]*\d)",
    re.A,
)
_COMMA = re.compile(r"\d+,\d+(?![,.]?\d)", re.A)
_POINT = re.compile(r"\d+\.?\d*|\.\d+", re.A)
_EXPONENT = re.compile(r"[eE][+-]?\d+(?![\w.])", re.A)
_WORD = re.compile(r"log(?:2|10)(?=\s*\()|[^\W\d_⁰¹²³⁴-⁹](?:['’]?[^\W\d_⁰¹²³⁴-⁹]|_\w+)*")
_CHAIN = re.compile(r"[=≈≃≅~∼]|\\approx")
_PER_CENT = re.compile(r"\bper[ -]?cents?\b|\bpercentage\b|\bpct\b|\\%", re.I)
_ASKS_PER_CENT = re.compile(r"\b(?:how many|what|which|in) (?:per ?cent|percentage|%)", re.I)
_MIXED = re.compile(r"(?<![\d./])(\d+)\s+(\d+/\d+)(?![\d./])", re.A)
_POWER_WITHOUT_SIGN = re.compile(r"(?<=[x×])(\s*10)\s*-\s*(\d+)\s*$", re.A)
_HEDGES = frozenset(
    [
        "about",
        "around",
        "approximately",
        "approx",
        "roughly",
        "circa",
        "ca",
        "c",
        "nearly",
        "almost",
        "some",
        "it",
        "is",
        "its",
        "by",
        "to",
        "a",
        "an",
        "the",
        "factor",
        "of",
        "only",
        "exactly",
        "just",
        "equals",
        "answer",
        "value",
    ]
)
_REFUSED = frozenset(
    [
        "not",
        "no",
        "never",
        "than",
        "least",
        "most",
        "under",
        "over",
        "above",
        "below",
        "between",
        "or",
        "without",
        "except",
        "if",
        "unless",
        "against",
    ]
)
"""Words that change what a number says, also where the question holds them."""
_FUNCTIONS = frozenset(
    ["sqrt", "exp", "log", "ln", "log10", "log2", "abs", "max", "min", "cos", "sin", "pi", "π"]
)
_SCALES = {"k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "B": 1e9, "bn": 1e9, "T": 1e12}
_BYTES = {"": 1.0, "k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12, "ki": 2.0**10, "mi": 2.0**20, "gi": 2.0**30}
_BYTE_WORD = re.compile(r"(kilo|mega|giga|tera|kibi|mebi|gibi)?bytes?|([kmgt]?i?)b", re.I)
_TIMES = frozenset({"x", "×", "times", "fold", "·", "⋅"})
_PER = frozenset({"in", "per", "of", "to"})


def read_number(text: str, question: str = "", names: Mapping[str, float] = NO_NAMES) -> TypedNumber:
    """The number in `text`, an answer to `question`; `names` may stand in its arithmetic.

    Raises Unreadable if there is none, or more than one.
    """
    if len(text) > LONGEST:
        raise Unreadable(f"a number has at most {LONGEST} characters")
    text = _in_plain_signs(text)
    if re.search(r"\\[A-Za-z]|\$", _CHAIN.sub("", text)):
        return TypedNumber(float(evaluate(parse.parse_latex(text).tree, names)))
    parts = [part.strip() for part in _CHAIN.split(text)]
    parts = [part for part in parts if part]
    if (
        len(parts) > 1
        and re.fullmatch(r"[^\W\d_][\w{}^-]*", parts[0])
        and not number_words.is_number(parts[0])
    ):
        parts = parts[1:]  # `m_3 = 2.03`
    if not parts:
        raise Unreadable("there is no number here")
    found = [_amount(part, question, names) for part in parts]
    if any(not math.isclose(one.value, found[-1].value, rel_tol=0.01) for one in found):
        raise Unreadable("these are several numbers: write one")
    return found[-1]


def _in_plain_signs(text: str) -> str:
    """`text` with one kind of space and minus, and `½` as 1/2."""
    text = re.sub(r"[−–—‒]", "-", re.sub(r"[\u00a0\u2000-\u200a\u202f\u205f]", " ", text))
    fractions = {
        char: f" {unicodedata.normalize('NFKC', char)}".replace("⁄", "/")
        for char in set(text)
        if unicodedata.category(char) == "No" and "⁄" in unicodedata.normalize("NFKC", char)
    }
    text = (
        re.sub("|".join(map(re.escape, fractions)), lambda found: fractions[found[0]], text)
        if fractions
        else text
    )
    text = re.sub(r"\b(?:minus|negative) ", "-", text, flags=re.I)
    text = re.sub(r"\bout of\b", "in", text, flags=re.I)
    text = re.sub(r"\b(approx|appr|ca|c)\.", r"\1", text, flags=re.I)
    text = re.sub(r"(?<=\d)-fold\b|(?<=\d) or so\b", " fold", text)
    text = re.sub(r"(/\d+)(?:st|nd|rd|ths?)\b", r"\1", text)
    text = re.sub(r"^([^()]*\d) +\((.+)\)$", r"\2 ≈ \1", text.strip())  # `3.16 (√10)`
    return _PER_CENT.sub("%", text).strip().rstrip(" !;,.")


def _amount(text: str, question: str, names: Mapping[str, float]) -> TypedNumber:
    """The number that one side of a chain is."""
    text = _MIXED.sub(r"(\1+\2)", text)
    text = _POWER_WITHOUT_SIGN.sub(r"\1^-\2", text)
    pieces = list(_pieces(text, question, names))
    if not any(piece.kind in {"number", "name"} for piece in pieces):
        raise Unreadable("there is no number here")
    for one, two in pairwise(pieces):
        if one.kind == two.kind == "number":
            raise Unreadable("these are several numbers: write one")
    value = evaluate(parse.parse_typed("".join(piece.text for piece in pieces)).tree, names)
    return _with_digits(TypedNumber(float(value)), pieces)


def _with_digits(number: TypedNumber, pieces: list[_Piece]) -> TypedNumber:
    """`number` with the digits written, if it is one literal with its sign, power of ten and unit."""
    spelled = "".join(piece.text for piece in pieces)
    literal = re.fullmatch(
        r"[-+]?(\d*\.?\d*)(?:e[-+]?\d+)?(?:\*10(?:\^|\*\*)\(?-?\d+\)?|\*10[⁰¹²³⁴-⁹⁻]+)?((?:[*/][\d.e+]+)?)",
        spelled,
    )
    if literal is None or not literal[1].strip("."):
        return number
    if literal[2] and not any(piece.kind == "scale" for piece in pieces):
        return number
    digits = literal[1].replace(".", "").lstrip("0")
    zeros = 0 if "." in literal[1] else len(digits) - len(digits.rstrip("0"))
    number = replace(number, digits=len(digits), zeros=zeros)
    comma = next((piece.with_comma for piece in pieces if piece.kind == "number"), None)
    if comma is None:
        return number
    return replace(number, with_comma=number.value / 1000)


class _Piece(Value, frozen=True):
    """A part of the arithmetic that a text says."""

    kind: str
    """number, name, scale (a unit, %) or sign."""
    text: str
    with_comma: float | None = None


def _pieces(text: str, question: str, names: Mapping[str, float]) -> Iterator[_Piece]:
    """The arithmetic in `text`, piece by piece; units and hedges are left out."""
    at, previous = 0, ""
    has_calls = re.search(r"[a-z]\s*\(", text) is not None  # then a comma parts arguments
    while at < len(text):
        found: Iterable[_Piece] = ()
        if text[at].isspace():
            at += 1
            continue
        if previous != "number" and (spelled := _number_in_words(text, at)):
            value, at = spelled
            found = [_Piece("number", f"({value!r})")]
        elif literal := _literal(text, at, has_calls):
            piece, at = literal
            found = [piece]
        elif word := _WORD.match(text, at):
            at = word.end()
            found = _word(word[0], text[at:].strip(), previous, question, names)
        else:
            at += 1
            found = _sign(text[at - 1], text[at:], question)
        for piece in found:
            previous = piece.kind
            yield piece


def _number_in_words(text: str, at: int) -> tuple[float, int] | None:
    """The number in words at `at` and its end; None for an article, as in `a 10`."""
    found = number_words.match(text, at)
    return None if found is None or text[at : found[1]].lower() in {"a", "an"} else found


def _literal(text: str, at: int, has_calls: bool) -> tuple[_Piece, int] | None:
    """The number in digits at `at` and its end; None if none begins there."""
    found = (None if has_calls else _GROUPED.match(text, at) or _COMMA.match(text, at)) or _POINT.match(
        text, at
    )
    if found is None:
        return None
    exponent = _EXPONENT.match(text, found.end())
    power = exponent[0].lower() if exponent else ""
    lone = re.fullmatch(r"[1-9]\d{0,2},\d{3}", found[0]) is not None
    with_comma = float(found[0].replace(",", ".") + power) if lone else None
    return _Piece("number", _with_point(found[0]) + power, with_comma), (exponent or found).end()


def _with_point(written: str) -> str:
    """Digits as Python writes them; the last of two kinds of mark, or a lone one, is the point."""
    marks = re.findall(r"[.,]", written)
    groups = len(set(marks)) == 1 and re.fullmatch(r"[1-9]\d{0,2}(?:[.,]\d{3})+", written)
    if marks and not (groups and (marks[0] == "," or len(marks) > 1)):
        whole, _, part = written.rpartition(marks[-1])
        return re.sub(r"\D", "", whole) + "." + part
    return re.sub(r"\D", "", written)


def _word(word: str, rest: str, previous: str, question: str, names: Mapping[str, float]) -> Iterator[_Piece]:
    """The arithmetic of one word; nothing for a unit or a hedge. Raises Unreadable for any other word."""
    lower, follows = word.lower(), previous in {"number", "scale"}
    numeric_next = re.match(r"[\d.(√-]", rest) is not None or number_words.match(rest, 0) is not None
    asked_unit = _byte_scale_asked(question)
    if follows and lower in _TIMES and numeric_next:
        yield _Piece("sign", "*")
    elif follows and lower in _PER and numeric_next and lower != "of":
        if lower == "to":
            raise Unreadable("these are several numbers: write one")
        yield _Piece("sign", "/")
    elif lower in _FUNCTIONS or (lower == "e" and re.match(r"\^|\*\*", rest)):
        yield _Piece("name", "ln" if lower == "log" else lower)
    elif (
        follows
        and (scale := _byte_scale(word)) is not None
        and (asked_unit is not None or word not in _SCALES)
    ):
        if asked_unit is None:
            raise Unreadable(f"'{word}' is no unit of this question: write the number alone")
        yield _Piece("scale", f"*{scale / asked_unit!r}" if scale != asked_unit else "")
    elif follows and (larger := _SCALES.get(word) or number_words.large_number(word)):
        yield _Piece("scale", f"*{larger!r}")
    elif word in names and not re.search(rf"times (?:\$?\\)?{re.escape(word)}\b", question):
        yield _Piece("name", word)
    elif lower in _REFUSED:
        raise Unreadable(f"'{word}' makes it no single number: write the number alone")
    elif not (lower in _HEDGES or (follows and lower in _TIMES) or _is_in(question, lower)):
        raise Unreadable(f"'{word}' is not understood here: write the number alone")


def _sign(sign: str, rest: str, question: str) -> Iterator[_Piece]:
    if sign in "%‰":
        whole = sign == "%" and _ASKS_PER_CENT.search(question)
        yield _Piece("scale", "" if whole else "/100" if sign == "%" else "/1000")
    elif sign in "×·⋅" and not rest.strip():
        pass  # `10×`
    elif sign == ":":
        yield _Piece("sign", "/")
    else:
        yield _Piece("sign", "*" if sign in "×·⋅" else sign)


def _byte_scale(word: str) -> float | None:
    """How many bytes a unit is: 1e6 for `MB`, `megabytes` and `M`; None if it is no such unit."""
    if word in {"k", "K", "M", "G", "T"}:
        return _BYTES[word.lower()]
    found = _BYTE_WORD.fullmatch(word)
    if found is None or word in {"B", "b"}:
        return None
    prefix = (found[1] or "")[:2] if (found[1] or "").endswith("bi") else (found[1] or "")[:1]
    return _BYTES.get((prefix or found[2] or "").lower())


def _byte_scale_asked(question: str) -> float | None:
    """The unit of bytes that a question asks for; None if it asks for none, or for several."""
    found = {
        scale for word in re.findall(r"[A-Za-z]{2,}", question) if (scale := _byte_scale(word)) is not None
    }
    found = found - {1.0} or found
    return found.pop() if len(found) == 1 else None


def _is_in(question: str, word: str) -> bool:
    """True if the question has the word, singular or plural; `eta` is `η`."""
    greek = {"eta": "η", "lr": "η", "η": "eta"}.get(word, word)
    stem = word.removesuffix("s")
    return any(re.search(rf"(?<!\w){re.escape(one)}s?(?!\w)", question, re.I) for one in {stem, greek} if one)

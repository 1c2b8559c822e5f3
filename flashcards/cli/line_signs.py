"""Signs in a sentence as words: quantities, small formulas, powers, minus signs and gaps.

A screen reader may skip a sign, or call it by its name in Unicode.
"""

from __future__ import annotations

import re

from flashcards.formula.render.spoken_words import RELATIONS, SIGNS
from flashcards.formula.symbols import ACCENTS, IS_SUB, IS_SUPER, SUPERSCRIPTS
from flashcards.study.faces import BLANK
from flashcards.text.layout import speak_formula

_LETTERS = "Α-Ωα-ωϵϕϑ"
_SMALL = "".join(sorted(IS_SUB | IS_SUPER))
_MARKS = "".join(ACCENTS.values()) + _SMALL
"""What stands over, below or above a letter."""
_RUN = re.compile(rf"(?![./·×{_SMALL}])[\w.√∞±·×/|∇{_MARKS}]{{1,60}}(?<![./·×])")
_IS_FORMULA = re.compile(rf"[{_LETTERS}{_MARKS}√∞±·×∇]")
_WORD = re.compile(rf"[^\W\d_{_LETTERS}{_MARKS}]{{2}}")
_GREEK_WORD = re.compile("[Ͱ-Ͽἀ-῿]{4}|[ΆΈ-ΏΐΪ-ΰϊ-ώἀ-῿]")
"""A word that is Greek. Where a text has none, short runs of its letters are products, such as `λθ`."""
_QUANTITY = re.compile(
    rf"(?<![Ͱ-Ͽἀ-῿])[{_LETTERS}](?![Ͱ-Ͽἀ-῿])[{_MARKS}]{{0,20}}|(?<![A-Za-z])[A-Za-z][{_MARKS}]{{1,20}}"
)
_ROOT = re.compile(r"√(\d{1,30}(?:\.\d{1,30})?)")
_POWER = re.compile(rf"(?<=[\w)\]|])[{''.join(sorted(IS_SUPER))}]{{1,20}}")
_FULL_SIZE = str.maketrans({small: full for full, small in SUPERSCRIPTS.items()})
_EXPONENT = re.compile(r"(?<![\w./])(\d[\d.]{0,30})e([-−]?)(\d{1,3})(?![\w.]*\w)")
_BETWEEN = re.compile(r"(?<=[\w)\]])\s?−\s?")
_GAP = re.compile(r"\[\u00a0([^\u00a0]{0,1000})\u00a0\]")
_SIGNS = {
    "≤": RELATIONS["le"],
    "≥": RELATIONS["ge"],
    "≠": RELATIONS["ne"],
    "≈": RELATIONS["approx"],
    "±": SIGNS["pm"],
    "×": "times",
    "∞": "infinity",
    "√": "the square root of",
    "°": "degrees",
}
_SIGN = re.compile(f"(?<=(.))?\\s?([{''.join(_SIGNS)}])\\s?")


def in_words(text: str) -> str:
    """`text` with its quantities, small formulas, powers, minus signs and gaps as words."""
    text = text.replace(BLANK, "(blank)").replace("[\u00a0……\u00a0]", "(blank)")
    text = _GAP.sub(r"(blank: \1)", text).replace("\u00a0", " ")
    if text.isascii():
        return text
    is_greek = bool(_GREEK_WORD.search(text))
    text = _RUN.sub(lambda found: _run_words(found, is_greek=is_greek), text)
    text = _POWER.sub(lambda found: _power_words(found[0].translate(_FULL_SIZE)), text)
    text = re.sub(r"(?<=\d) · (?=\d)", " times ", text).replace(", …", ", and so on")
    text = _BETWEEN.sub(" minus ", text).replace("− ", "−").replace("−", "minus ")
    return _SIGN.sub(lambda found: _set_apart(_SIGNS[found[2]], found), text)


def _run_words(found: re.Match[str], *, is_greek: bool) -> str:
    """What stands without a space in it: a small formula as a whole, or a word with quantities in it."""
    run = found[0]
    if not _IS_FORMULA.search(run) or (is_greek and not _WORD.search(run) and run.isalpha()):
        return run
    if not _WORD.search(run):
        formula = _ROOT.sub(r"√{\1}", run)
        said = speak_formula(formula)
        if said != formula:
            return said
    return _QUANTITY.sub(lambda each: _set_apart(speak_formula(each[0]), each), run)


def _set_apart(words: str, found: re.Match[str]) -> str:
    """Words with a space where they would run into what stands before or after the sign."""
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    ahead = " " if before.isalnum() or (before in ")]" and before) else ""
    return f"{ahead}{words}{' ' if after.isalnum() or (after in '([' and after) else ''}"


def _power_words(power: str) -> str:
    return {"2": " squared", "3": " cubed"}.get(power) or f" to the {power.replace('−', 'minus ')}"


def exponents_in_words(text: str) -> str:
    """`1e-5` as words: the minus of an exponent is easily missed, and makes it another number."""
    return _EXPONENT.sub(lambda found: _exponent_words(*found.groups()), text)


def _exponent_words(number: str, sign: str, power: str) -> str:
    factor = "" if number == "1" else f"{number} times "
    return f"{factor}10 to the {'minus ' if sign else ''}{power}"

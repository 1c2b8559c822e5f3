"""What else the word for a Greek letter may be written as in the text of a card."""

from __future__ import annotations

import re

from flashcards.formula.symbols import GREEK

_NAMES = {letter: name for name, letter in GREEK.items()}
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_SYMBOL = re.compile(rf"\\?({'|'.join(GREEK)}|[{''.join(_NAMES)}])_?([0-9₀-₉]?)", re.IGNORECASE)


def spellings(text: str) -> tuple[str, ...]:
    r"""`text`, and if it names a Greek letter, with an index or without, what else writes that letter.

    >>> spellings("beta1")
    ('beta1', 'beta 1', 'β 1', 'β₁', 'β1')
    """
    found = _SYMBOL.fullmatch(text)
    if not found:
        return (text,)
    written, index = found[1], found[2].translate(_SUBSCRIPTS)
    letter = GREEK.get(written) or GREEK.get(written.lower(), written)
    name = _NAMES.get(letter) or _NAMES.get(letter.lower(), letter)
    if not index:
        return tuple(dict.fromkeys((text, name, letter)))
    low = chr(ord("₀") + int(index))
    others = (name + index, f"{name} {index}", f"{letter} {index}", letter + low, letter + index)
    return tuple(dict.fromkeys((text, *others)))

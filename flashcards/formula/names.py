r"""The plain name of a quantity, however it is written: `\beta_1`, `β₁` and `beta1` are `beta1`."""

from __future__ import annotations

from collections.abc import Collection
from types import MappingProxyType

from flashcards.formula import parse, vocabulary
from flashcards.formula.traverse import pieces
from flashcards.formula.tree import Accent, Apply, Fence, Hidden, Node, Number, Script, Sum, Symbol
from flashcards.formula.unreadable import Unreadable

_NOW = Symbol("t")
_STEPS = MappingProxyType({"-": "_prev", "+": "_next"})


def name(node: Node) -> str | None:
    r"""The plain name of the quantity that a node denotes; None if it denotes none.

    | written | name | |
    |---|---|---|
    | `\epsilon`, `ε`, `epsilon` | epsilon | `eps`, `lr` stay as they are: aliases are not names |
    | `\beta_1`, `β₁`, `beta1` | beta1 | a number joins the letter |
    | `m_t`, `m` | m | the present step is left out |
    | `m_{t-1}`, `m_{t+1}` | m_prev, m_next | |
    | `\hat{m}_t`, `m̂ₜ`, `m_hat` | m_hat | so `\hat{m}_{t-1}` is m_hat_prev |
    | `\theta_{new}`, `x_i` | theta_new, x_i | |
    | `\theta^{(t)}`, `\theta^*` | theta, theta_star | a power such as `g_t^2` has no name |
    | `\nabla_\theta L(\theta)` | grad | |
    """
    parts = _parts(node)
    return None if parts is None else "".join(parts)


def setting(text: str, settings: Collection[str]) -> str | None:
    r"""The one of `settings` that a person wrote as `text`: `β₁`, `beta_1`, `\beta_1`, `b1`, `stepsize`.

    None if it means none of them, or could mean two.
    """
    if text in settings:
        return text
    try:
        found = name(parse.parse_answer(text).tree)
    except Unreadable:
        return None
    return vocabulary.setting_spelled(found, settings) if found else None


def _parts(node: Node) -> tuple[str, str, str] | None:
    """Letter, accent and index as separate parts, whatever their nesting."""
    match node:
        case Symbol(word, font) if font != "function":
            return vocabulary.VARIANT_LETTERS.get(word, word), "", ""
        case Hidden(_, _, inside):
            return _parts(inside)
        case Accent(kind, inside):
            return _joined(_parts(inside), accent=f"_{kind}")
        case Script(base, sub, sup, primes):
            above = _above(sup)
            index = _index(sub)
            if above is None or index is None:
                return None
            return _joined(_parts(base), index=index + above + "_prime" * primes)
        case Apply(function, _):
            base = function.base if isinstance(function, Script) else function
            return ("grad", "", "") if base == Symbol("nabla") else None
    return None


def _joined(
    parts: tuple[str, str, str] | None, accent: str = "", index: str = ""
) -> tuple[str, str, str] | None:
    return parts and (parts[0], parts[1] + accent, parts[2] + index)


def _index(sub: Node | None) -> str | None:
    """What an index adds to a name; None if a name cannot express it."""
    if sub is None:
        return ""
    found = [_one_index(piece) for piece in pieces(sub)]
    return None if None in found else "".join(part for part in found if part)


def _one_index(piece: Node) -> str | None:
    match piece:
        case Number(text) if text.isdigit():
            return text
        case Symbol(word):
            return "" if piece == _NOW else f"_{word}"
        case Sum((first, Number("1")), ("", sign)) if first == _NOW and sign in _STEPS:
            return _STEPS[sign]
        case Script(Symbol(word), None, None, _):
            return f"_{word}"
    return None


def _above(sup: Node | None) -> str | None:
    """What a superscript other than a power adds to a name: nothing for `(t)`, `_star` for `*`."""
    match sup:
        case None:
            return ""
        case Fence("(", inside, ")"):
            return _index(inside)
        case Symbol("star" | "ast" | "*" | "asterisk"):
            return "_star"
    return None

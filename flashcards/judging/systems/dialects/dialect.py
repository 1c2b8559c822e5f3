"""What a dialect is: the lines of one optimizer as one author or library writes them, a system as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from flashcards.value import Value

Agreement: TypeAlias = Literal["agrees", "variant"]

INSIDE, WITHOUT = "epsilon-inside-root", "missing-epsilon"
"""Variants of a division by a root."""


class Form(Value, frozen=True):
    """One way of writing the right side for a quantity, in the syntax of `systems.forms`."""

    text: str
    agreement: Agreement = "agrees"
    slip: str | None = None
    """The name of the difference from the reference, where it has one."""


class Dialect(Value, frozen=True):
    """The right sides that belong together, by the role of the quantity that they define."""

    optimizer: str
    name: str
    """Who writes it so, or what sets it apart; shown as "another dialect: PyTorch's momentum"."""
    lines: Mapping[str, tuple[Form, ...]]


def variant(*texts: str) -> tuple[Form, ...]:
    """Legitimate forms that differ from the reference."""
    return tuple(Form(text, "variant") for text in texts)


def exact(*texts: str) -> tuple[Form, ...]:
    """Forms that are the reference's, written otherwise or not."""
    return tuple(Form(text) for text in texts)


def dialect(optimizer: str, name: str, **lines: str | tuple[Form, ...]) -> Dialect:
    """A dialect whose lines agree with the reference where they are given as plain text."""
    return Dialect(
        optimizer,
        name,
        {role: exact(given) if isinstance(given, str) else given for role, given in lines.items()},
    )


def other_dialect(optimizer: str, name: str, **lines: str | tuple[Form, ...]) -> Dialect:
    """A dialect whose lines are variants where they are given as plain text."""
    return Dialect(
        optimizer,
        name,
        {role: variant(given) if isinstance(given, str) else given for role, given in lines.items()},
    )


def adaptive_step(top: str, square: str, start: str = "w_ - lr*") -> tuple[Form, ...]:
    """A step divided by the root of `square`: epsilon outside the root, inside it, and none."""
    return (
        Form(f"{start}{top}/(sqrt({square})+eps)"),
        Form(f"{start}{top}/sqrt({square}+eps)", "variant", INSIDE),
        Form(f"{start}{top}/sqrt({square})", "variant", WITHOUT),
        Form(f"{start}{top}/sqrt({square}+eps**2)", "variant", INSIDE),
    )


def with_step_named(whole: Dialect) -> list[Dialect]:
    """`whole`, and its forms that name the step: as it is, negated, and without the rate."""
    found = [whole]
    steps = [each for each in whole.lines.get("w", ()) if each.text.startswith(("w_ - lr*", "w_ + lr*"))]
    rest = {role: forms for role, forms in whole.lines.items() if role != "w"}
    if "d" in whole.lines:
        return found
    if not steps:
        return [*found, *_with_velocity_as_step(whole, rest)]

    def named(name: str, start: str, then: str) -> Dialect:
        made = tuple(Form(start + each.text[8:], each.agreement, each.slip) for each in steps)
        return Dialect(whole.optimizer, f"{whole.name}, {name}", {**rest, "d": made, "w": exact(then)})

    sign = steps[0].text[3]
    steps = [each for each in steps if each.text[3] == sign and not _sum_follows(each.text[5:])]
    if not steps:
        return found
    opposite = "+" if sign == "-" else "-"
    minus, plus = ("-lr*", "lr*") if sign == "-" else ("lr*", "-lr*")
    found.append(named("the step added", minus, "w_ + d"))
    found.append(named("the step subtracted", plus, "w_ - d"))
    found.append(named("the step without the rate", "", f"w_ {sign} lr*d"))
    if opposite == "+":
        found.append(named("the step with its sign", "-", "w_ + lr*d"))
    return found


def _with_velocity_as_step(whole: Dialect, rest: Mapping[str, tuple[Form, ...]]) -> list[Dialect]:
    """The dialects of `w_ + m` and `w_ - m` in which the velocity is named as the step first."""
    steps = {"w_ + m": ("m", "w_ + d"), "w_ - m": ("-m", "w_ + d")}
    usual = next(iter(whole.lines.get("w", ())), Form(""))
    if usual.text not in steps:
        return []
    step, then = steps[usual.text]
    name = f"{whole.name}, the step named"
    return [Dialect(whole.optimizer, name, {**rest, "d": variant(step), "w": variant(then)})]


def _sum_follows(text: str) -> bool:
    """True if several terms follow at the outermost level: a sign would hold for the first alone."""
    depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if depth == 0 and character in "+-":
            return True
    return False

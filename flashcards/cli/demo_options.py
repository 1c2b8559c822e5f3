"""Builds the demo that the options of `flashcards demo` describe, without running it."""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import optimizers
from flashcards.cli.collection import open_collection
from flashcards.deck.model import Card, Demo, Run
from flashcards.demo import lookup
from flashcards.demo.kinds.best_rate import with_best_rates
from flashcards.errors import Problem
from flashcards.formula import names
from flashcards.text.names import pretty
from flashcards.text.numbers import format_number
from optimizers.rule import Rule

_WHAT = ("target", "compare", "surface", "schedule", "gradients", "kind")
"""The options that select what to run; the others select how."""


def asks_for_listing(args: argparse.Namespace) -> bool:
    """True if no option says what to run. Raises Problem if one says only how to run it, or is empty."""
    for option in (*_WHAT[1:], "show", "at", "replace"):
        given = getattr(args, option)
        if given is not None and not given.strip():
            raise Problem(f"--{option} is empty", hint="omit it, or see  flashcards demo --help")
    if any(getattr(args, option) for option in _WHAT):
        return False
    how = {"set": "-s"} | {
        option: f"--{option}" for option in ("show", "at", "steps", "replace", "plot", "svg")
    }
    for option, spelled in how.items():
        if getattr(args, option) not in (None, False, []):
            raise Problem(
                f"{spelled} does not say what to run",
                hint="name a card or an optimizer:  flashcards demo adam",
            )
    return True


def build_demo(args: argparse.Namespace) -> tuple[Demo, str, Mapping[str, Sequence[float]]]:
    """The requested demo with the command line's changes, its optimizer, and its card's `vary` lists."""
    vary: Mapping[str, Sequence[float]] = {}
    if "/" in args.target:
        card, optimizer = _find_card(args.target)
        if card.demo is None:
            raise Problem(
                f"the card {card.key} has no demo", card.place, hint="add  demo:  to it in its deck"
            )
        demo, vary = card.demo, card.vary
    else:
        demo, optimizer = (
            Demo(kind="curve", steps=0 if args.gradients or args.kind or args.replace else 10),
            args.target,
        )
    for change in (_set_objective, _set_comparison, _set_kind_and_steps):
        demo = change(args, demo)
    return _use_best_rates(args, demo, optimizer), optimizer, vary


def _set_objective(args: argparse.Namespace, demo: Demo) -> Demo:
    """`demo` with the surface or gradients given on the command line."""
    if args.gradients and args.surface:
        raise Problem("a surface determines its gradients", hint="give either --surface or --gradients")
    if args.gradients:
        named = args.gradients.strip()[0].isalpha() and "," not in args.gradients
        gradients = args.gradients if named else _parse_gradients(args.gradients)
        demo = replace(demo, gradients=gradients, surface="")
    if args.surface:
        demo = replace(
            demo, surface=args.surface, kind=_default_kind(args.surface), steps=0, gradients="", start=()
        )
    return demo


def _set_comparison(args: argparse.Namespace, demo: Demo) -> Demo:
    """`demo` with the optimizers to compare; the target comes first."""
    if not args.compare:
        return demo
    names = parse_compared(args.compare)
    if args.target and "/" not in args.target and args.target not in names:
        names = [args.target, *names]
    demo = replace(demo, compare=tuple(map(Run, names)))
    return replace(demo, kind="compare", steps=0) if demo.kind in ("table", "curve", "step") else demo


def parse_compared(text: str) -> list[str]:
    """The names in `--compare`. Raises Problem if one is missing."""
    names = [name.strip() for name in text.split(",")]
    if not all(names):
        raise Problem(f"cannot read --compare {text!r}", hint="write  --compare sgd,adam")
    return names


def _set_kind_and_steps(args: argparse.Namespace, demo: Demo) -> Demo:
    """`demo` with the kind, quantities and steps given on the command line."""
    if args.kind or (args.schedule and not args.target and not args.surface):
        demo = replace(demo, kind=args.kind or "schedule", steps=demo.steps if args.kind else 0)
    if args.schedule:
        demo = replace(demo, schedule=args.schedule)
    if demo.kind == "schedule" and args.target and "/" not in args.target:
        raise Problem(
            f"--kind schedule draws a schedule alone, without {args.target}",
            hint=f"write  --schedule cosine  alone, or  {args.target} --schedule cosine",
        )
    if args.show:
        demo = replace(demo, show=tuple(part.strip() for part in args.show.split(",")))
    if args.steps is not None:
        if args.steps < 1:
            raise Problem(f"a demo takes at least 1 step, not {args.steps}", hint="write --steps 50")
        demo = replace(demo, steps=args.steps)
    return demo


def _use_best_rates(args: argparse.Namespace, demo: Demo, optimizer: str) -> Demo:
    """`demo` with each rule at its best learning rate, if a surface but no rate was given."""
    if demo.kind != "path" or not args.surface or any(_is_rate(text) for text in args.set):
        return demo
    about = demo.about or "Each at the best of a few dozen learning rates."
    return replace(with_best_rates(demo, optimizer, parse_settings(args.set)), about=about)


def _is_rate(text: str) -> bool:
    name = text.partition("=")[0].strip()
    return names.setting(name.rpartition(" ")[2], {"eta"}) == "eta"


def _default_kind(surface: str) -> str:
    """The default demo kind: a path on a two-dimensional surface, otherwise training curves."""
    return "training" if surface in optimizers.PROBLEMS else "path"


def _find_card(key: str) -> tuple[Card, str]:
    """The card with that key, and its optimizer. Raises Problem for an unknown key."""
    with open_collection() as catalogue:
        card = catalogue.find(key)
        if card is None:
            raise lookup.unknown_name("card", key, catalogue.keys())
    return card, card.optimizer


def parse_settings(given: list[str]) -> dict[str, float]:
    """Name → value of each `-s NAME=VALUE`; the last one wins. Raises Problem if one cannot be read."""
    found = {}
    for text in given:
        name, equals, value = text.partition("=")
        try:
            found[name.strip()] = float(value)
        except ValueError:
            raise Problem(f"cannot read the setting {text!r}", hint="write it as  -s beta1=0.5") from None
        if not equals:
            raise Problem(f"cannot read the setting {text!r}", hint="write it as  -s beta1=0.5")
    return found


def find_rule(target: str) -> Rule | None:
    """The rule that the command line names, under any of its names; None for a card or nothing."""
    return lookup.rule(target) if target and "/" not in target else None


def describe_draw(name: str, values: Sequence[float]) -> str:
    """A note that the card draws this setting from several values, and how to choose one."""
    listed = ", ".join(map(format_number, values))
    return f"The card draws {pretty(name)} from {listed}: choose one with  -s {name}={values[0]:g}"


def parse_steps(args: argparse.Namespace) -> tuple[int, ...] | None:
    """The steps of `--at`, or None if it was not given. Raises Problem for an invalid step."""
    if args.at is None:
        return None
    try:
        at = tuple(int(part) for part in args.at.split(","))
    except ValueError:
        raise Problem(f"cannot read --at {args.at!r}", hint="write whole numbers:  --at 1,5") from None
    if args.steps is not None and max(at) > args.steps:
        raise Problem(f"t = {max(at)} is beyond --steps {args.steps}", hint="increase --steps, or omit it")
    return at


def _parse_gradients(text: str) -> tuple[float, ...]:
    """Gradients given as numbers. Raises Problem naming the first that is not a finite number."""
    found = []
    for place, part in enumerate(text.split(","), start=1):
        try:
            found.append(float(part))
        except ValueError:
            raise Problem(
                f"cannot read gradient {place} of {text!r}: {part.strip()!r}",
                hint="write  --gradients 1,-1,2",
            ) from None
        if not math.isfinite(found[-1]):
            raise Problem(
                f"gradient {place} of {text!r} is {part.strip()}: gradients must be finite",
                hint="write finite numbers:  --gradients 1,-1,2",
            )
    return tuple(found)

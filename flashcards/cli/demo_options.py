"""The demo that a command line of `flashcards demo` asks for; nothing is run here."""

from __future__ import annotations

import argparse
import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace

import optimizers
from flashcards.deck.model import Card, Demo, Run
from flashcards.demo.kinds.best_rate import tuned
from flashcards.demo.lookup import unknown
from flashcards.errors import Problem
from flashcards.formula import names
from flashcards.storage import deck_files
from flashcards.text.spans import number, pretty

_WHAT = ("target", "compare", "surface", "schedule", "gradients", "kind")
"""The options that say what to run; the others say how."""


def nothing(args: argparse.Namespace) -> bool:
    """Whether nothing was asked for; raises Problem where it was said how to run, or an option is empty."""
    for option in (*_WHAT[1:], "show", "at"):
        given = getattr(args, option)
        if given is not None and not given.strip():
            raise Problem(f"--{option} is empty", hint="leave it out, or see  flashcards demo --help")
    if any(getattr(args, option) for option in _WHAT):
        return False
    how = {"set": "-s"} | {option: f"--{option}" for option in ("show", "at", "steps", "plot", "svg")}
    for option, spelled in how.items():
        if getattr(args, option) not in (None, False, []):
            raise Problem(
                f"{spelled} does not say what to run",
                hint="name a card or an optimizer:  flashcards demo adam",
            )
    return True


def chosen(args: argparse.Namespace) -> tuple[Demo, str, Mapping[str, Sequence[float]]]:
    """The demo that is asked for as the command line changes it, its optimizer, and what its card varies."""
    vary: Mapping[str, Sequence[float]] = {}
    if "/" in args.target:
        card, optimizer = _card(args.target)
        if card.demo is None:
            raise Problem(
                f"the card {card.key} has no demo", card.place, hint="add a demo: to it in its deck"
            )
        demo, vary = card.demo, card.vary
    else:
        demo, optimizer = Demo(kind="curve", steps=0 if args.gradients or args.kind else 10), args.target
    for change in (_ground, _compared, _named):
        demo = change(args, demo)
    return _tuned(args, demo, optimizer), optimizer, vary


def _ground(args: argparse.Namespace, demo: Demo) -> Demo:
    """The demo over the surface, or on the gradients, that were asked for."""
    if args.gradients and args.surface:
        raise Problem("a surface has gradients of its own", hint="give --surface or --gradients")
    if args.gradients:
        named = args.gradients.strip()[0].isalpha() and "," not in args.gradients
        gradients = args.gradients if named else _listed(args.gradients)
        demo = replace(demo, gradients=gradients, surface="")
    if args.surface:
        demo = replace(
            demo, surface=args.surface, kind=_kind_over(args.surface), steps=0, gradients="", start=()
        )
    return demo


def _compared(args: argparse.Namespace, demo: Demo) -> Demo:
    """The demo with the optimizers to compare, the one that it is named after before the others."""
    if not args.compare:
        return demo
    names = [name.strip() for name in args.compare.split(",")]
    if not all(names):
        raise Problem(f"cannot read --compare {args.compare!r}", hint="write  --compare sgd,adam")
    if args.target and "/" not in args.target and args.target not in names:
        names = [args.target, *names]
    demo = replace(demo, compare=tuple(map(Run, names)))
    return replace(demo, kind="compare", steps=0) if demo.kind in ("table", "curve", "step") else demo


def _named(args: argparse.Namespace, demo: Demo) -> Demo:
    """The demo with the kind, the quantities and the steps that were asked for."""
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


def _tuned(args: argparse.Namespace, demo: Demo, optimizer: str) -> Demo:
    """Each rule at its own best rate on a surface that was asked for, unless a rate was given."""
    if demo.kind != "path" or not args.surface or any(_is_rate(text) for text in args.set):
        return demo
    about = demo.about or "Each at the learning rate, of a few dozen, that does best."
    return replace(tuned(demo, optimizer, settings(args.set)), about=about)


def _is_rate(text: str) -> bool:
    name = text.partition("=")[0].strip()
    return names.setting(name.rpartition(" ")[2], {"eta"}) == "eta"


def _kind_over(surface: str) -> str:
    """A surface of two coordinates has a map; a problem of many has only its loss."""
    return "training" if surface in optimizers.PROBLEMS else "path"


def _card(key: str) -> tuple[Card, str]:
    """The card of that key and its optimizer, its deck's where it names none."""
    cards = {card.key: card for card in deck_files.load_all(os.environ).cards}
    if key not in cards:
        raise unknown("card", key, cards)
    return cards[key], cards[key].optimizer


def settings(given: list[str]) -> dict[str, float]:
    """The values of `-s NAME=VALUE`, later ones winning; raises Problem where one cannot be read."""
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


def drawn(name: str, values: Sequence[float]) -> str:
    """That a card asks with other values of a setting than its demo is run with."""
    listed = ", ".join(map(number, values))
    return f"The card draws {pretty(name)} from {listed}: set one with  -s {name}={values[0]:g}"


def steps(args: argparse.Namespace) -> tuple[int, ...] | None:
    """The steps of `--at`, None where it was not given; raises Problem for what is no step of the run."""
    if args.at is None:
        return None
    try:
        at = tuple(int(part) for part in args.at.split(","))
    except ValueError:
        raise Problem(f"cannot read --at {args.at!r}", hint="write whole numbers:  --at 1,5") from None
    if args.steps is not None and max(at) > args.steps:
        raise Problem(
            f"t = {max(at)} is beyond --steps {args.steps}", hint="take more steps, or leave --steps out"
        )
    return at


def _listed(text: str) -> tuple[float, ...]:
    """Gradients given as numbers; raises Problem that says which of them is none."""
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
                f"gradient {place} of {text!r} is {part.strip()}: no rule can run on it",
                hint="write finite numbers:  --gradients 1,-1,2",
            )
    return tuple(found)

"""`flashcards demo`: run a card's demo, or any optimizer, and print its numbers, its picture or JSON."""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

from flashcards.card import Card, Demo, Run
from flashcards.cli import say
from flashcards.errors import Problem, printable

_HEIGHT = 18
"""Rows of a picture: with title, settings and legend it fits a terminal of 24."""

if TYPE_CHECKING:
    from flashcards.demo.ink import Row
    from flashcards.demo.result import Result

EXAMPLES = """\
examples:
  flashcards demo                                          what can be run
  flashcards demo adam/correction-factor --at 1,5
  flashcards demo adam -s beta1=0.5 --gradients 'alternating 1' --plot
  flashcards demo adam --compare adam,adam-uncorrected --plot
  flashcards demo --surface ravine --compare sgd,momentum,rmsprop,adam --plot
  flashcards demo adam --surface regression --at 5,10,50 --json
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command line of `demo`."""
    parser = commands.add_parser(
        "demo",
        help="run a card's demo, or an optimizer, and print its numbers or its picture",
        description="Run a card's demo, or any optimizer, and print its numbers or its picture.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("target", nargs="?", default="", metavar="CARD|OPTIMIZER", help="deck/id, or a rule")
    parser.add_argument(
        "-s", "--set", action="append", default=[], metavar="NAME=VALUE", help="change a setting"
    )
    parser.add_argument("--at", metavar="1,5", help="the steps in the table")
    parser.add_argument("--compare", metavar="A,B", help="run these optimizers side by side")
    parser.add_argument("--surface", metavar="S", help="go down a surface or a problem")
    parser.add_argument(
        "--gradients", metavar="G", help="a named sequence ('constant 1') or numbers (1,-1,2)"
    )
    parser.add_argument("--show", metavar="Q,Q", help="quantities, or name = expression")
    parser.add_argument(
        "--kind", metavar="KIND", help="table, curve, path, compare, training, sweep, schedule, step"
    )
    parser.add_argument("--schedule", metavar="S", help="a schedule of the learning rate")
    parser.add_argument("--steps", type=int, metavar="N", help="how many steps")
    parser.add_argument("--plot", action="store_true", help="draw the picture as text")
    parser.add_argument("--ascii", action="store_true", help="draw with plain ASCII characters")
    parser.add_argument("--json", action="store_true", help="print the numbers as JSON")
    parser.add_argument("--svg", metavar="FILE", type=Path, help="write the picture as SVG")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run what was asked for; without a target or a surface, say what there is."""
    from flashcards import demo

    if not (args.target or args.compare or args.surface or args.schedule):
        return _list(args)
    chosen, optimizer = _chosen(args)
    settings = _settings(args.set)
    result = demo.run(chosen, optimizer=optimizer, settings=settings, at=_numbers(args.at, "--at"))
    if chosen.predict and not args.json and sys.stdin.isatty() and sys.stdout.isatty():
        _ask(chosen, optimizer, settings, ascii_only=args.ascii)
    if args.svg:
        _write_svg(result, args.svg)
    if args.json:
        say.json_out(result.as_json())
    else:
        _show(result, plot=args.plot, ascii_only=args.ascii)
    return 0


def _ask(demo: Demo, optimizer: str, settings: Mapping[str, float], *, ascii_only: bool) -> None:
    """Ask for the number that the demo wants predicted and judge it; nothing typed goes on without."""
    from flashcards.demo import predict

    typed = _number_typed(predict.question(demo))
    if not typed:
        return
    try:
        judged = predict.judge(demo, typed, optimizer=optimizer, settings=settings)
    except Problem as problem:  # with other settings the run may end before it is there
        say.out(problem.message, "yellow")
        return
    mark = ("right:" if judged.right else "wrong:") if ascii_only else "✓" if judged.right else "✗"
    say.out(f"{mark} {judged.message}\n", "green" if judged.right else "red")


def _number_typed(question: str) -> str:
    """What the person typed, asked again until it is a number or nothing."""
    from flashcards.demo import predict

    while True:
        try:
            typed = input(printable(f"{question}: ")).strip()
        except EOFError:
            say.out()
            return ""
        try:
            if typed:
                predict.typed(typed)
        except Problem as problem:
            say.out(f"{problem.message}; Enter alone shows the demo", "yellow")
        else:
            return typed


def _chosen(args: argparse.Namespace) -> tuple[Demo, str]:
    """The demo of the card, or of the optimizer, with what the command line changes of it."""
    if "/" in args.target:
        card, optimizer = _card(args.target)
        if card.demo is None:
            raise Problem(
                f"the card {card.key} has no demo", card.place, hint="add a demo: to it in its deck"
            )
        demo = card.demo
    else:
        demo, optimizer = Demo(kind="curve", steps=0 if args.gradients or args.kind else 10), args.target
    for change in (_ground, _compared, _named):
        demo = change(args, demo)
    return _tuned(args, demo, optimizer), optimizer


def _ground(args: argparse.Namespace, demo: Demo) -> Demo:
    """The demo over the surface, or on the gradients, that were asked for."""
    if args.gradients:
        listed = re.fullmatch(r"[-+\d.eE,\s]+", args.gradients)
        demo = replace(
            demo, gradients=tuple(_floats(args.gradients)) if listed else args.gradients, surface=""
        )
    if args.surface:
        demo = replace(
            demo, surface=args.surface, kind=_kind_over(args.surface), steps=0, gradients="", start=()
        )
    return demo


def _compared(args: argparse.Namespace, demo: Demo) -> Demo:
    """The demo with the optimizers to compare."""
    if not args.compare:
        return demo
    names = [name.strip() for name in args.compare.split(",")]
    if not all(names):
        raise Problem(f"cannot read --compare {args.compare!r}", hint="write  --compare sgd,adam")
    demo = replace(demo, compare=tuple(map(Run, names)))
    return replace(demo, kind="compare", steps=0) if demo.kind in ("table", "curve", "step") else demo


def _named(args: argparse.Namespace, demo: Demo) -> Demo:
    """The demo with the kind, the quantities and the steps that were asked for."""
    if args.kind or (args.schedule and not args.target and not args.surface):
        demo = replace(demo, kind=args.kind or "schedule", steps=demo.steps if args.kind else 0)
    if args.schedule:
        demo = replace(demo, schedule=args.schedule)
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
    from flashcards.demo.tune import tuned

    about = demo.about or "Each at the learning rate, of a few dozen, that does best."
    return replace(tuned(demo, optimizer, _settings(args.set)), about=about)


def _is_rate(text: str) -> bool:
    from flashcards.demo.lookup import SPELLINGS

    name = text.partition("=")[0].strip()
    return SPELLINGS.get(name, name).rpartition(" ")[2] == "eta"


def _kind_over(surface: str) -> str:
    """A surface of two coordinates has a map; a problem of many has only its loss."""
    import optimizers

    return "training" if surface in optimizers.PROBLEMS else "path"


def _card(key: str) -> tuple[Card, str]:
    """The card of that key and its optimizer, its deck's where it names none."""
    import os

    from flashcards import library
    from flashcards.demo.lookup import unknown

    found = library.load(library.folders(os.environ))
    cards = {
        card.key: (card, card.optimizer or deck.optimizer) for deck in found.decks for card in deck.cards
    }
    if key not in cards:
        raise unknown("card", key, cards)
    return cards[key]


def _settings(given: list[str]) -> dict[str, float]:
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


def _numbers(text: str | None, option: str) -> tuple[int, ...] | None:
    if text is None:
        return None
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise Problem(f"cannot read {option} {text!r}", hint=f"write whole numbers:  {option} 1,5") from None


def _floats(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise Problem(f"cannot read the gradients {text!r}", hint="write  --gradients 1,-1,2") from None


def _show(result: Result, *, plot: bool, ascii_only: bool) -> None:
    from flashcards.demo import picture
    from flashcards.demo.result import Working
    from flashcards.demo.tabular import table

    width = min(shutil.get_terminal_size().columns, 120)
    _words(result.title, width, "bold")
    _words(result.about, width)
    for row in [
        *picture.settings(result.settings, width=width, ascii_only=ascii_only),
        (),
        *table(result.columns, picture.rows(result), width=width, ascii_only=ascii_only),
    ]:
        _print(row)
    if plot or isinstance(result.figure, Working):
        _print(())
        for row in picture.draw(result, width=width, height=_HEIGHT, ascii_only=ascii_only):
            _print(row)
    _words(result.diverged, width, "yellow")
    for note in result.notes:
        _words(note, width, "dim")


def _words(text: str, width: int, style: str = "") -> None:
    for line in wrap(text, width):
        say.out(line, style)


def _print(row: Row) -> None:
    """A row of a picture, its colours only where they are wanted."""
    if not say.coloured(sys.stdout):
        say.out("".join(text for text, _ in row).rstrip())
        return
    codes = {**say.STYLES, "magenta": "35", "blue": "34", "reverse": "7"}
    print(
        "".join(
            f"\x1b[{codes[style]}m{printable(text)}\x1b[0m" if style else printable(text)
            for text, style in row
        )
    )


def _write_svg(result: Result, file: Path) -> None:
    """Write the picture, over an older one but over nothing else."""
    from flashcards.demo.svg import svg

    try:
        if (
            file.exists()
            and not file.read_bytes()[:5].startswith((b"<svg", b"<?xml"))
            and file.stat().st_size
        ):
            raise Problem(f"{file} exists and is not an SVG picture", hint="choose another file name")
        file.write_text(svg(result), encoding="utf-8")
    except OSError as error:
        raise Problem(f"cannot write {file}: {error.strerror}") from None


def _list(args: argparse.Namespace) -> int:
    """Everything that can be run: optimizers, surfaces, gradients, schedules, cards."""
    import os

    import optimizers
    from flashcards import library
    from flashcards.demo.gradients import SEQUENCES
    from optimizers.schedules import SCHEDULES

    decks = library.load(library.folders(os.environ)).decks
    gradients = [named.usage for named in SEQUENCES.values()]
    if args.json:
        say.json_out({
            "optimizers": list(optimizers.RULES),
            "aliases": {name: of for name, (of, _) in optimizers.ALIASES.items()},
            "surfaces": list(optimizers.SURFACES),
            "problems": list(optimizers.PROBLEMS),
            "gradients": gradients,
            "schedules": list(SCHEDULES),
            "cards": [card.key for deck in decks for card in deck.cards if card.demo],
        })  # fmt: skip
        return 0
    _titles("optimizers", {name: rule.title for name, rule in optimizers.RULES.items()})
    _titles("other names", {name: _meant(name) for name in optimizers.ALIASES})
    _titles("surfaces  --surface", {name: ground.title for name, ground in optimizers.SURFACES.items()})
    _titles("problems  --surface", {name: ground.title for name, ground in optimizers.PROBLEMS.items()})
    _titles("schedules  --schedule", {name: found.title for name, found in SCHEDULES.items()})
    _titles("gradients  --gradients", {usage: SEQUENCES[usage.split()[0]].about for usage in gradients})
    demos = {deck.name: sum(card.demo is not None for card in deck.cards) for deck in decks}
    _titles(
        "cards  as deck/id",
        {f"{name}/…": f"{count} cards with a demo" for name, count in demos.items() if count},
    )
    say.out()
    say.out("for example  flashcards demo adam --plot; more with  flashcards demo --help", "dim")
    return 0


def _meant(alias: str) -> str:
    """The rule that an alias stands for, with the settings that make it so."""
    import optimizers

    of, settings = optimizers.ALIASES[alias]
    return " ".join([of, *(f"-s {name}={value:g}" for name, value in settings.items())])


def _titles(heading: str, entries: Mapping[str, str]) -> None:
    say.out(heading, "bold")
    for name, title in entries.items():
        say.out(f"  {name:<22} {title}")

"""The listing of `flashcards demo` without arguments: everything that can be run, as text or JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import optimizers
from flashcards.cli import output
from flashcards.cli.collection import open_collection
from flashcards.cli.demo_memory import TARGET
from flashcards.demo.gradients import SEQUENCES
from optimizers.schedules import SCHEDULES


def print_listing(*, as_json: bool) -> None:
    """Prints everything that can be run: optimizers, surfaces, gradients, schedules, cards."""
    with open_collection() as catalogue:
        cards = [card.key for card in catalogue.cards_with_demo()]
    gradients = [named.usage for named in SEQUENCES.values()]
    if as_json:
        output.json_out({
            "optimizers": list(optimizers.RULES),
            "aliases": {name: of for name, (of, _) in optimizers.ALIASES.items()},
            "surfaces": list(optimizers.SURFACES),
            "problems": list(optimizers.PROBLEMS),
            "gradients": gradients,
            "schedules": list(SCHEDULES),
            "own": [TARGET],
            "cards": cards,
        })  # fmt: skip
        return
    _print_section("optimizers", {name: rule.title for name, rule in optimizers.RULES.items()})
    _print_section("other names", {name: _alias_target(name) for name in optimizers.ALIASES})
    _print_section(
        "surfaces  --surface", {name: ground.title for name, ground in optimizers.SURFACES.items()}
    )
    _print_section(
        "problems  --surface", {name: ground.title for name, ground in optimizers.PROBLEMS.items()}
    )
    _print_section("schedules  --schedule", {name: found.title for name, found in SCHEDULES.items()})
    _print_section("your own", {TARGET: "Your forgetting curve, fitted to your reviews by four optimizers"})
    _print_section(
        "gradients  --gradients", {usage: SEQUENCES[usage.split()[0]].about for usage in gradients}
    )
    demos = Counter(key.partition("/")[0] for key in cards)
    _print_section(
        "cards  as deck/id",
        {f"{name}/…": f"{count} cards with a demo" for name, count in demos.items()},
    )
    output.out()
    output.out("for example  flashcards demo adam --plot; more with  flashcards demo --help", "dim")


def _alias_target(alias: str) -> str:
    """The rule and settings that an alias is short for, as command-line arguments."""
    of, settings = optimizers.ALIASES[alias]
    return " ".join([of, *(f"-s {name}={value:g}" for name, value in settings.items())])


def _print_section(heading: str, entries: Mapping[str, str]) -> None:
    output.out(heading, "bold")
    for name, title in entries.items():
        output.out(f"  {name:<22} {title}")

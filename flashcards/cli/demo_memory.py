"""`flashcards demo memory`: a forgetting curve fitted to the person's log by the optimizers of the cards."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from math import isnan
from typing import TYPE_CHECKING

from flashcards.cli import output
from flashcards.errors import Problem

if TYPE_CHECKING:
    from flashcards.demo.own_memory import FittedCurve, MemoryFit

TARGET = "memory"
_ELSEWHERE = ("surface", "gradients", "show", "kind", "schedule", "replace")
"""Options of other demos."""


def run_memory_demo(args: argparse.Namespace) -> int:
    """Fits the curve, and prints losses, parameters and how they compare to the engine's."""
    from flashcards.cli import demo_options, demo_output
    from flashcards.cli.own_log import read_own_log
    from flashcards.demo.own_memory import STEPS, fit_own_memory
    from flashcards.scheduling.retests import first_retests

    for option in _ELSEWHERE:
        if getattr(args, option):
            raise Problem(
                f"--{option} does not go with the demo of your memory",
                hint="it takes --compare, --steps, --at, -s, --plot, --svg and --json",
            )
    own = read_own_log()
    found = fit_own_memory(
        first_retests(own.histories()),
        settings=demo_options.parse_settings(args.set),
        at=demo_options.parse_steps(args) or (),
        steps=STEPS if args.steps is None else args.steps,
        compare=demo_options.parse_compared(args.compare) if args.compare else (),
    )
    if args.svg:
        demo_output.write_svg(found.result, args.svg)
    if args.json:
        output.json_out(_json(found))
    else:
        narrow = args.ascii or output.stdout_is_ascii()
        demo_output.print_result(found.result, plot=args.plot, ascii_only=narrow)
        _print_fitted(found.fitted)
    return 0


def _print_fitted(fitted: Sequence[FittedCurve]) -> None:
    """A row for each optimizer, the engine and, of a made-up log, the truth."""
    output.out()
    output.out(f"{'':<10}{'days until recall is 90 %':>36}{'decay':>9}{'log loss, computed':>22}", "bold")
    headings = "".join(f"{name:>9}" for name in ("Again", "Hard", "Good", "Easy"))
    output.out(f"{'':<10}{headings}{'':>9}{'here':>10}{'by engine':>12}", "bold")
    for each in fitted:
        days = "".join(f"{value:>9.2f}" if value < 1e5 else f"{value:>9.0e}" for value in each.values[:4])
        by_engine = "-" if isnan(each.engine_loss) else f"{each.engine_loss:.5f}"
        losses = f"{each.log_loss:>10.5f}{by_engine:>12}"
        output.out(f"{each.name:<10}{days}{each.values[4]:>9.3f}{losses}")
    if any(isnan(each.engine_loss) for each in fitted):
        output.out("-: the engine takes no such parameters, and so computes no loss", "dim")


def _json(found: MemoryFit) -> dict[str, object]:
    fitted = {each.name: each.as_json() for each in found.fitted}
    return {**found.result.as_json(), "retests": found.retests, "own": found.own, "fitted": fitted}

"""`flashcards demo`: run a card's demo, or any optimizer, and print its numbers, its plot or JSON."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.cli import output as say
from flashcards.deck.model import Demo
from flashcards.errors import Problem

if TYPE_CHECKING:
    from flashcards.demo.predict import Prediction

EXAMPLES = """\
examples:
  flashcards demo                                          everything that can be run
  flashcards demo adam/correction-factor --at 1,5
  flashcards demo adam -s beta1=0.5 --gradients 'alternating 1' --plot
  flashcards demo adam --compare adam,adam-uncorrected --plot
  flashcards demo adam --replace 'm_hat = m/(1-b1)' --plot
  flashcards demo --surface ravine --compare sgd,momentum,rmsprop,adam --plot
  flashcards demo adam --surface regression --at 5,10,50 --json
  flashcards demo memory --plot                            your own forgetting curve, by four optimizers
  flashcards demo memory -s 'adam eta=0.01' --steps 50
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the `demo` command and its options."""
    parser = commands.add_parser(
        "demo",
        help="run a card's demo, or an optimizer, and print its numbers or its plot",
        description="Run a card's demo, or any optimizer, and print its numbers or its plot.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "target",
        nargs="?",
        default="",
        type=str.lower,
        metavar="CARD|OPTIMIZER",
        help="deck/id, a rule, or memory",
    )
    parser.add_argument(
        "-s", "--set", action="append", default=[], metavar="NAME=VALUE", help="change a setting"
    )
    parser.add_argument("--at", metavar="1,5", help="the steps in the table")
    parser.add_argument("--compare", type=str.lower, metavar="A,B", help="run these optimizers side by side")
    parser.add_argument("--surface", type=str.lower, metavar="S", help="minimize a surface or a problem")
    parser.add_argument(
        "--gradients",
        type=str.lower,
        metavar="G",
        help="a named sequence ('constant 1') or numbers (1,-1,2)",
    )
    parser.add_argument("--show", metavar="Q,Q", help="quantities, or name = expression")
    parser.add_argument(
        "--kind",
        type=str.lower,
        metavar="KIND",
        help="table, curve, path, compare, training, boundary, sweep, schedule, step",
    )
    parser.add_argument("--schedule", type=str.lower, metavar="S", help="a schedule of the learning rate")
    parser.add_argument("--steps", type=int, metavar="N", help="number of steps")
    parser.add_argument(
        "--replace", metavar="EQUATION", help="run the rule with this line in place of its own, beside it"
    )
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--plot", action="store_true", help="draw the plot as text")
    parser.add_argument("--ascii", action="store_true", help="draw with plain ASCII characters")
    output.add_argument("--json", action="store_true", help="print the numbers as JSON")
    parser.add_argument("--svg", metavar="FILE", type=Path, help="write the plot as SVG")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Runs the requested demo; lists everything that can be run if none was requested."""
    from flashcards import demo
    from flashcards.cli import demo_list, demo_memory, demo_options, demo_output, demo_rule

    if args.target == demo_memory.TARGET:
        return demo_memory.run_memory_demo(args)
    if demo_options.asks_for_listing(args):
        demo_list.print_listing(as_json=args.json)
        return 0
    narrow = args.ascii or say.stdout_is_ascii()
    chosen, optimizer, vary = demo_options.build_demo(args)
    settings, at = demo_options.parse_settings(args.set), demo_options.parse_steps(args)
    if args.replace:
        result = demo.run_replaced(chosen, args.replace, optimizer=optimizer, settings=settings, at=at)
    else:
        result = demo.run(chosen, optimizer=optimizer, settings=settings, at=at)
    left = {name: vary[name] for name in vary if name in result.settings and name not in settings}
    result = replace(result, notes=(*result.notes, *map(demo_options.describe_draw, left, left.values())))
    if chosen.predict and not (args.json or args.replace) and sys.stdin.isatty() and sys.stdout.isatty():
        from flashcards.demo.premises import premise_line

        premises = premise_line(chosen, optimizer=optimizer, title=result.title)
        demo_output.print_premises(result, premises, ascii_only=narrow)
        _ask_prediction(chosen, optimizer, settings, ascii_only=narrow)
    if args.svg:
        demo_output.write_svg(result, args.svg)
    rule = demo_options.find_rule(args.target)
    if args.json:
        facts = {"rule": demo_rule.rule_as_json(rule)} if rule else {}
        say.json_out({**result.as_json(), **facts})
        return 0
    demo_output.print_result(result, plot=args.plot, ascii_only=narrow)
    if rule and not args.plot:
        demo_rule.print_rule(rule, ascii_only=narrow)
    return 0


def _ask_prediction(demo: Demo, optimizer: str, settings: Mapping[str, float], *, ascii_only: bool) -> None:
    """Asks for the number or the winner to predict and judges it; an empty answer skips the prediction."""
    from flashcards.demo import predict
    from flashcards.text.names import spell_in_ascii

    spelled = spell_in_ascii if ascii_only else str
    try:
        runs = predict.contenders(demo, optimizer=optimizer, settings=settings)
        for line in predict.numbered_lines(runs):
            say.out(spelled(line))
        judged = _ask_until_read(
            spelled(predict.question(demo)),
            lambda typed: predict.judge_prediction(demo, typed, optimizer=optimizer, settings=settings),
        )
    except Problem as problem:  # with other settings the run may end before that step, or nobody win
        say.out(problem.message, "yellow")
        return
    if judged is None:
        return
    verdict = f"{'✓' if judged.right else '✗'} {judged.message}"
    if ascii_only:
        verdict = f"{'right' if judged.right else 'wrong'}: {spell_in_ascii(judged.message)}"
    say.out(f"{verdict}\n", "green" if judged.right else "red")


def _ask_until_read(question: str, judge: Callable[[str], Prediction]) -> Prediction | None:
    """The verdict, asking again until the answer is readable; None if the person types nothing."""
    from flashcards.demo.standings import UnreadPrediction

    while True:
        try:
            typed = say.ask_person(f"{question}: ").strip()
        except EOFError:
            say.out()
            return None
        if not typed:
            return None
        try:
            return judge(typed)
        except UnreadPrediction as problem:
            say.out(f"{problem.message}; {problem.hint or 'press Enter to skip'}", "yellow")

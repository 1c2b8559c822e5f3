"""`flashcards train`: fit the FSRS parameters to the person's reviews, if they then predict better."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING, Any

from flashcards.cli import output
from flashcards.errors import counted

if TYPE_CHECKING:
    from flashcards.cli.own_log import OwnLog
    from flashcards.scheduling.training import Contest, Score, Training
    from flashcards.storage.parameters import FittedParameters

DESCRIPTION = """\
Fit the 21 parameters of FSRS-6 to your reviews with the engine's own trainer. First they are tried: the
reviews, in order of time, are divided into five parts, and each part but the first is predicted by parameters
fitted to the reviews before it. Only if these predict better than the present ones, with a log loss lower by
more than chance explains and an RMSE(bins) that is no higher, are parameters fitted to all reviews and used
from then on, for all decks; never if none of the predicted reviews was forgotten. No review is changed.

With --use "0.212, 1.2931, …" the 17, 19 or 21 parameters that another program found, as Anki shows them
in the options of a deck, are used as they are. A later training replaces them only if it predicts the reviews
made since better.

Log loss is the mean of -ln(probability given to what happened). RMSE(bins) compares the mean prediction
with the share recalled in bins of interval, number of reviews and lapses, as the open benchmark of such
algorithms defines it: https://github.com/open-spaced-repetition/srs-benchmark
"""
EXAMPLES = """\
examples:
  flashcards train --dry-run          what a training would bring, without using it
  flashcards train
  flashcards train --undo             bring the earlier parameters back
  flashcards train --json | jq '.fitted.log_loss'
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the `train` command and its options."""
    parser = commands.add_parser(
        "train",
        help="fit the scheduler to your reviews",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--dry-run", action="store_true", help="report, but keep the present parameters")
    what.add_argument(
        "--undo", action="store_true", help="bring back the parameters before the last training or --use"
    )
    what.add_argument("--use", metavar="PARAMETERS", help="use these, which another program found")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Trains, takes the last training back, or takes the parameters that are given."""
    if args.undo:
        return _undo(as_json=args.json)
    if args.use is not None:
        return _use(args.use, as_json=args.json)
    from flashcards.cli.own_log import read_own_log
    from flashcards.scheduling import training

    own = read_own_log()
    known = training.examples(own.histories())
    output.progress(f"training on {len(known):,} reviews …")
    found = training.train(known, own.settings, own.fitted.until if own.fitted else None)
    output.progress()
    taken = bool(found.parameters) and not args.dry_run
    if taken:
        _keep(own, found)
    if args.json:
        output.json_out(_json(found, taken=taken))
    else:
        _print(found, taken=taken)
    return 0


def _undo(*, as_json: bool) -> int:
    from flashcards.storage import deck_files, parameters

    folder = deck_files.data_folder(os.environ)
    undone = parameters.undo_parameters(folder)
    left = parameters.load_parameters(folder)
    if as_json:
        output.json_out({"undone": undone, "parameters": list(left.values) if left else None})
    elif undone:
        output.out(f"Undone. In force again: {_name(left)}.")
    else:
        output.out("No fitted parameters were in use, so there is nothing to undo.")
    return 0


def _use(text: str, *, as_json: bool) -> int:
    """Take parameters that were found elsewhere, perhaps from reviews that are here too."""
    from flashcards.cli.app_data import now
    from flashcards.scheduling.weights import read_weights
    from flashcards.storage import deck_files
    from flashcards.storage.parameters import FittedParameters, add_parameters

    values, moment = read_weights(text), now()
    given = FittedParameters(values, moment, until=moment, reviews=0)
    add_parameters(deck_files.data_folder(os.environ), given)
    if as_json:
        output.json_out({"taken": True, "parameters": list(values)})
    else:
        output.out(f"Taken: {', '.join(f'{value:g}' for value in values)}", "green")
        output.out(_NEXT, "dim")
    return 0


_NEXT = "Your next grades use them. Take them back with  flashcards train --undo"


def _name(fitted: FittedParameters | None) -> str:
    if fitted is None:
        return "the parameters that fit most people"
    if not fitted.reviews:
        return f"those that you gave on {fitted.at:%Y-%m-%d}"
    return f"those of {fitted.at:%Y-%m-%d}, fitted to {counted(fitted.reviews, 'review')}"


def _keep(own: OwnLog, found: Training) -> None:
    from flashcards.cli.app_data import now
    from flashcards.storage.parameters import FittedParameters, add_parameters

    assert found.until, "set with the parameters"
    add_parameters(own.folder, FittedParameters(found.parameters, now(), found.until, found.reviews))


def _print(found: Training, *, taken: bool) -> None:
    if found.contest is None:
        _print_too_few(found)
        return
    _print_contest(found.contest)
    why = _reason(found.contest)
    if taken:
        output.out(f"Taken, and fitted to all {counted(found.reviews, 'review')}: {why}.", "green")
        output.out(_NEXT, "dim")
    elif found.parameters:
        output.out(f"They would be taken: {why}. This was a dry run: nothing is changed.", "yellow")
    else:
        output.out(f"Not taken: {why}.", "yellow")


def _reason(contest: Contest) -> str:
    """Which of the two measures decided, and how."""
    from flashcards.scheduling.training import Ruling

    return {
        Ruling.WON: "the log loss is lower by more than chance explains, and RMSE(bins) is no higher",
        Ruling.NO_GAIN: "the log loss is no lower; the present parameters predict at least as well",
        Ruling.CHANCE: "the log loss is lower by no more than chance explains",
        Ruling.WORSE_BINS: "RMSE(bins) is higher, though the log loss is lower",
        Ruling.NOTHING_FORGOTTEN: "none of the held-out reviews was forgotten: nothing says when to ask",
    }[contest.verdict]


def _print_too_few(found: Training) -> None:
    from flashcards.scheduling.training import FEWEST, FEWEST_HELD_OUT

    if found.reviews < FEWEST:
        output.out(f"There are {counted(found.reviews, 'review')} to learn from; it takes {FEWEST}.")
    else:
        known = f"Of {counted(found.reviews, 'review')} {found.new:,} are newer than the present parameters"
        output.out(f"{known}; it takes {FEWEST_HELD_OUT} of those to judge others.")
    output.out(f"{found.needed:,} more are needed. Reviews on the day of the one before do not count.", "dim")


def _print_contest(contest: Contest) -> None:
    judged = f"judged on the {contest.held_out:,} reviews since {contest.since:%Y-%m-%d}"
    output.out(f"{judged}, each part predicted from the reviews before it")
    output.out(f"{'':<10}{'log loss':>10}{'RMSE(bins)':>13}", "bold")
    for name, score in (("present", contest.present), ("fitted", contest.fitted)):
        output.out(f"{name:<10}{score.log_loss:>10.4f}{score.rmse_bins:>13.4f}")
    output.out(f"gain      {contest.gain:>10.4f} ± {contest.error:.4f}")


def _json(found: Training, *, taken: bool) -> dict[str, Any]:
    contest = found.contest
    return {
        "reviews": found.reviews,
        "new": found.new,
        "needed": found.needed,
        "taken": taken,
        "better": bool(contest and contest.won),
        "verdict": contest.verdict if contest else None,
        "held_out": contest.held_out if contest else 0,
        "present": _score_json(contest.present) if contest else None,
        "fitted": _score_json(contest.fitted) if contest else None,
        "gain": contest.gain if contest else None,
        "error": contest.error if contest else None,
        "parameters": list(found.parameters) or None,
    }


def _score_json(score: Score) -> dict[str, Any]:
    return score._asdict() | {"parameters": list(score.parameters)}

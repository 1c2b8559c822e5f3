"""The panels of memory: true retention, calibration and stability; no rate from a handful of answers."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from flashcards.errors import counted
from flashcards.study.statistics import (
    FEWEST_SAID,
    FEWEST_TESTS,
    Bin,
    Distribution,
    Rate,
    Reliability,
    Statistics,
)
from flashcards.tui.stats_charts import bar, gauge, share_line
from flashcards.tui.stats_panel import (
    StatPanel,
    StatPicture,
    StatRow,
    mark_line,
    quiet_line,
    row_of_line,
    scope_query,
)

SPANS = {"week": "week", "month": "month", "all": "all"}
CONFIDENCE = {0.9: "sure", 0.65: "likely", 0.0: "unsure"}


def retention_panel(found: Statistics, asked: float) -> StatPanel:
    """True retention over several spans, by maturity."""
    names = {**SPANS, **({"period": f"{found.days} days"} if found.days not in (7, 30) else {})}
    order = [name for name in ("week", "month", "period", "all") if name in names]
    spans = {"week": 7, "month": 30, "period": found.days, "all": 36500}
    rows = tuple(
        StatRow(
            (names[name], *(rate_text(rate) for rate in _rates(found, name))),
            scope_query(found, f"rated:{spans[name]}d"),
        )
        for name in order
    )
    tests = found.retention["all"].all
    columns = ("", "young", "mature", "all")

    def draw(picture: StatPicture) -> list[Content]:
        room = min(14, (picture.width - 10) // 3)
        lines = [quiet_line(_columns(columns, room))]
        lines += [mark_line(Content(_columns(row.cells, room)), picture, at) for at, row in enumerate(rows)]
        if tests.tests < FEWEST_TESTS:
            lines.append(
                quiet_line(f"{tests.tests} of {FEWEST_TESTS} reviews of learnt cards so far; told from 30 on")
            )
        else:
            lines.append(gauge(tests.share, asked, min(44, max(10, picture.width - 12))))
        return lines

    return StatPanel("True retention", f"asked for {asked:.0%}", columns, rows, draw, row_of_line(1))


def _rates(found: Statistics, name: str) -> tuple[Rate, Rate, Rate]:
    each = found.retention[name]
    return each.young, each.mature, each.all


def _columns(texts: Sequence[str], room: int) -> str:
    """The texts in columns; where these are narrow, rates without what they are of."""
    first, *rest = texts
    short = [text.split(" of ")[0] if "%" in text and len(text) >= room else text for text in rest]
    return f"  {first:<8}" + "".join(f" {text:>{room - 1}}" for text in short)


def rate_text(rate: Rate) -> str:
    """A rate in per cent with what it is of; of few tests their numbers, as no rate can be told."""
    if rate.tests < FEWEST_TESTS:
        return f"{rate.recalled} of {rate.tests}" if rate.tests else "·"
    return f"{rate.recalled / rate.tests:.0%} of {rate.tests:,}"


def calibration_panel(found: Statistics) -> StatPanel:
    """What the person said beside what was right, and what the model foretold beside what was recalled."""
    said = sum(each.answers for each in found.confidence)
    model = found.calibration
    entries: list[tuple[str, float, float, int]] = []
    if said >= FEWEST_SAID:
        entries += [
            (CONFIDENCE[each.low], each.foretold, each.right, each.answers)
            for each in reversed(found.confidence)
        ]
    if model.tests >= FEWEST_TESTS and model.predicted is not None and model.recalled is not None:
        entries.append(("model", model.predicted, model.recalled, model.tests))
    rows = tuple(
        StatRow((name, f"{foretold:.0%}", f"{right:.0%}", f"{answers:,}"), "")
        for name, foretold, right, answers in entries
    )
    rows += _model_rows(model.bins)
    note = f"said / was, {counted(said, 'answer')}" if said >= FEWEST_SAID else "foretold / was"

    def draw(picture: StatPicture) -> list[Content]:
        room = max(10, min(40, picture.width - 24))
        lines = [
            mark_line(
                Content.assemble(
                    f"  {name:<8}{foretold:>4.0%} / {right:<6.0%}", share_line(right, foretold, room)
                ),
                picture,
                at,
            )
            for at, (name, foretold, right, _) in enumerate(entries)
        ]
        if said < FEWEST_SAID:
            lines.append(quiet_line(f"said with {said} answers so far; drawn from {FEWEST_SAID} on (F9)"))
        if model.tests < FEWEST_TESTS:
            lines.append(quiet_line(f"model: {model.tests} of {FEWEST_TESTS} reviews so far"))
        if entries:
            lines.append(quiet_line("  ◆ was  ● said or foretold"))
        return lines

    return StatPanel("Calibration", note, ("", "said", "was", "answers"), rows, draw, row_of_line())


def _model_rows(bins: Sequence[Reliability]) -> tuple[StatRow, ...]:
    """The model's calibration by what it foretold, for the table of numbers."""
    return tuple(
        StatRow(
            (
                f"{each.low:.0%}–{each.high:.0%}",
                f"{each.foretold:.0%}",
                f"{each.right:.0%}",
                f"{each.answers:,}",
            )
        )
        for each in bins
    )


def stability_panel(found: Statistics) -> StatPanel:
    """How stable the memories of the cards are."""
    values = found.stability
    rows = tuple(
        StatRow((_span(each), f"{each.prompts:,}"), scope_query(found, _within("stability", each)))
        for each in values.bins
    )
    note = ""
    if values.prompts and values.median is not None:
        note = f"{counted(values.prompts, 'question')}, median {_days(values.median)}"

    def draw(picture: StatPicture) -> list[Content]:
        if not values.prompts:
            return [quiet_line("no card was reviewed yet")]
        return _bars(rows, values, picture)

    return StatPanel("Stability", note, ("", "cards"), rows, draw, row_of_line())


def _bars(rows: Sequence[StatRow], values: Distribution, picture: StatPicture) -> list[Content]:
    largest = max(each.prompts for each in values.bins)
    room = max(5, picture.width - 20)
    return [
        mark_line(
            Content.assemble(
                f"  {row.cells[0]:<10}", bar(each.prompts, largest, room, "young"), f" {each.prompts:,}"
            ),
            picture,
            at,
        )
        for at, (row, each) in enumerate(zip(rows, values.bins, strict=True))
    ]


def _days(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0") + " days"


def _span(each: Bin) -> str:
    if each.high is None:
        return f">{each.low:g} d"
    return f"<{each.high:g} d" if not each.low else f"{each.low:g}–{each.high:g} d"


def _within(name: str, each: Bin) -> str:
    """The query for the cards of a bin."""
    parts = [f"{name}>={each.low:g}"] if each.low else ["-is:new"]
    return " ".join([*parts, *([f"{name}<{each.high:g}"] if each.high is not None else [])])

"""What large terminals show at home besides: how well the cards are known, and what was answered and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.content import Content

from flashcards.errors import counted
from flashcards.scheduling import date_of
from flashcards.study.overview import DoneToday, Stages
from flashcards.study.statistics_figures import find_streak
from flashcards.text.dates import MONTHS
from flashcards.tui.blocks import PARTS, STAGES
from flashcards.tui.home_panels import justify
from flashcards.tui.stats_charts import columns_chart

MONTH = 30
FIRST_STEPS = (
    "Enter begins. A card asks; recall the answer or type it, then look.",
    "Say by a grade how it went. The card comes back when you are about to forget it: in minutes at first,"
    " then in days and months.",
    "Many cards run: the optimizer's numbers stand beside the answer, and your own formula beside the"
    " right one.",
    "A deck opens once those that it needs are under way; any can be studied before.",
    "A few minutes on most days are enough. ? shows the keys.",
)
"""What a person learns by and by, for whom nothing is counted yet."""
_LABEL, _NUMBER, _SHARE = 23, 6, 6
_EDGE = 7
"""The cells of a chart's axis."""


def known_panel(title: str, stages: Stages, width: int) -> Content:
    """The cards of a deck, or of all, by how well they are known: a bar for each stage."""
    counts = (stages.mature, stages.young, stages.learning, stages.unseen)
    room = max(1, width - _LABEL - _NUMBER - _SHARE)
    rows = [Content.styled(title, "$fc-muted")]
    for (role, glyph), name, count in zip(PARTS, STAGES, counts, strict=True):
        share = count / (stages.total or 1)
        bar = glyph * max(round(share * room), 1 if count else 0)
        rows.append(
            Content.assemble(
                (f"{name:<{_LABEL}}", "$fc-muted"),
                (f"{bar:<{room}}", f"$fc-{role}"),
                (f"{count:>{_NUMBER}}", "$fc-fg"),
                (f"{f'{share:.0%}':>{_SHARE}}", "$fc-muted"),
            )
        )
    return Content("\n").join(rows)


def days_panel(heat: Mapping[int, int], today: int, width: int) -> Content:
    """On how many days there were answers, and how many."""
    studied = [day for day, answers in heat.items() if answers]
    if not studied:
        return _waiting("Days with answers", "none yet")
    streak, month = find_streak(studied, today), _answers(heat, today, MONTH)
    days = [answers for answers in month if answers]
    return _facts(
        "Days with answers",
        (
            ("days in a row", f"{streak.current}, longest {streak.longest}"),
            (f"of the last {MONTH} days", str(len(days))),
            ("answers on each of these", f"{sum(days) / len(days):.0f}" if days else "none"),
        ),
        width,
    )


def answers_panel(heat: Mapping[int, int], today: int, width: int, rows: int) -> Content:
    """The answers of the last days as columns, as many days as there are cells."""
    answers = _answers(heat, today, max(1, width - _EDGE))
    title = f"Answers in the last {len(answers)} days"
    if not any(answers):
        return _waiting(title, "none yet")
    first = date_of(today - len(answers) + 1)
    ends = justify(f"{first.day} {MONTHS[first.month - 1]}", "today", len(answers))
    return Content("\n").join(
        [
            Content.styled(justify(title, counted(sum(answers), "answer"), width), "$fc-muted"),
            *columns_chart(answers, rows - 3, chosen=len(answers) - 1),
            Content.styled(f"{'':{_EDGE}}{ends}", "$fc-muted"),
        ]
    )


def first_steps_panel() -> Content:
    """How studying goes."""
    texts = [Content.styled(text, "$fc-fg") for text in FIRST_STEPS]
    return Content("\n").join([Content.styled("How it goes", "$fc-muted"), Content("\n\n").join(texts)])


def done_panel(done: DoneToday, width: int) -> Content:
    """What was answered today."""
    if not done.answers:
        return _waiting("Today", "nothing is answered yet")
    minutes = max(1, round(done.milliseconds / 60_000))
    return _facts(
        "Today",
        (
            ("answered", f"{counted(done.cards, 'card')}, {counted(done.answers, 'answer')}"),
            ("right", f"{done.right / done.answers:.0%}"),
            ("time", counted(minutes, "minute")),
        ),
        width,
    )


def _answers(heat: Mapping[int, int], today: int, days: int) -> list[int]:
    """The answers of each of the last days, today the last."""
    return [heat.get(day, 0) for day in range(today - days + 1, today + 1)]


def _waiting(title: str, text: str) -> Content:
    return Content.styled(f"{title}\n{text}", "$fc-muted")


def _facts(title: str, facts: Sequence[tuple[str, str]], width: int) -> Content:
    """A title, and a row for each fact with its value at the end."""
    rows = [
        Content.assemble((name, "$fc-muted"), (f"{value:>{width - len(name)}}", "$fc-fg"))
        for name, value in facts
    ]
    return Content("\n").join([Content.styled(title, "$fc-muted"), *rows])

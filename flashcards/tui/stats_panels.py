"""The panels of the statistics, each by its name, on their pages.

A panel never vanishes: with few data it says what it waits for.
"""

from __future__ import annotations

from collections.abc import Mapping

from flashcards.study.statistics import Statistics
from flashcards.tui.stats_detail import NO_TITLES, decks_panel, given_grades_panel, hours_panel
from flashcards.tui.stats_load import due_panel, reviews_panel, year_panel
from flashcards.tui.stats_memory import calibration_panel, retention_panel, stability_panel
from flashcards.tui.stats_mistakes import confusions_panel, recurring_slips_panel
from flashcards.tui.stats_panel import StatPanel


def all_panels(
    found: Statistics, asked: float, titles: Mapping[str, str] = NO_TITLES
) -> dict[str, StatPanel]:
    """Every panel by its name; `titles` are those of the decks."""
    return {
        "due": due_panel(found),
        "reviews": reviews_panel(found),
        "year": year_panel(found),
        "retention": retention_panel(found, asked),
        "calibration": calibration_panel(found),
        "stability": stability_panel(found),
        "slips": recurring_slips_panel(found),
        "confusions": confusions_panel(found),
        "decks": decks_panel(found, titles),
        "hours": hours_panel(found),
        "answers": given_grades_panel(found),
    }


PAGES = {
    "Load": ("due", "reviews", "year"),
    "Memory": ("retention", "calibration", "stability"),
    "Mistakes": ("slips", "confusions"),
    "Detail": ("decks", "hours", "answers"),
}
"""The pages and their panels; the last page stands by itself where there is not room for all of them."""

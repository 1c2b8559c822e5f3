"""The colours of roles: contrast in every theme, names in code and sheets, what there is without colour."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from flashcards.tui.indexed_colours import index_roles, looks_as
from flashcards.tui.readable import BANDS, MARKS, SURFACES, TEXT, TEXTS, contrast
from flashcards.tui.themes import (
    DUSK,
    DUSK_INDEXED,
    NO_SURFACES,
    PAPER,
    PAPER_INDEXED,
    ROLES,
    own_themes,
    role_variables,
)
from tests.rows import in_rows
from tests.test_layers import ROOT

COLOURED = [
    *(pytest.param(theme, id=theme.name) for theme in own_themes()),
    *(pytest.param(theme, id=name) for name, theme in BUILTIN_THEMES.items() if name not in NO_SURFACES),
]


Shown = dict[str, Color]


def as_written(theme: Theme) -> Shown:
    return {name.removeprefix("fc-"): Color.parse(value) for name, value in role_variables(theme).items()}


def as_256(theme: Theme) -> Shown:
    """What a terminal of 256 colours shows of the roles."""
    found = role_variables(theme, indexed=True)
    return {name.removeprefix("fc-"): looks_as(Color.parse(value)) for name, value in found.items()}


def too_faint(of: Mapping[str, Color], roles: tuple[str, ...], grounds: tuple[str, ...], least: float):
    pairs = ((role, ground, contrast(of[role], of[ground])) for role in roles for ground in grounds)
    return [(role, ground, round(found, 2)) for role, ground, found in pairs if found < least]


@in_rows("theme", COLOURED)
@in_rows("shown", [pytest.param(as_written, id="truecolor"), pytest.param(as_256, id="256")])
def test_text_is_readable_and_marks_are_seen(theme: Theme, shown: Callable[[Theme], Shown]) -> None:
    of = shown(theme)
    assert too_faint(of, TEXTS, SURFACES, TEXT) == []
    assert too_faint(of, ("unseen", "line"), ("bg", "card"), MARKS) == []
    assert too_faint(of, ("unseen",), SURFACES, MARKS) == []
    assert too_faint(of, tuple(f"heat-{step}" for step in range(1, 5)), ("bg",), MARKS) == []
    assert too_faint(of, ("fg",), tuple(f"band-{band}" for band in BANDS), TEXT) == []
    words = {"hint": "key"}
    assert [band for band in BANDS if too_faint(of, (words.get(band, band),), (f"band-{band}",), TEXT)] == []
    trails = ("learn", "new", "wrong", "variant")
    assert too_faint(of, trails, tuple(f"field-{step}" for step in range(1, 6)), MARKS) == []
    assert too_faint(of, ("bg",), ("accent", "right", "wrong", "learn"), TEXT) == [], "a filled control"


@in_rows("theme", COLOURED)
def test_what_differs_differs_with_256_colours(theme: Theme) -> None:
    of = as_256(theme)
    assert len({of[surface] for surface in SURFACES}) == len(SURFACES), "a row under the cursor is seen"
    for role in ("learn", "young", "right", "wrong", "variant", "key"):
        assert of[role] not in {of[other] for other in TEXTS if other not in (role, "mature", "right")}, role


@pytest.mark.parametrize("name", ["dusk", "paper"])
def test_what_has_a_colour_has_one_with_256_colours(name: str) -> None:
    """The keys of the light theme were grey."""
    theme = next(theme for theme in own_themes() if theme.name == name)
    written, shown = as_written(theme), as_256(theme)
    spread = {role: max(colour.rgb) - min(colour.rgb) for role, colour in shown.items()}
    coloured = [role for role in TEXTS if max(written[role].rgb) - min(written[role].rgb) > 60]
    assert len(coloured) >= 10
    assert [role for role in coloured if spread[role] < 60] == []


@in_rows("theme", COLOURED)
@in_rows("shown", [pytest.param(as_written, id="truecolor"), pytest.param(as_256, id="256")])
def test_more_reviews_stand_out_more(theme: Theme, shown: Callable[[Theme], Shown]) -> None:
    of = shown(theme)
    strength = [contrast(of[f"heat-{step}"], of["bg"]) for step in range(1, 5)]
    assert strength == sorted(strength)
    assert len({round(each, 1) for each in strength}) == 4


@pytest.mark.parametrize(
    ("roles", "kept"), [(DUSK, DUSK_INDEXED), (PAPER, PAPER_INDEXED)], ids=["dusk", "paper"]
)
def test_the_colours_that_are_kept_for_256_are_those_that_are_found(
    roles: Mapping[str, str], kept: Mapping[str, str]
) -> None:
    assert {role: colour.lower() for role, colour in index_roles(roles).items()} == kept


def test_the_contrast_is_that_of_wcag() -> None:
    assert contrast(Color.parse("#000"), Color.parse("#fff")) == pytest.approx(21)
    assert contrast(Color.parse("#777"), Color.parse("#fff")) == pytest.approx(4.478, abs=1e-3)


def test_both_themes_and_the_terminals_own_have_every_role() -> None:
    assert set(DUSK) == set(PAPER) == set(ROLES)
    assert {len(role_variables(theme)) for theme in BUILTIN_THEMES.values()} == {len(ROLES)}


SHEETS = [*ROOT.glob("flashcards/tui/**/*.tcss"), *ROOT.glob("flashcards/tui/**/*.py")]


def test_style_sheets_and_code_name_roles_alone() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (*SHEETS, ROOT / "flashcards/text/styled.py")]
    named = {name for text in texts for name in re.findall(r"\$([a-z][a-z\d-]*)(?=[^a-z\d-])", text)}
    whole = {name for name in named if not name.endswith("-")}  # the rest is put together where it is drawn
    assert whole - {f"fc-{role}" for role in ROLES} - {"fc"} == set()
    literal = {found for text in texts[:1] for found in re.findall(r"#[\da-f]{6}\b", text)}
    assert literal == set()

"""Mutated notes are imported without an exception, no line is lost, and the cache changes nothing."""

from __future__ import annotations

import random

import pytest

from tests.fuzz_notes import examine, mutate, source_lines
from tests.rows import most_telling


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("$$ \\theta_{t+1} = \\theta_t - \\eta \\nabla_{\\theta_t} J( $$", id="open bracket"),
        pytest.param("$$ \\theta_{t+1} = \\theta_t - \\eta \\nabla_{\\theta_t} J() $$", id="empty bracket"),
        pytest.param("", id="empty"),
        pytest.param("\ufeff\r\r\n\x00\n---\n---\n", id="nothing printable"),
        pytest.param("---\ntags: [", id="open front matter"),
        pytest.param("```\n$$\n> ```\n", id="fences in each other"),
    ],
)
def test_a_note_is_imported(text: str) -> None:
    assert examine(text) == ""


@pytest.mark.parametrize("seed", most_telling(*range(4)))
def test_mutated_notes_are_imported(seed: int) -> None:
    sources, chance = source_lines(), random.Random(seed)
    for _ in range(50):
        text = mutate(chance, sources)
        assert (examine(text), text) == ("", text)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 104))
def test_many_mutated_notes_are_imported(seed: int) -> None:
    sources, chance = source_lines(), random.Random(seed)
    for _ in range(1000):
        text = mutate(chance, sources)
        assert (examine(text), text) == ("", text)

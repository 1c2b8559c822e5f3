"""Recorded iterators, and what prepares a judge while others go first."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest

from flashcards.judging.recording import Recording, unhurried
from flashcards.tui import patient_call
from flashcards.tui.patient_call import begin_aside, begin_call


def test_who_draws_in_no_hurry_breathes_after_each_new_item() -> None:
    breaths: list[int] = []
    recording = Recording(range(3))
    with unhurried(lambda: breaths.append(1)):
        first = list(recording)
        drawn = len(breaths)
        again = list(recording)
    assert first == again == [0, 1, 2]
    assert (drawn, len(breaths)) == (3, 3)
    assert list(Recording("ab")) == ["a", "b"]
    assert len(breaths) == 3


def test_what_runs_aside_pauses_until_somebody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patient_call, "SHARE", 0.0)
    monkeypatch.setattr(patient_call, "BREATH", 60.0)
    begun, rounds = Event(), []

    def aside(breathe: Callable[[], None]) -> None:
        begun.set()
        for _ in range(3):
            breathe()
            rounds.append(1)

    begin_aside(aside)
    assert begun.wait(30)
    assert rounds == []
    call = begin_call(lambda: len(rounds), patience=30)
    assert call.done()
    assert call.result() == 3

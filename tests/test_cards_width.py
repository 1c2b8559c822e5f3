"""A listing of cards in a terminal: a row a card, none wider than the terminal, whatever the texts are."""

from __future__ import annotations

from pathlib import Path

import pytest

from flashcards import cli
from flashcards.formula.render.box import cells
from tests.read_once import furnish

TEXTS = {
    "wide": "漢字学習率動量最適化" * 6,
    "combining": "e\u0301m\u0302" * 60,
    "emoji": "👩\u200d🔬❤\ufe0f🇩🇪" * 12,
    "right to left": "שלום עולם עربي " * 12,
    "markup": "[bold red]x[/] [link=y]z[/ " * 8,
    "plain": "words " * 40,
    "short": "word",
}


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_row_fits_the_terminal(
    text: str,
    columns: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "decks").mkdir()
    deck = (
        f"deck: mine\ncards:\n  - {{id: one, ask: '{text}', answer: x}}\n  - {{id: two, ask: Q, answer: y}}\n"
    )
    (tmp_path / "decks" / "mine.yaml").write_text(deck, encoding="utf-8")
    monkeypatch.setenv("FLASHCARDS_HOME", str(furnish(tmp_path)))
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert cli.main(["cards", "deck:mine"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert len(rows) == 2
    assert max(map(cells, rows)) <= columns

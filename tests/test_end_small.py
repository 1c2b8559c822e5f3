"""The end of a session on the smallest terminal: what was done, what comes, then what was missed."""

from __future__ import annotations

from dataclasses import replace

from flashcards.deck.model import BasicAnswer
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.end_view import EndOfSession, EndView
from tests.desks import A, desk_over


async def test_everything_but_the_list_is_in_sight_at_40_by_12() -> None:
    cards = [replace(A, id=f"c{at}", answer=BasicAnswer("word " * 60)) for at in range(9)]
    app = FlashcardsApp(desk_over(*cards))
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        for at in range(60):
            if any(end.display for end in app.screen.query(EndView)):
                break
            await pilot.press("space", "1" if at < 8 else "4")
            await pilot.pause()
        view = app.screen.query_one(EndView)
        assert isinstance(view._shows, EndOfSession)
        view.show_anew(view._shows._replace(ahead=(3, 0, 0, 0, 0, 0, 2)))
        await pilot.pause()
        shown = "\n".join(row.text for row in app.screen._compositor.render_strips())
        assert "9 cards" in shown
        assert "Tomorrow" in shown
        assert "Missed" in shown
        assert "Enter  Missed again 8" in shown

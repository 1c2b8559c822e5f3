"""The command palette: what the present screen can do, places, decks, rules, questions, settings, and cards.

Cards are asked of the catalogue by query, so that it costs the same with a hundred thousand of them.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from textual.app import App
from textual.binding import ActiveBinding, Binding
from textual.command import Command, CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.fuzzy import Matcher
from textual.screen import Screen

from flashcards.config.command_titles import palette_titles
from flashcards.config.declarations import SETTINGS
from flashcards.errors import Problem, printable_line
from flashcards.formula.render.box import cells
from flashcards.scheduling import card_of
from flashcards.study.events import card_path
from flashcards.study.listing import ListingOrder
from flashcards.study.query import EVERYTHING, Query, complete_last_word, parse_query
from flashcards.text.fold import fold_text
from flashcards.tui.command_keys import is_paired
from flashcards.tui.footer import KEY_NAMES
from flashcards.tui.places import PLACES

MOST_CARDS = 12
"""So many cards are found."""
FIRST_HITS = 16
"""So many hits are listed at once, those for which there is room; the others follow when the keys rest."""
REST = 0.2
"""Seconds without a key after which the other hits are listed, and cards are looked for."""
QUERIES = ("is:due", "is:new", "is:leech", "is:marked", "is:suspended", "is:buried", "recall<0.8")
_CARD, _DEMO, _QUERY = 0.3, 0.2995, 0.2
"""The scores of what is found by query; names that match stand above."""
_LEAST, _SAID = 0.35, 0.05
"""The least score of a name that matches, and what counts for one whose words match in any order."""
_FOR_KEYS_ONLY = {"app.focus_next", "app.focus_previous", "screen.copy_text", "command_palette"}
"""Actions that mean nothing once a palette was open."""
_BY_PLACES = re.compile(r"\w+\([+-]?\d{1,4}\)")
"""An action with a number: `turn(-1)`."""
_WIDTH = 46
"""What an entry does stands in this column, where there is room."""
_BOX, _AROUND, _ABOUT = 76, 5, 20
"""The cells of the palette at most, those that are no text, and those kept for what an entry does."""


class PaletteEntry(NamedTuple):
    """Something that can be done."""

    title: str
    about: str
    """What it does, beside its title."""
    command: Callable[[], object]

    def display(self, columns: int, title: Content | None = None) -> Content:
        """The title, or that which is given with marks, and what it does, on one line of so many columns.

        A long title is cut: its ends may be those of two entries that do different things.
        """
        room = min(_BOX, columns * 96 // 100) - _AROUND
        kept = min(_ABOUT, cells(self.about)) + 2
        title = (title or Content(printable_line(self.title))).truncate(max(room - kept, 8), ellipsis=True)
        gap = max(2, min(_WIDTH, room - _ABOUT - 2) - title.cell_length)
        return Content.assemble(title, " " * gap, (self.about, "$fc-muted"))


def screen_entries(screen: Screen[object]) -> Iterator[PaletteEntry]:
    """The actions of a screen that its keys take now, each once, without those that move a cursor."""
    seen, titles = set(_FOR_KEYS_ONLY), palette_titles()
    for key, active in screen.active_bindings.items():
        binding = active.binding
        if not (active.enabled and binding.description) or binding.action in seen:
            continue
        if binding.id not in titles and _is_movement(active):
            continue
        seen.add(binding.action)
        title = titles.get(binding.id or "", binding.description)
        if not title or title in seen:
            continue
        seen.add(title)
        binding = replace(binding, key_display=None) if is_paired(binding) else binding
        shown = binding.key_display or KEY_NAMES.get(binding.key) or screen.app.get_key_display(binding)
        shown = f"Ctrl+{shown[1:].upper()}" if shown.startswith("^") and shown[1:] else shown
        run = partial(screen.app.run_action, binding.action, active.node)
        yield PaletteEntry(title, f"key {shown or key}", run)


def _is_movement(active: ActiveBinding) -> bool:
    """True for what moves a cursor, a page or a value: it makes sense by its key alone.

    Those are the keys that Textual gives its lists and fields, and our own that go so many places.
    """
    action = active.binding.action
    theirs = [kind for kind in type(active.node).__mro__ if kind.__module__.startswith("textual.")]
    if _BY_PLACES.fullmatch(action):
        return True
    return not isinstance(active.node, App) and any(action in _actions_of(kind) for kind in theirs)


def _actions_of(kind: type) -> set[str]:
    bindings = kind.__dict__.get("BINDINGS", ())
    return {each.action if isinstance(each, Binding) else each[1] for each in bindings}


class CommandProvider(Provider):
    """Finds what can be done, and cards, by what is typed."""

    @property
    def _flashcards(self) -> Any:
        """The app, which this module cannot name: that one imports it."""
        return self.app

    def _entries(self) -> Iterator[PaletteEntry]:
        """Everything but the cards."""
        yield from screen_entries(self.screen)
        yield from self._places()
        yield from self._decks()
        yield from self._laboratory()
        yield from self._queries()
        yield from self._settings()

    def _places(self) -> Iterator[PaletteEntry]:
        for place in PLACES:
            yield PaletteEntry(place.title, "go there", partial(self._flashcards.action_show, place.name))

    def _decks(self) -> Iterator[PaletteEntry]:
        from flashcards.tui.study import StudyScreen

        app, services = self._flashcards, self._flashcards.services
        studying = any(isinstance(screen, StudyScreen) for screen in app.screen_stack)
        for deck in services.decks():
            title = deck.title or deck.name
            if not studying:
                yield PaletteEntry(title, "study deck", partial(app.open_study, (deck.name,)))
            if services.browse:
                yield PaletteEntry(title, "browse deck", partial(app.open_browse, query=f"deck:{deck.name}"))

    def _laboratory(self) -> Iterator[PaletteEntry]:
        from flashcards.demo.lab_questions import LAB_RULES, QUESTIONS  # NumPy loads here

        app = self._flashcards
        for question in QUESTIONS:
            yield PaletteEntry(question.title, "run in the lab", partial(app.open_lab, question.demo))
        for name, (title, demo) in LAB_RULES.items():
            about = "run in the lab" if title == name else f"{title}: run in the lab"
            yield PaletteEntry(name, about, partial(app.open_lab, demo))

    def _queries(self) -> Iterator[PaletteEntry]:
        if self._flashcards.services.browse:
            for query in QUERIES:
                yield PaletteEntry(query, "browse", partial(self._flashcards.open_browse, query=query))

    def _settings(self) -> Iterator[PaletteEntry]:
        app = self._flashcards
        if app.services.settings:
            for setting in SETTINGS:
                title = f"Settings: {setting.name.replace('_', ' ')}"
                yield PaletteEntry(title, setting.about, partial(app.open_settings, "", setting.name))

    async def startup(self) -> None:
        """Prepare what can be done, once for all that is typed."""
        self._prepared = [(entry, fold_text(f"{entry.title} {entry.about}")) for entry in self._entries()]
        self._asked = 0

    async def discover(self) -> Hits:
        """The screen's own actions, then the places, the decks and the rest."""
        columns = self.app.size.width
        hits = (
            DiscoveryHit(entry.display(columns), entry.command, text=entry.title)
            for entry, _ in self._prepared
        )
        for hit in islice(hits, FIRST_HITS):
            yield hit
        self._add_at_rest(hits, "")

    async def search(self, query: str) -> Hits:
        """The best of what matches by its name; at rest the others, then the cards that the query means.

        Names that have its letters here and there are found only where none has its words.
        """
        matcher, words = self.matcher(query), fold_text(query).split()
        said = [entry for entry, folded in self._prepared if all(word in folded for word in words)]
        scored = [
            (score, entry)
            for entry in said or [entry for entry, _ in self._prepared]
            if (score := matcher.match(entry.title) or (_SAID if said else 0.0)) > 0
        ]
        scored.sort(key=lambda each: -each[0])
        hits = (_hit(matcher, *each, self.app.size.width) for each in scored)
        for hit in islice(hits, FIRST_HITS):
            yield hit
        self._add_at_rest(hits, query)

    def _add_at_rest(self, others: Iterator[DiscoveryHit] | Iterator[Hit], query: str) -> None:
        """Add the other hits, and the cards that the query means, unless something else is typed by then."""
        self._asked += 1
        palette, asked = self.app.screen, self._asked
        if not isinstance(palette, PaletteScreen):
            return

        async def add() -> None:
            if asked == self._asked:
                cards = await self._card_hits(query) if query else []
                if asked == self._asked:
                    palette.add_hits([*others, *cards])  # together: the list is laid out once

        palette.set_timer(REST, add)

    async def _card_hits(self, query: str) -> list[Hit]:
        """The cards that the query means, then the query itself."""
        found = await self._find(query)
        entries = [
            (score - at * 0.001, entry)
            for at, name in enumerate(found)
            for score, entry in self._card_entries(name)
        ]
        if found:
            browse = partial(self._flashcards.open_browse, query=query)
            entries.append((_QUERY, PaletteEntry(query, "browse what it finds", browse)))
        entries.sort(key=lambda each: -each[0])
        columns = self.app.size.width
        return [
            Hit(score, entry.display(columns), entry.command, text=entry.title) for score, entry in entries
        ]

    async def _find(self, text: str) -> list[str]:
        """The first prompts that the text means as a query, one of each card; none if it is no query."""
        browse = self._flashcards.services.browse
        query = _read(text)
        if browse is None or query is None:
            return []
        try:
            names = await asyncio.to_thread(browse.find, query, ListingOrder.LEARNING, 3 * MOST_CARDS)
        except Problem:
            return []
        return list({card_of(name): name for name in reversed(names)}.values())[::-1][:MOST_CARDS]

    def _card_entries(self, name: str) -> Iterator[tuple[float, PaletteEntry]]:
        """The card, and its demo."""
        app, card_name = self._flashcards, card_of(name)
        title = card_path(card_name)
        yield _CARD, PaletteEntry(title, "open card", partial(app.open_browse, query=card_name))
        browse = app.services.browse
        prompt = browse.prompt(name) if browse else None
        if prompt and prompt.card.demo:
            run = partial(app.open_lab, prompt.card.demo, prompt.card.optimizer)
            yield _DEMO, PaletteEntry(title, "run in the lab", run)


class PaletteScreen(CommandPalette):
    """The palette, to which hits are added once the keys rest: what a key shows is the first screenful."""

    def add_hits(self, hits: Sequence[DiscoveryHit | Hit]) -> None:
        """Add hits below those that are shown."""
        found = self.query_one(CommandList)
        if hits:
            self._stop_no_matches_countdown()
            if is_empty := not self._hit_count:
                found.clear_options()
            first = found.option_count
            found.add_options(
                Command(Content(hit.prompt) if isinstance(hit.prompt, str) else hit.prompt, hit, id=str(at))
                for at, hit in enumerate(hits, first)
            )
            self._list_visible, self._hit_count = True, found.option_count
            if is_empty:
                found.highlighted = 0


def _hit(matcher: Matcher, score: float, entry: PaletteEntry, columns: int) -> Hit:
    """An entry with what matches marked."""
    display = entry.display(columns, _highlight(matcher, printable_line(entry.title)))
    return Hit(_LEAST + (1 - _LEAST) * score, display, entry.command, text=entry.title)


def _highlight(matcher: Matcher, text: str) -> Content:
    """The text with what matches in it marked; Textual's own would take brackets in it for markup."""
    content, (score, offsets) = Content(text), matcher.fuzzy_search.match(matcher.query, text)
    for offset in offsets if score else ():
        if not text[offset].isspace():
            content = content.stylize(matcher.match_style, offset, offset + 1)
    return content


def _read(text: str) -> Query | None:
    """The query in a text that may not be typed to its end; None for none."""
    try:
        query = complete_last_word(parse_query(text), text)
    except Problem:
        return None
    return None if query == EVERYTHING else query

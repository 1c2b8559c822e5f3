"""Waiting until an app has done all that there is to do, instead of until the processor looks idle.

Textual's pilot sleeps 20 ms at a time, at least twice for every key, until the process has used little time
in such an interval: half a second of waiting in a test of ten keys, and on a busy machine a matter of luck.
It also draws the screen after every message, for a terminal that is not there: half of the work of a test.
"""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Iterator
from typing import Any
from weakref import WeakSet

import textual.app
import textual.pilot
import textual.strip
from textual._compositor import Compositor
from textual._context import active_app, visible_screen_stack
from textual.app import App
from textual.css import stylesheet
from textual.css.model import RuleSet
from textual.css.styles import RulesMap
from textual.css.stylesheet import Stylesheet
from textual.css.tokenizer import Token
from textual.dom import DOMNode
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.timer import Timer
from textual.widget import Widget

PATIENCE = 5
"""Turns of the event loop in a row without anything to do, after which there is nothing left."""
_wait_as_textual_does = textual.pilot.wait_for_idle
_draw = Compositor.render_update
_undrawn: WeakSet[Compositor] = WeakSet()
"""What has changed since it was drawn."""
_once: WeakSet[Timer] = WeakSet()
"""The timers that bring something once."""
A_MOMENT = 0.3
"""Seconds: what comes later, such as the end of a notice, no test of a screen waits for."""
LONGEST = 30
"""Seconds after which something that was expected to end is taken for endless."""


async def wait_for_idle(min_sleep: float = 0.02, max_sleep: float = 1) -> None:
    """Wait until nothing is left to do but what a timer or a thread will bring, with the screen drawn.

    While a worker runs in a thread, wait as Textual does.
    """
    await _run_dry()
    app = active_app.get(None)
    if app is None or any(worker.is_running for worker in app.workers):
        await _wait_as_textual_does(min_sleep, max_sleep)
    elif app.is_running and app.screen_stack:
        app.screen._on_timer_update()
        await _run_dry()


async def wait_and_draw(min_sleep: float = 0.02, max_sleep: float = 1) -> None:
    """Wait in the same way, then draw the screen if any of it has changed: a test looks at this state."""
    await wait_for_idle(min_sleep, max_sleep)
    app = active_app.get(None)
    if app is not None and app.is_running and app.screen_stack and app.screen._compositor in _undrawn:
        _undrawn.discard(app.screen._compositor)
        _draw(app.screen._compositor, screen_stack=app._background_screens)


def _put_off_drawing() -> None:
    """Draw where a test waits, and not after each message."""

    def render_update(
        compositor: Compositor, full: bool = False, screen_stack: Any = None, simplify: bool = False
    ) -> Any:
        if full:  # a screenshot
            return _draw(compositor, full, screen_stack, simplify)
        visible_screen_stack.set(screen_stack or [])
        _undrawn.add(compositor)
        return None

    Compositor.render_update = render_update  # type: ignore[method-assign]


async def rest(pilot: Pilot[Any]) -> None:
    """Wait until all that the app does at once or a moment later is done, be it by a timer or by a worker."""
    async with asyncio.timeout(LONGEST):
        quiet = 0
        while quiet < 2:  # what a worker found is drawn by the first pause; that may begin something else
            await _run_dry()
            if coming := _coming(pilot.app):
                await asyncio.wait(coming, return_when=asyncio.FIRST_COMPLETED)
            quiet = 0 if coming else quiet + 1
            await pilot.pause()


def _coming(app: App[Any]) -> list[asyncio.Task[Any]]:
    """The tasks of workers that run, and of timers that bring something once and soon."""
    running = [worker._task for worker in app.workers if worker.is_running]
    waiting = [timer._task for timer in _once if timer._interval <= A_MOMENT and timer._active.is_set()]
    tasks = [task for task in running + waiting if task and not task.done()]
    return [task for task in tasks if task.get_loop() is asyncio.get_running_loop()]


def _note_timers() -> None:
    """Keep in view the timers that bring something once."""
    set_timer = MessagePump.set_timer

    def set_and_note(pump: MessagePump, *about: Any, **more: Any) -> Timer:
        timer = set_timer(pump, *about, **more)
        _once.add(timer)
        return timer

    MessagePump.set_timer = set_and_note  # type: ignore[method-assign]


def _is_idle(pump: MessagePump) -> bool:
    """True if a message pump waits for its next message, or takes no more."""
    return pump._closing or pump._closed or bool(pump._message_queue.ready_event._waiters)


def _ask_only_the_busy() -> None:
    """Do not send a message to each widget and wait for all of them, where all have done what they were sent.

    Those messages were a third of all that a test's app handles.
    """
    wait_for_all = Pilot._wait_for_screen

    async def wait_for_screen(pilot: Pilot[Any], timeout: float = 30.0) -> bool:
        await _run_dry()
        stack = pilot.app.screen_stack
        if stack and all(map(_is_idle, [pilot.app, *stack[-1].walk_children(with_self=True)])):
            return True
        return await wait_for_all(pilot, timeout)

    Pilot._wait_for_screen = wait_for_screen  # type: ignore[method-assign]


async def _run_dry() -> None:
    """Give the event loop turns until none has anything to do."""
    loop: Any = asyncio.get_running_loop()
    idle = 0
    while idle < PATIENCE:
        await asyncio.sleep(0)
        idle = 0 if loop._ready else idle + 1


def _parse_once() -> None:
    """Parse each piece of CSS once for all the apps of a process; Textual keeps it for one app."""
    parse = Stylesheet._parse_rules
    parsed: dict[object, list[RuleSet]] = {}
    themes: list[dict[str, str]] = []

    def parse_rules(sheet: Stylesheet, *piece: Any, **more: Any) -> list[RuleSet]:
        if sheet._variables not in themes:
            themes.append(dict(sheet._variables))
        key = (themes.index(sheet._variables), piece, *sorted(more.items()))
        if key not in parsed:
            parsed[key] = parse(sheet, *piece, **more)
        return parsed[key]

    Stylesheet._parse_rules = parse_rules  # type: ignore[method-assign]


def _split_variables_once() -> None:
    """Split the values of a theme's variables into tokens once for all apps: a twentieth of each start."""
    tokenize = stylesheet.tokenize_values
    split: dict[tuple[tuple[str, str], ...], dict[str, list[Token]]] = {}

    def tokenize_values(values: dict[str, str]) -> dict[str, list[Token]]:
        key = tuple(values.items())
        if key not in split:
            split[key] = tokenize(values)
        return {name: list(tokens) for name, tokens in split[key].items()}  # a style sheet may add to them

    stylesheet.tokenize_values = tokenize_values  # type: ignore[attr-defined]


def _find_rules_once() -> None:
    """Sort the rules by selector once for all apps that have the same; Textual does it six times for each.

    Rules are parsed once, so that those of two apps are the same objects.
    """
    sort = Stylesheet.rules_map.fget  # type: ignore[attr-defined]
    sorted_rules: dict[tuple[int, ...], dict[str, list[RuleSet]]] = {}

    def rules_map(sheet: Stylesheet) -> dict[str, list[RuleSet]]:
        if sheet._rules_map is None:
            key = tuple(map(id, sheet.rules))
            if key not in sorted_rules:
                sorted_rules[key] = sort(sheet)
            sheet._rules_map = sorted_rules[key]
        return sheet._rules_map

    Stylesheet.rules_map = property(rules_map)  # type: ignore[assignment, method-assign]
    RuleSet.__hash__ = object.__hash__  # type: ignore[method-assign]  # by identity too, without a call


def _style_alike_once() -> None:
    """Look up the styles of a node once for all apps in which its path has the same types, names and states.

    Which of a thousand rules hold for a node was a tenth of the work of a test. As Textual does for the time
    of one update, leave out rules that go by the place of a node among its siblings.
    """
    apply_rules = Stylesheet.apply
    styles: dict[Hashable, tuple[list[bool], RulesMap]] = {}

    def apply(
        sheet: Stylesheet, node: DOMNode, *, animate: bool = False, cache: dict[Any, RulesMap] | None = None
    ) -> None:
        key = id(sheet.rules_map), *_path(node)
        if key in styles:
            states, rules = styles[key]
            for name, state in zip(_STATES, states, strict=True):
                setattr(node, name, state)
            sheet.replace_rules(node, rules, animate=animate)
            sheet._process_component_classes(node)
            return
        found: dict[Any, RulesMap] = {}
        apply_rules(sheet, node, animate=animate, cache=found)
        for rules in found.values():
            styles[key] = [getattr(node, name) for name in _STATES], rules

    Stylesheet.apply = apply  # type: ignore[method-assign]


_STATES = ("_has_hover_style", "_has_focus_within", "_has_order_style", "_has_odd_or_even")
"""What a node is told of the rules that may hold for it."""


def _path(node: DOMNode) -> Iterator[Hashable]:
    """All that selectors ask about a node and those that it is in, but for their places among siblings."""
    above: Any = node
    while isinstance(above, DOMNode):
        yield type(above), above._id, frozenset(above._classes)
        if isinstance(above, Widget):
            yield above.can_focus, above.mouse_hover, above.has_focus, above.disabled
        above = above._parent
    app = active_app.get()  # which a widget asks too that is in no other yet
    yield app.theme, app.app_focus, app.is_inline, app.native_ansi_color, app.no_color


def install() -> None:
    """Let every pilot wait in this way and draw what a test looks at, and every app share its parsed CSS."""
    textual.app.wait_for_idle = wait_for_idle  # type: ignore[attr-defined]
    textual.pilot.wait_for_idle = wait_and_draw  # type: ignore[attr-defined]
    _note_timers()
    _ask_only_the_busy()
    _put_off_drawing()
    _parse_once()
    _split_variables_once()
    _find_rules_once()
    _style_alike_once()
    textual.strip.FIFOCache = lambda size: {}  # type: ignore[assignment,misc]  # of seven that each strip makes

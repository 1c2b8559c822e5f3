"""A card studied in a real browser, where there is one: its policy blocks nothing, and nothing is fetched."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import shutil
import sqlite3
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

aiohttp = pytest.importorskip("aiohttp", reason="the extra 'web' is not installed")

from tests.test_serve_pages import command  # noqa: E402

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-proxy-server"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


class Chromium:
    """One page of a browser, driven by its protocol for developers."""

    def __init__(self, socket: Any) -> None:
        self._socket, self._numbers = socket, itertools.count(1)
        self.events: list[dict[str, Any]] = []

    async def call(self, method: str, **given: Any) -> dict[str, Any]:
        """Call a method; what happens meanwhile is kept."""
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": given})
        while (answer := await self._socket.receive_json(timeout=60)).get("id") != number:
            self.events.append(answer)
        return dict(answer["result"])

    async def wait_for(self, expression: str) -> None:
        """Wait until an expression of the page holds."""
        for _ in range(300):
            found = await self.call("Runtime.evaluate", expression=expression)
            if found["result"].get("value"):
                return
            await asyncio.sleep(0.1)
        raise TimeoutError(expression)

    async def press(self, key: str, text: str, code: int) -> None:
        """Press a key."""
        given = {"key": key, "windowsVirtualKeyCode": code}
        await self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **given)
        await self.call("Input.dispatchKeyEvent", type="keyUp", **given)

    def named(self, method: str) -> list[dict[str, Any]]:
        """What an event of that name told, each time."""
        return [event["params"] for event in self.events if event.get("method") == method]


@asynccontextmanager
async def browser_at(address: str, folder: Path) -> AsyncIterator[Chromium]:
    """A browser with a new profile, on the page of that address."""
    assert CHROMIUM
    arguments = [CHROMIUM, *QUIET, f"--user-data-dir={folder}", "--remote-debugging-port=0", "about:blank"]
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr
        lines = iter(process.stderr.readline, "")
        found = next(filter(None, (re.search(r"ws://([\d.:]+)/devtools", line) for line in lines)))
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://{found[1]}/json/list") as listing:
                page = next(each for each in await listing.json() if each["type"] == "page")
            async with session.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                chromium = Chromium(socket)
                for domain in ("Network", "Log", "Runtime", "Page"):
                    await chromium.call(f"{domain}.enable")
                await chromium.call("Page.navigate", url=address)
                yield chromium
    finally:
        process.terminate()
        process.communicate()


def grades(home: Path) -> list[tuple[str, int]]:
    """The kind and the grade of each row of the log."""
    log = sqlite3.connect(f"file:{home / 'reviews.sqlite'}?mode=ro", uri=True)
    try:
        return log.execute("select kind, grade from reviews").fetchall()
    finally:
        log.close()


async def copy_and_paste(chromium: Chromium, text: str) -> None:
    """Put a text into the browser's clipboard, and press Ctrl+V."""
    allowed = ["clipboardReadWrite", "clipboardSanitizedWrite"]
    await chromium.call("Browser.grantPermissions", permissions=allowed)
    copies = f"navigator.clipboard.writeText({json.dumps(text)}).then(() => true)"
    await chromium.call("Runtime.evaluate", expression=copies, awaitPromise=True)
    control_v = {"key": "v", "windowsVirtualKeyCode": 86, "modifiers": 2}
    await chromium.call("Input.dispatchKeyEvent", type="rawKeyDown", commands=["paste"], **control_v)
    await chromium.call("Input.dispatchKeyEvent", type="keyUp", **control_v)
    await asyncio.sleep(0.5)


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
async def test_a_card_is_graded_by_keys_in_a_browser(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with command(home) as (_, address):
        async with browser_at(f"{address}/", tmp_path / "profile") as chromium:
            await chromium.wait_for("document.body.classList.contains('-first-byte')")
            await chromium.wait_for("document.activeElement.className === 'xterm-helper-textarea'")
            await chromium.wait_for("document.fonts.check('16px \"Roboto Mono\"')")
            for _ in range(60):  # what is on the screen is pixels: keys go in until a row is in the log
                await chromium.press("Enter", "\r", 13)
                await asyncio.sleep(0.5)
                if grades(home):
                    break
            ground = "getComputedStyle(document.querySelector('.xterm-viewport')).backgroundColor"
            await chromium.wait_for(f"{ground} === 'rgb(14, 18, 25)'")  # the rim has the colour of the app
            await copy_and_paste(chromium, "θ − 1")
            requests = {each["request"]["url"] for each in chromium.named("Network.requestWillBeSent")}
            entries = [each["entry"] for each in chromium.named("Log.entryAdded")]
    sent = [
        json.loads(each["response"]["payloadData"]) for each in chromium.named("Network.webSocketFrameSent")
    ]
    assert ["stdin", "\x1b[200~θ − 1\x1b[201~"] in sent, "the browser pastes, not the app what it copied"
    assert ["stdin", "\x16"] not in sent
    assert [kind for kind, _ in grades(home)] == ["study"]
    assert {url for url in requests if not url.startswith((f"{address}/", "data:"))} == set()
    assert [entry["text"] for entry in entries if entry["level"] == "error"] == []

"""One app for one page: a process of its own whose keys and screen go through pipes.

The pipes speak as `textual.drivers.web_driver` does: a letter for the kind of packet, the length of what
follows in four bytes, and that.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from flashcards.errors import printable

DRIVER = "flashcards.tui.served_driver:ServedDriver"
_BEGINS = b"__GANGLION__\n"
_PATIENCE = 4.0
"""Seconds that an app has for ending: its work is saved with each key, but a sync may be under way."""
_LONGEST_REPORT = 8_000


def app_environment(environ: Mapping[str, str], columns: int, rows: int) -> dict[str, str]:
    """The environment of an app in a browser: that of the server, with the terminal that the page has.

    The package is found where it is now, whatever folder the server was started in.
    """
    terminals = ("TMUX", "TERM_PROGRAM", "KITTY_WINDOW_ID")  # of the server's own terminal
    root = str(Path(__file__).resolve().parents[2])
    return {
        **{name: value for name, value in environ.items() if name not in terminals},
        "TEXTUAL_DRIVER": DRIVER,
        "TEXTUAL_COLOR_SYSTEM": "truecolor",
        "COLORTERM": "truecolor",
        "TERM": "xterm-256color",
        "COLUMNS": str(columns),
        "ROWS": str(rows),
        "PYTHONPATH": os.pathsep.join(filter(None, (root, environ.get("PYTHONPATH", "")))),
    }


class ServedApp:
    """A running app: what is typed goes in, what it draws comes out."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._report = asyncio.create_task(self._read_report())

    @classmethod
    async def start(cls, columns: int, rows: int) -> ServedApp:
        """Start an app of that size, whose session is its own: Ctrl+C in the terminal is for the server."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "flashcards"),
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=app_environment(os.environ, columns, rows),
            start_new_session=True,
        )
        return cls(process)

    async def draw(self) -> AsyncIterator[bytes]:
        """What the app draws, until it ends; then what it had to say on standard error."""
        try:
            async for kind, content in self._packets():
                if kind == b"D":
                    yield content
        except (asyncio.IncompleteReadError, ConnectionError, ValueError):
            pass  # it has ended, in the midst of a packet or of a line of its own
        if report := await self._report:
            yield ("\x1b[2J\x1b[H" + printable(report).replace("\n", "\r\n")).encode()

    async def _packets(self) -> AsyncIterator[tuple[bytes, bytes]]:
        assert self._process.stdout
        while await self._process.stdout.readline() not in (_BEGINS, b""):
            pass  # the output of something that runs before the app
        while kind := await self._process.stdout.read(1):
            length = int.from_bytes(await self._process.stdout.readexactly(4), "big")
            content = await self._process.stdout.readexactly(length)
            if kind == b"M" and json.loads(content).get("type") == "exit":
                return
            yield kind, content

    async def _read_report(self) -> str:
        """The end of what the app writes on standard error; a pipe that nobody reads would stop it."""
        assert self._process.stderr
        report = b""
        while piece := await self._process.stderr.read(4096):
            report = (report + piece)[-_LONGEST_REPORT:]
        return report.decode("utf-8", "replace")

    async def type_text(self, text: str) -> None:
        """Give the app what was typed or pasted, or what the page's terminal answers."""
        await self._send(b"D", text.encode("utf-8", "replace"))

    async def tell(self, kind: str, **more: int) -> None:
        """Tell the app that the page was resized, or has got or lost the focus, or that it is to quit."""
        await self._send(b"M", json.dumps({"type": kind, **more}).encode())

    async def _send(self, kind: bytes, content: bytes) -> None:
        assert self._process.stdin
        with contextlib.suppress(ConnectionError, RuntimeError):  # it has ended meanwhile
            self._process.stdin.write(kind + len(content).to_bytes(4, "big") + content)
            await self._process.stdin.drain()

    async def end(self) -> None:
        """End the app: it is asked to, and if it does not in time it is stopped. Returns when it is gone."""
        await self.tell("quit")
        if self._process.stdin:
            self._process.stdin.close()
        for stop in (self._process.terminate, self._process.kill):
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._process.wait(), _PATIENCE)
                break
            with contextlib.suppress(ProcessLookupError):
                stop()
        await self._process.wait()
        self._report.cancel()

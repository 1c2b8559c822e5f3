"""A program in a terminal of its own: keys in, screen text out, times between."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

from tests.read_once import furnish


class Terminal:
    """A child on a pseudo-terminal of so many columns and rows."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], size: tuple[int, int] = (80, 24)
    ) -> None:
        self.started = time.perf_counter()
        self.written = ""
        """Everything that the child has written so far."""
        self._end, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self._process = subprocess.Popen(
            command, stdin=child, stdout=child, stderr=child, env=dict(environment), close_fds=True
        )
        os.close(child)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._end)

    def send(self, keys: str) -> float:
        """Type `keys`; the moment at which they were typed."""
        moment = time.perf_counter()
        os.write(self._end, keys.encode())
        return moment

    def wait_for(self, pattern: str, seconds: float = 60) -> tuple[float, str]:
        """The moment at which `pattern` stood in what was written since the last look, and that text."""
        seen, until = "", time.perf_counter() + seconds
        while time.perf_counter() < until:
            if not select.select([self._end], [], [], 0.5)[0]:
                continue
            fresh = os.read(self._end, 65536).decode(errors="replace")
            seen, self.written = seen + fresh, self.written + fresh
            plain = re.sub(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[@-_]", "", seen)
            if re.search(pattern, plain):
                return time.perf_counter(), plain
        raise TimeoutError(f"{pattern!r} did not appear in {seen[-2000:]!r}")

    def end(self, seconds: float = 60) -> tuple[int, str]:
        """The child's exit status, once it has ended, and all that was written since the last look."""
        seen, until = b"", time.perf_counter() + seconds
        while time.perf_counter() < until:
            try:
                seen += os.read(self._end, 65536) if select.select([self._end], [], [], 0.1)[0] else b""
            except OSError:  # the other side is closed
                break
        fresh = seen.decode(errors="replace")
        self.written += fresh
        return self._process.wait(max(0.1, until - time.perf_counter())), fresh


def environment(home: Path) -> dict[str, str]:
    """A clean one, with its data in `home`, where the shipped decks are read already."""
    furnish(home)
    return bare_environment(home)


def bare_environment(home: Path) -> dict[str, str]:
    """A clean one, with its data in `home`, which is left as it is."""
    kept = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    path = [str(Path(__file__).parent.parent), os.environ.get("PYTHONPATH", "")]  # CI puts a Textual there
    here = {"FLASHCARDS_HOME": str(home), "PYTHONPATH": os.pathsep.join(filter(None, path))}
    return {**kept, **here, "TERM": "xterm-256color", "LANG": "C.UTF-8"}


PYTHON = sys.executable

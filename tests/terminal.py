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


class Terminal:
    """A child on a pseudo-terminal of 80 × 24."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.started = time.perf_counter()
        self._end, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
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
            seen += os.read(self._end, 65536).decode(errors="replace")
            plain = re.sub(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[@-_]", "", seen)
            if re.search(pattern, plain):
                return time.perf_counter(), plain
        raise TimeoutError(f"{pattern!r} did not appear in {seen[-2000:]!r}")


def environment(home: Path) -> dict[str, str]:
    """A clean one, with its data in `home`."""
    kept = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    here = {"FLASHCARDS_HOME": str(home), "PYTHONPATH": str(Path(__file__).parent.parent)}
    return {**kept, **here, "TERM": "xterm-256color", "LANG": "C.UTF-8"}


PYTHON = sys.executable

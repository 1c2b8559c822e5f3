"""What a disk, a kill and a sync can do to the review log, done to it; tells what was lost.

    python -m tests.torture             everything, 4 to 15 minutes by the disk
    python -m tests.torture --short     a part of each, under forty seconds

Exit status 1 if a review that was shown as kept is gone.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from flashcards.errors import Problem
from flashcards.storage import Store, backups, repair
from flashcards.storage.database import FILE
from tests.logs import NOON, PAGE, fill, ids, row, zero
from tests.terminal import PYTHON, bare_environment, environment

WRITER = """
import resource, signal, sys
from pathlib import Path
from flashcards.errors import Problem
from flashcards.storage import Store
from tests.logs import NOON, row

home, name, first, count, limit = Path(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:])
if limit:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
print("ready", flush=True)
sys.stdin.readline()
try:
    with Store.open(home, lambda text: print("told", text, flush=True)) as log:
        try:
            for number in range(first, first + count):
                log.append(row(number)._replace(id=f"{name}-{number}"))
                print("kept", f"{name}-{number}", flush=True)
        except Problem as problem:
            print("refused", problem.message, flush=True)
        sys.stdin.readline()  # still open: what is done to the log until then is done under a session
except Problem as problem:
    print("refused", problem.message, flush=True)
"""


class Writer:
    """A process that writes rows and says of each that it is kept."""

    def __init__(self, home: Path, name: str, first: int = 0, count: int = 400, limit: int = 0) -> None:
        arguments = [str(home), name, str(first), str(count), str(limit)]
        self._process = subprocess.Popen(
            [PYTHON, "-c", WRITER, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=bare_environment(home),
        )
        assert self._process.stdout
        assert self._process.stdout.readline() == "ready\n"
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read)

    def _read(self) -> None:
        assert self._process.stdout
        self.lines.extend(line.strip() for line in self._process.stdout)

    def go(self) -> None:
        assert self._process.stdin
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        self._reader.start()

    def ended(self) -> None:
        """Let the session end; what is done to the log from here on is none of its business."""
        assert self._process.stdin
        with suppress(BrokenPipeError):  # it has ended by itself, with a sentence
            self._process.stdin.write("end\n")
            self._process.stdin.flush()
        self._reader.join()
        self._process.communicate()

    @property
    def kept(self) -> set[str]:
        return {line.removeprefix("kept ") for line in self.lines if line.startswith("kept ")}

    def said(self, word: str) -> list[str]:
        return [line for line in self.lines if line.startswith(word)]


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="torture-") as name:
        yield Path(name)


def is_whole(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        return bool(connection.execute("pragma integrity_check").fetchone() == ("ok",))


def kills(count: int, chance: random.Random) -> int:
    """Kill real sessions after some grades, at any moment of a commit; how many shown grades are gone."""
    lost = shown = damaged = unshown = 0
    for begun in range(0, count, 25):
        with folder() as home:
            before: list[object] = []
            for _ in range(min(25, count - begun)):
                seen, sent = _killed_session(home, chance)
                with Store.open(home) as log:
                    after: list[object] = list(log.reviews())
                added = len(after) - len(before)
                lost += max(0, seen - added) + sum(one not in after for one in before)
                shown, unshown = shown + seen, unshown + max(0, added - seen)
                damaged += not is_whole(home / FILE) or added > sent
                before = after
    print(f"kills: {count} sessions killed, {shown} grades shown as kept, {lost} of them lost;")
    print(f"       {unshown} kept that were not shown yet, {damaged} logs damaged")
    return lost + damaged


def _killed_session(home: Path, chance: random.Random) -> tuple[int, int]:
    """How many grades a session showed as kept before it was killed, and how many it was given."""
    command = [PYTHON, "-u", "-m", "flashcards", "study", "--plain", "--new", "1000", "--reviews", "1000"]
    command.append("--query=-kind:steps")  # of these, Enter shows one line after the other
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(home),
    )
    assert process.stdin
    assert process.stdout
    cards = 0
    grades = chance.randrange(1, 9)

    def next_card() -> bool:
        nonlocal cards
        assert process.stdout
        for line in process.stdout:
            if line.startswith(b"New "):
                cards += 1
                return True
        return False

    next_card()
    for _ in range(grades - 1):
        process.stdin.write(b"\n%d\n" % chance.randrange(1, 5))
        process.stdin.flush()
        next_card()
    process.stdin.write(b"\n%d\n" % chance.randrange(1, 5))
    process.stdin.flush()
    time.sleep(chance.random() * 0.012)
    process.send_signal(signal.SIGKILL)
    while next_card():
        pass
    process.communicate()
    return cards - 1, grades


def pages(step: int) -> int:
    """Zero each page of a log in turn; how many reviews are gone that a backup had, or went unnoticed."""
    wrong = untold = lost = without = 0
    with folder() as home:
        path = fill(home, range(900))
        data = path.read_bytes()
        with closing(sqlite3.connect(path)) as connection:
            backups.create(connection, path)
        count = len(data) // PAGE
        for page in range(1, count + 1, step):
            for copy in (True, False):
                with folder() as other:
                    log = other / FILE
                    log.write_bytes(data)
                    if copy:
                        shutil.copytree(home / backups.FOLDER, other / backups.FOLDER)
                    zero(log, page)
                    untold += not _is_told(other)
                    done = repair.repair(other, NOON)
                    wrong += not is_whole(log) or len(ids(log)) != 900 - done.lost
                    without += 0 if copy else done.lost
                    lost += done.lost if copy else 0
    zeroed = len(range(1, count + 1, step))
    print(f"pages: {zeroed} of {count} pages of a log of 900 reviews zeroed in turn; {untold} unnoticed,")
    print(
        f"       {lost} reviews lost with a backup, {without / zeroed:.1f} a page without; {wrong} miscounted"
    )
    return untold + lost + wrong


def _is_told(home: Path) -> bool:
    try:
        with Store.open(home) as log:
            log.append(row(10_000))
    except Problem:
        return True
    return False


def full_disk(kilobytes: list[int]) -> int:
    """Fill the disk under a session; how many reviews that were shown as kept are gone."""
    lost = kept = refused = 0
    for size in kilobytes:
        with folder() as home, _small_disk(home, size) as (disk, limit):
            for name in ("one", "two"):
                writer = Writer(disk, name, count=4000, limit=limit)
                writer.go()
                writer.ended()
                refused += bool(writer.said("refused"))
                found = ids(disk / FILE) if writer.kept else set()
                kept, lost = kept + len(writer.kept), lost + len(writer.kept - found)
            lost += bool(kept) and not is_whole(disk / FILE)
    print(
        f"disk:  filled {len(kilobytes)} times under two sessions; {kept} reviews shown as kept, {lost} lost,"
    )
    print(f"       {refused} sessions ended with a sentence")
    return lost


@contextmanager
def _small_disk(home: Path, kilobytes: int) -> Iterator[tuple[Path, int]]:
    """A folder on a disk of this size; where none may be mounted, the longest file instead."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(home)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True, check=False).returncode:
        print("disk:  no small disk can be mounted here; the length of files is limited instead")
        yield home, kilobytes * 1024
        return
    try:
        yield home, 0
    finally:
        subprocess.run(["umount", str(home)], check=True)


def taken_away(rounds: int, chance: random.Random) -> int:
    """Take the log from under a writing session at any moment; how many kept reviews are gone."""
    lost = kept = again = 0
    refused: list[str] = []
    for turn in range(rounds):
        with folder() as home:
            other = fill(home / "other", range(50))
            fill(home / "data", range(10))
            path = home / "data" / FILE
            writer = Writer(home / "data", "w", count=150)
            writer.go()
            for _ in range(3):
                time.sleep(chance.random() * 0.1)
                _take(path, other, turn % 3)
            writer.ended()
            found = ids(path) if path.is_file() and path.stat().st_size else set()
            kept, lost = kept + len(writer.kept), lost + len(writer.kept - found)
            lost += bool(found) and not is_whole(path)
            if writer.kept - found:
                print("LOST in round", turn, [line for line in writer.lines if not line.startswith("kept")])
            again += len(writer.said("told"))
            refused += writer.said("refused")
    print(f"sync:  the log removed, replaced or moved {3 * rounds} times under {rounds} sessions;")
    print(f"       {kept} reviews shown as kept, {lost} lost; told {again} times,")
    print(f"       {len(refused)} sessions ended with a sentence{'; '.join(['', *{*refused}])}")
    return lost


def _take(path: Path, other: Path, how: int) -> None:
    try:
        if how == 0:
            path.unlink()
        elif how == 1:
            shutil.copyfile(other, path.with_name("arriving"))
            path.with_name("arriving").replace(path)
        else:
            path.rename(path.with_name("moved"))
    except FileNotFoundError:
        pass  # it was taken a moment ago, and nothing was written since


def races(rounds: int) -> int:
    """Let new processes make one log at once; how many failed or lost a row."""
    failed = 0
    for _ in range(rounds):
        with folder() as home:
            writers = [Writer(home / "data", f"w{number}", count=20) for number in range(4)]
            for writer in writers:
                writer.go()
            for writer in writers:
                writer.ended()
            failed += sum(len(writer.kept) != 20 for writer in writers)
            failed += len(ids(home / "data" / FILE)) != 80
    print(f"races: 4 new processes made one log {rounds} times; {failed} failed")
    return failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance, short = random.Random(given.seed), given.short
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    began = time.monotonic()
    failures = kills(8 if short else 300, chance)
    failures += pages(10 if short else 1)
    failures += full_disk([200] if short else [60, 100, 150, 200, 300, 500])
    failures += taken_away(2 if short else 60, chance)
    failures += races(1 if short else 20)
    print(
        f"{'nothing that was shown as kept was lost' if not failures else 'FAILED'}"
        f" ({time.monotonic() - began:.0f} s)"
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

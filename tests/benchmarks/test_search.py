"""How long the first screenful of a search over 100,000 cards takes, against SQLite's bare query."""

from __future__ import annotations

import os
import random
import sqlite3
import statistics
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from flashcards.storage.search import ALL, search_prompts
from flashcards.study.query import Query, parse_query
from tests.benchmarks.mixed_queries import ByHand, mixed_queries
from tests.searching import CONTEXT, NOW, TODAY, Collection, Row, Sheet, State, create_tables

CARDS, LEARNED, REVIEWS = 100_000, 70_000, 300_000
SCREENFUL = 50
ROUNDS = 5

QUERIES = [
    *("", "common", "rare", "common half", "half", "half -common", '"common half"', "co*", "rare is:due"),
    *("half is:due", "half lapses>9", "∇", "deck:deck-7", "deck:deck-9*", "deck:deck-99", "tag:few"),
    *("tag:many", "tag:*ew", "-tag:many", "kind:cloze", "kind:number", "note:note-77", "note:*7", "note:*"),
    *("slip:wrong-sign", "slip:*", "is:new", "is:learning", "is:review", "is:due", "is:young", "is:mature"),
    *("is:suspended", "is:buried", "is:marked", "is:leech", "-is:suspended", "is:orphan", "stability<5"),
    *("stability<0.5", "recall<0.8", "recall<0.2", "difficulty>9.9", "lapses>3", "lapses>9", "lapses<1"),
    *(
        "reviews>30",
        "interval>300",
        "due<7d",
        "due<-25",
        "rated:1d",
        "rated:1d:1",
        "rated:365d",
        "rated:90d:1",
    ),
    *("is:due deck:deck-7", "is:due -is:suspended recall<0.8", "is:marked or is:leech", "rare or is:leech"),
    *("-(half or deck:deck-7)", "is:new deck:deck-99", "is:new tag:few", "is:marked is:new", "nowhere"),
    *("deck-99/card-99500", "is:due is:new"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the collection in tables."""
    made = tmp_path_factory.mktemp("search")
    make(made)
    return made


def connect(folder: Path) -> sqlite3.Connection:
    """As the app connects for each search."""
    made = sqlite3.connect(folder / "reviews.sqlite", isolation_level=None)
    made.execute("attach ? as catalogue", (str(folder / "catalogue.sqlite"),))
    return made


def make(folder: Path) -> None:
    """Writes `whole` into the folder."""
    made, collection = connect(folder), whole()
    made.execute("begin")
    create_tables(made)
    collection.write_into(made)
    made.execute("update catalogue.cards set packed = hex(zeroblob(250))")
    made.execute("commit")
    made.close()


def whole() -> Collection:
    """A collection whose words and states come in known shares; the last decks are the new ones."""
    chance = random.Random(1)
    sheets = tuple(_sheet(number, chance) for number in range(CARDS))
    states = {_key(number): _state(chance) for number in range(LEARNED)}
    return Collection(sheets, {}, states, tuple(_row(number, chance) for number in range(REVIEWS)))


def _key(number: int) -> str:
    return f"deck-{number // 1000}/card-{number}"


def _sheet(number: int, chance: random.Random) -> Sheet:
    words = [f"w{int(chance.paretovariate(0.6)) % 20_000}" for _ in range(18)]
    shares = (("common", 1), ("half", 2), ("rare", 300), ("∇", 200))
    words += [word for word, share in shares if chance.randrange(share) == 0]
    chance.shuffle(words)
    tags = [tag for tag, share in (("many", 2), ("few", 200)) if chance.randrange(share) == 0]
    kind = "number" if number % 200 == 0 else ("basic", "cloze", "formula")[number % 3]
    note = f"notes/note-{number // 50}.md" if number % 2 else ""
    return Sheet(_key(number), " ".join(words[:9]), " ".join(words[9:]), kind, tuple(tags), note)


def _state(chance: random.Random) -> State:
    stability = chance.expovariate(1 / 40) + 0.1
    return State(
        chance.choices(["review", "learning", "relearning"], [95, 3, 2])[0],
        stability,
        chance.uniform(1, 10),
        TODAY + int(chance.uniform(-30, 600)),
        NOW - timedelta(days=chance.uniform(0, 60)),
        int(stability),
        int(chance.paretovariate(1)),
        int(chance.expovariate(1)),
        chance.random() < 0.02,
        TODAY + 1 if chance.random() < 0.002 else 0,
        chance.random() < 0.005,
    )


def _row(number: int, chance: random.Random) -> Row:
    at = NOW - timedelta(days=chance.uniform(0, 400))
    slip = chance.choices(["", "wrong-sign", "missing-square"], [95, 4, 1])[0]
    back = str(number - 1) if number % 1000 == 999 else ""
    grade = None if back else chance.choices([1, 2, 3, 4], [10, 10, 70, 10])[0]
    return Row(str(number), _key(chance.randrange(LEARNED)), at, grade, slip, takes_back=back)


def median(action: Callable[[], object]) -> float:
    """Milliseconds of the processor for the action, the first time aside: other work does not count."""
    took = []
    for _ in range(ROUNDS + 1):
        started = time.process_time()
        action()
        took.append((time.process_time() - started) * 1000)
    return statistics.median(took[1:])


def test_each_query(folder: Path) -> None:
    print()
    for text in QUERIES:
        _show(folder, parse_query(text))


def test_mixed_queries(folder: Path) -> None:
    """`MIXED` in the environment is their number, and `SEED` chooses others."""
    print()
    by_hand = ByHand(whole())
    for query in mixed_queries(int(os.environ.get("MIXED", "40")), int(os.environ.get("SEED", "0"))):
        found = _search(folder, query)
        assert sorted(found) == sorted(by_hand.meant(query)), query
        assert _search(folder, query, SCREENFUL) == found[:SCREENFUL]
        _show(folder, query)


def _search(folder: Path, query: Query, limit: int = ALL) -> list[str]:
    """What is found over a connection of its own, as in the app."""
    with closing(connect(folder)) as connection:
        return [hit.prompt for hit in search_prompts(connection, query, CONTEXT, limit)]


def _show(folder: Path, query: Query) -> None:
    hits = len(_search(folder, query))
    took = median(lambda: _search(folder, query, SCREENFUL))
    owed = 20 if hits <= CARDS // 100 else 50
    print(f"{took:8.1f} ms of {owed}  {hits:7,} hits  {'!! ' * (took > owed)}{query}")


@pytest.mark.parametrize("words", ["rare", "half", "common"])
def test_the_floor(folder: Path, words: str) -> None:
    bare = "select rowid from catalogue.card_text where card_text match ? order by rank limit 50"
    with closing(connect(folder)) as connection:
        print(f"\n{median(lambda: connection.execute(bare, (words,)).fetchall()):8.1f} ms  bare: {words}")

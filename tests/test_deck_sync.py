"""Decks of several devices merged through a folder: three ways, card by card and field by field."""

from __future__ import annotations

from pathlib import Path

import pytest

from flashcards.deck import codec
from flashcards.deck.model import Deck
from flashcards.exchange.deck_merge import merge_decks
from flashcards.storage import deck_sync
from flashcards.storage.deck_sync import synchronize_decks

A = "{id: a, ask: A?, answer: one, why: since}"
B = "{id: b, ask: B?, answer: two}"
C = "{id: c, ask: C?, answer: three}"


def text_of(*cards: str, head: str = "title: D") -> str:
    return "\n".join(["deck: d", head, "cards:", *(f"  - {card}" for card in cards), ""])


def deck_of(*cards: str, head: str = "title: D") -> Deck:
    deck, problems = codec.read_deck(text_of(*cards, head=head), "d.yaml")
    assert deck
    assert not problems
    return deck


@pytest.mark.parametrize(
    ("mine", "theirs", "merged", "conflicts"),
    [
        pytest.param([A, B], [A, B], [A, B], [], id="nothing changed"),
        pytest.param([A, B], [A, B.replace("two", "2")], [A, B.replace("two", "2")], [], id="they changed"),
        pytest.param([A.replace("one", "1"), B], [A, B], [A.replace("one", "1"), B], [], id="I changed"),
        pytest.param(
            [A.replace("one", "1"), B],
            [A.replace("since", "as"), B],
            [A.replace("one", "1").replace("since", "as"), B],
            [],
            id="two fields of one card",
        ),
        pytest.param(
            [A.replace("one", "1"), B],
            [A.replace("one", "uno"), B],
            [A.replace("one", "1"), B],
            [("a", "the answer")],
            id="one field of both",
        ),
        pytest.param([A.replace("one", "1"), B], [A.replace("one", "1"), B], None, [], id="the same change"),
        pytest.param([A, B, C], [A, B], [A, B, C], [], id="I have a new one"),
        pytest.param([A, B], [A, C, B], [A, C, B], [], id="they have a new one, in its place"),
        pytest.param([A], [A, B], [A], [], id="I removed one"),
        pytest.param([A, B], [B], [B], [], id="they removed one"),
        pytest.param([A], [A, B.replace("two", "2")], [A], [("b", "all of it")], id="removed, changed there"),
        pytest.param([A, B.replace("two", "2")], [A], [A, B.replace("two", "2")], [], id="removed there"),
        pytest.param(
            [A.replace("answer: one", "cloze: '{{one}}'"), B],
            [A.replace("since", "as"), B],
            [A.replace("answer: one", "cloze: '{{one}}'").replace("since", "as"), B],
            [],
            id="another kind",
        ),
    ],
)
def test_cards_are_merged_by_their_fields(
    mine: list[str], theirs: list[str], merged: list[str] | None, conflicts: list[tuple[str, str]]
) -> None:
    found, told = merge_decks(deck_of(A, B), deck_of(*mine), deck_of(*theirs))
    assert deck_sync.serialized(found) == deck_sync.serialized(deck_of(*(merged or mine)))
    assert [(conflict.card, conflict.field) for conflict in told] == conflicts


def test_the_head_of_a_deck_is_merged_too() -> None:
    base, mine = deck_of(A, head="title: D"), deck_of(A, head="title: Mine")
    found, told = merge_decks(base, mine, deck_of(A, head="title: D\nsource: S"))
    assert (found.title, found.source, told) == ("Mine", "S", [])
    found, told = merge_decks(base, mine, deck_of(A, head="title: Theirs"))
    assert (found.title, [conflict.theirs for conflict in told]) == ("Mine", ["Theirs"])


def test_without_a_base_both_count() -> None:
    found, told = merge_decks(None, deck_of(A, B), deck_of(A.replace("one", "1"), C))
    assert [card.id for card in found.cards] == ["a", "c", "b"]
    assert [(conflict.card, conflict.field) for conflict in told] == [("a", "the answer")]


class Devices:
    """Two devices and their folder."""

    def __init__(self, root: Path) -> None:
        self.one, self.two, self.folder = root / "one", root / "two", root / "folder"

    def write(self, home: Path, text: str, name: str = "d.yaml") -> None:
        (home / "decks").mkdir(parents=True, exist_ok=True)
        (home / "decks" / name).write_text(text, encoding="utf-8")

    def read(self, home: Path, name: str = "d.yaml") -> str:
        return (home / "decks" / name).read_text(encoding="utf-8")

    def sync(self, *homes: Path) -> deck_sync.DeckOutcome:
        for home in homes:
            outcome = synchronize_decks(home, self.folder)
        return outcome


@pytest.fixture
def devices(tmp_path: Path) -> Devices:
    """Two devices that have the same deck."""
    made = Devices(tmp_path)
    made.write(made.one, "# mine\n" + text_of(A, B))
    assert made.sync(made.one, made.two).came == 1
    return made


def test_a_deck_goes_over_as_it_is_written(devices: Devices) -> None:
    assert devices.read(devices.two) == devices.read(devices.one) == "# mine\n" + text_of(A, B)
    assert devices.sync(devices.one, devices.two, devices.one) == deck_sync.DeckOutcome()


def test_a_change_on_one_side_keeps_the_text_of_the_file(devices: Devices) -> None:
    changed = "# mine\n" + text_of(A.replace("one", "1"), B)
    devices.write(devices.two, changed)
    devices.sync(devices.two, devices.one)
    assert devices.read(devices.one) == changed


def test_changes_on_both_sides_meet(devices: Devices) -> None:
    devices.write(devices.one, text_of(A.replace("one", "1"), B))
    devices.write(devices.two, text_of(A, B, C))
    devices.sync(devices.one, devices.two, devices.one)
    for home in (devices.one, devices.two):
        deck, _ = codec.read_deck(devices.read(home), "d.yaml")
        assert deck
        assert deck_sync.serialized(deck) == deck_sync.serialized(deck_of(A.replace("one", "1"), B, C))


def test_a_field_that_both_changed_stays_mine_and_theirs_is_kept(devices: Devices) -> None:
    devices.write(devices.one, text_of(A.replace("one", "1"), B))
    devices.write(devices.two, text_of(A.replace("one", "uno"), B))
    outcome = devices.sync(devices.one, devices.two)
    assert outcome.conflicts == 1
    assert "a: the answer" in str(outcome.problems[0])
    assert "uno" in devices.read(devices.two)
    kept = devices.read(devices.two, "d.conflict")
    assert "1" in kept
    assert codec.ENDINGS.get(".conflict") is None


def test_a_removed_deck_goes_aside_on_the_other_device(devices: Devices) -> None:
    (devices.one / "decks" / "d.yaml").unlink()
    assert devices.sync(devices.one).removed == 1
    assert devices.sync(devices.two).removed == 1
    assert not (devices.two / "decks" / "d.yaml").exists()
    assert devices.read(devices.two, "d.yaml.removed") == "# mine\n" + text_of(A, B)
    assert devices.sync(devices.one, devices.two) == deck_sync.DeckOutcome()


def test_a_deck_that_was_changed_since_is_not_removed(devices: Devices) -> None:
    (devices.one / "decks" / "d.yaml").unlink()
    devices.write(devices.two, text_of(A, B, C))
    devices.sync(devices.one, devices.two, devices.one)
    assert devices.read(devices.one) == text_of(A, B, C)


def test_a_deck_that_cannot_be_read_stays_as_it_is(devices: Devices) -> None:
    devices.write(devices.one, text_of(A, B, C))
    devices.write(devices.two, text_of(A, B) + "  - {id: bad}\n")
    outcome = devices.sync(devices.one, devices.two)
    assert "not merged" in str(outcome.problems[0])
    assert devices.read(devices.two) == text_of(A, B) + "  - {id: bad}\n"
    assert devices.read(devices.folder) == text_of(A, B, C)


def test_decks_in_two_syntaxes_meet(devices: Devices) -> None:
    (devices.two / "decks" / "d.yaml").unlink()
    devices.write(devices.two, codec.write_deck(deck_of(A.replace("one", "1"), B), "md"), "d.md")
    devices.write(devices.one, text_of(A, B, C))
    devices.sync(devices.one, devices.two, devices.one)
    merged = deck_sync.serialized(deck_of(A.replace("one", "1"), B, C))
    for home, name in ((devices.one, "d.yaml"), (devices.two, "d.md")):
        deck, _ = codec.read_deck(devices.read(home, name), name)
        assert deck
        assert deck_sync.serialized(deck) == merged


def test_pictures_go_along_under_their_names(devices: Devices) -> None:
    media = devices.one / "decks" / "media"
    media.mkdir()
    (media / "0123456789abcdef.png").write_bytes(b"picture")
    (media / "other.png").write_bytes(b"not kept by an import")
    devices.sync(devices.one, devices.two)
    found = [path.name for path in (devices.two / "decks" / "media").iterdir()]
    assert found == ["0123456789abcdef.png"]

"""Every card keeps its own history through what people do to a vault between two imports."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.deck.cloze import gaps
from flashcards.deck.model import ClozeAnswer
from tests.vault_edits import EDITS, Edit, faults
from tests.vaults import Desk, text_of


def test_there_are_sixty_edits_with_names_of_their_own() -> None:
    assert len({edit.name for edit in EDITS}) == len(EDITS) >= 60


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_every_card_has_the_history_of_the_card_that_it_was(edit: Edit) -> None:
    assert faults(edit) == []


WORDS = [
    "momentum",
    "velocity",
    "warmup",
    "sharpness",
    "batch",
    "decay",
    "clipping",
    "noise",
    "ravine",
    "seed",
]


def asked(word: str, other: str, third: str) -> str:
    return f"What does {word} change?::the {other} of every {third}"


CARDS = [asked(*three) for three in zip(WORDS, WORDS[3:] + WORDS[:3], WORDS[7:] + WORDS[:7], strict=True)] + [
    f"While =={word}== grows, the =={other}== of a layer falls."
    for word, other in zip(WORDS[:4], WORDS[4:8], strict=True)
]
OTHERS = ["width", "depth", "epoch", "dropout", "kernel"]
STRANGERS = [asked(*three) for three in zip(OTHERS, WORDS[3:], WORDS[2:], strict=False)] + [
    f"Who wrote about {word} first?::the author of {other}" for word, other in pairwise(WORDS)
]
"""Cards like those of the vault, which must never have their histories."""
NAMES = ("A", "B", "c/D", "E")

Vault = dict[str, list[str]]
changes = st.lists(
    st.tuples(
        st.sampled_from(("rename", "shuffle", "delete", "restore", "insert", "move", "import")),
        st.integers(0, 99),
        st.randoms(use_true_random=False),
    ),
    max_size=8,
)


def changed(vault: Vault, change: tuple[str, int, object], gone: list[str]) -> None:
    """Does one thing to the vault; cards that leave it are in `gone`."""
    kind, number, chance = change
    name = sorted(vault)[number % len(vault)]
    cards = vault[name]
    if kind == "rename" and (free := [other for other in NAMES if other not in vault]):
        vault[free[number % len(free)]] = vault.pop(name)
    elif kind == "shuffle":
        chance.shuffle(cards)  # type: ignore[attr-defined]
    elif kind == "delete" and cards:
        gone.append(cards.pop(number % len(cards)))
    elif kind == "restore" and gone:
        cards.insert(number % (len(cards) + 1), gone.pop(number % len(gone)))
    elif kind == "insert":
        cards.insert(number % (len(cards) + 1), STRANGERS[number % len(STRANGERS)])
    elif kind == "move" and cards:
        vault[sorted(vault)[(number + 1) % len(vault)]].append(cards.pop(number % len(cards)))


@settings(max_examples=30, deadline=None)
@given(changes)
def test_no_series_of_edits_gives_a_history_to_another_text_or_loses_one(
    series: list[tuple[str, int, object]],
) -> None:
    vault: Vault = {"A": CARDS[:5], "B": CARDS[5:10], "c/D": CARDS[10:]}
    vault = {name: list(cards) for name, cards in vault.items()}
    gone: list[str] = []
    desk = Desk({})
    owners: dict[str, str] = {}
    for change in [("import", 0, None), *series, ("import", 0, None)]:
        changed(vault, change, gone)
        if change[0] == "import":
            desk.vault = {
                f"{name}.md": "#flashcards\n\n" + "\n\n".join(cards) + "\n" for name, cards in vault.items()
            }
            merged = desk.read()
            assert merged.unsure == ()
            now = {text_of(card): card.id for card in desk.deck.cards}
            assert len(now) == len(desk.deck.cards)
            assert {text: now.get(text) for text in owners} == owners
            owners = now
            for card in desk.deck.cards:
                if isinstance(card.answer, ClozeAnswer):
                    assert [gap.name for gap in gaps(card.answer.text)] == [
                        gap.hidden for gap in gaps(card.answer.text)
                    ]


def test_a_table_of_edits_that_expects_too_little_would_be_noticed() -> None:
    edit = next(each for each in EDITS if each.name == "delete a card")
    assert faults(replace(edit, gone=())) != []
    swapped = next(each for each in EDITS if each.name == "swap two gaps")
    assert faults(replace(swapped, gaps={"older": {"SGD": "Adagrad", "Adagrad": "SGD"}})) != []

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.storage.sealed import seal, unseal

TEXT = st.text(st.characters())


@given(TEXT, TEXT)
def test_what_was_sealed_comes_back(text: str, key: str) -> None:
    assert unseal(seal(text, key), key) == text


@given(TEXT, TEXT, st.data())
def test_one_changed_character_is_noticed(text: str, key: str, data: st.DataObject) -> None:
    sealed = seal(text, key)
    place = data.draw(st.integers(0, len(sealed) - 1))
    other = data.draw(st.characters().filter(lambda character: character != sealed[place]))
    assert unseal(sealed[:place] + other + sealed[place + 1 :], key) is None


@given(TEXT, TEXT, TEXT)
def test_another_key_opens_nothing(text: str, key: str, other: str) -> None:
    assert (unseal(seal(text, key), other) == text) is (key == other)


@pytest.mark.parametrize("sealed", ["", "\n", "x", "[]", "null", "\n[]"])
def test_what_was_never_sealed_is_nothing(sealed: str) -> None:
    assert unseal(sealed, "") is None


def test_the_key_and_the_text_do_not_run_into_each_other() -> None:
    assert seal("b", "a").partition("\n")[0] != seal("", "ab").partition("\n")[0]

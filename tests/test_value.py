"""A `Value` is to its callers what a frozen dataclass is."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from flashcards.value import Value, field

if TYPE_CHECKING:
    from somewhere import Unknown  # type: ignore[import-not-found]  # not read, as in modules that load later


class Point(Value, frozen=True):
    """A value with a default, one made anew, and a constant of its class."""

    x: int
    y: int = 2
    names: Mapping[str, int] = field(default_factory=dict)
    origin: Unknown | None = None
    KIND: ClassVar[str] = "point"


class Dot(Point, frozen=True):
    """A value with one more field."""

    size: int = 1


@dataclasses.dataclass(frozen=True)
class Twin:
    """The same as a dataclass."""

    x: int
    y: int = 2
    names: Mapping[str, int] = dataclasses.field(default_factory=dict)
    origin: object = None


ASKED = [
    pytest.param(lambda kind: kind(1) == kind(1, 2) and kind(1) != kind(2), id="equal by fields"),
    pytest.param(lambda kind: [each.name for each in dataclasses.fields(kind)], id="names of the class"),
    pytest.param(lambda kind: [each.name for each in dataclasses.fields(kind(1))], id="names of a value"),
    pytest.param(lambda kind: dataclasses.asdict(kind(1, names={"a": 1})), id="as a dictionary"),
    pytest.param(lambda kind: dataclasses.asdict(dataclasses.replace(kind(1), y=5)), id="replaced"),
    pytest.param(dataclasses.is_dataclass, id="is one"),
    pytest.param(lambda kind: repr(kind(1)).partition("(")[2], id="written"),
    pytest.param(lambda kind: kind(1).names is kind(1).names, id="a default of its own"),
    pytest.param(lambda kind: kind.__match_args__, id="for patterns"),
]


@pytest.mark.parametrize("ask", ASKED)
def test_a_value_answers_as_a_dataclass_does(ask: Callable[[Any], object]) -> None:
    assert ask(Point) == ask(Twin)


def test_a_value_never_changes() -> None:
    with pytest.raises(AttributeError):
        Point(1).x = 2  # type: ignore[misc]


@pytest.mark.parametrize("wrong", [{}, {"x": 1, "z": 2}], ids=["one missing", "one too many"])
def test_wrong_fields_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        Point(**wrong)
    with pytest.raises(TypeError):
        dataclasses.replace(Point(1), z=2)  # type: ignore[call-arg]


def test_a_subclass_has_the_fields_of_both() -> None:
    assert [each.name for each in dataclasses.fields(Dot)] == ["x", "y", "names", "origin", "size"]
    assert dataclasses.replace(Dot(1, size=4), y=3) == Dot(1, 3, size=4)
    assert Dot(1) != Point(1)


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_a_copy_is_equal(again: Callable[[Dot], object]) -> None:
    assert again(Dot(1, size=2)) == Dot(1, size=2)


def test_a_value_is_a_key() -> None:
    assert {Dot(1, names=()): "a"}[Dot(1, names=())] == "a"  # type: ignore[arg-type]

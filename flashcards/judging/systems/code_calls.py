"""The functions and methods of NumPy, PyTorch, JAX and TensorFlow that are arithmetic, as terms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flashcards.formula.symbols import word_set
from flashcards.formula.unreadable import Unreadable
from flashcards.judging.systems.definitions import minus
from flashcards.judging.systems.terms import (
    Addition,
    Application,
    Constant,
    Division,
    Exponentiation,
    Multiplication,
    Term,
)

Given = Sequence[Term]
Named = Mapping[str, Term]
_ONE = Constant(1.0)

SAME = word_set("""
    clone detach item float double half to conj numpy copy astype array asarray tensor float32 float64 type
    cast stop_gradient contiguous cpu cuda view reshape squeeze flatten convert_to_tensor identity as_tensor
    from_numpy deepcopy
""")
"""What hands on its first argument."""
MADE = word_set("""
    zeros zeros_like ones ones_like empty empty_like full full_like random rand randn normal uniform randint
    dict list tuple set defaultdict OrderedDict len range iter get state_dict parameters initialize
    initialize_parameters init init_params initialise Parameter Variable linspace arange zip enumerate
    named_parameters tree_leaves build add_slot create_slot standard_normal
""")
"""What makes something to begin with, so that no quantity is defined by it."""
_PLAIN = {
    **{name: name for name in ("sqrt", "exp", "log", "cos", "sin", "tanh", "abs", "sign", "floor", "ceil")},
    **{"absolute": "abs", "fabs": "abs", "norm": "norm", "sgn": "sign"},
    **{"maximum": "max", "fmax": "max", "max": "max", "minimum": "min", "fmin": "min", "min": "min"},
    **{"clip": "clip", "clamp": "clip"},
}
_COUNTS = {"max": 2, "min": 2, "clip": 3}


def library_call(name: str, given: Given, named: Named) -> Term:
    """What a function computes; of a method the object is the first argument, of `mul_` as of `mul`.

    Raises Unreadable if it is no arithmetic.
    """
    bare = name.rstrip("_").removeprefix("_foreach_")
    bare = {"assign_add": "add", "assign_sub": "sub"}.get(bare, bare)
    if name.startswith("_foreach_addc") and len(given) == 4:
        given = (given[0], given[3], *given[1:3])
    if bare in {"copy", "assign", "set"} and len(given) > 1:
        return given[1]
    if bare in SAME and given:
        return given[0]
    if bare in _PLAIN:
        return _plain(_PLAIN[bare], given, named)
    if bare in _ARITHMETIC:
        try:
            return _ARITHMETIC[bare](given, named)
        except IndexError:
            raise Unreadable(f"{bare} lacks an argument") from None
    raise Unreadable(f"{name} is no arithmetic")


def _plain(name: str, given: Given, named: Named) -> Term:
    bounds = [named[key] for key in ("min", "max", "a_min", "a_max") if key in named]
    arguments = tuple(dict.fromkeys([*given, *bounds])) if name == "clip" else tuple(given)
    if name == "clip" and len(arguments) == 2 and "min" in named:
        return Application("max", arguments)
    if len(arguments) != _COUNTS.get(name, 1) and not (name in {"max", "min"} and len(arguments) > 2):
        raise Unreadable(f"{name} takes another number of arguments")
    return Application(name, arguments)


def _add(given: Given, named: Named) -> Term:
    base, *rest = given
    other = named.get("other", rest[-1] if rest else None)
    if other is None:
        raise Unreadable("add lacks an argument")
    scale = named.get("alpha", rest[0] if len(rest) == 2 else None)  # add(x, 2, y) is x + 2y in old PyTorch
    return Addition((base, other if scale is None else Multiplication((scale, other))))


def _subtract(given: Given, named: Named) -> Term:
    base, *rest = given
    other = named.get("other", rest[-1] if rest else None)
    if other is None:
        raise Unreadable("sub lacks an argument")
    scale = named.get("alpha", rest[0] if len(rest) == 2 else None)
    return Addition((base, minus(other if scale is None else Multiplication((scale, other)))))


def _scaled(given: Given, named: Named, combine: Callable[[Term, Term], Term]) -> Term:
    """`base + value · combine(one, other)`; in old PyTorch the value stands before the two."""
    base, *rest = given
    value = named.get("value", _ONE)
    if len(rest) == 3:
        value, *rest = rest
    one = named.get("tensor1", rest[0] if rest else _ONE)
    other = named.get("tensor2", rest[-1] if rest else _ONE)
    return Addition((base, Multiplication((value, combine(one, other)))))


def _lerp(given: Given, named: Named) -> Term:
    base, end = given[0], named.get("end", given[1] if len(given) > 1 else _ONE)
    weight = named.get("weight", given[2] if len(given) > 2 else None)
    if weight is None:
        raise Unreadable("lerp lacks its weight")
    return Addition((base, Multiplication((weight, Addition((end, minus(base)))))))


_ARITHMETIC: Mapping[str, Callable[[Given, Named], Term]] = {
    "add": _add,
    "sub": _subtract,
    **dict.fromkeys(("subtract",), _subtract),
    **dict.fromkeys(("mul", "multiply"), lambda given, _: Multiplication((given[0], given[1]))),
    **dict.fromkeys(
        ("div", "divide", "true_divide", "truediv"), lambda given, _: Division(given[0], given[1])
    ),
    "floor_divide": lambda given, _: Application("floor", (Division(given[0], given[1]),)),
    "addcmul": lambda given, named: _scaled(given, named, lambda one, two: Multiplication((one, two))),
    "addcdiv": lambda given, named: _scaled(given, named, Division),
    "lerp": _lerp,
    "square": lambda given, _: Exponentiation(given[0], Constant(2.0)),
    **dict.fromkeys(
        ("pow", "power", "float_power"),
        lambda given, named: Exponentiation(given[0], _exponent(given, named)),
    ),
    "neg": lambda given, _: minus(given[0]),
    "negative": lambda given, _: minus(given[0]),
    "reciprocal": lambda given, _: Division(_ONE, given[0]),
    "rsqrt": lambda given, _: Division(_ONE, Application("sqrt", (given[0],))),
}


def _exponent(given: Given, named: Named) -> Term:
    return named["exponent"] if "exponent" in named else given[1]

"""Numbers as people write them, judged: right however they are written, and near misses that stay wrong."""

from __future__ import annotations

import pytest

from flashcards.formula.typed_number import read_number
from flashcards.formula.unreadable import Unreadable
from flashcards.study.number_answers import judge_number
from tests.rows import in_rows
from tests.steps import at_most

STEPS = "After about how many steps has it fallen to a hundredth?"
EPOCHS = "After how many epochs does the cycle end?"
MEMORY = "A model has 10 million parameters. How many megabytes (millions of bytes) does Adam's state take?"
SHORTER = "How many times shorter is Adam's step in the first?"
TIMES_ETA = "How many times η is the first step?"
NUMBERS = "How many numbers is that for a 1000 × 1000 matrix?"
PER_CENT = "How many per cent of the weight are left?"

READ = {
    "plain": ("2.442", 2.442),
    "point first": (".5", 0.5),
    "end of a sentence": ("10.", 10),
    "exponent": ("1e-3", 1e-3),
    "capital exponent": ("3.2E-6", 3.2e-6),
    "x and a power": ("1 x 10^-3", 1e-3),
    "times and small digits": ("3.2×10⁻⁶", 3.2e-6),
    "a dot": ("3.2·10^-6", 3.2e-6),
    "Python": ("3.2*10**-6", 3.2e-6),
    "no sign of power": ("1x10-3", 1e-3),
    "power alone": ("10^-4", 1e-4),
    "braces": ("10^{-4}", 1e-4),
    "LaTeX": (r"3.2 \times 10^{-6}", 3.2e-6),
    "LaTeX fraction": (r"$\frac{1}{3}$", 1 / 3),
    "tilde": ("~10", 10),
    "approximately": ("≈ 0.33", 0.33),
    "about": ("about 44", 44),
    "approx with point": ("approx. 44", 44),
    "circa": ("ca. 44", 44),
    "left side": ("m_3 = 2.032", 2.032),
    "a chain": ("1/3 ≈ 0.333", 0.333),
    "fraction": ("1/3", 1 / 3),
    "mixed": ("2 1/2", 2.5),
    "one sign": ("½", 0.5),
    "mixed sign": ("2½", 2.5),
    "per cent": ("50%", 0.5),
    "per cent apart": ("33.3 %", 0.333),
    "percent": ("5 percent", 0.05),
    "per cent in words": ("five per cent", 0.05),
    "per mille": ("5‰", 0.005),
    "one in": ("1 in 1000", 1e-3),
    "out of": ("1 out of 4", 0.25),
    "one in a": ("one in a thousand", 1e-3),
    "comma groups": ("1,000,000", 1e6),
    "a comma group": ("17,384", 17384),
    "spaces": ("10 000", 1e4),
    "thin spaces": ("10\u202f000", 1e4),
    "apostrophes": ("10'000", 1e4),
    "underscores": ("10_000", 1e4),
    "groups and point": ("1,234.5", 1234.5),
    "points and comma": ("1.234,5", 1234.5),
    "points": ("1.234.567", 1234567),
    "decimal comma": ("0,5", 0.5),
    "decimal comma after zero": ("0,001", 1e-3),
    "decimal comma with exponent": ("2,5e-3", 2.5e-3),
    "half": ("half", 0.5),
    "a half": ("a half", 0.5),
    "a tenth": ("a tenth", 0.1),
    "one hundredth": ("one hundredth", 0.01),
    "two thirds": ("two thirds", 2 / 3),
    "three quarters": ("three-quarters", 0.75),
    "ten": ("ten", 10),
    "two hundred": ("two hundred", 200),
    "two hundred and five": ("two hundred and five", 205),
    "one and a half": ("one and a half", 1.5),
    "ten thousand": ("ten thousand", 1e4),
    "10 thousand": ("10 thousand", 1e4),
    "1.5 million": ("1.5 million", 1.5e6),
    "k": ("16k", 16000),
    "twice": ("twice", 2),
    "double": ("double", 2),
    "tenfold": ("tenfold", 10),
    "10-fold": ("10-fold", 10),
    "x": ("10x", 10),
    "times": ("10 times", 10),
    "times sign": ("10×", 10),
    "factor": ("by a factor of 10", 10),
    "minus": ("−0.5", -0.5),
    "minus in words": ("minus 0.5", -0.5),
    "root": ("sqrt(10)", 10**0.5),
    "root sign": ("√10", 10**0.5),
    "root times": ("2 x √10", 2 * 10**0.5),
    "exp": ("exp(-1)", 0.36787944),
    "a call with commas": ("max(1,2)", 2),
    "arithmetic": ("1/(1 - 0.9^5)", 2.4419428),
    "a sum of per cents": ("100% - 90%", 0.1),
    "tenth in digits": ("1/10th", 0.1),
    "third in digits": ("1/3rd", 1 / 3),
    "or so": ("44 or so", 44),
    "explained": ("3.16 (√10)", 3.16),
    "ln": ("ln(0.5)/ln(0.9)", 6.5788135),
}


@in_rows(("typed", "value"), READ.values(), ids=READ.keys())
def test_a_number_is_read_as_people_write_it(typed: str, value: float) -> None:
    assert read_number(typed).value == pytest.approx(value, rel=1e-6)


UNREADABLE = {
    "nothing": "",
    "a sign": "≈",
    "a word": "lots",
    "two numbers": "10 or 20",
    "a range": "10 to 20",
    "more than": "more than 10",
    "at least": "at least 10",
    "less than by sign": "< 10",
    "plus or minus": "±0.5",
    "two numbers side by side": "3 1000",
    "not": "not 10",
    "infinite": "1/0",
    "a tower": "9**9**9**9",
    "two sides": "1/3 = 0.5",
    "a name": "m_t",
    "groups of two": "1,23,456",
    "a comparison": "10 times smaller",
    "long": "1" * 300,
    "code": "__import__('os')",
}


@pytest.mark.parametrize("typed", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_is_no_single_number_is_not_read(typed: str) -> None:
    with pytest.raises(Unreadable):
        read_number(typed)


RIGHT = {
    "two digits of a third": ("0.33", 1 / 3, ""),
    "two digits as per cent": ("33%", 1 / 3, "What share is left?"),
    "two digits": ("2.4", 2.4419428, ""),
    "two digits and a power": ("3.2e-6", 3.1622777e-6, ""),
    "three digits": ("0.0819", 0.081923192, ""),
    "rounded to the next ten": ("10", 9.9990001, ""),
    "a unit of the question": ("44 steps", 43.708691, STEPS),
    "the next whole count": ("7 steps", 6.5788135, "After how many steps is it half?"),
    "a count with its unit": ("310 epochs", 310, EPOCHS),
    "a count in thousands": ("17.4k", 17384, NUMBERS),
    "a count with a comma": ("17,384", 17384, NUMBERS),
    "the unit": ("80 MB", 80, MEMORY),
    "the unit in full": ("80 megabytes", 80, MEMORY),
    "another unit": ("0.08 GB", 80, MEMORY),
    "the number of bytes": ("80 million bytes", 80, MEMORY),
    "a word of the question": ("2 times shorter", 2, SHORTER),
    "times the rate": ("10 η", 10, TIMES_ETA),
    "times the rate in words": ("10 times eta", 10, TIMES_ETA),
    "per cent that are asked for": ("37%", 37, PER_CENT),
    "per cent without the sign": ("37", 37, PER_CENT),
}


@in_rows(("typed", "right", "question"), RIGHT.values(), ids=RIGHT.keys())
def test_a_fair_number_is_right(typed: str, right: float, question: str) -> None:
    assert judge_number(typed, right, 0.01, question).verdict == "right"


NEAR_MISSES = {
    "one digit": ("0.3", 1 / 3, "", None),
    "the other rounding": ("2.5", 2.4419428, "", None),
    "cut off": ("0.08", 0.0865, "", None),
    "rounded past a digit it has": ("1.0", 0.97, "", None),
    "sign": ("minus a half", 0.5, "", "wrong-sign"),
    "sign of per cent": ("-50%", 0.5, "", "wrong-sign"),
    "upside down": ("a tenth", 10, "", "inverted-fraction"),
    "upside down one in": ("1 in 1000", 1000, "", "inverted-fraction"),
    "a share by its sign": ("10 %", 10, "How many?", None),
    "per cent for a share": ("50", 0.5, "What share is left?", None),
    "a share for per cent": ("0.37", 37, PER_CENT, None),
    "per cent of the wrong thing": ("44%", 43.708691, "After how many steps is it one per cent?", None),
    "one off a count": ("311", 310, EPOCHS, None),
    "no whole count": ("310.5", 310, EPOCHS, None),
    "a count roughly": ("300", 310, EPOCHS, None),
    "a unit a thousand times too large": ("80 GB", 80, MEMORY, None),
    "a unit a thousand times too small": ("80 kB", 80, MEMORY, None),
    "power of ten": ("1e-2", 1e-3, "", None),
    "thousand for one": ("1,000", 10, "", None),
    "zeros as digits": ("2000", 2040.4, "", None),
    "below half": ("6", 6.5788135, "After how many steps is it half?", None),
}


@in_rows(("typed", "right", "question", "slip"), NEAR_MISSES.values(), ids=NEAR_MISSES.keys())
def test_a_near_miss_is_wrong(typed: str, right: float, question: str, slip: str | None) -> None:
    found = judge_number(typed, right, 0.01, question)
    assert (found.verdict, found.slip) == ("wrong", slip)
    assert f"{right:.6g}" in found.message


@pytest.mark.parametrize(
    ("typed", "right", "question", "says"),
    [
        pytest.param("1,333", 4 / 3, "", "1333 or 1.333", id="a comma with two meanings"),
        pytest.param("2 times longer", 2, SHORTER, "longer", id="a comparison the question does not make"),
        pytest.param("80 GB", 80, "How far does it move?", "unit", id="a unit nobody asked for"),
        pytest.param("not 2", 2, "Why not 3?", "not", id="a word that turns the meaning"),
    ],
)
def test_what_could_be_meant_otherwise_is_asked_again(
    typed: str, right: float, question: str, says: str
) -> None:
    found = judge_number(typed, right, 0.01, question)
    assert found.verdict == "unreadable"
    assert says in found.message


@pytest.mark.parametrize(
    ("typed", "right", "tolerance", "verdict"),
    [
        pytest.param("1.0", 0.999, 0.0001, "wrong", id="a strict card wants its digits"),
        pytest.param("0.999", 0.999, 0.0001, "right", id="exact"),
        pytest.param("0.98", 0.975, 0.001, "wrong", id="two digits where three are wanted"),
        pytest.param("0.9684", 0.96837722, 0.0005, "right", id="four digits"),
        pytest.param("3.7", 3.1062837, 0.15, "wrong", id="beyond a wide tolerance"),
    ],
)
def test_the_tolerance_says_how_many_digits(typed: str, right: float, tolerance: float, verdict: str) -> None:
    assert judge_number(typed, right, tolerance).verdict == verdict


@pytest.mark.parametrize(
    "typed",
    [
        "1," * 1000,
        "half " * 800,
        "(" * 2000,
        "1 " * 2000,
        "%" * 4000,
        "½" * 190,
        "a" * 199,
        "10 x " * 39,
        "=" * 199,
    ],
    ids=lambda text: text[:4],
)
@pytest.mark.usefixtures("ends_at_all")
def test_any_text_is_answered_soon(typed: str) -> None:
    judge_number("1", 10, 0.01)
    with at_most(100_000, lines=False):
        verdict = judge_number(typed, 10, 0.01, "How many?").verdict
    assert verdict in {"wrong", "unreadable"}

"""How long a person waits for a verdict, and for a cold `flashcards check`."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

from pytest_benchmark.fixture import BenchmarkFixture

from flashcards.formula import parse
from flashcards.judging.judge import judge_formula
from tests.test_judge import FORMULAS, SPELLINGS
from tests.test_slips import ANSWERS

RIGHT = [(answer, *FORMULAS[name][::-1]) for name, answers in SPELLINGS.items() for answer in answers]
WRONG = [
    (answer, right, optimizer)
    for (optimizer, right), slips in ANSWERS.items()
    for answers in slips.values()
    for answer in answers
]
STRANGE = [
    (f"{answer} + t*g", right, optimizer)
    for answer, right, optimizer in RIGHT
    if "=" in answer and "\\" not in answer
]


def _each(rows: list[tuple[str, str, str]]) -> list[float]:
    """Milliseconds of each verdict, nothing parsed before."""
    took = []
    for row in rows:
        parse.parse_latex.cache_clear()
        parse.parse_typed.cache_clear()
        started = time.perf_counter()
        judge_formula(*row)
        took.append((time.perf_counter() - started) * 1000)
    return took


def _report(name: str, took: list[float]) -> None:
    cuts = statistics.quantiles(took, n=20)
    middle, slow = statistics.median(took), cuts[-1]
    print(f"\n{name}: median {middle:.1f} ms, 95th percentile {slow:.1f} ms, {len(took)} answers")


def test_a_right_answer(benchmark: BenchmarkFixture) -> None:
    judge_formula(*RIGHT[0])
    _report("right", benchmark.pedantic(_each, (RIGHT,), rounds=1))


def test_an_answer_with_a_slip(benchmark: BenchmarkFixture) -> None:
    judge_formula(*WRONG[0])
    _report("with a slip", benchmark.pedantic(_each, (WRONG,), rounds=1))


def test_an_answer_with_no_known_slip(benchmark: BenchmarkFixture) -> None:
    judge_formula(*STRANGE[0])
    _report("with no known slip", benchmark.pedantic(_each, (STRANGE,), rounds=1))


def test_the_first_answer_of_a_session_loads_sympy(benchmark: BenchmarkFixture) -> None:
    code = (
        "from flashcards.judging.judge import judge_formula as judge;"
        " judge('v += g**2', 'v_t = v_{t-1} + g_t^2', 'adagrad')"
    )
    root = Path(__file__).parent.parent.parent
    benchmark.pedantic(
        subprocess.run, ([sys.executable, "-c", code],), {"check": True, "cwd": root}, rounds=3
    )


def test_a_cold_check_of_the_shipped_decks(benchmark: BenchmarkFixture) -> None:
    command = [sys.executable, "-m", "flashcards", "check"]
    root = Path(__file__).parent.parent.parent
    benchmark.pedantic(subprocess.run, (command,), {"cwd": root, "stdout": subprocess.DEVNULL}, rounds=3)

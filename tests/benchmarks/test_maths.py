"""Reading and drawing a formula, against TeXicode and against the 16 ms of a frame.

Run with  pytest tests/benchmarks/test_maths.py --benchmark-enable. Peers, each skipped where it is absent:
TeXicode (`pip install texicode`), which reads and draws LaTeX, and SymPy's printer, which draws an
expression that it has already.
"""

from __future__ import annotations

import pytest

from flashcards.formula import latex, typed
from flashcards.formula.evaluate import evaluate
from flashcards.formula.parse import parse_latex as cached
from flashcards.formula.render.one_line import inline
from flashcards.formula.render.speech import speak
from flashcards.formula.render.two_dimensional import draw_formula
from tests.formulas import OF_NOTES

UPDATE = r"\theta_{t+1} = \theta_t - \alpha \cdot \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}"
TYPED = "w = w - lr * m_hat / (np.sqrt(v_hat) + eps)"
FRAME = 1 / 60


@pytest.mark.benchmark(group="Adam's update, read and drawn")
def test_reading_and_drawing(benchmark):
    box = benchmark(lambda: draw_formula(latex.read_latex(UPDATE).tree))
    assert len(box.lines) == 4
    if benchmark.stats:
        assert benchmark.stats.stats.median < FRAME / 4


@pytest.mark.benchmark(group="Adam's update, read and drawn")
def test_reading_and_drawing_by_texicode(benchmark):
    pipeline = pytest.importorskip("texicode.pipeline")
    pipeline.init_arts({"fonts": "normal"})
    assert len(benchmark(lambda: pipeline.render_tex_rows(UPDATE, debug=False))) > 1


@pytest.mark.benchmark(group="Adam's update, drawn alone")
def test_drawing(benchmark):
    tree = cached(UPDATE).tree
    assert len(benchmark(lambda: draw_formula(tree)).lines) == 4


@pytest.mark.benchmark(group="Adam's update, drawn alone")
def test_drawing_by_sympy(benchmark):
    sympy = pytest.importorskip("sympy")
    m, v, alpha, epsilon, theta, after = sympy.symbols("mhat_t vhat_t alpha epsilon theta_t theta_{t+1}")
    update = sympy.Eq(after, theta - alpha * m / (sympy.sqrt(v) + epsilon))
    assert benchmark(lambda: sympy.pretty(update, use_unicode=True)).count("\n") > 1


@pytest.mark.benchmark(group="the 61 formulas of five notes")
def test_reading_and_drawing_all_formulas_of_the_notes(benchmark):
    boxes = benchmark(lambda: [draw_formula(latex.read_latex(text).tree, 78) for text, _ in OF_NOTES])
    assert len(boxes) == len(OF_NOTES)


@pytest.mark.benchmark(group="what a typed answer costs at each key")
def test_a_live_preview_of_typed_text(benchmark):
    box = benchmark(lambda: draw_formula(typed.read_typed(TYPED).tree, 60))
    assert box.width <= 60


@pytest.mark.benchmark(group="other readers of the tree")
def test_one_line(benchmark):
    tree = cached(UPDATE).tree
    assert "√" in benchmark(lambda: inline(tree))


@pytest.mark.benchmark(group="other readers of the tree")
def test_words(benchmark):
    tree = cached(UPDATE).tree
    assert "square root" in benchmark(lambda: speak(tree))


@pytest.mark.benchmark(group="other readers of the tree")
def test_a_number(benchmark):
    tree = cached(r"\frac{1}{1 - \beta_1^t}").tree
    assert benchmark(lambda: evaluate(tree, {"beta1": 0.9, "t": 1})) == pytest.approx(10)

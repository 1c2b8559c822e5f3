"""`flashcards audit`: what is wrong in notes is found and named, and nothing that is right is accused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flashcards.audit import note_findings, note_systems
from flashcards.cli import main
from flashcards.notes import note

NOTES = Path(__file__).parent / "data/notes"


def judged(text: str) -> list[tuple[int, str, str, str | None]]:
    read = note.read_note(text, "n.md")
    found = note_findings.note_findings(read)
    return [
        (each.line, each.comparison.quantity, each.comparison.verdict, each.comparison.slip)
        for each in sorted(found, key=lambda each: each.line)
    ]


def test_the_mistakes_of_the_real_notes_are_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", str(NOTES), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["problems"] == []
    found = told["findings"]
    by_verdict = {
        verdict: [
            (Path(each["file"]).name[:3], each["line"], each["quantity"], each["slip"])
            for each in found
            if each["verdict"] == verdict
        ]
        for verdict in ("contradicts", "variant", "unknown")
    }
    assert by_verdict["contradicts"] == [
        ("000", 74, "m", "correction-stored"),
        ("000", 75, "v", "correction-stored"),
        ("004", 69, "m_hat", "lagging-exponent"),
        ("004", 69, "v_hat", "lagging-exponent"),
    ]
    assert by_verdict["variant"] == [
        ("002", 20, "theta", "missing-correction"),
        ("003", 73, "theta", "epsilon-inside-root"),
        ("004", 48, "theta", "epsilon-inside-root"),
    ]
    assert [each[:2] for each in by_verdict["unknown"]] == [("001", 105), ("001", 106), ("002", 30)]
    assert sum(each["kind"] == "code" for each in found) > 20
    for each in found:
        if each["kind"] == "code":
            line = Path(each["file"]).read_text().splitlines()[each["line"] - 1]
            assert each["text"].startswith(" ".join(line.split())[:12])


def test_people_are_told_what_is_wrong_and_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.md"
    path.write_text("# Adam\n\n$$ m_t = \\beta_1 m_{t-1} + g_t $$\n")
    assert main(["audit", str(path)]) == 1
    told = capsys.readouterr().out
    assert "compared with the code: 1 contradicts it" in told
    assert f"{path}:3  mₜ = β₁ mₜ₋₁ + gₜ" in told
    path.write_text("# Adam\n\n$$ m_t = \\beta_1 m_{t-1} + (1 - \\beta_1) g_t $$\n")
    assert main(["audit", str(path)]) == 0
    assert capsys.readouterr().out == "compared with the code: 1 agrees\n"
    path.write_text("# Cakes\n\nWith sugar.\n")
    assert main(["audit", str(path)]) == 0
    assert "nothing was found that the reference covers" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("title", "line", "quantity", "verdict", "slip"),
    [
        ("Adam", "m = b1*m + (1-b1)*g", "m", "agrees", None),
        ("Adam", "m = b1*m + g", "m", "contradicts", "missing-complement"),
        ("Adam", "v = b2*v + (1-b2)*g", "v", "contradicts", "missing-square"),
        ("Adam", "self.v = self.beta2*self.v + (1-self.beta2)*np.square(grad)", "v", "agrees", None),
        ("Adam", "w -= lr * m_hat / (np.sqrt(v_hat + eps))", "theta", "variant", "epsilon-inside-root"),
        ("Adam", "w -= lr * m / (np.sqrt(v) + eps)", "theta", "variant", "missing-correction"),
        ("Simplified Adam", "w -= lr * m / (np.sqrt(v) + eps)", "theta", "variant", "missing-correction"),
        ("Momentum", "v = beta*v + g", "v", "variant", None),
        ("RMSprop", "v = beta*v + (1-beta)*g**2", "v", "agrees", None),
        ("SGD", "w += lr * grad", "theta", "contradicts", "wrong-sign"),
    ],
    ids=lambda given: given if isinstance(given, str) and "=" in given else "",
)  # fmt: skip
def test_a_line_of_code_is_judged(
    title: str, line: str, quantity: str, verdict: str, slip: str | None
) -> None:
    text = f"# {title}\n\n```python\n# the step\n{line}\n```\n"
    ((at, of, said, why),) = judged(text)
    assert (at, said, why) == (5, verdict, slip)
    assert of in {quantity, "m", "delta"}


@pytest.mark.parametrize(
    "code",
    [
        "x = w1 @ h + b\nloss = ((y - y_hat) ** 2).mean()",
        "w = w - model.grad(w) * schedule(t)",
        "v = torch.zeros_like(w)",
        "m = None\nfor m, v in zip(ms, vs):\n    pass",
        "m = exec('import os') + open('/etc/passwd')",
        "m = m +",
        "((((((" * 500,
        "m = " + "-" * 5000 + "m",
    ],
    ids=lambda code: code[:20],
)
def test_what_is_not_sure_is_not_called_wrong(code: str) -> None:
    found = judged(f"# Adam\n\n```python\n{code}\n```\n")
    assert {verdict for _, _, verdict, _ in found} <= {"unknown"}


def test_of_a_huge_note_only_so_much_is_judged() -> None:
    lines = "\n".join(["m = b1*m + (1-b1)*g"] * (note_findings.MOST + 5))
    shown = "$$ m_t = \\beta_1 m_{t-1} + (1 - \\beta_1) g_t $$"
    found = judged(f"# Adam\n\n{shown}\n\n```python\n{lines}\n```\n")
    assert [verdict for _, _, verdict, _ in found] == ["agrees"] * note_findings.MOST + ["unknown"] * 6


LONG = "m_t = " + " + ".join(f"g_t^{power}" for power in range(1000))
"""Nearly as long as a display formula may be."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("formulas", "judged"),
    [
        pytest.param([rf"m_t = g_t + {at}" for at in range(205)], note_findings.MOST, id="many"),
        pytest.param(
            [f"{LONG} + {at}" for at in range(9)], note_findings.MOST_CHARACTERS // len(LONG), id="long"
        ),
    ],
)
def test_a_note_says_how_many_formulas_were_not_judged(
    formulas: list[str], judged: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = "\n\n".join(f"$$\n{formula}\n$$" for formula in formulas)
    (tmp_path / "n.md").write_text(f"# Adam\n\n{shown}\n", encoding="utf-8")
    main(["audit", str(tmp_path)])
    assert f"{len(formulas) - judged} were not judged: only the first" in capsys.readouterr().out


def test_code_that_names_its_optimizer_is_held_against_that() -> None:
    code = "# RMSprop, to compare\nv = beta*v + (1-beta)*g**2\nw -= lr * g / (np.sqrt(v) + eps)"
    assert [verdict for _, _, verdict, _ in judged(f"# Adam\n\n```python\n{code}\n```\n")] == [
        "agrees",
        "agrees",
    ]


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        pytest.param("def f(m):\n    m = m / (1 - b1**t)\n    return {'m': m}", "contradicts", id="returned"),
        pytest.param(
            "def f(m, w):\n    m = m / (1 - b1**t)\n    w = w - m\n    return w", "unknown", id="local"
        ),
        pytest.param("self.m /= 1 - b1**t", "contradicts", id="on self"),
        pytest.param("state['m'] /= 1 - b1**t", "contradicts", id="in a state"),
    ],
)
def test_a_corrected_moment_is_stored_where_it_leaves_the_function(code: str, verdict: str) -> None:
    found = judged(f"# Adam\n\n```python\n{code}\n```\n")
    assert (found[0][2] == "contradicts") == (verdict == "contradicts")


@pytest.mark.parametrize(
    ("code", "line", "words"),
    [
        pytest.param(
            "t = 1\nfor g in gradients:\n    m = b1 * m + (1 - b1) * g\n    m_hat = m / (1 - b1**t)",
            7,
            "t is set once and never counted",
            id="never counted",
        ),
        pytest.param(
            "for p, g in zip(params, grads):\n    m = b1 * m + (1 - b1) * g\n    p -= lr * m",
            5,
            "m is one state for all parameters",
            id="shared",
        ),
    ],
)
def test_faults_that_no_single_line_shows_are_found(code: str, line: int, words: str) -> None:
    found = note_findings.note_findings(note.read_note(f"# Adam\n\n```python\n{code}\n```\n", "n.md"))
    wrong = [each for each in found if each.comparison.verdict == "contradicts"]
    assert [each.line for each in wrong] == [line]
    assert words in wrong[0].comparison.message


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        pytest.param("# Adam\n\n$$m_t = \\beta_1 m_{t-1} + g_t$$\n", 0, id="prose"),
        pytest.param("# Adam\r\n\r\n$$m_t = \\beta_1 m_{t-1} + g_t$$\r\n", 0, id="line endings of Windows"),
        pytest.param("#flashcards\n\n# Adam\n\nq::a\n\n$$m = g$$\n", 1, id="marked cards hide headings"),
        pytest.param("# Adam\n\n\\\\[ m = g \\\\]\n", 1, id="doubled backslashes"),
    ],
)
def test_a_note_that_was_read_is_not_read_again(
    text: str, reads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, again = note.read_note(text, "n.md"), []
    expected = judged(text)
    monkeypatch.setattr(
        note_systems,
        "read_note",
        lambda *given, **options: again.append(1) or note.read_note(*given, **options),
    )
    found = sorted(note_findings.note_findings(read), key=lambda each: each.line)
    assert len(again) == reads
    assert [(each.line, each.comparison.verdict) for each in found] == [(row[0], row[2]) for row in expected]

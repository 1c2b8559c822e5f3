"""Systems of lines judged as wholes: the dialects themselves, in several alphabets, and with slips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest

from flashcards.judging.systems.dialects import Dialect, dialects_of, optimizers_with_dialects
from flashcards.judging.systems.form_slips import slips_of
from flashcards.judging.systems.forms import form
from flashcards.judging.systems.index import key_of
from flashcards.judging.systems.roles import NEW, STATES
from flashcards.judging.systems.terms import Gradient, Letter, SystemLine, Term, transform
from flashcards.judging.systems.verdicts import judge_systems
from flashcards.judging.systems.wording import describe_verdict
from tests.rows import in_rows


def alphabet(text: str) -> dict[str, str]:
    """Roles with the names that a note gives them."""
    return dict(pair.split(":") for pair in text.split())


PAPER = alphabet(
    "w:theta mh:m_hat vh:v_hat vm:v_max mg:g_avg mb:m_bar d:Delta_theta e:update q:phi lr:eta lrt:eta_t"
    " b:beta b1:beta1 b2:beta2 eps:epsilon lam:lambda nn:N a0:eta_0 amin:eta_min amax:eta_max gam:gamma"
    " kap:kappa tw:warmup pw:power dm:d_model s:E_dx2 wd:theta vc:variance p:v_prev"
)
LECTURE = PAPER | alphabet("w:x m:q v:s mh:q_hat vh:s_hat lr:alpha b:rho eps:delta d:step")
CODE = PAPER | alphabet(
    "w:p m:exp_avg v:exp_avg_sq mh:exp_avg_hat vh:exp_avg_sq_hat lr:lr eps:eps lam:weight_decay b:momentum"
    " d:update e:scaled"
)
DIALECTS = [
    pytest.param(each, id=f"{each.optimizer}: {each.name}")
    for name in optimizers_with_dialects()
    for each in dialects_of(name)
]


def renamed(term: Term, names: Mapping[str, str]) -> Term:
    """`term` in other letters."""
    return transform(
        term,
        lambda part: (
            Letter(names.get(part.name, part.name), part.offset) if isinstance(part, Letter) else None
        ),
    )


def system(dialect: Dialect, names: Mapping[str, str], **instead: Term) -> list[SystemLine]:
    """The dialect's usual lines as a note would have them, some with another right side."""
    lines = []
    for number, (role, forms) in enumerate(dialect.lines.items(), 1):
        right = instead.get(role, form(forms[0].text))
        left: Letter | Gradient = Letter(names.get(role, role), NEW if role in STATES else None)
        if role == "gl":
            left = Gradient()
            right = transform(right, lambda part: None)
        lines.append(
            SystemLine(
                left, _gradients(renamed(right, names), names), number, role, (dialect.optimizer,), number
            )
        )
    return lines


def _gradients(term: Term, names: Mapping[str, str]) -> Term:
    """The gradient with the L2 term is written as a gradient, too."""
    decayed = names.get("gl", "gl")
    return transform(
        term, lambda part: Gradient() if isinstance(part, Letter) and part.name == decayed else None
    )


@pytest.mark.parametrize(
    "names", [pytest.param(PAPER, id="paper"), pytest.param(CODE, id="code", marks=pytest.mark.slow)]
)
@in_rows("dialect", [each.values[0] for each in DIALECTS], lambda each: f"{each.optimizer}: {each.name}")
def test_no_dialect_contradicts(dialect: Dialect, names: Mapping[str, str]) -> None:
    found = judge_systems(system(dialect, names))
    assert [(one.line.text, describe_verdict(one)) for one in found if one.verdict == "contradicts"] == []
    assert len(found) == len(dialect.lines)


@pytest.mark.slow
@pytest.mark.parametrize("optimizer", [name for name in optimizers_with_dialects() if name != "schedule"])
@pytest.mark.parametrize("names", [pytest.param(PAPER, id="paper"), pytest.param(LECTURE, id="lecture")])
def test_a_planted_slip_is_found_and_named(optimizer: str, names: Mapping[str, str]) -> None:
    """In the first dialect of each optimizer; a slip that is right in another dialect is none."""
    dialect = dialects_of(optimizer)[0]
    found: Counter[str] = Counter()
    for role, forms in dialect.lines.items():
        if role == "gl":
            continue
        right = form(forms[0].text)
        planted = {key_of(term): (name, term) for name, term in slips_of(right, role, optimizer)}
        for slip, wrong in planted.values():
            if key_of(wrong) is None or any(key_of(wrong) == key_of(form(each.text)) for each in forms):
                continue
            verdict = next(
                (
                    one
                    for one in judge_systems(system(dialect, names, **{role: wrong}))
                    if one.line.text == role
                ),
                None,
            )
            found["planted"] += 1
            found["found"] += verdict is not None and verdict.verdict == "contradicts"
            found["named"] += verdict is not None and verdict.match.entry.slip == slip
    assert found["found"] >= 0.8 * found["planted"], found

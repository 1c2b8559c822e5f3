"""Formulas in the letters and the code of other people: right ones, and near misses that stay wrong."""

from __future__ import annotations

import pytest

from flashcards.judging.judge import judge_formula
from tests.rows import in_rows

SGD_STEP = ("sgd", r"\theta_t = \theta_{t-1} - \eta g_t")
ADAGRAD_V = ("adagrad", r"v_t = v_{t-1} + g_t^2")
ADAGRAD_STEP = ("adagrad", r"\theta_t = \theta_{t-1} - \eta \frac{g_t}{\sqrt{v_t} + \epsilon}")
MOMENTUM_M = ("momentum", r"m_t = \beta m_{t-1} + (1 - \beta) g_t")
MOMENTUM_STEP = ("momentum", r"\theta_t = \theta_{t-1} - \eta m_t")
MOMENTUM_VELOCITY_V = ("momentum-velocity", r"v_t = \beta v_{t-1} + g_t")
MOMENTUM_CS231N_V = ("momentum-cs231n", r"v_t = \mu v_{t-1} - \eta g_t")
RMSPROP_V = ("rmsprop", r"v_t = \beta v_{t-1} + (1 - \beta) g_t^2")
RMSPROP_STEP = ("rmsprop", r"\theta_t = \theta_{t-1} - \eta \frac{g_t}{\sqrt{v_t} + \epsilon}")
ADAM_M = ("adam", r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t")
ADAM_V = ("adam", r"v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2")
ADAM_CORRECTED = ("adam", r"\hat{m}_t = \frac{m_t}{1 - \beta_1^t}")
ADAM_STEP = ("adam", r"\theta_t = \theta_{t-1} - \eta \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}")
ADAMW_STEP = (
    "adamw",
    r"\theta_t = \theta_{t-1}"
    r" - \eta \left( \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon} + \lambda \theta_{t-1} \right)",
)
LION_STEP = ("lion", r"\theta_t = \theta_{t-1} - \eta (\operatorname{sign}(c_t) + \lambda \theta_{t-1})")
SGD_RATE = ("sgd", r"\eta_t = \eta \gamma^{t-1}")
SGD_RATE_WARM = ("sgd", r"\eta_t = \eta \min(\frac{t}{w}, 1)")
ADAM_L2_GRADIENT = ("adam-l2", r"\tilde{g}_t = g_t + \lambda \theta_{t-1}")

RIGHT = {
    SGD_STEP: [
        r"x_{k+1} = x_k - \alpha \nabla f(x_k)",
        "W := W - alpha dJ/dW",
        "w ← w − η∇L",
        "w <- w - lr * dL/dw",
        "p.add_(g, alpha=-lr)",
        "p.data.add_(p.grad, alpha=-lr)",
        "p = p - lr * p.grad",
        "params = jax.tree.map(lambda p, g: p - lr * g, params, grads)",
        "params = tree_map(lambda p, g: p - step_size*g, params, grads)",
        "p.sub_(lr * g)",
        "p.sub_(g, alpha=lr)",
        "torch._foreach_add_(params, grads, alpha=-lr)",
        "w -= learning_rate * grad_w",
        "theta_new = theta_old - eta * g",
        "w' = w - ηg",
        r"\theta \leftarrow \theta - \eta \nabla_\theta J(\theta)",
        "θ^{(t+1)} = θ^{(t)} - η ∇L(θ^{(t)})",
        "w_{n+1} = w_n - γ ∇F(w_n)",
        r"x_{k+1} = x_k - \alpha_k \nabla f(x_k)",
        "w_i := w_i - α ∂L/∂w_i",
        "b = b - alpha*db",
        r"W^{[l]} = W^{[l]} - \alpha dW^{[l]}",
    ],
    ADAGRAD_V: [
        "cache += dx**2",
        r"G_t = G_{t-1} + g_t \odot g_t",
        "state_sum.addcmul_(grad, grad, value=1)",
        "s = s + (dW)^2",
        "r ← r + g ⊙ g",
        "sum_of_squares = sum_of_squares + grad**2",
    ],
    ADAGRAD_STEP: [
        "x += -learning_rate * dx / (np.sqrt(cache) + eps)",
        "p.addcdiv_(grad, state_sum.sqrt().add_(eps), value=-lr)",
        "W = W - α dW/(√s + ε)",
        "θ_{t+1} = θ_t - η/(√G_t + ε) g_t",
    ],
    MOMENTUM_M: [
        "v_{dW} = β v_{dW} + (1-β) dW",
        r"v_{dW} = \beta v_{dW} + (1-\beta) dW",
        "ema = decay*ema + (1-decay)*grad",
        "buf.mul_(mu).add_(g, alpha=1-mu)",
        "buf = momentum*buf + (1-momentum)*g",
        "m.lerp_(g, 1-beta)",
        "v = rho*v + (1-rho)*dx",
        "velocity = 0.9*velocity + 0.1*grad",
        "avg += (1-beta)*(g-avg)",
    ],
    MOMENTUM_STEP: [
        "W = W - α v_{dW}",
        "p.add_(buf, alpha=-lr)",
        r"x_{k+1} = x_k - \alpha m_{k+1}",
    ],
    MOMENTUM_VELOCITY_V: [
        "buf.mul_(momentum).add_(grad)",
        "buf = momentum * buf + d_p",
        r"z_{k+1} = \beta z_k + \nabla f(x_k)",
        r"b_t = \mu b_{t-1} + g_t",
        "v = 0.9*v + g",
    ],
    MOMENTUM_CS231N_V: [
        "v = mu * v - learning_rate * dx",
        "v.mul_(mu).add_(dx, alpha=-lr)",
        "v = 0.9*v - lr*dx",
        r"v_{t+1} = \alpha v_t - \epsilon \nabla L(\theta_t)",
    ],
    RMSPROP_V: [
        "E[g^2]_t = 0.9 E[g^2]_{t-1} + 0.1 g_t^2",
        "S_{dW} = β S_{dW} + (1-β) dW^2",
        "cache = decay_rate * cache + (1 - decay_rate) * dx**2",
        "square_avg.mul_(alpha).addcmul_(grad, grad, value=1 - alpha)",
        "r = ρ r + (1-ρ) g ⊙ g",
        "nu = decay*nu + (1-decay)*jnp.square(g)",
    ],
    RMSPROP_STEP: [
        "p.addcdiv_(grad, square_avg.sqrt().add_(eps), value=-lr)",
        "W = W - α dW/(√S_{dW} + ε)",
    ],
    ADAM_M: [
        "exp_avg.mul_(beta1).add_(grad, alpha=1 - beta1)",
        "exp_avg.lerp_(grad, 1 - beta1)",
        "mu = jax.tree.map(lambda m, g: b1*m + (1-b1)*g, mu, grads)",
        "mu = b1*mu + (1-b1)*updates",
        "s = ρ_1 s + (1-ρ_1) g",
        "v_{dW} = β_1 v_{dW} + (1-β_1) dW",
        "m = 0.9 m + 0.1 g",
        "m = .9*m + (1-.9)*g",
        "first_moment = beta1*first_moment + (1-beta1)*dx",
    ],
    ADAM_V: [
        "exp_avg_sq.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)",
        "exp_avg_sq.mul_(beta2).addcmul_(grad, grad.conj(), value=1 - beta2)",
        "nu = b2*nu + (1-b2)*g**2",
        "S_{dW} = β_2 S_{dW} + (1-β_2) (dW)^2",
        "r = ρ_2 r + (1-ρ_2) g ⊙ g",
        "v = 0.999 v + 0.001 g^2",
        "v = 0.999*v + (1-0.999)*g*g",
        "second_moment = beta2*second_moment + (1-beta2)*dx*dx",
    ],
    ADAM_CORRECTED: [
        "m_hat = m/(1-0.9^t)",
        "exp_avg / bias_correction1",
        "mt = m / (1-beta1**t)",
        "v_{dW}^{corrected} = v_{dW}/(1-β_1^t)",
        r"\hat{s} = s/(1-ρ_1^t)",
        "mhat = exp_avg / (1 - beta1 ** step)",
        "m_hat = m.div(1 - beta1**step)",
    ],
    ADAM_STEP: [
        "W = W - α v_{dW}^{corrected}/(√(s_{dW}^{corrected}) + ε)",
        "p.addcdiv_(m_hat, v_hat.sqrt().add_(eps), value=-lr)",
        "p = p - lr * mu_hat / (jnp.sqrt(nu_hat) + eps)",
        "x += - learning_rate * mt / (np.sqrt(vt) + eps)",
        r"x_{k+1} = x_k - \alpha \hat{m}_k/(\sqrt{\hat{v}_k} + \epsilon)",
        "θ = θ - ε ŝ/(√r̂ + δ)",
    ],
    ADAMW_STEP: [
        "p = p - lr*(m_hat/(v_hat.sqrt()+eps) + weight_decay*p)",
        "p = p*(1-lr*wd) - lr*m_hat/(sqrt(v_hat)+eps)",
        "p.mul_(1 - lr*wd).addcdiv_(m_hat, v_hat.sqrt().add_(eps), value=-lr)",
    ],
    LION_STEP: [
        "p = p - lr*(sign(c) + wd*p)",
        "p.mul_(1-lr*wd).add_(torch.sign(c), alpha=-lr)",
    ],
    SGD_RATE: [
        "lr = lr_max * gamma**(t-1)",
        "lr_t = lr_0 * gamma^(t-1)",
        "lr = base_lr * decay^(t-1)",
        "lr_t = initial_lr * gamma^(epoch-1)",
    ],
    SGD_RATE_WARM: [
        "lr = lr_max * min(t/warmup, 1)",
        "lr = peak_lr * min(1, step/warmup_steps)",
    ],
    ADAM_L2_GRADIENT: [
        "grad = grad.add(p, alpha=weight_decay)",
        "g = g + wd*p",
        "d_p = d_p + weight_decay*p",
    ],
}


@in_rows(
    ("card", "answer"),
    [
        pytest.param(card, answer, id=f"{card[0]} {answer}")
        for card, answers in RIGHT.items()
        for answer in answers
    ],
)
def test_a_fair_answer_in_other_letters_is_right(card: tuple[str, str], answer: str) -> None:
    optimizer, right = card
    assert judge_formula(answer, right, optimizer).verdict == "right"


NEAR_MISSES = [
    (SGD_STEP, "step_size", None),
    (SGD_STEP, r"x_{k+1} = x_k + \alpha \nabla f(x_k)", "wrong-sign"),
    (SGD_STEP, "W := W - dJ/dW", "missing-learning-rate"),
    (SGD_STEP, "p.add_(g, alpha=lr)", "wrong-sign"),
    (SGD_STEP, "p.add_(g)", None),
    (SGD_STEP, "w <- w - lr", None),
    (SGD_STEP, r"x_{k+1} = x_{k-1} - \alpha \nabla f(x_k)", None),
    (SGD_STEP, "p.mul_(g)", None),
    (SGD_STEP, r"\alpha_{k+1} = \alpha_k - x \nabla f(\alpha_k)", None),
    (SGD_STEP, "g = g - lr*w", None),
    (ADAGRAD_V, "cache += dx", "missing-square"),
    (ADAGRAD_STEP, "W = W - α dW/(s + ε)", "missing-root"),
    (MOMENTUM_M, "m = 0.9 m + g", "missing-complement"),
    (MOMENTUM_M, "v_{dW} = β v_{dW} + dW", "missing-complement"),
    (MOMENTUM_M, "ema = (1-decay)*ema + decay*grad", "swapped-weights"),
    (MOMENTUM_M, "v_{dW} = (1-β) v_{dW} + β dW", "swapped-weights"),
    (MOMENTUM_M, "m.lerp_(g, beta)", "swapped-weights"),
    (MOMENTUM_M, "m = 0.1 m + 0.9 g", None),
    (MOMENTUM_M, "p = a*p + (1-a)*q", None),
    (MOMENTUM_STEP, "p.add_(exp_avg, alpha=lr)", "wrong-sign"),
    (MOMENTUM_VELOCITY_V, "buf.mul_(momentum).add_(grad, alpha=1-momentum)", None),
    (MOMENTUM_CS231N_V, "v = mu * v + learning_rate * dx", "wrong-sign"),
    (RMSPROP_V, "square_avg.mul_(alpha).addcmul_(grad, grad, value=alpha)", None),
    (RMSPROP_V, "S_{dW} = β S_{dW} + (1-β) dW", "missing-square"),
    (RMSPROP_STEP, "p.addcdiv_(grad, avg, value=-lr)", None),
    (ADAM_M, "m_t = β_2 m_{t-1} + (1-β_2) g_t", "swapped-betas"),
    (ADAM_M, "m = b2*m + (1-b2)*g", "swapped-betas"),
    (ADAM_M, "m = 0.999 m + 0.001 g", None),
    (ADAM_M, "m = 0.9 m + 0.01 g", None),
    (ADAM_M, "exp_avg.mul_(beta2).add_(grad, alpha=1 - beta2)", "swapped-betas"),
    (ADAM_M, "exp_avg.mul_(beta1).add_(grad, alpha=beta1)", None),
    (ADAM_M, "exp_avg.mul_(beta1).add_(grad)", "missing-complement"),
    (ADAM_M, "m = 0.8 m + 0.2 g", None),
    (ADAM_V, "v = 0.9 v + 0.1 g^2", "swapped-betas"),
    (ADAM_V, "exp_avg_sq.mul_(beta2).addcmul_(grad, grad, value=beta2)", None),
    (ADAM_V, "exp_avg_sq.mul_(beta2).add_(grad, alpha=1 - beta2)", "missing-square"),
    (ADAM_CORRECTED, "m_hat = m/(1-0.9)", "correction-without-t"),
    (ADAM_CORRECTED, "m_hat = m/(1-0.999^t)", "swapped-betas"),
    (ADAM_STEP, "p.addcdiv_(m_hat, v_hat.sqrt().add_(eps), value=lr)", "wrong-sign"),
    (ADAM_STEP, "p.addcdiv_(exp_avg, exp_avg_sq.sqrt().add_(eps), value=-lr)", "missing-correction"),
    (ADAM_STEP, "w = w - lr * v_hat/(sqrt(m_hat)+eps)", "moments-swapped"),
    (ADAM_STEP, "p.addcdiv_(v_hat, m_hat.sqrt().add_(eps), value=-lr)", "moments-swapped"),
    (ADAMW_STEP, "p.mul_(1 - wd).addcdiv_(m_hat, v_hat.sqrt().add_(eps), value=-lr)", None),
    (SGD_RATE, "lr = lr_max * gamma**t", None),
    (SGD_RATE_WARM, "lr = lr_max * min(warmup/t, 1)", None),
]


@in_rows(
    ("card", "answer", "slip"), NEAR_MISSES, ids=[f"{card[0]} {answer}" for card, answer, _ in NEAR_MISSES]
)
def test_a_near_miss_in_other_letters_is_not_right(
    card: tuple[str, str], answer: str, slip: str | None
) -> None:
    optimizer, right = card
    found = judge_formula(answer, right, optimizer)
    assert found.verdict in {"wrong", "unreadable"}
    if slip:
        assert (found.verdict, found.slip) == ("wrong", slip)


def test_letters_of_two_roles_are_never_one_letter() -> None:
    """Every letter of a right answer put in the place of another is noticed."""
    for answer in ("p = a*p + (1-a)*a", "m = b*b + (1-b)*g", "m = b*m + (1-b)*b", "m = g*m + (1-g)*g"):
        assert judge_formula(answer, MOMENTUM_M[1], "momentum").verdict != "right"


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param("lerp(" * 60 + "a" + ", b, c)" * 60, id="a tower of lerps"),
        pytest.param("torch." + "torch.lerp(x, " * 40 + "a" + ", c)" * 40, id="lerps in the end"),
        pytest.param("m = m.lerp(" + "m.lerp(" * 40 + "g, b)" + ", b)" * 40, id="lerps of lerps"),
        pytest.param("; ".join(["m = m*m"] * 300), id="squares of squares"),
        pytest.param("tree_map(lambda a: a*a, " * 40 + "g" + ")" * 40, id="lambdas in lambdas"),
    ],
)
def test_code_that_grows_when_written_out_is_refused(answer: str) -> None:
    assert judge_formula(answer, MOMENTUM_M[1], "momentum").verdict in {"wrong", "unreadable"}


@pytest.mark.parametrize(
    ("card", "answer"),
    [
        pytest.param(MOMENTUM_M, "m = b*z + (1-b)*g", id="two letters for the average"),
        pytest.param(MOMENTUM_M, "z = b*m + (1-b)*g", id="the other way round"),
        pytest.param(SGD_STEP, "x = y - lr*g", id="two letters for the parameters"),
        pytest.param(SGD_STEP, "w = w - alpha*db", id="another parameter's gradient"),
        pytest.param(SGD_RATE, "lr_max = lr*gamma**(t-1)", id="the rates swapped"),
        pytest.param(SGD_RATE, "lr = lr*gamma**(t-1)", id="a rate that compounds"),
        pytest.param(SGD_RATE, "lr_t = lr_{t-1} * gamma^(t-1)", id="a rate of the step before"),
        pytest.param(ADAM_STEP, "θ = θ - ε m̂/(√v̂ + η)", id="rate and stabilizer swapped"),
        pytest.param(ADAM_STEP, "θ = θ - ε m̂/(√v̂ + ε)", id="one letter for both"),
        pytest.param(ADAM_STEP, "w - 1e-8*m_hat/(sqrt(v_hat)+0.001)", id="defaults swapped"),
        pytest.param(ADAM_M, "s = rho_2 s + (1-rho_2) g", id="the other decay in other letters"),
        pytest.param(ADAM_M, "nu = b1*nu + (1-b1)*g", id="Optax's second moment"),
        pytest.param(ADAM_M, "m = 0.9*m + (1-b2)*g", id="a literal and the other decay"),
        pytest.param(ADAM_V, "mu = b2*mu + (1-b2)*g**2", id="Optax's first moment"),
        pytest.param(ADAM_V, "v = 0.9*v + 0.001*g**2", id="two defaults that do not belong together"),
        pytest.param(MOMENTUM_CS231N_V, "v = lr*v - mu*g", id="rate and decay swapped"),
    ],
)
def test_a_letter_never_means_what_another_does(card: tuple[str, str], answer: str) -> None:
    optimizer, right = card
    assert judge_formula(answer, right, optimizer).verdict not in {"right", "variant"}

"""Formulas as people write them elsewhere: code, papers, cases; and what such leniency must not accept."""

from __future__ import annotations

import pytest

from flashcards.judging.judge import judge_formula
from tests.rows import in_rows

FORMULAS = {
    "sgd": ("sgd", r"\theta_t = \theta_{t-1} - \eta g_t"),
    "adam m": ("adam", r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t"),
    "adam theta": ("adam", r"\theta_t = \theta_{t-1} - \eta \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}"),
    "adam-l2": ("adam-l2", r"\tilde{g}_t = g_t + \lambda \theta_{t-1}"),
    "adagrad v": ("adagrad", r"v_t = v_{t-1} + g_t^2"),
    "adagrad theta": ("adagrad", r"\theta_t = \theta_{t-1} - \eta \frac{g_t}{\sqrt{v_t} + \epsilon}"),
    "rmsprop v": ("rmsprop", r"v_t = \beta v_{t-1} + (1 - \beta) g_t^2"),
    "inside": ("rmsprop-inside", r"\theta_t = \theta_{t-1} - \eta \frac{g_t}{\sqrt{v_t + \epsilon}}"),
    "adadelta": ("adadelta", r"h_t = \frac{\sqrt{u_{t-1} + \epsilon}}{\sqrt{v_t + \epsilon}} g_t"),
    "adamw": (
        "adamw",
        r"\theta_t = \theta_{t-1} - \eta (\frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}"
        r" + \lambda \theta_{t-1})",
    ),
    "muon": ("muon", r"\Delta_t = -\eta (o_t + \lambda \theta_{t-1})"),
    "ema": ("sgd-ema", r"\bar{\theta}_t = \beta \bar{\theta}_{t-1} + (1 - \beta) \theta_t"),
    "warm-up": ("warm-up", r"\eta_t = \eta \min(\frac{t}{w}, 1)"),
    "inverse root": ("inverse-square-root", r"\eta_t = \eta \sqrt{\frac{w}{\max(t, w)}}"),
    "exponential": ("exponential", r"\eta_t = \eta \gamma^{t-1}"),
    "momentum": ("momentum", r"m_t = \beta m_{t-1} + (1 - \beta) g_t"),
    "momentum theta": ("momentum", r"\theta_t = \theta_{t-1} - \eta m_t"),
    "velocity": ("momentum-velocity", r"v_t = \beta v_{t-1} + g_t"),
    "cs231n": ("momentum-cs231n", r"v_t = \mu v_{t-1} - \eta g_t"),
    "nesterov": ("nesterov", r"\Delta_t = -\eta \left( g_t + \beta v_t \right)"),
    "adam m hat": ("adam", r"\hat{m}_t = \frac{m_t}{1 - \beta_1^t}"),
    "adam v": ("adam", r"v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2"),
    "amsgrad": ("amsgrad-reddi", r"\hat{v}_t = \max(\hat{v}_{t-1}, v_t)"),
    "adamax": ("adamax", r"u_t = \max(\beta_2 u_{t-1}, |g_t| + \epsilon)"),
    "lion": ("lion", r"\theta_t = \theta_{t-1} - \eta (\operatorname{sign}(c_t) + \lambda \theta_{t-1})"),
    "adafactor": ("adafactor", r"b_t = 1 - t^{-0.8}"),
    "free point": ("schedule-free", r"y_t = (1 - \beta) z_{t-1} + \beta \theta_{t-1}"),
    "no reference": ("", r"\eta_t = \eta \sqrt{\frac{w}{\max(t, w)}}"),
}

RIGHT = {
    "a step by its change": ("sgd", "Δθ = -η g"),
    "a step by its change in LaTeX": ("sgd", r"\Delta\theta_t = -\eta g_t"),
    "a change by its step": ("muon", "W = W - lr*(O + wd*W)"),
    "an arrow": ("sgd", "θ → θ - ηg"),
    "an arrow to the new name": ("sgd", "w → w' = w − η ∂C/∂w"),
    "a derivative in LaTeX": ("sgd", r"$w_{new} = w_{old} - \eta \frac{dL}{dw}$"),
    "a derivative with an index": ("sgd", r"w_{t+1} = w_t - \eta \frac{dJ(w)}{dw_t}"),
    "in backticks": ("sgd", "`w -= lr * g`"),
    "the end of a sentence": ("sgd", "θ_t = θ_{t-1} - η g_t."),
    "the end of a sentence in LaTeX": ("sgd", r"$\theta_t = \theta_{t-1} - \eta g_t$,"),
    "out of a PDF": ("sgd", "θt+1 = θt − ηgt"),
    "out of a PDF, with a number": ("adam m", "mt = β1mt−1 + (1 − β1)gt"),
    "out of a PDF, with hats": ("adam theta", "θt = θt−1 − α · m̂t/(√v̂t + ε)"),
    "the gradient's letter again": (
        "adam-l2",
        r"g_t \leftarrow \nabla f_t(\theta_{t-1}) + \lambda\theta_{t-1}",
    ),
    "coordinates": ("adagrad v", r"G_{t,ii} = \sum_{\tau=1}^{t} g_{\tau,i}^2"),
    "coordinates in the step": (
        "adagrad theta",
        r"\theta_{t+1,i} = \theta_{t,i} - \dfrac{\eta}{\sqrt{G_{t,ii}} + \epsilon} \cdot g_{t,i}",
    ),
    "an epsilon of one's own": ("adagrad theta", "w -= lr * g / (v**0.5 + 1e-6)"),
    "rsqrt": ("inside", "w = w - lr*g*torch.rsqrt(v + eps)"),
    "reciprocal": ("inside", "w - lr*g*(v + eps).sqrt().reciprocal()"),
    "names without moments": ("adadelta", "h = sqrt((u + eps)/(v + eps)) * g"),
    "an average called ema": ("ema", "ema = decay*ema + (1 - decay)*w"),
    "an average of a parameter": ("ema", "ema_p.mul_(decay).add_(p, alpha=1 - decay)"),
    "cases": ("warm-up", r"\eta_t = \begin{cases} \eta t/w & t < w \\ \eta & t \ge w \end{cases}"),
    "cases in words": (
        "warm-up",
        r"\begin{cases} \eta t/w, & \text{if } t < w, \\ \eta, & \text{otherwise} \end{cases}",
    ),
    "if and else": ("warm-up", "eta * t / w if t < w else eta"),
    "if and else, named": ("warm-up", "lr = lr_max * t/w if t <= w else lr_max"),
    "if and else in brackets": ("warm-up", "lr * (t/w if t < w else 1)"),
    "if and else in Unicode": ("inverse root", "η if t ≤ w else η√(w/t)"),
    "np.where": ("warm-up", "np.where(t < w, lr*t/w, lr)"),
    "clip": ("warm-up", "lr * np.clip(t/w, 0, 1)"),
    "min for max": ("no reference", "lr * min(1, sqrt(w/t))"),
    "without gradients": ("sgd", "with torch.no_grad():\n    p -= lr * p.grad"),
    "in a loop": ("sgd", "for p in model.parameters():\n    p.data -= lr * p.grad.data"),
    "in a function": ("sgd", "def update(w, g):\n    return w - lr * g"),
    "written into": ("sgd", "np.subtract(w, lr*g, out=w)"),
    "Keras' variable": ("inside", "var.assign_sub(lr * grad / tf.sqrt(v + epsilon))"),
    "Optax' update": ("momentum theta", "params = optax.apply_updates(params, -lr*m)"),
    "lists of tensors": ("velocity", "torch._foreach_mul_(bufs, momentum)\ntorch._foreach_add_(bufs, grads)"),
    "a list of averages": ("adam m", "torch._foreach_lerp_(exp_avgs, grads, 1 - beta1)"),
    "a pair of decays": ("adam m", "exp_avg.mul_(betas[0]).add_(p.grad, alpha=1 - betas[0])"),
    "a pair that is unpacked": (
        "adam m",
        "beta1, beta2 = group['betas']\nexp_avg = beta1*exp_avg + (1 - beta1)*grad",
    ),
    "by a key": ("adam m", "self.m[k] = self.beta1*self.m[k] + (1-self.beta1)*grads[k]"),
    "a key of its own": ("ema", "shadow[name] = decay * shadow[name] + (1 - decay) * param.data"),
    "the data and the parameter": (
        "adamw",
        "p.data.mul_(1 - lr*wd)\np.addcdiv_(m_hat, v_hat.sqrt() + eps, value=-lr)",
    ),
    "an if of lines": (
        "warm-up",
        "if step < warmup:\n    lr = peak*step/warmup\nelse:\n    lr = peak".replace("peak", "lr_max"),
    ),
    "an if without else": ("warm-up", "lr = lr_max\nif step < warmup:\n    lr = lr_max*step/warmup"),
    "a bound by name": ("warm-up", "lr_t = torch.clamp(t/w, max=1)*lr"),
    "a line, then a value": ("exponential", "k = t - 1\nlr0 * gamma**k"),
    "a caret in code": ("adagrad v", "s = 2*g; v = v + (s/2)^2"),
    "a root in place": ("inside", "avg = square_avg.add(eps).sqrt_()\np.addcdiv_(grad, avg, value=-lr)"),
    "a sign in place": ("lion", "p.mul_(1 - lr * wd)\np.add_(c.sign_(), alpha=-lr)"),
    "a copy": ("free point", "y.copy_(x).lerp_(z, 1 - beta)"),
    "a function over a tree": ("amsgrad", "nu_max = jax.tree.map(jnp.maximum, nu_max, nu)"),
    "the greatest in PyTorch": ("amsgrad", "torch.maximum(max_exp_avg_sq, exp_avg_sq, out=max_exp_avg_sq)"),
    "the greatest as a superscript": ("amsgrad", r"v_t^{\max} = \max(v_{t-1}^{\max}, v_t)"),
    "the norm in PyTorch": (
        "adamax",
        "torch.maximum(exp_inf.mul_(beta2), grad.abs().add_(eps), out=exp_inf)",
    ),
    "PyTorch's gradient": ("adam-l2", "d_p = p.grad + weight_decay*p"),
    "γ for the rate": (
        "adamw",
        r"\theta_t = (1-\gamma\lambda) \theta_{t-1} - \gamma\frac{\hat{m}_t}{\sqrt{\hat{v}_t}+\epsilon}",
    ),
    "out of a PDF, squared": ("adam v", "vt = β2 · vt−1 + (1 − β2) · gt²"),
    "out of a PDF, the hat apart": ("adam theta", "θt = θt−1 − α · mˆ t/(√vˆt + ε)"),
    "out of a PDF, before a bracket": ("lion", "θt ← θt−1 − ηt(sign(ct) + λθt−1)"),
    "out of a PDF, with bars": ("ema", "θ̄t = βθ̄t−1 + (1 − β)θt"),
    "out of a PDF, numbered": ("adafactor", "β̂2t = 1 − t^−0.8"),
    "a numbered decay that moves": ("adafactor", r"\hat{\beta}_{2t} = 1 - t^{-0.8}"),
    "a layer within an index": (
        "adam m",
        r"v_{dW^{[l]}} = \beta_1 v_{dW^{[l]}} + (1-\beta_1)\frac{\partial \mathcal{J}}{\partial W^{[l]}}",
    ),
    "a prime for the average": ("ema", r"\theta'_t = \alpha\theta'_{t-1} + (1-\alpha)\theta_t"),
    "EMA above": ("ema", r"\theta^{\text{EMA}}_t = \beta\theta^{EMA}_{t-1} + (1-\beta)\theta_t"),
    "a target network's τ": ("ema", r"\bar{w}_{t} = \tau\bar{w}_{t-1} + (1-\tau)w_t"),
    "the velocity as a change": (
        "cs231n",
        r"\Delta w_t = \mu \Delta w_{t-1} - \eta \frac{\partial E}{\partial w}",
    ),
    "a sign set without a gap": ("adagrad theta", r"w \mathrel{-}= \eta g / (\sqrt{v} + \epsilon)"),
    "a root mean square": ("adadelta", r"\frac{\text{RMS}[\Delta x]_{t-1}}{\text{RMS}[g]_t} g_t"),
    "a root mean square, typed": ("adadelta", "RMS[Δx]_{t-1}/RMS[g]_t * g_t"),
    "a root mean square below": ("inside", r"\theta_t = \theta_{t-1} - \frac{\eta}{RMS[g]_t} g_t"),
    "a step to be subtracted": (
        "adadelta",
        "delta = acc_delta.add(eps).sqrt_().div_(square_avg.add(eps).sqrt()).mul_(grad)",
    ),
    "a sum in Unicode": ("adam m", "m_t = (1-β_1) Σ_{i=1}^{t} β_1^{t-i} g_i"),
    "a sum with its own sign": ("adagrad v", "v_t = ∑_{i=1}^t g_i²"),
    "an iterate counted from one": ("free point", r"y_t = (1-\beta)z_t + \beta x_t"),
    "an iterate out of a PDF": ("free point", "yt = (1 − β)zt + βxt"),
    "a derivative as an operator": (
        "sgd",
        r"\theta_j := \theta_j - \alpha \frac{\partial}{\partial \theta_j} J(\theta)",
    ),
    "a weight between two units": (
        "sgd",
        r"w_{ij} \leftarrow w_{ij} - \eta \frac{\partial E}{\partial w_{ij}}",
    ),
    "out of a PDF, counted by k": ("sgd", "xk+1 = xk − αk∇f(xk)"),
    "out of a PDF, the gradient by θ": ("cs231n", "v ← αv − ε∇θL"),
    "by a layer's key": ("sgd", "params['W1'] -= lr * grads['W1']"),
    "a state's key": ("adam m", "state['exp_avg'] = beta1*state['exp_avg'] + (1 - beta1)*grad"),
    "assigned": ("sgd", "w.assign(w - lr*g)"),
    "two lists at once": (
        "ema",
        "for e, p in zip(ema_params, params):\n    e.mul_(decay).add_(p, alpha=1 - decay)",
    ),
    "two names at once": ("adam m", "b, m = beta1, m0\nm = b*m + (1 - b)*g".replace("m0", "m")),
    "Optax' average": ("ema", "theta_ema = optax.incremental_update(theta, theta_ema, 1 - decay)"),
    "a return of each case": (
        "warm-up",
        "def lr(step):\n    if step < warmup:\n        return base_lr*step/warmup\n    return base_lr",
    ),
    "old PyTorch's factor first": ("adam m", "exp_avg.mul_(beta1).add_(1 - beta1, grad)"),
    "a factor after lists": (
        "adam v",
        "torch._foreach_mul_(exp_avg_sqs, beta2)\n"
        "torch._foreach_addcmul_(exp_avg_sqs, grads, grads, 1 - beta2)",
    ),
    "lerp by names": ("free point", "y = p.lerp(end=z, weight=1-beta)"),
    "a matrix as a capital": ("muon", "update = -lr*O - lr*wd*W"),
    "the gradient set anew": ("adam-l2", "dw += reg*W"),
    "Keras' backend": ("rmsprop v", "v = rho * v + (1 - rho) * K.square(g)"),
    "NumPy's fmax": ("adamax", "u = np.fmax(beta2*u, np.fabs(g) + eps)"),
    "a minus of mathematics": ("adamw", "θ −= η(m̂/(√v̂+ε) + λθ)"),
    "another Greek letter": ("momentum", "m = κ m + (1 − κ) g"),
}


@in_rows(("of", "answer"), RIGHT.values(), ids=[*RIGHT])
def test_a_right_formula_in_a_usual_notation_is_right(of: str, answer: str) -> None:
    optimizer, right = FORMULAS[of]
    verdict = judge_formula(answer, right, optimizer)
    assert verdict.verdict == "right", verdict


WRONG = {
    "only after the plateau": ("inverse root", "lr*sqrt(w/t)", "other"),
    "only after the plateau, without a reference": ("no reference", "lr*sqrt(w/t)", "other"),
    "only after the warm-up": ("warm-up", "lr", "other"),
    "only during the warm-up": ("warm-up", "lr*t/w", "other"),
    "the branches exchanged": ("warm-up", "lr if t < w else lr*t/w", "other"),
    "the condition turned": (
        "warm-up",
        r"\begin{cases} \eta t/w & t > w \\ \eta & t \le w \end{cases}",
        "other",
    ),
    "a change with the wrong sign": ("sgd", "Δθ = η g", "other"),
    "an arrow up": ("sgd", "θ → θ + ηg", "wrong-sign"),
    "an epsilon that is none": ("adagrad theta", "w -= lr * g / (v**0.5 + 0.5)", "other"),
    "weights that are no average": ("rmsprop v", "v = 0.95*v + 0.1*g**2", "other"),
    "weights exchanged": ("rmsprop v", "v = 0.1*v + 0.9*g**2", "swapped-weights"),
    "an average turned round": ("ema", "ema = (1 - decay)*ema + decay*w", "swapped-weights"),
    "out of a PDF": ("adam m", "mt = β1mt−1 + gt", "missing-complement"),
    "out of a PDF, uncorrected": ("adam theta", "θt = θt−1 − α · mt/(√vt + ε)", "missing-correction"),
    "a key that counts": ("momentum", "m[t] = beta*m[t] + (1-beta)*g[t]", "wrong-time-index"),
    "an index that counts": ("momentum", "m[i] = beta*m[i-1] + (1-beta)*g[i-1]", "wrong-time-index"),
    "the change with the wrong sign": ("cs231n", "Δw_t = μ Δw_{t-1} + η g_t", "wrong-sign"),
    "a change out of itself": ("cs231n", "Δw_t = μ Δw_t - η g_t", "wrong-time-index"),
    "an upright root mean square of now": (
        "adadelta",
        r"\frac{\text{RMS}[\Delta x]_{t}}{\text{RMS}[g]_t} g_t",
        "wrong-time-index",
    ),
    "a root mean square turned": ("adadelta", "RMS[g]_t/RMS[Δx]_{t-1} * g_t", "inverted-fraction"),
    "a change that is added": (
        "adadelta",
        r"\Delta x_t = \frac{\text{RMS}[\Delta x]_{t-1}}{\text{RMS}[g]_t} g_t",
        "other",
    ),
    "one iterate of now": ("free point", r"y_t = (1-\beta)z_t + \beta x_{t-1}", "wrong-time-index"),
    "the iterates exchanged": ("free point", r"y_t = \beta z_t + (1-\beta) x_t", "other"),
    "a return of each case, turned": (
        "inverse root",
        "def lr(step):\n    if step > warmup:\n        return lr0\n    return lr0*math.sqrt(warmup/step)",
        "other",
    ),
    "an operator and a factor": (
        "sgd",
        r"\theta - \alpha \frac{\partial}{\partial \theta} J(\theta) \theta",
        "other",
    ),
    "two lists exchanged": (
        "ema",
        "for e, p in zip(params, ema_params):\n    e.mul_(decay).add_(p, alpha=1 - decay)",
        "other",
    ),
    "old PyTorch's factor first": ("adam m", "exp_avg.mul_(beta1).add_(beta1, grad)", "other"),
    "the gradient set anew": ("adam-l2", "g = g + lam*w**2", "other"),
    "a gradient of the step before": ("adam-l2", r"g_t = g_{t-1} + \lambda \theta_{t-1}", "wrong-time-index"),
    "a matrix as a capital": ("muon", "update = lr*O + lr*wd*W", "wrong-sign"),
    "an average that is called a step": ("momentum", "update = beta*m + (1-beta)*g", "other"),
    "two lists exchanged, of gradients": ("sgd", "for p, g in zip(grads, params):\n    p -= lr*g", "other"),
    "the gradient of another key": ("momentum", "m[k] = beta*m[k] + (1-beta)*g[j]", "wrong-time-index"),
    "the other of a pair": (
        "adam m",
        "exp_avg.mul_(betas[1]).add_(grad, alpha=1 - betas[1])",
        "swapped-betas",
    ),
    "an if turned": ("warm-up", "if t > w: lr = lr_max*t/w\nelse: lr = lr_max", "other"),
    "a bound on the other side": ("warm-up", "torch.clamp(t/w, min=1)*lr", "other"),
    "written into something else": ("sgd", "np.add(w, lr*g, out=w)", "wrong-sign"),
    "a caret in code": ("adagrad v", "s = 2*g; v = v + s^2", "other"),
    "γ for the rate and the decay": (
        "adamw",
        r"\theta_t = (1-\gamma) \theta_{t-1} - \gamma\frac{\hat{m}_t}{\sqrt{\hat{v}_t}+\epsilon}",
        "missing-decay",
    ),
    "two letters for one decay": ("ema", r"\bar{w}_{t} = \tau\bar{w}_{t-1} + (1-\beta)w_t", "other"),
    "a gradient that is none": ("adam-l2", "d_p = p + weight_decay*p", "other"),
    "a fraction without moments": ("adadelta", "h = sqrt(v + eps)/sqrt(u + eps) * g", "inverted-fraction"),
}


@pytest.mark.parametrize(("of", "answer", "slip"), WRONG.values(), ids=[*WRONG])
def test_a_wrong_formula_in_such_a_notation_is_wrong(of: str, answer: str, slip: str) -> None:
    optimizer, right = FORMULAS[of]
    verdict = judge_formula(answer, right, optimizer)
    assert (verdict.verdict, verdict.slip) == ("wrong", slip)


def test_two_layers_are_not_one() -> None:
    optimizer, right = FORMULAS["sgd"]
    for answer in ("params['W1'] -= lr * grads['W2']", "W1 = W1 - lr*W2"):
        assert judge_formula(answer, right, optimizer).verdict == "unreadable"


def test_an_if_that_leaves_the_rate_open_is_not_judged() -> None:
    optimizer, right = FORMULAS["warm-up"]
    for answer in ("if t < w: lr = lr_max*t/w", "x = 1\nif t < w: lr = lr_max*t/w"):
        assert judge_formula(answer, right, optimizer).verdict == "unreadable"


@pytest.mark.parametrize(
    ("answer", "right", "optimizer", "says"),
    [
        pytest.param(
            "max(v_{t-1}, v_t)",
            r"\hat{v}_t = \max(\hat{v}_{t-1}, v_t)",
            "amsgrad",
            "you have v where v̂ belongs: the hat is missing",
            id="a maximum corrects no bias",
        ),
        pytest.param(
            r"\theta_t = \theta_{t-1} - \eta (\operatorname{sign}(m_t) + \lambda \theta_{t-1})",
            *reversed(FORMULAS["lion"]),
            "c is missing; m does not belong here",
            id="no β₂ in what holds none",
        ),
        pytest.param(
            "v̂_t = max(v̂_t, v_t)",
            *reversed(FORMULAS["amsgrad"]),
            "you have v̂ₜ where v̂ₜ₋₁ belongs: the time index is wrong",
            id="a maximum with itself",
        ),
        pytest.param(
            "max(g*u, abs(g) + eps)",
            *reversed(FORMULAS["adamax"]),
            "β₂ is missing",
            id="values that happen to agree",
        ),
        pytest.param(
            "x[i] = x[i] - lr*g[i-1]",
            *reversed(FORMULAS["sgd"]),
            "two slips: you have gₜ₋₁ where gₜ belongs, and you have θₜ where θₜ₋₁ belongs",
            id="an index that counts",
        ),
        pytest.param(
            "w - lr*m_hat/(sqrt(v_hat)+eps) - wd*w",
            FORMULAS["adamw"][1],
            "adamw",
            "the learning rate η is missing from one of the terms",
            id="a rate that stands in one term",
        ),
        pytest.param(
            "η_t = γ η_{t-1}",
            r"\eta_t = \eta \gamma^{t-1}",
            "exponential",
            "η and t are missing; ηₜ₋₁ does not belong here",
            id="two quantities of one letter",
        ),
    ],
)
def test_a_slip_is_named_by_what_it_is(answer: str, right: str, optimizer: str, says: str) -> None:
    verdict = judge_formula(answer, right, optimizer)
    assert (verdict.verdict, verdict.message) == ("wrong", says)

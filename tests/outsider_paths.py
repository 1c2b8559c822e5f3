"""Makes tests/data/outsider_paths.json: paths of rules that PyTorch itself does not have.

Run with  python -m tests.outsider_paths  where these are installed:

    pip install torch==2.13.0 optax==0.2.8 prodigyopt==1.1.2 pytorch_optimizer==4.1.0

Everything is float64. `gradients` are given whatever the parameters are; `bowl` has the gradient
curvature · θ, for rules whose steps make sense only on a function.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

DATA = Path(__file__).parent / "data"
FILE = DATA / "outsider_paths.json"
CURVATURE = [1.0, 3.0, 0.5, 2.0, 8.0, 5.0]
START, GRADIENTS = (
    json.loads((DATA / "torch_after_adam.json").read_text())[name] for name in ("start", "gradients")
)


def by_optax(make, steps, gradient):
    """The parameters after each step of an Optax optimizer; `gradient(parameters, t)`."""
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)
    theta = jax.numpy.array(START)
    optimizer = make(optax)
    state, path = optimizer.init(theta), []
    for t in range(steps):
        updates, state = optimizer.update(jax.numpy.array(gradient(theta, t)), state, theta)
        theta = optax.apply_updates(theta, updates)
        path.append(theta.tolist())
    return path


def by_torch(make, steps, gradient, shape=(6,)):
    """The same of an optimizer of PyTorch's kind, which may ask for the gradient by a closure."""
    import torch

    theta = torch.tensor(START, dtype=torch.float64).reshape(shape).requires_grad_()
    optimizer, path = make([theta]), []
    for t in range(steps):

        def closure(t=t):
            flat = theta.detach().reshape(-1)
            theta.grad = torch.as_tensor(gradient(flat, t), dtype=torch.float64).reshape(shape)
            return (0.5 * torch.tensor(CURVATURE) * flat**2).sum()

        closure()
        optimizer.step(closure if isinstance(optimizer, torch.optim.LBFGS) else None)
        path.append(theta.detach().reshape(-1).tolist())
    return path


def given(_, t):
    return GRADIENTS[t]


def down_the_bowl(theta, _):
    return [curvature * float(x) for curvature, x in zip(CURVATURE, theta, strict=True)]


def paths():
    """Rule → how its path was made, with which settings, on what, and the path."""
    import prodigyopt
    import pytorch_optimizer
    import torch

    adam = {"eta": 0.1, "beta1": 0.9, "beta2": 0.99, "epsilon": 1e-6}
    few = len(GRADIENTS)
    yield (
        *("lamb", "optax.lamb", "gradients", {**adam, "decay": 0.1}),
        by_optax(lambda o: o.lamb(0.1, 0.9, 0.99, 1e-6, weight_decay=0.1), few, given),
    )
    yield (
        *("lars", "optax.lars", "gradients", {"eta": 2.0, "beta": 0.9, "kappa": 0.01, "decay": 0.0}),
        by_optax(lambda o: o.lars(2.0, 0.0, trust_coefficient=0.01, momentum=0.9), few, given),
    )
    yield (
        *("lars", "pytorch_optimizer.LARS", "gradients"),
        {"eta": 2.0, "beta": 0.9, "kappa": 0.01, "decay": 0.1},
        by_torch(
            lambda p: pytorch_optimizer.LARS(
                p, lr=2.0, momentum=0.9, weight_decay=0.1, trust_coefficient=0.01, foreach=False
            ),
            few,
            given,
            (1, 6),
        ),
    )
    yield (
        *("shampoo", "pytorch_optimizer.Shampoo on a 2 × 3 matrix", "gradients", {"eta": 0.1}),
        by_torch(lambda p: pytorch_optimizer.Shampoo(p, lr=0.1, matrix_eps=1e-6), few, given, (2, 3)),
    )
    yield (
        *("sam", "optax.contrib.sam over optax.sgd", "bowl", {"eta": 0.1, "rho": 0.3}),
        by_optax(
            lambda o: o.contrib.sam(o.sgd(0.1), o.chain(o.contrib.normalize(), o.sgd(0.3))),
            12,
            down_the_bowl,
        ),
    )
    yield (
        *("prodigy", "prodigyopt.Prodigy", "bowl"),
        {"eta": 1.0, "beta1": 0.9, "beta2": 0.99, "epsilon": 1e-8},
        by_torch(lambda p: prodigyopt.Prodigy(p, lr=1.0, betas=(0.9, 0.99)), 60, down_the_bowl),
    )
    yield (
        *("lbfgs", "torch.optim.LBFGS(history_size=1)", "bowl", {"eta": 0.8}),
        by_torch(
            lambda p: torch.optim.LBFGS(
                p, lr=0.8, history_size=1, max_iter=1, tolerance_grad=0, tolerance_change=0
            ),
            20,
            down_the_bowl,
        ),
    )


def main() -> None:
    names = ("rule", "by", "on", "settings", "theta")
    found = {
        "made": "python -m tests.outsider_paths",
        "versions": {n: version(n) for n in ("torch", "optax", "jax", "prodigyopt", "pytorch_optimizer")},
        "curvature": CURVATURE,
        "paths": [dict(zip(names, path, strict=True)) for path in paths()],
    }
    FILE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""Makes `tests/data/torch_networks.json`: the small networks as PyTorch 2.13.0 (CPU, float64) trains them.

    pip install torch==2.13.0 numpy && python -m tests.torch_networks

The network, its points and its first weights are those of `optimizers.problems`; loss, gradients and steps
are PyTorch's: two `nn.Linear` with a tanh between, `softplus(-class · output)`, autograd and `torch.optim`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from optimizers import PROBLEMS

FILE = Path(__file__).parent / "data" / "torch_networks.json"
STEPS = 60
AT = (0, 1, 2, 5, 10, 30, 60)
ACROSS, UP = 12, 8
"""The grid on which the border between the classes is compared."""
RUNS: dict[str, tuple[str, dict[str, Any], dict[str, float]]] = {
    "sgd": ("SGD", {"lr": 1.0}, {"eta": 1.0}),
    "momentum-velocity": ("SGD", {"lr": 0.1, "momentum": 0.9}, {"eta": 0.1, "beta": 0.9}),
    "nesterov": ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True}, {"eta": 0.1, "beta": 0.9}),
    "rmsprop": ("RMSprop", {"lr": 0.01, "alpha": 0.9}, {"eta": 0.01, "beta": 0.9}),
    "adam": ("Adam", {"lr": 0.03}, {"eta": 0.03}),
    "adamw": ("AdamW", {"lr": 0.03, "weight_decay": 0.1}, {"eta": 0.03, "decay": 0.1}),
}
"""Rule → the class in `torch.optim` with its settings, and the rule's own."""


def grid_points() -> list[list[float]]:
    """The points of the grid, a row after another."""
    return [[-1.5 + 4 * i / (ACROSS - 1), -1 + 2.5 * j / (UP - 1)] for j in range(UP) for i in range(ACROSS)]


def _train(problem: str, name: str) -> dict[str, Any]:
    import torch

    objective = PROBLEMS[problem]
    assert objective.points
    inputs, classes = (torch.tensor(part.tolist(), dtype=torch.float64) for part in objective.points())
    hidden = (len(objective.start) - 1) // 4
    weights = torch.tensor(objective.start.tolist(), dtype=torch.float64)
    first, last = torch.nn.Linear(2, hidden).double(), torch.nn.Linear(hidden, 1).double()
    with torch.no_grad():
        first.weight.copy_(weights[: 2 * hidden].reshape(hidden, 2))
        first.bias.copy_(weights[2 * hidden : 3 * hidden])
        last.weight.copy_(weights[3 * hidden : 4 * hidden].reshape(1, hidden))
        last.bias.copy_(weights[-1:])
    network = torch.nn.Sequential(first, torch.nn.Tanh(), last)
    kind, settings, _ = RUNS[name]
    optimizer = getattr(torch.optim, kind)(network.parameters(), **settings)
    losses = []
    for _ in range(STEPS + 1):
        optimizer.zero_grad()
        loss = torch.nn.functional.softplus(-classes * network(inputs.T)[:, 0]).mean()
        losses.append(loss.item())
        if len(losses) <= STEPS:
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        grid = network(torch.tensor(grid_points(), dtype=torch.float64))[:, 0]
    return {"losses": [losses[t] for t in AT], "grid": [round(value, 9) for value in grid.tolist()]}


def _main() -> None:
    found = {
        "about": "Made by tests/torch_networks.py with PyTorch 2.13.0 on a CPU, in float64.",
        **{problem: {name: _train(problem, name) for name in RUNS} for problem in ("moons", "spirals")},
    }
    FILE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    _main()

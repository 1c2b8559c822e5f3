"""PyTorch is the outsider: its sixteen runs and its seeded training, from files."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import optimizers
from optimizers import run_on_gradients

DATA = Path(__file__).parent / "data"
RUNS = json.loads((DATA / "torch_trajectories.json").read_text())
TRAINING = json.loads((DATA / "adam_regression.json").read_text())
IN_OURS = {
    "lr": "eta",
    "eps": "epsilon",
    "alpha": "beta",
    "momentum": "beta",
    "dampening": "dampening",
    "weight_decay": "decay",
    "rho": "rho",
}
KINDS = {"nesterov", "centered", "amsgrad"}
"""Options of PyTorch's that are rules of their own here."""


@pytest.mark.parametrize("name", RUNS["runs"])
def test_a_rule_walks_pytorchs_path(name):
    theirs = RUNS["runs"][name]
    settings = {IN_OURS[key]: value for key, value in theirs["settings"].items() if key not in KINDS}
    states = run_on_gradients(
        optimizers.find(name), np.array(RUNS["gradients"]), np.array(RUNS["start"]), **settings
    )
    np.testing.assert_allclose([state.theta for state in states[1:]], theirs["theta"], rtol=1e-12, atol=0)


def test_an_alias_needs_no_settings_to_be_what_it_is_called():
    start, gradients = np.array(RUNS["start"]), np.array(RUNS["gradients"])
    states = run_on_gradients(optimizers.find("sgd-average-momentum"), gradients, start, eta=0.1)
    expected = RUNS["runs"]["sgd-average-momentum"]["theta"]
    np.testing.assert_allclose([state.theta for state in states[1:]], expected, rtol=1e-12)


def test_the_network_starts_from_pytorchs_weights():
    weights = TRAINING["weights"]
    flat = [np.ravel(weights[name]) for name in ("W1", "b1", "W2", "b2")]
    start = optimizers.PROBLEMS["regression"].start
    assert start.dtype == np.float32
    assert (start == np.concatenate(flat).astype(np.float32)).all()


def test_adam_trains_the_network_as_pytorch_prints_it():
    problem = optimizers.PROBLEMS["regression"]
    states = optimizers.trajectory(optimizers.RULES["adam"], problem.gradient(), problem.start, 50).states
    losses = {epoch: f"{problem.height(states[int(epoch) - 1].theta):.6f}" for epoch in TRAINING["losses"]}
    assert losses == {epoch: f"{loss:.6f}" for epoch, loss in TRAINING["losses"].items()}
    assert states[-1].theta.dtype == np.float32

"""Rules that PyTorch does not have, or has in another shape, against other libraries' own paths."""

from __future__ import annotations

import json

import numpy as np
import pytest

from optimizers import RULES, run_on_gradients, trajectory
from tests.outsider_paths import FILE, GRADIENTS, START

THEIRS = json.loads(FILE.read_text(encoding="utf-8"))
PATHS = [pytest.param(path, id=f"{path['rule']}: {path['by']}") for path in THEIRS["paths"]]
ALMOST = {"shampoo": 1e-9}
"""Its roots are taken in float32 there."""


@pytest.mark.parametrize("path", PATHS)
def test_a_rule_walks_the_path_of_its_library(path):
    rule, theirs = RULES[path["rule"]], np.array(path["theta"])
    if path["on"] == "bowl":
        curvature = np.array(THEIRS["curvature"])
        states = trajectory(rule, lambda x: curvature * x, START, len(theirs), **path["settings"]).states
    else:
        states = run_on_gradients(rule, np.array(GRADIENTS), np.array(START), **path["settings"])
    found = np.array([state.theta for state in states[1:]])
    tolerance = ALMOST.get(rule.name, 1e-9)
    np.testing.assert_allclose(found, theirs, rtol=tolerance, atol=tolerance * 1e-3)


def test_the_versions_are_kept():
    assert set(THEIRS["versions"]) == {"torch", "optax", "jax", "prodigyopt", "pytorch_optimizer"}

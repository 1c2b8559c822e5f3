"""What stands with a demo's question, so that the number can be worked out before the run shows it."""

from __future__ import annotations

import pytest

from flashcards.deck.model import Demo, Predict, Run
from flashcards.demo.premises import premise_line


def demo(quantity: str, **fields: object) -> Demo:
    return Demo(predict=Predict(quantity, 2), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "title", "told"),
    [
        pytest.param(
            demo("g[0]", surface="bowl"),
            "SGD on the bowl",
            "loss = (θ[0]² + θ[1]²)/2; θ starts at (−3, 2).",
            id="a surface and its usual start",
        ),
        pytest.param(
            demo("g[0]", surface="ravine", start=(1, 0.5)),
            "SGD on the ravine",
            "loss = (θ[0]² + 40 θ[1]²)/2; θ starts at (1, 0.5).",
            id="a start of its own",
        ),
        pytest.param(
            demo("loss", surface="noisy"),
            "SGD on the noisy quadratic",
            "loss = (θ[0]² + 10 θ[1]²)/2, with noise of deviation 2 on its slopes; θ starts at (−4, 1).",
            id="a noisy surface",
        ),
        pytest.param(
            demo("theta[0]", surface="reddi"),
            "SGD on Reddi's problem",
            "Reddi's problem: 3 once in three steps, else -1; θ starts at 0.",
            id="a problem that its title explains",
        ),
        pytest.param(demo("loss", surface="moons"), "SGD: the network", "", id="a network's many weights"),
        pytest.param(demo("m", gradients=(3, 1)), "Adam on the gradients 3, 1", "", id="all in the title"),
        pytest.param(demo("m", gradients=(3, 1)), "", "the gradients 3, 1.", id="no title"),
        pytest.param(
            demo("m", gradients=(1, 2, 3, 4, 5, 6, 7)),
            "Adam on the gradients 1, 2, 3, 4, 5, 6, …",
            "the gradients 1, 2, 3, 4, 5, 6, 7.",
            id="gradients that the title cuts",
        ),
        pytest.param(
            demo("theta", gradients="constant 2"),
            "SGD on a constant gradient 2",
            "θ starts at 0.",
            id="parameters",
        ),
        pytest.param(
            demo("gap", show=("gap = theta - 1",), gradients="constant 2"),
            "SGD on a constant gradient 2",
            "gap = theta - 1; θ starts at 0.",
            id="a name of the demo's own",
        ),
        pytest.param(
            demo(
                "v rare", compare=(Run("adam", label="rare", gradients="sparse 5"), Run("adam", label="all"))
            ),
            "rare and all",
            "rare: a gradient of 1 every 5 steps; all: a constant gradient 1.",
            id="gradients of each run",
        ),
        pytest.param(demo("eta", kind="schedule", schedule="cosine"), "Cosine", "", id="a schedule"),
    ],
)
def test_what_a_prediction_takes_stands_with_the_question(asked: Demo, title: str, told: str) -> None:
    assert premise_line(asked, title=title) == told

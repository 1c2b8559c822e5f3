"""Run every check of the project in the current environment: lint, format, types, tests.

    python .ci/checks.py

`.ci/run` does the same in a fresh environment and then tries the wheel.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("pytest",),
)
"""Each check as a module of this interpreter with its arguments, cheapest first."""


def main() -> int:
    """Run the checks in turn; returns the exit status of the first that fails, 0 if all pass."""
    for module, *arguments in CHECKS:
        print("+", module, *arguments, flush=True)
        status = subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT, check=False).returncode
        if status:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main())

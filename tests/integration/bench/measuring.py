"""Run a benchmark as a user does, on a database of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


def bench(reachable: Path, *arguments: str) -> dict[str, Any]:
    """Return the figures that `homeroom bench ... --json` prints."""
    done = subprocess.run(
        [sys.executable, "-m", "homeroom", "bench", *arguments, "--json"],
        env={**os.environ, "HOMEROOM_HOME": str(reachable / "bench")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures

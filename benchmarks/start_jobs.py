"""Starting the program as a user does: a process from nothing, beside the plainest window that shows as much."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.material import DATA, filled_workspace
from benchmarks.measure import Result, against, middle

ROOT = Path(__file__).resolve().parent.parent
TIMES = 7


def starts(count: int, scale: str) -> Iterator[Result]:
    """To the first paint taking keys, and to Today with its data; compiled modules are kept, as on any machine."""
    workspace = filled_workspace(count)
    path = workspace.path
    workspace.close()
    for job, limit, ours, goal in (
        ("start to the first paint", (), "painted", 1.5),
        ("start to Today with its data", ("orm",), "filled", 1.3),
    ):
        least = middle(lambda _, words=limit: _run("limit_window", path, *words), TIMES)
        yield against(
            job, scale, least, middle(lambda _, until=ours: _run("our_window", path, until), TIMES), goal
        )


def _run(program: str, path: Path, *words: str) -> None:
    home = DATA / "home"
    home.mkdir(parents=True, exist_ok=True)
    for left in home.glob("SmallBiz CRM/*"):  # the socket of a window that was ended
        left.unlink()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", f"benchmarks.{program}", str(path), *words]
    subprocess.run(command, check=True, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)

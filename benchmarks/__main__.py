"""``python -m benchmarks [--scale 10k|100k|1m] [--only JOB] [--cpu] [--json FILE]``: every job beside its limit."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import people_jobs, planner_jobs, report_jobs, start_jobs, store_jobs, window_jobs
from benchmarks.measure import Result, by_cpu_time

SCALES = {"tiny": 200, "10k": 10_000, "100k": 100_000, "1m": 1_000_000}
JOBS: dict[str, Callable[[int, str], Iterator[Result]]] = {
    "start": start_jobs.starts,
    "import": store_jobs.imports,
    "search": window_jobs.searches,
    "list": window_jobs.lists,
    "record": people_jobs.records,
    "people": people_jobs.people,
    "participants": people_jobs.participants,
    "score": people_jobs.scores,
    "board": window_jobs.boards,
    "planner": planner_jobs.planners,
    "drop": window_jobs.drops,
    "waits": window_jobs.waits,
    "write": store_jobs.writes,
    "ledger": store_jobs.ledgers,
    "reports": report_jobs.reports,
}


def main(arguments: list[str] | None = None) -> int:
    """Run the jobs asked for, print a table, and write the rows as JSON where a file is named."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--scale", choices=SCALES, default="10k")
    parser.add_argument("--only", choices=JOBS)
    parser.add_argument("--cpu", action="store_true", help="time of the processor, where others use it too")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args(arguments)
    if asked.cpu:
        by_cpu_time()
    print(f"{'job':<42}{'scale':>6}{'limit ms':>11}{'ours ms':>11}{'ratio':>8}{'goal':>8}  met")
    rows: list[Result] = []
    for name, job in JOBS.items():
        if asked.only in (None, name):
            for row in job(SCALES[asked.scale], asked.scale):
                rows.append(row)
                _show(row)
    if asked.json:
        asked.json.write_text(json.dumps([row.as_dict() for row in rows], indent=1) + "\n", encoding="utf-8")
    return 0


def _show(row: Result) -> None:
    limit = "–" if row.limit_ms is None else f"{row.limit_ms:.1f}"
    ratio = "–" if row.ratio is None else f"{row.ratio:.2f}"
    goal = f"{row.goal:g}" if row.ratio is not None else f"{row.goal:g} ms"
    met = "yes" if row.met else "no"
    print(f"{row.job:<42}{row.scale:>6}{limit:>11}{row.ours_ms:>11.1f}{ratio:>8}{goal:>8}  {met}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())

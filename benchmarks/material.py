"""Files and workspaces to measure on, made once per scale from a fixed seed and kept in ``benchmarks/.data``."""

from __future__ import annotations

import csv
import random
import shutil
from datetime import date, timedelta
from pathlib import Path

from benchmarks.people import HEADER, people
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.services.workspace import Workspace

DATA = Path(__file__).parent / ".data"
TODAY = date(2026, 5, 14)
CLOCK = FixedClock(TODAY)
DEALS_SHARE = 5
MOST_DEALS = 20_000


def people_file(count: int) -> Path:
    """A contact file of `count` rows."""
    path = DATA / f"people-{count}.csv"
    if not path.exists():
        DATA.mkdir(exist_ok=True)
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(HEADER)
            writer.writerows(people(count))
    return path


def deals_file(count: int) -> Path:
    """A deal file: a tenth open, the rest won or lost over three years."""
    path = DATA / f"deals-{count}.csv"
    if not path.exists():
        dice = random.Random(2)
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(
                ("external_id", "title", "company", "stage", "created", "closed", "amount", "product")
            )
            for number in range(count):
                created = TODAY - timedelta(days=dice.randrange(60, 1_100))
                stage = dice.choice(("Won", "Lost", "Qualified", "Discovery", "Proposal", "Negotiation"))
                closed = created + timedelta(days=dice.randrange(60)) if stage in ("Won", "Lost") else ""
                writer.writerow(
                    (number, f"Deal {number}", f"Firm {number % 997}", stage, created, closed,
                     dice.randrange(100, 90_000), dice.choice(("Shelving", "Counters", "Displays")))
                )  # fmt: skip
    return path


def fresh_workspace(name: str) -> Workspace:
    """An empty workspace of that name; an older one is replaced."""
    DATA.mkdir(exist_ok=True)
    path = DATA / f"{name}.crm"
    for leftover in DATA.glob(f"*{name}.crm*"):
        leftover.unlink()
    shutil.rmtree(DATA / "backups", ignore_errors=True)
    return Workspace.create(path, clock=CLOCK, holder="window")


def filled_workspace(count: int) -> Workspace:
    """A workspace with `count` people and a fifth as many deals, kept between runs."""
    path = DATA / f"filled-{count}.crm"
    if path.exists():
        return Workspace.open(path, clock=CLOCK, holder="window")
    workspace = fresh_workspace(path.stem)
    workspace.imports.run(workspace.imports.open(people_file(count)))
    deals = deals_file(min(count // DEALS_SHARE, MOST_DEALS))
    workspace.imports.run(workspace.imports.open(deals, kind="deals"))
    workspace.settle()
    return workspace

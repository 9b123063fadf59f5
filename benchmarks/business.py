"""What happened to the people of a filled workspace: campaigns, touches, stages, spend, figures, deals with people.

Written in bulk beside the journal, in the shares that the goals are stated for: to 100,000 people a million touches
and activities, 120 campaigns and 5,000 spend lines.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlcipher3 import dbapi2

from benchmarks.material import CLOCK, DATA, TODAY, filled_workspace
from smallbiz_crm.services.workspace import Workspace

DAYS = 1_095
FIRST = TODAY - timedelta(days=DAYS)
TOUCHES, ACTIVITIES = 6, 4
"""To a person, on average."""
PEOPLE_TO_A_SPEND_LINE = 20
CAMPAIGNS = 120
WEEKS = 12
"""How long figures are measured for a campaign."""
CHANNELS = ("event", "email", "social", "search", "ads", "content", "referral", "print")
STAGES = ("lead", "mql", "sql", "opportunity", "customer")
REACHED = (0.4, 0.45, 0.5, 0.6)
"""Who is in a stage gets to the next with this chance."""
TARGETS = {"revenue": 10**8, "mqls": 500}
MEASURED = (
    "visitors",
    "impressions",
    "clicks",
    "sent",
    "delivered",
    "unique_opens",
    "unique_clicks",
    "bounces",
)


def business_workspace(count: int) -> Workspace:
    """A workspace with `count` people and three years of business with them, kept between runs."""
    path = DATA / f"business-{count}.crm"
    if not path.exists():
        filled = filled_workspace(count)
        source = filled.database.path
        filled.close()
        shutil.copyfile(source, path)
        connection = dbapi2.connect(str(path), isolation_level=None)
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("BEGIN")
        _fill(connection, random.Random(3))
        connection.execute("COMMIT")
        connection.close()
    return Workspace.open(path, clock=CLOCK, holder="window")


def _fill(connection: Any, dice: random.Random) -> None:
    people = [row[0] for row in connection.execute("SELECT id FROM contact ORDER BY id")]
    deals = connection.execute("SELECT id, created_on FROM deal ORDER BY id").fetchall()
    main = {deal_id: dice.choice(people) for deal_id, _ in deals}
    _put(connection, "campaign", _campaigns())
    _put(
        connection,
        "deal_contact",
        ({"deal_id": deal, "contact_id": who, "is_main": 1} for deal, who in main.items()),
    )
    _put(connection, "touch", _touches(dice, people))
    _put(connection, "activity", _activities(dice, people))
    _put(connection, "lifecycle_entry", _entries(dice, people))
    _put(connection, "spend", _spend(dice, len(people) // PEOPLE_TO_A_SPEND_LINE))
    _put(connection, "metric", _metrics(dice))
    months = sorted({f"{FIRST + timedelta(days=day)}"[:7] for day in range(DAYS + 1)})
    _put(
        connection,
        "target",
        (
            {"kind": kind, "period": month, "value": value}
            for month in months
            for kind, value in (("revenue", 10**8), ("mqls", 500))
        ),
    )


def _put(connection: Any, table: str, rows: Iterator[dict[str, Any]]) -> None:
    first = next(rows)
    names = ", ".join(first)
    signs = ", ".join("?" * len(first))
    statement = f"INSERT INTO {table} (uid, written_by, {names}) VALUES (randomblob(16), 1, {signs})"  # noqa: S608
    connection.execute(statement, tuple(first.values()))
    connection.executemany(statement, (tuple(row.values()) for row in rows))
    connection.execute(f"INSERT OR REPLACE INTO id_counter SELECT '{table}', max(id) + 1 FROM {table}")  # noqa: S608


def _day(dice: random.Random, since: date = FIRST) -> date:
    return since + timedelta(days=dice.randrange((TODAY - since).days + 1))


def _campaigns() -> Iterator[dict[str, Any]]:
    for number in range(CAMPAIGNS):
        starts_on = FIRST + timedelta(days=number * DAYS // CAMPAIGNS)
        yield {
            "name": f"Campaign {number}",
            "sort_name": f"campaign {number:03}",
            "channel": CHANNELS[number % len(CHANNELS)],
            "status": "done",
            "starts_on": starts_on.isoformat(),
            "is_template": 0,
            "created_on": starts_on.isoformat(),
        }


def _touches(dice: random.Random, people: list[int]) -> Iterator[dict[str, Any]]:
    for _ in range(len(people) * TOUCHES):
        yield {
            "contact_id": dice.choice(people),
            "campaign_id": dice.randrange(1, CAMPAIGNS + 1),
            "kind": "clicked",
            "touched_on": _day(dice).isoformat(),
            "points": 5,
        }


def _activities(dice: random.Random, people: list[int]) -> Iterator[dict[str, Any]]:
    for _ in range(len(people) * ACTIVITIES):
        yield {
            "kind": dice.choice(("note", "call", "meeting", "email")),
            "happened_on": _day(dice).isoformat(),
            "text": "Spoke about shelving",
            "contact_id": dice.choice(people),
        }


def _entries(dice: random.Random, people: list[int]) -> Iterator[dict[str, Any]]:
    for who in people:
        day = _day(dice)
        for place, stage in enumerate(STAGES):
            if place and dice.random() > REACHED[place - 1]:
                break
            yield {"contact_id": who, "stage": stage, "entered_on": day.isoformat()}
            day = min(TODAY, day + timedelta(days=dice.randrange(40)))


def _spend(dice: random.Random, count: int) -> Iterator[dict[str, Any]]:
    for number in range(max(count, 1)):
        net = dice.randrange(1_000, 90_000)
        yield {
            "campaign_id": dice.randrange(1, CAMPAIGNS + 1),
            "spent_on": _day(dice).isoformat(),
            "payee": f"Payee {number % 97}",
            "category_id": dice.randrange(1, 9),
            **dict.fromkeys(("net", "gross", "base_net", "base_cost"), net),
            **dict.fromkeys(("tax", "base_tax", "recoverable_share"), 0),
            "currency": "EUR",
            "rate": "1",
        }


def _metrics(dice: random.Random) -> Iterator[dict[str, Any]]:
    for campaign_id in range(1, CAMPAIGNS + 1):
        for week in range(WEEKS):
            for name in MEASURED:
                day = FIRST + timedelta(days=campaign_id * DAYS // CAMPAIGNS + week * 7)
                yield {
                    "campaign_id": campaign_id,
                    "measured_on": day.isoformat(),
                    "name": name,
                    "value": dice.randrange(1_000),
                }

"""A made-up business of three years, the same each time; brought in as files, as a user would."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random

from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.services.workspace import Workspace

TODAY = date(2026, 6, 30)
FIRST = date(2023, 7, 1)
CAMPAIGNS = [f"Campaign {n}" for n in range(12)]
STAGES = ("lead", "mql", "sql", "opportunity", "customer")


def take(workspace: Workspace, folder: Path, kind: str, header: str, lines: list[str]) -> None:
    """Import a file of these lines; every one has to become a record."""
    path = folder / f"{kind}.csv"
    path.write_text(header + "\n" + "\n".join(lines) + "\n", encoding="utf-8")
    result = workspace.imports.run(workspace.imports.open(path, kind=kind))
    assert not result.problems, result.problems[:3]
    assert result.created == len(lines)


def generate(folder: Path, people: int) -> Workspace:
    """Three years of business, brought in as files; the same each time."""
    random = Random(20_260_630)
    workspace = Workspace.create(folder / "a.crm", clock=FixedClock(TODAY), holder="window")

    def later(day: date, most: int) -> date:
        return min(TODAY, day + timedelta(days=random.randrange(most)))

    days = [FIRST + timedelta(days=random.randrange(1_000)) for _ in range(people)]
    take(workspace, folder, "contacts", "external_id,name", [f"c{n},Person {n}" for n in range(people)])
    stages, touches, deals = set[str](), set[str](), list[str]()
    for person, day in enumerate(days):
        reached = random.randrange(5)
        for stage in STAGES[:reached]:
            if random.random() < 0.85:
                stages.add(f"c{person},{stage},{'' if random.random() < 0.03 else later(day, 200)}")
        for _ in range(random.randrange(5)):
            touches.add(f"c{person},{random.choice(CAMPAIGNS)},clicked,{later(day, 120)}")
        if random.random() < 0.3:
            created = later(day, 150)
            word, amount = random.choice(("won", "won", "lost")), random.randrange(1, 10**6)
            price = f"{amount // 100}.{amount % 100:02}"
            closed = later(created, 90)
            deals.append(f"d{person},Deal {person},c{person},{price},{word},{created},{closed}")
    take(workspace, folder, "lifecycle", "contact_external_id,stage,date", sorted(stages))
    take(workspace, folder, "touches", "contact_external_id,campaign,kind,date", sorted(touches))
    header = "external_id,title,contact_external_id,amount,outcome,created,closed"
    take(workspace, folder, "deals", header, deals)
    spend = [
        f"{FIRST + timedelta(days=random.randrange(1_000))},Payee {n},{random.choice([*CAMPAIGNS, ''])},Advertising,"
        f"{random.randrange(1, 900)}.50"
        for n in range(people // 5)
    ]
    take(workspace, folder, "spend", "date,payee,campaign,category,net", spend)
    return workspace


def generate_more(folder: Path, people: int) -> Workspace:
    """Beside that: foreign money, open deals, customers who come again, first contacts, returns, mailings, targets,
    deals without an amount, a gross margin, and some of it in the Trash.
    """
    workspace = generate(folder, people)
    random = Random(7)

    def day(most: int = 1_090) -> date:
        return FIRST + timedelta(days=random.randrange(most))

    weeks = [FIRST + timedelta(days=7 * n) for n in range(157)]
    rates = [f"USD,{each},{0.8 + random.randrange(2_000) / 10_000:.4f}" for each in weeks]
    take(workspace, folder, "rates", "currency,date,rate", rates)
    header = "external_id,title,company,contact_external_id,amount,currency,outcome,created,closed,"
    header += "expected_close,reason,stage"
    take(workspace, folder, "deals", header, _more_deals(random, people))
    reasons = ("wrong fit", "no budget", "")
    returned = sorted({(f"c{random.randrange(people)}", day()) for _ in range(people // 10)})
    lines = [f"{who},returned,{when},{random.choice(reasons)}" for who, when in returned]
    take(workspace, folder, "lifecycle", "contact_external_id,stage,date,reason", lines)
    kinds = ("call", "note", "email", "meeting")
    activities = [
        f"a{n},c{random.randrange(people)},{random.choice(kinds)},{day()},Spoke" for n in range(people * 2)
    ]
    take(workspace, folder, "activities", "external_id,contact_external_id,kind,date,notes", activities)
    names = "sent,delivered,unique_opens,unique_clicks,bounces,unsubscribes,visitors,impressions,clicks"
    figures: list[str] = []
    for each in CAMPAIGNS:
        for _ in range(8):
            cells = (str(random.randrange(500)) if random.random() < 0.8 else "" for _ in range(9))
            figures.append(f"{each},{day()},{','.join(cells)},1")
    figures = list({line.split(",", 2)[1] + line.split(",", 1)[0]: line for line in figures}.values())
    path = folder / "metrics.csv"
    path.write_text(f"campaign,date,{names},page_views\n" + "\n".join(figures) + "\n", encoding="utf-8")
    assert not workspace.imports.run(workspace.imports.open(path, kind="metrics")).problems
    months = sorted({f"{FIRST + timedelta(days=n)}"[:7] for n in range(1_096)})
    targets = [
        f"{kind},{month},{random.randrange(5, 40)}" for month in months for kind in ("revenue", "mqls")
    ]
    take(workspace, folder, "targets", "kind,period,value", targets)
    workspace.settings.set("business.gross_margin", "60")
    ids = list(workspace.contacts.ids(limit=people))
    workspace.contacts.trash(random.sample(ids, people // 50))
    return workspace


def _more_deals(random: Random, people: int) -> list[str]:
    lines: list[str] = []
    for n in range(people // 2):
        outcome = random.choice(("won", "lost", "open", "open"))
        created = FIRST + timedelta(days=random.randrange(1_060))
        closed = min(TODAY, created + timedelta(days=random.randrange(120))) if outcome != "open" else ""
        expected = ""
        if outcome == "open" and random.random() < 0.8:
            expected = str(TODAY + timedelta(days=random.randrange(-60, 200)))
        amount = f"{random.randrange(10, 9_000)}.{random.randrange(100):02}" if random.random() < 0.9 else ""
        firm = f"Firm {random.randrange(max(people // 10, 1))}" if random.random() < 0.7 else ""
        who = f"c{random.randrange(people)}" if random.random() < 0.7 or not firm else ""
        reason = random.choice(("Price", "Timing", "")) if outcome == "lost" else ""
        stage = (
            random.choice(("Qualified", "Discovery", "Proposal", "Negotiation")) if outcome == "open" else ""
        )
        currency = random.choice(("EUR", "EUR", "EUR", "USD"))
        lines.append(
            f"m{n},More {n},{firm},{who},{amount},{currency},{outcome},{created},{closed},{expected},{reason},{stage}"
        )
    return lines

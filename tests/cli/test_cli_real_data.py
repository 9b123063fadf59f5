"""Real files that nobody here wrote, through the command line from the first import to the accountant."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from command_line import CommandLine

pytestmark = pytest.mark.full

DEALS = [
    "--as", "deals", "--map", "opportunity_id=external_id", "--map", "engage_date=created",
    "--map", "close_date=closed", "--map", "close_value=amount", "--map", "sales_agent=owner",
    "--map", "account=company", "--map", "deal_stage=stage", "--map-value", "product:GTXPro=GTX Pro",
    "--map-value", "stage:Prospecting=new:20", "--map-value", "stage:Engaging=new:40",
]  # fmt: skip
OWNERS = ["--as", "owners", "--map", "sales_agent=name", "--map", "regional_office=region"]
SETTLED = {"step", "journal_entry", "id_counter"}


@pytest.fixture
def maven(data_folder: Path) -> Path:
    return data_folder / "sales" / "maven_crm"


@pytest.fixture
def expected(data_folder: Path) -> dict[str, Any]:
    return json.loads((data_folder / "expected_kpis.json").read_text(encoding="utf-8"))["maven_crm"]["kpis"]


def bring_in(crm: CommandLine, maven: Path) -> list[dict[str, Any]]:
    return [
        crm.json("import", maven / "accounts.csv", "--as", "companies"),
        crm.json("import", maven / "products.csv", "--as", "products"),
        crm.json("import", maven / "sales_teams.csv", *OWNERS),
        crm.json("import", maven / "sales_pipeline.csv", *DEALS),
    ]


def content(crm: CommandLine) -> dict[str, int]:
    ok, rows = crm.state()
    assert ok
    return {name: count for name, count in rows.items() if name not in SETTLED}


def close(value: float, wanted: float, within: float) -> bool:
    return abs(value - wanted) <= within


def test_a_company_of_8800_deals(crm: CommandLine, maven: Path, expected: dict[str, Any]) -> None:
    empty = content(crm)
    imports = bring_in(crm, maven)
    assert [(one["created"], one["problems"]) for one in imports] == [(85, []), (7, []), (35, []), (8800, [])]
    full, report = content(crm), crm.json("report", "sales", "--period", "all")

    figures = report["figures"]
    assert (figures["won"]["value"], figures["lost"]["value"], figures["open"]["value"]) == (4238, 2473, 2089)
    assert close(figures["win_rate"]["value"], expected["win_rate"], 0.0001)
    assert Decimal(figures["revenue"]["value"]["amount"]) == Decimal("10005534.00")
    assert Decimal(figures["average_deal_size"]["value"]["amount"]) == Decimal("2360.91")
    assert close(figures["cycle_days_mean"]["value"], expected["average_cycle_days_won"], 0.01)
    assert figures["cycle_days_median"]["value"] == expected["median_cycle_days_won"]
    for table, wanted in (("by_product", "by_product"), ("by_region", "by_region"), ("by_owner", "by_agent")):
        rows = {row["label"]: row for row in report["tables"][table] if row["won"]}
        assert set(rows) == set(expected[wanted])
        for label, parts in expected[wanted].items():
            assert Decimal(rows[label]["revenue"]["amount"]) == Decimal(str(parts["revenue"]))
            assert rows[label]["won"] == parts["won"]
            assert close(rows[label]["win_rate"], parts.get("win_rate", rows[label]["win_rate"]), 0.0001)
    months = {row["label"]: Decimal(row["revenue"]["amount"]) for row in report["tables"]["by_month"]}
    assert months == {month: Decimal(str(sum_)) for month, sum_ in expected["revenue_by_close_month"].items()}
    for quarter, sum_ in expected["revenue_by_close_quarter"].items():
        name = f"{quarter[:4]}-{quarter[4:]}"
        revenue = crm.json("report", "sales", "--period", name)["figures"]["revenue"]["value"]
        assert Decimal(revenue["amount"]) == Decimal(str(sum_))
    compare_with_the_listed_deals(crm, expected)

    for _ in imports:
        crm.json("undo")
    assert content(crm) == empty
    assert crm("undo").code == 3
    for _ in imports:
        crm.json("redo")
    assert content(crm) == full
    assert crm.json("report", "sales", "--period", "all") == report
    assert crm("redo").code == 3


def compare_with_the_listed_deals(crm: CommandLine, expected: dict[str, Any]) -> None:
    """Shares, medians and cycles that no report has follow from the deals as they are listed."""
    deals = crm.json("list", "deals", "--limit", "9000")["items"]
    assert dict(Counter(one["stage"] for one in deals)) == expected["by_stage"]
    by_outcome = {name: [one for one in deals if one["outcome"] == name] for name in ("won", "lost")}
    assert close(len(by_outcome["won"]) / len(deals), expected["won_share_of_all"], 0.0001)
    amounts = sorted(Decimal(one["amount"]["amount"]) for one in by_outcome["won"])
    assert median(amounts) == Decimal(str(expected["median_deal_size_won"]))
    closed = [*by_outcome["won"], *by_outcome["lost"]]
    assert close(float(sum(amounts)) / len(closed), expected["average_close_value_won_and_lost"], 0.01)
    for name, some in (("won", by_outcome["won"]), ("lost", by_outcome["lost"]), ("closed", closed)):
        days = [(date.fromisoformat(one["closed"]) - date.fromisoformat(one["created"])).days for one in some]
        assert close(sum(days) / len(days), expected[f"average_cycle_days_{name}"], 0.01)


def test_second_import_changes_nothing(crm: CommandLine, maven: Path) -> None:
    bring_in(crm, maven)
    before = content(crm)

    again = bring_in(crm, maven)

    assert [(one["same"], one["step"]) for one in again] == [(85, None), (7, None), (35, None), (8800, None)]
    assert content(crm) == before


@pytest.mark.parametrize(
    ("period", "wanted"), [("2017-06", "1338466.00"), ("2017-Q2", "3086111.00"), ("2017", "10005534.00")]
)
def test_ledger_sums_to_the_revenue_of_its_period(
    crm: CommandLine, maven: Path, period: str, wanted: str
) -> None:
    bring_in(crm, maven)

    facts = crm.json("accountant", "--period", period, "--to", crm.folder / "pack")

    assert facts["totals"]["sales_net"]["amount"] == wanted
    with next((crm.folder / "pack").glob("*.csv")).open(encoding="utf-8-sig", newline="") as file:
        assert sum(Decimal(row["net"]) for row in csv.DictReader(file)) == Decimal(wanted)
    report = crm.json("report", "sales", "--period", period)
    assert report["figures"]["revenue"]["value"]["amount"] == wanted


def test_mappings_as_others_would_write_them(crm: CommandLine, maven: Path) -> None:
    others = [word for pair in ("product=product", "deal_stage=stage") for word in ("--map", pair)]
    crm.json("import", maven / "sales_teams.csv", "--as", "owners")
    crm.json("import", maven / "accounts.csv", "--as", "companies", "--map", "office_location=country")

    facts = crm.json(
        *("import", maven / "sales_pipeline.csv", "--as", "deals", *others, "--set", "currency=USD"),
        *("--map-value", "stage:Prospecting=Qualified", "--map-value", "stage:Engaging=Proposal"),
        *("--map-value", "product:GTXPro=GTX Pro"),
    )

    assert (facts["created"], facts["problems"]) == (8800, [])
    stages = crm.json("list", "deals", "--where", "stage=Proposal", "--limit", "1")
    assert stages["total"] == 1589
    assert stages["items"][0]["currency"] == "USD"


def test_stage_words_that_are_not_understood_are_problems(crm: CommandLine, maven: Path) -> None:
    facts = crm.json("import", maven / "sales_pipeline.csv", "--as", "deals", "--dry-run", code=1)

    assert facts["created"] == 4238 + 2473
    assert len(facts["problems"]) == 1589 + 500
    assert {found["code"] for found in facts["problems"]} == {"stage.unknown"}


# -- contacts -------------------------------------------------------------------------------------------------


def test_contact_files_of_every_maker(bare: CommandLine, data_folder: Path) -> None:
    wanted = json.loads((data_folder / "csv_contacts_expected.json").read_text(encoding="utf-8"))
    assert wanted
    for name, expected in wanted.items():
        there = ["--workspace", bare.folder / f"{name}.crm"]
        bare("new", bare.folder / f"{name}.crm")
        facts = bare("import", data_folder / "csv" / name, "--as", "contacts", "--json", *there).facts
        people = bare.json("list", "contacts", *there)["items"]

        assert facts["rows"] == expected["rows"], name
        assert facts["created"] == expected["distinct_people_by_first_email_or_name"], name
        names = {person["name"] for person in people}
        for told in expected["people"]:
            if told["name"] and len(expected["people"]) == len(people):
                assert told["name"] in names, name
        assert bare.json("check", *there)["ok"]


def test_every_csv_ends_in_words(crm: CommandLine, data_folder: Path) -> None:
    for path in sorted((data_folder / "csv").glob("*.csv")):
        ran = crm("import", path)
        assert ran.code in (0, 1, 2, 3), path.name
        assert "should not have" not in ran.err, path.name
    assert crm.state()[0]


def test_every_vcard_ends_in_words_and_its_people_read_back(bare: CommandLine, data_folder: Path) -> None:
    crm = bare
    assert crm("new", crm.workspace).code == 0
    brought = 0
    for path in sorted((data_folder / "vcard").glob("*.vc*[fd]")):
        ran = crm("import", path, "--json")
        assert ran.code in (0, 1, 3), path.name
        assert "should not have" not in ran.err, path.name
        brought += ran.facts["created"] if ran.out else 0
    assert crm.json("list", "contacts")["total"] == brought
    assert crm.state()[0]

    exported = crm.json("export", "contacts", "--to", crm.folder / "all.csv")
    there = ["--workspace", crm.folder / "other.crm"]
    crm("new", crm.folder / "other.crm")
    again = crm.json("import", crm.folder / "all.csv", "--on-duplicate", "new", *there)

    assert (exported["rows"], again["created"], again["problems"]) == (brought, brought, [])
    assert told(crm, *there) == told(crm, "--workspace", crm.workspace)


def told(crm: CommandLine, *there: object) -> list[str]:
    """What is said of every person, but for the keys of the file itself."""
    return sorted(
        json.dumps({name: value for name, value in item.items() if name not in {"id", "uid", "created"}})
        for item in crm.json("list", "contacts", *there)["items"]
    )

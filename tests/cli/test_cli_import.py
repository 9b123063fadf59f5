"""Importing by the line: kinds, mappings, questions, problems, dry runs, and a second import of the same file."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import CommandLine
from xlsxwriter import Workbook  # pyright: ignore[reportMissingTypeStubs]

CsvFile = Callable[..., Path]
RESULT_KEYS = [
    "source",
    "kind",
    "rows",
    "created",
    "updated",
    "same",
    "skipped",
    "problems",
    "unmapped",
    "step",
]
DEAL_COLUMNS = "id,customer,stage,begun,ended,worth,what"


@pytest.fixture
def people(csv_file: CsvFile) -> Path:
    return csv_file(
        "First Name,Last Name,Email,Company,Shoe size",
        "Ana,Silva,ana@acme.com,Acme,38",
        "Bo,Ek,bo@beta.se,Beta,44",
    )


def test_result_has_the_stable_keys(crm: CommandLine, people: Path) -> None:
    facts = crm.json("import", people)

    assert list(facts)[: len(RESULT_KEYS)] == RESULT_KEYS
    assert (facts["source"], facts["kind"]) == ("generic", "contacts")
    assert (facts["rows"], facts["created"], facts["problems"]) == (2, 2, [])
    assert facts["unmapped"] == ["Shoe size"]
    assert crm.json("history", "--limit", "1")["items"][0]["step"] == facts["step"]


def test_second_import_of_the_same_file_changes_nothing(crm: CommandLine, people: Path) -> None:
    crm("import", people)
    before = crm.state()

    again = crm.json("import", people)

    assert (again["created"], again["updated"], again["same"]) == (0, 0, 2)
    assert again["step"] is None
    assert crm.state() == before


def test_dry_run_tells_the_same_and_changes_nothing(crm: CommandLine, people: Path) -> None:
    before = crm.state()

    told = crm.json("import", people, "--dry-run")

    assert (told["created"], told["step"]) == (2, None)
    assert crm.state() == before
    assert crm.json("import", people)["created"] == told["created"]


def test_mapping_constants_and_values(crm: CommandLine, people: Path) -> None:
    crm(
        *("import", people, "--map", "Shoe size=custom:Size", "--map", "Company=-"),
        *("--set", "tags=fair;cold", "--set", "owner=Mia", "--map-value", "given_name:bo=Boris"),
    )

    bo = crm.json("show", "contact", "2")
    assert (bo["given_name"], bo["family_name"], bo["company"]) == ("Boris", "Ek", None)
    assert (bo["custom"], bo["tags"], bo["owner"]) == ({"Size": "44"}, ["cold", "fair"], "Mia")


def test_update_fills_blanks_skip_leaves_and_new_doubles(crm: CommandLine, csv_file: CsvFile) -> None:
    crm("add", "Ana Silva, ana@acme.com")
    rows = csv_file("Name,Email,Job title", "Ana Silva,ana@acme.com,Buyer")

    assert crm.json("import", rows, "--on-duplicate", "skip")["skipped"] == 1
    assert crm.json("show", "contact", "1")["job_title"] is None
    assert crm.json("import", rows, "--on-duplicate", "update")["updated"] == 1
    assert crm.json("show", "contact", "1")["job_title"] == "Buyer"
    assert crm.json("import", rows, "--on-duplicate", "new")["created"] == 1
    assert crm.json("list", "contacts")["total"] == 2


def test_leads_since_makes_leads_of_a_campaign(crm: CommandLine, people: Path) -> None:
    crm("import", people, "--leads-since", "2026-03-02", "--campaign", "Spring fair")

    ana = crm.json("show", "contact", "1")
    assert (ana["lifecycle"], ana["source"]) == ("lead", "Spring fair")
    assert crm.json("list", "campaigns")["items"][0]["people"] == 2


def test_days_that_can_be_read_in_two_ways_are_asked(crm: CommandLine, csv_file: CsvFile) -> None:
    rows = csv_file("title,amount,stage,created", "Shelf,500.00,Qualified,03/04/2026")
    before = crm.state()

    unclear = crm("import", rows, "--as", "deals")
    assert unclear.code == 3
    assert "03/04/2026" in unclear.err
    assert "--date-order" in unclear.err
    assert crm("import", rows, "--as", "deals", "--dry-run").code == 3
    assert crm.state() == before

    crm.json("import", rows, "--as", "deals", "--date-order", "dmy")
    assert crm.json("show", "deal", "1")["created"] == "2026-04-03"


def test_amounts_that_can_be_read_in_two_ways_are_asked(crm: CommandLine, csv_file: CsvFile) -> None:
    rows = csv_file("title;amount;stage", "Shelf;1.234;Qualified")

    unclear = crm("import", rows, "--as", "deals")
    assert unclear.code == 3
    assert "--decimal" in unclear.err

    crm.json("import", rows, "--as", "deals", "--decimal", "comma")
    assert crm.json("show", "deal", "1")["amount"] == {"amount": "1234.00", "currency": "EUR"}


def test_deals_with_stages_of_their_own(crm: CommandLine, csv_file: CsvFile) -> None:
    rows = csv_file(
        DEAL_COLUMNS,
        "D1,Acme,Closed Won,2026-01-10,2026-02-09,1200.50,Shelf",
        "D2,Acme,Dropped,2026-01-10,2026-01-20,,Shelf",
        "D3,Beta,Looking,2026-02-01,,900,Lamp",
    )
    maps = "id=external_id customer=company stage=stage begun=created ended=closed worth=amount what=product"
    options = [word for pair in maps.split() for word in ("--map", pair)]
    values = ["--map-value", "stage:Dropped=Lost", "--map-value", "stage:Looking=new:35"]

    facts = crm.json("import", rows, "--as", "deals", *options, *values)

    assert (facts["created"], facts["notes"]) == (3, {"reasons_missing": 1})
    won, lost, looking = (crm.json("show", "deal", number) for number in (1, 2, 3))
    assert (won["outcome"], won["closed"], won["amount"]["amount"]) == ("won", "2026-02-09", "1200.50")
    assert (lost["outcome"], lost["amount"]) == ("lost", None)
    assert (looking["stage"], looking["outcome"], looking["probability"]) == ("Looking", "open", 0.35)
    assert [line["product"] for line in looking["product_lines"]] == ["Lamp"]
    assert crm.json("import", rows, "--as", "deals", *options, *values)["same"] == 3


def test_rows_with_problems_are_left_out_told_and_written(crm: CommandLine, csv_file: CsvFile) -> None:
    rows = csv_file(
        "title,amount,stage,created",
        "Shelf,500,Qualified,2026-03-01",
        "Lamp,many,Qualified,2026-03-01",
        "Chair,20,Daydream,2026-03-01",
        "=Table,20,Qualified,31.02.2026",
    )
    failed = crm.folder / "failed.csv"

    facts = crm.json("import", rows, "--as", "deals", "--failed-rows", failed, code=1)

    assert (facts["created"], facts["step"] is not None) == (1, True)
    told = [(found["row"], found["column"], found["value"], found["code"]) for found in facts["problems"]]
    assert told == [
        (3, "amount", "many", "money.unreadable"),
        (4, "stage", "Daydream", "stage.unknown"),
        (5, "created", "31.02.2026", "day.unreadable"),
    ]
    assert all(found["message"].endswith(".") and "…" not in found["message"] for found in facts["problems"])
    with failed.open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.DictReader(file))
    assert [row["title"] for row in written] == ["Lamp", "Chair", "'=Table"]
    assert written[1]["Problem"].startswith("stage: “Daydream” is no stage")


def test_dry_run_writes_the_failed_rows_too(crm: CommandLine, csv_file: CsvFile) -> None:
    rows = csv_file("title,amount", "Shelf,much", "Lamp,more")
    failed = crm.folder / "failed.csv"

    assert crm("import", rows, "--as", "deals", "--dry-run", "--failed-rows", failed).code == 1
    assert len(failed.read_text(encoding="utf-8-sig").splitlines()) == 3


def test_problems_are_sentences_for_people(crm: CommandLine, csv_file: CsvFile) -> None:
    rows = csv_file("title,amount", *(f"Deal {number},much {number}" for number in range(30)))

    ran = crm("import", rows, "--as", "deals")

    assert ran.code == 1
    lines = ran.err.splitlines()
    assert (
        lines[0]
        == "Row 2, amount: “much 0” cannot be read as a number. Write it like 1200.50, without words."
    )
    assert lines[-1].startswith("… and 10 more; --failed-rows")
    assert "0 new" in ran.out


def test_the_same_problem_of_many_rows_is_told_once_with_the_way_to_mend_it(
    crm: CommandLine, csv_file: CsvFile
) -> None:
    rows = csv_file("title,amount,stage,created", *["Lamp,20,Daydream,2026-03-01"] * 5)
    lines = crm("import", rows, "--as", "deals").err.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("Row 2, stage: “Daydream” is no stage")
    assert lines[0].endswith("(and 4 more rows like this)")
    assert lines[1] == "Say what it means: --map-value “stage:Daydream=…”"
    assert "=new:20" in lines[2]


def test_json_is_refused_in_a_sentence(crm: CommandLine) -> None:
    for name in ("people.json", "people.txt"):
        ran = crm("import", crm.file(name, '[\n {"name": "Ana"}\n]'))
        assert ran.code == 3
        assert "is JSON, which cannot be imported" in ran.err


def test_cards_with_problems_come_back_as_cards_or_as_a_table(crm: CommandLine) -> None:
    good = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bo Ek\r\nEMAIL:bo@x.example\r\nEND:VCARD\r\n"
    bad = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Łucja Żak\r\nEMAIL:not an address\r\nX-ODD:kept\r\nEND:VCARD\r\n"
    cards = crm.file("cards.vcf", good + bad + good)
    failed = crm.folder / "failed.vcf"
    assert crm("import", cards, "--dry-run", "--failed-rows", failed).code == 1
    lines = failed.read_text(encoding="utf-8").split("\n")
    assert lines[2:5] == ["FN:Łucja Żak", "EMAIL:not an address", "X-ODD:kept"]
    assert lines[5].startswith("X-PROBLEM:")
    assert crm.json("import", failed, "--dry-run", code=1)["rows"] == 1

    table = crm.folder / "failed.csv"
    crm("import", cards, "--failed-rows", table)
    with table.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["name"], row["email 1"]) == ("Łucja Żak", "not an address")
    assert row["Problem"].endswith("it was taken over as it is.")
    assert crm.json("import", table, "--dry-run")["source"] == "own"


def test_the_ending_of_a_file_tells_its_format(crm: CommandLine, people: Path) -> None:
    crm("import", people)
    card = crm.folder / "people.vcf"
    assert crm.json("export", "contacts", "--to", card)["rows"] == 2
    assert card.read_bytes().startswith(b"BEGIN:VCARD\r\nVERSION:4.0")
    ran = crm("export", "contacts", "--to", crm.folder / "people.csv", "--format", "xlsx")
    assert ran.code == 2
    assert "ends in .csv, but the format asked for is xlsx" in ran.err
    assert crm("export", "deals", "--to", card).code == 2


def test_who_is_not_in_a_mailing_is_said_with_the_reason(crm: CommandLine, csv_file: CsvFile) -> None:
    crm(
        "import",
        csv_file(
            "Name,Email,Consent", "Ana,ana@x.example,yes", "Bo,bo@x.example,no", "Cy,cy@x.example,", "Di,,"
        ),
    )
    out = crm.folder / "mail.csv"
    facts = crm.json("export", "contacts", "--to", out, "--format", "mailchimp")
    assert facts["rows"] == 1
    assert facts["left_out"] == {"said_no": 1, "not_asked": 1, "no_email": 1}
    said = crm("export", "contacts", "--to", out, "--format", "mailchimp").err.strip()
    assert said == (
        "Left out: 1 who said no to e-mail or whose mail came back, 1 who never said yes, "
        "1 without an e-mail address."
    )


def test_vcards_are_people(crm: CommandLine) -> None:
    card = (
        "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Łucja Żak\r\nN:Żak;Łucja;;;\r\nORG:Acme\r\nTITLE:Buyer\r\n"
        "EMAIL;TYPE=work:lucja@acme.pl\r\nTEL;TYPE=cell:+48 600 100 200\r\nBDAY:--0512\r\nEND:VCARD\r\n"
    )
    facts = crm.json("import", crm.file("cards.vcf", card * 2))

    assert (facts["source"], facts["rows"], facts["created"]) == ("vcard", 2, 1)
    person = crm.json("show", "contact", "1")
    assert (person["name"], person["birthday"]) == ("Łucja Żak", "--05-12")
    assert person["phones"][0]["e164"] == "+48600100200"


def test_companies_products_and_owners(crm: CommandLine, csv_file: CsvFile) -> None:
    companies = csv_file("name,domain,industry,size,region", "Acme,acme.com,Shelves,10,North")
    products = csv_file("product,price,series", "Shelf,19.99,Wood", name="products.csv")
    owners = csv_file("who,manager,area", "Mia,Zoe,South", name="owners.csv")

    assert crm.json("import", companies, "--as", "companies")["created"] == 1
    assert crm.json("import", products, "--as", "products")["created"] == 1
    mapped = ["--map", "who=name", "--map", "area=region"]
    assert crm.json("import", owners, "--as", "owners", *mapped)["created"] == 1
    assert crm.json("list", "companies")["items"][0]["region"] == "North"


def test_region_of_a_deal_is_its_companys_else_its_owners(crm: CommandLine, csv_file: CsvFile) -> None:
    crm("import", csv_file("name,region,size", "Acme,North,10"), "--as", "companies")
    crm("import", csv_file("name,region,manager", "Mia,South,Zoe", name="o.csv"), "--as", "owners")
    crm(
        "import",
        csv_file(
            "title,company,owner,region,amount,outcome,closed",
            "A,Acme,Mia,East,1.00,won,2026-03-01",
            "B,Acme,Mia,,2.00,won,2026-03-01",
            "C,Other,Mia,,4.00,won,2026-03-01",
            "D,Other,,,8.00,won,2026-03-01",
            name="d.csv",
        ),
        *("--as", "deals"),
    )

    rows = crm.json("report", "sales", "--period", "all")["tables"]["by_region"]
    amounts = {row["label"]: row["revenue"]["amount"] for row in rows}
    assert amounts == {"East": "1.00", "North": "2.00", "South": "4.00", None: "8.00"}


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (["--as", "spaceships"], 2, "spaceships"),
        (["--source", "napster"], 2, "napster"),
        (["--map", "Email"], 2, "Column=field"),
        (["--map", "Email=shoe"], 2, "shoe"),
        (["--map", "Fax=phone"], 3, "Fax"),
        (["--map-value", "stage"], 2, "field:Their value"),
        (["--as", "deals", "--map-value", "stage:X=new:150"], 2, "0 to 100"),
    ],
)
def test_mapping_that_does_not_fit_is_told(
    crm: CommandLine, people: Path, options: list[str], code: int, told: str
) -> None:
    before = crm.state()

    ran = crm("import", people, *options)

    assert ran.code == code
    assert told in ran.err
    assert ran.err.count("\n") == 1
    assert crm.state() == before


def test_a_workbook_is_a_table_and_its_other_sheets_are_told(crm: CommandLine) -> None:
    path = crm.folder / "people.xlsx"
    book: Any = Workbook(str(path))
    for name, person in (("Fair", "Ana"), ("Shop", "Bo")):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["Name", "Phone", "E-mail"])
        sheet.write_row(1, 0, [person, 491705551234, f"{person}@x.example".lower()])
    book.close()
    ran = crm("import", path)

    assert (ran.code, ran.err.strip()) == (0, "Read from the sheet “Fair”; left alone: Shop.")
    person = crm.json("show", "contact", "1")
    assert (person["name"], person["phones"][0]["number"]) == ("Ana", "491705551234")
    assert person["emails"][0]["address"] == "ana@x.example"

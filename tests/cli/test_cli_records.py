"""Listing, showing and exporting records, and reading an export back."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from command_line import CommandLine

CONTACT_KEYS = {
    "id", "name", "given_name", "family_name", "company", "job_title", "emails", "phones", "addresses", "urls",
    "tags", "birthday", "language", "owner", "lifecycle", "score", "source", "consent", "notes", "custom", "created",
}  # fmt: skip
DEAL_KEYS = {
    "id", "title", "contact", "company", "amount", "stage", "outcome", "created", "expected_close", "closed",
    "reason", "product_lines", "region", "source_campaign", "next_step", "probability",
}  # fmt: skip
CAMPAIGN_KEYS = {"id", "name", "channel", "objective", "status", "start", "end", "budget", "spent"}


@pytest.fixture
def shop(crm: CommandLine) -> CommandLine:
    """People met at a fair, one with a deal and a follow-up."""
    from smallbiz_crm.services.workspace import Workspace

    workspace = Workspace.open(crm.workspace, clock=None)
    workspace.campaigns.add("Fair", channel="event", status="running", budget=100_000)
    workspace.spending.add("Print Ltd", workspace.clock.today(), 25_000, campaign_id=1, category="Print")
    workspace.close()
    crm(
        "add",
        "Ana Silva, Acme GmbH, Buyer, ana@acme.com, #retail, 2.5k EUR deal, call tomorrow",
        "--event",
        "Fair",
    )
    crm("add", "Bo Ek, bo@beta.se", "--event", "Fair")
    crm("add", "Cleo Ek, cleo@beta.se")
    return crm


def test_objects_have_the_stable_keys(shop: CommandLine) -> None:
    contacts, deals = shop.json("list", "contacts"), shop.json("list", "deals")
    campaigns = shop.json("list", "campaigns")

    assert list(contacts) == ["total", "items"]
    assert set(contacts["items"][0]) >= CONTACT_KEYS
    assert set(deals["items"][0]) >= DEAL_KEYS
    assert set(campaigns["items"][0]) >= CAMPAIGN_KEYS
    assert campaigns["items"][0]["budget"] == {"amount": "1000.00", "currency": "EUR"}
    assert campaigns["items"][0]["spent"] == {"amount": "250.00", "currency": "EUR"}
    assert deals["items"][0]["amount"] == {"amount": "2500.00", "currency": "EUR"}
    assert deals["items"][0]["probability"] == 0.2
    assert deals["items"][0]["next_step"]["text"]
    assert shop.json("list", "spend")["items"][0]["gross"] == {"amount": "250.00", "currency": "EUR"}
    assert shop.json("list", "follow-ups")["items"][0]["contact"] == "Ana Silva"


def test_content_library_is_listed_with_its_uses(shop: CommandLine) -> None:
    from smallbiz_crm.services.workspace import Workspace

    workspace = Workspace.open(shop.workspace, clock=None)
    case = workspace.content.add(
        "How Acme saves", kind="case_study", buyer_stage="decision", url="acme.com/x"
    )
    workspace.content.add("Prices", kind="price_list")
    workspace.content.use(case, contact_id=1)
    workspace.close()

    listed = shop.json("list", "content")

    assert [item["title"] for item in listed["items"]] == ["How Acme saves", "Prices"]
    assert (listed["items"][0]["uses"], listed["items"][1]["uses"]) == (1, 0)
    assert listed["items"][0]["url"] == "https://acme.com/x"
    assert shop.json("list", "content", "--where", "kind=price_list")["total"] == 1
    assert shop.json("list", "content", "--search", "how")["total"] == 1


def test_nurture_sequences_are_listed_with_who_is_on_them(shop: CommandLine) -> None:
    from smallbiz_crm.domain.nurture import NurtureKind, NurtureStep
    from smallbiz_crm.services.workspace import Workspace

    workspace = Workspace.open(shop.workspace, clock=None)
    made = workspace.nurture.add("After the fair", [NurtureStep(0, 0, NurtureKind.EMAIL, "Thank them")])
    workspace.nurture.start(made, [2, 3])
    workspace.close()

    listed = shop.json("list", "nurture")["items"][0]

    assert (listed["name"], listed["running"], listed["due"]) == ("After the fair", 2, 2)
    assert listed["steps"][0]["text"] == "Thank them"


def test_search_filter_and_pages(shop: CommandLine) -> None:
    def names(*options: str) -> tuple[int, list[str]]:
        found = shop.json("list", "contacts", *options)
        return found["total"], [item["name"] for item in found["items"]]

    assert names("--search", "ek") == (2, ["Bo Ek", "Cleo Ek"])
    assert names("--where", "campaign=fair", "--where", "lifecycle=lead") == (1, ["Bo Ek"])
    assert names("--limit", "1", "--offset", "1") == (3, ["Bo Ek"])
    assert names("--offset", "2") == (3, ["Cleo Ek"])
    assert names("--search", "nobody") == (0, [])
    assert shop.json("list", "spend", "--where", "campaign=Fair")["total"] == 1
    assert shop.json("list", "spend", "--search", "prin")["total"] == 1
    assert shop.json("list", "follow-ups", "--where", "contact=Bo Ek")["total"] == 0
    assert shop.json("list", "campaigns", "--offset", "1") == {"total": 1, "items": []}


def test_every_page_together_is_the_whole_list(shop: CommandLine) -> None:
    whole = shop.json("list", "contacts")["items"]
    paged = [
        item
        for start in range(len(whole))
        for item in shop.json("list", "contacts", "--limit", "1", "--offset", str(start))["items"]
    ]

    assert paged == whole


def test_lists_for_people_are_aligned(shop: CommandLine) -> None:
    ran = shop("list", "contacts")
    header, first, *_ = ran.out.splitlines()

    assert header.index("E-mail") == first.index("ana@acme.com")
    assert ran.err == "3 found\n"
    assert shop("list", "deals", "--limit", "0").err == "0 of 1\n"
    for kind in ("companies", "campaigns", "spend", "follow-ups"):
        assert len(shop("list", kind).out.splitlines()) == 2


def test_show_takes_an_id_or_a_uid(shop: CommandLine) -> None:
    ana = shop.json("list", "contacts")["items"][0]

    assert shop.json("show", "contact", str(ana["id"])) == ana
    assert shop.json("show", "contact", ana["uid"]) == ana
    assert "ana@acme.com" in shop("show", "contact", "1").out
    assert "2,500.00" not in shop("show", "deal", "1").out
    assert "Amount" in shop("show", "deal", "1").out
    assert shop("show", "company", "1").code == 0
    assert shop("show", "campaign", "1").code == 0


@pytest.mark.parametrize("name", ["99", "0", "x", "9" * 40, "01a20401-a772-7000-8bbf-3cd32b36b704", "-1", ""])
def test_show_what_is_not_there(shop: CommandLine, name: str) -> None:
    ran = shop("show", "deal", name)

    assert ran.code in (2, 3)
    assert ran.err.count("\n") == 1
    assert ran.out == ""


def test_trash_is_a_list_of_its_own(shop: CommandLine) -> None:
    from smallbiz_crm.services.workspace import Workspace

    workspace = Workspace.open(shop.workspace)
    workspace.contacts.trash([1])
    workspace.deals.trash([1])
    workspace.spending.trash([1])
    workspace.follow_ups.trash([1])
    workspace.close()

    assert shop.json("list", "contacts")["total"] == 2
    for kind in ("contacts", "deals", "spend", "follow-ups"):
        found = shop.json("list", kind, "--trash")
        assert (found["total"], found["items"][0]["trashed"]) == (1, True)


# -- export ---------------------------------------------------------------------------------------------------

HOSTILE = (
    ("name", "Ana Łucja \"Nine\" O'Brien"),
    ("given_name", "Ana"),
    ("family_name", "O'Brien"),
    ("company", "'t Hart & Söhne, GmbH"),
    ("job_title", "=HYPERLINK(\"x\")"),
    ("email 1", "ana@x.com"),
    ("email 1 label", "work"),
    ("email 2", "ana@home.org"),
    ("email 2 label", "Weekend"),
    ("phone 1", "+49 170 555 1234"),
    ("phone 1 label", "mobile"),
    ("phone 2", "030 / 123-456"),
    ("street 1", "Rua Augusta 1\n2. Stock"),
    ("city 1", "Lisboa"),
    ("region 1", "Centro"),
    ("postal_code 1", "1100-053"),
    ("country 1", "Portugal"),
    ("address 1 label", "home"),
    ("url 1", "https://www.linkedin.com/in/ana"),
    ("tags", "\"a;b\";c,d;-5;=1+1"),
    ("birthday", "--02-29"),
    ("language", "pt"),
    ("owner", "Mia"),
    ("lifecycle", "sql"),
    ("lead_date", "2025-01-02"),
    ("mql_date", "2025-02-03"),
    ("sql_date", "2025-03-04"),
    ("source_channel", "event"),
    ("source_campaign", "Web Summit"),
    ("consent", "unsubscribed"),
    ("notes", "@first\nsecond, \"third\""),
    ("custom:Shoe size", "-38"),
)  # fmt: skip


def without_ours(item: dict[str, Any]) -> dict[str, Any]:
    """What an export carries: all but keys of the file itself."""
    kept = {name: value for name, value in item.items() if name not in {"id", "uid", "created"}}
    for part in kept["phones"]:
        part.pop("id", None)
    return kept


def test_contacts_read_back_equal(crm: CommandLine) -> None:
    table = crm.folder / "hostile.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([name for name, _ in HOSTILE])
        writer.writerow([value for _, value in HOSTILE])
        writer.writerow(["", "", "", "", "", "only@address.org", *[""] * (len(HOSTILE) - 6)])
        writer.writerow(["田中 太郎", "", "", "株式会社田中", *[""] * (len(HOSTILE) - 4)])
    assert crm.json("import", table, "--source", "own", "--as", "contacts")["created"] == 3
    first = crm.folder / "first.csv"
    exported = crm.json("export", "contacts", "--to", first)
    assert exported["rows"] == 3
    assert first.read_bytes().startswith(b"\xef\xbb\xbf")

    other = ["--workspace", crm.folder / "other.crm"]
    crm("new", crm.folder / "other.crm")
    read = crm.json("import", first, *other)
    second = crm.folder / "second.csv"
    crm("export", "contacts", "--to", second, *other)

    assert (read["source"], read["kind"], read["created"], read["problems"], read["unmapped"]) == (
        "own", "contacts", 3, [], [],
    )  # fmt: skip
    before = [
        without_ours(item) for item in crm.json("list", "contacts", "--workspace", crm.workspace)["items"]
    ]
    assert [without_ours(item) for item in crm.json("list", "contacts", *other)["items"]] == before
    ana = next(item for item in before if item["owner"] == "Mia")
    assert ana["tags"] == sorted(["a;b", "c,d", "-5", "=1+1"])
    assert (ana["job_title"], ana["notes"]) == ('=HYPERLINK("x")', '@first\nsecond, "third"')
    assert rows_but_uids(second) == rows_but_uids(first)


def rows_but_uids(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row[1:] for row in csv.reader(file)]


def test_export_is_guarded_against_spreadsheets(crm: CommandLine) -> None:
    crm("import", crm.file("p.csv", "Name,Phone,Job title\n=1+1,+49 170 555 1234,@x\n'tHart,,-x\n"))
    target = crm.folder / "out.csv"
    crm("export", "contacts", "--to", target)

    text = target.read_text(encoding="utf-8-sig")
    assert ",'=1+1," in text
    assert ",'@x," in text
    assert ",+49 170 555 1234," in text
    assert ",'tHart," in text


def test_deals_and_companies_read_back_equal(crm: CommandLine) -> None:
    crm(
        "import",
        crm.file("c.csv", "name,domain,industry,size,city,region\nAcme,acme.com,Shelves,10,Bonn,North\n"),
    )
    crm("add", "Ana Silva, Acme, ana@acme.com")
    crm(
        *("import", "--as", "deals"),
        crm.file(
            "d.csv",
            "title,company,contact,amount,currency,stage,created,expected_close,closed,reason,product,quantity,"
            "region,owner,source_campaign,source_channel,probability,notes\n"
            "A,Acme,Ana Silva,1000.50,EUR,Won,2026-01-02,,2026-02-03,,Shelf,2.5,North,Mia,Fair,event,,first\n"
            "B,Acme,,200,USD,Lost,2026-01-02,,2026-02-03,Price,,,,,,,,\n"
            "C,Beta,,,EUR,Proposal,2026-01-02,2026-09-30,,,,,,Bo,,,62.5,\n",
        ),
    )
    files = {kind: crm.folder / f"{kind}.csv" for kind in ("companies", "contacts", "deals")}
    for kind, path in files.items():
        assert crm.json("export", kind, "--to", path)["rows"] >= 1
    other = ["--workspace", crm.folder / "other.crm"]
    crm("new", crm.folder / "other.crm")
    for kind, path in files.items():
        read = crm.json("import", path, *other)
        assert (read["kind"], read["problems"], read["unmapped"]) == (kind, [], [])

    def told(*options: object) -> list[dict[str, Any]]:
        ours = {"id", "uid", "contact_id", "company_id", "created"}
        items = [
            item for kind in ("companies", "deals") for item in crm.json("list", kind, *options)["items"]
        ]
        return [{name: value for name, value in item.items() if name not in ours} for item in items]

    assert sorted(map(str, told(*other))) == sorted(map(str, told("--workspace", crm.workspace)))


def own_values(path: Path, kind: str) -> list[list[str]]:
    """What the first two records of a kind hold in the user's own fields."""
    from smallbiz_crm.services.workspace import Workspace

    workspace = Workspace.open(path)
    try:
        return [list(workspace.fields.values(kind, record_id).values()) for record_id in (1, 2)]
    finally:
        workspace.close()


def test_own_fields_of_deals_and_lists_are_imported_and_taken_back(crm: CommandLine) -> None:
    deals = crm.file("d.csv", "Deal name,Deal stage,Machine\nA,Won,Press\nB,Lost,\n")
    crm("import", "--as", "deals", "--map", "Machine=custom:Machine", deals)
    assert own_values(crm.workspace, "deal") == [["Press"], []]
    for line, held in (("Acme,", []), ("Acme,Bo", ["Bo"]), ("Acme,Eva", ["Bo"])):
        companies = crm.file("c.csv", f"Company,Guide\n{line}\n")
        crm("import", "--as", "companies", "--map", "Guide=custom:Guide", companies)
        assert own_values(crm.workspace, "company")[0] == held
    for kind, held in (("deals", ["Press", ""]), ("companies", ["Bo"])):
        crm("export", kind, "--to", crm.folder / "out.csv")
        assert [row[-1] for row in rows_but_uids(crm.folder / "out.csv")][1:] == held
    while crm("undo").code == 0:
        pass
    assert crm.json("check")["ok"]
    assert crm.json("list", "companies")["total"] == crm.json("list", "deals")["total"] == 0


def test_campaigns_and_spend_read_back_equal(crm: CommandLine) -> None:
    crm(
        *("import", "--as", "campaigns"),
        crm.file(
            "c.csv",
            "name,channel,objective,status,start,end,budget,notes\n"
            "Fair,event,leads,running,2026-04-01,2026-04-03,1200.50,=first\nPosts,social,,idea,,,,\n",
        ),
    )
    crm(
        *("import", "--as", "spend"),
        crm.file(
            "s.csv",
            "date,payee,description,category,campaign,net,tax,gross,currency,paid_on\n"
            "2026-04-01,Messe,Stand,Events,Fair,200.00,38.00,238.00,EUR,2026-04-09\n"
            "2026-04-02,Druckwerk,,Print,,50.00,9.50,59.50,EUR,\n",
        ),
    )
    files = {kind: crm.folder / f"{kind}.csv" for kind in ("campaigns", "spend")}
    for kind, path in files.items():
        assert crm.json("export", kind, "--to", path)["rows"] == 2
    other = ["--workspace", crm.folder / "other.crm"]
    crm("new", crm.folder / "other.crm")
    again = {kind: crm.folder / f"{kind} again.csv" for kind in files}
    for kind, path in files.items():
        read = crm.json("import", path, "--as", kind, *other)
        assert (read["created"], read["problems"], read["unmapped"]) == (2, [], [])
        crm("export", kind, "--to", again[kind], *other)
    assert again["spend"].read_text() == files["spend"].read_text()
    assert rows_but_uids(again["campaigns"]) == rows_but_uids(files["campaigns"])


def test_export_to_a_place_that_cannot_be(crm: CommandLine) -> None:
    crm("add", "Ana")

    for target in (crm.folder / "no" / "where.csv", crm.folder):
        ran = crm("export", "contacts", "--to", target)
        assert ran.code == 3
        assert str(target.parent) in ran.err
    assert not list(crm.folder.rglob("*.part"))


def test_people_are_listed_by_conditions_and_by_segment(shop: CommandLine) -> None:
    from smallbiz_crm.domain.segments import Group, read_condition
    from smallbiz_crm.services.workspace import Workspace

    with_workspace = Workspace.open(shop.workspace)
    with_workspace.segments.save("Fair people", Group((read_condition("campaign=Fair"),)))
    with_workspace.close()

    def names(*line: str) -> list[str]:
        return [item["name"] for item in shop.json("list", "contacts", *line)["items"]]

    assert names("--segment", "fair people") == ["Ana Silva", "Bo Ek"]
    assert names("--segment", "Fair people", "--where", "company=") == ["Bo Ek"]
    assert names("--where", "last_activity!=60d") == ["Cleo Ek"]
    assert names("--where", "next_follow_up<2d", "--where", "tag=retail") == ["Ana Silva"]
    target = shop.folder / "fair.csv"
    assert shop.json("export", "contacts", "--segment", "Fair people", "--to", target)["rows"] == 2
    assert shop("export", "deals", "--segment", "Fair people", "--to", target).code == 3
    assert shop("list", "contacts", "--segment", "nobody").code == 3
    assert shop("list", "deals", "--segment", "Fair people").code == 2

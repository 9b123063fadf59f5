"""People written for other programs: cards and tables that bring the same people back, and who is left out."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook  # pyright: ignore[reportMissingModuleSource]

from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.services.workspace import Workspace

PEOPLE = (
    "given_name,family_name,name,company,job_title,email 1,email 1 label,email 2,phone 1,phone 1 label,phone 2,"
    "street 1,city 1,tags,birthday,url 1,notes,consent\n"
    'Ana,Pérez,Ana Pérez,"Nordlicht, GmbH",CTO,ana@x.example,work,ana@h.example,+49 170 5551234,mobile,030 1,'
    '"Weg 1\nHof",Ulm,VIP;Fair,--04-12,https://x.example,=1+1,granted\n'
    "Bo,Li,Bo Li,,,bo@x.example,,,,,,,,,,,,unsubscribed\n"
    "Bob,Li,Bob Li,,,bo@x.example,,,,,,,,,,,,granted\n"
    ",,,Acme,,info@acme.example,,,,,,,,,,,,\n"
)
TOLD = ("name", "given_name", "family_name", "company", "job_title", "birthday", "notes", "tags", "is_named")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = Workspace.create(tmp_path / "a.crm", clock=FixedClock(date(2026, 5, 14)))
    (tmp_path / "people.csv").write_text(PEOPLE, "utf-8")
    opened.imports.run(opened.imports.open(tmp_path / "people.csv", on_duplicate="new"))
    yield opened
    opened.close()


def told(workspace: Workspace) -> list[object]:
    people = workspace.contacts.get_many(sorted(workspace.contacts.ids()))
    return [
        (
            [getattr(person, name) for name in TOLD],
            [(one.address, one.label, one.is_primary) for one in person.emails],
            [(one.number, one.label, one.is_primary) for one in person.phones],
            [(one.street, one.city) for one in person.addresses],
            [one.url for one in person.urls],
        )
        for person in people
    ]


@pytest.mark.parametrize("form", ["vcard3", "vcard4", "google", "xlsx", "csv"])
def test_people_come_back_from_every_form(workspace: Workspace, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"out.{ {'vcard3': 'vcf', 'vcard4': 'vcf', 'xlsx': 'xlsx'}.get(form, 'csv') }"
    assert workspace.exports.write("contacts", target, form=form).rows == 4
    other = Workspace.create(tmp_path / "b.crm", clock=FixedClock(date(2026, 5, 14)))
    plan = other.imports.open(target, on_duplicate="new")
    assert plan.source == {"vcard3": "vcard", "vcard4": "vcard", "google": "google"}.get(form, "own")
    assert other.imports.run(plan).problems == ()
    assert told(other) == told(workspace)
    other.close()


def test_mailchimp_gets_only_who_said_yes_and_where_nobody_said_no(
    workspace: Workspace, tmp_path: Path
) -> None:
    made = workspace.exports.write("contacts", tmp_path / "out.csv", form="mailchimp")
    with made.file.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert made.rows == 1
    assert sum(made.left_out.values()) == workspace.contacts.count() - 1
    assert made.left_out["said_no"] > 0
    assert rows == [
        {
            "Email Address": "ana@x.example", "First Name": "Ana", "Last Name": "Pérez",
            "Company": "Nordlicht, GmbH", "Phone Number": "+49 170 5551234", "Tags": '"Fair","VIP"',
        }
    ]  # fmt: skip


def test_cells_for_another_program_are_not_guarded_but_told(workspace: Workspace, tmp_path: Path) -> None:
    made = workspace.exports.write("contacts", tmp_path / "out.csv", form="google")
    assert made.unguarded == 1
    assert ",=1+1," in made.file.read_text("utf-8")


def test_a_workbook_holds_text_and_no_formula(workspace: Workspace, tmp_path: Path) -> None:
    made = workspace.exports.write("contacts", tmp_path / "out.xlsx", form="xlsx")
    sheet = load_workbook(made.file)["Contacts"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "=1+1" in {cell.value for cell in cells}


def test_one_person_is_handed_out_as_a_card(workspace: Workspace) -> None:
    ana = min(workspace.contacts.ids())
    assert b"\r\nFN:Ana P\xc3\xa9rez\r\n" in workspace.exports.card(ana)
    with pytest.raises(NotFound):
        workspace.exports.card(999)


def test_companies_are_not_people(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="unknown_format"):
        workspace.exports.write("companies", tmp_path / "out.vcf", form="vcard4")
    assert workspace.exports.write("companies", tmp_path / "out.xlsx", form="xlsx").rows == 2

"""Files of contacts as they come: totals under them, no header, other tongues, what spreadsheets do to cells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from smallbiz_crm.domain.contacts import Contact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.imports import ImportResult, Outcome
from smallbiz_crm.services.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "a.crm", clock=FixedClock(date(2026, 5, 14)), holder="window")
    yield made
    made.close()


def read(
    workspace: Workspace,
    folder: Path,
    text: str,
    encoding: str = "utf-8",
    name: str = "file.csv",
    **said: object,
) -> tuple[ImportResult, list[Contact]]:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    result = workspace.imports.run(workspace.imports.open(path, **said))  # type: ignore[arg-type]
    return result, workspace.contacts.get_many(sorted(workspace.contacts.ids()))


def test_preamble_and_totals_are_no_people(workspace: Workspace, tmp_path: Path) -> None:
    text = (
        "Report: contacts\nGenerated: 2026-01-02\n\nFull Name,Email,Phone,Company\n"
        "Tom Ray,tom@ray.example,,Ray\nSue Total,sue@fox.example,,Fox\nTotal,,,Total SE\n\n"
        'Total: 3,,,\nGrand Total,,3,\nCount,3,,\nSumme,,"1.234,50 €",\n'
    )
    result, people = read(workspace, tmp_path, text)
    assert [person.name for person in people] == ["Tom Ray", "Sue Total", "Total"]
    assert (result.skipped, result.problems) == (4, ())
    preview = workspace.imports.preview(workspace.imports.open(tmp_path / "file.csv"))
    assert {row.reason for row in preview.rows if row.outcome is Outcome.SKIP} == {"import.total"}


def test_the_sum_under_spend_is_not_spent_twice(workspace: Workspace, tmp_path: Path) -> None:
    text = "date,payee,gross\n2026-04-01,Printer,100.00\n2026-04-02,Stand,50.00\nTotal,,150.00\n"
    result, _ = read(workspace, tmp_path, text, kind="spend")
    assert (result.created, result.skipped, result.problems) == (2, 1, ())


def test_a_table_without_a_header_is_told_by_its_cells(workspace: Workspace, tmp_path: Path) -> None:
    text = "Ana Lee,ana@lee.example,+1 415 555 0100,Lee Inc\nBo Ek,bo@ek.example,+46 70 123 45 67,Ek AB\n"
    _, people = read(workspace, tmp_path, text)
    assert [(one.name, one.company, one.emails[0].address) for one in people] == [
        ("Ana Lee", "Lee Inc", "ana@lee.example"),
        ("Bo Ek", "Ek AB", "bo@ek.example"),
    ]
    assert people[0].phones[0].number == "+1 415 555 0100"


def test_a_bare_list_of_addresses_is_people(workspace: Workspace, tmp_path: Path) -> None:
    _, people = read(workspace, tmp_path, "ana@lee.example\nbo@ek.example\n", name="list.txt")
    assert [one.name for one in people] == ["ana@lee.example", "bo@ek.example"]


def test_addresses_are_found_under_a_heading_nobody_knows(workspace: Workspace, tmp_path: Path) -> None:
    _, people = read(workspace, tmp_path, "Name,メール,電話\nKen,ken@x.example,+81 3 1234 5678\n")
    assert people[0].emails[0].address == "ken@x.example"
    assert people[0].phones[0].e164 == "+81312345678"


@pytest.mark.parametrize(
    ("header", "sign", "birthday", "encoding"),
    [
        ("Nome,Cognome,Azienda,Indirizzo email,Cellulare,Compleanno", ",", "15/08/1985", "utf-8-sig"),
        ("Voornaam,Achternaam,Bedrijf,E-mailadres,Mobiel,Geboortedatum", ";", "15-08-1985", "cp1252"),
        (
            "Imię,Nazwisko,Nazwa firmy,Adres e-mail,Telefon komórkowy,Data urodzenia",
            "\t",
            "1985-08-15",
            "utf-16",
        ),
        ("Prénom,Nom,Société,Adresse e-mail,Tél. portable,Date de naissance", ";", "15/08/1985", "cp1252"),
    ],
    ids=["Italian", "Dutch", "Polish", "French"],
)
def test_headers_of_other_tongues(
    workspace: Workspace, tmp_path: Path, header: str, sign: str, birthday: str, encoding: str
) -> None:
    text = f"{header}\r\nAna,Lee,Lee,a@x.example,+393331234567,{birthday}\r\n".replace(",", sign)
    _, (person,) = read(workspace, tmp_path, text, encoding)
    assert (person.name, person.company, person.birthday) == ("Ana Lee", "Lee", "1985-08-15")
    assert person.emails[0].address == "a@x.example"
    assert (person.phones[0].e164, person.phones[0].label) == ("+393331234567", "mobile")


def test_what_spreadsheets_do_to_cells_is_undone(workspace: Workspace, tmp_path: Path) -> None:
    text = (
        "Name,Email,Phone,Birthday,Created\n"
        "'=Ana,'ana@x.example','+49 170 5551234,29221,45292\n'Hans 't Hart,o'neill@x.example,,1980-01-02,\n"
    )
    _, (ana, hans) = read(workspace, tmp_path, text)
    assert (ana.name, ana.emails[0].address) == ("=Ana", "ana@x.example")
    assert (ana.phones[0].number, ana.birthday) == ("+49 170 5551234", "1980-01-01")
    assert ana.created_on == date(2024, 1, 1)
    assert hans.emails[0].address == "o'neill@x.example"


def test_eventbrites_newer_list_is_known(workspace: Workspace, tmp_path: Path) -> None:
    text = (
        "Order ID,Order date,Attendee first name,Attendee last name,Attendee email,Event name,Ticket type,"
        "Attendee status\n1,2026-04-02 10:00:00,Ana,Lee,a@x.example,Spring Fair,Visitor,Attending\n"
    )
    result, (ana,) = read(workspace, tmp_path, text)
    assert (result.source, ana.name, ana.lifecycle) == ("eventbrite", "Ana Lee", "lead")
    (fair,) = workspace.campaigns.list()
    assert [touch.kind for touch in workspace.campaigns.touches(fair.id)] == ["registered"]

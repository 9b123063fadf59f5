"""What the user says of single rows of an import goes before the rule for all, and is taken back with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from smallbiz_crm.domain.contacts import Contact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.imports import ImportPreview, ImportResult, OnDuplicate, Outcome, RowDecision
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.words import phrase

TODAY = date(2026, 5, 14)
Write = Callable[..., Path]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "a.crm", clock=FixedClock(TODAY), holder="window")
    yield made
    made.close()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(*lines: str, name: str = "people.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return path

    return write


def decided(
    workspace: Workspace, path: Path, decisions: dict[int, RowDecision], **options: object
) -> tuple[ImportPreview, ImportResult]:
    plan = replace(workspace.imports.open(path, **options), decisions=decisions)  # type: ignore[arg-type]
    preview, result = workspace.imports.preview(plan), workspace.imports.run(plan)
    assert preview.counts.get(Outcome.NEW, 0) == result.created
    return preview, result


def person(workspace: Workspace, name: str) -> Contact:
    return next(one for one in map(workspace.contacts.get, workspace.contacts.ids()) if one.name == name)


def ana(workspace: Workspace, write: Write) -> int:
    path = write("Name,Email,Job title,Company,Phone", "Ana Pérez,ana@x.example,Buyer,Acme,0170 5551234")
    workspace.imports.run(workspace.imports.open(path))
    return workspace.contacts.ids()[0]


def test_a_row_is_left_out_and_the_next_of_the_same_person_counts_as_new(
    workspace: Workspace, write: Write
) -> None:
    path = write("Name,Email", "Tom Stein,tom@x.example", "Tom Stein,tom@x.example")
    preview, result = decided(workspace, path, {2: RowDecision(OnDuplicate.SKIP)})
    assert [row.outcome for row in preview.rows] == [Outcome.SKIP, Outcome.NEW]
    assert preview.rows[0].title == "Tom Stein"
    assert (result.created, result.skipped) == (1, 1)


def test_a_row_that_was_found_is_added_as_new(workspace: Workspace, write: Write) -> None:
    ana(workspace, write)
    path = write("Name,Email", "Ana Pérez,ana@x.example")
    _, result = decided(workspace, path, {2: RowDecision(OnDuplicate.NEW)})
    assert result.created == 1
    assert workspace.contacts.count() == 2


def test_a_possible_duplicate_is_merged_into_who_was_named(workspace: Workspace, write: Write) -> None:
    known = ana(workspace, write)
    path = write("Name,Phone,Notes", "Anna Perez-Ruiz,+49 170 5551234,Met at the fair")
    row = workspace.imports.preview(workspace.imports.open(path)).rows[0]
    assert (row.outcome, row.possible) == (Outcome.NEW, (known,))
    assert phrase(row.reason or "", **row.reason_params) == "May be Ana Pérez, who is there already"

    preview, result = decided(workspace, path, {2: RowDecision(OnDuplicate.UPDATE, known)})
    row = preview.rows[0]
    assert phrase(row.reason or "", **row.reason_params) == "You said: fill in what Ana Pérez lacks"
    assert (result.created, result.updated) == (0, 1)
    assert person(workspace, "Ana Pérez").notes == "Met at the fair"


def test_what_the_file_says_replaces_what_is_there_and_undo_brings_it_back(
    workspace: Workspace, write: Write
) -> None:
    known = ana(workspace, write)
    field = workspace.fields.add("contact", "Size")
    workspace.fields.set_value(field, known, "38")
    before = workspace.contacts.get(known)
    path = write(
        "Name,Email,Job title,Company,Size", "Ana Pérez Ruiz,ana@x.example,Head of buying,Terra GmbH,40"
    )
    decision = {2: RowDecision(OnDuplicate.REPLACE)}
    decided(workspace, path, decision, maps=["Size=custom:size"])

    after = workspace.contacts.get(known)
    assert (after.name, after.job_title, after.company) == ("Ana Pérez Ruiz", "Head of buying", "Terra GmbH")
    assert after.custom == {"Size": "40"}
    assert [phone.number for phone in after.phones] == ["0170 5551234"]
    workspace.history.undo()
    assert workspace.contacts.get(known) == before


def test_the_file_may_be_right_about_all(workspace: Workspace, write: Write) -> None:
    known = ana(workspace, write)
    path = write("Name,Email,Job title", "Ana Pérez,ana@x.example,Head of buying")
    decided(workspace, path, {}, on_duplicate="replace")
    assert workspace.contacts.get(known).job_title == "Head of buying"
    _, again = decided(workspace, path, {}, on_duplicate="replace")
    assert again.same == 1


def test_a_row_whose_target_went_is_left_out_and_told(workspace: Workspace, write: Write) -> None:
    known = ana(workspace, write)
    workspace.contacts.trash([known])
    path = write("Name,Phone", "Anna Ruiz,+49 170 5551234")
    preview, result = decided(workspace, path, {2: RowDecision(OnDuplicate.UPDATE, known)})
    assert [row.outcome for row in preview.rows] == [Outcome.PROBLEM]
    assert [problem.code for problem in result.problems] == ["decision.gone"]


def test_companies_are_decided_row_by_row_too(workspace: Workspace, write: Write) -> None:
    head = "Name,Domain,Industry"
    workspace.imports.run(workspace.imports.open(write(head, "Acme,acme.example,Trade", "Terra,,Farming")))
    path = write(head, "Acme,acme.test,Tools", "Terra,terra.test,", "Nova,,")
    decisions = {2: RowDecision(OnDuplicate.REPLACE), 4: RowDecision(OnDuplicate.SKIP)}
    _, result = decided(workspace, path, decisions)
    assert (result.updated, result.skipped) == (2, 1)
    companies = {one.name: one for one in map(workspace.companies.get, workspace.companies.ids())}
    assert (companies["Acme"].domain, companies["Acme"].industry) == ("acme.test", "Tools")
    assert (companies["Terra"].domain, companies["Terra"].industry) == ("terra.test", "Farming")


# -- what an update adds beside fields ------------------------------------------------------------------------


def test_who_was_found_by_mail_is_known_by_the_other_programs_id_from_then_on(
    workspace: Workspace, write: Write
) -> None:
    known = ana(workspace, write)
    head = "Record ID,First Name,Last Name,Email,Lifecycle Stage,Create Date"
    path = write(head, "77,Ana,Pérez,ana@x.example,Customer,2024-02-03 10:11")
    decided(workspace, path, {})
    assert workspace.contacts.get(known).lifecycle == "customer"
    moved = write(head, "77,Ana,Pérez,ana@new.example,Customer,2024-02-03 10:11")
    decided(workspace, moved, {})
    assert [email.address for email in workspace.contacts.get(known).emails] == [
        "ana@x.example",
        "ana@new.example",
    ]
    assert workspace.contacts.count() == 1


def test_the_day_on_which_the_other_program_made_them_is_kept(workspace: Workspace, write: Write) -> None:
    head = "Record ID,First Name,Last Name,Email,Lifecycle Stage,Create Date"
    decided(workspace, write(head, "77,Tom,Stein,tom@x.example,,2024-02-03 10:11"), {})
    assert person(workspace, "Tom Stein").created_on == date(2024, 2, 3)


def test_values_that_do_not_fit_a_field_are_told_and_left_out(workspace: Workspace, write: Write) -> None:
    workspace.fields.add("contact", "Since", "date")
    path = write("Name,Since", "Ana,2024-02-03", "Bo,soon", "Cy,")
    _, result = decided(workspace, path, {}, maps=["Since=custom:Since"])
    assert [(problem.row, problem.column) for problem in result.problems] == [(3, "Since")]
    assert person(workspace, "Ana").custom == {"Since": "2024-02-03"}
    assert person(workspace, "Bo").custom == {}


# -- attendees of an event ------------------------------------------------------------------------------------

ATTENDEES = (
    "Order #,Order Date,First Name,Last Name,Email,Quantity,Ticket Type,Attendee Status,Company",
    "1,2026-04-02,Ana,Pérez,ana@x.example,1,Visitor,Checked In,Acme",
    "1,2026-04-02,Bo,Lind,ana@x.example,1,Visitor,Attending,Acme",
    "2,2026-04-03,Cy,Moor,cy@x.example,1,Visitor,Refunded,",
    "3,2026-04-03,Di,Noor,di@x.example,1,Visitor,Deleted,",
)


def test_attendees_become_people_with_touches_on_the_event(workspace: Workspace, write: Write) -> None:
    known = ana(workspace, write)
    fair = workspace.campaigns.add("Spring Fair", channel="event")
    preview, result = decided(workspace, write(*ATTENDEES), {}, campaign="Spring Fair")
    assert [row.outcome for row in preview.rows] == [Outcome.UPDATE, Outcome.NEW, Outcome.SKIP, Outcome.SKIP]
    left_out = preview.rows[2]
    assert phrase(left_out.reason or "", **left_out.reason_params) == "The ticket was given back (Refunded)"
    touches = {touch.contact_id: touch for touch in workspace.campaigns.touches(fair)}
    bo = person(workspace, "Bo Lind").id
    assert {key: touch.kind for key, touch in touches.items()} == {known: "attended", bo: "registered"}
    assert touches[bo].touched_on == date(2026, 4, 2)
    assert workspace.contacts.get(known).lifecycle == "lead"
    assert result.created == 1

    _, again = decided(workspace, write(*ATTENDEES), {}, campaign="Spring Fair")
    assert (again.same, again.skipped) == (2, 2)


def test_an_attendee_who_gave_the_ticket_back_is_taken_over_when_told_so(
    workspace: Workspace, write: Write
) -> None:
    _, result = decided(workspace, write(*ATTENDEES), {4: RowDecision(OnDuplicate.NEW)})
    assert result.created == 3
    assert person(workspace, "Cy Moor").lifecycle == "none"

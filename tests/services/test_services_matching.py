"""Imports on real files: who is new, who is there, what a second import adds, and taking all of it back."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from smallbiz_crm.domain.contacts import Lifecycle
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.errors import Cancelled, Refused
from smallbiz_crm.domain.imports import ImportResult, Outcome
from smallbiz_crm.services.workspace import Workspace

TODAY = date(2026, 5, 14)
Write = Callable[..., Path]


@pytest.fixture
def workspace(tmp_path: Path):
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


def run(workspace: Workspace, path: Path, **options: object) -> ImportResult:
    plan = workspace.imports.open(path, **options)  # type: ignore[arg-type]
    preview = workspace.imports.preview(plan)
    result = workspace.imports.run(plan)
    assert preview.total == result.rows
    assert preview.counts.get(Outcome.PROBLEM, 0) == result.rows - sum(
        (result.created, result.updated, result.same, result.skipped)
    )
    return result


def test_a_second_import_of_the_same_file_changes_nothing(workspace: Workspace, write: Write) -> None:
    path = write(
        "Name,Company,Email,Phone", "Ana Pérez,Acme,ana@x.example,0170 5551234", "Tom Becker,Terra,,"
    )
    assert run(workspace, path).created == 2
    again = run(workspace, path)
    assert (again.created, again.same, again.step) == (0, 2, None)


def test_an_update_fills_blanks_and_replaces_nothing(workspace: Workspace, write: Write) -> None:
    run(workspace, write("Name,Email,Job title", "Ana Pérez,ana@x.example,"))
    result = run(
        workspace, write("Name,Email,Job title,Phone,Tags", "Ana Pérez,ana@x.example,Buyer,0170 5551234,hot")
    )
    assert result.updated == 1
    run(workspace, write("Name,Email,Job title", "Ana Pérez,ana@x.example,Owner"))
    ana = workspace.contacts.get_many(workspace.contacts.ids())[0]
    assert (ana.job_title, [phone.number for phone in ana.phones], ana.tags) == (
        "Buyer",
        ["0170 5551234"],
        ("hot",),
    )


@pytest.mark.parametrize(
    ("second", "people"),
    [
        ("A. Pérez,,ana@x.example,", 1),
        ("Rita Dias,,ana@x.example,", 2),
        ("Ana Pérez,ACME Ltd,,", 1),
        ("Ana Pérez,Other,,", 2),
        ("Rita Dias,,,0170 5551234", 2),
    ],
    ids=["initial", "other name", "name and company", "other company", "same phone"],
)
def test_who_is_the_same_person(workspace: Workspace, write: Write, second: str, people: int) -> None:
    run(workspace, write("Name,Company,Email,Phone", "Ana Pérez,Acme,ana@x.example,0170 5551234"))
    run(workspace, write("Name,Company,Email,Phone", second))
    assert workspace.contacts.count() == people


def test_role_addresses_keep_colleagues_apart(workspace: Workspace, write: Write) -> None:
    path = write("Name,Email", "Ana Pérez,info@x.example", "Rita Dias,info@x.example", ",info@y.example")
    assert run(workspace, path).created == 3


def test_the_same_person_twice_in_one_file_is_one(workspace: Workspace, write: Write) -> None:
    path = write("Name,Email,Phone", "Ana Pérez,ana@x.example,", "Ana Pérez,ana@x.example,0170 5551234")
    result = run(workspace, path)
    assert (result.created, result.updated) == (1, 1)
    assert len(workspace.contacts.get_many(workspace.contacts.ids())[0].phones) == 1


def test_an_import_is_taken_back_and_brought_again_as_one_step(workspace: Workspace, write: Write) -> None:
    run(workspace, write("Name,Email", "Ana Pérez,ana@x.example"))
    run(
        workspace, write("Name,Email,Job title", "Ana Pérez,ana@x.example,Buyer", "Tom Becker,tom@x.example,")
    )
    workspace.history.undo()
    (ana,) = workspace.contacts.get_many(workspace.contacts.ids())
    assert ana.job_title is None
    workspace.history.redo()
    assert workspace.contacts.count() == 2
    assert workspace.backups.check().ok


def test_rows_with_problems_are_named_and_the_rest_goes_on(
    workspace: Workspace, write: Write, tmp_path: Path
) -> None:
    path = write(
        "Name,Email,Lifecycle", "Ana,ana@x.example,lead", ",,", "Tom,tom@x.example,wizard", ",,customer"
    )
    plan = workspace.imports.open(path)
    result = workspace.imports.run(plan, failed_rows=tmp_path / "failed.csv")
    assert result.created == 2
    assert {(problem.row, problem.code) for problem in result.problems} == {
        (4, "lifecycle.unknown"),
        (5, "contact.empty"),
    }
    failed = (tmp_path / "failed.csv").read_text("utf-8-sig").splitlines()
    assert len(failed) == 3
    assert failed[0].endswith(",Problem")


def test_leads_of_a_campaign_get_stage_and_touch(workspace: Workspace, write: Write) -> None:
    path = write("Name,Email", "Ana Pérez,ana@x.example")
    run(workspace, path, leads_since=date(2026, 5, 1), campaign="Spring Fair")
    (ana,) = workspace.contacts.get_many(workspace.contacts.ids())
    assert (ana.lifecycle, ana.source) == (Lifecycle.LEAD, "Spring Fair")


def test_days_that_read_both_ways_are_asked_not_guessed(workspace: Workspace, write: Write) -> None:
    path = write("Title,Amount,Created,Stage", "Shelf,100,03/04/2026,Proposal")
    plan = workspace.imports.open(path, kind="deals")
    assert [(question.kind, question.column) for question in plan.questions] == [("day", "created")]
    with pytest.raises(Refused) as refused:
        workspace.imports.run(plan)
    assert refused.value.code == "import.day_unclear"
    workspace.imports.run(workspace.imports.open(path, kind="deals", date_order="dmy"))
    assert workspace.deals.get(workspace.deals.ids()[0]).created_on == date(2026, 4, 3)


def test_a_stage_word_that_is_not_understood_makes_the_row_a_problem(
    workspace: Workspace, write: Write
) -> None:
    path = write("Title,Stage,Amount", "Shelf,Wizardry,100", "Counter,Proposal,200", name="deals.csv")
    result = run(workspace, path, kind="deals")
    assert result.created == 1
    assert [(problem.row, problem.code, problem.value) for problem in result.problems] == [
        (2, "stage.unknown", "Wizardry")
    ]
    again = run(workspace, path, kind="deals", value_maps=["stage:Wizardry=new:30"])
    assert again.created == 1
    made = next(stage for stage in workspace.deals.stages() if stage.name == "Wizardry")
    assert made.probability == 3_000


class _Stops:
    """Progress of a user who cancels at the first look."""

    def report(self, done: int, total: int, note: str = "") -> None: ...

    def raise_if_cancelled(self) -> None:
        raise Cancelled


def test_cancel_keeps_nothing(workspace: Workspace, write: Write) -> None:
    plan = workspace.imports.open(write("Name", "Ana", "Tom"))
    with pytest.raises(Cancelled):
        workspace.imports.run(plan, _Stops())
    assert workspace.contacts.count() == 0
    assert workspace.history.next_undo() is None


def test_vcards_are_read_like_tables(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "people.vcf"
    path.write_text(
        "BEGIN:VCARD\nVERSION:3.0\nFN:Ana Pérez\nN:Pérez;Ana;;;\nORG:Acme\nTEL;TYPE=CELL:0170 5551234\n"
        "EMAIL:ana@x.example\nEND:VCARD\n",
        "utf-8",
    )
    assert run(workspace, path).created == 1
    (ana,) = workspace.contacts.get_many(workspace.contacts.ids())
    assert (ana.name, ana.company, ana.emails[0].address) == ("Ana Pérez", "Acme", "ana@x.example")
    assert run(workspace, path).same == 1


def test_cards_that_name_nobody_are_kept_under_what_they_hold(workspace: Workspace, tmp_path: Path) -> None:
    cards = ["ADR:;;Weg 1;Ulm;;;", "URL:https://x.example", "", "N:;;;;\nFN:Acme Ltd\nX-ABShowAs:COMPANY"]
    path = tmp_path / "people.vcf"
    path.write_text("".join(f"BEGIN:VCARD\n{card}\nEND:VCARD\n" for card in cards), "utf-8")
    result = run(workspace, path)

    people = workspace.contacts.get_many(sorted(workspace.contacts.ids()))
    assert [person.name for person in people] == ["Weg 1, Ulm", "https://x.example", "Card 3", "Acme Ltd"]
    assert [(problem.row, problem.code) for problem in result.problems] == [(3, "contact.unnamed")]
    assert (people[3].company, people[3].given_name, people[3].family_name) == ("Acme Ltd", None, None)


def test_a_number_under_two_labels_stays_two_numbers(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "people.vcf"
    path.write_text(
        "BEGIN:VCARD\nFN:Ana\nTEL;WORK:0170 5551234\nTEL;FAX:0170 5551234\nTEL:0170 5551234\nEND:VCARD\n"
    )
    assert run(workspace, path).created == 1
    (ana,) = workspace.contacts.get_many(workspace.contacts.ids())
    assert [phone.label for phone in ana.phones] == ["work", "fax"]


def mailable(workspace: Workspace, tmp_path: Path) -> str:
    target = tmp_path / "out.csv"
    workspace.exports.write("contacts", target)
    with target.open(encoding="utf-8-sig", newline="") as file:
        return ",".join(row["consent"] for row in csv.DictReader(file))


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("unsubscribed_members_export_1.csv", "unsubscribed"),
        ("Newsletter Abgemeldete 2026.csv", "unsubscribed"),
        ("opt-outs.csv", "unsubscribed"),
        ("cleaned_members_export.csv", "bounced"),
        ("members_cleaned.csv", "granted"),
        ("subscribed_members_export.csv", "granted"),
    ],
)
def test_a_list_of_those_who_left_is_told_by_its_name_and_closes_who_is_there(
    workspace: Workspace, tmp_path: Path, name: str, state: str
) -> None:
    head = "Email Address,First Name,Last Name\nana@x.example,Ana,Ek\n"
    (tmp_path / "all.csv").write_text(
        head.replace("Last Name", "Last Name,Consent").replace("Ek", "Ek,subscribed")
    )
    run(workspace, tmp_path / "all.csv")
    (tmp_path / name).write_text(head)
    run(workspace, tmp_path / name)
    assert mailable(workspace, tmp_path) == state
    run(workspace, tmp_path / "all.csv")
    assert mailable(workspace, tmp_path) == state


def test_birthdays_that_read_in_two_ways_are_asked_for_once(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Name,Birthday\nAna,03/04/1980\nBo,05/06/1981\n")
    plan = workspace.imports.open(path)
    assert [(question.kind, question.column) for question in plan.questions] == [("day", "birthday")]
    workspace.imports.run(workspace.imports.open(path, date_order="mdy"))
    people = workspace.contacts.get_many(sorted(workspace.contacts.ids()))
    assert [person.birthday for person in people] == ["1980-03-04", "1981-05-06"]


def test_rows_to_be_mended_say_what_is_wrong_and_read_back(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("name,given_name,family_name,lifecycle\nAna Ek,Ana,Ek,hot\n")
    workspace.imports.run(workspace.imports.open(path), failed_rows=tmp_path / "failed.csv")
    plan = workspace.imports.open(tmp_path / "failed.csv")
    assert (plan.source, plan.unmapped) == ("own", ("Problem",))
    assert plan.columns[-1].samples[0].startswith("lifecycle: “hot”")

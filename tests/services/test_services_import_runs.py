"""Runs of an import: the plan that is shown, failures that keep nothing, and the copy made before a large one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.errors import CrmError, Refused
from smallbiz_crm.domain.imports import OnDuplicate
from smallbiz_crm.services import imports
from smallbiz_crm.services.workspace import Workspace

DEALS = "title,amount,created,colour\nShelf,5,2026-01-01,red\nLamp,much,2026-01-01,blue\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = Workspace.create(tmp_path / "a.crm", clock=FixedClock(date(2026, 5, 14)))
    yield opened
    opened.close()


@pytest.fixture
def deals(tmp_path: Path) -> Path:
    path = tmp_path / "deals.csv"
    path.write_text(DEALS)
    return path


def test_a_plan_shows_columns_samples_and_what_goes_nowhere(workspace: Workspace, deals: Path) -> None:
    plan = workspace.imports.open(deals, kind="deals")

    columns = {column.name: (column.samples, column.targets) for column in plan.columns}
    assert columns["title"] == (("Shelf", "Lamp"), ("title",))
    assert columns["colour"] == (("red", "blue"), ())
    assert plan.unmapped == ("colour",)
    assert not plan.questions


def test_a_plan_with_questions_does_not_run(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text("title,created\nShelf,03/04/2026\n")
    plan = workspace.imports.open(path, kind="deals")

    assert [(question.kind, question.column) for question in plan.questions] == [("day", "created")]
    with pytest.raises(Refused, match=r"import\.day_unclear"):
        workspace.imports.run(plan)
    assert workspace.deals.count() == 0


def test_failed_rows_that_cannot_be_written_keep_the_import_out(
    workspace: Workspace, deals: Path, tmp_path: Path
) -> None:
    plan = workspace.imports.open(deals, kind="deals")

    for target in (tmp_path / "no" / "folder.csv", workspace.path):
        with pytest.raises(CrmError):
            workspace.imports.run(plan, failed_rows=target)
        assert workspace.deals.count() == 0
        assert [step.code for step in workspace.history.list()] == ["workspace.created"]


def test_a_large_file_is_imported_after_a_verified_copy(
    workspace: Workspace, deals: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "LARGE_FILE", 10)

    workspace.imports.run(workspace.imports.open(deals, kind="deals"))
    workspace.imports.run(workspace.imports.open(deals, kind="deals"))

    (copy,) = (workspace.path.parent / "backups").glob("*.crm")
    kept = Workspace.open(copy, holder=None)
    assert kept.deals.count() == 0
    kept.close()
    assert workspace.deals.count() == 1


def test_our_own_files_are_never_asked_about(workspace: Workspace, tmp_path: Path) -> None:
    workspace.deals.add("Shelf", amount=1_234_567, currency="KWD")
    made = workspace.exports.write("deals", tmp_path / "own.csv")

    plan = workspace.imports.open(made.file)

    assert (plan.source, plan.questions) == ("own", ())


def test_an_import_of_more_rows_than_a_batch(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "BATCH", 3)
    path = tmp_path / "people.csv"
    path.write_text("Name,Email\n" + "".join(f"P {n},p{n % 7}@x.com\n" for n in range(20)))

    result = workspace.imports.run(workspace.imports.open(path))

    assert result.rows == 20
    assert result.created + result.updated + result.same == 20
    assert workspace.contacts.count() == result.created
    assert workspace.backups.check().ok


def test_one_address_of_a_person_is_the_primary_one(workspace: Workspace, tmp_path: Path) -> None:
    card = (
        "BEGIN:VCARD\nVERSION:3.0\nFN:Ana\nEMAIL:a@x.com\nEMAIL;TYPE=pref:b@x.com\nEMAIL;TYPE=pref:c@x.com\n"
        "TEL:+4930123456\nTEL:+4930123457\nEND:VCARD\n"
    )
    path = tmp_path / "ana.vcf"
    path.write_text(card)

    workspace.imports.run(workspace.imports.open(path))

    ana = workspace.contacts.get(1)
    assert [email.address for email in ana.emails if email.is_primary] == ["b@x.com"]
    assert len([phone for phone in ana.phones if phone.is_primary]) == 1


def test_a_number_in_letters_is_not_added_again(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "ana.csv"
    path.write_text("Name,Email,Phone\nAna,a@x.com,1-800-MY-APPLE\n")

    workspace.imports.run(workspace.imports.open(path))

    assert workspace.imports.run(workspace.imports.open(path)).same == 1
    assert len(workspace.contacts.get(1).phones) == 1


KNOWN = "id,name,email\n7,Ann Lee,ann@x.example\n8,Bo Ek,bo@x.example\n"


def test_someone_in_the_trash_is_imported_again_with_the_same_id(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "people.csv"
    path.write_text(KNOWN)
    workspace.imports.run(workspace.imports.open(path))
    workspace.contacts.trash([1])

    again = workspace.imports.run(workspace.imports.open(path))
    path.write_text("id,name,email\n7,Ann Lee-Berg,lee@x.example\n")
    later = workspace.imports.run(workspace.imports.open(path))

    assert (again.created, again.same) == (1, 1)
    assert (later.created, later.updated) == (0, 1)
    assert [email.address for email in workspace.contacts.get(3).emails] == ["ann@x.example", "lee@x.example"]
    for _ in range(4):
        workspace.history.undo()
    assert workspace.contacts.count() == 0


def test_an_id_stays_with_who_has_it_when_all_rows_are_to_be_new(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "people.csv"
    path.write_text(KNOWN + "7,Ann Again,again@x.example\n")
    for _ in range(2):
        workspace.imports.run(workspace.imports.open(path, on_duplicate=OnDuplicate.NEW))
    path.write_text("id,name,email\n7,Ann Lee,second@x.example\n")

    workspace.imports.run(workspace.imports.open(path))

    assert workspace.contacts.count() == 6
    assert len(workspace.contacts.get(1).emails) == 2


def test_a_deal_in_the_trash_is_imported_again_with_the_same_id(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("external_id,title\nd1,Shelf\n")
    workspace.imports.run(workspace.imports.open(path, kind="deals"))
    workspace.deals.trash([1])

    results = [workspace.imports.run(workspace.imports.open(path, kind="deals")) for _ in range(2)]

    assert [(result.created, result.same) for result in results] == [(1, 0), (0, 1)]

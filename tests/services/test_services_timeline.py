"""The one timeline of a person: every kind, every change of the record, by group, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.services.workspace import Workspace

TODAY = date(2026, 5, 14)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = Workspace.create(tmp_path / "a.crm", clock=FixedClock(TODAY))
    yield opened
    opened.close()


@pytest.fixture
def ana(workspace: Workspace) -> int:
    return workspace.contacts.add(NewContact("Ana Pérez", phones=("0170 5551234",), tags=("retail",)))


def changes(workspace: Workspace, contact_id: int) -> set[tuple[object, object, object]]:
    entries = workspace.contacts.timeline(contact_id, group="changes")
    return {(entry.params["field"], entry.params["before"], entry.params["after"]) for entry in entries}


def test_what_came_with_the_person_is_no_change(workspace: Workspace, ana: int) -> None:
    assert changes(workspace, ana) == set()


def test_every_list_of_the_person_tells_what_changed(workspace: Workspace, ana: int) -> None:
    contacts = workspace.contacts
    phone = contacts.get(ana).phones[0]
    contacts.set_phone(ana, phone.id, "0171 5551234")
    contacts.set_email(ana, None, "ana@a.example")
    contacts.set_tags(ana, ["vip"])
    contacts.set_address(ana, None, street="Hafenstr. 1", city="Hamburg")
    workspace.consents.say(ana, "email", "granted")
    contacts.edit(ana, job_title="Buyer")
    told = {
        ("phone", "0170 5551234", "0171 5551234"),
        ("email", None, "ana@a.example"),
        ("tags", "retail", None),
        ("tags", None, "vip"),
        ("address", None, "Hafenstr. 1, Hamburg"),
        ("consent", None, "email.granted"),
        ("job_title", None, "Buyer"),
    }
    assert changes(workspace, ana) == told
    contacts.set_email(ana, contacts.get(ana).emails[0].id, "")
    assert ("email", "ana@a.example", None) in changes(workspace, ana)
    for _ in range(3):
        workspace.history.undo()
    assert changes(workspace, ana) == told - {
        ("consent", None, "email.granted"),
        ("job_title", None, "Buyer"),
    }


def test_a_group_shows_its_own_kinds_alone(workspace: Workspace, ana: int) -> None:
    workspace.contacts.log(ana, "call", "Prices", on=TODAY - timedelta(days=1))
    fair = workspace.campaigns.add("Spring Fair")
    workspace.campaigns.add_people(fair, [ana])
    workspace.deals.add("Shop", contact_id=ana)
    kinds = {
        group: {entry.kind for entry in workspace.contacts.timeline(ana, group=group)}
        for group in ("activities", "touches", "deals", "")
    }
    assert kinds["activities"] == {"call"}
    assert kinds["touches"] == {"touch"}
    assert kinds["deals"] == {"deal", "lifecycle"}
    assert {"call", "touch", "deal"} <= kinds[""]
    assert len(workspace.contacts.timeline(ana, 2)) == 2


def test_a_next_step_is_planned_in_the_same_step(workspace: Workspace, ana: int) -> None:
    workspace.contacts.log(ana, "call", "Prices", next_step=("Send the list", TODAY + timedelta(days=2)))
    planned = workspace.follow_ups.of("contact", ana)
    assert [(each.text, each.due_on) for each in planned] == [("Send the list", date(2026, 5, 16))]
    workspace.history.undo()
    assert workspace.follow_ups.of("contact", ana) == []
    assert workspace.contacts.timeline(ana, group="activities") == []


def test_a_saved_mail_is_logged_on_its_day(workspace: Workspace, ana: int, tmp_path: Path) -> None:
    path = tmp_path / "offer.eml"
    path.write_bytes(
        b"From: ana@a.example\nSubject: Offer\nDate: Tue, 12 May 2026 09:00:00 +0200\n\nYes please\n"
    )
    workspace.contacts.log_mail(ana, path)
    entry = workspace.contacts.timeline(ana)[0]
    assert (entry.kind, entry.happened_on) == ("email", date(2026, 5, 12))
    assert entry.text == "Offer\nana@a.example\nYes please"
    path.write_bytes(b"nothing")
    with pytest.raises(Refused):
        workspace.contacts.log_mail(ana, path)

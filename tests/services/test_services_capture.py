"""Quick capture: one line, one step, with everything that it says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from smallbiz_crm.domain.contacts import Lifecycle, NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.services.workspace import Workspace

TODAY = date(2026, 5, 14)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = Workspace.create(tmp_path / "a.crm", clock=FixedClock(TODAY))
    yield opened
    opened.close()


def test_a_line_makes_a_person_a_company_a_follow_up_and_a_deal(workspace: Workspace) -> None:
    made = workspace.capture.add(
        "Ana Silva, Acme GmbH, ana@acme.com, 0170 555 1234, #retail, 2.5k EUR deal, call Friday"
    )

    assert made.contact is not None
    person = workspace.contacts.get(made.contact)
    assert (person.name, person.company, person.tags) == ("Ana Silva", "Acme GmbH", ("retail",))
    assert (person.emails[0].address, person.phones[0].number) == ("ana@acme.com", "0170 555 1234")
    assert made.follow_up is not None
    assert workspace.follow_ups.get(made.follow_up).due_on == date(2026, 5, 15)
    assert made.deal is not None
    deal = workspace.deals.get(made.deal)
    assert (deal.amount, deal.contact_id, deal.company) == (250_000, made.contact, "Acme GmbH")
    assert len([step for step in workspace.history.list() if step.kind == "do"]) == 1


def test_a_time_of_day_is_kept_with_the_follow_up(workspace: Workspace) -> None:
    made = workspace.capture.add("Ana Silva, Acme, rappeler demain à 15h30")

    assert made.follow_up is not None
    follow_up = workspace.follow_ups.get(made.follow_up)
    assert (follow_up.text, follow_up.due_on, follow_up.due_time) == ("rappeler", date(2026, 5, 15), "15:30")


def test_taking_the_line_back_takes_all_of_it(workspace: Workspace) -> None:
    before = workspace.backups.rows()
    workspace.capture.add("Ana Silva, Acme, ana@acme.com, call tomorrow, 500 EUR deal, #new")

    workspace.history.undo()

    after = workspace.backups.rows()
    told = {"step", "journal_entry", "id_counter"}
    assert {name for name in before if before[name] != after[name]} <= told
    assert workspace.backups.check().ok


def test_at_an_event_a_person_becomes_a_lead_once(workspace: Workspace) -> None:
    fair = workspace.campaigns.add("Fair", channel="event")

    made = workspace.capture.add("Ana Silva, ana@x.com", event=" FAIR ")

    assert made.contact is not None
    assert workspace.contacts.get(made.contact).lifecycle is Lifecycle.LEAD
    (touch,) = workspace.campaigns.touches(fair)
    assert (touch.id, touch.contact_id, touch.touched_on) == (made.touch, made.contact, TODAY)
    with pytest.raises(Refused, match=r"campaign\.not_found"):
        workspace.capture.add("Bo", event="Circus")


def test_the_same_address_or_phone_is_offered_as_the_same_person(workspace: Workspace) -> None:
    ana = workspace.contacts.add(NewContact(name="Ana", emails=("ana@x.com",), phones=("0170 555 1234",)))

    by_mail = workspace.capture.understand("A. Silva, ANA@X.com")
    by_phone = workspace.capture.understand("A. Silva, +49 170 5551234")

    assert [(one.contact_id, one.reasons) for one in workspace.capture.alike(by_mail)] == [(ana, ("email",))]
    assert [(one.contact_id, one.reasons) for one in workspace.capture.alike(by_phone)] == [(ana, ("phone",))]
    assert workspace.capture.alike(workspace.capture.understand("Bo, info@x.com")) == ()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Ana Silva", "name"),
        ("Ana Silva, Acme", "name_and_company"),
        ("Anna Silva, Acme", "similar_name_and_company"),
        ("Silva, Ana, Acme GmbH", "name_and_company"),
        ("Ana Silva, Beta GmbH", None),
        ("Bo Silva, Acme", None),
    ],
)
def test_who_is_alike_is_told_by_name_and_company(
    workspace: Workspace, line: str, reason: str | None
) -> None:
    workspace.contacts.add(NewContact(name="Ana Silva", company="Acme GmbH"))

    found = workspace.capture.alike(workspace.capture.understand(line))

    assert [one.reasons[0] for one in found] == ([reason] if reason else [])


def test_a_number_that_very_many_share_says_nothing(workspace: Workspace) -> None:
    for number in range(61):
        workspace.contacts.add(NewContact(name=f"Person {number}", phones=("0170 555 1234",)))

    assert workspace.capture.alike(workspace.capture.understand("Ana, 0170 555 1234")) == ()


def test_a_dry_run_and_a_line_without_anybody_change_nothing(workspace: Workspace) -> None:
    before = workspace.backups.rows()

    assert workspace.capture.add("Ana Silva", dry_run=True).understood.name == "Ana Silva"
    with pytest.raises(Refused, match=r"capture\.nothing"):
        workspace.capture.add("#retail")

    assert workspace.backups.rows() == before

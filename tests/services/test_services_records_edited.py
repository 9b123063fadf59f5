"""What can be done with people, companies, campaigns, spend and follow-ups: each gesture is one step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from smallbiz_crm.domain.campaigns import PlannedKind
from smallbiz_crm.domain.contacts import Lifecycle, NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.services.workspace import Workspace

TODAY = date(2026, 5, 14)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = Workspace.create(tmp_path / "a.crm", clock=FixedClock(TODAY))
    yield opened
    opened.close()


# -- people ---------------------------------------------------------------------------------------------------


def test_a_person_is_edited_field_by_field(workspace: Workspace) -> None:
    ana = workspace.contacts.add(NewContact(name="ana", emails=("ana@x.com",)))

    workspace.contacts.edit(ana, name="Dr. Ana van der Berg", company="Acme", owner="Mia", job_title="Buyer")
    workspace.contacts.edit(ana, job_title="")

    person = workspace.contacts.get(ana)
    assert (person.prefix, person.given_name, person.family_name) == ("Dr.", "Ana", "van der Berg")
    assert (person.company, person.owner, person.job_title) == ("Acme", "Mia", None)
    workspace.contacts.edit(ana, name="")
    assert (workspace.contacts.get(ana).name, workspace.contacts.get(ana).is_named) == ("ana@x.com", False)


def test_what_no_person_has_cannot_be_edited_or_filtered_by(workspace: Workspace) -> None:
    ana = workspace.contacts.add(NewContact(name="Ana"))

    with pytest.raises(Refused, match=r"field\.unknown"):
        workspace.contacts.edit(ana, shoe_size="38")
    with pytest.raises(Refused, match=r"filter\.unknown_field"):
        workspace.contacts.ids(where={"shoe_size": "38"})
    with pytest.raises(Refused, match=r"contact\.empty"):
        workspace.contacts.add(NewContact())
    with pytest.raises(Refused, match=r"activity\.empty"):
        workspace.contacts.log(ana, "note", "  ")
    with pytest.raises(NotFound):
        workspace.contacts.get(99)


def test_what_was_noted_stands_in_the_timeline(workspace: Workspace) -> None:
    ana = workspace.contacts.add(NewContact(name="Ana"))
    workspace.contacts.log(ana, "call", "asked for a price list", on=date(2026, 5, 1))
    workspace.contacts.log(ana, "note", "likes oak")

    texts = [entry.text for entry in workspace.contacts.timeline(ana) if entry.kind in ("call", "note")]

    assert texts == ["likes oak", "asked for a price list"]


def test_filters_go_by_what_is_there(workspace: Workspace) -> None:
    ana = workspace.contacts.add(NewContact(name="Ana", company="Acme", tags=("Retail",)))
    bo = workspace.contacts.add(NewContact(name="Bo", emails=("bo@x.com",)))
    workspace.contacts.edit(bo, owner="Mia", language="sv")

    def found(**where: str) -> list[int]:
        return list(workspace.contacts.ids(where=where))

    assert found(company="acme") == found(tag="retail") == [ana]
    assert found(email="BO@x.com") == found(owner="mia") == found(language="sv") == [bo]
    assert found(lifecycle="none", tag="retail") == [ana]
    assert workspace.contacts.count(where={"lifecycle": "none"}) == 2


# -- companies ------------------------------------------------------------------------------------------------


def test_a_company_is_found_again_without_its_legal_form(workspace: Workspace) -> None:
    acme = workspace.companies.add("Acme GmbH")

    assert workspace.companies.add(" acme ") == acme
    workspace.companies.edit(acme, name="Acme AG", region="North", owner="Mia")
    assert (workspace.companies.get(acme).name, workspace.companies.get(acme).owner) == ("Acme AG", "Mia")
    assert list(workspace.companies.ids(where={"region": "north"})) == [acme]
    with pytest.raises(Refused, match=r"company\.needs_name"):
        workspace.companies.edit(acme, name=" ")


def test_a_company_in_the_trash_is_not_found_by_name(workspace: Workspace) -> None:
    acme = workspace.companies.add("Acme")
    workspace.companies.trash([acme])

    other = workspace.companies.add("Acme")

    assert other != acme
    assert workspace.companies.count() == 1
    assert workspace.companies.count(trashed=True) == 1


def test_people_follow_their_company_into_the_search(workspace: Workspace) -> None:
    ana = workspace.contacts.add(NewContact(name="Ana", company="Acme"))
    company = workspace.contacts.get(ana).company_id
    assert company is not None

    workspace.companies.edit(company, name="Zenith")

    assert list(workspace.contacts.ids(search="zen")) == [ana]
    assert list(workspace.contacts.ids(search="acme")) == []
    assert workspace.companies.people(company) == [(ana, "Ana", None)]


# -- campaigns ------------------------------------------------------------------------------------------------


def test_open_items_move_with_their_campaign(workspace: Workspace) -> None:
    fair = workspace.campaigns.add("Fair", starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 30))
    early = workspace.campaigns.plan(fair, "Book stand", date(2026, 5, 15), kind="task")
    done = workspace.campaigns.plan(fair, "Write list", date(2026, 5, 10))
    workspace.campaigns.finish_items([done])

    workspace.campaigns.edit(fair, starts_on=date(2026, 6, 8))

    days = {item.id: item.planned_on for item in workspace.campaigns.items(fair)}
    assert days == {early: date(2026, 5, 22), done: date(2026, 5, 10)}
    assert [item.kind for item in workspace.campaigns.agenda()] == []
    assert workspace.campaigns.items()[1].kind is PlannedKind.TASK


def test_people_met_twice_on_a_day_are_touched_once(workspace: Workspace) -> None:
    fair = workspace.campaigns.add("Fair", budget=50_000)
    people = [workspace.contacts.add(NewContact(name=name)) for name in ("Ana", "Bo")]

    assert workspace.campaigns.add_people(fair, people) == 2
    assert workspace.campaigns.add_people(fair, people) == 0
    assert workspace.campaigns.get(fair).people == 2
    assert {workspace.contacts.get(one).lifecycle for one in people} == {Lifecycle.LEAD}
    workspace.campaigns.remove_touch(workspace.campaigns.touches(fair)[0].id)
    assert workspace.campaigns.get(fair).people == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"channel": "pigeon"}, r"field\.unknown_word"),
        ({"colour": "red"}, r"field\.unknown"),
        ({"starts_on": date(2026, 6, 2), "ends_on": date(2026, 6, 1)}, r"campaign\.ends_before_start"),
    ],
)
def test_a_campaign_that_cannot_be(workspace: Workspace, fields: dict[str, object], code: str) -> None:
    with pytest.raises(Refused, match=code):
        workspace.campaigns.add("Fair", **fields)
    assert workspace.campaigns.list() == []


# -- spend ----------------------------------------------------------------------------------------------------


def test_cost_is_net_plus_the_tax_that_does_not_come_back(workspace: Workspace) -> None:
    fair = workspace.campaigns.add("Fair")
    print_ = workspace.spending.add("Print Ltd", TODAY, 10_000, tax=1_900, campaign_id=fair, category="Print")
    assert workspace.spending.get(print_).cost == 11_900

    workspace.spending.edit(print_, recoverable_share=10_000)
    assert (workspace.spending.get(print_).cost, workspace.spending.get(print_).gross) == (10_000, 11_900)
    workspace.spending.edit(print_, net=20_000)
    assert workspace.campaigns.get(fair).cost == 20_000
    workspace.spending.trash([print_])
    assert workspace.campaigns.get(fair).cost == 0


def test_spend_is_listed_by_period_and_campaign(workspace: Workspace) -> None:
    fair = workspace.campaigns.add("Fair")
    first = workspace.spending.add("A", date(2026, 4, 30), 100)
    second = workspace.spending.add("B", date(2026, 5, 1), 100, campaign_id=fair)

    def ids(**options: object) -> list[int]:
        return [line.id for line in workspace.spending.list(**options)]  # type: ignore[arg-type]

    assert ids() == [second, first]
    assert ids(start=date(2026, 5, 1), end=date(2026, 5, 31)) == [second]
    assert ids(campaign_id=fair) == [second]
    assert ids(without_campaign=True) == [first]
    with pytest.raises(Refused, match=r"spend\.needs_payee"):
        workspace.spending.add(" ", TODAY, 100)


def test_a_receipt_lies_in_the_workspace(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "receipt.pdf"
    file.write_bytes(b"%PDF" + bytes(range(256)) * 5_000)

    line = workspace.spending.add("Print Ltd", TODAY, 100, receipt=file)
    file.unlink()

    assert workspace.spending.receipt(line) == ("receipt.pdf", b"%PDF" + bytes(range(256)) * 5_000)
    with pytest.raises(NotFound):
        workspace.spending.attach_receipt(line, tmp_path / "gone.pdf")


# -- follow-ups -----------------------------------------------------------------------------------------------


def test_follow_ups_are_done_snoozed_and_reopened(workspace: Workspace) -> None:
    ana = workspace.contacts.add(NewContact(name="Ana"))
    call = workspace.follow_ups.add("Call Ana", date(2026, 5, 10), kind="call", contact_id=ana)
    later = workspace.follow_ups.add("Write", date(2026, 6, 30))
    assert [one.id for one in workspace.follow_ups.agenda()] == [call]
    assert [one.id for one in workspace.follow_ups.of("contact", ana)] == [call]

    assert workspace.follow_ups.snooze([call], None) == date(2026, 5, 18)
    workspace.follow_ups.done([call])
    assert [one.id for one in workspace.follow_ups.all_open()] == [later]
    workspace.follow_ups.reopen([call])
    assert workspace.follow_ups.get(call).done_on is None
    workspace.follow_ups.edit(later, text="Write to Bo")
    assert workspace.follow_ups.get(later).text == "Write to Bo"
    with pytest.raises(Refused, match=r"follow_up\.needs_text"):
        workspace.follow_ups.add(" ", TODAY)


# -- the Trash, and steps -------------------------------------------------------------------------------------


def test_the_trash_lists_everything_and_gives_it_back(workspace: Workspace) -> None:
    ana = workspace.contacts.add(NewContact(name="Ana"))
    deal = workspace.deals.add("Shelf", contact_id=ana)
    fair = workspace.campaigns.add("Fair")
    workspace.contacts.trash([ana])
    workspace.deals.trash([deal])
    workspace.campaigns.trash([fair])

    listed = {(record.kind, record.id, record.title) for record in workspace.trash.list()}
    assert listed == {("contact", ana, "Ana"), ("deal", deal, "Shelf"), ("campaign", fair, "Fair")}
    for kind, record_id, _ in listed:
        workspace.trash.restore([(kind, record_id)])
    assert workspace.trash.list() == []
    assert workspace.deals.get(deal).contact_id == ana


GESTURES: list[tuple[str, Callable[[Workspace], object]]] = [
    ("contact", lambda w: w.contacts.edit(1, name="Eva")),
    ("contact tags", lambda w: w.contacts.set_tags(1, ["new"])),
    ("contact trash", lambda w: w.contacts.trash([1])),
    ("company", lambda w: w.companies.edit(1, name="Zenith")),
    ("deal", lambda w: w.deals.edit(1, amount=7)),
    ("deal won", lambda w: w.deals.move(1, w.deals.stages()[-2].id, closed_on=date(2026, 5, 1))),
    ("campaign", lambda w: w.campaigns.edit(1, name="Show")),
    ("spend", lambda w: w.spending.edit(1, net=7)),
    ("follow-up", lambda w: w.follow_ups.done([1])),
    ("setting", lambda w: w.settings.set("business.name", "Nordlicht")),
]


@pytest.mark.parametrize(
    ("gesture"), [gesture for _, gesture in GESTURES], ids=[name for name, _ in GESTURES]
)
def test_each_gesture_is_one_step_that_goes_back_and_forth(
    workspace: Workspace, gesture: Callable[[Workspace], object]
) -> None:
    ana = workspace.contacts.add(NewContact(name="Ana", company="Acme"))
    workspace.deals.add("Shelf", contact_id=ana, amount=100)
    workspace.campaigns.add("Fair")
    workspace.spending.add("Print", TODAY, 100)
    workspace.follow_ups.add("Call", TODAY)
    before, steps = snapshot(workspace), len(workspace.history.list())

    gesture(workspace)
    after = snapshot(workspace)
    assert after != before
    assert len(workspace.history.list()) == steps + 1
    workspace.history.undo()
    assert snapshot(workspace) == before
    workspace.history.redo()
    assert snapshot(workspace) == after
    assert workspace.backups.check().ok


def snapshot(workspace: Workspace) -> object:
    """Everything that the gestures can change, as it is read."""
    return (
        workspace.contacts.get(1),
        workspace.companies.get(1),
        workspace.deals.get(1),
        workspace.deals.history(1),
        workspace.campaigns.get(1),
        workspace.spending.get(1),
        workspace.follow_ups.get(1),
        workspace.settings.all(),
        workspace.reports.sales(workspace.reports.period("all")),
        list(workspace.contacts.ids(search="eva")),
    )

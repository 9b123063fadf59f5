"""Likely duplicates and merging: ranked with the reason, nothing lost, taken back even after more work."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from smallbiz_crm.domain.consents import ConsentChannel, ConsentState
from smallbiz_crm.domain.contacts import Lifecycle, NewContact
from smallbiz_crm.domain.duplicates import PersonFacts, likely_pairs
from smallbiz_crm.domain.errors import Cancelled, Conflict, NotFound, Refused
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.store import consents
from smallbiz_crm.store.merging import parts_of_people


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = Workspace.create(tmp_path / "shop.crm")
    yield opened
    opened.close()


def add(workspace: Workspace, name: str, **more: object) -> int:
    return workspace.contacts.add(NewContact(name=name, **more))  # pyright: ignore[reportArgumentType]


def reasons(workspace: Workspace) -> list[tuple[int, int, str]]:
    return [(pair.contact_id, pair.other_id, pair.reasons[0]) for pair in workspace.duplicates.find()]


def test_pairs_are_ranked_with_the_reason(workspace: Workspace) -> None:
    ana = add(workspace, "Ana Pérez", company="Nordlicht GmbH", emails=("ana@n.example",))
    again = add(workspace, "Ana Perez", emails=("ANA@n.example",))
    swapped = add(workspace, "Pérez Ana", company="Nordlicht")
    eva = add(workspace, "Eva Lutz", phones=("+49 170 5551234",))
    same_phone = add(workspace, "Eva M. Lutz", phones=("0170 555 12 34",))
    typo = add(workspace, "Lukas Kowalski", company="Sklep")
    typed = add(workspace, "Lukas Kowalsky", company="Sklep")
    add(workspace, "Bo Ek", emails=("info@n.example",))
    add(workspace, "Ida Ek", emails=("info@n.example",))
    found = reasons(workspace)
    assert found[0] == (ana, again, "email")
    assert (eva, same_phone, "phone") in found
    assert (typo, typed, "similar_name_and_company") in found
    assert {(ana, swapped, "name_and_company"), (again, swapped, "name")} <= set(found)
    assert len(found) == 5
    scores = [pair.score for pair in workspace.duplicates.find()]
    assert scores == sorted(scores, reverse=True)


def test_told_apart_stays_apart_and_comes_back_with_undo(workspace: Workspace) -> None:
    one, other = (add(workspace, "Ana Silva", emails=("ana@x.example",)) for _ in range(2))
    workspace.duplicates.dismiss(other, one)
    assert reasons(workspace) == []
    workspace.history.undo()
    assert reasons(workspace) == [(one, other, "email")]


def full_pair(workspace: Workspace) -> tuple[int, int]:
    """Two records of one person, each with something of every kind."""
    today = workspace.clock.today()
    keep = add(workspace, "Ana Silva", emails=("ana@x.example",), phones=("0170 5551234",), tags=("vip",))
    other = add(
        workspace,
        "Ana da Silva",
        company="Acme",
        job_title="Buyer",
        emails=("ANA@x.example", "ana@home.example"),
        phones=("+49 170 5551234", "+351 912 555 678"),
        urls=("https://ana.example",),
        tags=("VIP", "fair"),
        notes="likes blue",
    )
    workspace.contacts.edit(keep, notes="met in Porto")
    fair, letter = workspace.campaigns.add("Fair"), workspace.campaigns.add("Letter")
    workspace.campaigns.add_people(fair, [keep, other], on=today - timedelta(days=2))
    workspace.campaigns.add_people(letter, [other])
    workspace.contacts.log(other, "call", "asked for samples")
    workspace.follow_ups.add("send samples", today, contact_id=other)
    workspace.deals.add("Shop", contact_id=other, amount=100_00)
    workspace.fields.add("contact", "Diet", "text")
    workspace.contacts.set_field([other], "custom:Diet", "vegan")
    with workspace.database.step("consent.said") as unit:
        consents.add_consent(unit, other, ConsentChannel.EMAIL, ConsentState.UNSUBSCRIBED, today, "form")
    with workspace.database.step("consent.said") as unit:
        consents.add_consent(unit, keep, ConsentChannel.EMAIL, ConsentState.GRANTED, today, "form")
    return keep, other


def test_a_merge_keeps_everything_of_both(workspace: Workspace) -> None:
    keep, other = full_pair(workspace)
    compared = workspace.duplicates.compare(keep, other)
    assert compared.sides["company"] == "other"
    assert compared.sides["name"] == "keep"
    workspace.duplicates.merge(keep, other, {"name": "other"})
    ana = workspace.contacts.get(keep)
    assert (ana.name, ana.company, ana.job_title) == ("Ana da Silva", "Acme", "Buyer")
    assert [email.address for email in ana.emails] == ["ana@x.example", "ana@home.example"]
    assert [email.is_primary for email in ana.emails] == [True, False]
    assert len(ana.phones) == 2
    assert [url.url for url in ana.urls] == ["https://ana.example"]
    assert ana.tags == ("fair", "vip")
    assert ana.notes == "met in Porto\n\nlikes blue"
    assert ana.custom == {"Diet": "vegan"}
    assert ana.lifecycle is Lifecycle.OPPORTUNITY
    assert {entry.kind for entry in workspace.contacts.timeline(keep)} >= {"call", "touch", "deal"}
    assert [one.contact_id for one in workspace.follow_ups.all_open()] == [keep]
    assert workspace.deals.get(1).contact == "Ana da Silva"
    with workspace.database.reading() as connection:
        assert consents.mailable(connection, [keep]) == []
    assert workspace.contacts.count(search="ana@home.example") == 1
    with pytest.raises(NotFound):
        workspace.contacts.get(other)


def test_a_merge_leaves_nothing_behind_in_any_table(workspace: Workspace) -> None:
    keep, other = full_pair(workspace)
    workspace.duplicates.merge(keep, other)
    with workspace.database.reading() as connection:
        for table, column in parts_of_people():
            left = connection.execute(select(table.c.id).where(table.c[column] == other)).all()
            assert left == [], table.name


def test_a_merge_is_taken_back_after_more_work(workspace: Workspace) -> None:
    keep, other = full_pair(workspace)
    before = workspace.contacts.get_many([keep, other])
    workspace.duplicates.merge(keep, other)
    step = workspace.history.list()[0].id
    workspace.contacts.log(keep, "note", "said thank you")
    workspace.contacts.edit(keep, language="pt")
    add(workspace, "Somebody Else")
    workspace.history.undo(step)
    after = workspace.contacts.get_many([keep, other])
    assert after[1] == before[1]
    assert after[0].emails == before[0].emails
    assert after[0].language == "pt"
    assert workspace.deals.get(1).contact == "Ana da Silva"
    assert workspace.contacts.count(search="ana@home.example") == 1
    assert any(entry.text == "said thank you" for entry in workspace.contacts.timeline(keep))


def test_a_field_changed_since_stands_in_the_way(workspace: Workspace) -> None:
    keep, other = full_pair(workspace)
    workspace.duplicates.merge(keep, other)
    step = workspace.history.list()[0].id
    workspace.contacts.edit(keep, job_title="Head of buying")
    with pytest.raises(Conflict):
        workspace.history.undo(step)
    assert workspace.contacts.get(keep).job_title == "Head of buying"


def test_nonsense_is_refused(workspace: Workspace) -> None:
    ana = add(workspace, "Ana")
    with pytest.raises(Refused):
        workspace.duplicates.merge(ana, ana)
    with pytest.raises(NotFound):
        workspace.duplicates.merge(ana, 99)
    with pytest.raises(Refused):
        workspace.duplicates.merge(ana, add(workspace, "Bo"), {"shoe_size": "other"})


def crowd(count: int) -> tuple[list[PersonFacts], set[tuple[int, int]]]:
    """People of whom one in 20 was typed again with something in common."""
    chance = random.Random(7)
    letters = "abcdefghijklmnopqrstuvwxyz"
    people: list[PersonFacts] = []
    pairs: set[tuple[int, int]] = set()
    for number in range(1, count + 1):
        name = " ".join("".join(chance.choices(letters, k=7)) for _ in range(2))
        company = f"company {chance.randrange(count // 4)}"
        phone = f"{chance.randrange(10**8, 10**9)}"
        people.append(PersonFacts(number, name, company, (f"{name.replace(' ', '.')}@x.example",), (phone,)))
        if number % 20 == 0:
            twin = count + number
            people.append(PersonFacts(twin, name[:-1] + "z", company, (), (phone,)))
            pairs.add((number, twin))
    return people, pairs


def test_duplicates_among_many_are_found_and_no_others() -> None:
    people, planted = crowd(4_000)
    found = {(pair.contact_id, pair.other_id) for pair in likely_pairs(people) if pair.score >= 80}
    assert len(found & planted) == len(planted)
    assert len(found - planted) <= len(found) // 100


def test_the_search_can_be_stopped() -> None:
    def stop(_done: int, _all: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        likely_pairs(crowd(40)[0], look=stop)

"""The lists of a person: bad values are refused, emptied addresses go, one tag for many is one step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.services.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = Workspace.create(tmp_path / "a.crm", clock=FixedClock(date(2026, 5, 14)))
    yield opened
    opened.close()


def test_what_is_no_address_or_number_is_refused(workspace: Workspace) -> None:
    ana = workspace.contacts.add(NewContact(name="Ana"))

    with pytest.raises(Refused, match=r"email\.unreadable"):
        workspace.contacts.set_email(ana, None, "ana at example")
    with pytest.raises(Refused, match=r"phone\.unreadable"):
        workspace.contacts.set_phone(ana, None, "call me")

    assert workspace.contacts.get(ana).emails == ()
    assert workspace.contacts.get(ana).phones == ()


def test_an_address_without_a_word_is_gone(workspace: Workspace) -> None:
    ana = workspace.contacts.add(NewContact(name="Ana"))
    workspace.contacts.set_address(ana, None, street="Rua Augusta 1", city="Lisboa")
    address = workspace.contacts.get(ana).addresses[0]

    workspace.contacts.set_address(ana, address.id, street="")
    assert workspace.contacts.get(ana).addresses[0].street is None
    workspace.contacts.set_address(ana, address.id, city=" ")

    assert workspace.contacts.get(ana).addresses == ()


def test_one_tag_for_many_is_one_step(workspace: Workspace) -> None:
    people = [workspace.contacts.add(NewContact(name=name, tags=("old",))) for name in ("Ana", "Bo")]

    workspace.contacts.tag(people, "#retail")
    assert [workspace.contacts.get(each).tags for each in people] == [("old", "retail")] * 2
    workspace.history.undo()

    assert [workspace.contacts.get(each).tags for each in people] == [("old",)] * 2
    with pytest.raises(Refused, match=r"tag\.empty"):
        workspace.contacts.tag(people, " # ")


def test_a_company_lists_its_deals(workspace: Workspace) -> None:
    deal = workspace.deals.add("Shop fitting", company="Nordlicht GmbH")
    workspace.deals.add("Another", company="Südwind AG")
    company = workspace.deals.get(deal).company_id

    assert company is not None
    assert [card.title for card in workspace.deals.of_company(company)] == ["Shop fitting"]

"""Handing over what is known about a person, and forgetting one: nothing is left in the file but money and counts."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.domain.errors import Conflict, NotFound, Refused
from smallbiz_crm.services.workspace import Workspace

TODAY = date(2026, 5, 14)
WORDS = (
    "Zsófia Quintanilla-Örkény",
    "zsofia quintanilla",
    "Quintanilla",
    "quintanilla",
    "zsofia@orkeny.example",
    "5559876",
    "Pemberton Alley 77",
    "collects antique barometers",
    "BarometerOffer.pdf",
    "%PDF-1.7 barometer secret",
    "Wants a discount for barometers",
    "Ring about barometers",
    "in/zsofi-barometer",
    "Chief Barometrist",
    "Barometer fan",
)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = Workspace.create(tmp_path / "a.crm", clock=FixedClock(TODAY), holder="window")
    yield opened
    opened.close()


@pytest.fixture
def person(workspace: Workspace, tmp_path: Path) -> int:
    """Somebody with everything, changed, removed and undone now and then."""
    contacts = workspace.contacts
    made = contacts.add(
        NewContact(
            "Zsófia Quintanilla-Örkény",
            "Nordlicht GmbH",
            "Chief Barometrist",
            ("zsofia@orkeny.example", "old.zsofia@orkeny.example"),
            ("+49 170 5559876",),
            ("linkedin.com/in/zsofi-barometer",),
            ("retail",),
        )
    )
    contacts.edit(made, notes="Zsófia collects antique barometers", nickname="Zsófi Barometer")
    contacts.edit(made, birthday="1980-02-03")
    contacts.set_address(made, None, street="Pemberton Alley 77", city="Hamburg")
    old = contacts.get(made).emails[1]
    contacts.set_email(made, old.id, "")
    workspace.fields.set_value(workspace.fields.add("contact", "Hobby"), made, "Barometer fan")
    workspace.consents.say(made, "email", "granted", source="card of Zsófia Quintanilla-Örkény")
    offer = tmp_path / "BarometerOffer.pdf"
    offer.write_bytes(b"%PDF-1.7 barometer secret")
    workspace.files.attach("contact", made, [offer])
    contacts.log(made, "call", "Wants a discount for barometers", on=TODAY - timedelta(days=3))
    contacts.log(made, "note", "Wants a discount for barometers, undone")
    workspace.history.undo()
    workspace.follow_ups.add("Ring about barometers", TODAY, contact_id=made)
    fair = workspace.campaigns.add("Spring Fair")
    workspace.campaigns.add_people(fair, [made])
    return made


def holds(path: Path, words: str) -> bool:
    wal = path.with_name(path.name + "-wal")
    content = path.read_bytes() + (wal.read_bytes() if wal.exists() else b"")
    return words.encode() in content


def test_nothing_of_an_erased_person_is_left_in_the_file(workspace: Workspace, person: int) -> None:
    other = workspace.contacts.add(NewContact("Bo Lind"))
    workspace.contacts.log(other, "note", "Came with Zsófia Quintanilla-Örkény to the fair")
    deal = workspace.deals.add("Website for Zsófia Quintanilla-Örkény", contact_id=person)
    workspace.contacts.edit(other, notes="Knows zsofia@orkeny.example well")
    assert all(
        any(holds(workspace.path, word) for word in (words, words.lower())) or words == "zsofia quintanilla"
        for words in WORDS
    )

    workspace.privacy.erase(person)
    left = [words for words in WORDS if holds(workspace.path, words)]
    assert left == []
    erased = workspace.contacts.get(person)
    assert (erased.name, erased.is_erased, erased.emails, erased.company) == (
        "Erased contact",
        True,
        (),
        None,
    )
    assert workspace.deals.get(deal).title == "Website for Erased contact"
    notes = [entry for entry in workspace.contacts.timeline(other) if entry.kind == "note"]
    assert [entry.text for entry in notes] == ["Came with Erased contact to the fair"]
    assert workspace.contacts.get(other).notes == "Knows Erased contact well"
    assert list(workspace.contacts.ids(search="quintanilla")) == []
    assert list(workspace.contacts.ids(search="barometer")) == []
    assert workspace.backups.check().ok


def test_money_and_counts_stay(workspace: Workspace, person: int) -> None:
    workspace.contacts.edit(person, company="")
    deal = workspace.deals.add("Shop", amount=120_000, contact_id=person)
    won = next(stage.id for stage in workspace.deals.stages() if stage.kind is Outcome.WON)
    workspace.deals.move(deal, won)
    before = workspace.backups.rows()
    assert workspace.privacy.preview(person).sales_kept == 1
    workspace.privacy.erase(person)
    after = workspace.backups.rows()
    for table in ("deal", "sale", "touch", "activity", "follow_up", "lifecycle_entry", "contact"):
        assert after[table] == before[table], table
    assert after["contact_email"] == 0
    assert workspace.deals.get(deal).amount == 120_000
    named = workspace.path.read_bytes().count("Zsófia Quintanilla-Örkény".encode())
    assert named == 1, "the customer of the sale alone"


def test_it_cannot_be_taken_back_and_does_not_stand_in_the_way(workspace: Workspace, person: int) -> None:
    bo = workspace.contacts.add(NewContact("Bo Lind"))
    workspace.privacy.erase(person)
    steps = {step.code: step for step in workspace.history.list(50)}
    with pytest.raises(Refused, match=r"step\.closed"):
        workspace.history.undo(steps["contact.erased"].id)
    undone = workspace.history.undo()
    assert undone.of.code == "contact.added"
    assert workspace.contacts.get(person).is_erased
    with pytest.raises(NotFound):
        workspace.contacts.get(bo)
    with pytest.raises((Refused, Conflict)):
        workspace.history.undo(min(step.id for step in steps.values() if step.code == "contact.added"))
    for _ in range(20):
        following = workspace.history.next_undo()
        if following is None or following.code == "workspace.created":
            break
        try:
            workspace.history.undo()
        except Conflict:
            break
    assert workspace.contacts.get(person).name == "Erased contact"


def test_words_of_another_person_are_left(workspace: Workspace, person: int) -> None:
    twin = workspace.contacts.add(NewContact("Zsófia Quintanilla-Örkény"))
    workspace.privacy.erase(person)
    assert workspace.contacts.get(twin).name == "Zsófia Quintanilla-Örkény"
    assert list(workspace.contacts.ids(search="quintanilla")) == [twin]


def test_it_is_said_before_what_goes_and_what_stays(workspace: Workspace, person: int) -> None:
    workspace.backups.make()
    told = workspace.privacy.preview(person)
    assert (told.activities, told.files, told.deals, told.sales_kept) == (1, 1, 0, 0)
    assert len(told.backups) == 1
    workspace.privacy.erase(person)
    with pytest.raises(Refused, match="erased_already"):
        workspace.privacy.erase(person)
    with pytest.raises(NotFound):
        workspace.privacy.preview(999)


def test_everything_about_a_person_is_handed_over(workspace: Workspace, person: int, tmp_path: Path) -> None:
    workspace.contacts.log(person, "note", "<script>alert(1)</script>")
    told = json.loads(workspace.privacy.export(person, tmp_path / "p.json").read_text(encoding="utf-8"))
    assert told["person"]["name"] == "Zsófia Quintanilla-Örkény"
    assert told["person"]["custom"] == {"Hobby": "Barometer fan"}
    assert told["consent"][0]["source"] == "card of Zsófia Quintanilla-Örkény"
    assert {"call", "touch", "note"} <= {entry["kind"] for entry in told["history"]}
    page = workspace.privacy.export(person, tmp_path / "p.html").read_text(encoding="utf-8")
    assert "Pemberton Alley 77" in page
    assert "<script>" not in page
    with zipfile.ZipFile(workspace.privacy.export(person, tmp_path / "p.zip")) as archive:
        assert archive.read("files/BarometerOffer.pdf") == b"%PDF-1.7 barometer secret"
        assert {"person.json", "person.html"} <= set(archive.namelist())
    with pytest.raises(Refused, match="unknown_format"):
        workspace.privacy.export(person, tmp_path / "p.docx")

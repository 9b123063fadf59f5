"""What a person may ask for, by the line: everything about them, to be forgotten; consent with its history."""

from __future__ import annotations

import json

import pytest
from command_line import CommandLine

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.services.workspace import Workspace

pytestmark = pytest.mark.usefixtures("ana")


@pytest.fixture
def ana(crm: CommandLine) -> int:
    workspace = Workspace.open(crm.workspace)
    try:
        contact_id = workspace.contacts.add(NewContact("Ana Silva", "Acme", emails=("ana@acme.com",)))
        workspace.consents.say(contact_id, "email", "granted", source="web form")
        workspace.consents.say(contact_id, "email", "unsubscribed", source="newsletter")
        fair = workspace.campaigns.add("Fair", channel="ads")
        workspace.campaigns.add_people(fair, [contact_id])
        workspace.contacts.log(contact_id, "note", "likes oak")
    finally:
        workspace.close()
    return contact_id


@pytest.mark.parametrize("ending", ["json", "html", "zip"])
def test_everything_about_a_person_is_written(crm: CommandLine, ana: int, ending: str) -> None:
    target = crm.folder / f"ana.{ending}"

    told = crm.json("privacy", "export", ana, "--to", target)

    assert (told["file"], told["rows"]) == (str(target), 1)
    assert target.stat().st_size > 100
    if ending == "json":
        facts = json.loads(target.read_text("utf-8"))
        assert [(said["state"], said["source"]) for said in facts["consent"]] == [
            ("unsubscribed", "newsletter"),
            ("granted", "web form"),
        ]


def test_erasing_says_first_what_goes_and_wants_to_be_told_yes(crm: CommandLine, ana: int) -> None:
    before = crm.state()

    asked = crm("privacy", "erase", ana)

    assert asked.code == 3
    assert "1 activity keeps its day and loses its words." in asked.out
    assert asked.err == "Nothing was erased. Add --yes to erase the person for good.\n"
    assert crm.state() == before

    done = crm.json("privacy", "erase", ana, "--yes")

    assert (done["contact"], done["erased"], done["activities"]) == (ana, True, 1)
    assert crm.json("show", "contact", ana)["name"] == "Erased contact"
    assert crm("undo").code == 3
    assert crm("privacy", "erase", ana, "--yes").code == 3


def test_the_record_tells_consent_with_its_history_and_the_score(crm: CommandLine, ana: int) -> None:
    told = crm.json("show", "contact", ana)

    assert [(said["channel"], said["state"]) for said in told["consent_history"]] == [
        ("email", "unsubscribed"),
        ("email", "granted"),
    ]
    assert told["score"] > 0


def test_for_people_a_record_is_told_in_words(crm: CommandLine, ana: int) -> None:
    person, campaign = crm("show", "contact", ana).out, crm("show", "campaign", 1).out

    facts = dict(line.split("  ", 1) for line in person.splitlines())
    assert {name: value.strip() for name, value in facts.items() if name in ("Lifecycle", "Job title")} == {
        "Lifecycle": "Lead"
    }
    assert "Unsubscribed, " in facts["Consent, E-mail"]
    assert "First met through" in facts
    assert "uid" not in facts
    assert "Channel" in campaign
    assert "Ads" in campaign


def test_reports_name_channels(crm: CommandLine) -> None:
    table = crm("report", "funnel", "--period", "all").out

    assert "\nAds  " in table
    assert crm.json("report", "funnel", "--period", "all")["tables"]["by_channel"][0]["label"] == "ads"

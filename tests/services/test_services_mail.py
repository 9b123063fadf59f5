"""E-mail without network: templates, letters filled in, drafts another program opens, and what is left out."""

from __future__ import annotations

import email
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.errors import Refused, Trouble
from smallbiz_crm.domain.mail import Drafted, empty_fields, fill_in, mail_link
from smallbiz_crm.services.workspace import Workspace

TODAY = date(2026, 5, 14)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "a.crm", clock=FixedClock(TODAY))
    made.settings.set("business.person", "Eva Roth")
    yield made
    made.close()


@pytest.fixture
def ana(workspace: Workspace) -> int:
    return workspace.contacts.add(
        NewContact(name="Ana Pérez", company="Nordlicht GmbH", emails=("ana@nordlicht.example",))
    )


def read(path: Path) -> EmailMessage:
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_fields_are_filled_in_and_empty_ones_leave_no_gap() -> None:
    values = {"first_name": "Ana", "company": ""}
    assert fill_in("Hello {first_name}, all at {company}?", values) == "Hello Ana, all at?"
    assert fill_in("Hello {first_name},", {"first_name": ""}) == "Hello,"
    assert fill_in("{unknown} stays", values) == "{unknown} stays"
    assert fill_in("{first_name}", {"first_name": "{company}", "company": "x"}) == "{company}"
    assert empty_fields("{company} {company} {first_name}", values) == ["company"]


@given(st.text(st.characters(exclude_categories=("Cs",))), st.text(st.characters(exclude_categories=("Cs",))))
def test_what_a_link_carries_reads_back(subject: str, text: str) -> None:
    link = urlsplit(mail_link("o'neil+a@example.org", subject, text))
    assert link.scheme == "mailto"
    assert unquote(link.path) == "o'neil+a@example.org"
    read_back = parse_qs(link.query, keep_blank_values=True, separator="&")
    assert read_back["subject"] == [subject]
    assert read_back["body"] == ["\r\n".join(text.splitlines())]


def test_templates_are_kept_and_taken_back(workspace: Workspace) -> None:
    kept = workspace.mail.add_template("Thanks", "Good to meet you", "Hello {first_name},")
    with pytest.raises(Refused, match="name_taken"):
        workspace.mail.add_template("thanks", "", "")
    with pytest.raises(Refused, match="needs_name"):
        workspace.mail.add_template(" ", "", "")
    workspace.mail.edit_template(kept, "Thank you", "Good to meet you", "Dear {first_name},")
    assert [(each.name, each.text) for each in workspace.mail.templates()] == [
        ("Thank you", "Dear {first_name},")
    ]
    workspace.mail.remove_template(kept)
    assert workspace.mail.templates() == []
    workspace.history.undo()
    workspace.history.undo()
    assert [each.name for each in workspace.mail.templates()] == ["Thanks"]


def test_a_draft_holds_letter_and_file_and_is_noted(workspace: Workspace, ana: int, tmp_path: Path) -> None:
    deal = workspace.deals.add("Shop fitting", contact_id=ana)
    offer = tmp_path / "Angebot für Ana.pdf"
    offer.write_bytes(b"%PDF-1.4 offer")
    letter = workspace.mail.letter(ana, deal)
    text = fill_in("Hello {first_name},\n\nyour {deal} is ready.\n{my_name}", letter.values)
    target = tmp_path / "letter.eml"

    workspace.mail.save_draft(letter, letter.addresses[0], "Your offer €", text, target, [offer])

    message = read(target)
    assert message["To"] == "Ana Pérez <ana@nordlicht.example>"
    assert (message["Subject"], message["X-Unsent"]) == ("Your offer €", "1")
    body = message.get_body()
    assert body is not None
    assert body.get_content().splitlines()[0] == "Hello Ana,"
    attached = next(iter(message.iter_attachments()))
    assert (attached.get_filename(), attached.get_content()) == ("Angebot für Ana.pdf", b"%PDF-1.4 offer")
    for timeline in (workspace.contacts.timeline(ana), workspace.deals.timeline(deal)):
        assert any(entry.kind == "email" and "Shop fitting is ready" in entry.text for entry in timeline)
    workspace.history.undo()
    assert not any(entry.kind == "email" for entry in workspace.contacts.timeline(ana))


def test_a_draft_that_cannot_be_written_is_not_noted(workspace: Workspace, ana: int, tmp_path: Path) -> None:
    letter = workspace.mail.letter(ana)
    for target, files, expected in (
        (tmp_path / "no" / "such.eml", [], Trouble),
        (tmp_path / "a.eml", [tmp_path / "missing.pdf"], Trouble),
    ):
        with pytest.raises(expected):
            workspace.mail.save_draft(letter, letter.addresses[0], "Hi", "Text", target, files)
    for address in ("no address", "a@b.example\r\nBcc: x@y.example", "jürgen@example.org"):
        with pytest.raises(Refused, match="bad_address"):
            workspace.mail.save_draft(letter, address, "Hi", "Text", tmp_path / "a.eml")
    assert not (tmp_path / "a.eml").exists()
    assert not any(entry.kind == "email" for entry in workspace.contacts.timeline(ana))


def test_many_get_a_draft_each_but_not_those_who_said_no(
    workspace: Workspace, ana: int, tmp_path: Path
) -> None:
    def person(name: str, *emails: str) -> int:
        return workspace.contacts.add(NewContact(name=name, emails=emails))

    ben, twin = person("Ben", "ben@one.example"), person("Ana Pérez", "ana@two.example")
    odd = person("Odd", "jürgen@example.org")
    shares, mute = person("Shares Bens", "BEN@one.example"), person("No Address")
    workspace.consents.say(ben, "email", "unsubscribed")
    folder = tmp_path / "drafts"

    done = workspace.mail.save_drafts(
        [ana, ben, twin, shares, mute, odd], "Fair", "Hello {first_name} of {company}!", folder
    )

    assert done == Drafted(2, 2, 2)
    assert sorted(path.name for path in folder.iterdir()) == ["Ana Pérez (2).eml", "Ana Pérez.eml"]
    texts = {str(read(path)["To"]): read(path).get_content().strip() for path in folder.iterdir()}
    assert texts == {
        "Ana Pérez <ana@nordlicht.example>": "Hello Ana of Nordlicht GmbH!",
        "Ana Pérez <ana@two.example>": "Hello Ana of!",
    }
    with pytest.raises(Refused, match="folder_is_there"):
        workspace.mail.save_drafts([ana], "Fair", "x", folder)
    with pytest.raises(Refused, match="nobody"):
        workspace.mail.save_drafts([ben, mute], "Fair", "x", tmp_path / "others")
    workspace.history.undo()
    assert not any(entry.kind == "email" for entry in workspace.contacts.timeline(twin))

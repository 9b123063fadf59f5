"""What stands on a person beside the plain fields: parts of the name, labels, consent, cadence, files, photo."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from smallbiz_crm.domain.consents import ConsentChannel, ConsentState
from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.segments import EVERYBODY, Comparison, Condition, Group
from smallbiz_crm.exchange.photos import small_photo
from smallbiz_crm.services.workspace import Workspace

TODAY = date(2026, 5, 14)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = Workspace.create(tmp_path / "a.crm", clock=FixedClock(TODAY))
    yield opened
    opened.close()


@pytest.fixture
def ana(workspace: Workspace) -> int:
    return workspace.contacts.add(NewContact("Ana Pérez", emails=("ana@a.example", "a.perez@b.example")))


def test_the_parts_of_a_name_make_the_name(workspace: Workspace, ana: int) -> None:
    workspace.contacts.edit(ana, prefix="Rev.", suffix="OBE", phonetic_name="AH-nah", nickname="Anita")
    person = workspace.contacts.get(ana)
    assert person.name == "Rev. Ana Pérez OBE"
    assert (person.given_name, person.family_name) == ("Ana", "Pérez")
    assert (person.phonetic_name, person.nickname) == ("AH-nah", "Anita")
    assert list(workspace.contacts.ids(search="anita")) == [ana]

    workspace.contacts.edit(ana, family_name="Gómez", prefix="")
    assert workspace.contacts.get(ana).name == "Ana Gómez OBE"
    workspace.history.undo()
    assert workspace.contacts.get(ana).name == "Rev. Ana Pérez OBE"

    workspace.contacts.edit(ana, given_name="", family_name="", prefix="", suffix="")
    assert workspace.contacts.get(ana).name == "ana@a.example"
    assert not workspace.contacts.get(ana).is_named


def test_an_address_is_labelled_and_goes_first(workspace: Workspace, ana: int) -> None:
    first, second = workspace.contacts.get(ana).emails
    workspace.contacts.label_part(ana, "email", second.id, " work ")
    workspace.contacts.make_primary(ana, "email", second.id)
    emails = workspace.contacts.get(ana).emails
    assert [(email.address, email.label, email.is_primary) for email in emails] == [
        ("a.perez@b.example", "work", True),
        (first.address, None, False),
    ]
    workspace.history.undo()
    assert workspace.contacts.get(ana).emails[0].address == "ana@a.example"


def test_the_newest_word_on_a_channel_holds(workspace: Workspace, ana: int) -> None:
    consents = workspace.consents
    assert consents.mailable([ana]) == [ana]
    assert consents.mailable([ana], opted_in=True) == []
    consents.say(ana, "email", "granted", on=date(2026, 1, 2), source="web form")
    assert consents.mailable([ana], opted_in=True) == [ana]
    consents.say(ana, ConsentChannel.PHONE, ConsentState.REFUSED)
    assert consents.mailable([ana]) == [ana]
    for state in ("refused", "unsubscribed", "bounced"):
        consents.say(ana, "email", state)
        assert consents.mailable([ana]) == []
        assert consents.mailable([ana], opted_in=True) == []
    current = consents.current(ana)
    assert current[ConsentChannel.EMAIL].state is ConsentState.BOUNCED
    assert current[ConsentChannel.PHONE].given_on == TODAY
    assert [said.state for said in consents.history(ana)][-1] is ConsentState.GRANTED

    for _ in range(4):
        workspace.history.undo()
    assert consents.mailable([ana], opted_in=True) == [ana]


def test_who_has_no_address_or_lies_in_the_trash_is_not_mailed(workspace: Workspace, ana: int) -> None:
    unknown = workspace.contacts.add(NewContact("Bo Lind"))
    assert workspace.consents.mailable([unknown, ana]) == [ana]
    workspace.contacts.trash([ana])
    assert workspace.consents.mailable([unknown, ana]) == []


def test_who_was_not_heard_of_goes_cold_and_an_activity_resets_it(workspace: Workspace, ana: int) -> None:
    bo = workspace.contacts.add(NewContact("Bo Lind", "Nordlicht GmbH"))
    workspace.contacts.log(ana, "call", "Prices", on=TODAY - timedelta(days=40))
    workspace.contacts.log(bo, "note", "Met", on=TODAY - timedelta(days=90))
    workspace.in_touch.set_cadence(ana, 30)
    workspace.in_touch.set_cadence(bo, 30)
    cold, count = workspace.in_touch.going_cold()
    assert [(each.name, each.days_over, each.company) for each in cold] == [
        ("Bo Lind", 60, "Nordlicht GmbH"),
        ("Ana Pérez", 10, None),
    ]
    assert count == 2
    assert workspace.in_touch.going_cold(limit=1)[1] == 2

    workspace.contacts.log(bo, "email", "Offer")
    done = workspace.follow_ups.add("Call", TODAY, contact_id=ana)
    assert [each.id for each in workspace.in_touch.going_cold()[0]] == [ana]
    workspace.follow_ups.done([done])
    assert workspace.in_touch.going_cold() == ([], 0)


def test_a_touch_resets_and_a_segment_lends_its_cadence(workspace: Workspace, ana: int) -> None:
    bo = workspace.contacts.add(NewContact("Bo Lind"))
    for person in (ana, bo):
        workspace.contacts.log(person, "note", "Met", on=TODAY - timedelta(days=20))
    everybody = workspace.segments.save("Everybody", EVERYBODY)
    of_bo = workspace.segments.save("Bo", Group((Condition("name", Comparison.IS, "Bo Lind"),)))
    workspace.in_touch.set_segment_cadence(everybody, 14)
    workspace.in_touch.set_segment_cadence(of_bo, 7)
    workspace.in_touch.set_cadence(ana, 90)
    cold, _count = workspace.in_touch.going_cold()
    assert [(each.id, each.cadence_days) for each in cold] == [(bo, 7)]
    fair = workspace.campaigns.add("Spring Fair")
    workspace.campaigns.add_people(fair, [bo])
    assert workspace.in_touch.going_cold() == ([], 0)
    for days in (0, -1, 100_000):
        with pytest.raises(Refused):
            workspace.in_touch.set_cadence(ana, days)


def test_files_are_kept_in_the_workspace(workspace: Workspace, ana: int, tmp_path: Path) -> None:
    offer, again = tmp_path / "offer.pdf", tmp_path / "again.pdf"
    offer.write_bytes(b"%PDF-1.7 offer")
    again.write_bytes(b"%PDF-1.7 offer")
    first, second = workspace.files.attach("contact", ana, [offer, again])
    assert [each.name for each in workspace.files.of("contact", ana)] == ["again.pdf", "offer.pdf"]
    offer.unlink()
    assert workspace.files.read(first) == ("offer.pdf", b"%PDF-1.7 offer")
    workspace.files.remove(second)
    assert [each.id for each in workspace.files.of("contact", ana)] == [first]
    workspace.history.undo()
    assert len(workspace.files.of("contact", ana)) == 2
    workspace.history.undo()
    assert workspace.files.of("contact", ana) == []
    workspace.history.redo()
    assert workspace.files.read(second) == ("again.pdf", b"%PDF-1.7 offer")
    with pytest.raises(NotFound):
        workspace.files.attach("contact", ana, [again, tmp_path / "gone.pdf"])
    assert len(workspace.files.of("contact", ana)) == 2


def picture(kind: str, size: tuple[int, int] = (1200, 800), mode: str = "RGB") -> bytes:
    stream = io.BytesIO()
    Image.new(mode, size, "teal").save(stream, kind)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_photo_is_made_small_whatever_its_name(
    workspace: Workspace, ana: int, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "me.txt"
    path.write_bytes(picture(kind))
    workspace.files.set_photo(ana, path)
    photo = workspace.files.photo(ana)
    assert photo is not None
    with Image.open(io.BytesIO(photo)) as shown:
        assert (shown.format, shown.size) == ("JPEG", (512, 341))
    assert workspace.contacts.get(ana).has_photo
    assert workspace.files.of("contact", ana) == []

    path.write_bytes(picture("PNG", (40, 90), "RGBA"))
    workspace.files.set_photo(ana, path)
    workspace.files.remove_photo(ana)
    assert workspace.files.photo(ana) is None
    workspace.history.undo()
    workspace.history.undo()
    assert workspace.files.photo(ana) == photo


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"<svg/>", b"RIFF\0\0\0\0AVI ", b"\x89PNG\r\n\x1a\nbroken"]
)
def test_what_is_no_picture_is_refused(
    workspace: Workspace, ana: int, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "me.png"
    path.write_bytes(content)
    with pytest.raises(Refused, match="photo"):
        workspace.files.set_photo(ana, path)
    assert not workspace.contacts.get(ana).has_photo


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["PNG", "JPEG", "WEBP"]), st.integers(0, 400), st.binary(max_size=12), st.booleans())
def test_a_damaged_photo_never_does_worse_than_be_refused(
    kind: str, at: int, bytes_in: bytes, cut: bool
) -> None:
    content = picture(kind, (64, 48))
    spoiled = content[:at] if cut else content[:at] + bytes_in + content[at + len(bytes_in) :]
    try:
        small_photo(spoiled, "me")
    except Refused:
        return

"""The whole workspace as a zip, and back: equal to the last row, or refused with nothing kept."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallbiz_crm.domain.consents import ConsentChannel, ConsentState
from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.errors import Cancelled, CrmError, Refused, Trouble
from smallbiz_crm.exchange.everything import MANIFEST, from_cell, to_cell
from smallbiz_crm.services.workspace import Workspace

NOT_KEPT = {"step", "journal_entry", "id_counter"}
Edit = Callable[[dict[str, bytes]], object]


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace with a bit of everything: sample company, a file attached, odd texts, something in the Trash."""
    workspace = Workspace.create(tmp_path / "full.crm", with_sample=True, currency="CHF")
    person = workspace.contacts.add(
        NewContact(name="=SUM(A1) \\ 'O'", notes='\\first\r\nline, "quoted"\n+49 170 555')
    )
    receipt = tmp_path / "receipt.bin"
    receipt.write_bytes(bytes(range(256)) * 5_000)
    workspace.files.attach("contact", person, [receipt])
    workspace.contacts.trash([workspace.contacts.add(NewContact(name="Gone Away"))])
    yield workspace
    workspace.close()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Workspace]:
    workspace = Workspace.create(tmp_path / "empty.crm")
    yield workspace
    workspace.close()


def state(workspace: Workspace) -> tuple[str, dict[str, int]]:
    checked = workspace.backups.check()
    assert checked.ok, checked.findings
    return checked.content, {name: n for name, n in checked.rows.items() if name not in NOT_KEPT}


def test_everything_comes_back_equal(full: Workspace, empty: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "all.zip"

    written = full.everything.write(target)
    result = empty.everything.read(target)

    assert state(empty) == state(full)
    assert result.created == written.rows == result.rows
    assert empty.settings.get("business.currency") == "CHF"
    assert list(empty.contacts.ids(search="sum")) == list(full.contacts.ids(search="sum"))
    assert empty.contacts.count(search="sum") == 1


def test_what_a_person_said_of_mail_comes_back_from_first_to_last(
    full: Workspace, empty: Workspace, tmp_path: Path
) -> None:
    person = full.contacts.ids(search="sum")[0]
    for state_said in (ConsentState.GRANTED, ConsentState.REFUSED, ConsentState.GRANTED):
        full.consents.say(person, ConsentChannel.EMAIL, state_said)
    full.consents.say(person, ConsentChannel.PHONE, ConsentState.REFUSED)
    full.in_touch.set_cadence(person, 30)

    empty.everything.read(full.everything.write(tmp_path / "all.zip").file)

    assert empty.consents.history(person) == full.consents.history(person)
    assert empty.contacts.get(person) == full.contacts.get(person)


def test_the_same_workspace_makes_the_same_bytes(full: Workspace, empty: Workspace, tmp_path: Path) -> None:
    first = full.everything.write(tmp_path / "one.zip")
    empty.everything.read(first.file)

    assert empty.everything.write(tmp_path / "two.zip").sha256 == first.sha256


def test_reading_everything_is_one_step_that_is_taken_back_and_brought_again(
    full: Workspace, empty: Workspace, tmp_path: Path
) -> None:
    full.everything.write(tmp_path / "all.zip")
    before = state(empty)[0]
    empty.everything.read(tmp_path / "all.zip")

    empty.history.undo()
    assert state(empty)[0] == before
    empty.history.redo()
    assert state(empty) == state(full)


def test_work_goes_on_with_ids_that_were_never_given(
    full: Workspace, empty: Workspace, tmp_path: Path
) -> None:
    full.everything.write(tmp_path / "all.zip")
    empty.everything.read(tmp_path / "all.zip")

    added = empty.contacts.add(NewContact(name="New One"))

    assert added not in full.contacts.ids()
    assert state(empty)[1]["contact"] == state(full)[1]["contact"] + 1


def test_only_an_empty_workspace_reads_everything(full: Workspace, empty: Workspace, tmp_path: Path) -> None:
    full.everything.write(tmp_path / "all.zip")
    empty.contacts.trash([empty.contacts.add(NewContact(name="Somebody"))])

    with pytest.raises(Refused, match=r"everything\.not_empty"):
        empty.everything.read(tmp_path / "all.zip")
    with pytest.raises(Refused, match=r"everything\.not_empty"):
        empty.everything.look_at(tmp_path / "all.zip")


def test_looking_writes_nothing(full: Workspace, empty: Workspace, tmp_path: Path) -> None:
    written = full.everything.write(tmp_path / "all.zip")
    before = state(empty)

    seen = empty.everything.look_at(tmp_path / "all.zip")

    assert (seen.rows, seen.step) == (written.rows, None)
    assert state(empty) == before


class Cancelling:
    def report(self, done: int, total: int, note: str = "") -> None:
        """It is never looked at."""

    def raise_if_cancelled(self) -> None:
        raise Cancelled


def test_cancel_keeps_nothing(full: Workspace, empty: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "all.zip"
    with pytest.raises(Cancelled):
        full.everything.write(target, Cancelling())
    assert not target.exists()

    full.everything.write(target)
    before = state(empty)
    with pytest.raises(Cancelled):
        empty.everything.read(target, Cancelling())
    assert state(empty) == before


def _told(edit: Callable[[dict[str, Any]], object]) -> Edit:
    def change(parts: dict[str, bytes]) -> None:
        manifest = json.loads(parts[MANIFEST])
        edit(manifest)
        parts[MANIFEST] = json.dumps(manifest).encode()

    return change


def _table(name: str, edit: Callable[[bytes], bytes]) -> Edit:
    def change(parts: dict[str, bytes]) -> None:
        parts[f"tables/{name}.csv"] = edit(parts[f"tables/{name}.csv"])

    return change


def _spoil_files(parts: dict[str, bytes]) -> None:
    for name in [name for name in parts if name.startswith("attachments/")]:
        parts[name] = b"something else"


def _lose_files(parts: dict[str, bytes]) -> None:
    for name in [name for name in parts if name.startswith("attachments/")]:
        del parts[name]


HOSTILE: dict[str, tuple[Edit, str]] = {
    "a name that leads out": (lambda parts: parts.update({"../evil.csv": b"x"}), "unsafe"),
    "an absolute name": (lambda parts: parts.update({"/etc/passwd": b"x"}), "unsafe"),
    "a backslash": (lambda parts: parts.update({"tables\\..\\x.csv": b"x"}), "unsafe"),
    "a file of another kind": (lambda parts: parts.update({"run.exe": b"x"}), "unsafe"),
    "a file too large": (lambda parts: parts.update({f"attachments/{'0' * 64}": bytes(26 << 20)}), "unsafe"),
    "a bomb": (lambda parts: parts.update({"tables/contact.csv": bytes(90 << 20)}), "unsafe"),
    "no manifest": (lambda parts: parts.pop(MANIFEST), "not_one"),
    "another program": (_told(lambda told: told.update(program="X")), "not_one"),
    "a manifest of rubbish": (lambda parts: parts.update({MANIFEST: b"[]"}), "damaged"),
    "an unknown table": (
        lambda parts: (
            parts.update({"tables/evil.csv": b"id"}),
            _told(lambda told: told["rows"].update(evil=0))(parts),
        ),
        "damaged",
    ),
    "a table gone": (lambda parts: parts.pop("tables/deal.csv"), "damaged"),
    "a row gone": (
        _table("contact", lambda text: text[: text[:-2].rindex(b"\r\n") + 2]),
        "damaged|rows_missing",
    ),
    "no number": (_table("deal", lambda text: text.replace(b"\r\n1,", b"\r\nx,", 1)), "unfit"),
    "a column of nobody": (_table("deal", lambda text: text.replace(b"title", b"tit_le", 1)), "unfit"),
    "two rows of one id": (_table("tag", lambda text: text.replace(b"\r\n2,", b"\r\n1,", 1)), "unfit"),
    "a day of no month": (_table("spend", lambda text: text.replace(b"-0", b"-9")), "unfit"),
    "a torn row": (_table("company", lambda text: text + b"1,2\r\n"), "damaged"),
    "no text": (_table("company", lambda text: text + b"\xff\xfe\r\n"), "damaged"),
    "a table of nothing": (_table("company", lambda _text: b""), "damaged"),
    "other bytes in a file": (_spoil_files, "damaged"),
    "a file gone": (_lose_files, "damaged"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_and_broken_zips_are_refused(
    full: Workspace, empty: Workspace, tmp_path: Path, what: str
) -> None:
    edit, code = HOSTILE[what]
    whole, broken = tmp_path / "all.zip", tmp_path / "broken.zip"
    full.everything.write(whole)
    with zipfile.ZipFile(whole) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    edit(parts)
    with zipfile.ZipFile(broken, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    before = state(empty)

    with pytest.raises(Refused, match=f"everything.({code})"):
        empty.everything.read(broken)

    assert state(empty) == before


def test_a_zip_cut_short_or_flipped_is_refused(full: Workspace, empty: Workspace, tmp_path: Path) -> None:
    whole = tmp_path / "all.zip"
    content = full.everything.write(whole).file.read_bytes()
    before = state(empty)
    broken = tmp_path / "broken.zip"

    for damaged in (content[: len(content) // 2], content[:5_000] + b"\0" * 64 + content[5_064:], b"", b"PK"):
        broken.write_bytes(damaged)
        with pytest.raises(Refused, match="everything"):
            empty.everything.read(broken)
    assert state(empty) == before


def test_a_zip_of_a_newer_program_is_told(full: Workspace, empty: Workspace, tmp_path: Path) -> None:
    full.everything.write(tmp_path / "all.zip")
    newer = tmp_path / "newer.zip"
    with zipfile.ZipFile(tmp_path / "all.zip") as old, zipfile.ZipFile(newer, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, text.replace(b'"schema": ', b'"schema": 9') if name == MANIFEST else text)

    with pytest.raises(Trouble, match=r"file\.newer"):
        empty.everything.read(newer)


def test_the_workspace_itself_is_never_written_over(full: Workspace) -> None:
    with pytest.raises(CrmError, match="is_the_workspace"):
        full.everything.write(full.path)


def test_a_folder_that_is_gone_is_told(full: Workspace, tmp_path: Path) -> None:
    with pytest.raises(Trouble):
        full.everything.write(tmp_path / "gone" / "all.zip")


@given(st.one_of(st.none(), st.text(alphabet=st.characters(exclude_categories=["Cs"]))))
def test_every_text_survives_its_cell(text: str | None) -> None:
    assert from_cell(to_cell(text)) == text

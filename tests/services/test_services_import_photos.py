"""Contact cards bring photos and nicknames in, small, and take them out again."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.imports import ImportResult
from smallbiz_crm.services.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = Workspace.create(tmp_path / "a.crm", clock=FixedClock(date(2026, 5, 14)))
    yield opened
    opened.close()


def picture(kind: str = "PNG", side: int = 900) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (side, side // 2), (200, 30, 30)).save(made, kind)
    return made.getvalue()


def imported(workspace: Workspace, path: Path, *cards: str) -> ImportResult:
    path.write_text("".join(f"BEGIN:VCARD\nVERSION:3.0\n{card}\nEND:VCARD\n" for card in cards), "utf-8")
    return workspace.imports.run(workspace.imports.open(path))


def card(name: str, photo: bytes | None, *lines: str) -> str:
    shown = [] if photo is None else [f"PHOTO;ENCODING=b:{base64.b64encode(photo).decode()}"]
    return "\n".join([f"FN:{name}", f"EMAIL:{name.split()[0].lower()}@x.example", *lines, *shown])


def only(workspace: Workspace, search: str) -> int:
    (contact_id,) = workspace.contacts.ids(search=search)
    return contact_id


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_photo_is_kept_small(workspace: Workspace, tmp_path: Path, kind: str) -> None:
    imported(workspace, tmp_path / "a.vcf", card("Ana Pérez", picture(kind)), card("Bo Li", None))

    kept = workspace.files.photo(only(workspace, "ana"))
    assert kept is not None
    assert Image.open(io.BytesIO(kept)).size == (512, 256)
    assert workspace.files.photo(only(workspace, "bo")) is None
    assert workspace.backups.check().ok


@pytest.mark.parametrize(
    ("content", "code"), [(b"GIF89a" + bytes(40), "photo.no_picture"), (picture()[:300], "photo.unreadable")]
)
def test_a_photo_that_cannot_be_read_is_told_and_the_person_stays(
    workspace: Workspace, tmp_path: Path, content: bytes, code: str
) -> None:
    result = imported(workspace, tmp_path / "a.vcf", card("Ana Pérez", content))

    assert [problem.code for problem in result.problems] == [code]
    assert (result.created, workspace.files.photo(only(workspace, "ana"))) == (1, None)


def test_a_photo_fills_a_blank_and_never_takes_the_place_of_another(
    workspace: Workspace, tmp_path: Path
) -> None:
    imported(workspace, tmp_path / "a.vcf", card("Ana Pérez", None))
    assert imported(workspace, tmp_path / "b.vcf", card("Ana Pérez", picture())).updated == 1
    first = workspace.files.photo(only(workspace, "ana"))

    assert imported(workspace, tmp_path / "c.vcf", card("Ana Pérez", picture(side=100))).same == 1
    assert workspace.files.photo(only(workspace, "ana")) == first


def test_an_import_with_photos_is_taken_back_and_brought_again(workspace: Workspace, tmp_path: Path) -> None:
    imported(workspace, tmp_path / "a.vcf", card("Ana Pérez", picture()))
    workspace.history.undo()
    assert workspace.contacts.count() == 0
    workspace.history.redo()

    assert workspace.files.photo(only(workspace, "ana")) is not None
    assert workspace.backups.check().ok


@pytest.mark.parametrize("form", ["vcard3", "vcard4"])
def test_photo_and_nickname_come_back_from_a_card_of_ours(
    workspace: Workspace, tmp_path: Path, form: str
) -> None:
    imported(workspace, tmp_path / "a.vcf", card("Ana Pérez", picture(), "NICKNAME:Anita,Ani"))
    ana = only(workspace, "anita")
    workspace.exports.write("contacts", tmp_path / "out.vcf", form=form)
    other = Workspace.create(tmp_path / "b.crm")

    other.imports.run(other.imports.open(tmp_path / "out.vcf"))

    again = only(other, "ana")
    assert other.contacts.get(again).nickname == workspace.contacts.get(ana).nickname == "Anita, Ani"
    assert other.files.photo(again) is not None
    other.close()

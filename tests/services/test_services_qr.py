"""Cards as QR codes: an independent decoder reads them, sharp, small, blurred, tilted and on a photo."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PIL import Image, ImageFilter, ImageOps

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.services.qr import Pixels
from smallbiz_crm.services.workspace import Workspace

MINE = "MECARD:N:Marta Łaska;ORG:Café & Söhne;TEL:+49 30 5550100;EMAIL:marta@cafe.example;URL:https\\://cafe.example;;"
VCARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Pérez;Ana;;;\r\nFN:Ana Pérez\r\nORG:Nordlicht GmbH;Sales\r\n"
    "TEL;TYPE=CELL:+49 170 5551234\r\nEMAIL:ana@nordlicht.example\r\nEND:VCARD\r\n"
)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "a.crm", clock=FixedClock(date(2026, 5, 14)))
    yield made
    made.close()


@pytest.fixture
def own(workspace: Workspace) -> Workspace:
    for name, value in (
        ("person", "Marta Łaska"),
        ("name", "Café & Söhne"),
        ("email", "marta@cafe.example"),
        ("phone", "+49 30 5550100"),
        ("website", "https://cafe.example"),
    ):
        workspace.settings.set(f"business.{name}", value)
    return workspace


@pytest.fixture
def card(own: Workspace, tmp_path: Path) -> Path:
    return own.qr.write(tmp_path / "me.png").file


def changed(card: Path, how: str) -> Image.Image:
    code = Image.open(card).convert("L")
    if how == "blurred":
        return code.filter(ImageFilter.GaussianBlur(5))
    if how == "tilted":
        return code.rotate(17, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    if how == "small":
        side = code.width // 10
        return code.resize((side * 2, side * 2), Image.Resampling.LANCZOS)
    if how == "leaning":
        code = ImageOps.expand(code, code.width // 4, 255)
        width, height = code.size
        corners = (0, 0, width * 0.1, height, width, height * 0.9, width * 0.95, height * 0.1)
        return code.transform(
            code.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=255
        )
    if how == "in a corner":
        photo = Image.new("L", (1600, 1200), 90)
        photo.paste(code.resize((300, 300)).filter(ImageFilter.GaussianBlur(1)), (1200, 800))
        return photo
    if how == "dark":
        return code.point(lambda value: 40 + value // 5)
    return code


@pytest.mark.parametrize("how", ["sharp", "blurred", "tilted", "small", "leaning", "in a corner", "dark"])
def test_my_card_is_read_back(own: Workspace, card: Path, tmp_path: Path, how: str) -> None:
    changed(card, how).save(tmp_path / "photo.png")
    scanned = own.qr.scan_file(tmp_path / "photo.png")
    assert (scanned.kind, scanned.text) == ("person", MINE)
    said = own.capture.understand(scanned.line, decided=scanned.decided)
    assert (said.name, said.company) == ("Marta Łaska", "Café & Söhne")
    assert said.emails == ("marta@cafe.example",)


def test_an_upright_decoder_of_its_own_reads_the_same(card: Path) -> None:
    import zxingcpp

    assert [code.text for code in zxingcpp.read_barcodes(Image.open(card).convert("L"))] == [MINE]


def test_pixels_of_a_screen_are_read(own: Workspace, card: Path) -> None:
    picture = Image.open(card).convert("L")
    stride = picture.width + 3
    rows = [picture.crop((0, y, picture.width, y + 1)).tobytes() + b"\0\0\0" for y in range(picture.height)]
    pixels = Pixels(picture.width, picture.height, stride, b"".join(rows))
    assert own.qr.scan_pixels(pixels).text == MINE


def test_the_card_of_a_person_holds_how_to_reach_them(workspace: Workspace) -> None:
    new = NewContact(name="Ana Pérez", company="Nordlicht GmbH", phones=("+49 170 5551234",))
    shown = workspace.qr.card(workspace.contacts.add(new))
    assert (shown.name, shown.company) == ("Ana Pérez", "Nordlicht GmbH")
    assert len(shown.modules) == len(shown.modules[0]) >= 21


def test_a_contact_card_of_a_phone_becomes_a_line(workspace: Workspace) -> None:
    scanned = workspace.qr.understand(VCARD)
    said = workspace.capture.understand(scanned.line, decided=scanned.decided)
    assert (said.name, said.company) == ("Ana Pérez", "Nordlicht GmbH")
    assert said.emails == ("ana@nordlicht.example",)
    made = workspace.capture.add(scanned.line, decided=scanned.decided)
    assert made.contact is not None
    assert workspace.contacts.get(made.contact).name == "Ana Pérez"


def test_a_damaged_contact_card_is_text(workspace: Workspace) -> None:
    assert workspace.qr.understand("BEGIN:VCARD").kind == "text"


def test_a_picture_without_a_code_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    Image.new("RGB", (200, 200), "grey").save(tmp_path / "grey.jpg")
    with pytest.raises(Refused) as told:
        workspace.qr.scan_file(tmp_path / "grey.jpg")
    assert told.value.code == "qr.none"


def test_a_file_that_is_no_picture_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    with pytest.raises(Refused) as told:
        workspace.qr.scan_file(tmp_path / "a.png")
    assert told.value.code == "qr.no_picture"


def test_an_empty_card_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(Refused) as told:
        workspace.qr.write(tmp_path / "me.png")
    assert told.value.code == "qr.nobody"
    assert not (tmp_path / "me.png").exists()

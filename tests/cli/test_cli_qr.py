"""``vcard-qr`` and ``scan``: a card goes into a picture and comes out of it again."""

from __future__ import annotations

from pathlib import Path

from command_line import CommandLine


def test_the_card_of_a_person_is_drawn_and_scanned(crm: CommandLine, tmp_path: Path) -> None:
    contact = crm.json("add", "Ana Pérez, Nordlicht GmbH, +49 170 5551234")["contact"]
    done = crm.json("vcard-qr", contact, "--to", tmp_path / "ana.png")
    assert done["rows"] == 1
    assert len(done["sha256"]) == 64

    read = crm.json("scan", tmp_path / "ana.png")
    assert read["kind"] == "person"
    assert read["understood"]["name"] == "Ana Pérez"
    assert read["understood"]["phones"] == ["+491705551234"]
    assert crm.json("list", "contacts")["total"] == 1


def test_my_own_card_comes_from_the_settings(crm: CommandLine, tmp_path: Path) -> None:
    ran = crm("vcard-qr", "--to", tmp_path / "me.png")
    assert (ran.code, (tmp_path / "me.png").exists()) == (3, False)
    assert crm("set", "business.person", "Marta").code == 0
    assert crm("vcard-qr", "--to", tmp_path / "me.png").code == 0
    assert "Marta" in crm("scan", tmp_path / "me.png").out


def test_a_picture_that_is_not_there_is_refused(crm: CommandLine, tmp_path: Path) -> None:
    assert crm("scan", tmp_path / "none.png").code == 3

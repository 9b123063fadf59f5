from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pack_sample import ROWS, SUM, sample_pack

from smallbiz_crm.domain.accountant import Blocker, LedgerDress
from smallbiz_crm.domain.errors import Cancelled, Refused, Trouble
from smallbiz_crm.domain.ledger import SALES, totals_of
from smallbiz_crm.exchange.ledger import read_ledger
from smallbiz_crm.exchange.pack import PackFile, Receipt, write_pack
from smallbiz_crm.words import phrase

RECEIPTS = (
    Receipt(date(2026, 3, 2), "Messe/Nord: GmbH", "IMG 1.PDF", b"%PDF one"),
    Receipt(date(2026, 3, 2), "messe/nord: gmbh", "scan.pdf", b"%PDF two"),
    Receipt(date(2026, 3, 5), "St. Pauli", "photo", b"raw"),
    Receipt(date(2026, 3, 6), "../../etc", "x.jpg", b"jpg"),
)
FILES = [
    "README.txt",
    "ledger 2026-03.csv",
    "manifest.json",
    "receipts/2026-03-02 Messe-Nord- GmbH.pdf",
    "receipts/2026-03-02 messe-nord- gmbh (2).pdf",
    "receipts/2026-03-05 St. Pauli",
    "receipts/2026-03-06 ..-..-etc.jpg",
    "workbook 2026-03.xlsx",
]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def write(target: Path, **more: Any) -> list[PackFile]:
    receipts = more.pop("receipts", RECEIPTS)
    written = write_pack(target, more.pop("pack", sample_pack()), words=phrase, receipts=receipts, **more)
    return list(written.files)


def test_the_folder_holds_all_and_lists_it(tmp_path: Path) -> None:
    listed = write(tmp_path / "March")
    found = contents(tmp_path / "March")
    assert sorted(found) == FILES
    assert {file.name: file.sha256 for file in listed} == {
        name: hashlib.sha256(content).hexdigest() for name, content in found.items()
    }
    assert found["receipts/2026-03-05 St. Pauli"] == b"raw"
    assert [path.name for path in tmp_path.iterdir()] == ["March"]


def test_all_files_tell_the_same_totals(tmp_path: Path) -> None:
    write(tmp_path / "March")
    folder = tmp_path / "March"
    rows = read_ledger(folder / "ledger 2026-03.csv", "EUR")
    assert rows == list(ROWS)
    sales = totals_of([row for row in rows if row.kind in SALES])
    manifest = json.loads((folder / "manifest.json").read_bytes())
    by_kind = manifest["totals"]
    told = sum(Decimal(by_kind[kind]["gross"]) for kind in ("sale", "sale_reversal"))
    book = openpyxl.load_workbook(folder / "workbook 2026-03.xlsx", data_only=True)
    shown = {row[0]: row for row in book["Summary"].iter_rows(values_only=True)}
    assert sales.base_gross == SUM.sales_gross == told * 100 == round(shown["Sales after reversals"][4] * 100)
    assert f"Sale: 5 rows, net {by_kind['sale']['net']}," in (folder / "README.txt").read_text(
        encoding="utf-8-sig"
    )
    assert by_kind["sale"]["without_rate"] == 1
    assert manifest["period"] == {"name": "2026-03", "start": "2026-03-01", "end": "2026-03-31"}
    assert [entry["payee"] for entry in manifest["receipts"]] == [receipt.payee for receipt in RECEIPTS]


def test_the_letter_can_be_read_anywhere(tmp_path: Path) -> None:
    write(
        tmp_path / "March",
        pack=sample_pack(business="Nova\nGmbH", blockers=(Blocker("without_rate", "A\r\nB"),)),
    )
    content = (tmp_path / "March" / "README.txt").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
    text = content.decode("utf-8-sig")
    assert "A won deal is not an issued invoice." in text
    assert "Business: Nova GmbH" in text
    assert "- Payment received: 1 row, 1469.11\r\n" in text
    assert "- A B: no exchange rate on its day." in text
    assert "- Sale: 50.00 CHF (1)" in text
    assert "4 receipts, named by day and payee" in text
    assert "accountant." not in text


def test_an_empty_month_makes_a_pack_too(tmp_path: Path) -> None:
    pack = sample_pack((), campaigns=(), blockers=())
    listed = write_pack(tmp_path / "March", pack, words=phrase)
    assert [file.name for file in listed.files] == [
        "README.txt", "ledger 2026-03.csv", "workbook 2026-03.xlsx", "manifest.json"
    ]  # fmt: skip
    assert "Nothing happened in this period." in (tmp_path / "March" / "README.txt").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize("name", ["March", "March.zip"])
def test_the_same_pack_gives_the_same_bytes(tmp_path: Path, name: str) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder / name)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_a_zip_holds_the_same_as_a_folder(tmp_path: Path) -> None:
    assert write(tmp_path / "March.zip") == write(tmp_path / "March")
    with zipfile.ZipFile(tmp_path / "March.zip") as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == contents(tmp_path / "March")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["March", "March.zip"]


def test_only_the_formats_asked_for(tmp_path: Path) -> None:
    write(
        tmp_path / "March", formats=["ledger"], receipts=(), pack=sample_pack(dress=LedgerDress(";", "comma"))
    )
    assert sorted(contents(tmp_path / "March")) == ["README.txt", "ledger 2026-03.csv", "manifest.json"]
    assert b"standard;19;1234,55;234,56;1469,11;" in (tmp_path / "March" / "ledger 2026-03.csv").read_bytes()
    with pytest.raises(Refused, match=r"pack\.unknown_format"):
        write(tmp_path / "April", formats=["ledger", "fax"])
    assert [path.name for path in tmp_path.iterdir()] == ["March"]


@pytest.mark.parametrize("name", ["March", "March.zip"])
def test_an_untouched_pack_is_replaced(tmp_path: Path, name: str) -> None:
    write(tmp_path / name)
    if name == "March":
        (tmp_path / name / ".DS_Store").write_text("litter")
    listed = write(tmp_path / name, pack=sample_pack(business="Other"), receipts=())
    assert len(listed) == 4
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "March").mkdir()
    assert len(write(tmp_path / "March")) == len(FILES)


def _strange_folder(place: Path) -> None:
    place.mkdir()
    (place / "dear.txt").write_text("mine")


def _strange_manifest(place: Path) -> None:
    place.mkdir()
    (place / "manifest.json").write_text('{"made_by": "another program", "files": []}')


def _broken_manifest(place: Path) -> None:
    place.mkdir()
    (place / "manifest.json").write_text("[" * 100_000)


def _file(place: Path) -> None:
    place.write_text("mine")


def _added(place: Path) -> None:
    write(place)
    (place / "receipts" / "remarks.txt").write_text("mine")


def _changed(place: Path) -> None:
    write(place)
    (place / "ledger 2026-03.csv").write_text("with my remarks")


def _pipe(place: Path) -> None:
    write(place)
    os.mkfifo(place / "pipe")


@pytest.mark.parametrize(
    ("prepare", "code"),
    [
        (_strange_folder, "pack.not_ours"),
        (_strange_manifest, "pack.not_ours"),
        (_broken_manifest, "pack.not_ours"),
        (_file, "pack.not_ours"),
        (_added, "pack.other_files"),
        (_changed, "pack.file_changed"),
        pytest.param(_pipe, "pack.other_files", marks=pytest.mark.skipif(os.name == "nt", reason="no pipes")),
    ],
)
def test_what_is_not_ours_stays(tmp_path: Path, prepare: Callable[[Path], None], code: str) -> None:
    place = tmp_path / "March"
    prepare(place)
    before = contents(place) if place.is_dir() else place.read_bytes()
    with pytest.raises(Refused) as raised:
        write(place)
    assert raised.value.code == code
    assert (contents(place) if place.is_dir() else place.read_bytes()) == before
    assert [path.name for path in tmp_path.iterdir()] == ["March"]


@pytest.mark.parametrize("kind", ["text", "other zip", "damaged zip"])
def test_another_zip_stays(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "March.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json" if kind == "damaged zip" else "a.txt", '{"made_by": "x"}' * 100)
    if kind == "text":
        target.write_text("mine")
    if kind == "damaged zip":
        damaged = bytearray(target.read_bytes())
        damaged[45:60] = bytes(15)
        target.write_bytes(damaged)
    before = target.read_bytes()
    with pytest.raises(Refused, match=r"pack\.not_ours"):
        write(target)
    assert target.read_bytes() == before


@pytest.mark.parametrize("name", ["March", "March.zip"])
def test_stopping_in_the_middle_leaves_the_old_pack(tmp_path: Path, name: str) -> None:
    write(tmp_path / name)
    place = tmp_path / name
    before = contents(place) if place.is_dir() else place.read_bytes()

    def stopping() -> Iterator[Receipt]:
        yield RECEIPTS[0]
        raise Cancelled

    with pytest.raises(Cancelled):
        write(place, receipts=stopping(), pack=sample_pack(business="Other"))
    assert (contents(place) if place.is_dir() else place.read_bytes()) == before
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_full_disk_is_told_in_the_name_of_the_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Trouble) as raised:
        write(tmp_path / "March")
    assert (raised.value.code, raised.value.params["file"]) == ("disk.full", str(tmp_path / "March"))
    assert list(tmp_path.iterdir()) == []


def test_names_of_periods_are_safe_in_files(tmp_path: Path) -> None:
    pack = sample_pack()
    odd = replace(pack, period=replace(pack.period, name="2026-03-01..2026-03-15"))
    write(tmp_path / "March", pack=odd, receipts=())
    assert "ledger 2026-03-01..2026-03-15.csv" in contents(tmp_path / "March")

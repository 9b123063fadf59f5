"""Another program opens the workbook and works every formula out anew: it gets what we wrote beside them."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pack_sample import sample_pack

from smallbiz_crm.exchange.workbook import write_workbook
from smallbiz_crm.words import words_in

pytestmark = pytest.mark.full
_TAKES = 120
"""Seconds that a first start may take on a busy machine."""


def without_values(source: Path, target: Path) -> int:
    """A copy whose formulas have no values yet; returns how many there are."""
    count = 0
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/"):
                text, number = re.subn(r"(<f>[^<]*</f>)<v>[^<]*</v>", r"\1", content.decode())
                count, content = count + number, text.encode()
            new.writestr(name, content)
    return count


def recalculated(source: Path, folder: Path) -> Any:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    profile = (folder / "profile").as_uri()
    command = [
        program,
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
    ]
    subprocess.run(
        [*command, "--outdir", str(folder / "out"), str(source)],
        check=True,
        capture_output=True,
        timeout=_TAKES,
    )
    return openpyxl.load_workbook(folder / "out" / source.name, data_only=True)


@pytest.mark.parametrize("language", ["en", "de"])
def test_another_program_gets_the_same_totals(tmp_path: Path, language: str) -> None:
    pack = sample_pack()
    write_workbook(tmp_path / "ours.xlsx", pack, words_in(language))
    formulas = without_values(tmp_path / "ours.xlsx", tmp_path / "bare.xlsx")
    assert formulas > 50
    ours = openpyxl.load_workbook(tmp_path / "ours.xlsx", data_only=True)
    theirs = recalculated(tmp_path / "bare.xlsx", tmp_path)
    assert theirs.sheetnames == ours.sheetnames
    live = openpyxl.load_workbook(tmp_path / "ours.xlsx")
    compared = 0
    for sheet in live:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    expected = ours[sheet.title][cell.coordinate].value
                    found = theirs[sheet.title][cell.coordinate].value
                    assert same(found, expected), (sheet.title, cell.coordinate, cell.value, found, expected)
                    compared += 1
    assert compared == formulas


def same(found: object, expected: object) -> bool:
    if isinstance(found, int | float) and isinstance(expected, int | float):
        return abs(found - expected) < 0.005
    return found == expected

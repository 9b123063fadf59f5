"""Reads workbooks (XLSX) as tables, through a process of its own with limits of size, memory and time."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import weakref
import zipfile
from pathlib import Path
from typing import Any

import smallbiz_crm
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.exchange.encodings import open_binary
from smallbiz_crm.exchange.spreadsheet_process import UNZIPPED_LIMIT
from smallbiz_crm.exchange.tables import Table, open_table

ENDINGS = (".xlsx", ".xlsm")
TIME_LIMIT = 60
_RATIO_LIMIT = 100
_SMALL_PART = 1 << 20
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PROCESS = "smallbiz_crm.exchange.spreadsheet_process"


def is_workbook(path: Path) -> bool:
    """Whether the file is made as a workbook is, whatever it is called. Raises as `open_binary` does."""
    with open_binary(path) as stream:
        head = stream.read(4)
        if head == _OLE:
            return True
        if head != _ZIP:
            return False
        try:
            return any(
                name.lower().endswith("xl/workbook.xml") for name in zipfile.ZipFile(stream).namelist()
            )
        except (zipfile.BadZipFile, OSError, NotImplementedError):
            return path.suffix.lower() in ENDINGS


def open_workbook(path: Path) -> Table:
    """The table on the first sheet in sight that holds one; it is read from a private copy that goes with it.

    Raises Refused with ``workbook.protected``, ``workbook.unreadable``, ``workbook.too_large``,
    ``workbook.too_many_rows``, ``workbook.too_many_columns``, ``workbook.too_slow`` or ``file.empty``.
    """
    _scan(path)
    folder = Path(tempfile.mkdtemp(prefix="smallbiz-crm-"))
    try:
        table = _read_through(path, folder / "table.csv")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    weakref.finalize(table, shutil.rmtree, folder, ignore_errors=True)
    return table


def _read_through(path: Path, copy: Path) -> Table:
    answer = _ask(path, copy)
    if "code" in answer:
        raise Refused(answer["code"], **answer["params"])
    table = open_table(copy, delimiter=",", encoding="utf-8")
    table.sheet, table.other_sheets = answer["sheet"], tuple(answer["others"])
    return table


def _scan(path: Path) -> None:
    """Refuse what is no workbook, or one that says itself that it unpacks into too much."""
    with open_binary(path) as stream:
        if stream.read(4) == _OLE:
            raise Refused("workbook.protected", file=str(path))
        try:
            parts = zipfile.ZipFile(stream).infolist()
        except (zipfile.BadZipFile, OSError, NotImplementedError):
            raise Refused("workbook.unreadable", file=str(path)) from None
    is_bomb = any(part.file_size > max(_SMALL_PART, part.compress_size * _RATIO_LIMIT) for part in parts)
    if is_bomb or sum(part.file_size for part in parts) > UNZIPPED_LIMIT:
        raise Refused("workbook.too_large", file=str(path), limit=UNZIPPED_LIMIT >> 20)


def _ask(path: Path, copy: Path) -> dict[str, Any]:
    """What the reading process answers; one that falls over or takes too long has met a trap."""
    root = str(Path(smallbiz_crm.__file__).parent.parent)
    command = [sys.executable, "-P", "-m", _PROCESS, str(path), str(copy)]
    try:
        ran = subprocess.run(
            command,
            env={**os.environ, "PYTHONPATH": root, "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIME_LIMIT,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired:
        raise Refused("workbook.too_slow", file=str(path), limit=TIME_LIMIT) from None
    if ran.returncode != 0:
        raise Refused("workbook.unreadable", file=str(path))
    return json.loads(ran.stdout)

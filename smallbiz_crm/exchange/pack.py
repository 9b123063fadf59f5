"""The accountant's pack: ledger, workbook, receipts, a letter and a manifest, as a folder or a zip in one move."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from smallbiz_crm.domain.accountant import FORMATS, Pack, PackNote
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.ledger import totals
from smallbiz_crm.domain.money import plain
from smallbiz_crm.exchange.atomic import atomic_file, atomic_folder
from smallbiz_crm.exchange.checksum import file_sha256
from smallbiz_crm.exchange.datev import put_datev
from smallbiz_crm.exchange.filenames import file_ending, safe_file_name, unused_file_name
from smallbiz_crm.exchange.invoice_files import put_quickbooks, put_xero
from smallbiz_crm.exchange.journals import put_beancount, put_hledger
from smallbiz_crm.exchange.ledger import write_ledger
from smallbiz_crm.exchange.pack_letter import letter
from smallbiz_crm.exchange.pack_pdf import write_pdf
from smallbiz_crm.exchange.sheets import Words
from smallbiz_crm.exchange.typesetting import why_no_pdf
from smallbiz_crm.exchange.workbook import write_workbook

MANIFEST = "manifest.json"
README = "README.txt"
RECEIPTS = "receipts"

_MAKER = "smallbiz-crm accountant pack"
_MANIFEST_LIMIT = 16 * 1024 * 1024
_LITTER = {".ds_store", "thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt to lay beside the ledger; of `name` only the ending is kept."""

    date: date
    payee: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class PackFile:
    """A file of the pack: its name below the folder with ``/`` between, and its checksum."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class PackWritten:
    """The files of a pack by name, and what must be said about them."""

    files: tuple[PackFile, ...]
    notes: tuple[PackNote, ...]


def _put_ledger(folder: Path, pack: Pack, words: Words) -> list[PackNote]:
    target = folder / _file_name(pack, words, "ledger", "csv")
    write_ledger(target, pack.rows, pack.currency, delimiter=pack.dress.delimiter, decimal=pack.dress.decimal)
    return []


def _put_workbook(folder: Path, pack: Pack, words: Words) -> list[PackNote]:
    write_workbook(folder / _file_name(pack, words, "workbook", "xlsx"), pack, words)
    return []


def _put_pdf(folder: Path, pack: Pack, words: Words) -> list[PackNote]:
    target = folder / _file_name(pack, words, "pdf", "pdf")
    return [PackNote(code, target.name) for code in write_pdf(target, pack, words)]


WRITERS: dict[str, Callable[[Path, Pack, Words], list[PackNote]]] = {
    "pdf": _put_pdf,
    "workbook": _put_workbook,
    "ledger": _put_ledger,
    "xero": lambda folder, pack, _words: put_xero(folder, pack),
    "quickbooks": lambda folder, pack, _words: put_quickbooks(folder, pack),
    "datev": lambda folder, pack, _words: put_datev(folder, pack),
    "hledger": lambda folder, pack, _words: put_hledger(folder, pack),
    "beancount": lambda folder, pack, _words: put_beancount(folder, pack),
}
"""How each format is written into the folder; returned is what must be said about its files."""


def missing_formats() -> dict[str, str]:
    """The formats that this machine cannot write, each with the code of the reason."""
    reason = why_no_pdf()
    return {} if reason is None else {"pdf": reason}


def write_pack(
    target: Path,
    pack: Pack,
    *,
    formats: Sequence[str] = ("ledger", "workbook"),
    words: Words,
    receipts: Iterable[Receipt] = (),
) -> PackWritten:
    """Write a folder, or a zip where `target` ends in ``.zip``, and return its files by name.

    Equal input gives equal bytes. `receipts` are taken one by one in the order given. What stands at `target` is
    only replaced when it is an untouched pack of ours: otherwise Refused with ``pack.not_ours``,
    ``pack.other_files`` or ``pack.file_changed``. Raises Refused("pack.unknown_format") and `Trouble`.
    """
    unknown = [name for name in formats if name not in WRITERS]
    if unknown:
        raise Refused("pack.unknown_format", format=unknown[0], known=", ".join(FORMATS))
    with atomic_folder(target, lambda place: require_replaceable(place, pack)) as folder:
        notes = tuple(
            note for name in FORMATS if name in formats for note in WRITERS[name](folder, pack, words)
        )
        receipt_entries = _put_receipts(folder, receipts)
        text = letter(pack, words, _names(folder), len(receipt_entries), notes)
        with atomic_file(folder / README, newline="\r\n", encoding="utf-8-sig") as stream:
            stream.write(text)
        files = [PackFile(name, file_sha256(folder / name)) for name in _names(folder)]
        _put_manifest(folder, pack, files, receipt_entries)
        return PackWritten((*files, PackFile(MANIFEST, file_sha256(folder / MANIFEST))), notes)


def require_replaceable(place: Path, pack: Pack) -> None:
    """Pass for an empty folder and for a pack of ours of the same period that nobody touched.

    Raises Refused for all else.
    """
    if place.is_dir():
        names = _names(place)
        if names:
            manifest = _manifest_in_folder(place)
            _require_untouched(place, names, _listed(manifest))
            _require_same_period(place, manifest, pack)
        return
    manifest = _manifest_in_zip(place)
    if _listed(manifest) is None:
        raise Refused("pack.not_ours", file=str(place))
    _require_same_period(place, manifest, pack)


def _require_same_period(place: Path, manifest: bytes, pack: Pack) -> None:
    """A pack may be made anew, but another month's, which may have been sent, is not written over."""
    told: dict[str, Any] = json.loads(manifest)
    start, end = (day.isoformat() if day else None for day in (pack.period.start, pack.period.end))
    period: dict[str, Any] = told.get("period") or {}
    if (period.get("start"), period.get("end")) != (start, end) or told.get(
        "correction"
    ) != pack.is_correction:
        raise Refused("pack.other_period", file=str(place), period=str(period.get("name") or ""))


def _manifest_in_folder(folder: Path) -> bytes:
    path = folder / MANIFEST
    return path.read_bytes() if path.is_file() and path.stat().st_size <= _MANIFEST_LIMIT else b""


def _manifest_in_zip(path: Path) -> bytes:
    """The manifest's bytes, none for a file that is no zip, holds none or a huge or locked one."""
    if not path.is_file():
        return b""
    try:
        with zipfile.ZipFile(path) as archive:
            entry = archive.NameToInfo.get(MANIFEST)
            return archive.read(entry) if entry and entry.file_size <= _MANIFEST_LIMIT else b""
    except (zipfile.BadZipFile, RuntimeError, zlib.error):
        return b""


def _require_untouched(folder: Path, names: Sequence[str], listed: Mapping[str, str] | None) -> None:
    """Every file is one of the manifest's, and as it was written."""
    if listed is None:
        raise Refused("pack.not_ours", file=str(folder))
    for name in names:
        path = folder / name
        if name == MANIFEST:
            continue
        if name not in listed or not path.is_file():
            raise Refused("pack.other_files", file=str(folder), name=name)
        if listed[name] != file_sha256(path):
            raise Refused("pack.file_changed", file=str(folder), name=name)


def _listed(manifest: bytes) -> dict[str, str] | None:
    """Name → checksum of the files in a manifest of ours; None for anything else."""
    try:
        told: Any = json.loads(manifest)
        if told["made_by"] != _MAKER:
            return None
        return {entry["name"]: entry["sha256"] for entry in told["files"]}
    except (ValueError, LookupError, TypeError, RecursionError):
        return None


def _names(folder: Path) -> list[str]:
    """The files below the folder in order, without what file managers leave behind."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if not path.is_dir() and path.name.lower() not in _LITTER
    )


def _file_name(pack: Pack, words: Words, file: str, ending: str) -> str:
    told = [words(f"accountant.file.{file}"), pack.period.name]
    if pack.is_correction:
        told.append(words("accountant.file.correction"))
    return safe_file_name(f"{' '.join(told)}.{ending}")


def _put_receipts(folder: Path, receipts: Iterable[Receipt]) -> list[dict[str, str]]:
    """Write them as day and payee, numbered where two are alike; what the manifest says of each."""
    taken: set[str] = set()
    entries: list[dict[str, str]] = []
    for receipt in receipts:
        ending = file_ending(safe_file_name(receipt.name)).lower()
        stem = safe_file_name(f"{receipt.date.isoformat()} {receipt.payee}", limit=100)
        name = unused_file_name(stem + ending, taken)
        (folder / RECEIPTS).mkdir(exist_ok=True)
        with atomic_file(folder / RECEIPTS / name, "wb") as stream:
            stream.write(receipt.content)
        day = receipt.date.isoformat()
        entries.append({"name": f"{RECEIPTS}/{name}", "date": day, "payee": receipt.payee})
    return entries


def _put_manifest(folder: Path, pack: Pack, files: Sequence[PackFile], receipts: Sequence[object]) -> None:
    """JSON for programs: what the pack is, its totals per kind as decimals, every file with its SHA-256."""
    start, end = (day.isoformat() if day else None for day in (pack.period.start, pack.period.end))
    sums = {
        kind.value: {
            "rows": found.count,
            "without_rate": found.unconverted,
            "net": plain(found.base_net, pack.currency),
            "tax": plain(found.base_tax, pack.currency),
            "gross": plain(found.base_gross, pack.currency),
            "recoverable_tax": plain(found.base_recoverable_tax, pack.currency),
        }
        for kind, found in totals(pack.rows).items()
    }
    told = {
        "made_by": _MAKER,
        "version": 1,
        "business": pack.business,
        "period": {"name": pack.period.name, "start": start, "end": end},
        "currency": pack.currency,
        "basis": pack.basis.value,
        "correction": pack.is_correction,
        "still_open": len(pack.blockers),
        "totals": sums,
        "files": [{"name": file.name, "sha256": file.sha256} for file in files],
        "receipts": receipts,
    }
    with atomic_file(folder / MANIFEST, newline="\n") as stream:
        stream.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")

"""Checking the file: SQLite's own tests, keys, counters, and what is derived against the rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, select, text

from smallbiz_crm.store import reached, schema, search
from smallbiz_crm.store.check_records import (
    broken_attachments,
    deals_unlike_their_lines,
    rows_unlike_the_history,
)
from smallbiz_crm.store.check_values import unfit_values
from smallbiz_crm.store.engine import driver
from smallbiz_crm.store.faults import OF_THE_DRIVER, trouble_of
from smallbiz_crm.store.tables import METADATA
from smallbiz_crm.store.tables.journal import id_counter, journal_entry, step
from smallbiz_crm.store.tables.sales import deal, deal_history, sale, stage

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, as a code with parameters."""

    code: str
    params: dict[str, Any] = field(default_factory=dict[str, Any])


def check_file(connection: Connection, *, is_encrypted: bool = False) -> list[Finding]:
    """Everything that does not hold, empty when all is well. Pages that cannot be read end it: the rest is unknown."""
    raw = driver(connection)
    findings = _encrypted_pages(raw) if is_encrypted else []
    if findings:
        return findings
    try:
        findings += _structure(raw)
    except OF_THE_DRIVER as error:
        if trouble_of(error, Path()) is not None:
            raise
        # SQLite has no one word for a schema whose text was damaged: it fails where it stumbles.
        return [Finding("check.unreadable", {"message": str(error)})]
    findings += [
        Finding("check.values", {"table": name, "count": count})
        for name, count in unfit_values(connection).items()
    ]
    findings += _counters(connection)
    findings += _journal(connection)
    findings += _deals(connection)
    findings += _records(connection)
    for kind in search.KINDS:
        findings += _search(connection, kind)
    if count := reached.wrong_rows(connection):
        findings.append(Finding("check.reached", {"count": count}))
    return findings


def _structure(raw: Any) -> list[Finding]:
    """What SQLite itself finds: pages, indexes, keys that lead nowhere."""
    verdicts = raw.execute("PRAGMA integrity_check").fetchall()
    findings = [Finding("check.integrity", {"message": row[0]}) for row in verdicts if row[0] != "ok"]
    return findings + [
        Finding("check.foreign_key", {"table": row[0], "row": row[1], "parent": row[2]})
        for row in raw.execute("PRAGMA foreign_key_check").fetchmany(SHOWN)
    ]


def _encrypted_pages(raw: Any) -> list[Finding]:
    """Pages whose seal is broken, unused ones too."""
    broken = raw.execute("PRAGMA cipher_integrity_check").fetchall()
    return [Finding("check.pages", {"count": len(broken)})] if broken else []


def count_all(connection: Connection) -> dict[str, int]:
    """Rows per table."""
    return {
        name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for name, table in sorted(METADATA.tables.items())
    }


def _counters(connection: Connection) -> list[Finding]:
    """An id that was given already must never be given again."""
    next_ids = {
        row[0]: row[1] for row in connection.execute(select(id_counter.c.table_name, id_counter.c.next_id))
    }
    findings: list[Finding] = []
    for name, table in METADATA.tables.items():
        if "uid" not in table.c:
            continue
        highest = connection.execute(select(func.max(table.c.id))).scalar()
        if highest is not None and highest >= next_ids.get(name, 1):
            findings.append(Finding("check.counter", {"table": name, "highest": highest}))
    return findings


def _journal(connection: Connection) -> list[Finding]:
    """Every entry belongs to a step, and every row was written by one."""
    orphans = select(func.count()).where(journal_entry.c.step_id.not_in(select(step.c.id)))
    count = connection.execute(orphans).scalar_one()
    findings = [Finding("check.journal_orphans", {"count": count})] if count else []
    for name, table in METADATA.tables.items():
        if "written_by" in table.c:
            unknown = select(func.count()).where(_written_by(table).not_in(select(step.c.id)))
            count = connection.execute(unknown).scalar_one()
            if count:
                findings.append(Finding("check.unknown_author", {"table": name, "count": count}))
    return findings


def _written_by(table: Table[Any]) -> Any:
    return table.c.written_by


def _deals(connection: Connection) -> list[Finding]:
    """Every deal has its history, and every won one its sale."""
    without = select(func.count()).where(deal.c.id.not_in(select(deal_history.c.deal_id)))
    findings: list[Finding] = []
    if count := connection.execute(without).scalar_one():
        findings.append(Finding("check.deals_without_history", {"count": count}))
    won = select(deal.c.id).join(stage, stage.c.id == deal.c.stage_id).where(stage.c.kind == "won")
    unsold = select(func.count()).select_from(won.where(deal.c.id.not_in(select(sale.c.deal_id))).subquery())
    if count := connection.execute(unsold).scalar_one():
        findings.append(Finding("check.won_without_sale", {"count": count}))
    return findings


def _records(connection: Connection) -> list[Finding]:
    """Files have their bytes, sums add up, and the history tells of the rows as they are."""
    findings: list[Finding] = []
    if count := broken_attachments(connection):
        findings.append(Finding("check.attachments", {"count": count}))
    if count := deals_unlike_their_lines(connection):
        findings.append(Finding("check.deal_sums", {"count": count}))
    for name, count in rows_unlike_the_history(connection).items():
        findings.append(Finding("check.journal_rows", {"table": name, "count": count}))
    return findings


def _search(connection: Connection, kind: str) -> list[Finding]:
    """The index holds for each record exactly what the record says."""
    table = METADATA.tables[kind]
    wrong = 0
    indexed = connection.execute(text(f"SELECT count(*) FROM search_{kind}")).scalar_one()  # noqa: S608 - our names
    ids = connection.execute(select(table.c.id).order_by(table.c.id)).scalars().all()
    lookup = f"SELECT rowid, words FROM search_{kind} WHERE rowid BETWEEN :first AND :last"  # noqa: S608
    for part in search.chunks(ids):
        held = {
            row[0]: row[1] for row in connection.execute(text(lookup), {"first": part[0], "last": part[-1]})
        }
        wrong += sum(
            held.get(record_id) != words for record_id, words in search.words_of(connection, kind, part)
        )
    if wrong or indexed != len(ids):
        return [Finding("check.search", {"kind": kind, "count": wrong or abs(indexed - len(ids))})]
    return []


def schema_version(connection: Connection) -> int:
    return schema.version_of(connection)

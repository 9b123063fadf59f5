"""Jobs without a window: import, undo, search, single writes, the ledger of a month."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.limit_import import import_rows, open_raw
from benchmarks.material import DATA, filled_workspace, fresh_workspace, people_file
from benchmarks.measure import Result, against, middle, once, within
from smallbiz_crm.services.workspace import Workspace

_PEAK = """
import resource, sys
from pathlib import Path
from benchmarks.material import fresh_workspace, people_file
workspace = fresh_workspace("peak")
workspace.imports.run(workspace.imports.open(people_file(int(sys.argv[1]))))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def imports(count: int, scale: str) -> Iterator[Result]:
    """One file, one step; then taken back and brought again; and the memory that it needed."""
    source = people_file(count)

    def plainest() -> None:
        target = DATA / "limit.db"
        for leftover in DATA.glob("limit.db*"):
            leftover.unlink()
        import_rows(source, target)

    limit = middle(lambda _: plainest(), 3)
    workspace = fresh_workspace("import")
    plan = workspace.imports.open(source)
    yield against("import a contact file", scale, limit, once(lambda: workspace.imports.run(plan)), 3.5)
    raw = _raw_deletion(DATA / "limit.db")
    yield against("undo of that import", scale, raw, once(workspace.history.undo), 2.0)
    yield against("redo of that import", scale, limit, once(workspace.history.redo), 3.5)
    workspace.close()
    done = subprocess.run(
        [sys.executable, "-c", _PEAK, str(count)],
        capture_output=True,
        text=True,
        check=True,
        cwd=DATA.parent.parent,
    )
    yield within("peak memory of the import (MB, not ms)", scale, float(done.stdout), 400)


def _raw_deletion(path: Path) -> float:
    connection = open_raw(path)
    connection.execute("PRAGMA foreign_keys=OFF")

    def delete() -> None:
        connection.execute("BEGIN IMMEDIATE")
        for table in ("contact_tag", "tag", "address", "phone", "email", "search", "contact", "company"):
            connection.execute(f"DELETE FROM {table} WHERE rowid > 0")  # noqa: S608 - names of this list
        connection.execute("COMMIT")

    taken = once(delete)
    connection.close()
    return taken


def writes(count: int, scale: str) -> Iterator[Result]:
    """One changed field with its journal, and taking it back, beside a bare UPDATE and COMMIT."""
    workspace = filled_workspace(count)
    contact_id = workspace.contacts.ids(limit=1)[0]
    raw = _raw_updates()
    yield against(
        "a write through the workspace",
        scale,
        middle(raw, 50),
        middle(lambda number: workspace.contacts.edit(contact_id, job_title=f"Job {number}"), 50),
        3.0,
    )
    workspace.contacts.edit(contact_id, job_title="Last")
    yield against(
        "undo of one edit", scale, middle(raw, 50), middle(lambda _: workspace.history.undo(), 20), 3.0
    )
    workspace.close()


def _raw_updates() -> Any:
    for leftover in DATA.glob("write.db*"):
        leftover.unlink()
    connection = open_raw(DATA / "write.db")
    connection.execute("CREATE TABLE contact (id INTEGER PRIMARY KEY, job_title TEXT)")
    connection.execute("INSERT INTO contact VALUES (1, '')")

    def update(number: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE contact SET job_title = ? WHERE id = 1", (f"Job {number}",))
        connection.execute("COMMIT")

    return update


def ledgers(count: int, scale: str) -> Iterator[Result]:
    """The pack of one month, ledger and workbook."""
    workspace = filled_workspace(count)
    period = workspace.accountant.period("2025-06")
    yield within(
        "the sales report of all time", scale, middle(lambda _: workspace.reports.sales(_all(workspace))), 500
    )
    target = DATA / "pack.zip"
    yield within(
        "pack of a month", scale, middle(lambda _: workspace.accountant.build(period, target), 3), 2_000
    )
    workspace.close()


def _all(workspace: Workspace) -> Any:
    return workspace.reports.period("all")

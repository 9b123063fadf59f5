"""Makes the golden workspace of today's schema: ``python tests/golden/make.py``, once for each schema that is released.

It holds a little of everything that a workspace can hold, so that a later program proves on it that nothing of an
older file gets lost. What is there already is never made anew: an old file is the point of it.
"""

from __future__ import annotations

import json
import lzma
import sys
import tempfile
from datetime import date
from pathlib import Path

from sqlcipher3 import dbapi2

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from smallbiz_crm.domain.contacts import NewContact  # noqa: E402 - found once the path is set
from smallbiz_crm.domain.days import FixedClock  # noqa: E402
from smallbiz_crm.services.workspace import Workspace  # noqa: E402
from smallbiz_crm.store.schema import SCHEMA_VERSION  # noqa: E402

TODAY = date(2026, 3, 18)
PEOPLE = """external_id,First Name,Last Name,Company,E-mail,Phone,Tags,VAT
7,Łucja,Żak,Müller & Söhne GmbH,lucja@example.com,+48 22 555 0101,"vip;fair",PL123
8,عمر,حداد,Haddad Trading,omar@example.com,+971 4 555 0102,fair,
9,O'Brien,"=1+1","'t Hart BV",obrien@example.com,,,
"""


def make(folder: Path) -> None:
    """Write the workspace, packed, and what it holds."""
    target = HERE / f"schema_{SCHEMA_VERSION}.crm.xz"
    if target.exists():
        raise SystemExit(f"{target.name} is there already")
    path = folder / "golden.crm"
    workspace = Workspace.create(path, with_sample=True, clock=FixedClock(TODAY))
    fill(workspace, folder)
    workspace.close()
    target.write_bytes(lzma.compress(path.read_bytes(), preset=9))
    told = json.dumps(contents(path), indent=1, ensure_ascii=False, sort_keys=True)
    (HERE / f"schema_{SCHEMA_VERSION}.json").write_text(told + "\n", encoding="utf-8")


def fill(workspace: Workspace, folder: Path) -> None:
    """Beside the sample: imported people, edits, every outcome of a deal, a receipt, a step undone, the Trash."""
    people, receipt = folder / "people.csv", folder / "receipt.pdf"
    people.write_text(PEOPLE, encoding="utf-8")
    receipt.write_bytes(b"%PDF-1.4 a receipt, as far as this file is concerned")
    workspace.imports.run(workspace.imports.open(people, maps=["VAT=custom:VAT"]))
    contact_id = workspace.contacts.add(NewContact(name="Ana Pérez", company="Nordlicht GmbH"))
    workspace.contacts.edit(contact_id, job_title="Buyer", birthday="--05-16")
    workspace.contacts.log(contact_id, "call", "Wants two shelves\nand a lamp")
    workspace.follow_ups.add("Call back", date(2026, 3, 20), kind="call", contact_id=contact_id)
    _deals(workspace, contact_id)
    campaign_id = workspace.campaigns.add("Gone campaign", channel="print", budget=50_000)
    workspace.spending.add(
        "Druckwerk", date(2026, 3, 2), 10_000, tax=1_900, campaign_id=campaign_id, receipt=receipt
    )
    workspace.campaigns.trash([campaign_id])
    trashed = workspace.contacts.add(NewContact(name="Thrown Away"))
    workspace.contacts.trash([trashed])


def _deals(workspace: Workspace, contact_id: int) -> None:
    stages = {stage.kind: stage.id for stage in workspace.deals.stages()}
    open_stages = [stage.id for stage in workspace.deals.stages() if stage.kind == "open"]
    won = workspace.deals.add("Shelves", contact_id=contact_id, amount=123_456)
    workspace.deals.move(won, open_stages[1])
    workspace.deals.move(won, stages["won"], closed_on=date(2026, 3, 10))
    lost = workspace.deals.add("Lamps", company="Lost & Found Ltd", amount=5_000)
    reason = workspace.deals.lost_reasons()[0]
    workspace.deals.move(lost, stages["lost"], reason=reason, try_again_on=date(2026, 9, 1))
    workspace.deals.edit(won, title="Shelves and more")
    workspace.deals.add(
        "Counter", company="Müller & Söhne GmbH", amount=99_900, expected_close=date(2026, 4, 2)
    )
    workspace.history.undo()


def contents(path: Path) -> dict[str, dict[str, int]]:
    """Per table its number of rows and the sum of each whole-number column."""
    connection = dbapi2.connect(str(path))
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    found: dict[str, dict[str, int]] = {}
    for (name,) in names:
        if name.startswith(("search_", "sqlite_", "alembic_")):
            continue
        columns = [
            row[1] for row in connection.execute(f'PRAGMA table_info("{name}")') if row[2] in WHOLE_NUMBERS
        ]
        sums = "".join(f', sum("{column}")' for column in columns)
        row = connection.execute(f'SELECT count(*){sums} FROM "{name}"').fetchone()  # noqa: S608 - names of the schema
        found[name] = {"rows": row[0]} | {
            column: value or 0 for column, value in zip(columns, row[1:], strict=True)
        }
    connection.close()
    return found


WHOLE_NUMBERS = ("INTEGER", "BIGINT", "SMALLINT")

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder))

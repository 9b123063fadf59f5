"""What the user can do with spend: dated cost lines with their receipts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from smallbiz_crm.domain.campaigns import Habit, Spend
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.spend_rules import rule_words
from smallbiz_crm.store import attachments, lookups, spend_rules, trash
from smallbiz_crm.store import campaign_changes as changes
from smallbiz_crm.store import campaigns as stored
from smallbiz_crm.store.database import Database
from smallbiz_crm.store.unit_of_work import UnitOfWork

EDITABLE = frozenset(
    (
        "payee",
        "spent_on",
        "description",
        "category",
        "campaign_id",
        "net",
        "tax",
        "currency",
        "recoverable_share",
        "paid_on",
        "tax_code_id",
        "reference",
    )
)


class Spending:
    def __init__(self, database: Database) -> None:
        self._database = database

    def list(
        self,
        *,
        campaign_id: int | None = None,
        without_campaign: bool = False,
        start: date | None = None,
        end: date | None = None,
    ) -> list[Spend]:
        """Spend lines, the newest first; both days of a period are in it."""
        with self._database.reading() as connection:
            return stored.list_spend(
                connection, campaign_id=campaign_id, without_campaign=without_campaign, start=start, end=end
            )

    def get(self, spend_id: int) -> Spend:
        with self._database.reading() as connection:
            found = stored.list_spend(connection, ids=[spend_id])
        if not found:
            raise NotFound("record.not_found", kind="spend", id=spend_id)
        return found[0]

    def get_many(self, ids: Sequence[int]) -> list[Spend]:
        """Those of the lines that are there, in the order of `ids`."""
        with self._database.reading() as connection:
            known = {line.id: line for line in stored.list_spend(connection, ids=ids)}
        return [known[spend_id] for spend_id in ids if spend_id in known]

    def categories(self) -> list[str]:
        with self._database.reading() as connection:
            return lookups.names_of(connection, "category")

    def habit(self, payee: str) -> Habit | None:
        """What a payee was paid for last, to begin a new line with."""
        with self._database.reading() as connection:
            return stored.habit_of(connection, payee)

    def add(
        self,
        payee: str,
        spent_on: date,
        net: int,
        *,
        tax: int = 0,
        campaign_id: int | None = None,
        category: str | None = None,
        description: str | None = None,
        currency: str | None = None,
        paid_on: date | None = None,
        reference: str | None = None,
        tax_code_id: int | None = None,
        receipt: Path | None = None,
        remember: bool = False,
    ) -> int:
        """Add a spend line; `net` and `tax` in minor units. A receipt is copied into the workspace. Returns the id.

        `remember` makes a rule of the payee's campaign and category.
        """
        values: dict[str, Any] = {
            "tax": tax,
            "campaign_id": campaign_id,
            "category": category,
            "description": description,
            "paid_on": paid_on,
            "reference": reference,
            "tax_code_id": tax_code_id,
        }
        if currency is not None:
            values["currency"] = currency
        with self._database.step("spend.added", payee=payee) as unit:
            spend_id = changes.add_spend(unit, payee, spent_on, net, values)
            if receipt is not None:
                attachments.attach(unit, "spend", spend_id, receipt)
            if remember:
                self._remember(unit, spend_id)
            return spend_id

    def _remember(self, unit: UnitOfWork, spend_id: int) -> None:
        """Make a rule of what the payee of a line belongs to."""
        line = stored.list_spend(unit.connection, ids=[spend_id])[0]
        spend_rules.put_rule(unit, rule_words(line.payee), line.campaign_id, line.category)

    def edit(
        self, spend_id: int, *, receipt: Path | None = None, remember: bool = False, **fields: Any
    ) -> None:
        """Change fields of a line; gross, rate and cost follow. A receipt is copied into the workspace.

        `remember` makes a rule of the payee's campaign and category.
        """
        unknown = set(fields) - EDITABLE
        if unknown:
            raise Refused(
                "field.unknown", field=", ".join(sorted(unknown)), known=", ".join(sorted(EDITABLE))
            )
        with self._database.step("spend.edited", fields=sorted(fields)) as unit:
            changes.edit_spend(unit, spend_id, fields)
            if receipt is not None:
                attachments.attach(unit, "spend", spend_id, receipt)
            if remember:
                self._remember(unit, spend_id)
            unit.params["payee"] = trash.title_of(unit.connection, "spend", spend_id)

    def attach_receipt(self, spend_id: int, path: Path) -> None:
        """Copy a receipt file into the workspace. Raises Refused over 25 MB."""
        with self._database.step("spend.receipt_added", file=path.name) as unit:
            attachments.attach(unit, "spend", spend_id, path)
            unit.params["payee"] = trash.title_of(unit.connection, "spend", spend_id)

    def receipt(self, spend_id: int) -> tuple[str, bytes] | None:
        """Name and content of the newest receipt of a line."""
        with self._database.reading() as connection:
            found = attachments.attachment_of(connection, "spend", spend_id)
            return None if found is None else attachments.read_attachment(connection, found[0])

    def trash(self, ids: Sequence[int]) -> None:
        with self._database.step("spend.trashed", count=len(ids)) as unit:
            trash.put_in_trash(unit, "spend", ids)
            unit.params["payee"] = trash.title_of(unit.connection, "spend", ids[0]) if ids else ""

    def restore(self, ids: Sequence[int]) -> None:
        with self._database.step("spend.restored", count=len(ids)) as unit:
            trash.take_from_trash(unit, "spend", ids)
            unit.params["payee"] = trash.title_of(unit.connection, "spend", ids[0]) if ids else ""

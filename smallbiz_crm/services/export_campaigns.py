"""Campaigns and spend as tables, which the import reads back as the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smallbiz_crm.domain.campaigns import Campaign, Spend
from smallbiz_crm.domain.money import plain
from smallbiz_crm.store import outside
from smallbiz_crm.store.campaigns import list_spend, load_campaign
from smallbiz_crm.store.custom_fields import values_of
from smallbiz_crm.store.database import Connection
from smallbiz_crm.store.settings import home_currency
from smallbiz_crm.store.tax_codes import list_tax_codes

CAMPAIGN_HEADER = (
    *("external_id", "name", "channel", "objective", "audience", "message", "status", "start", "end"),
    *("budget", "currency", "notes"),
)
SPEND_HEADER = (
    *("date", "payee", "description", "category", "campaign", "net", "tax", "gross", "tax_code", "currency"),
    "paid_on",
)


def campaign_rows(connection: Connection, ids: Sequence[int], fields: Sequence[str]) -> Iterator[list[str]]:
    """A row of `CAMPAIGN_HEADER` for each campaign, then its values of the user's own `fields`."""
    uids = outside.uids_of(connection, "campaign", ids)
    custom = values_of(connection, "campaign", ids)
    home = home_currency(connection)
    for campaign_id in ids:
        found = load_campaign(connection, campaign_id)
        if found is not None:
            own = custom.get(campaign_id, {})
            yield [*_campaign_row(found, uids[campaign_id], home), *(own.get(name, "") for name in fields)]


def _campaign_row(found: Campaign, uid: str, home: str) -> list[str]:
    cells = [
        *(uid, found.name, found.channel.value, found.objective, found.audience, found.message),
        found.status.value,
        *(day.isoformat() if day else None for day in (found.starts_on, found.ends_on)),
        *((None, None) if found.budget is None else (plain(found.budget, home), home)),
        found.notes,
    ]
    return [cell or "" for cell in cells]


def spend_rows(connection: Connection, ids: Sequence[int]) -> Iterator[list[str]]:
    """A row of `SPEND_HEADER` for each line of spend, in the order of `ids`."""
    found = {line.id: line for line in list_spend(connection, ids=ids)}
    codes = {code.id: code.code for code in list_tax_codes(connection)}
    for line in (found[spend_id] for spend_id in ids if spend_id in found):
        yield _spend_row(line, codes.get(line.tax_code_id or 0))


def _spend_row(line: Spend, tax_code: str | None) -> list[str]:
    cells = [
        *(line.spent_on.isoformat(), line.payee, line.description, line.category, line.campaign),
        *(plain(amount, line.currency) for amount in (line.net, line.tax, line.gross)),
        *(tax_code, line.currency, line.paid_on.isoformat() if line.paid_on else None),
    ]
    return [cell or "" for cell in cells]

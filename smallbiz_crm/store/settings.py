"""The settings table: values as JSON by name."""

from __future__ import annotations

import json

from sqlalchemy import Connection, exists, or_, select

from smallbiz_crm.domain.settings import SETTINGS, Value
from smallbiz_crm.store.tables.marketing import campaign, spend
from smallbiz_crm.store.tables.sales import deal, payment
from smallbiz_crm.store.tables.workspace import setting
from smallbiz_crm.store.unit_of_work import UnitOfWork


def get_setting(connection: Connection, name: str) -> Value:
    found = connection.execute(select(setting.c.value).where(setting.c.name == name)).scalar()
    return SETTINGS[name].default if found is None else json.loads(found)


def text_setting(connection: Connection, name: str) -> str:
    return str(get_setting(connection, name))


def home_currency(connection: Connection) -> str:
    return text_setting(connection, "business.currency")


def set_setting(unit: UnitOfWork, name: str, value: Value) -> None:
    row_id = unit.connection.execute(select(setting.c.id).where(setting.c.name == name)).scalar()
    if row_id is None:
        unit.insert(setting, name=name, value=json.dumps(value))
    else:
        unit.update(setting, row_id, value=json.dumps(value))


def has_money(connection: Connection) -> bool:
    """Whether any amount is stored: from then on the home currency stands."""
    amounts = or_(
        exists(select(deal.c.id).where(deal.c.amount.is_not(None))),
        exists(select(spend.c.id)),
        exists(select(payment.c.id)),
        exists(select(campaign.c.id).where(campaign.c.budget.is_not(None))),
    )
    return bool(connection.execute(select(amounts)).scalar())

"""Tax codes: the user's own list of rates, each with what it means for the accountant."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, exists, or_, select

from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.prices import TaxCode, TaxKind
from smallbiz_crm.domain.text import clean_line
from smallbiz_crm.store.settings import text_setting
from smallbiz_crm.store.tables.marketing import spend
from smallbiz_crm.store.tables.sales import deal_line, product, sale_line, tax_code
from smallbiz_crm.store.unit_of_work import UnitOfWork

FULL_SHARE = 10_000


def list_tax_codes(connection: Connection) -> list[TaxCode]:
    """By rate, the lowest first."""
    rows = connection.execute(select(tax_code).order_by(tax_code.c.rate, tax_code.c.id)).all()
    return [TaxCode(row.id, row.code, row.name, row.rate, TaxKind(row.kind)) for row in rows]


def tax_code_id(connection: Connection, code: str) -> int:
    """The id of the code. Raises NotFound."""
    found = connection.execute(select(tax_code.c.id).where(tax_code.c.code == code)).scalar()
    if found is None:
        raise NotFound("record.not_found", kind="tax_code", id=code)
    return found


def save_tax_code(unit: UnitOfWork, row_id: int | None, values: dict[str, Any]) -> int:
    """Add a code, or change the one of that id. Raises Refused for one without words or there already."""
    fit: dict[str, Any] = {**values, "code": clean_line(values["code"]), "name": clean_line(values["name"])}
    if not fit["code"] or not fit["name"]:
        raise Refused("tax_code.needs_name")
    if not 0 <= fit["rate"] <= FULL_SHARE:
        raise Refused("share.unreadable", value=str(fit["rate"] / 100))
    if fit["rate"] and TaxKind(fit["kind"]) is not TaxKind.STANDARD:
        raise Refused("tax_code.without_tax", code=fit["code"])
    twin = select(tax_code.c.id).where(tax_code.c.code == fit["code"], tax_code.c.id != (row_id or 0))
    if unit.connection.execute(twin).scalar() is not None:
        raise Refused("tax_code.there_already", code=fit["code"])
    if row_id is None:
        return unit.insert(tax_code, **fit)
    unit.update(tax_code, row_id, **fit)
    return row_id


def is_default(connection: Connection, row_id: int) -> bool:
    """Whether the code holds where none is named."""
    code = connection.execute(select(tax_code.c.code).where(tax_code.c.id == row_id)).scalar()
    return code == text_setting(connection, "tax.default_code")


def remove_tax_code(unit: UnitOfWork, row_id: int) -> str:
    """Take a code away and return it. Raises Refused ``tax_code.in_use`` while a line, a product, spend or the
    workspace names it.
    """
    code = unit.connection.execute(select(tax_code.c.code).where(tax_code.c.id == row_id)).scalar()
    users = (deal_line, sale_line, product, spend)
    named = or_(*(exists(select(each.c.id).where(each.c.tax_code_id == row_id)) for each in users))
    if is_default(unit.connection, row_id) or unit.connection.execute(select(named)).scalar():
        raise Refused("tax_code.in_use", code=code or "")
    unit.delete(tax_code, row_id)
    return code or ""

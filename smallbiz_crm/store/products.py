"""Products: the price list, and what a line takes from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from smallbiz_crm.domain.currencies import CODES
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.prices import Product
from smallbiz_crm.domain.text import clean_line, fold
from smallbiz_crm.store.lookups import product_for
from smallbiz_crm.store.settings import home_currency
from smallbiz_crm.store.tables.sales import deal, product, tax_code
from smallbiz_crm.store.tax_codes import tax_code_id
from smallbiz_crm.store.unit_of_work import UnitOfWork


def list_products(connection: Connection) -> list[Product]:
    """By name; those in the Trash are left out."""
    query = (
        select(
            product.c.id,
            product.c.name,
            product.c.category,
            product.c.price,
            product.c.currency,
            tax_code.c.code,
        )
        .join_from(product, tax_code, tax_code.c.id == product.c.tax_code_id, isouter=True)
        .where(product.c.trashed_at.is_(None))
        .order_by(func.lower(product.c.name), product.c.id)
    )
    return [Product(*row) for row in connection.execute(query)]


def save_product(unit: UnitOfWork, product_id: int | None, values: dict[str, Any]) -> int:
    """Add a product, or change the one of that id. Raises Refused for a price or currency that is none."""
    fit = dict(values)
    if "name" in fit:
        shown = clean_line(fit["name"] or "")
        if not shown:
            raise Refused("product.needs_name")
        fit |= {"name": shown, "match_name": fold(shown)}
        _require_new(unit, product_id, fit["match_name"], shown)
    if (fit.get("price") or 0) < 0:
        raise Refused("price.negative")
    if fit.get("currency") and fit["currency"] not in CODES:
        raise Refused("currency.unknown", value=fit["currency"])
    if "category" in fit:
        fit["category"] = clean_line(fit["category"] or "") or None
    if "tax_code" in fit:
        code = fit.pop("tax_code")
        fit["tax_code_id"] = tax_code_id(unit.connection, code) if code else None
    if product_id is None:
        return unit.insert(product, **fit)
    unit.update(product, product_id, **fit)
    return product_id


def _require_new(unit: UnitOfWork, product_id: int | None, match_name: str, name: str) -> None:
    twin = select(product.c.id).where(
        product.c.match_name == match_name, product.c.trashed_at.is_(None), product.c.id != (product_id or 0)
    )
    if unit.connection.execute(twin).scalar() is not None:
        raise Refused("product.there_already", name=name)


def product_priced(
    unit: UnitOfWork, name: str | None, deal_id: int | None, said: Sequence[str] | set[str]
) -> dict[str, Any]:
    """Columns of a line of that product, made when it is new.

    For a new line (`deal_id` is given) also its price, when it is in the deal's currency, and its tax code, unless
    `said` names them.
    """
    if not name:
        return {"product_id": None}
    values: dict[str, Any] = {"product_id": product_for(unit, name)}
    if deal_id is None:
        return values
    row = unit.connection.execute(select(product).where(product.c.id == values["product_id"])).one()
    its_currency = unit.connection.execute(select(deal.c.currency).where(deal.c.id == deal_id)).scalar()
    if its_currency is None:
        raise NotFound("record.not_found", kind="deal", id=deal_id)
    priced_in = row.currency or home_currency(unit.connection)
    if "price" not in said and row.price is not None and priced_in == its_currency:
        values["price"] = row.price
    if "tax_code" not in said and row.tax_code_id is not None:
        values["tax_code_id"] = row.tax_code_id
    return values

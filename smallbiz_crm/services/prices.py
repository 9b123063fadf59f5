"""What things cost: products with their price list, tax codes, and the exchange rates the user keeps."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from smallbiz_crm.domain.days import ALL
from smallbiz_crm.domain.prices import Product, Rate, Sold, TaxCode, TaxKind
from smallbiz_crm.store import products, rates, sales_report, tax_codes, trash
from smallbiz_crm.store.database import Database
from smallbiz_crm.store.missing_rates import freeze_missing
from smallbiz_crm.store.settings import set_setting, text_setting


class Prices:
    def __init__(self, database: Database) -> None:
        self._database = database

    # -- products -----------------------------------------------------------------------------------------

    def products(self) -> list[Product]:
        """The price list, by name."""
        with self._database.reading() as connection:
            return products.list_products(connection)

    def sold_by_product(self) -> dict[int | str | None, Sold]:
        """What was won with each product so far, by its id; the figures of the sales report."""
        return {sold.key: sold for sold in self._sold("by_product")}

    def sold_by_category(self) -> list[Sold]:
        """The products' figures put together by category, the largest first."""
        categories = {product.id: product.category for product in self.products()}
        sums: dict[str | None, list[int]] = defaultdict(lambda: [0, 0])
        for sold in self._sold("by_product"):
            category = categories.get(sold.key) if isinstance(sold.key, int) else None
            sums[category][0] += sold.net
            sums[category][1] += sold.wins
        found = [Sold(name, name, net, wins) for name, (net, wins) in sums.items()]
        return sorted(found, key=lambda each: -each.net)

    def sold_by_region(self) -> list[Sold]:
        """Won by region (the deal's, else its company's, else its owner's), the largest first."""
        return sorted(self._sold("by_region"), key=lambda each: -each.net)

    def _sold(self, dimension: str) -> list[Sold]:
        with self._database.reading() as connection:
            parts = sales_report.SalesRead(connection, ALL, self._database.clock.today()).by(dimension)
        return [Sold(key, label, part.revenue, part.won) for (key, label), part in parts.items() if part.won]

    def add_product(self, name: str, **fields: Any) -> int:
        """Put a product on the list: `category`, `price` in 10⁻⁶ of the major unit, `currency`, `tax_code`."""
        with self._database.step("product.added", name=name) as unit:
            return products.save_product(unit, None, {"name": name, **fields})

    def edit_product(self, product_id: int, **fields: Any) -> None:
        """Change fields of a product; lines that are there keep their price."""
        with self._database.step("product.edited") as unit:
            products.save_product(unit, product_id, fields)
            unit.params["name"] = trash.title_of(unit.connection, "product", product_id)

    def trash_product(self, product_id: int) -> None:
        with self._database.step("product.trashed") as unit:
            trash.put_in_trash(unit, "product", [product_id])
            unit.params["name"] = trash.title_of(unit.connection, "product", product_id)

    # -- tax codes ----------------------------------------------------------------------------------------

    def tax_codes(self) -> list[TaxCode]:
        with self._database.reading() as connection:
            return tax_codes.list_tax_codes(connection)

    def default_tax_code(self) -> str:
        """The code of what is sold without one of its own."""
        with self._database.reading() as connection:
            return text_setting(connection, "tax.default_code")

    def set_default_tax_code(self, code: str) -> None:
        """Say which code holds where none is named; sales that are closed keep theirs."""
        with self._database.step("tax_code.made_default", name=code) as unit:
            tax_codes.tax_code_id(unit.connection, code)
            set_setting(unit, "tax.default_code", code)

    def add_tax_code(self, code: str, name: str, rate: int, kind: TaxKind = TaxKind.STANDARD) -> int:
        """`rate` in 10⁻⁴."""
        with self._database.step("tax_code.added", name=code) as unit:
            values = {"code": code, "name": name, "rate": rate, "kind": kind.value}
            return tax_codes.save_tax_code(unit, None, values)

    def edit_tax_code(self, tax_code_id: int, code: str, name: str, rate: int, kind: TaxKind) -> None:
        """Change a code; sales that are closed keep the rate they were made at."""
        with self._database.step("tax_code.edited", name=code) as unit:
            was_default = tax_codes.is_default(unit.connection, tax_code_id)
            values = {"code": code, "name": name, "rate": rate, "kind": kind.value}
            tax_codes.save_tax_code(unit, tax_code_id, values)
            if was_default:
                set_setting(unit, "tax.default_code", code.strip())

    def remove_tax_code(self, tax_code_id: int) -> None:
        """Raises Refused ``tax_code.in_use`` while something names it."""
        with self._database.step("tax_code.removed") as unit:
            unit.params["name"] = tax_codes.remove_tax_code(unit, tax_code_id)

    # -- exchange rates -----------------------------------------------------------------------------------

    def rates(self, currency: str | None = None, limit: int = 500) -> list[Rate]:
        """The newest first, of one currency or of all."""
        with self._database.reading() as connection:
            return rates.list_rates(connection, currency, limit)

    def rated_currencies(self) -> list[Rate]:
        """The newest rate of every currency that has one."""
        with self._database.reading() as connection:
            return rates.newest_rates(connection)

    def set_rate(self, currency: str, valid_on: date, rate: Decimal) -> None:
        """Keep a rate: home units per one unit of `currency`. What is closed keeps the rate it was frozen at;
        what was closed without one gets it.
        """
        with self._database.step("rate.set", currency=currency, day=valid_on.isoformat()) as unit:
            rates.save_rate(unit, currency, valid_on, rate)
            freeze_missing(unit, [currency])

    def remove_rate(self, rate_id: int) -> None:
        with self._database.step("rate.removed") as unit:
            unit.params["currency"] = rates.remove_rate(unit, rate_id)

"""Which sale of a deal still stands, and the reversal of one whose month the accountant has."""

from __future__ import annotations

from sqlalchemy import Connection, exists, select

from smallbiz_crm.store.sent_packs import is_sent
from smallbiz_crm.store.tables.sales import sale, sale_line
from smallbiz_crm.store.unit_of_work import UnitOfWork


def standing_sale(connection: Connection, deal_id: int) -> int | None:
    """The deal's sale that is no reversal and was not reversed."""
    reversal = sale.alias()
    was_reversed = exists(select(reversal.c.id).where(reversal.c.reverses_id == sale.c.id))
    query = select(sale.c.id).where(sale.c.deal_id == deal_id, sale.c.reverses_id.is_(None), ~was_reversed)
    return connection.execute(query.order_by(sale.c.id.desc()).limit(1)).scalar()


def take_away_sale(unit: UnitOfWork, sale_id: int) -> None:
    """Remove a sale; one whose month was sent stays, and its reversal stands in the month of today."""
    row = unit.connection.execute(select(sale).where(sale.c.id == sale_id)).one()
    lines = unit.connection.execute(select(sale_line).where(sale_line.c.sale_id == sale_id)).all()
    if not is_sent(unit.connection, row.sold_on):
        unit.delete_where(sale_line, [line.id for line in lines])
        unit.delete(sale, sale_id)
        return
    kept = (
        "deal_id",
        "invoice_number",
        "customer_name",
        "customer_address",
        "customer_tax_id",
        "currency",
        "rate",
    )
    facts = {name: getattr(row, name) for name in kept}
    day = max(unit.clock.today(), row.sold_on)
    reversal = unit.insert(sale, sold_on=day, reverses_id=sale_id, **facts)
    for line in lines:
        unit.insert(
            sale_line,
            sale_id=reversal,
            product_id=line.product_id,
            tax_code_id=line.tax_code_id,
            tax_rate=line.tax_rate,
            net=-line.net,
            tax=-line.tax,
            base_net=None if line.base_net is None else -line.base_net,
            base_tax=None if line.base_tax is None else -line.base_tax,
        )

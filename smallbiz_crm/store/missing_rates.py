"""What was closed, spent or paid without a rate, frozen once one of its day is known."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.store.campaign_changes import edit_spend
from smallbiz_crm.store.deal_changes import refreeze
from smallbiz_crm.store.rates import in_home, rate_on
from smallbiz_crm.store.settings import home_currency
from smallbiz_crm.store.tables.marketing import spend
from smallbiz_crm.store.tables.sales import deal, payment, stage
from smallbiz_crm.store.unit_of_work import UnitOfWork


def freeze_missing(unit: UnitOfWork, currencies: Collection[str]) -> None:
    """Give won deals, spend and payments in these currencies the rate of their day where they have none yet."""
    connection = unit.connection
    won = (
        select(deal.c.id)
        .join(stage, stage.c.id == deal.c.stage_id)
        .where(
            stage.c.kind == Outcome.WON.value,
            deal.c.rate.is_(None),
            deal.c.currency.in_(currencies),
            deal.c.amount.is_not(None),
        )
    )
    for deal_id in connection.execute(won).scalars().all():
        refreeze(unit, deal_id)
    spent = select(spend.c.id, spend.c.currency).where(
        spend.c.rate.is_(None), spend.c.currency.in_(currencies)
    )
    for spend_id, currency in connection.execute(spent).all():
        edit_spend(unit, spend_id, {"currency": currency})
    home = home_currency(connection)
    received = select(payment).where(payment.c.rate.is_(None), payment.c.currency.in_(currencies))
    for row in connection.execute(received).all():
        rate = rate_on(connection, row.currency, row.paid_on)
        if rate is not None:
            base = in_home(row.amount, row.currency, home, rate)
            unit.update(payment, row.id, rate=str(rate), base_amount=base)

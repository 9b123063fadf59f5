"""What is inside a deal: people, lines that make the amount, objections, proposals, payment plan and payments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock, parse_period
from smallbiz_crm.domain.deal_parts import (
    Instalment,
    InstalmentState,
    ObjectionState,
    ProposalState,
    Role,
    divide_payments,
    settle,
)
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.prices import TaxKind
from smallbiz_crm.services.workspace import Workspace

TODAY = date(2026, 5, 14)
ONE = 1_000
MARCH = parse_period("2026-05")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "a.crm", clock=FixedClock(TODAY), holder="window")
    yield made
    made.close()


def stage(workspace: Workspace, outcome: Outcome) -> int:
    return next(each.id for each in workspace.deals.stages() if each.kind is outcome)


# -- people -------------------------------------------------------------------------------------------------------


def test_a_deal_has_any_number_of_people_and_one_main(workspace: Workspace) -> None:
    ana, ben = (workspace.contacts.add(NewContact(name=name)) for name in ("Ana Pérez", "Ben Ott"))
    deal = workspace.deals.add("Shelf", contact_id=ana)
    workspace.deal_parts.add_person(deal, ben, Role.PAYS)

    people = workspace.deal_parts.people(deal)
    assert [(each.name, each.role, each.is_main) for each in people] == [
        ("Ana Pérez", None, True),
        ("Ben Ott", "pays", False),
    ]

    workspace.deal_parts.add_person(deal, ben, Role.DECIDES)
    workspace.deals.edit(deal, contact_id=ben)
    assert [(each.name, each.role) for each in workspace.deal_parts.people(deal)] == [
        ("Ben Ott", "decides"),
        ("Ana Pérez", None),
    ]

    workspace.deal_parts.remove_person(workspace.deal_parts.people(deal)[0].id)
    assert [(each.name, each.is_main) for each in workspace.deal_parts.people(deal)] == [("Ana Pérez", True)]
    workspace.history.undo()
    assert [each.name for each in workspace.deal_parts.people(deal)] == ["Ben Ott", "Ana Pérez"]


# -- lines --------------------------------------------------------------------------------------------------------


def test_lines_make_the_amount_and_its_history(workspace: Workspace) -> None:
    deal = workspace.deals.add("Shop", amount=1)
    parts = workspace.deal_parts
    shelf = parts.add_line(deal, product="Shelf", quantity=3 * ONE, price=33_333_333, discount=1_000)
    parts.add_line(deal, description="Care", price=20_000_000, recurs_months=1)

    found = workspace.deals.get(deal)
    assert [line.net for line in found.lines] == [9_000, 2_000]
    assert found.amount == 11_000
    assert [entry.amount for entry in workspace.deals.history(deal)] == [1, 9_000, 11_000]

    parts.edit_line(shelf, quantity=2 * ONE)
    assert workspace.deals.get(deal).amount == 8_000
    workspace.history.undo()
    assert workspace.deals.get(deal).amount == 11_000
    parts.remove_line(shelf)
    assert workspace.deals.get(deal).amount == 2_000


def test_a_line_takes_price_and_tax_from_its_product(workspace: Workspace) -> None:
    workspace.prices.add_tax_code("19", "Standard", 1_900)
    workspace.prices.add_product("Shelf", price=250_000_000, currency="EUR", tax_code="19", category="Wood")
    deal = workspace.deals.add("Shop")

    workspace.deal_parts.add_line(deal, product="shelf", quantity=2 * ONE)

    line = workspace.deals.get(deal).lines[0]
    assert (line.product, line.net, line.tax_code) == ("Shelf", 50_000, "19")
    assert workspace.deal_parts.plan(deal).gross == 59_500


def test_an_amount_set_on_the_deal_rewrites_one_line_and_refuses_several(workspace: Workspace) -> None:
    deal = workspace.deals.add("Shop")
    workspace.deal_parts.add_line(deal, product="Shelf", quantity=3 * ONE, price=10_000_000)
    workspace.deals.edit(deal, amount=6_000)
    assert [(line.net, line.price) for line in workspace.deals.get(deal).lines] == [(6_000, 20_000_000)]

    workspace.deal_parts.add_line(deal, description="Care", price=20_000_000)
    with pytest.raises(Refused, match="amount_from_lines"):
        workspace.deals.edit(deal, amount=1)
    assert workspace.deals.get(deal).amount == 8_000

    workspace.deals.edit(deal, currency="JPY", amount=80)
    assert [line.net for line in workspace.deals.get(deal).lines] == [60, 20]


def test_tax_of_a_won_deal_follows_its_lines(workspace: Workspace) -> None:
    workspace.prices.add_tax_code("19", "Standard", 1_900)
    workspace.prices.add_tax_code("rc", "Reverse charge", 0, TaxKind.REVERSE_CHARGE)
    deal = workspace.deals.add("Shop")
    workspace.deal_parts.add_line(deal, description="A", price=100_000_000, tax_code="19")
    workspace.deal_parts.add_line(deal, description="B", price=50_000_000, tax_code="rc")
    workspace.deals.move(deal, stage(workspace, Outcome.WON))

    assert workspace.deal_parts.plan(deal).gross == 16_900
    with pytest.raises(Refused, match="in_use"):
        workspace.prices.remove_tax_code(workspace.prices.tax_codes()[-1].id)


@pytest.mark.parametrize(
    "fields", [{"quantity": 0}, {"quantity": -ONE}, {"discount": 10_001}, {"discount": -1}]
)
def test_absurd_lines_are_refused(workspace: Workspace, fields: dict[str, int]) -> None:
    deal = workspace.deals.add("Shop", amount=5)
    with pytest.raises(Refused):
        workspace.deal_parts.add_line(deal, description="A", price=1_000_000, **fields)
    with pytest.raises(Refused):
        workspace.deal_parts.add_line(deal, description="A", price=10**21)
    assert workspace.deals.get(deal).amount == 5
    assert workspace.deals.get(deal).lines == ()


# -- objections and proposals ---------------------------------------------------------------------------------------


def test_objections_have_answer_and_state(workspace: Workspace) -> None:
    deal = workspace.deals.add("Shop")
    parts = workspace.deal_parts
    objection = parts.add_objection(deal, "Too expensive")
    assert parts.objections(deal)[0].state is ObjectionState.OPEN

    parts.edit_objection(
        objection, text="Too expensive", answer="Pays back in a year", state=ObjectionState.ANSWERED
    )
    assert parts.objections(deal)[0].answer == "Pays back in a year"
    with pytest.raises(Refused):
        parts.add_objection(deal, "  ")
    parts.remove_objection(objection)
    workspace.history.undo()
    assert [each.state for each in parts.objections(deal)] == [ObjectionState.ANSWERED]


def test_a_proposal_carries_its_file_and_the_day_it_was_sent(workspace: Workspace, tmp_path: Path) -> None:
    offer = tmp_path / "Angebot 7.pdf"
    offer.write_bytes(b"%PDF-1.4 offer")
    deal = workspace.deals.add("Shop")
    sent = workspace.deal_parts.add_proposal(deal, "Offer 7", sent_on=TODAY, file=offer)
    draft = workspace.deal_parts.add_proposal(deal, "Offer 8")

    assert [(each.id, each.state, each.file) for each in workspace.deal_parts.proposals(deal)] == [
        (draft, ProposalState.DRAFT, None),
        (sent, ProposalState.SENT, "Angebot 7.pdf"),
    ]
    assert workspace.deal_parts.proposal_file(sent) == ("Angebot 7.pdf", b"%PDF-1.4 offer")
    assert workspace.deal_parts.proposal_file(draft) is None

    workspace.deals.edit(deal, contract_state="signed")
    assert workspace.deals.get(deal).contract_state == "signed"


# -- paying -----------------------------------------------------------------------------------------------------------


def test_payments_cover_the_earliest_instalments_first(workspace: Workspace) -> None:
    workspace.prices.add_tax_code("19", "Standard", 1_900)
    workspace.prices.set_default_tax_code("19")
    deal = workspace.deals.add("Shop", amount=100_000)
    workspace.deals.move(deal, stage(workspace, Outcome.WON))
    parts = workspace.deal_parts
    parts.divide(deal, deposit_share=3_000, deposit_on=date(2026, 5, 1), count=3, first_on=date(2026, 5, 31))
    parts.add_payment(deal, TODAY, 40_000, method="transfer")
    parts.add_payment(deal, TODAY, 5_000, currency="USD")

    plan = parts.plan(deal)

    assert (plan.gross, plan.planned, plan.received, plan.elsewhere) == (119_000, 119_000, 40_000, 1)
    assert [(part.instalment.due_on, part.instalment.amount, part.state) for part in plan.instalments] == [
        (date(2026, 5, 1), 35_700, InstalmentState.PAID),
        (date(2026, 5, 31), 27_767, InstalmentState.PARTLY),
        (date(2026, 6, 30), 27_767, InstalmentState.DUE),
        (date(2026, 7, 31), 27_766, InstalmentState.DUE),
    ]
    for _ in range(3):
        workspace.history.undo()
    assert parts.plan(deal).instalments == ()


def test_unfit_payments_are_refused(workspace: Workspace) -> None:
    deal = workspace.deals.add("Shop")
    with pytest.raises(Refused):
        workspace.deal_parts.add_payment(deal, TODAY, 0)
    with pytest.raises(Refused):
        workspace.deal_parts.add_instalment(deal, TODAY, -5)
    with pytest.raises(Refused, match=r"plan\.unfit"):
        workspace.deal_parts.divide(deal, deposit_share=0, deposit_on=TODAY, count=2, first_on=TODAY)
    with pytest.raises(NotFound):
        workspace.deal_parts.remove_payment(77)


@given(st.integers(1, 10**12), st.integers(0, 10_000), st.integers(0, 120))
def test_a_plan_is_the_gross_to_the_cent(gross: int, share: int, count: int) -> None:
    parts = divide_payments(gross, share, TODAY, count, date(2026, 1, 31))

    assert sum(amount for _, amount in parts) == gross
    assert all(amount > 0 for _, amount in parts)


@given(st.lists(st.integers(1, 10**9), max_size=12), st.integers(-(10**9), 10**10))
def test_what_is_covered_is_what_came_in(amounts: list[int], received: int) -> None:
    instalments = [Instalment(n, TODAY, amount, None) for n, amount in enumerate(amounts)]

    settled = settle(instalments, received, TODAY)

    assert sum(part.paid for part in settled) == min(max(received, 0), sum(amounts))
    assert [part.state is InstalmentState.PAID for part in settled] == [
        part.paid == part.instalment.amount for part in settled
    ]


# -- prices -----------------------------------------------------------------------------------------------------------


def test_products_show_what_was_won_with_them(workspace: Workspace) -> None:
    shelf = workspace.prices.add_product("Shelf", category="Wood", price=1_000_000, currency="EUR")
    workspace.prices.add_product("Care", category="Service")
    deal = workspace.deals.add("Shop")
    workspace.deal_parts.add_line(deal, product="Shelf", price=70_000_000)
    workspace.deal_parts.add_line(deal, product="Care", price=30_000_000)
    workspace.deals.edit(deal, region="North")
    workspace.deals.move(deal, stage(workspace, Outcome.WON))

    assert workspace.prices.sold_by_product()[shelf].net == 7_000
    assert [(each.name, each.net) for each in workspace.prices.sold_by_category()] == [
        ("Wood", 7_000),
        ("Service", 3_000),
    ]
    assert [(each.name, each.net) for each in workspace.prices.sold_by_region()] == [("North", 10_000)]
    with pytest.raises(Refused, match="there_already"):
        workspace.prices.add_product("SHELF")


def test_rates_are_kept_and_frozen_at_the_win(workspace: Workspace) -> None:
    workspace.prices.set_rate("USD", date(2026, 5, 12), Decimal("0.92"))
    deal = workspace.deals.add("Bridge", amount=100_000, currency="USD")
    workspace.deals.move(deal, stage(workspace, Outcome.WON))
    workspace.prices.set_rate("USD", date(2026, 5, 12), Decimal("0.5"))

    assert workspace.reports.sales(MARCH).figures["revenue"].value == 92_000
    assert [str(each.rate) for each in workspace.prices.rated_currencies()] == ["0.5"]
    for bad in ("0", "-1", "NaN", "1e12"):
        with pytest.raises(Refused, match="unfit"):
            workspace.prices.set_rate("USD", TODAY, Decimal(bad))
    for currency in ("EUR", "XXQ"):
        with pytest.raises(Refused):
            workspace.prices.set_rate(currency, TODAY, Decimal(1))
    workspace.prices.remove_rate(workspace.prices.rates("USD")[0].id)
    assert workspace.prices.rates() == []


def test_a_product_in_the_trash_is_not_offered(workspace: Workspace) -> None:
    kept, gone = workspace.prices.add_product("Shelf"), workspace.prices.add_product("Sign")
    workspace.prices.trash_product(gone)
    assert workspace.board.product_names() == ["Shelf"]
    assert [each.id for each in workspace.prices.products()] == [kept]

"""The settings' cards of what things cost, by keys: tax codes, rates typed and from a file, the price list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.deals.part_form import PartForm
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.messages import install_messages
from smallbiz_crm.ui.shell.prices_cards import ProductsCard, RatesCard, TaxCodesCard


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    workspace = Workspace.create(tmp_path / "a.crm", clock=FixedClock(date(2026, 5, 14)), holder="window")
    made = Desk(workspace, inline=True)
    yield made
    made.close()
    workspace.close()
    QLocale.setDefault(before)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    QVBoxLayout(made)
    made.resize(700, 800)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)
    install_messages(made)
    return made


def fill(form: PartForm, **texts: str) -> None:
    for name, text in texts.items():
        edit = form.fields[name].input()
        edit.setFocus()
        QTest.keyClick(edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(edit, text)
    QTest.keyClick(form, Qt.Key.Key_Return)


def test_a_tax_code_becomes_the_usual_one(window: QWidget, desk: Desk) -> None:
    card = TaxCodesCard(desk)
    window.layout().addWidget(card)  # pyright: ignore[reportOptionalMemberAccess] - the fixture gave it one
    card.refresh()
    fill(card.add(), code="V19", name="Standard rate", rate="19")
    card.refresh()
    assert [row.accessibleName() for row in card.list.rows] == [
        "No tax, 0 %, none · No tax, Usual",
        "Standard rate, 19 %, V19 · Taxed",
    ]

    menu = card.list.rows[1].menu()
    next(action for action in menu.actions() if action.text() == "Make it the usual one").trigger()
    assert desk.workspace.prices.default_tax_code() == "V19"

    form = card.add()
    fill(form, code="V19", name="Again")
    assert form.isVisible()
    form.close()


def test_rates_are_typed_and_read_from_a_file(window: QWidget, desk: Desk, tmp_path: Path) -> None:
    card = RatesCard(desk)
    window.layout().addWidget(card)  # pyright: ignore[reportOptionalMemberAccess] - the fixture gave it one
    card.refresh()
    form = card.add()
    form.fields["currency"].set_value("USD")
    fill(form, rate="0.92")
    assert [rate.rate for rate in desk.workspace.prices.rates("USD")] == [Decimal("0.92")]

    file = tmp_path / "eurofxref-hist.csv"
    file.write_text("Date,USD,JPY,GBP,CHF,SEK,\n2026-05-14,1.25,160,0.8,0.95,11,\n")
    card.take(file)
    card.refresh()
    assert [row.accessibleName() for row in card.list.rows][-1] == "1 USD = 0.8 EUR, since 14/05/2026"
    assert len(card.list.rows) == 5


def test_the_price_list_is_kept(window: QWidget, desk: Desk) -> None:
    card = ProductsCard(desk)
    window.layout().addWidget(card)  # pyright: ignore[reportOptionalMemberAccess] - the fixture gave it one
    card.refresh()
    fill(card.add(), name="Oak shelf", category="Wood", price="249.50")
    card.refresh()
    assert [row.accessibleName() for row in card.list.rows] == ["Oak shelf, 249.50 EUR, Wood"]

    product = desk.workspace.prices.products()[0]
    fill(card.edit(product, card.list.rows[0].menu_button), price="199")
    assert desk.workspace.prices.products()[0].price == 199_000_000

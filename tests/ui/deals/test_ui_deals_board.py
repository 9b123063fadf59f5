"""The board: what stands in its columns and on its cards, and how one goes about it by keys."""

from __future__ import annotations

from datetime import date

import pytest
from board_reading import column, press, stage_id, titles
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.deals.card_model import CardModel, CardStore
from smallbiz_crm.ui.deals.lanes import stage_lanes
from smallbiz_crm.ui.deals.page import DealsPage
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.messages import MessageHost

ACCESSIBLE = Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture
def deals(workspace: Workspace) -> dict[str, int]:
    """Four open deals, one won and one lost."""
    ana = workspace.contacts.add(NewContact(name="Ana Silva", company="Nordlicht GmbH"))
    made = {
        "Shelf": workspace.deals.add(
            "Shelf",
            contact_id=ana,
            amount=50_000,
            stage_id=stage_id(workspace, "Proposal"),
            expected_close=date(2026, 6, 30),
        ),
        "Logo": workspace.deals.add("Logo", company="Acme", amount=120_000),
        "Van": workspace.deals.add("Van", amount=30_000, currency="CHF"),
        "Photos": workspace.deals.add("Photos"),
        "Old win": workspace.deals.add("Old win", amount=10_000),
        "Old loss": workspace.deals.add("Old loss", amount=20_000),
    }
    workspace.follow_ups.add("Call about the wall", date(2026, 5, 12), kind="call", deal_id=made["Shelf"])
    workspace.follow_ups.add("Send drafts", date(2026, 5, 15), kind="email", deal_id=made["Van"])
    workspace.deals.move(made["Old win"], stage_id(workspace, "Won"), closed_on=date(2026, 4, 2))
    workspace.deals.move(made["Old loss"], stage_id(workspace, "Lost"), reason="Price")
    return made


def spoken(page: DealsPage, stage: str, row: int = 0) -> str:
    model = column(page, stage).cards.model_of_cards()
    return str(model.data(model.index(row, 0), ACCESSIBLE))


def test_columns_hold_their_deals_the_most_urgent_first(page: DealsPage, deals: dict[str, int]) -> None:
    page.make_fresh()

    assert titles(page) == {
        "Qualified": ["Van", "Logo", "Photos"],
        "Proposal": ["Shelf"],
        "Won": ["Old win"],
        "Lost": ["Old loss"],
    }


def test_heads_count_and_sum_in_home_currency_and_name_what_has_no_rate(
    page: DealsPage, deals: dict[str, int]
) -> None:
    page.make_fresh()

    assert column(page, "Qualified").head_texts() == ("Qualified", "3", "€1,200 + 1 in CHF", "€240 weighted")
    assert column(page, "Discovery").head_texts() == ("Discovery", "0", "€0", "€0 weighted")
    assert column(page, "Won").head_texts() == ("Won", "1", "€100", "")
    assert page.subtitle.text() == "4 open deals, €1,700 + 1 in CHF, €540 weighted"
    assert "3 deals" in column(page, "Qualified").cards.accessibleName()


def test_a_card_says_everything_to_a_screen_reader(page: DealsPage, deals: dict[str, int]) -> None:
    page.make_fresh()

    assert spoken(page, "Proposal") == (
        "Shelf, Ana Silva, Nordlicht GmbH, €500.00, Proposal, Call about the wall, 2 days late, "
        "expected close Tuesday 30 June 2026, 0 days in this stage"
    )
    assert "CHF" in spoken(page, "Qualified", 0)
    assert "Photos, Nobody yet, No amount, Qualified, No next step" in spoken(page, "Qualified", 2)
    assert "Won 2 Apr" in spoken(page, "Won")


def test_a_deal_too_long_in_its_stage_is_called_stale(
    page: DealsPage, deals: dict[str, int], workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.make_fresh()
    assert "stale" not in spoken(page, "Proposal")
    monkeypatch.setattr(page.desk, "today", lambda: date(2027, 5, 14))
    column(page, "Proposal").cards.model_of_cards().today = page.desk.today

    assert "365 days in this stage, stale" in spoken(page, "Proposal")


def test_arrows_go_through_cards_and_over_empty_columns(
    page: DealsPage, deals: dict[str, int], qtbot: QtBot
) -> None:
    page.make_fresh()
    page.board.focus_cards()
    assert page.current_id() == deals["Van"]

    press(Qt.Key.Key_Down)
    assert page.current_id() == deals["Logo"]
    press(Qt.Key.Key_Right)
    assert page.current_id() == deals["Shelf"]
    assert QApplication.focusWidget() is column(page, "Proposal").cards
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Right)
    assert page.current_id() == deals["Old loss"]
    press(Qt.Key.Key_Right)
    assert page.current_id() == deals["Old loss"]
    press(Qt.Key.Key_Left)
    assert page.current_id() == deals["Old win"]


def test_the_board_is_one_stop_of_the_tab_key(page: DealsPage, deals: dict[str, int]) -> None:
    page.make_fresh()
    page.board.select(deals["Shelf"])

    stops = [
        each.lane.name for each in page.board.columns if each.cards.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]

    assert stops == ["Proposal"]


def test_enter_and_a_click_open_a_deal(page: DealsPage, deals: dict[str, int], desk: Desk) -> None:
    opened: list[tuple[str, int]] = []
    desk.record_requested.connect(lambda kind, record_id: opened.append((kind, record_id)))
    page.make_fresh()
    page.board.focus_cards()

    press(Qt.Key.Key_Return)
    cards = column(page, "Proposal").cards
    middle = cards.visualRect(cards.model_of_cards().index(0, 0)).center()
    QTest.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=middle)

    assert opened == [("deal", deals["Van"]), ("deal", deals["Shelf"])]
    assert page.current_id() == deals["Shelf"]


def test_delete_puts_a_deal_into_the_trash_and_the_toast_brings_it_back(
    page: DealsPage, deals: dict[str, int], messages: MessageHost
) -> None:
    page.make_fresh()
    page.board.focus_cards()

    press(Qt.Key.Key_Delete)
    assert titles(page)["Qualified"] == ["Logo", "Photos"]
    assert page.current_id() == deals["Logo"]
    toast = messages.toasts()[-1]
    assert toast.label.text() == "“Van” is in the Trash"
    assert toast.action_button is not None
    toast.action_button.click()

    assert titles(page)["Qualified"] == ["Van", "Logo", "Photos"]


def test_search_narrows_the_board_and_its_sums(page: DealsPage, deals: dict[str, int], qtbot: QtBot) -> None:
    page.make_fresh()
    page.focus_find()
    assert QApplication.focusWidget() is page.search

    QTest.keyClicks(page.search, "nordl")
    qtbot.waitUntil(lambda: titles(page) == {"Proposal": ["Shelf"]})
    assert column(page, "Qualified").head_texts()[1] == "0"
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is column(page, "Proposal").cards

    page.focus_find()
    QTest.keyClicks(page.search, "zzz")
    qtbot.waitUntil(lambda: page.views.currentWidget() is page.no_hits)
    page.no_hits.buttons[0].click()
    qtbot.waitUntil(lambda: len(titles(page).get("Qualified", [])) == 3)


def test_an_empty_page_offers_the_first_deal(page: DealsPage, qtbot: QtBot) -> None:
    page.make_fresh()

    assert page.views.currentWidget() is page.no_deals
    assert not page.new_button.isVisible()
    assert [button.text() for button in page.no_deals.buttons] == ["New deal"]


def test_changes_elsewhere_are_heard(page: DealsPage, deals: dict[str, int], workspace: Workspace) -> None:
    page.make_fresh()
    page.board.select(deals["Photos"])

    workspace.deals.edit(deals["Photos"], title="Product photos", expected_close=date(2026, 5, 20))
    assert titles(page)["Qualified"] == ["Van", "Product photos", "Logo"]
    workspace.follow_ups.add("Now", date(2026, 5, 1), deal_id=deals["Logo"])
    assert titles(page)["Qualified"] == ["Logo", "Van", "Product photos"]
    workspace.companies.edit(workspace.deals.get(deals["Logo"]).company_id or 0, name="Acme Ltd")
    assert "Acme Ltd" in spoken(page, "Qualified")

    assert page.current_id() == deals["Photos"]


def test_a_hidden_page_reads_when_it_is_shown_again(
    page: DealsPage, deals: dict[str, int], workspace: Workspace
) -> None:
    page.make_fresh()
    page.hide()
    workspace.deals.edit(deals["Logo"], title="Wordmark")
    workspace.deals.move(deals["Shelf"], stage_id(workspace, "Negotiation"))
    assert "Proposal" in titles(page)

    page.show()
    page.make_fresh()

    assert titles(page)["Negotiation"] == ["Shelf"]
    assert "Wordmark" in titles(page)["Qualified"]


def test_the_model_of_a_column_keeps_its_promises_to_qt(workspace: Workspace, qtbot: QtBot) -> None:
    for number in range(60):
        workspace.deals.add(f"Deal {number:02}", expected_close=date(2026, 6, 1 + number % 28))
    asked: list[int] = []

    def fetch(ids: object) -> list[object]:
        wanted = list(ids)  # type: ignore[call-overload]
        asked.append(len(wanted))
        return list(workspace.deals.cards(wanted))

    first = workspace.deals.stages()[0]
    store = CardStore(fetch)  # type: ignore[arg-type]
    store.stages = {stage.id: stage for stage in workspace.deals.stages()}
    model = CardModel(stage_lanes([first])[0], store, workspace.clock.today)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    ids = workspace.board.columns()[first.id]
    model.set_ids(ids)
    card = model.card_at(30)
    assert card is not None
    assert asked == [24]

    row = model.open_gap(card)
    assert (model.rowCount(), model.id_at(row), model.gap) == (61, None, row)
    assert [model.row_of(ids[row]), model.id_at(row + 1)] == [row + 1, ids[row]]
    model.close_gap()

    assert [model.id_at(place) for place in range(model.rowCount())] == list(ids)

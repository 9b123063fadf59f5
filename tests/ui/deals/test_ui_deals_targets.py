"""Revenue targets set in the window, the pace on the board's head, and what undo does to both."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QWidget

from smallbiz_crm.domain.days import parse_period
from smallbiz_crm.domain.deals import Closing, Outcome
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.deals.page import DealsPage
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.messages import MessageHost
from smallbiz_crm.ui.targets import TargetsDialog, ask_for_targets


@pytest.fixture
def won_deal(workspace: Workspace) -> int:
    """A deal won for 4,000.00 this month."""
    deal_id = workspace.deals.add("Counter", amount=4_000_00)
    won = next(stage.id for stage in workspace.deals.stages() if stage.kind is Outcome.WON)
    workspace.deals.move(deal_id, won, Closing(closed_on=date(2026, 5, 4)))
    return deal_id


def fill(dialog: TargetsDialog, *, quarter: int | None = None, month: str = "", text: str = "") -> None:
    field = dialog.quarters[quarter] if quarter is not None else dialog.months[month]
    field.edit.setText(text)
    field.commit()


def test_a_quarter_is_shared_out_and_a_month_changes_the_quarter(desk: Desk, window: QWidget) -> None:
    dialog = ask_for_targets(desk, window)
    fill(dialog, quarter=1, text="1000")
    assert [dialog.months[f"2026-0{number}"].edit.text() for number in (4, 5, 6)] == [
        "333.34",
        "333.33",
        "333.33",
    ]

    fill(dialog, month="2026-05", text="500")
    assert dialog.quarters[1].edit.text() == "1,166.67"
    assert dialog.sum_label.text() == "€1,167 in the year"
    dialog.submit()

    assert desk.workspace.reports.revenue_targets() == {
        "2026-04": 333_34,
        "2026-05": 500_00,
        "2026-06": 333_33,
    }
    desk.undo()
    assert desk.workspace.reports.revenue_targets() == {}


def test_a_target_that_is_none_is_said_at_its_field(desk: Desk, window: QWidget) -> None:
    dialog = ask_for_targets(desk, window)
    fill(dialog, month="2026-05", text="-5")
    assert dialog.months["2026-05"].message() == "A target is above zero. Leave it empty for no target."
    dialog.submit()
    assert desk.workspace.reports.revenue_targets() == {}


def test_targets_of_other_years_are_kept_while_one_turns_the_leaves(desk: Desk, window: QWidget) -> None:
    desk.workspace.settings.set("fiscal_year.start", "07-01")
    dialog = ask_for_targets(desk, window)
    assert dialog.year_label.text() == "Financial year 2026"
    assert next(iter(dialog.months)) == "2025-07"
    fill(dialog, month="2026-06", text="700")
    dialog.show_year(date(2026, 9, 1))
    assert dialog.year_label.text() == "Financial year 2027"
    fill(dialog, month="2026-07", text="800")
    dialog.submit()

    assert desk.workspace.reports.revenue_targets() == {"2026-06": 700_00, "2026-07": 800_00}


def test_the_board_says_how_the_month_stands(
    won_deal: int, page: DealsPage, desk: Desk, workspace: Workspace
) -> None:
    page.make_fresh()
    assert page.pace.button.text() == "Set a revenue target …"

    # 10 of 21 business days of May have begun: 5,000.00 are due.
    workspace.reports.set_revenue_target(parse_period("2026-05"), 10_500_00)
    assert page.pace.button.text() == "May: €4,000 of €10,500, €1,000 behind pace"

    workspace.reports.set_revenue_target(parse_period("2026-Q2"), 6_000_00)
    assert page.pace.button.accessibleName().startswith(
        "May: €4,000 of €2,000, €3,048 ahead of pace. Quarter: "
    )

    desk.undo()
    desk.undo()
    assert page.pace.button.text() == "Set a revenue target …"


def test_the_pace_leads_to_the_targets(won_deal: int, page: DealsPage, window: QWidget) -> None:
    page.make_fresh()
    page.pace.button.click()
    dialog = next(each for each in window.findChildren(TargetsDialog) if each.isVisible())
    assert dialog.focusWidget() is dialog.months["2026-05"].edit
    dialog.reject()


def test_a_narrow_head_says_the_share_alone(won_deal: int, page: DealsPage, workspace: Workspace) -> None:
    workspace.reports.set_revenue_target(parse_period("2026-05"), 10_000_00)
    page.make_fresh()
    page.pace.setFixedWidth(90)
    page.layout().activate()  # pyright: ignore[reportOptionalMemberAccess] - the page has one
    assert page.pace.button.text() == "40%"


def test_a_toast_does_not_offer_to_undo_what_was_undone_by_key(
    desk: Desk, window: QWidget, messages: MessageHost
) -> None:
    dialog = ask_for_targets(desk, window)
    fill(dialog, month="2026-05", text="500")
    dialog.submit()
    assert [each.label.text() for each in messages.toasts()] == ["Revenue targets set"]

    desk.undo()
    assert [each.action_button for each in messages.toasts() if each.isVisible()] == [None]

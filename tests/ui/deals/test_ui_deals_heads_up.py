"""A deal inside a running campaign says so: in its panel and in the tool tip of its card."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from smallbiz_crm.domain.campaigns import ParticipantState
from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.deals.page import DealsPage
from smallbiz_crm.ui.deals.panel import DealPanel
from smallbiz_crm.ui.desk import Desk


@pytest.fixture
def deal_id(workspace: Workspace) -> int:
    """A deal of somebody who gets the spring mailing."""
    ana = workspace.contacts.add(NewContact(name="Ana Silva"))
    mailing = workspace.campaigns.add(
        "Spring mailing",
        channel="email",
        status="running",
        starts_on=date(2026, 5, 1),
        ends_on=date(2026, 5, 20),
    )
    workspace.participants.put(mailing, [ana], ParticipantState.AUDIENCE)
    return workspace.deals.add("Lamps", contact_id=ana)


def test_panel_says_it_and_leads_to_the_campaign(
    window: QWidget, desk: Desk, workspace: Workspace, deal_id: int
) -> None:
    asked: list[tuple[str, int]] = []
    desk.record_requested.connect(lambda kind, record_id: asked.append((kind, record_id)))
    panel = DealPanel(desk)
    window.layout().addWidget(panel)  # pyright: ignore[reportOptionalMemberAccess] - the fixture gave it one
    panel.show()
    panel.show_record(deal_id)

    assert [chip.text() for chip in panel.heads_up.chips] == ["Gets “Spring mailing” until 20 May"]
    panel.heads_up.chips[0].click()
    assert asked == [("campaign", 1)]
    workspace.campaigns.edit(1, status="done")
    assert panel.heads_up.isHidden()


def test_card_says_it_in_its_tool_tip(page: DealsPage, deal_id: int) -> None:
    page.make_fresh()
    model = page.board.columns[0].cards.model()

    tip = model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole)

    assert tip.splitlines()[-1] == "Gets “Spring mailing” until 20 May"

"""What of the content library is useful now, on the deal: sent, noted, and said to be there already."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.deals.panel import DealPanel
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.write_mail import WriteDialog


@pytest.fixture
def panel(window: QWidget, desk: Desk, workspace: Workspace) -> DealPanel:
    """The panel of a deal that has just begun."""
    ana = workspace.contacts.add(NewContact(name="Ana Silva", emails=("ana@example.com",)))
    deal_id = workspace.deals.add("Lamps", contact_id=ana)
    workspace.content.add(
        "How Nordlicht saves", kind="case_study", buyer_stage="consideration", url="n.example"
    )
    workspace.content.add("Prices", kind="price_list", buyer_stage="decision")
    made = DealPanel(desk)
    window.layout().addWidget(made)  # pyright: ignore[reportOptionalMemberAccess] - the fixture gave it one
    made.show()
    made.show_record(deal_id)
    return made


def _rows(panel: DealPanel) -> list[str]:
    return [row.accessibleName() for row in panel.useful.list.rows]


def _press(panel: DealPanel, words: str) -> None:
    menu = panel.useful.list.rows[0].menu()
    next(action for action in menu.actions() if action.text() == words).trigger()


def test_only_what_serves_the_stage_is_offered(panel: DealPanel, workspace: Workspace) -> None:
    assert _rows(panel) == ["How Nordlicht saves, Case study"]
    assert panel.useful.list.note.text() == "Stage of the buyer: Consideration"
    proposal = next(stage.id for stage in workspace.deals.stages() if stage.name == "Proposal")
    workspace.deals.move(panel.deal.id if panel.deal else 0, proposal)
    assert _rows(panel) == ["Prices, Price list"]


def test_use_is_noted_and_seen_at_once(panel: DealPanel, workspace: Workspace) -> None:
    _press(panel, "Note that they got it")

    assert _rows(panel) == ["How Nordlicht saves, Case study, Got it Thu 14 May"]
    assert workspace.content.list()[0].uses == 1


def test_letter_carries_the_link_and_notes_the_use(
    panel: DealPanel, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)
    _press(panel, "Send by e-mail …")
    dialog = panel.window().findChild(WriteDialog)
    assert dialog is not None
    assert dialog.text.edit.toPlainText() == "https://n.example"
    dialog.hand_over()

    assert workspace.content.list()[0].uses == 1
    assert "Got it" in _rows(panel)[0]


def test_nothing_stands_there_without_content(panel: DealPanel, workspace: Workspace) -> None:
    workspace.content.trash([each.id for each in workspace.content.list()])
    panel.refresh()

    assert panel.useful.isHidden()

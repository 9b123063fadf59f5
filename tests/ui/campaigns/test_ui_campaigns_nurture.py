"""Nurture sequences on the Campaigns page and on a campaign: written, started, drafted."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from smallbiz_crm.domain.nurture import NurtureKind, NurtureStep
from smallbiz_crm.domain.segments import Comparison, Condition, Group
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.campaigns.page import CampaignsPage
from smallbiz_crm.ui.campaigns.panel import PEOPLE, CampaignPanel

LETTER = NurtureStep(0, 0, NurtureKind.EMAIL, "Thank them")


@pytest.fixture
def sequence(workspace: Workspace) -> int:
    return workspace.nurture.add("After the fair", [LETTER, NurtureStep(0, 7, NurtureKind.CALL, "Call")])


def _cells(page: CampaignsPage) -> list[str]:
    model = page.nurture.list.model_of_records()
    return [str(model.index(0, column).data()) for column in range(model.columnCount())]


def test_sequence_is_written_step_by_step(page: CampaignsPage, workspace: Workspace) -> None:
    page.open_with("nurture")
    dialog = page.nurture.add()
    QTest.keyClicks(dialog.name.edit, "After the fair")
    QTest.keyClicks(dialog.forms[0].text.edit, "Thank them")
    second = dialog.add_step()
    second.kind.set_value(NurtureKind.CALL)
    QTest.keyClicks(second.text.edit, "Call")
    dialog.submit()

    made = workspace.nurture.list()[0]
    assert [(step.after_days, step.kind, step.text) for step in made.steps] == [
        (0, NurtureKind.EMAIL, "Thank them"),
        (7, NurtureKind.CALL, "Call"),
    ]
    assert _cells(page) == ["After the fair", "2", "7", "0", "0", "0", "0"]


def test_what_is_missing_is_said(page: CampaignsPage, workspace: Workspace) -> None:
    page.open_with("nurture")
    dialog = page.nurture.add()
    QTest.keyClicks(dialog.name.edit, "After the fair")
    dialog.submit()

    assert dialog.problem() == "Say what is done in step 1."
    dialog.forms[0].remove_button.click()
    dialog.submit()
    assert dialog.problem() == "A nurture sequence needs at least one step."
    assert workspace.nurture.list() == []
    dialog.reject()


def test_segment_is_started_from_here(
    page: CampaignsPage, workspace: Workspace, people: dict[str, int], sequence: int
) -> None:
    workspace.contacts.tag(list(people.values()), "fair")
    workspace.segments.save("Fair", Group((Condition("tag", Comparison.IS, "fair"),)))
    workspace.deals.add("Lamps", contact_id=people["Ana Silva"])
    page.open_with("nurture")
    dialog = page.nurture.start()
    assert dialog is not None
    assert dialog.told.text() == "2 follow-ups for each of 3 people. A reply, a deal or a no stops the rest."
    dialog.submit()

    assert workspace.nurture.get(sequence).running == 2
    assert page.nurture_button.text() == "Nurture sequences: 1, 2 people on them"


def test_letters_that_are_due_are_saved(
    page: CampaignsPage, workspace: Workspace, people: dict[str, int], sequence: int, tmp_path: Path
) -> None:
    workspace.contacts.set_email(people["Ana Silva"], None, "ana@example.com")
    workspace.nurture.start(sequence, list(people.values()))
    page.open_with("nurture")
    assert page.nurture.drafts_button.text() == "Save 3 letters that are due …"
    page.nurture.save_drafts(sequence, tmp_path / "letters")

    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["Ana Silva.eml"]
    assert workspace.nurture.get(sequence).due == 2


def test_campaign_starts_its_people_and_tells_what_became_of_them(
    panel: CampaignPanel, workspace: Workspace, people: dict[str, int], sequence: int
) -> None:
    campaign_id = panel.campaign.id if panel.campaign else 0
    workspace.campaigns.add_people(campaign_id, list(people.values()))
    panel.show_page(PEOPLE)
    dialog = panel.people.start_sequence()
    assert dialog is not None
    dialog.submit()
    workspace.campaigns.add_people(campaign_id, [people["Ana Silva"]], kind="replied")

    assert panel.people.nurture.text() == "After the fair: 2 running, 0 through, stopped: replied 1"

"""Nurture sequences on a person: started, seen, taken off, and the letter of a step."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget

from smallbiz_crm.domain.nurture import NurtureKind, NurtureStep, StopReason
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.contacts.panel import ContactPanel
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.write_mail import WriteDialog, write_for


@pytest.fixture
def panel(desk: Desk, window: Callable[[QWidget], QWidget], people: dict[str, int]) -> ContactPanel:
    made = ContactPanel(desk)
    window(made)
    made.show_record(people["Ana"])
    return made


@pytest.fixture
def sequence(workspace: Workspace) -> int:
    template = workspace.mail.add_template("Thanks", "Thank you, {first_name}", "It was good to meet you.")
    case = workspace.content.add("Case", url="https://n.example/case")
    steps = [
        NurtureStep(0, 0, NurtureKind.EMAIL, "Thank them", template, None, case),
        NurtureStep(0, 7, NurtureKind.CALL, "Call"),
    ]
    return workspace.nurture.add("After the fair", steps)


def _rows(panel: ContactPanel) -> list[str]:
    return [row.accessibleName() for row in panel.nurture.rows]


def test_person_is_started_seen_and_taken_off(
    panel: ContactPanel, workspace: Workspace, sequence: int
) -> None:
    panel.show_page(1)
    dialog = panel.nurture.start()
    assert dialog is not None
    dialog.submit()

    assert len(_rows(panel)) == 1
    assert _rows(panel)[0].startswith("After the fair, 0 of 2 done, next ")
    panel.nurture.stop_buttons[0].click()
    run = workspace.nurture.of_person(panel.record_id or 0)[0]
    assert run.stopped_because is StopReason.BY_HAND
    assert "taken off" in _rows(panel)[0]
    assert panel.nurture.stop_buttons == []


def test_box_is_hidden_while_there_is_no_sequence(panel: ContactPanel) -> None:
    panel.show_page(1)

    assert panel.nurture.isHidden()


def test_letter_of_a_step_begins_with_its_template_and_content(
    panel: ContactPanel, workspace: Workspace, sequence: int
) -> None:
    person = panel.record_id or 0
    workspace.nurture.start(sequence, [person])
    step = workspace.follow_ups.of("contact", person)[0]

    dialog = write_for(panel.desk, panel, person, step)

    assert isinstance(dialog, WriteDialog)
    assert dialog.subject.edit.text().startswith("Thank you")
    assert dialog.text.edit.toPlainText() == "It was good to meet you.\n\nhttps://n.example/case"
    dialog.reject()

"""People dragged out of the list and of their panel as contact cards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from smallbiz_crm.exchange.vcards import open_cards
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.contacts import drag_out
from smallbiz_crm.ui.contacts.company_panel import CompanyPanel
from smallbiz_crm.ui.contacts.drag_out import cards_of
from smallbiz_crm.ui.contacts.page import ContactsPage
from smallbiz_crm.ui.contacts.portrait import Portrait
from smallbiz_crm.ui.desk import Desk

LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def dragged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The cards that drags carried, as files and as text; a drag of the system would wait for a real mouse."""
    carried: list[str] = []

    def run(drag: QDrag, _action: Qt.DropAction) -> Qt.DropAction:
        data: QMimeData = drag.mimeData()
        path = Path(data.urls()[0].toLocalFile())
        assert path.suffix == ".vcf"
        assert path.read_bytes() == bytes(data.data("text/vcard").data())
        carried.append(path.read_text("utf-8"))
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(QDrag, "exec", run)
    return carried


def drag(widget: QWidget, start: QPoint) -> None:
    far = QPoint(start.x() + QApplication.startDragDistance() * 3, start.y())
    for kind, place in ((QEvent.Type.MouseButtonPress, start), (QEvent.Type.MouseMove, far)):
        point = QPointF(place)
        event = QMouseEvent(kind, point, QPointF(widget.mapToGlobal(place)), LEFT, LEFT, NO_KEY)
        QApplication.sendEvent(widget, event)


def test_a_portrait_is_dragged_out_as_a_card(
    desk: Desk,
    people: dict[str, int],
    workspace: Workspace,
    window: Callable[[QWidget], QWidget],
    dragged: list[str],
) -> None:
    person = workspace.contacts.get(next(iter(people.values())))
    portrait = Portrait(desk)
    window(portrait)
    portrait.show_contact(person)

    drag(portrait, QPoint(8, 8))

    assert f"FN:{person.name}" in dragged[0]
    assert not portrait.isDown()


def test_selected_people_are_dragged_out_of_the_list(
    desk: Desk, people: dict[str, int], window: Callable[[QWidget], QWidget], dragged: list[str]
) -> None:
    page = ContactsPage(desk)
    window(page)
    page.make_fresh()
    listed = page.list
    place = listed.visualRect(listed.people.index(0, 0)).center()

    drag(listed.viewport(), place)
    assert dragged == []

    listed.selectAll()
    drag(listed.viewport(), place)
    assert dragged[0].count("BEGIN:VCARD") == len(listed.people.ids()) > 1


def test_too_many_are_told_to_go_by_export(
    desk: Desk, people: dict[str, int], window: Callable[[QWidget], QWidget], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = window(QWidget())
    monkeypatch.setattr(drag_out, "MOST_CARDS", 1)

    assert cards_of(desk, list(people.values())) is None
    assert "Export takes them all" in shown.toasts()[-1]  # pyright: ignore[reportAttributeAccessIssue]


def test_a_company_is_dragged_out_and_saved_as_a_card(
    desk: Desk,
    people: dict[str, int],
    workspace: Workspace,
    window: Callable[[QWidget], QWidget],
    dragged: list[str],
    tmp_path: Path,
) -> None:
    company = workspace.companies.ids()[0]
    workspace.companies.edit(company, phone="030 555 1234", city="Ulm", domain="nordlicht.example")
    panel = CompanyPanel(desk)
    window(panel)
    panel.show_record(company)

    drag(panel.card_button, QPoint(4, 4))
    name = workspace.companies.get(company).name
    assert f"ORG:{name}" in dragged[0]
    assert "X-ABShowAs:COMPANY" in dragged[0]

    target = tmp_path / "card.vcf"
    panel.card_button.save(company, target)
    (card,) = open_cards(target).cards()
    assert (card.person.shows_as, card.person.company) == ("company", name)
    assert [phone.number for phone in card.person.phones] == ["030 555 1234"]
    assert [url.url for url in card.person.urls] == ["https://nordlicht.example"]
    assert [address.city for address in card.person.addresses] == ["Ulm"]

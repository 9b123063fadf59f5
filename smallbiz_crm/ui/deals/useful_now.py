"""Content that is useful now: what serves the stage where the buyer of a deal stands, sent or noted from here."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.domain.content import UsefulContent
from smallbiz_crm.domain.deals import Deal
from smallbiz_crm.ui.content_words import kind_text, open_content, place_text, stage_text
from smallbiz_crm.ui.deals.part_list import Part, PartAction, PartList
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.chips import ChipKind
from smallbiz_crm.ui.kit.formats import day_short
from smallbiz_crm.ui.write_mail import write_with
from smallbiz_crm.words import _, ngettext

SHOWN = 4


class UsefulNow(QWidget):
    """A few pieces and all of them at a press. Nothing stands here while the library has none that fits."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.deal: Deal | None = None
        self._is_whole = False
        self.library_button = Button(_("Library"), kind="quiet")
        self.library_button.setAccessibleName(_("Open the content library"))
        self.library_button.clicked.connect(lambda: desk.open_page("campaigns", "content"))
        self.list = PartList(_("Useful now"), "", self.library_button)
        self.all_button = Button("", kind="quiet")
        self.all_button.clicked.connect(self._show_all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.list)
        layout.addWidget(self.all_button, 0, Qt.AlignmentFlag.AlignLeading)

    def show_deal(self, deal: Deal) -> None:
        if self.deal is None or deal.id != self.deal.id:
            self._is_whole = False
        self.deal = deal
        stage, found = self.desk.workspace.content.useful_for_deal(deal.id)
        shown = found if self._is_whole else found[:SHOWN]
        note = _("Stage of the buyer: {stage}").format(stage=stage_text(stage))
        self.list.show_parts([self._part(each) for each in shown], note)
        more = len(found) - len(shown)
        self.all_button.setText(ngettext("Show {n} more", "Show {n} more", more).format(n=more))
        self.all_button.setVisible(more > 0)
        self.setVisible(bool(found))

    def _part(self, useful: UsefulContent) -> Part:
        content = useful.content
        chip: tuple[str, ChipKind] | None = None
        if useful.sent_on is not None:
            chip = (_("Got it {day}").format(day=day_short(useful.sent_on)), "success")
        show = partial(open_content, self.desk, self.window(), content)
        actions: list[PartAction | None] = [
            PartAction("check", _("Note that they got it"), partial(self._note, useful))
        ]
        person = None if self.deal is None else self.deal.contact_id
        if person is not None:
            send = partial(self._send, person, useful)
            actions.insert(0, PartAction("mail", _("Send by e-mail …"), send))
        if place_text(content):
            actions.append(PartAction("external", _("Open"), lambda _anchor: show()))
        caption = kind_text(content.kind)
        return Part(content.id, content.title, caption, chip=chip, actions=tuple(actions))

    def _send(self, person: int, useful: UsefulContent, _anchor: QWidget) -> None:
        if self.deal is not None:
            write_with(self.desk, self, person, self.deal.id, useful.content)

    def _note(self, useful: UsefulContent, _anchor: QWidget) -> None:
        if self.deal is None:
            return
        deal_id, content = self.deal.id, useful.content
        self.desk.write(
            lambda workspace: workspace.content.use(content.id, deal_id=deal_id),
            said=_("Noted: they got “{title}”").format(title=content.title),
        )

    def _show_all(self) -> None:
        self._is_whole = True
        if self.deal is not None:
            self.show_deal(self.deal)

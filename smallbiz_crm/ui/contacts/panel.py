"""The panel of a person: who they are, what happened, what is planned, what they may buy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QRect, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu, QVBoxLayout, QWidget

from smallbiz_crm.domain.contacts import Contact
from smallbiz_crm.domain.content import Content
from smallbiz_crm.domain.errors import NotFound
from smallbiz_crm.domain.follow_ups import Due, FollowUp, due_group
from smallbiz_crm.ui.contacts import actions
from smallbiz_crm.ui.contacts.campaign_touches import MOST_SHOWN, CampaignTouches
from smallbiz_crm.ui.contacts.deal_rows import DealRows
from smallbiz_crm.ui.contacts.hand_over_tab import HandOverTab
from smallbiz_crm.ui.contacts.likely_strip import LikelyStrip
from smallbiz_crm.ui.contacts.looks import job_words, lifecycle_chip, lifecycle_words
from smallbiz_crm.ui.contacts.person_details import PersonDetails
from smallbiz_crm.ui.contacts.portrait import Portrait
from smallbiz_crm.ui.contacts.privacy import ask_to_erase, export_person
from smallbiz_crm.ui.contacts.trash_banner import TrashBanner
from smallbiz_crm.ui.desk import Desk, RecordPanel, Touched
from smallbiz_crm.ui.files_box import dropped_files
from smallbiz_crm.ui.follow_up_list import FollowUpList
from smallbiz_crm.ui.handing_over import KEYS as DECISIONS
from smallbiz_crm.ui.handing_over import add_decisions, decide, decisions_for
from smallbiz_crm.ui.heads_up import HeadsUp
from smallbiz_crm.ui.kit.buttons import IconButton
from smallbiz_crm.ui.kit.chips import ChipKind
from smallbiz_crm.ui.kit.formats import relative_day
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import line
from smallbiz_crm.ui.kit.metrics import LARGE
from smallbiz_crm.ui.nurturing import NurtureBox
from smallbiz_crm.ui.timeline import KEYS, TimelineView
from smallbiz_crm.ui.write_mail import write_to, write_with
from smallbiz_crm.words import _

MOST_TAGS = 5
MOST_USEFUL = 8
LONGEST_CHIP = 28
_DUE_CHIPS: dict[Due, ChipKind] = {Due.OVERDUE: "danger", Due.TODAY: "warning"}


class ContactPanel(RecordPanel):
    """Tabs are read when they are looked at."""

    kind = "contact"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._contact: Contact | None = None
        self._stale_tabs: set[int] = set()
        self.portrait = Portrait(desk)
        self.set_picture(self.portrait)
        self.company_button = IconButton("company", _("Open the company"))
        self.company_button.clicked.connect(self._on_open_company)
        self.more_button = IconButton("more", _("More actions"))
        self.more_button.clicked.connect(self._open_menu)
        self.add_action(self.company_button)
        self.add_action(self.more_button)
        self.trash_banner = TrashBanner(_("This person is in the Trash."), self._restore)
        self.trash_banner.put_into(self)
        self.likely = LikelyStrip(desk)
        self.likely.put_into(self)
        self.heads_up = HeadsUp(desk)
        self.heads_up.put_into(self)
        self.details = PersonDetails(self)
        self.follow_ups = FollowUpList(desk, "contact")
        self.nurture = NurtureBox(desk)
        self.touches = CampaignTouches(self)
        self.timeline = TimelineView(desk)
        self.deals = DealRows(desk, self._new_deal)
        self._details_tab = self.add_page(self.details, _("Details"))
        self._timeline_tab = self.add_page(self._story(), _("Timeline"))
        self._deals_tab = self.add_page(self.deals, _("Deals"))
        self.hand_over = HandOverTab(self.decide, desk.currency)
        self._hand_over_tab = self.add_page(self.hand_over, _("Hand-over"))
        self.tab_changed.connect(self._fill_tab)
        self.setAcceptDrops(True)

    def _story(self) -> QWidget:
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setSpacing(LARGE)
        layout.addWidget(self.follow_ups)
        layout.addWidget(self.nurture)
        layout.addWidget(self.touches)
        layout.addWidget(line())
        layout.addWidget(self.timeline, 1)
        return box

    def show_record(self, record_id: int) -> None:
        if record_id != self.record_id:
            self._leave()
        super().show_record(record_id)

    def refresh(self) -> None:
        """Raises NotFound for a person who never was, or whose adding was taken back."""
        if self.record_id is None:
            return
        contact = self.desk.workspace.contacts.get(self.record_id)
        self._contact = contact
        self._show_head(contact)
        self.trash_banner.setVisible(contact.is_trashed)
        self.heads_up.show_campaigns(self.desk.workspace.heads_up.of_person(contact.id))
        self.likely.show_person(contact.id, is_trashed=contact.is_trashed)
        self._stale_tabs = {self._details_tab, self._timeline_tab, self._deals_tab, self._hand_over_tab}
        self._fill_tab(self.tabs.currentIndex())

    def cares(self, touched: Touched) -> bool:
        others = {
            "deal",
            "company",
            "campaign",
            "activity",
            "follow_up",
            "field",
            "field_value",
            "attachment",
            "setting",
            "score_rule",
            "possible_duplicate",
            "content_use",
            "nurture_run",
            "nurture_sequence",
        }
        return self.record_id in touched.get("contact", frozenset()) or bool(others & touched.keys())

    def _on_changed(self, touched: Touched) -> None:
        try:
            super()._on_changed(touched)
        except NotFound:
            self.record_id = None
            self.closed.emit()

    def _leave(self) -> None:
        """Write what is being typed for the person shown until now."""
        focus = QApplication.focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            focus.clearFocus()
        if self.record_id is not None:
            self.details.commit()

    # -- showing ------------------------------------------------------------------------------------------

    def _show_head(self, contact: Contact) -> None:
        chips: list[tuple[str, ChipKind]] = []
        kind = lifecycle_chip(contact.lifecycle)
        if kind is not None:
            chips.append((lifecycle_words(contact.lifecycle), kind))
        planned = self.desk.workspace.follow_ups.of("contact", contact.id)
        if planned:
            chips.append(self._due_chip(planned[0]))
        chips.extend((_short(tag), "neutral") for tag in contact.tags[:MOST_TAGS])
        if len(contact.tags) > MOST_TAGS:
            chips.append((f"+{len(contact.tags) - MOST_TAGS}", "neutral"))
        self.portrait.show_contact(contact)
        self.set_head(contact.name, job_words(contact), chips)
        self.company_button.setVisible(contact.company_id is not None)
        self.company_button.setToolTip(_("Open {company}").format(company=contact.company or ""))

    def _due_chip(self, follow_up: FollowUp) -> tuple[str, ChipKind]:
        today = self.desk.today()
        text = _("Follow up: {day}").format(day=relative_day(follow_up.due_on, today))
        return text, _DUE_CHIPS.get(due_group(follow_up.due_on, today), "info")

    def _fill_tab(self, tab: int) -> None:
        contact = self._contact
        if contact is None or tab not in self._stale_tabs:
            return
        self._stale_tabs.discard(tab)
        workspace = self.desk.workspace
        if tab == self._details_tab:
            self.details.show_contact(contact, contact.source)
        elif tab == self._deals_tab:
            self.deals.show_deals(workspace.deals.of_contact(contact.id), workspace.deals.stages())
        elif tab == self._hand_over_tab:
            self.hand_over.show_card(workspace.hand_overs.card(contact.id))
        else:
            self.follow_ups.show_record(contact.id)
            self.nurture.show_person(contact.id)
            touches = workspace.contacts.timeline(contact.id, MOST_SHOWN, "touches")
            self.touches.show_entries(touches, workspace.participants.of_person(contact.id))
            self.timeline.set_log(partial(self._log, contact.id), contact.id)
            self.timeline.log_box.ask_next(partial(self._log_with_next, contact.id))
            self.timeline.set_reader(partial(workspace.contacts.timeline, contact.id), contact.id)

    # -- doing --------------------------------------------------------------------------------------------

    def menu(self) -> QMenu:
        """What else can be done with the person."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        contact = self._contact
        if contact is None:
            return menu
        if contact.emails and not contact.is_trashed:
            write = partial(write_to, self.desk, self, contact.id)
            menu.addAction(icon("mail"), _("Write an e-mail …"), write)
        if not contact.is_trashed:
            self._offer_content(menu, contact)
        menu.addAction(icon("deals"), _("New deal"), self._new_deal)
        menu.addAction(icon("bell"), _("Plan follow-up …"), self._plan)
        menu.addAction(icon("campaigns"), _("Add to campaign …"), self._add_to_campaign)
        place = QRect(self.more_button.mapToGlobal(QPoint(0, 0)), self.more_button.size())
        hows = decisions_for(contact.lifecycle)
        add_decisions(menu, self.desk, hows, [contact.id], contact.name, self, place)
        if contact.emails:
            copy = partial(actions.copy_emails, self.desk, [contact.id])
            menu.addAction(icon("copy"), _("Copy e-mail address"), copy)
        if self.likely.alike:
            name = self.likely.alike[0].name.replace("&", "&&")
            menu.addAction(icon("merge"), _("Compare with {name} …").format(name=name), self.likely.compare)
        menu.addAction(icon("qr"), _("Show as QR code"), self._show_code)
        menu.addSeparator()
        if contact.is_trashed:
            menu.addAction(icon("restore"), _("Restore"), self._restore)
        else:
            trash = partial(actions.trash_people, self.desk, [contact.id], contact.name)
            menu.addAction(icon("trash"), _("Move to Trash"), trash)
        if not contact.is_erased:
            menu.addSeparator()
            export = partial(export_person, self.desk, self.window(), contact)
            menu.addAction(icon("export"), _("Export everything about this person …"), export)
            erase = partial(ask_to_erase, self.desk, self.window(), contact)
            menu.addAction(icon("danger"), _("Erase this person …"), erase)
        return menu

    def _offer_content(self, menu: QMenu, contact: Contact) -> None:
        """What of the library serves where the person stands; without an address it is only noted."""
        _stage, found = self.desk.workspace.content.useful_for_person(contact.id)
        if not found:
            return
        useful = menu.addMenu(icon("file"), _("Useful now"))
        for each in found[:MOST_USEFUL]:
            use = partial(self._use_content, contact, each.content)
            useful.addAction(_short(each.content.title).replace("&", "&&"), use)

    def _use_content(self, contact: Contact, content: Content) -> None:
        if contact.emails:
            write_with(self.desk, self, contact.id, None, content)
            return
        self.desk.write(
            lambda workspace: workspace.content.use(content.id, contact_id=contact.id),
            said=_("Noted: {name} got “{title}”").format(name=contact.name, title=content.title),
        )

    def _show_code(self) -> None:
        from smallbiz_crm.ui.my_card import show_card

        show_card(self.desk, self.window(), self.record_id)

    def _open_menu(self) -> None:
        self.menu().popup(self.more_button.mapToGlobal(QPoint(0, self.more_button.height())))

    def _on_open_company(self) -> None:
        if self._contact is not None and self._contact.company_id is not None:
            self.desk.open_record("company", self._contact.company_id)

    def _new_deal(self) -> None:
        if self.record_id is not None:
            actions.open_new_deal(self.desk, self.record_id)

    def _plan(self) -> None:
        self.show_page(self._timeline_tab)
        self.follow_ups.plan()

    def _add_to_campaign(self) -> None:
        if self.record_id is not None:
            actions.add_to_campaign(self.desk, self.window(), [self.record_id], self.more_button)

    def _log(self, contact_id: int, kind: str, text: str, logged: Callable[[], object]) -> None:
        self.desk.write(
            lambda workspace: workspace.contacts.log(contact_id, kind, text),
            said=_("Added to the history"),
            then=lambda _activity: logged(),
        )

    def _log_with_next(
        self,
        contact_id: int,
        kind: str,
        text: str,
        planned: tuple[str, date] | None,
        logged: Callable[[], object],
    ) -> None:
        self.desk.write(
            lambda workspace: workspace.contacts.log(contact_id, kind, text, next_step=planned),
            said=_("Added to the history") if planned is None else _("Added, and the next step is planned"),
            then=lambda _activity: logged(),
        )

    def log_mails(self, paths: list[Path]) -> None:
        """Note e-mails that were saved as files."""
        contact = self._contact
        if contact is not None:
            for path in paths:
                self.desk.write(
                    lambda workspace, mail=path: workspace.contacts.log_mail(contact.id, mail),
                    said=_("{file} was added as an e-mail").format(file=path.name),
                )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _mails(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        mails = _mails(event.mimeData())
        if mails:
            event.acceptProposedAction()
            self.log_mails(mails)

    def decide(self, how: str, anchor: QWidget) -> None:
        """Qualify, accept or return the person."""
        contact = self._contact
        if contact is not None:
            decide(self.desk, how, [contact.id], contact.name, self, anchor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        how = DECISIONS.get(Qt.Key(event.key()))
        if how is not None and not event.modifiers():
            self.decide(how, self.more_button)
            return
        kind = KEYS.get(Qt.Key(event.key()))
        if kind is not None and not event.modifiers() and self._contact is not None:
            self.show_page(self._timeline_tab)
            self.timeline.log_box.begin(kind)
            return
        super().keyPressEvent(event)

    def _restore(self) -> None:
        contact = self._contact
        if contact is not None:
            self.desk.write(
                lambda workspace: workspace.contacts.restore([contact.id]),
                said=_("{name} is back").format(name=contact.name),
            )


def _mails(data: QMimeData) -> list[Path]:
    """The e-mail files that are being dropped."""
    return [path for path in dropped_files(data) if path.suffix.lower() == ".eml"]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_CHIP else text[: LONGEST_CHIP - 1] + "…"

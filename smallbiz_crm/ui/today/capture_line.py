"""The capture line: one line of typing and Enter saves a person, where they were met and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from smallbiz_crm.domain.errors import CrmError, Refused
from smallbiz_crm.ui.alike_words import alike_words, reason_words
from smallbiz_crm.ui.desk import Desk, More, Touched
from smallbiz_crm.ui.kit.buttons import Button, IconButton
from smallbiz_crm.ui.kit.chips import ChipButton
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import Card, Label
from smallbiz_crm.ui.kit.line_edits import LineEdit
from smallbiz_crm.ui.kit.messages import announce
from smallbiz_crm.ui.kit.metrics import HAIR, MEDIUM, SMALL, TIGHT, chars
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.ui.today.said_row import LONGEST_CHIP, SaidRow
from smallbiz_crm.ui.today.scanning import Scanning
from smallbiz_crm.ui.today.understanding import (
    CHANGEABLE,
    SaidChip,
    duplicate_chip,
    event_chip,
    other_meanings,
    said_chips,
    who,
)
from smallbiz_crm.words import _, ngettext, sentence

if TYPE_CHECKING:
    from smallbiz_crm.domain.captured import Meaning, Understood
    from smallbiz_crm.domain.duplicates import Alike
    from smallbiz_crm.domain.mecard import Scanned
    from smallbiz_crm.services.capture import Captured
    from smallbiz_crm.ui.met_dialog import MetDialog

LOOK_FOR_DUPLICATES_AFTER_MS = 200


class CaptureEdit(LineEdit):
    """Pasting a picture or a contact card reads it instead of typing it."""

    def __init__(self, name: str, placeholder: str, takes: Callable[[QMimeData], bool]) -> None:
        """`takes` reads what is on the clipboard and says whether it could."""
        super().__init__(name, placeholder=placeholder)
        self._takes = takes

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and self._takes(
            QGuiApplication.clipboard().mimeData()
        ):
            event.accept()
            return
        super().keyPressEvent(event)


class CaptureLine(Card):
    """Takes keys from the first paint on; how the line is understood shows once the workspace is open."""

    captured = Signal(object)
    """A line was saved as this `Captured`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(padding=MEDIUM, spacing=SMALL)
        self._desk = desk
        self._decided: dict[str, Meaning] = {}
        self._said: Understood | None = None
        self._waits_for_workspace = False
        self._duplicate: SaidChip | None = None
        self.duplicates: tuple[Alike, ...] = ()
        """Who is likely meant by what was typed, or by who was added last, the likeliest first."""
        self._added: int | None = None
        """Who was added last and looks like somebody; None once the next line is begun."""
        self.event_name: str | None = None
        """The campaign at which everybody is met who is added now."""
        self.scanning = Scanning(desk, self)
        self.edit = CaptureEdit(
            _("Add a person in one line"),
            _("Ana Silva, Acme, ana@acme.com, met at the fair, follow up Friday"),
            self.scanning.take,
        )
        self.scan_button = IconButton("qr", _("Scan a QR code"))
        self.event_button = Button(_("At an event"), "location", "quiet")
        self.met_button = Button("", kind="quiet")
        self.met_button.hide()
        self.chips = SaidRow()
        self.hint = Label("", "caption", wrap=True)
        self.enter_hint = Label(_("Enter adds"), "caption")
        self._duplicate_timer = QTimer(self)
        self._duplicate_timer.setSingleShot(True)
        self._duplicate_timer.setInterval(LOOK_FOR_DUPLICATES_AFTER_MS)
        self._lay_out()
        self._connect()
        self._show_said()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(TIGHT)
        line.addWidget(self.edit, 1)
        line.addWidget(self.scan_button)
        line.addWidget(self.met_button)
        line.addWidget(self.event_button)
        under = QHBoxLayout()
        under.setContentsMargins(HAIR, 0, HAIR, 0)
        under.setSpacing(SMALL)
        under.addWidget(self.hint, 1)
        under.addWidget(self.chips, 1)
        under.addWidget(self.enter_hint, 0, Qt.AlignmentFlag.AlignTop)
        theme().changed.connect(self._keep_height)
        self._keep_height()
        self.body.addLayout(line)
        self.body.addLayout(under)

    def _connect(self) -> None:
        self.edit.textChanged.connect(self._on_text_changed)
        self.edit.textEdited.connect(self._on_edited)
        self.edit.returnPressed.connect(self.submit)
        self.edit.escaped.connect(self.empty)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            opening = QShortcut(QKeySequence(keys), self.edit)
            opening.setContext(Qt.ShortcutContext.WidgetShortcut)
            opening.activated.connect(self.open_duplicate)
        self.event_button.clicked.connect(lambda: _pop_up(self.event_menu(), self.event_button))
        self.scan_button.clicked.connect(lambda: _pop_up(self.scanning.menu(), self.scan_button))
        self.scanning.found.connect(self.take_scanned)
        self.scanning.failed.connect(lambda error: self._say_problem(sentence(error)))
        self.chips.pressed.connect(self._on_chip_pressed)
        self._duplicate_timer.timeout.connect(self._look_for_duplicates)
        self._desk.opened.connect(self._on_opened)
        self._desk.changed.connect(self._on_changed)
        self.met_button.clicked.connect(self.open_met)

    def _keep_height(self) -> None:
        """Let words take as much room as chips, so that nothing jumps when the first key is typed."""
        chip = ChipButton("X", parent=self)
        chip.hide()
        chip.setIcon(icon("person"))
        chip.ensurePolished()
        height = chip.sizeHint().height()
        chip.deleteLater()
        self.hint.setMinimumHeight(height)
        self.enter_hint.setFixedHeight(height)

    # -- what the page calls ------------------------------------------------------------------------------

    def focus_line(self) -> None:
        """Put the cursor into the line."""
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def submit(self) -> None:
        """Save what stands there; the line is empty at once and comes back when it is refused."""
        text = self.edit.text().strip()
        if not text:
            return
        if not self._desk.is_open:
            self._waits_for_workspace = True
            self._show_said()
            return
        said = self._understand(text, self._decided)
        if not who(said):
            self._say_problem(sentence(Refused("capture.nothing")))
            return
        decided, event = dict(self._decided), self.event_name
        self.empty()
        self._desk.write(
            lambda workspace: workspace.capture.add(text, event=event, decided=decided),
            said=lambda made: _said_of(made, who(said)),
            more=self._comparing,
            then=self._on_captured,
            refused=partial(self._on_refused, text, decided),
            owner=self,
        )

    def _comparing(self, made: Captured) -> More | None:
        """What the message offers that somebody was added who may be there twice now."""
        if made.contact is None or not made.alike:
            return None
        return _("Compare (Ctrl+Enter)"), partial(self._compare, made.alike[0].contact_id, made.contact)

    def _on_captured(self, made: Captured) -> None:
        """Enter may come before the warning did: offer still who is likely meant."""
        if made.contact is not None and made.alike and not self.edit.text():
            self._added, self.duplicates = made.contact, made.alike
            self._duplicate = duplicate_chip(made.alike, is_saved=True)
            self._show_said()
            announce(self.edit, self._duplicate.text)
        self.captured.emit(made)

    def take_scanned(self, scanned: Scanned) -> None:
        """Put what a code says into the line, beside what stands there; Enter adds the person."""
        typed = self.edit.text().strip(" ,")
        is_person = scanned.kind == "person"
        parts = (scanned.line, typed) if is_person else (typed, scanned.line)
        self._decided = {**self._decided, **scanned.decided}
        self.edit.setText(", ".join(filter(None, parts)) if is_person or typed else f", {scanned.line}")
        self.focus_line()
        self.edit.setCursorPosition(len(self.edit.text()) if is_person else len(typed))
        announce(self.edit, _("Read from the code: {text}").format(text=scanned.line))

    def empty(self) -> None:
        """Forget what was typed, so that Ctrl+Z belongs to the workspace again."""
        self.edit.setText("")

    # -- understanding ------------------------------------------------------------------------------------

    def _understand(self, text: str, decided: Mapping[str, Meaning]) -> Understood:
        return self._desk.workspace.capture.understand(text, decided=decided)

    def _on_opened(self) -> None:
        self._read_event()
        self._on_text_changed()
        if self._waits_for_workspace:
            self._waits_for_workspace = False
            self.submit()

    def _on_changed(self, touched: Touched) -> None:
        if {"setting", "campaign", "contact"} & touched.keys():
            self._read_event()

    def _read_event(self) -> None:
        """Follow the event that is chosen, and how many were met there today."""
        event = self._desk.workspace.meetings.event()
        self.event_name = event.name if event is not None else None
        met = event.met if event is not None else 0
        self.met_button.setText(ngettext("{n} met", "{n} met", met).format(n=number(met)))
        self.met_button.setToolTip(_("Everybody met today: decide, plan and thank"))
        self.met_button.setVisible(event is not None)
        self._show_said()

    def open_met(self) -> MetDialog | None:
        """Show everybody met today."""
        if not self._desk.is_open:
            return None
        from smallbiz_crm.ui.met_dialog import MetDialog

        dialog = MetDialog(self._desk, self)
        dialog.open()
        return dialog

    def _on_edited(self) -> None:
        self._waits_for_workspace = False

    def _on_text_changed(self) -> None:
        text = self.edit.text()
        if not text.strip():
            self._decided = {}
        if self._added is not None:
            self._added, self.duplicates, self._duplicate = None, (), None
        can_read = self._desk.is_open and bool(text.strip())
        self._said = self._understand(text, self._decided) if can_read else None
        if self._said is not None and who(self._said):
            self._duplicate_timer.start()
        else:
            self._duplicate_timer.stop()
            self.duplicates, self._duplicate = (), None
        self._show_said()

    def _look_for_duplicates(self) -> None:
        before = self._duplicate
        if self._said is None:
            return
        self.duplicates = self._desk.workspace.capture.alike(self._said)
        self._duplicate = duplicate_chip(self.duplicates) if self.duplicates else None
        self._show_said()
        if self._duplicate is not None and self._duplicate != before:
            announce(self.edit, self._duplicate.text)

    def _show_said(self) -> None:
        """Show the chips, or without any what the line is for."""
        said = self._said
        chips = said_chips(said) if said is not None else []
        if self.event_name and (chips or not self.edit.text().strip()):
            chips.append(event_chip(self.event_name))
        if self._duplicate is not None:
            chips.append(self._duplicate)
        self.chips.show_chips(chips)
        self.chips.setVisible(bool(chips))
        self.hint.set_tone("")
        self.hint.setText(self._hint())
        self.hint.setVisible(not chips)
        self.enter_hint.setText(self._enter_hint())
        self.enter_hint.setVisible(self._added is not None or (said is not None and bool(who(said))))

    def _enter_hint(self) -> str:
        if self._added is not None:
            return _("Ctrl+Enter compares")
        return _("Enter adds, Ctrl+Enter opens") if self._duplicate is not None else _("Enter adds")

    def _hint(self) -> str:
        if self._waits_for_workspace:
            return _("It is added as soon as the workspace is open.")
        return _("Name, company, phone, #tag, what to do by when: one line, Enter adds the person.")

    def _say_problem(self, text: str) -> None:
        self.chips.hide()
        self.hint.set_tone("danger")
        self.hint.setText(text)
        self.hint.show()
        announce(self.edit, text)

    def _on_refused(self, text: str, decided: dict[str, Meaning], error: CrmError) -> None:
        if self.edit.text().strip():
            self._desk.show_trouble(error)
            return
        self._decided = decided
        self.edit.setText(text)
        self._say_problem(sentence(error))

    # -- what chips do ------------------------------------------------------------------------------------

    def _on_chip_pressed(self, chip: SaidChip, button: QWidget) -> None:
        if chip.does == "open":
            self.open_duplicate()
        elif chip.does == "event":
            _pop_up(self.event_menu(), button)
        elif chip.meaning is not None:
            _pop_up(self.meaning_menu(chip.meaning), button)

    def open_duplicate(self) -> None:
        """Show who is likely meant instead of adding somebody, what was typed stays; or beside who was added."""
        if not self.duplicates:
            return
        if self._added is not None:
            self._compare(self.duplicates[0].contact_id, self._added)
        else:
            self._desk.open_record("contact", self.duplicates[0].contact_id)

    def _compare(self, known: int, added: int) -> None:
        from smallbiz_crm.ui.merge_dialog import open_merge

        open_merge(self._desk, known, added, self).finished.connect(self._on_text_changed)

    def meaning_menu(self, meaning: Meaning) -> QMenu:
        """What else the part of the line that has this meaning could be."""
        menu = _menu_of(self)
        line, said = self.edit.text(), self._said
        choices = other_meanings(line, said, meaning, self._understand, self._decided) if said else []
        for choice in choices:
            room = chars(self, LONGEST_CHIP)
            shown = self.fontMetrics().elidedText(choice.text, Qt.TextElideMode.ElideRight, room)
            label = f"{_(CHANGEABLE[choice.meaning])}: {shown}".replace("&", "&&")
            menu.addAction(label, partial(self._decide, choice.decided))
        if menu.isEmpty():
            menu.addAction(_("This part can be nothing else")).setEnabled(False)
        return menu

    def _decide(self, decided: dict[str, Meaning]) -> None:
        self._decided = decided
        self._on_text_changed()
        self.edit.setFocus()

    def event_menu(self) -> QMenu:
        """The campaigns at which one may be just now, events first."""
        menu = _menu_of(self)
        running = self._desk.workspace.campaigns.running() if self._desk.is_open else []
        for campaign in sorted(running, key=lambda campaign: campaign.channel != "event"):
            action = menu.addAction(campaign.name.replace("&", "&&"), partial(self.set_event, campaign.name))
            action.setCheckable(True)
            action.setChecked(campaign.name == self.event_name)
        if not running:
            menu.addAction(_("No campaign is running")).setEnabled(False)
        menu.addSeparator()
        menu.addAction(icon("contacts"), _("Met today …"), self.open_met)
        if self.event_name:
            menu.addAction(icon("close"), _("Not at an event"), partial(self.set_event, None))
        return menu

    def set_event(self, name: str | None) -> None:
        """Note for everybody added from now on that they were met at this campaign; None for nowhere."""
        self._desk.write(lambda workspace: workspace.meetings.choose_event(name), owner=self)
        self.edit.setFocus()


def _said_of(made: Captured, name: str) -> str:
    added = _("Added {name}").format(name=name)
    if made.contact is None or not made.alike:
        return added
    why = reason_words(made.alike[0].reasons)
    return _("{added}. {looks_like} ({why}).").format(
        added=added, looks_like=alike_words(made.alike), why=why[:1].lower() + why[1:]
    )


def _menu_of(widget: QWidget) -> QMenu:
    menu = QMenu(widget)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def _pop_up(menu: QMenu, under: QWidget) -> None:
    menu.popup(under.mapToGlobal(QPoint(0, under.height())))

"""What happened to a record, newest first, with a field on top that notes what just happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from smallbiz_crm.domain.contacts import TimelineEntry
from smallbiz_crm.domain.days import from_micros
from smallbiz_crm.domain.money import minor_digits
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.fields import ChoiceBox, DateField
from smallbiz_crm.ui.kit.formats import NOTHING, clock, day, day_and_month, day_long, days_ago, money, percent
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.line_edits import LineEdit, PlainTextEdit
from smallbiz_crm.ui.kit.metrics import MEDIUM, SMALL, TIGHT, em, px
from smallbiz_crm.words import _, has_phrase, ngettext, phrase

ACTIVITY_KINDS = ("note", "call", "meeting", "email", "demo")
FIRST_ENTRIES = 20
MORE_ENTRIES = 60
FIRST_READ = 100
LEAP_YEAR = 2000
"""A birthday without its year may be the leap day."""
LONGEST_TEXT = 500

_ICONS = {
    "note": "note",
    "call": "phone",
    "meeting": "meeting",
    "email": "mail",
    "demo": "eye",
    "touch": "campaigns",
    "content": "file",
    "follow_up": "success",
    "deal": "deals",
    "lifecycle": "flag",
    "step": "edit",
}

GROUPS = ("all", "activities", "touches", "content", "deals", "changes")
KEYS = {
    Qt.Key.Key_N: "note",
    Qt.Key.Key_C: "call",
    Qt.Key.Key_M: "meeting",
    Qt.Key.Key_E: "email",
    Qt.Key.Key_D: "demo",
}
"""One key a kind begins a note of it, wherever the focus is in the panel but not in a text."""

Log = Callable[[str, str, Callable[[], object]], object]
LogWithNext = Callable[[str, str, tuple[str, date] | None, Callable[[], object]], object]
Read = Callable[[int, str], Sequence[TimelineEntry]]
"""The newest so many entries of a group, empty for all."""


class TimelineView(QWidget):
    """A record's story. With `set_log` a field on top takes notes, calls, meetings, e-mails and demos.

    `log(kind, text, logged)` is expected to write and then to call `logged`, which empties the field; the
    view is filled again by `show_entries` when the change is heard.
    """

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._entries: list[TimelineEntry] = []
        self._currency: str | None = None
        self._shown = FIRST_ENTRIES
        self._rows: list[QWidget] = []
        self._read: Read | None = None
        self._read_for: object = None
        self._wanted = FIRST_READ
        self.log_box = _LogBox(desk)
        self.log_box.hide()
        self.group_box = ChoiceBox()
        self.group_box.setAccessibleName(_("What the timeline shows"))
        for group in GROUPS:
            self.group_box.addItem(phrase(f"timeline.{group}"), "" if group == "all" else group)
        self.group_box.activated.connect(lambda _place: self._read_anew())
        self.group_box.hide()
        self._nothing = Label(_("Nothing has happened yet."), "muted")
        self._rows_layout = QVBoxLayout()
        self._rows_layout.setSpacing(SMALL)
        self.more_button = Button("", kind="quiet")
        self.more_button.clicked.connect(self._show_more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.log_box)
        layout.addWidget(self.group_box, 0, Qt.AlignmentFlag.AlignLeading)
        layout.addWidget(self._nothing)
        layout.addLayout(self._rows_layout)
        layout.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeading)
        layout.addStretch(1)

    def set_log(self, log: Log | None, record_id: int | None = None) -> None:
        """Take notes of a record by calling `log`; None takes the field away.

        What was typed for another record and not added waits until that record is shown again.
        """
        self.log_box.turn_to(log, record_id)
        self.log_box.setVisible(log is not None)

    def set_reader(self, read: Read, record_id: object) -> None:
        """Show what `read` finds, part by part, with a choice of what to show above it."""
        if record_id != self._read_for:
            self._wanted = FIRST_READ
            self.group_box.setCurrentIndex(0)
        self._read, self._read_for = read, record_id
        self.group_box.show()
        self._read_anew(keep=True)

    def _read_anew(self, *, keep: bool = False) -> None:
        if self._read is None:
            return
        if not keep:
            self._wanted = FIRST_READ
        entries = self._read(self._wanted, str(self.group_box.currentData()))
        is_all = not self.group_box.currentIndex()
        self._nothing.setText(_("Nothing has happened yet.") if is_all else _("Nothing of this kind yet."))
        self.show_entries(entries)

    def _read_more(self) -> None:
        shown = self._shown
        self._wanted *= 2
        if self._read is not None:
            entries = list(self._read(self._wanted, str(self.group_box.currentData())))
            if entries[: len(self._entries)] == self._entries:
                self._entries = entries
                self._shown = shown
                self._show_more()
            else:
                self.show_entries(entries)

    def show_entries(self, entries: Sequence[TimelineEntry], currency: str | None = None) -> None:
        """Show these, the newest first. `currency` is that of changed amounts, else the home currency."""
        fresh = list(entries)
        if fresh == self._entries and currency == self._currency and self._rows:
            return
        self._entries, self._currency, self._shown = fresh, currency, FIRST_ENTRIES
        for row in self._rows:
            row.hide()
            self._rows_layout.removeWidget(row)
            row.deleteLater()
        self._rows = []
        self._add_rows()

    def texts(self) -> list[str]:
        """What the rows on screen say, for a screen reader and for tests."""
        return [row.accessibleName() for row in self._rows]

    def _show_more(self) -> None:
        if self._read is not None and len(self._entries) == self._wanted <= self._shown + MORE_ENTRIES:
            self._read_more()
            return
        self._shown += MORE_ENTRIES
        self._add_rows()

    def _add_rows(self) -> None:
        today, currency = self.desk.today(), self._currency or self.desk.currency()
        for entry in self._entries[len(self._rows) : self._shown]:
            text = entry_text(entry, currency)
            if entry.who:
                text = _("{who} – {text}").format(who=entry.who, text=text)
            row = _EntryRow(entry, text, today)
            self._rows.append(row)
            self._rows_layout.addWidget(row)
        left = len(self._entries) - len(self._rows)
        self._nothing.setVisible(not self._entries)
        is_cut = self._read is not None and len(self._entries) == self._wanted
        words = ngettext("Show {n} more", "Show {n} more", left).format(n=left)
        self.more_button.setText(_("Show older entries") if is_cut else words)
        self.more_button.setVisible(left > 0 or is_cut)


def entry_text(entry: TimelineEntry, currency: str) -> str:
    """What an entry says in words, without its day."""
    if entry.kind == "step":
        return _changed_text(entry, currency)
    if entry.kind == "lifecycle":
        now = _("Now {stage}").format(stage=phrase(entry.code or ""))
        return _("{what}: {text}").format(what=now, text=entry.text) if entry.text else now
    if entry.kind == "touch" and has_phrase(f"channel.{entry.text}"):
        return _("{what}: {text}").format(what=phrase(entry.code or ""), text=phrase(f"channel.{entry.text}"))
    words = phrase(entry.code, **entry.params) if entry.code else ""
    if entry.kind in ACTIVITY_KINDS and entry.kind != "note":
        words = phrase(f"activity.{entry.kind}")
    if words and entry.text:
        return _("{what}: {text}").format(what=words, text=entry.text)
    return words or entry.text


def _changed_text(entry: TimelineEntry, currency: str) -> str:
    field = str(entry.params.get("field", ""))
    values = {side: _value_text(field, entry.params.get(side), currency) for side in ("before", "after")}
    return phrase(entry.code or "", field=phrase(f"field.{field}"), **values)


def _value_text(field: str, value: object, currency: str) -> str:
    if value is None or value == "":
        return NOTHING
    if field == "consent":
        return _consent_text(str(value))
    if field == "birthday" and str(value).startswith("--"):
        return day_and_month(date.fromisoformat(f"{LEAP_YEAR}{str(value)[1:]}"))
    if isinstance(value, bool) or field.startswith("has_"):
        return _("yes") if value else _("no")
    if isinstance(value, int) and field.endswith(("amount", "budget")):
        return money(value, currency, minor_digits(currency))
    if isinstance(value, int) and field == "probability":
        return percent(value / 10_000)
    if isinstance(value, str):
        try:
            return day(date.fromisoformat(value))
        except ValueError:
            return value if len(value) <= 80 else value[:79] + "…"
    return str(value)


def _consent_text(told: str) -> str:
    """``email.granted`` as E-mail: Allowed."""
    parts = told.split(".")
    if len(parts) == 1:
        return phrase(f"consent.{told}")
    return _("{what}: {text}").format(
        what=phrase(f"consent.channel.{parts[0]}"), text=phrase(f"consent.{parts[1]}")
    )


class _EntryRow(QWidget):
    """Icon, words that wrap, and the day."""

    def __init__(self, entry: TimelineEntry, text: str, today: date) -> None:
        super().__init__()
        self._text = text
        picture = QLabel()
        side = px(self, 16)
        picture.setPixmap(icon(_ICONS.get(entry.kind, "info"), "muted").pixmap(side, side))
        picture.setContentsMargins(0, px(self, 2), 0, 0)
        is_long = len(text) > LONGEST_TEXT
        self._words = Label(text[:LONGEST_TEXT].rstrip() + " …" if is_long else text, wrap=True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        when = Label(days_ago(entry.happened_on, today), "caption")
        when.setToolTip(_full_time(entry))
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self._words)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(column, 1)
        layout.addWidget(when, 0, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(f"{text}, {when.text()}")
        if is_long:
            self._whole = Button(_("Show all of it"), kind="quiet")
            self._whole.clicked.connect(self._show_whole)
            column.addWidget(self._whole, 0, Qt.AlignmentFlag.AlignLeading)

    def _show_whole(self) -> None:
        self._words.setText(self._text)
        self._whole.hide()


def _full_time(entry: TimelineEntry) -> str:
    if not entry.at:
        return day_long(entry.happened_on)
    return f"{day_long(entry.happened_on)}, {clock(from_micros(entry.at).astimezone())}"


class _LogBox(QWidget):
    """A kind, a few words, perhaps what comes next and when, and a button; Ctrl+Enter is the button."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._log: Log | None = None
        self._log_with_next: LogWithNext | None = None
        self._record_id: int | None = None
        self._drafts: dict[int | None, str] = {}
        self.edit = PlainTextEdit(_("What happened?"), placeholder=_("What happened?"))
        self.edit.setFixedHeight(em(self.edit, 3.2))
        self.edit.submitted.connect(self.submit)
        self.edit.textChanged.connect(self._on_text_changed)
        self.next_text = LineEdit(_("Next step"), placeholder=_("Next step, if any"))
        self.next_on = DateField(_("Day of the next step"), desk.today, stacked=True)
        self.next_on.label.hide()
        self.next_row = QWidget()
        next_line = QHBoxLayout(self.next_row)
        next_line.setContentsMargins(0, 0, 0, 0)
        next_line.setSpacing(SMALL)
        next_line.addWidget(self.next_text, 3)
        next_line.addWidget(self.next_on, 2)
        self.next_row.hide()
        self.next_text.returnPressed.connect(self.submit)
        self.kind_box = ChoiceBox()
        self.kind_box.setAccessibleName(_("Kind of activity"))
        for kind in ACTIVITY_KINDS:
            self.kind_box.addItem(icon(_ICONS[kind], "muted"), phrase(f"activity.{kind}"), kind)
        self.add_button = Button(_("Add"))
        self.add_button.setToolTip(_("Add to the history (Ctrl+Enter)"))
        self.add_button.setEnabled(False)
        self.add_button.clicked.connect(self.submit)
        foot = QHBoxLayout()
        foot.setSpacing(SMALL)
        foot.addWidget(self.kind_box)
        foot.addStretch(1)
        foot.addWidget(self.add_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        layout.addWidget(self.edit)
        layout.addWidget(self.next_row)
        layout.addLayout(foot)

    def turn_to(self, log: Log | None, record_id: int | None) -> None:
        """Take notes of another record, with the draft that was left there."""
        self._log, self._log_with_next = log, None
        if record_id != self._record_id:
            self._drafts[self._record_id] = self.edit.toPlainText()
            self._record_id = record_id
            self.edit.setPlainText(self._drafts.pop(record_id, ""))

    def ask_next(self, log: LogWithNext) -> None:
        """Ask for the next step too, and hand it over with the rest."""
        self._log_with_next = log
        self.next_row.show()
        if self.next_on.value() is None:
            self.next_on.set_value(self._desk.today() + timedelta(days=1))

    def begin(self, kind: str) -> None:
        """Begin a note of this kind."""
        self.kind_box.setCurrentIndex(self.kind_box.findData(kind))
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _next_step(self) -> tuple[str, date] | None:
        text = self.next_text.text().strip()
        on = self.next_on.value() or self._desk.today()
        return (text, on) if text else None

    def submit(self) -> None:
        """Hand over what was typed; it goes from the field when it was written."""
        text, record_id = self.edit.toPlainText().strip(), self._record_id
        if text and self._log_with_next is not None:
            if not self.next_on.commit():
                return
            planned, kind = self._next_step(), str(self.kind_box.currentData())
            self._log_with_next(kind, text, planned, lambda: self._on_logged(record_id, text))
        elif text and self._log is not None:
            self._log(str(self.kind_box.currentData()), text, lambda: self._on_logged(record_id, text))

    def _on_logged(self, record_id: int | None, text: str) -> None:
        if self._drafts.get(record_id, "").strip() == text:
            del self._drafts[record_id]
        if record_id == self._record_id and self.edit.toPlainText().strip() == text:
            self.edit.setPlainText("")
            self.next_text.setText("")
            self.next_on.set_value(self._desk.today() + timedelta(days=1))

    def _on_text_changed(self) -> None:
        self.add_button.setEnabled(bool(self.edit.toPlainText().strip()))

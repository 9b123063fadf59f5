"""The filter builder: conditions under one another, joined by all or any, and groups of them within."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from smallbiz_crm.domain.segments import EVERYBODY, Condition, Group
from smallbiz_crm.ui.contacts.condition_row import ConditionRow
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button, IconButton
from smallbiz_crm.ui.kit.fields import ChoiceBox
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.metrics import LARGE, MEDIUM, SMALL, em
from smallbiz_crm.words import _

DEEPEST = 2
JOINT_LETTERS = 12
MOST_LINES = 15


class GroupEditor(QFrame):
    """Parts of a rule; `changed` comes whenever what they ask together is another."""

    changed = Signal()
    removed = Signal()

    def __init__(self, desk: Desk, depth: int = 0) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._desk = desk
        self._depth = depth
        self.parts: list[ConditionRow | GroupEditor] = []
        self.joint = ChoiceBox()
        self.joint.setAccessibleName(_("Which of the conditions must hold"))
        self.joint.setMinimumContentsLength(JOINT_LETTERS)
        self.joint.addItems([_("All of these"), _("Any of these")])
        self.joint.activated.connect(lambda _index: self.changed.emit())
        self.add_button = Button(_("Condition"), "plus", "quiet")
        self.add_button.clicked.connect(lambda: self.add_condition().focus_value())
        self.group_button = Button(_("Group"), "plus", "quiet")
        self.group_button.clicked.connect(self._on_group)
        self.group_button.setVisible(depth < DEEPEST)
        self.remove_button = IconButton("close", _("Remove this group"))
        self.remove_button.clicked.connect(self.removed)
        self.remove_button.setVisible(depth > 0)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SMALL)
        head.addWidget(self.joint)
        head.addStretch(1)
        head.addWidget(self.remove_button)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SMALL)
        buttons = QHBoxLayout()
        buttons.setSpacing(SMALL)
        buttons.addWidget(self.add_button)
        buttons.addWidget(self.group_button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, MEDIUM, MEDIUM, SMALL)
        layout.setSpacing(SMALL)
        layout.addLayout(head)
        layout.addLayout(self._rows)
        layout.addLayout(buttons)

    def rule(self) -> Group:
        """What is asked; parts that are not complete yet are left out."""
        asked: list[Condition | Group] = []
        for part in self.parts:
            made = part.condition() if isinstance(part, ConditionRow) else part.rule()
            if made:
                asked.append(made)
        return Group(tuple(asked), any_of=self.joint.currentIndex() == 1)

    def show_rule(self, rule: Group) -> None:
        """Show other conditions."""
        for part in list(self.parts):
            self._take_out(part)
        self.joint.setCurrentIndex(1 if rule.any_of else 0)
        for part in rule.parts:
            if isinstance(part, Group):
                self.add_group().show_rule(part)
            else:
                self.add_condition(part)

    def add_condition(self, condition: Condition | None = None) -> ConditionRow:
        """Add one more line at the end."""
        row = ConditionRow(self._desk, condition)
        self._put_in(row)
        return row

    def add_group(self) -> GroupEditor:
        """Add an empty group at the end, of the other kind than this one."""
        group = GroupEditor(self._desk, self._depth + 1)
        group.joint.setCurrentIndex(1 - self.joint.currentIndex())
        self._put_in(group)
        return group

    def _put_in(self, part: ConditionRow | GroupEditor) -> None:
        part.changed.connect(self.changed)
        part.removed.connect(lambda: self._on_removed(part))
        self.parts.append(part)
        self._rows.addWidget(part)

    def _take_out(self, part: ConditionRow | GroupEditor) -> None:
        self.parts.remove(part)
        self._rows.removeWidget(part)
        part.hide()
        part.deleteLater()

    def _on_group(self) -> None:
        self.add_group().add_condition().focus_value()

    def _on_removed(self, part: ConditionRow | GroupEditor) -> None:
        self._take_out(part)
        self.add_button.setFocus()
        self.changed.emit()


class _Room(QScrollArea):
    """As high as its content, up to a share of the window; what is longer scrolls."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._content = content
        self.setWidget(content)
        content.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        wanted = self._content.sizeHint()
        return QSize(wanted.width(), min(wanted.height(), em(self, MOST_LINES)))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, min(self.sizeHint().height(), em(self, MOST_LINES // 2)))


class FilterEditor(QWidget):
    """The builder with what can be done with the whole filter. `rule_changed` carries the rule."""

    rule_changed = Signal(object)
    save_requested = Signal()
    update_requested = Signal()
    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown = EVERYBODY
        self.setAccessibleName(_("Filter"))
        self.group: GroupEditor | None = None
        self.count = Label("", "muted")
        self.save_button = Button(_("Save as segment …"), "plus")
        self.save_button.clicked.connect(self.save_requested)
        self.update_button = Button(_("Save segment"))
        self.update_button.clicked.connect(self.update_requested)
        self.update_button.hide()
        self.clear_button = Button(_("Clear filter"), kind="quiet")
        self.clear_button.clicked.connect(self._on_clear)
        buttons = QWidget()
        flow = FlowLayout(buttons)
        for button in (self.update_button, self.save_button, self.clear_button):
            flow.addWidget(button)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SMALL)
        self._layout.addWidget(buttons)
        self.hide()

    def rule(self) -> Group:
        return self._shown

    def show_rule(self, rule: Group) -> None:
        """Show a rule without emitting `rule_changed`."""
        self._shown = rule
        if self.group is None:
            self.group = GroupEditor(self._desk)
            self.group.changed.connect(self._on_changed)
            self._layout.insertWidget(0, _Room(self.group))
        self.group.show_rule(rule)
        self._show_buttons()

    def open(self) -> None:
        """Show the builder, with a first line to fill in."""
        if self.group is None:
            self.show_rule(self._shown)
        self.show()
        if self.group is not None and not self.group.parts:
            self.group.add_condition()
        row = self.group.parts[0] if self.group is not None else None
        if isinstance(row, ConditionRow):
            row.field.setFocus()

    def _on_changed(self) -> None:
        rule = self.group.rule() if self.group is not None else EVERYBODY
        if rule != self._shown:
            self._shown = rule
            self._show_buttons()
            self.rule_changed.emit(rule)

    def _on_clear(self) -> None:
        self.show_rule(EVERYBODY)
        self.hide()
        self.rule_changed.emit(EVERYBODY)
        self.closed.emit()

    def _show_buttons(self) -> None:
        self.save_button.setEnabled(bool(self._shown))

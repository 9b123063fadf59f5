"""The settings of score and hand-over: what MQL and SQL mean, the promise, the threshold, rules and points."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from smallbiz_crm.domain.campaigns import TouchKind
from smallbiz_crm.domain.scoring import FitRule
from smallbiz_crm.domain.segments import FIELDS, Comparison, Condition, fixed_values
from smallbiz_crm.ui.contacts.filter_words import FIELD_WORDS, condition_words, field_words, value_words
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.handing_over import points_words
from smallbiz_crm.ui.kit.buttons import Button, IconButton
from smallbiz_crm.ui.kit.dialogs import FormDialog
from smallbiz_crm.ui.kit.field import Field
from smallbiz_crm.ui.kit.fields import AmountField, ChoiceField, TextField
from smallbiz_crm.ui.kit.labels import Card, ElidedLabel, Label, row, set_style_property
from smallbiz_crm.ui.kit.metrics import HAIR, LARGE, SMALL
from smallbiz_crm.words import _, phrase, sentence

FITTED = ("text", "listed", "yes_no")
"""Kinds of field that hold a value to be fitted."""
TENTHS = 10
KINDS_A_ROW = 2


class ScoringCard(Card):
    """`field` frames and saves a setting of the page by its name."""

    def __init__(self, desk: Desk, field: Callable[[str, Field], Field]) -> None:
        super().__init__(spacing=SMALL)
        self.desk = desk
        self._shown: list[FitRule] = []
        self.remove_buttons: dict[int, IconButton] = {}
        self.points: dict[TouchKind, AmountField] = {}
        self.body.addWidget(Label(_("Score and hand-over"), "section"))
        for name, made in (
            ("definition.mql", TextField(_("MQL means"), placeholder=_("asked for prices, and fits"))),
            ("definition.sql", TextField(_("SQL means"), placeholder=_("has a need and a budget"))),
            ("promise.first_contact", TextField(_("First contact within"))),
            ("business.holidays", TextField(_("Holidays"), placeholder=_("2026-12-25, 2026-12-26"))),
            ("score.threshold", _number_field(_("Proposed from, points"))),
            ("score.half_life", _number_field(_("Touches halve every, days"))),
        ):
            self.body.addWidget(field(name, made))
        self.body.addWidget(
            Label(
                _("Write “2 days” for working days, “24 hours” for hours by the clock."),
                "caption",
                wrap=True,
            )
        )
        self.body.addWidget(Label(_("Points for who fits"), "strong"))
        self._rules = QVBoxLayout()
        self._rules.setSpacing(0)
        self._none = Label(_("No rule yet: the score counts touches only."), "muted", wrap=True)
        self.add_button = Button(_("Add a rule …"), "plus")
        self.add_button.clicked.connect(self.ask_rule)
        self.body.addWidget(self._none)
        self.body.addLayout(self._rules)
        self.body.addLayout(row(self.add_button, None))
        self.body.addWidget(Label(_("Points for a touch on its day"), "strong"))
        self.body.addLayout(self._touches())

    def _touches(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(LARGE)
        grid.setVerticalSpacing(HAIR)
        for place, kind in enumerate(kind for kind in TouchKind if kind is not TouchKind.SOURCE):
            field = self.points[kind] = _number_field(phrase(f"touch.{kind}"))
            set_style_property(field.edit, "inline", "false")
            field.saved.connect(partial(self._set_points, kind, field))
            grid.addWidget(field, place // KINDS_A_ROW, place % KINDS_A_ROW)
        return grid

    def refresh(self) -> None:
        """Show the rules as they are stored."""
        scoring = self.desk.workspace.scoring
        for kind, points in scoring.touch_points().items():
            if kind in self.points:
                self.points[kind].set_value(points)
        rules = scoring.fit_rules()
        self._none.setVisible(not rules)
        if rules == self._shown:
            return
        self._shown = rules
        while (item := self._rules.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.remove_buttons.clear()
        for rule in rules:
            self._rules.addWidget(self._row(rule))

    def _row(self, rule: FitRule) -> QWidget:
        words = rule_words(rule)
        remove = IconButton("trash", _("Remove “{name}”").format(name=words))
        remove.clicked.connect(partial(self._remove, rule.id))
        self.remove_buttons[rule.id] = remove
        made = QWidget()
        layout = row(ElidedLabel(words), Label(points_words(rule.points * TENTHS), "caption"), remove)
        layout.setStretch(0, 1)
        layout.setContentsMargins(0, 0, 0, 0)
        made.setLayout(layout)
        return made

    def ask_rule(self) -> RuleDialog:
        """Ask for a field, its value and points."""
        dialog = RuleDialog(self.desk, self)
        dialog.open()
        return dialog

    def _remove(self, rule_id: int) -> None:
        self.desk.write(
            lambda workspace: workspace.scoring.remove_fit_rule(rule_id), said=_("Removed the rule")
        )

    def _set_points(self, kind: TouchKind, field: AmountField, points: int) -> None:
        field.mark_saving()
        self.desk.write(
            lambda workspace: workspace.scoring.set_touch_points(kind, points),
            then=lambda _nothing: field.set_value(points),
            refused=lambda error: field.mark_bad(sentence(error)),
            owner=self,
        )


class RuleDialog(FormDialog):
    """Points for a field that holds a value; without a value for one that is filled in."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(_("Add a rule"), _("Add"), parent.window(), width=24)
        self.desk = desk
        own = [f"custom:{each.name}" for each in desk.workspace.segments.own_fields()]
        known = [name for name in FIELD_WORDS if FIELDS[name] in FITTED]
        self.field = ChoiceField(
            _("Field"), [(name, field_words(name)) for name in (*known, *own)], stacked=True, searchable=True
        )
        self.field.set_value("job_title")
        self.value = TextField(_("Is"), stacked=True, placeholder=_("Empty: filled in at all"))
        self.points = _number_field(_("Points"), stacked=True)
        self.points.set_value(TENTHS)
        for field in (self.field, self.value, self.points):
            self.body.addWidget(field)
        self.submitted.connect(self._write)

    def _write(self) -> None:
        if not self.points.commit() or not self.value.commit():
            return
        name, points = self.field.value(), self.points.value()
        value = _stored_value(name, self.value.value())
        self.desk.write(
            lambda workspace: workspace.scoring.add_fit_rule(name, value, points),
            then=lambda _id: self.accept(),
            refused=lambda error: self.show_problem(sentence(error)),
            owner=self,
        )


def rule_words(rule: FitRule) -> str:
    """``Job title is Buyer``."""
    comparison = Comparison.IS if rule.value else Comparison.FILLED
    return condition_words(Condition(rule.field, comparison, rule.value))


def _stored_value(field: str, typed: str) -> str:
    """The value a fixed word stands for, such as ``yes``; what was typed where there is none."""
    fixed = ("yes", "no") if FIELDS.get(field) == "yes_no" else fixed_values(field)
    shown = {value_words(field, value).casefold(): value for value in fixed}
    return shown.get(typed.casefold(), typed)


def _number_field(label: str, *, stacked: bool = False) -> AmountField:
    return AmountField(label, _read_whole, str, stacked=stacked)


def _read_whole(typed: str) -> int:
    shown = typed.strip()
    if shown and not shown.isdecimal():
        raise ValueError(_("Write a whole number."))
    return int(shown or 0)

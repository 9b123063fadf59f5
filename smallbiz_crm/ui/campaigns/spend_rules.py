"""The small list of rules: whoever is paid and has these words belongs to that campaign and category."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.spend_rules import SpendRule
from smallbiz_crm.ui.campaigns.category_field import CategoryField
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button, IconButton
from smallbiz_crm.ui.kit.dialogs import FormDialog, KitDialog
from smallbiz_crm.ui.kit.fields import ChoiceField, TextField
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.labels import ElidedLabel, Label, row, scroll_area
from smallbiz_crm.ui.kit.metrics import HAIR, SMALL, em
from smallbiz_crm.words import _, ngettext, sentence

LONG_LIST = 12


class SpendRulesDialog(KitDialog):
    """All rules with what is done to them, and the lines without campaign that they have one for."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(_("Rules for spend"), parent, width=34)
        self.desk = desk
        self.edit_buttons: dict[int, IconButton] = {}
        self.remove_buttons: dict[int, IconButton] = {}
        self.nothing = Label(
            _(
                "No rules yet. A rule gives the lines of a payee their campaign and category when a statement comes."
            ),
            "muted",
            wrap=True,
        )
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SMALL)
        held = QWidget()
        filled = QVBoxLayout(held)
        filled.setContentsMargins(0, 0, SMALL, 0)
        filled.addLayout(self._rows)
        filled.addStretch(1)
        self._scroll = scroll_area(held)
        self._scroll.setMinimumHeight(em(self, 14))
        self.add_rule_button = Button(_("Add a rule …"), "plus")
        self.add_rule_button.clicked.connect(lambda: self.ask(None))
        self.apply_button = Button("", "check", "quiet")
        self.apply_button.clicked.connect(self._on_apply)
        self.body.addWidget(self.nothing)
        self.body.addWidget(self._scroll, 1)
        self.body.addLayout(row(self.add_rule_button, None, self.apply_button))
        self.close_button = self.add_button(_("Close"), self.accept, kind="primary")
        desk.changed.connect(self._on_changed)
        self.refresh()

    def refresh(self) -> None:
        """Read the rules again."""
        rules = self.desk.workspace.spend_rules
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.edit_buttons.clear()
        self.remove_buttons.clear()
        known = rules.list()
        for rule in known:
            self._rows.addWidget(self._row(rule))
        self.nothing.setVisible(not known)
        self._scroll.setVisible(bool(known))
        waiting = rules.waiting()
        self.apply_button.setVisible(bool(waiting))
        words = ngettext(
            "Give {n} line without campaign its own", "Give {n} lines without campaign theirs", waiting
        )
        self.apply_button.setText(words.format(n=number(waiting)))

    def _row(self, rule: SpendRule) -> QWidget:
        to = " · ".join(part for part in (rule.campaign, rule.category) if part) or _("Nothing any more")
        edit = IconButton("edit", _("Change the rule “{words}” …").format(words=rule.words))
        edit.clicked.connect(partial(self.ask, rule))
        remove = IconButton("trash", _("Remove the rule “{words}”").format(words=rule.words))
        remove.clicked.connect(partial(self._remove, rule))
        self.edit_buttons[rule.id], self.remove_buttons[rule.id] = edit, remove
        words = QVBoxLayout()
        words.setSpacing(HAIR)
        words.addWidget(ElidedLabel(rule.words))
        words.addWidget(ElidedLabel(to, "caption"))
        made = QWidget()
        layout = QHBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addLayout(words, 1)
        layout.addWidget(edit)
        layout.addWidget(remove)
        return made

    def ask(self, rule: SpendRule | None) -> SpendRuleDialog:
        """Ask for a new rule, or for changes of one."""
        dialog = SpendRuleDialog(self.desk, self, rule)
        dialog.open()
        return dialog

    def _remove(self, rule: SpendRule) -> None:
        self.desk.write(
            lambda workspace: workspace.spend_rules.remove(rule.id),
            said=_("Removed the rule “{words}”").format(words=rule.words),
        )

    def _on_apply(self) -> None:
        self.desk.write(
            lambda workspace: workspace.spend_rules.apply(), said=_("The lines have their campaigns now")
        )
        self.close_button.setFocus()

    def _on_changed(self, touched: object) -> None:
        if isinstance(touched, dict) and {"spend_rule", "spend", "campaign"} & touched.keys():
            self.refresh()


class SpendRuleDialog(FormDialog):
    """Adds a rule, or changes `rule`. Writes by itself and closes when that was done."""

    def __init__(self, desk: Desk, parent: QWidget, rule: SpendRule | None) -> None:
        title, accept = (
            (_("Add a rule"), _("Add it")) if rule is None else (_("Change the rule"), _("Change it"))
        )
        super().__init__(title, accept, parent, width=26)
        self.desk = desk
        self._rule = rule
        campaigns = sorted(desk.workspace.campaigns.list(), key=lambda campaign: campaign.name.casefold())
        options: list[tuple[int | None, str]] = [(None, _("As the line says"))]
        options += [(campaign.id, campaign.name) for campaign in campaigns]
        self.words = TextField(
            _("Words of the payee"),
            stacked=True,
            placeholder=_("Such as “google ads”, whatever stands around it"),
        )
        self.campaign = ChoiceField(_("Campaign"), options, stacked=True, searchable=len(options) > LONG_LIST)
        self.category = CategoryField(_("Category"), desk.workspace.spending.categories())
        self.words.set_value("" if rule is None else rule.words)
        self.campaign.set_value(None if rule is None else rule.campaign_id)
        self.category.set_value("" if rule is None else rule.category)
        for field in (self.words, self.campaign, self.category):
            self.body.addWidget(field)
        self.submitted.connect(self._on_submitted)
        self.words.setFocus()

    def _on_submitted(self) -> None:
        if not self.words.commit():
            return
        rule, words = self._rule, self.words.value()
        campaign_id, category = self.campaign.value(), self.category.value() or None
        self.desk.write(
            lambda workspace: (
                workspace.spend_rules.remember(words, campaign_id=campaign_id, category=category)
                if rule is None
                else workspace.spend_rules.edit(rule.id, words, campaign_id=campaign_id, category=category)
            ),
            said=_("Kept the rule “{words}”").format(words=words),
            then=lambda _id: self.accept(),
            refused=self._on_refused,
            owner=self,
        )

    def _on_refused(self, error: CrmError) -> None:
        self.show_problem(sentence(error))

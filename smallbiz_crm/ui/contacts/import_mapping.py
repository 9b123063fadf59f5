"""The second page of the import: what the file is, where its columns go, and what only the user knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.domain.imports import OnDuplicate
from smallbiz_crm.ui.contacts.import_choices import LEFT_OUT, OF_CAMPAIGN, ImportChoices
from smallbiz_crm.ui.contacts.import_columns import ColumnTable
from smallbiz_crm.ui.contacts.import_meanings import Meanings, UnknownWord
from smallbiz_crm.ui.contacts.import_words import KINDS, field_words, kind_words, source_words
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.fields import CheckField, ChoiceField, DateField
from smallbiz_crm.ui.kit.formats import file_size
from smallbiz_crm.ui.kit.labels import Label, line
from smallbiz_crm.ui.kit.metrics import MEDIUM, SMALL, em
from smallbiz_crm.words import _, ngettext

if TYPE_CHECKING:
    from smallbiz_crm.services.imports import ImportPlan

NAMED_LEFT_OUT = 8
WIDEST_FIELD = 32.0


class MappingPage(QWidget):
    """Changes `choices` as the user says; `changed` asks for the file to be looked at again."""

    changed = Signal()

    def __init__(self, desk: Desk, choices: ImportChoices) -> None:
        super().__init__()
        self.desk = desk
        self._choices = choices
        self.recognised = Label("", wrap=True)
        self.kind = ChoiceField(_("Holds"), [(kind, kind_words(kind)) for kind in KINDS])
        self.kind.saved.connect(self._on_kind)
        self.date_order = ChoiceField(
            _("Dates"),
            [("dmy", _("Day before month: 31/12/2026")), ("mdy", _("Month before day: 12/31/2026"))],
        )
        self.date_order.saved.connect(lambda value: self._set("date_order", value))
        self.decimal = ChoiceField(
            _("Amounts"),
            [
                ("comma", _("Comma before the cents: 1.234,50")),
                ("point", _("Point before the cents: 1,234.50")),
            ],
        )
        self.decimal.saved.connect(lambda value: self._set("decimal", value))
        self.on_duplicate = ChoiceField(_("If there already"), _duplicate_options())
        self.on_duplicate.set_value(choices.on_duplicate)
        self.on_duplicate.saved.connect(lambda value: self._set("on_duplicate", value))
        self._make_leads()
        self.columns = ColumnTable()
        self.columns.mapped.connect(self._on_mapped)
        self.left_out = Label("", "muted", wrap=True)
        self.meanings = Meanings(desk)
        self.meanings.chosen.connect(self._on_meaning)
        self._lay_out()

    def _make_leads(self) -> None:
        campaigns: list[tuple[Any, str]] = [(None, _("No campaign"))]
        campaigns += [(each.name, each.name) for each in self.desk.workspace.campaigns.list()]
        self.are_leads = CheckField(_("Leads"), text=_("These people are leads"))
        self.are_leads.set_value(self._choices.are_leads)
        self.are_leads.saved.connect(self._on_leads)
        self.campaign = ChoiceField(_("Of campaign"), campaigns)
        self.campaign.set_value(self._choices.campaign)
        self.campaign.saved.connect(lambda value: self._set("campaign", value))
        self.since = DateField(_("Since"), today=self.desk.today)
        self.since.set_value(self._choices.leads_since)
        self.since.saved.connect(lambda value: self._set("leads_since", value or self.desk.today()))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, MEDIUM, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(self.recognised)
        asked = (self.kind, self.date_order, self.decimal, self.on_duplicate)
        for field in (*asked, self.are_leads, self.campaign, self.since):
            field.setMaximumWidth(em(self, WIDEST_FIELD))
            layout.addWidget(field)
        self._rule = line()
        layout.addWidget(self.meanings)
        layout.addWidget(self._rule)
        layout.addWidget(self.columns)
        layout.addWidget(self.left_out)
        layout.addStretch(1)

    def show_plan(self, plan: ImportPlan) -> None:
        """Show how the file will be read."""
        told = [
            _("{file} ({size}): {source}.").format(
                file=plan.path.name, size=file_size(plan.size), source=source_words(plan.source)
            )
        ]
        if plan.other_sheets:
            said = _("Read from the sheet “{sheet}”; left alone: {others}.")
            told.append(said.format(sheet=plan.sheet, others=", ".join(plan.other_sheets)))
        if self._choices.is_remembered:
            told.append(_("It is read as you said of the last file with these columns."))
        if plan.name_says:
            told.append(_NAME_SAYS[plan.name_says]())
        self.recognised.setText(" ".join(told))
        has_columns = bool(plan.columns)
        self.kind.set_value(plan.kind)
        self.kind.setVisible(has_columns)
        said = [UnknownWord(name, theirs) for name, theirs in self._choices.meanings]
        if said:
            self.meanings.ask(said, self._choices.meanings)
        asked = {question.kind: question for question in plan.questions}
        self._show_question(self.date_order, "day", asked, self._choices.date_order)
        self._show_question(self.decimal, "amount", asked, self._choices.decimal)
        are_people = plan.kind == "contacts"
        self.are_leads.setVisible(are_people)
        self.since.setVisible(are_people and self._choices.are_leads)
        self.campaign.set_value(self._choices.campaign)
        are_of_campaign = self._choices.are_leads or self._choices.are_attendees
        self.campaign.setVisible(plan.kind in OF_CAMPAIGN or (are_people and are_of_campaign))
        self.columns.setVisible(has_columns)
        self._rule.setVisible(has_columns)
        self.columns.show_plan(plan)
        self._say_what_is_left_out([column.name for column in plan.columns if not column.targets])

    def show_unknown(self, words: Sequence[UnknownWord]) -> None:
        """Ask what words of the file mean."""
        self.meanings.ask(words, self._choices.meanings)

    def _show_question(self, field: ChoiceField, kind: str, asked: dict[str, Any], answer: object) -> None:
        question = asked.get(kind)
        field.setVisible(question is not None or answer is not None)
        field.set_value(answer)
        if question is not None:
            column = field_words(question.column)
            field.mark_bad(
                _("“{sample}” in {column} can be read in two ways. Which is it?").format(
                    sample=question.sample, column=column
                )
            )

    def _say_what_is_left_out(self, names: list[str]) -> None:
        self.left_out.setVisible(bool(names))
        listed = ", ".join(names[:NAMED_LEFT_OUT]) + (" …" if len(names) > NAMED_LEFT_OUT else "")
        self.left_out.setText(
            ngettext(
                "{n} column is left out: {names}", "{n} columns are left out: {names}", len(names)
            ).format(n=len(names), names=listed)
        )

    def _set(self, name: str, value: object) -> None:
        setattr(self._choices, name, value)
        self.changed.emit()

    def _on_kind(self, kind: str) -> None:
        self._choices.set_kind(kind)
        self.meanings.ask(())
        self.changed.emit()

    def _on_mapped(self, column: str, spec: str) -> None:
        self._choices.maps[column] = spec or LEFT_OUT
        self.changed.emit()

    def _on_leads(self, are_leads: bool) -> None:
        self._choices.are_leads = are_leads
        if self._choices.leads_since is None:
            self._choices.leads_since = self.desk.today()
            self.since.set_value(self.desk.today())
        self.changed.emit()

    def _on_meaning(self, word: UnknownWord, ours: str | None) -> None:
        key = (word.field, word.value)
        if ours is None:
            self._choices.meanings.pop(key, None)
        else:
            self._choices.meanings[key] = ours
        self.changed.emit()


_NAME_SAYS = {
    "unsubscribed": lambda: _("Its name says that these people unsubscribed, so nobody in it is sent mail."),
    "bounced": lambda: _("Its name says that mail to these people came back, so nobody in it is sent mail."),
}


def _duplicate_options() -> list[tuple[str, str]]:
    return [
        (OnDuplicate.UPDATE.value, _("Fill in what is missing")),
        (OnDuplicate.REPLACE.value, _("Replace what differs: the file is right")),
        (OnDuplicate.SKIP.value, _("Leave them as they are")),
        (OnDuplicate.NEW.value, _("Add them a second time")),
    ]

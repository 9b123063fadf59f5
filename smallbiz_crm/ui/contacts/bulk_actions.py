"""What is done with many people at once beyond tags and campaigns: a field, a follow-up, a tag taken away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from smallbiz_crm.domain.custom_fields import FieldType
from smallbiz_crm.ui.contacts.actions import Anchor
from smallbiz_crm.ui.contacts.filter_words import field_words
from smallbiz_crm.ui.contacts.looks import people_words
from smallbiz_crm.ui.contacts.suggestions import suggest, suggest_companies, suggest_listed
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.follow_up_list import PlanPopover
from smallbiz_crm.ui.kit.fields import ChoiceField, TextField
from smallbiz_crm.ui.kit.formats import day_short
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.popover import Popover
from smallbiz_crm.ui.nurturing import start_for
from smallbiz_crm.ui.write_mail import write_to_many
from smallbiz_crm.words import _, ngettext, sentence

SETTABLE = ("company", "job_title", "owner", "language")


def add_bulk_actions(menu: QMenu, desk: Desk, parent: QWidget, ids: Sequence[int], anchor: Anchor) -> None:
    """Put what can be done with these people into a menu."""
    write = partial(write_to_many, desk, parent, list(ids), people_words(len(ids)))
    menu.addAction(icon("mail"), _("Write to each …"), write)
    menu.addAction(icon("bell"), _("Plan follow-up …"), partial(plan_for_all, desk, parent, ids, anchor))
    nurture = partial(start_for, desk, parent, list(ids))
    menu.addAction(icon("timeline"), _("Start a nurture sequence …"), nurture)
    menu.addAction(icon("edit"), _("Set a field …"), partial(FieldPopover.ask, desk, parent, ids, anchor))
    menu.addAction(icon("tag"), _("Remove a tag …"), partial(ask_untag, desk, parent, ids, anchor))


def plan_for_all(desk: Desk, parent: QWidget, ids: Sequence[int], anchor: Anchor) -> Popover:
    """Ask what is to be done by when, and plan it for each of them."""
    people = list(ids)
    title = _("Plan a follow-up for {people}").format(people=people_words(len(people)))
    ask = PlanPopover(desk, title, _("Plan it"), parent)

    def write(text: str, due_on: date, kind: str) -> None:
        desk.write(
            lambda workspace: workspace.contacts.plan_follow_ups(people, text, due_on, kind=kind),
            said=_("Planned for {day}").format(day=day_short(due_on)),
            refused=ask.refuse,
            then=lambda _nothing: ask.finish(),
            owner=ask,
        )

    return ask.open_with(write, anchor)


def ask_untag(desk: Desk, parent: QWidget, ids: Sequence[int], anchor: Anchor) -> Popover:
    """Ask for a tag and take it from everybody."""
    people = list(ids)
    title = _("Remove a tag from {people}").format(people=people_words(len(people)))
    ask = Popover(title, _("Remove"), parent, keep_open=True)
    field = TextField(_("Tag"), stacked=True)
    suggest_listed(field.edit, desk, "tag")
    ask.body.addWidget(field)

    def write() -> None:
        name = field.edit.text().strip().lstrip("#")
        if not name:
            ask.show_problem(_("Type the tag to remove."))
            return
        desk.write(
            lambda workspace: workspace.contacts.untag(people, name),
            said=_("Removed the tag {tag}").format(tag=name),
            then=lambda _count: ask.finish(),
            refused=lambda error: ask.show_problem(sentence(error)),
            owner=ask,
        )

    ask.submitted.connect(write)
    ask.open_at(anchor, focus=field.input())
    return ask


class FieldPopover(Popover):
    """Asks for a field and the value that everybody is to have in it; an empty value clears."""

    def __init__(self, desk: Desk, parent: QWidget, ids: Sequence[int]) -> None:
        title = _("Set a field of {people}").format(people=people_words(len(ids)))
        super().__init__(title, _("Set"), parent, keep_open=True)
        self.desk = desk
        self._ids = list(ids)
        self._own = {f"custom:{own.name}": own for own in desk.workspace.segments.own_fields()}
        options = [(name, field_words(name)) for name in (*SETTABLE, *self._own)]
        self.field = ChoiceField(_("Field"), options, stacked=True)
        self.field.set_value(options[0][0])
        self.value = TextField(_("Value"), stacked=True, placeholder=_("Empty clears the field"))
        self.field.saved.connect(lambda _name: self._offer())
        self.body.addWidget(self.field)
        self.body.addWidget(self.value)
        self.submitted.connect(self._on_submitted)
        self._offer()

    @classmethod
    def ask(cls, desk: Desk, parent: QWidget, ids: Sequence[int], anchor: Anchor) -> FieldPopover:
        """Open for these people."""
        made = cls(desk, parent, ids)
        made.open_at(anchor, focus=made.field.input())
        return made

    def _offer(self) -> None:
        """Offer the words that are known for the field chosen."""
        name = self.field.value()
        edit = self.value.edit
        own = self._own.get(name)
        edit.setCompleter(None)  # pyright: ignore[reportArgumentType] - Qt takes None, its stubs do not
        if name == "company":
            suggest_companies(edit, self.desk)
        elif name == "owner":
            suggest_listed(edit, self.desk, "owner")
        elif own is not None and own.type in (FieldType.CHOICE, FieldType.YES_NO):
            known = list(own.choices) or ["yes", "no"]
            suggest(edit, lambda typed: [each for each in known if typed.casefold() in each.casefold()])

    def _on_submitted(self) -> None:
        name, value, ids = self.field.value(), self.value.edit.text().strip(), self._ids
        self.desk.write(
            lambda workspace: workspace.contacts.set_field(ids, name, value),
            then=self._on_set,
            refused=lambda error: self.show_problem(sentence(error)),
            owner=self,
        )

    def _on_set(self, changed: int) -> None:
        field = field_words(self.field.value())
        self.finish()
        said = ngettext("{field} set for {n} person", "{field} set for {n} people", changed)
        self.desk.say_done(said.format(field=field, n=changed))

"""The people of a deal and what each of them does in it; one of them is the main one."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.domain.deal_parts import DealPerson, Role
from smallbiz_crm.domain.deals import Deal
from smallbiz_crm.ui.deals.finding import find_contacts
from smallbiz_crm.ui.deals.part_form import PartForm
from smallbiz_crm.ui.deals.part_list import Part, PartAction, PartList
from smallbiz_crm.ui.deals.suggestions import RecordField
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.chips import ChipKind
from smallbiz_crm.ui.kit.fields import ChoiceField
from smallbiz_crm.ui.write_mail import write_to
from smallbiz_crm.words import _, has_phrase, phrase


class DealPeople(QWidget):
    """Lists who is in the deal; brings people in, changes roles, takes people out."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.deal: Deal | None = None
        self.add_button = Button(_("Add person"), "plus", "quiet")
        self.add_button.clicked.connect(self.add)
        self.list = PartList(_("People"), _("Nobody is named yet."), self.add_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.list)

    def show_deal(self, deal: Deal) -> None:
        self.deal = deal
        people = self.desk.workspace.deal_parts.people(deal.id)
        self.list.show_parts([self._part(person) for person in people])

    def add(self) -> PartForm | None:
        """Ask who comes in, and what for."""
        if self.deal is None:
            return None
        deal_id = self.deal.id
        fields = {
            "person": RecordField(
                _("Person"),
                find_contacts(self.desk),
                stacked=True,
                unknown=_("Nobody is called that. Pick somebody from the list."),
            ),
            "role": ChoiceField(_("What do they do here?"), _roles(), stacked=True),
        }
        form = PartForm(
            self.desk,
            _("Add a person to the deal"),
            _("Add"),
            self.add_button,
            fields,
            needed={"person": _("Say who.")},
            change_of=lambda values: (
                lambda workspace: workspace.deal_parts.add_person(
                    deal_id, values["person"].id, values["role"]
                )
            ),
            said=_("Added to the deal"),
        )
        return form.open_with({"role": Role.INFLUENCES}, self.add_button)

    def _part(self, person: DealPerson) -> Part:
        chip: tuple[str, ChipKind] | None = None
        if person.is_main:
            chip = (_("Main"), "accent")
        role = role_text(person.role)
        caption = " · ".join(text for text in (role, person.company or "") if text)
        actions: list[PartAction | None] = [
            PartAction("person", _("Open"), lambda _at: self.desk.open_record("contact", person.contact_id)),
            PartAction("mail", _("Write an e-mail …"), partial(self._write_to, person)),
        ]
        if not person.is_main:
            actions.append(PartAction("star", _("Make the main person"), partial(self._make_main, person)))
        actions.append(None)
        actions += [
            PartAction("edit", phrase(f"role.{role}"), partial(self._set_role, person, role))
            for role in Role
            if role != person.role
        ]
        actions += [None, PartAction("trash", _("Take out of the deal"), partial(self._remove, person))]
        return Part(person.id, person.name, caption, chip=chip, actions=tuple(actions))

    def _write_to(self, person: DealPerson, _anchor: QWidget) -> None:
        if self.deal is not None:
            write_to(self.desk, self, person.contact_id, self.deal.id)

    def _make_main(self, person: DealPerson, _anchor: QWidget) -> None:
        if self.deal is None:
            return
        deal_id = self.deal.id
        self.desk.write(
            lambda workspace: workspace.deals.edit(deal_id, contact_id=person.contact_id),
            said=_("{name} is the main person").format(name=person.name),
        )

    def _set_role(self, person: DealPerson, role: Role, _anchor: QWidget) -> None:
        self.desk.write(
            lambda workspace: workspace.deal_parts.set_role(person.id, role),
            said=_("{name}: {role}").format(name=person.name, role=phrase(f"role.{role}")),
        )

    def _remove(self, person: DealPerson, _anchor: QWidget) -> None:
        self.desk.write(
            lambda workspace: workspace.deal_parts.remove_person(person.id),
            said=_("{name} is out of the deal").format(name=person.name),
        )


def role_text(role: str | None) -> str:
    """A role in words; one that a file brought stays as it is."""
    if not role:
        return ""
    return phrase(f"role.{role}") if has_phrase(f"role.{role}") else role


def _roles() -> list[tuple[Role, str]]:
    return [(role, phrase(f"role.{role}")) for role in Role]

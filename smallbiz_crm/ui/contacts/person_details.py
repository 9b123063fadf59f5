"""The details of a person, changed in place: names, addresses of every kind, tags, notes, the user's own fields."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.domain.contacts import Contact
from smallbiz_crm.domain.phones import digits_of
from smallbiz_crm.domain.text import fold_email
from smallbiz_crm.ui.contacts.address_field import AddressBlock, AddressesField
from smallbiz_crm.ui.contacts.birthday import parse_birthday, show_birthday
from smallbiz_crm.ui.contacts.cadence import CadenceField
from smallbiz_crm.ui.contacts.consent_box import ConsentBox
from smallbiz_crm.ui.contacts.looks import channel_words
from smallbiz_crm.ui.contacts.name_parts import NameParts
from smallbiz_crm.ui.contacts.parts_field import Part, PartRow, PartsField, PartWords
from smallbiz_crm.ui.contacts.suggestions import suggest_companies, suggest_listed
from smallbiz_crm.ui.contacts.tags_field import TagsField
from smallbiz_crm.ui.custom_fields import CustomFieldsBox
from smallbiz_crm.ui.desk import RecordPanel
from smallbiz_crm.ui.files_box import FilesBox
from smallbiz_crm.ui.kit.buttons import IconButton
from smallbiz_crm.ui.kit.field import Field
from smallbiz_crm.ui.kit.fields import AmountField, NotesField, TextField
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.formats import NOTHING, day
from smallbiz_crm.ui.kit.labels import Label, line, row
from smallbiz_crm.ui.kit.metrics import HAIR, SMALL
from smallbiz_crm.ui.saving import save_field
from smallbiz_crm.ui.write_mail import write_to
from smallbiz_crm.words import _

if TYPE_CHECKING:
    from smallbiz_crm.services.workspace import Workspace


class PersonDetails(QWidget):
    """Everything that stands on the person; each value is written when its field is left."""

    def __init__(self, panel: RecordPanel) -> None:
        super().__init__()
        self._panel = panel
        desk = panel.desk
        self._company_id: int | None = None
        self._contact_id: int | None = None
        self.name = TextField(_("Name"), placeholder=NOTHING)
        self.company = TextField(_("Company"), placeholder=NOTHING)
        suggest_companies(self.company.edit, desk)
        self.open_company = IconButton("company", _("Open the company"))
        self.open_company.clicked.connect(self._on_open_company)
        self.name_parts = NameParts()
        self.name_button = IconButton("chevron-down", _("Parts of the name"))
        self.name_button.setCheckable(True)
        self.name_button.toggled.connect(self.name_parts.setVisible)
        self.job_title = TextField(_("Job title"), placeholder=NOTHING)
        self.emails = PartsField(_email_words(), fold_email)
        self.phones = PartsField(_phone_words(), _phone_key)
        self.urls = PartsField(_url_words())
        self.addresses = AddressesField()
        self.tags = TagsField(desk)
        self.birthday = AmountField(
            _("Birthday"),
            lambda text: parse_birthday(text, desk.today()) if text.strip() else "",
            show_birthday,
            placeholder=NOTHING,
        )
        self.language = TextField(_("Language"), placeholder=NOTHING)
        self.owner = TextField(_("Owner"), placeholder=NOTHING)
        suggest_listed(self.owner.edit, desk, "owner")
        self.notes = NotesField(_("Notes"), placeholder=NOTHING)
        self.cadence = CadenceField()
        self.custom = CustomFieldsBox(panel, "contact")
        self.consent = ConsentBox(desk)
        self.files = FilesBox(desk, "contact")
        self._origin = Label("", "caption", wrap=True)
        self._lay_out()
        self._connect()

    def _fields(self) -> dict[str, Field]:
        return {
            "name": self.name,
            "company": self.company,
            "job_title": self.job_title,
            "birthday": self.birthday,
            "language": self.language,
            "owner": self.owner,
            "notes": self.notes,
        }

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setSpacing(HAIR)
        layout.addLayout(row(self.name, self.name_button, spacing=HAIR))
        layout.addWidget(self.name_parts)
        layout.addLayout(row(self.company, self.open_company, spacing=HAIR))
        layout.addWidget(self.job_title)
        for group in (self.emails, self.phones, self.urls, self.addresses):
            layout.addWidget(group)
        layout.addWidget(self._adders())
        layout.addSpacing(SMALL)
        layout.addWidget(line())
        layout.addSpacing(SMALL)
        for field in (self.tags, self.birthday, self.language, self.owner, self.cadence, self.notes):
            layout.addWidget(field)
        layout.addWidget(self.custom)
        for box in (self.consent, self.files):
            layout.addSpacing(SMALL)
            layout.addWidget(line())
            layout.addSpacing(SMALL)
            layout.addWidget(box)
        layout.addSpacing(SMALL)
        layout.addWidget(self._origin)
        layout.addStretch(1)

    def _adders(self) -> QWidget:
        """One row of buttons that begin another e-mail, phone, website or address."""
        box = QWidget()
        flow = FlowLayout(box, HAIR)
        for group in (self.emails, self.phones, self.urls, self.addresses):
            flow.addWidget(group.add_button)
        flow.addWidget(self.custom.add_button)
        return box

    def _connect(self) -> None:
        for name, field in self._fields().items():
            field.saved.connect(self._saver(name, field))
        self.emails.opened.connect(self._write_to)
        self.emails.changed.connect(lambda row, text: self._save_part("email", self.emails, row, text))
        self.phones.changed.connect(lambda row, text: self._save_part("phone", self.phones, row, text))
        self.urls.changed.connect(lambda row, text: self._save_part("url", self.urls, row, text))
        self.addresses.changed.connect(self._save_address)
        self.tags.saved.connect(self._save_tags)
        self.name_parts.changed.connect(self._save_name_part)
        self.cadence.saved.connect(self._save_cadence)
        for kind, parts in (("email", self.emails), ("phone", self.phones), ("url", self.urls)):
            parts.labelled.connect(partial(self._label_part, kind))
            parts.preferred.connect(partial(self._prefer_part, kind))

    def show_contact(self, contact: Contact, source: str | None) -> None:
        """Show what is stored; of the same person what is being typed is kept."""
        is_same = contact.id == self._contact_id
        self._contact_id = contact.id
        self._company_id = contact.company_id
        values = {name: getattr(contact, name) for name in self._fields()}
        if not contact.is_named:
            values["name"] = ""
        for name, field in self._fields().items():
            if is_same:
                field.refresh(values[name])
            else:
                field.set_value(values[name])
        self.name.edit.setPlaceholderText(NOTHING if contact.is_named else _("Name not known yet"))
        self.open_company.setVisible(contact.company_id is not None)
        self.emails.show_parts(
            contact.id, [Part(each.id, each.address, each.label) for each in contact.emails]
        )
        self.phones.show_parts(
            contact.id, [Part(each.id, each.number, each.label) for each in contact.phones]
        )
        self.urls.show_parts(contact.id, [Part(each.id, each.url, each.label) for each in contact.urls])
        self.addresses.show_addresses(contact.id, contact.addresses)
        self.tags.show_tags(contact.tags)
        self.name_parts.show_contact(contact)
        self.cadence.show_days(contact.cadence_days)
        self.custom.show_record(contact.id)
        self.consent.show_record(contact.id)
        self.files.show_record(contact.id)
        added = _("Added on {day}.").format(day=day(contact.created_on))
        self._origin.setText(
            f"{added} {_('First met through {source}.').format(source=channel_words(source))}"
            if source
            else added
        )

    def commit(self) -> None:
        """Write what is being typed, for the person shown until now."""
        for field in self._fields().values():
            field.commit()
        lists = (self.emails, self.phones, self.urls, self.addresses)
        for parts in (self.name_parts, *lists, self.tags, self.custom):
            parts.commit()

    def _saver(self, name: str, field: Field) -> Callable[[Any], None]:
        def save(value: Any) -> None:
            save_field(
                self._panel,
                field,
                lambda workspace, contact: workspace.contacts.edit(contact, **{name: value}),
            )

        return save

    def _save_part(self, kind: str, parts: PartsField, row: PartRow, text: str) -> None:
        def change(workspace: Workspace, contact: int) -> None:
            setters = {
                "email": workspace.contacts.set_email,
                "phone": workspace.contacts.set_phone,
                "url": workspace.contacts.set_url,
            }
            setters[kind](contact, row.part_id, text)

        save_field(self._panel, row.field, change, then=lambda: parts.forget_draft(row))

    def _save_address(self, block: AddressBlock, part: str, value: str, field: Field) -> None:
        def change(workspace: Workspace, contact: int) -> None:
            # Two fields of a new address may be left before the first was written: both belong to one address.
            known = block.address_id or block.written_id
            block.written_id = workspace.contacts.set_address(contact, known, **{part: value})

        save_field(self._panel, field, change)

    def _save_name_part(self, part: str, value: str, field: Field) -> None:
        save_field(
            self._panel,
            field,
            lambda workspace, contact: workspace.contacts.edit(contact, **{part: value}),
        )

    def _save_cadence(self, days: int) -> None:
        save_field(
            self._panel,
            self.cadence,
            lambda workspace, contact: workspace.in_touch.set_cadence(contact, days or None),
        )

    def _label_part(self, kind: str, part_id: int, label: str) -> None:
        contact_id = self._contact_id
        if contact_id is not None:
            self._panel.desk.write(
                lambda workspace: workspace.contacts.label_part(contact_id, kind, part_id, label)
            )

    def _prefer_part(self, kind: str, part_id: int) -> None:
        contact_id = self._contact_id
        if contact_id is not None:
            self._panel.desk.write(
                lambda workspace: workspace.contacts.make_primary(contact_id, kind, part_id)
            )

    def _save_tags(self, tags: list[str]) -> None:
        contact_id = self._contact_id
        if contact_id is not None:
            self._panel.desk.write(lambda workspace: workspace.contacts.set_tags(contact_id, tags))

    def _write_to(self, address: str) -> None:
        """Write to one of the person's addresses: from a template, and noted."""
        if self._contact_id is not None:
            write_to(self._panel.desk, self._panel, self._contact_id, address=address)

    def _on_open_company(self) -> None:
        if self._company_id is not None:
            self._panel.desk.open_record("company", self._company_id)


def _phone_key(number: str) -> str:
    return digits_of(number) or number


def _email_words() -> PartWords:
    return PartWords(
        _("E-mail"),
        _("Add e-mail"),
        _("Remove e-mail"),
        _("This address is there already."),
        "mail",
        _("Write an e-mail"),
        None,
    )


def _phone_words() -> PartWords:
    return PartWords(
        _("Phone"),
        _("Add phone"),
        _("Remove phone"),
        _("This number is there already."),
        "phone",
        _("Call"),
        lambda text: "tel:" + "".join(sign for sign in text if sign in "+0123456789"),
    )


def _url_words() -> PartWords:
    return PartWords(
        _("Website"),
        _("Add website"),
        _("Remove website"),
        _("This address is there already."),
        "external",
        _("Open website"),
        lambda text: text if text.lower().startswith(("http://", "https://")) else f"https://{text}",
        has_first=False,
    )

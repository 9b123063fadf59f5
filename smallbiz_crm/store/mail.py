"""Templates of e-mails, and what a letter to a person can say."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.mail import Letter, MailTemplate, first_name_of
from smallbiz_crm.domain.text import clean_line, clean_text, fold, fold_email
from smallbiz_crm.store.consents import closed_addresses, mailable
from smallbiz_crm.store.contacts import load_contacts
from smallbiz_crm.store.settings import text_setting
from smallbiz_crm.store.tables.marketing import nurture_step
from smallbiz_crm.store.tables.sales import deal
from smallbiz_crm.store.tables.workspace import mail_template
from smallbiz_crm.store.unit_of_work import UnitOfWork


def list_templates(connection: Connection) -> list[MailTemplate]:
    """All templates by name."""
    columns = mail_template.c
    rows = connection.execute(select(columns.id, columns.name, columns.subject, columns.text)).all()
    return sorted((MailTemplate(*row) for row in rows), key=lambda each: (fold(each.name), each.id))


def save_template(unit: UnitOfWork, template_id: int | None, name: str, subject: str, text: str) -> int:
    """Change a template, or add one without `template_id`. Raises Refused without a name or with one that is taken."""
    shown = clean_line(name)
    if not shown:
        raise Refused("mail_template.needs_name")
    there = list_templates(unit.connection)
    if any(fold(each.name) == fold(shown) and each.id != template_id for each in there):
        raise Refused("mail_template.name_taken", name=shown)
    values = {"name": shown, "subject": clean_line(subject), "text": clean_text(text)}
    if template_id is None:
        return unit.insert(mail_template, **values)
    unit.update(mail_template, template_id, **values)
    return template_id


def remove_template(unit: UnitOfWork, template_id: int) -> str:
    """Forget a template, also where a nurture step begins with it; its name."""
    query = select(mail_template.c.name).where(mail_template.c.id == template_id)
    name = unit.connection.execute(query).scalar()
    if name is None:
        raise NotFound("record.not_found", kind="mail_template", id=template_id)
    named_by = select(nurture_step.c.id).where(nurture_step.c.mail_template_id == template_id)
    for step_id in unit.connection.execute(named_by).scalars().all():
        unit.update(nurture_step, step_id, mail_template_id=None)
    unit.delete(mail_template, template_id)
    return name


def letters_to(connection: Connection, ids: Sequence[int], deal_id: int | None = None) -> list[Letter]:
    """A letter for each person, in that order; without addresses that somebody said no for."""
    open_ones = set(mailable(connection, ids))
    closed = closed_addresses(connection)
    shared = {
        "my_name": text_setting(connection, "business.person"),
        "business": text_setting(connection, "business.name"),
        "deal": _title_of(connection, deal_id),
    }
    letters: list[Letter] = []
    for person in load_contacts(connection, ids):
        written = [email.address for email in person.emails]
        allowed = [address for address in written if fold_email(address) not in closed]
        values = {
            **shared,
            "name": person.name if person.is_named else "",
            "first_name": first_name_of(person.name, person.given_name, is_named=person.is_named),
            "company": person.company or "",
        }
        is_closed = bool(written) and (person.id not in open_ones or not allowed)
        addresses = tuple(written if is_closed else allowed)
        letters.append(Letter(person.id, deal_id, person.name, addresses, is_closed, values))
    return letters


def _title_of(connection: Connection, deal_id: int | None) -> str:
    if deal_id is None:
        return ""
    return connection.execute(select(deal.c.title).where(deal.c.id == deal_id)).scalar() or ""

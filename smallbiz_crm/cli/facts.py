"""Records as JSON objects: ISO days, money as text with its currency's decimals, null for what is undefined."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from smallbiz_crm.cli.output import Json
from smallbiz_crm.domain.campaigns import Campaign, Spend
from smallbiz_crm.domain.consents import Consent
from smallbiz_crm.domain.contacts import Address, Company, Contact
from smallbiz_crm.domain.content import Content
from smallbiz_crm.domain.days import Period
from smallbiz_crm.domain.deals import Deal, DealLine
from smallbiz_crm.domain.figures import Figure, Report, ReportRow, Unit, shown_value
from smallbiz_crm.domain.follow_ups import FollowUp
from smallbiz_crm.domain.imports import RowProblem
from smallbiz_crm.domain.money import plain
from smallbiz_crm.domain.nurture import NurtureSequence
from smallbiz_crm.services.kpis import kpi
from smallbiz_crm.words import problem_sentence

SHARE = 10_000
MICRO = 1_000_000
MILLI = 1_000
TENTHS = 10


def money(amount: int | None, currency: str) -> Json | None:
    return None if amount is None else {"amount": plain(amount, currency), "currency": currency}


def day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def period(value: Period) -> Json:
    return {"start": day(value.start), "end": day(value.end)}


def share(value: int) -> float:
    """A share in 10⁻⁴ as a fraction of one."""
    return value / SHARE


def problem(found: RowProblem) -> Json:
    return {
        "row": found.row,
        "column": found.column,
        "value": found.value,
        "code": found.code,
        "message": problem_sentence(found),
    }


# -- records --------------------------------------------------------------------------------------------------


def contact(
    person: Contact,
    uid: str,
    consent: str | None,
    *,
    tenths: int = 0,
    said: Sequence[Consent] = (),
) -> Json:
    """`tenths` of a point is the score; `said` is everything that was said about consent, the newest first."""
    return {
        "id": person.id,
        "uid": uid,
        "name": person.name,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "prefix": person.prefix,
        "suffix": person.suffix,
        "phonetic_name": person.phonetic_name,
        "nickname": person.nickname,
        "company": person.company,
        "job_title": person.job_title,
        "emails": [
            {"address": email.address, "label": email.label, "primary": email.is_primary}
            for email in person.emails
        ],
        "phones": [
            {"number": phone.number, "e164": phone.e164, "label": phone.label, "primary": phone.is_primary}
            for phone in person.phones
        ],
        "addresses": [_address(address) for address in person.addresses],
        "urls": [{"url": url.url, "label": url.label} for url in person.urls],
        "tags": list(person.tags),
        "birthday": person.birthday,
        "language": person.language,
        "owner": person.owner,
        "lifecycle": person.lifecycle.value,
        "score": tenths / TENTHS,
        "source": person.source,
        "consent": consent,
        "consent_history": [_said(one) for one in said],
        "notes": person.notes,
        "cadence_days": person.cadence_days,
        "custom": dict(person.custom),
        "created": day(person.created_on),
        "trashed": person.is_trashed,
    }


def _said(one: Consent) -> Json:
    return {
        "channel": one.channel.value,
        "state": one.state.value,
        "date": day(one.given_on),
        "source": one.source,
    }


def _address(address: Address) -> Json:
    return {
        "street": address.street,
        "postal_code": address.postal_code,
        "city": address.city,
        "region": address.state,
        "country": address.country,
        "label": address.label,
    }


def company(one: Company, uid: str) -> Json:
    return {
        "id": one.id,
        "uid": uid,
        "name": one.name,
        "domain": one.domain,
        "industry": one.industry,
        "size": one.size,
        "region": one.region,
        "phone": one.phone,
        "url": one.url,
        "street": one.street,
        "postal_code": one.postal_code,
        "city": one.city,
        "state": one.state,
        "country": one.country,
        "tax_id": one.tax_id,
        "owner": one.owner,
        "notes": one.notes,
        "created": day(one.created_on),
        "trashed": one.is_trashed,
    }


def deal(one: Deal, uid: str) -> Json:
    next_step = None if one.next_step_on is None else {"due": day(one.next_step_on), "text": one.next_step}
    return {
        "id": one.id,
        "uid": uid,
        "title": one.title,
        "contact": one.contact,
        "contact_id": one.contact_id,
        "company": one.company,
        "company_id": one.company_id,
        "amount": money(one.amount, one.currency),
        "currency": one.currency,
        "stage": one.stage,
        "outcome": one.outcome.value,
        "created": day(one.created_on),
        "expected_close": day(one.expected_close),
        "closed": day(one.closed_on),
        "reason": one.reason,
        "product_lines": [_line(line, one.currency) for line in one.lines],
        "region": one.region,
        "owner": one.owner,
        "source_campaign": one.source_campaign,
        "next_step": next_step,
        "probability": share(one.probability),
        "notes": one.notes,
        "trashed": one.is_trashed,
    }


def _line(line: DealLine, currency: str) -> Json:
    return {
        "product": line.product,
        "description": line.description,
        "quantity": line.quantity / MILLI,
        "price": line.price / MICRO,
        "discount": share(line.discount),
        "net": money(line.net, currency),
    }


def campaign(one: Campaign, uid: str, home: str) -> Json:
    return {
        "id": one.id,
        "uid": uid,
        "name": one.name,
        "channel": one.channel.value,
        "objective": None if one.objective is None else one.objective.value,
        "status": one.status.value,
        "start": day(one.starts_on),
        "end": day(one.ends_on),
        "budget": money(one.budget, home),
        "spent": money(one.cost, home),
        "people": one.people,
        "audience": one.audience,
        "message": one.message,
        "offer": one.offer,
        "notes": one.notes,
        "trashed": one.is_trashed,
    }


def content(one: Content, uid: str) -> Json:
    return {
        "id": one.id,
        "uid": uid,
        "title": one.title,
        "kind": one.kind.value,
        "buyer_stage": None if one.buyer_stage is None else one.buyer_stage.value,
        "url": one.url,
        "files": list(one.files),
        "uses": one.uses,
        "last_used": day(one.used_on),
        "trashed": one.is_trashed,
    }


def nurture(one: NurtureSequence) -> Json:
    return {
        "id": one.id,
        "name": one.name,
        "steps": [
            {
                "after_days": step.after_days,
                "kind": step.kind.value,
                "text": step.text,
                "mail_template": step.mail_template,
                "content": step.content,
            }
            for step in one.steps
        ],
        "running": one.running,
        "due": one.due,
        "finished": one.finished,
        "stopped": one.stopped,
    }


def spend(line: Spend, home: str) -> Json:
    return {
        "id": line.id,
        "date": day(line.spent_on),
        "payee": line.payee,
        "description": line.description,
        "category": line.category,
        "marketing": line.is_marketing,
        "campaign": line.campaign,
        "net": money(line.net, line.currency),
        "tax": money(line.tax, line.currency),
        "gross": money(line.gross, line.currency),
        "cost": money(line.cost, home),
        "reference": line.reference,
        "receipt": line.receipt,
        "trashed": line.is_trashed,
    }


def follow_up(one: FollowUp) -> Json:
    return {
        "id": one.id,
        "kind": one.kind.value,
        "text": one.text,
        "due": day(one.due_on),
        "time": one.due_time,
        "done": day(one.done_on),
        "contact": one.contact,
        "company": one.company,
        "deal": one.deal,
        "campaign": one.campaign,
    }


# -- reports --------------------------------------------------------------------------------------------------


def report(told: Report) -> Json:
    """The report as cli.md lays it down; a table row begins with key and label, then its figures."""
    keys = tuple(told.figures)
    return {
        "report": told.name,
        "period": period(told.period),
        "basis": told.basis,
        "attribution": told.attribution,
        "currency": told.currency,
        "figures": {key: _figure(told, figure) for key, figure in told.figures.items()},
        "tables": {
            name: [_row(row, keys, told.currency) for row in rows] for name, rows in told.tables.items()
        },
    }


def _figure(told: Report, figure: Figure) -> Json:
    entry = kpi(told.name, figure.key)
    parts = {
        "numerator": (figure.numerator, entry.part),
        "denominator": (figure.denominator, entry.whole),
    }
    return {
        "value": value(figure, told.currency),
        **{
            name: money(part, told.currency) if unit is Unit.MONEY else part
            for name, (part, unit) in parts.items()
        },
        "note": figure.note,
    }


def _row(row: ReportRow, keys: tuple[str, ...], currency: str) -> Json:
    own = keys if row.figures.keys() & set(keys) else tuple(row.figures)
    figures = {key: value(row.figures[key], currency) if key in row.figures else None for key in own}
    return {"key": row.key, "label": row.label, **figures}


def value(figure: Figure, currency: str) -> Json | float | int | None:
    """Money as an object, rates and days with six decimals, counts whole, undefined null."""
    if figure.unit is Unit.MONEY and isinstance(figure.value, int):
        return money(figure.value, currency)
    if isinstance(figure.value, Fraction):
        return float(shown_value(figure))
    return figure.value

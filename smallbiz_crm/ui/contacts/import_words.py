"""What the import says in words: kinds of rows, makers of files, fields, outcomes, problems."""

from __future__ import annotations

import re
from collections.abc import Mapping

from smallbiz_crm.domain.imports import Outcome, PreviewRow, RowProblem
from smallbiz_crm.ui.kit.chips import ChipKind
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.words import _, has_phrase, ngettext, phrase

KINDS = (
    *("contacts", "companies", "deals", "campaigns", "touches", "lifecycle", "activities", "follow-ups"),
    *("metrics", "spend", "payments", "targets", "products", "owners", "rates"),
)
WITH_OWN_FIELDS = frozenset(("contacts", "companies", "deals"))
MANY = frozenset(("email", "phone", "url", "address"))
_SPEC = re.compile(
    r"([a-z_]+)(?: ([0-9]+))?(?: (label|google|year|month|day|bank|in|out|sum))?(?:: ?(.+))?", re.DOTALL
)

OUTCOME_CHIPS: dict[Outcome, ChipKind] = {
    Outcome.NEW: "success",
    Outcome.UPDATE: "info",
    Outcome.SAME: "neutral",
    Outcome.SKIP: "neutral",
    Outcome.PROBLEM: "danger",
}


def kind_words(kind: str) -> str:
    return {
        "contacts": _("People"),
        "companies": _("Companies"),
        "deals": _("Deals"),
        "products": _("Products"),
        "owners": _("Owners"),
        "campaigns": _("Campaigns"),
        "touches": _("Touches: who met which campaign"),
        "lifecycle": _("Lifecycle: who entered which stage"),
        "activities": _("Activities"),
        "follow-ups": _("Follow-ups"),
        "metrics": _("Metrics of channels and campaigns"),
        "spend": _("Spend"),
        "payments": _("Payments received"),
        "targets": _("Targets"),
        "rates": _("Exchange rates"),
    }.get(kind, kind)


def source_words(source: str) -> str:
    """Where a file comes from, to be read after "Recognised as"."""
    return {
        "google": _("an export of Google Contacts"),
        "outlook": _("an export of Outlook"),
        "linkedin": _("your LinkedIn connections"),
        "hubspot": _("an export of HubSpot"),
        "pipedrive": _("an export of Pipedrive"),
        "mailchimp": _("an export of Mailchimp"),
        "eventbrite": _("a list of attendees from Eventbrite"),
        "facebook": _("leads of a Facebook form"),
        "bank": _("a statement of a bank account or card"),
        "own": _("an export of SmallBiz CRM"),
        "vcard": _("contact cards (vCard)"),
    }.get(source, _("a table of unknown origin"))


def field_words(field: str) -> str:
    code = f"import.field.{field}"
    return phrase(code) if has_phrase(code) else field


def spec_words(spec: str) -> str:
    """A column's target, such as ``email 2 label``, in words."""
    match = _SPEC.fullmatch(spec)
    if match is None:
        return spec
    name, group, role, label = match.groups()
    if name == "custom":
        return _("Own field “{name}”").format(name=label or "")
    words = field_words(name)
    if group and int(group) > 1:
        words = f"{words} {group}"
    parts = {
        "label": _("label"),
        "year": _("year"),
        "month": _("month"),
        "day": _("day"),
        "bank": _("minus is paid out"),
        "out": _("paid out"),
        "in": _("came in"),
    }
    remark = parts.get(role or "") or label
    return f"{words} ({remark})" if remark else words


def outcome_words(outcome: Outcome) -> str:
    return {
        Outcome.NEW: _("New"),
        Outcome.UPDATE: _("Update"),
        Outcome.SAME: _("Unchanged"),
        Outcome.SKIP: _("Skipped"),
        Outcome.PROBLEM: _("Problem"),
    }[outcome]


def reason_words(row: PreviewRow) -> str:
    """Why a row is what it is, and what is wrong with it."""
    said = [problem_words(problem) for problem in row.problems]
    if row.reason:
        said.insert(0, phrase(row.reason, **row.reason_params))
    return " ".join(said)


def problem_words(problem: RowProblem) -> str:
    """The sentence about a cell, with its column where the problem has one."""
    given: dict[str, object] = {"value": problem.value, "column": problem.column, "row": problem.row}
    params: Mapping[str, object] = {**given, **problem.params}
    code = f"problem.{problem.code}"
    words = phrase(code if has_phrase(code) else f"error.{problem.code}", **params)
    return f"{field_words(problem.column)}: {words}" if problem.column else words


def result_words(created: int, updated: int, skipped: int) -> str:
    """What an import did, for its toast: "412 added, 9 updated, 3 skipped"."""
    parts = [ngettext("{n} added", "{n} added", created).format(n=number(created))]
    if updated:
        parts.append(ngettext("{n} updated", "{n} updated", updated).format(n=number(updated)))
    if skipped:
        parts.append(ngettext("{n} skipped", "{n} skipped", skipped).format(n=number(skipped)))
    return ", ".join(parts)

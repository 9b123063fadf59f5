"""The vocabulary that columns are mapped to: the fields of each kind of row, and one column's target."""

from __future__ import annotations

import re
from dataclasses import dataclass

from smallbiz_crm.domain.errors import Refused

METRICS = (
    "visitors", "page_views", "sessions", "single_page_sessions", "impressions", "likes", "comments",
    "shares", "clicks", "sent", "delivered", "unique_opens", "unique_clicks", "unsubscribes", "bounces",
    "reported_leads", "reported_orders", "reported_revenue",
)  # fmt: skip
ADDRESS_PARTS = ("street", "city", "region", "postal_code", "country")
FIELDS: dict[str, tuple[str, ...]] = {
    "contacts": (
        "external_id", "name", "given_name", "middle_name", "family_name", "prefix", "suffix",
        "nickname", "company", "company_external_id", "company_domain", "job_title", "email", "phone", "address",
        *ADDRESS_PARTS, "url", "tags", "birthday", "language", "owner", "created", "lifecycle", "lead_date",
        "mql_date", "sql_date", "source_channel", "source_campaign", "attendance", "consent", "notes",
    ),
    "companies": (
        "external_id", "name", "domain", "industry", "size", *ADDRESS_PARTS, "tax_id", "owner", "notes",
    ),
    "products": ("name", "category", "price", "currency"),
    "deals": (
        "external_id", "title", "company", "company_external_id", "company_domain", "contact",
        "contact_email", "contact_external_id", "amount", "currency", "stage", "outcome", "created",
        "expected_close", "closed", "reason", "product", "quantity", "region", "owner",
        "source_campaign", "source_channel", "probability", "notes",
    ),
    "campaigns": (
        "external_id", "name", "channel", "objective", "audience", "message", "status", "start", "end",
        "budget", "currency", "notes",
    ),
    "touches": ("contact_external_id", "contact_email", "campaign", "kind", "date", "points"),
    "metrics": ("campaign", "channel", "date", *METRICS),
    "spend": (
        "date", "payee", "description", "category", "campaign", "net", "tax", "gross", "direction",
        "tax_code", "currency", "paid_on",
    ),
    "lifecycle": ("contact_external_id", "contact_email", "stage", "date", "reason"),
    "owners": ("name", "region", "manager"),
    "activities": (
        "external_id", "contact_external_id", "contact_email", "deal_external_id", "kind", "date",
        "subject", "outcome", "notes", "owner",
    ),
    "targets": ("kind", "period", "value"),
    "rates": ("currency", "date", "rate"),
    "payments": ("deal_external_id", "date", "amount", "currency", "method", "reference"),
    "follow-ups": (
        "external_id", "contact_external_id", "contact_email", "deal_external_id", "campaign", "kind", "due",
        "due_time", "zone", "remind_minutes", "repeats", "text", "done", "outcome", "notes",
    ),
}  # fmt: skip
KINDS_WITH_CUSTOM = frozenset({"contacts", "companies", "deals", "campaigns"})
MANY = frozenset({"email", "phone", "url", "address", *ADDRESS_PARTS})
"""Fields of which a contact has any number: their columns form numbered groups."""
JOINED = frozenset({"notes", "tags", "street"})
"""Fields to which every column mapped adds; of other fields the first column that is not empty counts."""

_SPEC = re.compile(
    r"([a-z_]+)(?: ([0-9]{1,2}))?(?: (label|google|year|month|day|bank|in|out|sum))?(?: ?: ?(.+))?", re.DOTALL
)
_ROLES = {
    "label": frozenset({"email", "phone", "url", "address", "custom"}),
    "google": frozenset({"tags"}),
    "year": frozenset({"birthday"}),
    "month": frozenset({"birthday"}),
    "day": frozenset({"birthday"}),
    **dict.fromkeys(("bank", "in", "out"), frozenset({"gross"})),
    "sum": frozenset(METRICS),
}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a column goes.

    `group` numbers the e-mails, phones, addresses and links of a contact from 1 (0: the field is no list).
    `role` says which part the column holds: empty for the value itself, ``label``, for a birthday ``year``,
    ``month``, ``day``; or how it is written: ``google`` (labels joined by `` ::: ``), ``bank`` (what was paid
    out is negative), ``out`` and ``in`` (what was paid out, and what came in, whatever the sign), ``sum``
    (columns add up). `label` is the fixed label of the group, or the name of a
    custom field.
    """

    field: str
    group: int = 0
    role: str = ""
    label: str = ""

    @property
    def spec(self) -> str:
        """The target as text that `parse_target` reads: ``email 2 label``, ``phone 1:work``,
        ``custom:Size``."""
        number = f" {self.group}" if self.group else ""
        role = f" {self.role}" if self.role else ""
        return f"{self.field}{number}{role}{f':{self.label}' if self.label else ''}"


def parse_target(spec: str, kind: str) -> Target:
    """Read what `Target.spec` writes, for a kind of row.

    Raises Refused("mapping.unknown_kind") or Refused("mapping.unknown_field") with the fields there are.
    """
    known = fields_of(kind)
    match = _SPEC.fullmatch(spec.strip())
    if match is None:
        raise _unknown(spec, kind)
    field, group, role, label = match[1], int(match[2] or 0), match[3] or "", (match[4] or "").strip()
    if field == "custom":
        if kind not in KINDS_WITH_CUSTOM or not (label or group):
            raise _unknown(spec, kind)
        return Target(field, group, role, label)
    is_many = kind == "contacts" and field in MANY
    if field not in known or (role and field not in _ROLES[role]) or ((group or label) and not is_many):
        raise _unknown(spec, kind)
    return Target(field, group, role, label)


def fields_of(kind: str) -> tuple[str, ...]:
    """The fields of a kind of row. Raises Refused("mapping.unknown_kind")."""
    known = FIELDS.get(kind)
    if known is None:
        raise Refused("mapping.unknown_kind", kind=kind, known=", ".join(FIELDS))
    return known


def _unknown(spec: str, kind: str) -> Refused:
    known = ", ".join(fields_of(kind))
    custom = ", custom:<name>" if kind in KINDS_WITH_CUSTOM else ""
    return Refused("mapping.unknown_field", field=spec.strip(), kind=kind, known=known + custom)

"""Facts of the business that travel with the workspace: each declared once, with its type and default."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from smallbiz_crm.domain.accountant import FORMATS, Basis
from smallbiz_crm.domain.accounts import read_accounts, write_accounts
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.languages import read_language
from smallbiz_crm.domain.money import is_currency, parse_share
from smallbiz_crm.domain.prices import TaxRounding
from smallbiz_crm.domain.scoring import LONGEST_HALF_LIFE, MOST_POINTS

Value = str | int | bool
_LEAP_YEAR = 2000
LONGEST_RETENTION = 99


@dataclass(frozen=True, slots=True)
class SettingKind:
    """`read` turns what a person types into the value, or raises ValueError."""

    name: str
    default: Value
    read: Callable[[str], Value]


def _text(typed: str) -> str:
    return typed.strip()


def _currency(typed: str) -> str:
    code = typed.strip().upper()
    if not is_currency(code):
        raise ValueError
    return code


def _yes_no(typed: str) -> bool:
    word = typed.strip().lower()
    if word in ("yes", "true", "1", "on"):
        return True
    if word in ("no", "false", "0", "off"):
        return False
    raise ValueError


def _years(typed: str) -> int:
    years = int(typed.strip())
    if not 0 <= years <= LONGEST_RETENTION:
        raise ValueError
    return years


def _whole(typed: str, most: int) -> int:
    """A whole number from 1 to `most`."""
    number = int(typed.strip())
    if not 1 <= number <= most:
        raise ValueError
    return number


def _month_day(typed: str) -> str:
    shown = typed.strip()
    if re.fullmatch(r"[0-9]{2}-[0-9]{2}", shown) is None:
        raise ValueError
    date.fromisoformat(f"{_LEAP_YEAR}-{shown}")
    return shown


def _margin(typed: str) -> int:
    """A gross margin in 10⁻⁴; none is 0."""
    try:
        return parse_share(typed) if typed.strip() else 0
    except Refused as error:
        raise ValueError from error


def _within(typed: str) -> str:
    """``24 hours`` or ``2 days``, by the clock or in working days."""
    match = re.fullmatch(r"([1-9][0-9]{0,3}) ?(h|hours?|d|days?)", typed.strip().lower())
    if match is None:
        raise ValueError
    return f"{match[1]} {'hours' if match[2].startswith('h') else 'days'}"


def _days(typed: str) -> str:
    """Days as ISO text, separated by commas."""
    days = [date.fromisoformat(part.strip()) for part in typed.split(",") if part.strip()]
    return ", ".join(day.isoformat() for day in sorted(set(days)))


def _region(typed: str) -> str:
    if re.fullmatch(r"[A-Za-z]{2}", typed.strip()) is None:
        raise ValueError
    return typed.strip().upper()


def _accounts(typed: str) -> str:
    return write_accounts(read_accounts(typed).entries)


def _basis(typed: str) -> str:
    return Basis(typed.strip().lower()).value


def _rounding(typed: str) -> str:
    return TaxRounding(typed.strip().lower()).value


def _formats(typed: str) -> str:
    """Formats of the pack in their order, separated by commas."""
    wanted = {part.strip().lower() for part in typed.split(",") if part.strip()}
    if not wanted <= set(FORMATS):
        raise ValueError
    return ", ".join(name for name in FORMATS if name in wanted)


SETTINGS = {
    kind.name: kind
    for kind in (
        SettingKind("business.name", "", _text),
        SettingKind("business.person", "", _text),
        SettingKind("business.email", "", _text),
        SettingKind("business.phone", "", _text),
        SettingKind("business.website", "", _text),
        SettingKind("business.tax_id", "", _text),
        SettingKind("business.currency", "EUR", _currency),
        SettingKind("business.region", "DE", _region),
        SettingKind("fiscal_year.start", "01-01", _month_day),
        SettingKind("tax.registered", False, _yes_no),
        SettingKind("tax.default_code", "none", _text),
        SettingKind("tax.rounding", TaxRounding.TOTAL.value, _rounding),
        SettingKind("promise.first_contact", "2 days", _within),
        SettingKind("score.threshold", 30, partial(_whole, most=MOST_POINTS)),
        SettingKind("score.half_life", 90, partial(_whole, most=LONGEST_HALF_LIFE)),
        SettingKind("capture.event", "", _text),
        SettingKind("definition.mql", "", _text),
        SettingKind("definition.sql", "", _text),
        SettingKind("business.holidays", "", _days),
        SettingKind("business.gross_margin", 0, _margin),
        SettingKind("privacy.retention_years", 10, _years),
        SettingKind("accountant.accounts", "", _accounts),
        SettingKind("accountant.basis", Basis.ACCRUAL.value, _basis),
        SettingKind("accountant.formats", "", _formats),
        SettingKind("accountant.language", "", read_language),
        SettingKind("sample.company", False, _yes_no),
    )
}


def read_setting(name: str, typed: str) -> Value:
    """The value of setting `name` from what was typed. Raises Refused for an unknown name or an unfit value."""
    kind = SETTINGS.get(name)
    if kind is None:
        raise Refused("setting.unknown", name=name, known=", ".join(sorted(SETTINGS)))
    try:
        return kind.read(typed)
    except ValueError as error:
        raise Refused("setting.unfit", name=name, value=typed) from error

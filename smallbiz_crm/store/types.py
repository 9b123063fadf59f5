"""Column types: every value passes its one door on the way in (clean text, whole money, ISO days)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Dialect, String
from sqlalchemy.types import TypeDecorator

from smallbiz_crm.domain.text import clean_text


class CleanText(TypeDecorator[str]):
    """Text normalised by `domain.text.clean_text`; refuses NUL."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else clean_text(value)


class Day(TypeDecorator[date]):
    """A local date kept as ISO text, so that periods compare as text."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:  # noqa: ARG002
        return None if value is None else date.fromisoformat(value)


class Amount(BigInteger):
    """Whole minor units of the currency beside it; the schema holds it within ±10^13."""

    cache_ok = True

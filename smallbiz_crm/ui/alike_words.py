"""Who somebody looks like, and why: the same words wherever a likely duplicate is offered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smallbiz_crm.words import _, phrase

if TYPE_CHECKING:  # the first paint does not wait for it
    from smallbiz_crm.domain.duplicates import Alike


def person_words(name: str, company: str | None) -> str:
    """Who that is: the name, and where they work."""
    return f"{name}, {company}" if company else name


def alike_words(alike: Sequence[Alike]) -> str:
    """Who somebody looks like, and how many others."""
    name = person_words(alike[0].name, alike[0].company)
    if len(alike) > 1:
        return _("Looks like {name} and {n} more").format(name=name, n=len(alike) - 1)
    return _("Looks like {name}").format(name=name)


def reason_words(reasons: Sequence[str]) -> str:
    """Why two may be one: the strongest reason, and that there are more."""
    strongest = phrase(f"alike.{reasons[0]}")
    return _("{reason} and more").format(reason=strongest) if len(reasons) > 1 else strongest

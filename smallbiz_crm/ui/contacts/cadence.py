"""How often one wants to be in touch, as a choice of the usual spans."""

from __future__ import annotations

from collections.abc import Sequence

from smallbiz_crm.ui.kit.fields import ChoiceField
from smallbiz_crm.words import _, ngettext

SPANS = (7, 14, 30, 60, 90, 180, 365)
NEVER = 0


class CadenceField(ChoiceField):
    """Days, or 0 for never mind; a span that is not usual is offered as long as it is stored."""

    def __init__(self) -> None:
        super().__init__(_("Stay in touch"), cadence_options())

    def show_days(self, days: int | None) -> None:
        """Show what is stored."""
        if days is not None and days not in SPANS:
            self.set_options(cadence_options(sorted({*SPANS, days})))
        self.set_value(days or NEVER)


def cadence_options(spans: Sequence[int] = SPANS) -> list[tuple[int, str]]:
    """Spans in days with their words, the first being 0: never mind."""
    usual = {
        NEVER: _("Not asked for"),
        7: _("Every week"),
        14: _("Every two weeks"),
        30: _("Every month"),
        60: _("Every two months"),
        90: _("Every three months"),
        180: _("Twice a year"),
        365: _("Once a year"),
    }
    named = [
        (days, usual.get(days) or ngettext("Every {n} day", "Every {n} days", days).format(n=days))
        for days in spans
    ]
    return [(NEVER, usual[NEVER]), *named]

"""The small form that narrows the deals: what is chosen in it shows at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from smallbiz_crm.domain.board import BoardFilter
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.fields import CheckField, ChoiceField
from smallbiz_crm.ui.kit.formats import month
from smallbiz_crm.ui.kit.metrics import LARGE, MEDIUM
from smallbiz_crm.ui.kit.popover import Popover
from smallbiz_crm.words import N_, _

Option = tuple[str, str]

CHOICES = {
    "campaign_id": N_("Campaign"),
    "owner_id": N_("Owner"),
    "product_id": N_("Product"),
    "region": N_("Region"),
    "month": N_("Month"),
}
"""Fields of the filter that hold one of several values, in the order they are shown."""
SWITCHES = {"is_stale": N_("Stale"), "has_no_next_step": N_("No next step")}
_RECORDS = {"campaign_id": "campaign", "owner_id": "owner", "product_id": "product"}
IN_A_LINE = 2


class FilterPopover(Popover):
    """`chosen` carries the whole filter after each choice; its search text is left as it was given."""

    chosen = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget, narrowed: BoardFilter) -> None:
        super().__init__(_("Show only deals with"), _("Done"), parent, width=26)
        self.narrowed = narrowed
        self.cancel_button.hide()
        self.fields: dict[str, ChoiceField] = {}
        self.switches: dict[str, CheckField] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(LARGE)
        grid.setVerticalSpacing(MEDIUM)
        for place, (name, title) in enumerate(CHOICES.items()):
            field = ChoiceField(
                _(title), [(None, _("All")), *_typed(name, options(desk, name))], stacked=True
            )
            field.set_value(getattr(narrowed, name))
            field.saved.connect(lambda value, name=name: self._take(name, value))
            self.fields[name] = field
            grid.addWidget(field, place // IN_A_LINE, place % IN_A_LINE)
        for column in range(IN_A_LINE):
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        for name, title in SWITCHES.items():
            switch = CheckField(_(title), stacked=True)
            switch.set_value(getattr(narrowed, name))
            switch.saved.connect(lambda value, name=name: self._take(name, value))
            self.switches[name] = switch
            self.body.addWidget(switch)
        self.clear_button = Button(_("Clear filters"), kind="quiet")
        self.clear_button.clicked.connect(self.clear)
        self.buttons.insertWidget(0, self.clear_button)
        self._show_clear()

    def clear(self) -> None:
        """Narrow to nothing."""
        self.narrowed = replace(BoardFilter(), search=self.narrowed.search)
        for field in self.fields.values():
            field.set_value(None)
        for switch in self.switches.values():
            switch.set_value(False)
        self.accept_button.setFocus()
        self._tell()

    def _take(self, name: str, value: Any) -> None:
        self.narrowed = replace(self.narrowed, **{name: value})
        self._tell()

    def _tell(self) -> None:
        self._show_clear()
        self.chosen.emit(self.narrowed)

    def _show_clear(self) -> None:
        self.clear_button.setEnabled(bool(chosen_names(self.narrowed)))

    def _first_field(self) -> QWidget:
        return self.fields["campaign_id"]


def options(desk: Desk, name: str) -> list[Option]:
    """What a field of the filter may be: pairs of value and text."""
    if not desk.is_open:
        return []
    board = desk.workspace.board
    if name == "region":
        return [(region, region) for region in board.regions()]
    if name == "month":
        return [(each, month(date.fromisoformat(f"{each}-01"))) for each in board.expected_months()]
    return [(str(key), text) for key, text in board.choices(_RECORDS[name])]


def chosen_names(narrowed: BoardFilter) -> list[str]:
    """The fields that narrow, in the order they are shown; the search is not one of them."""
    held = [name for name in CHOICES if getattr(narrowed, name) is not None]
    return [*held, *(name for name in SWITCHES if getattr(narrowed, name))]


def chosen_text(desk: Desk, narrowed: BoardFilter, name: str) -> str:
    """What one field narrows to: “Region: North”, “Stale”."""
    if name in SWITCHES:
        return _(SWITCHES[name])
    value = str(getattr(narrowed, name))
    shown = dict(options(desk, name)).get(value, _("no deal has this any more"))
    return _("{title}: {value}").format(title=_(CHOICES[name]), value=shown)


def _typed(name: str, found: list[Option]) -> list[tuple[Any, str]]:
    """The options with ids as the filter holds them."""
    return [(int(key) if name in _RECORDS else key, text) for key, text in found]

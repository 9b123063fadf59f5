"""The heads-up for sales in words, and the chips that say it under the head of a panel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.domain.campaigns import Channel
from smallbiz_crm.domain.heads_up import RunningCampaign
from smallbiz_crm.ui.desk import Desk, RecordPanel
from smallbiz_crm.ui.kit.chips import ChipButton
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.formats import day, day_and_month
from smallbiz_crm.ui.kit.metrics import MEDIUM, TIGHT
from smallbiz_crm.words import _

MOST_SHOWN = 2
TABS_AND_PAGES = 2
LONGEST = 26


def heads_up_text(running: RunningCampaign, today: date, longest: int = 0) -> str:
    """``Gets “Spring mailing” until 12 May``; of what is no mailing ``In “Spring Fair” until 2 Oct``."""
    name = running.name
    if longest and len(name) > longest:
        name = f"{name[: longest - 1]}…"
    is_mailing = running.channel is Channel.EMAIL
    if running.ends_on is None:
        words = _("Gets “{campaign}” now") if is_mailing else _("In “{campaign}” now")
        return words.format(campaign=name)
    near = running.ends_on.year == today.year
    until = day_and_month(running.ends_on) if near else day(running.ends_on)
    words = _("Gets “{campaign}” until {day}") if is_mailing else _("In “{campaign}” until {day}")
    return words.format(campaign=name, day=until)


def heads_up_lines(found: Sequence[RunningCampaign], today: date) -> str:
    """A line each, for tool tips; nothing where nobody is in one."""
    return "\n".join(heads_up_text(running, today) for running in found)


class HeadsUp(QWidget):
    """A chip a campaign, which opens it; hidden while there is none."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._found: list[RunningCampaign] = []
        self.chips: list[ChipButton] = []
        self._flow = FlowLayout(self, TIGHT)
        self._flow.setContentsMargins(0, 0, MEDIUM, 0)
        self.setAccessibleName(_("Running campaigns"))
        self.hide()

    def put_into(self, panel: RecordPanel) -> None:
        """Place it below the chips of a panel, over its tabs."""
        layout = panel.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(layout.count() - TABS_AND_PAGES, self)

    def show_campaigns(self, found: Sequence[RunningCampaign]) -> None:
        """Show these; of many the rest is in the tool tip of the last chip."""
        if list(found) == self._found:
            return
        self._found = list(found)
        today = self._desk.today()
        self._flow.clear()
        self.chips = []
        for running in self._found[:MOST_SHOWN]:
            chip = ChipButton(heads_up_text(running, today, LONGEST).replace("&", "&&"), "info")
            chip.setAccessibleName(heads_up_text(running, today))
            chip.setToolTip(heads_up_text(running, today))
            chip.clicked.connect(partial(self._open, running.id))
            self.chips.append(chip)
            self._flow.addWidget(chip)
        rest = self._found[MOST_SHOWN:]
        if rest:
            more = ChipButton(f"+{len(rest)}", "info")
            more.setAccessibleName(heads_up_lines(rest, today))
            more.setToolTip(heads_up_lines(rest, today))
            more.clicked.connect(partial(self._open, rest[0].id))
            self.chips.append(more)
            self._flow.addWidget(more)
        self.setVisible(bool(self._found))

    def _open(self, campaign_id: int, _checked: bool = False) -> None:
        self._desk.open_record("campaign", campaign_id)

"""Open deals that a campaign would reach, on the campaign while it is being planned: sales is at work there."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.domain.campaigns import Campaign, CampaignStatus
from smallbiz_crm.domain.heads_up import ReachedDeal
from smallbiz_crm.ui.campaigns.amounts import show_money
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.chips import ChipButton
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.metrics import TIGHT
from smallbiz_crm.words import _, ngettext

SHOWN = 5
LONGEST = 30
BEFORE = (CampaignStatus.IDEA, CampaignStatus.PLANNED)


class ReachedDeals(QWidget):
    """Hidden once the campaign runs, and where no open deal has anybody of its audience."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._deals: list[ReachedDeal] = []
        self._most = SHOWN
        self.chips: list[ChipButton] = []
        self.words = Label("", "strong", wrap=True)
        self._box = QWidget()
        self._flow = FlowLayout(self._box, TIGHT)
        self.all_button = Button("", kind="quiet")
        self.all_button.clicked.connect(self._show_all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        layout.addWidget(self.words)
        layout.addWidget(self._box)
        layout.addWidget(self.all_button, 0, Qt.AlignmentFlag.AlignLeading)
        self.hide()

    def show_campaign(self, campaign: Campaign) -> None:
        """Read which open deals the campaign would reach."""
        is_before = campaign.status in BEFORE and not campaign.is_trashed
        deals = self._desk.workspace.heads_up.deals_reached(campaign.id) if is_before else []
        if deals != self._deals:
            self._deals, self._most = deals, SHOWN
            self._fill()
        self.setVisible(bool(deals))

    def _fill(self) -> None:
        count = len(self._deals)
        words = ngettext("{n} open deal in the audience", "{n} open deals in the audience", count)
        self.words.setText(words.format(n=number(count)))
        self._flow.clear()
        self.chips = [self._chip(deal) for deal in self._deals[: self._most]]
        for chip in self.chips:
            self._flow.addWidget(chip)
        left = count - len(self.chips)
        self.all_button.setText(ngettext("Show {n} more", "Show {n} more", left).format(n=left))
        self.all_button.setVisible(left > 0)

    def _chip(self, deal: ReachedDeal) -> ChipButton:
        title = deal.title if len(deal.title) <= LONGEST else f"{deal.title[: LONGEST - 1]}…"
        chip = ChipButton(
            _("{title}, {stage}").format(title=title, stage=deal.stage).replace("&", "&&"), "info"
        )
        amount = "" if deal.amount is None else show_money(deal.amount, deal.currency)
        whole = " · ".join(part for part in (deal.title, deal.contact, deal.stage, amount) if part)
        chip.setAccessibleName(whole)
        chip.setToolTip(whole)
        chip.clicked.connect(partial(self._open, deal.id))
        return chip

    def _open(self, deal_id: int, _checked: bool = False) -> None:
        self._desk.open_record("deal", deal_id)

    def _show_all(self) -> None:
        self._most = len(self._deals)
        self._fill()

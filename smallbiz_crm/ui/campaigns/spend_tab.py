"""The budget of a campaign and what was spent of it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.domain.campaigns import Campaign, cost_at_pace
from smallbiz_crm.ui.campaigns.amounts import show_money
from smallbiz_crm.ui.campaigns.budget import BudgetBar, BudgetUse
from smallbiz_crm.ui.campaigns.spend_box import SpendBox
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.metrics import SMALL
from smallbiz_crm.words import _


class SpendTab(QWidget):
    """The bar says in words what is spent and left."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.words = Label("", "strong", wrap=True)
        self.bar = BudgetBar()
        self.share = Label("", "caption")
        self.forecast = Label("", "caption", wrap=True)
        self.kinds = Label("", "caption", wrap=True)
        self.box = SpendBox(desk)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(self.words)
        layout.addWidget(self.bar)
        layout.addWidget(self.share)
        layout.addWidget(self.forecast)
        layout.addWidget(self.kinds)
        layout.addWidget(self.box, 1)

    def show_campaign(self, campaign: Campaign) -> None:
        """Read and show the spend of a campaign."""
        use = BudgetUse.of(campaign)
        self.words.setText(use.sentence(self.desk.currency()))
        has_share = use.share is not None
        self.bar.setVisible(has_share)
        self.bar.show_use(use)
        self.share.setVisible(has_share)
        self.share.setText(
            _("{share} of the budget").format(share=use.short()) if not use.is_over else use.short()
        )
        self._show_forecast(campaign)
        self.share.set_tone("danger" if use.is_over else "")
        self.box.show_campaign(campaign.id)
        self._show_kinds(campaign)

    def _show_kinds(self, campaign: Campaign) -> None:
        """How much of it is marketing spend, which alone the reports count, where that is not all."""
        lines = self.box.lines.records.lines()
        marketing = sum(line.cost or 0 for line in lines if line.is_marketing)
        self.kinds.setVisible(marketing != campaign.cost)
        words = _("Marketing spend {amount} of it: reports count that alone.")
        self.kinds.setText(words.format(amount=show_money(marketing, self.desk.currency())))

    def _show_forecast(self, campaign: Campaign) -> None:
        """What it will have cost at its end, while it runs."""
        today = self.desk.today()
        cost = cost_at_pace(campaign.cost, campaign.starts_on, campaign.ends_on, today)
        runs = cost is not None and campaign.ends_on is not None and campaign.ends_on > today
        self.forecast.setVisible(runs)
        if not runs:
            return
        shown = show_money(cost, self.desk.currency())
        is_over = campaign.budget is not None and cost is not None and cost > campaign.budget
        words = (
            _("At this pace {amount} by the end, over the budget")
            if is_over
            else _("At this pace {amount} by the end")
        )
        self.forecast.setText(words.format(amount=shown))
        self.forecast.set_tone("warning" if is_over else "")

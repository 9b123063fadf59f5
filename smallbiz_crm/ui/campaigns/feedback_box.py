"""What came of a campaign's leads, on the campaign: the word of sales, the revenue, who bought and who was meant."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.domain.attribution import Attribution
from smallbiz_crm.domain.campaigns import Campaign
from smallbiz_crm.domain.hand_over import (
    AudienceShare,
    AudienceSplit,
    CampaignFeedback,
    CampaignRevenue,
    FeedbackScope,
)
from smallbiz_crm.ui.campaigns.amounts import show_money
from smallbiz_crm.ui.campaigns.campaign_words import word
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.fields import ChoiceBox
from smallbiz_crm.ui.kit.formats import NOTHING, number, percent
from smallbiz_crm.ui.kit.labels import Label, breakable, row
from smallbiz_crm.ui.kit.metrics import SMALL, TIGHT
from smallbiz_crm.words import _, ngettext, phrase

FEW = 5


class FeedbackBox(QWidget):
    """The word of sales over the campaign, its channel or its segment; revenue by a model; who bought."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._campaign: Campaign | None = None
        self.scope = ChoiceBox()
        self.scope.setAccessibleName(_("Over what"))
        self.scope.setMinimumContentsLength(14)
        self.scope.activated.connect(lambda _place: self._show_feedback())
        self.text = Label("", wrap=True)
        self.text.setAccessibleName(_("Feedback from sales"))
        self.model = ChoiceBox()
        self.model.setAccessibleName(_("Revenue credited by"))
        self.model.setMinimumContentsLength(14)
        for model in Attribution:
            self.model.addItem(phrase(f"attribution.{model}"), model.value)
        self.model.activated.connect(lambda _place: self._show_revenue())
        self.revenue = Label("", wrap=True)
        self.revenue.setAccessibleName(_("Revenue"))
        self.split_head = Label(_("Who bought, and who was meant"), "strong")
        self.split = Label("", wrap=True)
        self.split.setAccessibleName(self.split_head.text())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        layout.addLayout(row(Label(_("Feedback from sales"), "strong"), None, self.scope))
        layout.addWidget(self.text)
        layout.addSpacing(SMALL)
        layout.addLayout(row(Label(_("Revenue"), "strong"), None, self.model))
        layout.addWidget(self.revenue)
        layout.addSpacing(SMALL)
        layout.addWidget(self.split_head)
        layout.addWidget(self.split)

    def show_campaign(self, campaign: Campaign) -> None:
        """Show what came of the leads to date."""
        if self._campaign is None or self._campaign.id != campaign.id:
            self.scope.setCurrentIndex(0)
        self._campaign = campaign
        self._offer_scopes(campaign)
        self._show_feedback()
        self._show_revenue()
        split = self._desk.workspace.hand_overs.audience(campaign.id)
        self.split.setText(breakable("\n".join(split_lines(split))))

    def _offer_scopes(self, campaign: Campaign) -> None:
        """The campaign alone, all of its channel, and its segment where it has one."""
        kept = self.scope.currentData()
        self.scope.clear()
        self.scope.addItem(_("This campaign"), FeedbackScope.CAMPAIGN.value)
        channel = _("Channel: {channel}").format(channel=word("channel", campaign.channel))
        self.scope.addItem(channel, FeedbackScope.CHANNEL.value)
        for segment in self._desk.workspace.segments.list(counted=False):
            if segment.id == campaign.segment_id:
                name = _("Segment: {segment}").format(segment=segment.name)
                self.scope.addItem(name, FeedbackScope.SEGMENT.value)
        self.scope.setCurrentIndex(max(0, self.scope.findData(kept)))

    def _show_feedback(self) -> None:
        if self._campaign is not None:
            scope = FeedbackScope(self.scope.currentData())
            told = self._desk.workspace.hand_overs.feedback(self._campaign.id, scope)
            self.text.setText("\n".join(feedback_lines(told)))

    def _show_revenue(self) -> None:
        if self._campaign is not None:
            told = self._desk.workspace.hand_overs.revenue(self._campaign.id)
            model = Attribution(self.model.currentData())
            self.revenue.setText(revenue_text(told, model, self._desk.currency()))


def revenue_text(told: CampaignRevenue, model: Attribution, currency: str) -> str:
    """``€1,200.00 of won deals, marketing spend €1,000.00, ROI 20%``: always to date, undefined is —."""
    revenue = told.by_model[model]
    roi = percent((revenue - told.spend) / told.spend) if told.spend else NOTHING
    words = _("{revenue} of deals won to date, by {model}. Marketing spend {spend}, ROI on revenue {roi}.")
    return words.format(
        revenue=show_money(revenue, currency),
        model=phrase(f"attribution.{model}").lower(),
        spend=show_money(told.spend, currency),
        roi=roi,
    )


def split_lines(split: AudienceSplit) -> list[str]:
    """``Industry: Retail 3 of 4 buyers (75%), 20 of 60 meant (33%)``, a line a field."""
    if not split.buyers:
        return [_("Nobody bought through this campaign yet.")]
    bought = ngettext("{n} buyer", "{n} buyers", split.buyers).format(n=number(split.buyers))
    meant = ngettext("{n} person meant", "{n} people meant", split.audience).format(n=number(split.audience))
    head = _("{buyers}, {audience}").format(buyers=bought, audience=meant)
    few = _(", few") if split.buyers < FEW else ""
    lines = [f"{head}{few}"]
    for field, shares in split.fields:
        parts = [_share_text(share, split) for share in shares]
        lines.append(_("{what}: {text}").format(what=phrase(f"split.{field}"), text="; ".join(parts)))
    if not split.fields:
        lines.append(_("Nothing is known of them yet: fill in industry, size or region of their company."))
    return lines


def _share_text(share: AudienceShare, split: AudienceSplit) -> str:
    meant = percent(share.audience / split.audience) if split.audience else NOTHING
    return _("{value} {n} of {all} ({share}), meant {meant}").format(
        value=share.value,
        n=number(share.buyers),
        all=number(split.buyers),
        share=percent(share.buyers / split.buyers),
        meant=meant,
    )


def feedback_lines(told: CampaignFeedback) -> list[str]:
    """Each with the parts of its share; nothing divided by nothing is —."""
    share = percent(told.accepted / told.handed_over) if told.handed_over else NOTHING
    few = _(", few") if 0 < told.handed_over < FEW else ""
    lines = [
        _("Accepted: {n} of {all} MQLs ({share}{few})").format(
            n=number(told.accepted), all=number(told.handed_over), share=share, few=few
        )
        if told.handed_over
        else _("Accepted: {nothing}, no MQL yet").format(nothing=NOTHING)
    ]
    if told.returned:
        lines.append(_("Returned: {reasons}").format(reasons=_reasons(told.returned)))
    lines.append(
        _("Deals: {open} open, {won} won, {lost} lost").format(
            open=number(told.open_deals), won=number(told.won_deals), lost=number(told.lost_deals)
        )
    )
    if told.lost:
        lines.append(_("Lost because: {reasons}").format(reasons=_reasons(told.lost)))
    return lines


def _reasons(reasons: Sequence[tuple[str | None, int]]) -> str:
    return ", ".join(f"{name or _('no reason given')} {number(count)}" for name, count in reasons)

"""What sales made of a campaign's leads, on the campaign: accepted, returned and why, deals won and lost."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.domain.hand_over import CampaignFeedback
from smallbiz_crm.ui.kit.formats import NOTHING, number, percent
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.metrics import HAIR
from smallbiz_crm.words import _

FEW = 5


class FeedbackBox(QWidget):
    """A heading and a line a fact."""

    def __init__(self) -> None:
        super().__init__()
        self.text = Label("", wrap=True)
        self.text.setAccessibleName(_("Feedback from sales"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(HAIR)
        layout.addWidget(Label(_("Feedback from sales"), "strong"))
        layout.addWidget(self.text)

    def show_feedback(self, told: CampaignFeedback) -> None:
        """Show what came of the leads to date."""
        self.text.setText("\n".join(feedback_lines(told)))


def feedback_lines(told: CampaignFeedback) -> list[str]:
    """Each with the parts of its share; nothing divided by nothing is —."""
    share = percent(told.accepted / told.handed_over) if told.handed_over else NOTHING
    few = _(", few") if 0 < told.handed_over < FEW else ""
    lines = [
        _("Accepted: {n} of {all} MQLs ({share}{few})").format(
            n=number(told.accepted), all=number(told.handed_over), share=share, few=few
        )
        if told.handed_over
        else _("Accepted: {nothing}, no MQL from here yet").format(nothing=NOTHING)
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

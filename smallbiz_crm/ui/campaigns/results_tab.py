"""What came of a campaign: the word of sales, variants of its message, figures by day, links with its name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smallbiz_crm.domain.campaigns import Campaign
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.metrics import Metric
from smallbiz_crm.domain.tagged_links import tagged_link
from smallbiz_crm.domain.variants import Variant, best_of, chance_second_is_better
from smallbiz_crm.ui.campaigns.campaign_words import read_count, show_count, word
from smallbiz_crm.ui.campaigns.feedback_box import FeedbackBox
from smallbiz_crm.ui.campaigns.metrics_dialog import MetricsDialog
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button, IconButton
from smallbiz_crm.ui.kit.dialogs import FormDialog
from smallbiz_crm.ui.kit.fields import AmountField, NotesField, TextField
from smallbiz_crm.ui.kit.formats import number, percent
from smallbiz_crm.ui.kit.labels import Label, line, row
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.ui.kit.metrics import HAIR, SMALL
from smallbiz_crm.words import _, sentence


class VariantDialog(FormDialog):
    """A new variant, or changes of `variant`."""

    def __init__(
        self, desk: Desk, campaign_id: int, name: str, parent: QWidget, variant: Variant | None
    ) -> None:
        title = _("Add a variant") if variant is None else _("Change the variant")
        super().__init__(title, _("Save"), parent, width=26)
        self.desk = desk
        self._campaign_id, self._variant = campaign_id, variant
        self.name = TextField(_("Name"), stacked=True)
        self.name.set_value(name if variant is None else variant.name)
        self.message = NotesField(_("Message"), stacked=True, lines=3)
        self.shown = AmountField(_("Shown or sent"), read_count, show_count, stacked=True)
        self.responded = AmountField(_("Responded"), read_count, show_count, stacked=True)
        if variant is not None:
            self.message.set_value(variant.message or "")
            self.shown.set_value(variant.shown)
            self.responded.set_value(variant.responded)
        for pair in ((self.name,), (self.message,), (self.shown, self.responded)):
            self.body.addLayout(row(*pair))
        self.submitted.connect(self._on_submitted)
        self.name.setFocus()

    def _on_submitted(self) -> None:
        for field in (self.name, self.message, self.shown, self.responded):
            if not field.commit():
                field.setFocus()
                return
        campaign_id, variant = self._campaign_id, self._variant
        name = self.name.value()
        facts = {
            "message": self.message.value() or None,
            "shown": self.shown.value(),
            "responded": self.responded.value(),
        }
        self.desk.write(
            lambda workspace: (
                workspace.variants.add(campaign_id, name, **facts)
                if variant is None
                else workspace.variants.edit(variant.id, name=name, **facts)
            ),
            then=lambda _done: self.accept(),
            refused=self._on_refused,
            owner=self,
        )

    def _on_refused(self, error: CrmError) -> None:
        self.show_problem(sentence(error))


class VariantRow(QWidget):
    """A variant with its counts and rate."""

    def __init__(self, variant: Variant) -> None:
        super().__init__()
        self.edit_button = IconButton("edit", _("Change “{name}”").format(name=variant.name))
        self.remove_button = IconButton("close", _("Remove “{name}”").format(name=variant.name))
        words = QVBoxLayout()
        words.setSpacing(HAIR)
        words.addWidget(Label(variant.name, "strong", wrap=True))
        if variant.message:
            words.addWidget(Label(variant.message, "muted", wrap=True))
        self.counts = Label(counts_text(variant), "caption", wrap=True)
        words.addWidget(self.counts)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(words, 1)
        layout.addWidget(self.edit_button)
        layout.addWidget(self.remove_button)


def counts_text(variant: Variant) -> str:
    """``12 of 400 responded · 3.0%``; what is missing is said, and no zero."""
    if variant.shown is None or variant.responded is None:
        return _("Counts are missing")
    words = _("{n} of {shown} responded · {rate}")
    rate = percent(None if variant.rate is None else float(variant.rate), 1)
    return words.format(n=number(variant.responded), shown=number(variant.shown), rate=rate)


def verdict_text(variants: list[Variant]) -> str:
    """Which is better, and how sure that is; nothing until two have counts."""
    best = best_of(variants)
    if best is None:
        return _("Enter the counts of two variants to see which is better.") if variants else ""
    others = [each for each in variants if each.rate is not None and each.id != best.id]
    second = max(others, key=lambda each: each.rate or 0)
    chance = chance_second_is_better(second, best) or 0.0
    shown = _("over 99.9%") if chance > 0.999 else percent(chance, 1)
    words = _("“{best}” does better than “{second}” with a chance of {chance}.")
    if chance < 0.95:
        words = _("“{best}” is ahead of “{second}”, with a chance of {chance} only: go on testing.")
    return words.format(best=best.name, second=second.name, chance=shown)


def figures_text(grid: Mapping[date, Mapping[Metric, int]]) -> str:
    """``Impressions 12,000 · Clicks 340 · CTR 2.8%`` over all days; only what was measured."""
    sums: dict[Metric, int] = {}
    for measured in grid.values():
        for metric, value in measured.items():
            sums[metric] = sums.get(metric, 0) + value
    parts = [
        f"{word('metric', metric)} {number(sums[metric])}"
        for metric in Metric
        if metric in sums and metric is not Metric.REPORTED_REVENUE
    ]
    if sums.get(Metric.IMPRESSIONS) and Metric.CLICKS in sums:
        share = percent(sums[Metric.CLICKS] / sums[Metric.IMPRESSIONS], 1)
        parts.append(_("clicks ÷ impressions {share}").format(share=share))
    return " · ".join(parts) or _("Nothing measured yet.")


class ResultsTab(QWidget):
    """What sales said on top, then variants and figures, the link below."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._campaign: Campaign | None = None
        self.rows: list[VariantRow] = []
        self.feedback = FeedbackBox(desk)
        self.add_button = Button(_("Add a variant"), "plus", "quiet")
        self.add_button.clicked.connect(lambda: self.edit(None))
        self.verdict = Label("", "muted", wrap=True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SMALL)
        self.figures = Label("", "muted", wrap=True)
        self.figures_button = Button(_("Enter figures …"), "table", "quiet")
        self.file_button = Button(_("From a file …"), "import", "quiet")
        self.file_button.setToolTip(_("A mailing’s report, or a CSV file of any analytics or ads"))
        self.file_button.clicked.connect(self.import_figures)
        self.figures_button.clicked.connect(lambda: self.enter_figures())
        self.address = TextField(
            _("Address of the page"), stacked=True, placeholder="https://example.com/offer"
        )
        self.source = TextField(_("Where the link will stand"), stacked=True, placeholder=_("newsletter"))
        self.link = Label("", "muted", wrap=True)
        self.copy_button = Button(_("Copy the link"), "copy")
        self.copy_button.setEnabled(False)
        self.copy_button.clicked.connect(self._copy)
        for field in (self.address, self.source):
            field.edit.textEdited.connect(lambda _text: self._show_link())
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(Label(_("Variants"), "strong"), 1)
        head.addWidget(self.add_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(self.feedback)
        layout.addWidget(line())
        layout.addLayout(head)
        layout.addWidget(self.verdict)
        layout.addLayout(self._rows)
        layout.addWidget(line())
        layout.addLayout(row(Label(_("Figures"), "strong"), None, self.file_button, self.figures_button))
        layout.addWidget(self.figures)
        layout.addWidget(line())
        layout.addWidget(Label(_("Link with the campaign's name"), "strong"))
        for widget in (self.address, self.source, self.link):
            layout.addWidget(widget)
        layout.addLayout(row(self.copy_button, None))
        layout.addStretch(1)

    def show_campaign(self, campaign: Campaign) -> None:
        """Read and show the variants of a campaign."""
        is_same = self._campaign is not None and self._campaign.id == campaign.id
        self._campaign = campaign
        if not is_same:
            self.source.set_value(campaign.channel.value)
        self.feedback.show_campaign(campaign)
        variants = self.desk.workspace.variants.list(campaign.id)
        for old in self.rows:
            old.hide()
            self._rows.removeWidget(old)
            old.deleteLater()
        self.rows = []
        for variant in variants:
            made = VariantRow(variant)
            made.edit_button.clicked.connect(partial(self.edit, variant))
            made.remove_button.clicked.connect(partial(self._remove, variant))
            self._rows.addWidget(made)
            self.rows.append(made)
        nothing = _("Try two messages, A and B, and enter how many saw them and how many responded.")
        self.verdict.setText(verdict_text(variants) or nothing)
        self.figures.setText(figures_text(self.desk.workspace.metrics.grid(campaign.id)))
        self._show_link()

    def import_figures(self) -> None:
        """Ask for a file of figures; rows that name no campaign are this one's."""
        if self._campaign is not None:
            self.desk.ask_import("metrics", self._campaign.name)

    def enter_figures(self) -> MetricsDialog | None:
        """Ask for the figures of the campaign in a grid."""
        if self._campaign is None:
            return None
        dialog = MetricsDialog(self.desk, self._campaign, self.window())
        dialog.finished.connect(self._on_figures_entered)
        dialog.open()
        return dialog

    def _on_figures_entered(self) -> None:
        if self._campaign is not None:
            self.show_campaign(self._campaign)

    def edit(self, variant: Variant | None, _checked: bool = False) -> VariantDialog | None:
        """Ask for a variant."""
        if self._campaign is None:
            return None
        name = _("Variant {letter}").format(letter=chr(ord("A") + min(len(self.rows), 25)))
        dialog = VariantDialog(self.desk, self._campaign.id, name, self.window(), variant)
        dialog.open()
        return dialog

    def _remove(self, variant: Variant, _checked: bool = False) -> None:
        self.desk.write(
            lambda workspace: workspace.variants.remove(variant.id),
            said=_("“{name}” was removed").format(name=variant.name),
        )

    # -- link ---------------------------------------------------------------------------------------------

    def _made_link(self) -> str:
        """The link of what is typed; nothing while it is not complete."""
        typed = self.address.edit.text().strip()
        if self._campaign is None or not typed:
            return ""
        campaign = self._campaign
        return tagged_link(
            typed, source=self.source.edit.text(), medium=campaign.channel.value, campaign=campaign.name
        )

    def _show_link(self) -> None:
        try:
            link = self._made_link()
            text = link or _("Visits through this link can be told apart in any analytics.")
        except CrmError as error:
            link, text = "", sentence(error)
        self.link.setText(text)
        self.copy_button.setEnabled(bool(link))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._made_link())
        toast(_("The link is copied"))

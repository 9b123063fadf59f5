"""The words of pinned figures: what each is, against target and pace where there are any."""

from __future__ import annotations

from collections.abc import Sequence

from smallbiz_crm.services.report_views import PinnedFigure
from smallbiz_crm.ui.figure_words import FigureText, capital, figure_text, value_text
from smallbiz_crm.ui.kit.figures import Tone
from smallbiz_crm.ui.kit.formats import percent
from smallbiz_crm.ui.today.pinned import PinnedWords
from smallbiz_crm.words import _


def pinned_words(found: Sequence[PinnedFigure]) -> list[PinnedWords]:
    """The pinned figures in words, against target and pace where there are any."""
    return [_words(one) for one in found]


def _words(one: PinnedFigure) -> PinnedWords:
    figure = one.figures[one.view.figure]
    text = figure_text(one.view.report, figure.key, one.figures, one.currency)
    if not one.target or not isinstance(figure.value, int):
        return PinnedWords(one.view, text.value, text.note, text.tip, text.tone)
    share = percent(figure.value / one.target)
    note = _("{percent} of target").format(percent=share)
    tone: Tone = "success" if figure.value >= one.target else ""
    pace = one.figures.get("pace")
    if pace is not None and pace.value is not None and figure.value < one.target:
        told: FigureText = figure_text(one.view.report, "pace", one.figures, one.currency)
        side = _("{amount} ahead") if pace.value >= 0 else _("{amount} behind")
        amount = value_text(pace, one.currency).lstrip("-−")
        note, tone = f"{note}, {side.format(amount=amount)}", told.tone
    return PinnedWords(one.view, text.value, capital(note), text.tip, tone)

"""One reading of the day: everything Today shows, in words, made away from the window's own thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smallbiz_crm.ui.today.agenda_row import AgendaRow
from smallbiz_crm.ui.today.facts import Agenda, read_agenda, read_figures
from smallbiz_crm.ui.today.pinned import PinnedWords
from smallbiz_crm.ui.today.pinned_words import pinned_words
from smallbiz_crm.ui.today.rows import marketing_rows, sales_rows
from smallbiz_crm.ui.today.tile_words import figure_words, late_words
from smallbiz_crm.ui.today.tiles import TileWords

if TYPE_CHECKING:
    from smallbiz_crm.services.workspace import Workspace


class Reading(NamedTuple):
    """The agenda, its rows under both hats, and the words of the tiles and pinned figures
    that were read.
    """

    agenda: Agenda
    sales: list[AgendaRow]
    marketing: list[AgendaRow]
    tiles: dict[str, TileWords]
    pinned: list[PinnedWords] | None = None


def read_day(workspace: Workspace, *, with_figures: bool) -> Reading:
    """Read the agenda, and the month's figures when they are asked for."""
    agenda = read_agenda(workspace)
    tiles = {"late": late_words(agenda)}
    if with_figures:
        tiles |= figure_words(read_figures(workspace))
    pinned = pinned_words(workspace.reports.views.pinned()) if with_figures else None
    return Reading(agenda, sales_rows(agenda), marketing_rows(agenda), tiles, pinned)

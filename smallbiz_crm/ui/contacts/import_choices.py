"""What the user has said about an import so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from smallbiz_crm.domain.campaigns import Campaign, TouchKind
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.imports import ImportProfile, OnDuplicate

if TYPE_CHECKING:
    from smallbiz_crm.domain.days import DayOrder
    from smallbiz_crm.domain.money import DecimalSign
    from smallbiz_crm.services.imports import ImportPlan
    from smallbiz_crm.services.workspace import Workspace

LEFT_OUT = "-"
OF_CAMPAIGN = frozenset(("metrics", "spend", "touches"))
"""Kinds of rows that belong to a campaign; one can be named for those that name none."""


@dataclass
class ImportChoices:
    """`maps` are columns the user has sent to another field (`LEFT_OUT`: nowhere); `meanings` are words of the
    file by (field, word) in our words."""

    path: Path
    kind: str | None = None
    maps: dict[str, str] = field(default_factory=dict[str, str])
    meanings: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    on_duplicate: str = OnDuplicate.UPDATE.value
    are_leads: bool = False
    leads_since: date | None = None
    campaign: str | None = None
    is_of_campaign: bool = False
    """The file tells who was at `campaign`, whether or not it says how they came."""
    date_order: DayOrder | None = None
    decimal: DecimalSign | None = None
    is_remembered: bool = False
    is_new: bool = True
    are_attendees: bool = False
    """Whether the file says who came to an event, whose campaign the user may name."""

    def take_campaign(self, campaign: Campaign, today: date) -> None:
        """Take what the file holds for this campaign's; people are leads since its last day where that is over."""
        self.campaign, self.is_of_campaign, self.are_leads = campaign.name, True, True
        self.leads_since = min(campaign.ends_on or today, today)

    def set_kind(self, kind: str) -> None:
        """Read the file as another kind of row; what was said about its columns no longer holds."""
        self.kind = kind
        self.maps.clear()
        self.meanings.clear()
        self.date_order = self.decimal = None
        self.is_remembered = False

    def open(self, workspace: Workspace) -> ImportPlan:
        """Look at the file with all that was said, first of all with what was said of the last file of its make.

        Raises what `Imports.open` raises.
        """
        plan = self._open(workspace)
        if not self.is_new or not plan.columns:
            return plan
        event = workspace.meetings.event()
        if self.are_attendees and self.campaign is None and event is not None:
            # A list dropped on the window while one is at an event is most likely of that event.
            self.campaign = event.name
            plan = self._open(workspace)
        self.is_new = False
        said = workspace.import_profiles.recall([column.name for column in plan.columns])
        if said is None:
            return plan
        self._take(said)
        try:
            return self._open(workspace)
        except Refused:
            # What was said then no longer fits, such as a stage that is gone: the file is read afresh.
            self._take(ImportProfile())
            return plan

    def remember(self, workspace: Workspace, plan: ImportPlan) -> None:
        """Keep what was said about the columns for the next file of the same make."""
        said = ImportProfile(self.kind, self.maps, self.meanings, self.date_order, self.decimal)
        if plan.columns and said != ImportProfile():
            columns = [column.name for column in plan.columns]
            workspace.import_profiles.remember(columns, said, plan.path.name)

    def _take(self, said: ImportProfile) -> None:
        self.kind, self.maps, self.meanings = said.kind, dict(said.maps), dict(said.meanings)
        self.date_order = cast("DayOrder | None", said.date_order)
        self.decimal = cast("DecimalSign | None", said.decimal)
        self.is_remembered = said != ImportProfile()

    def _open(self, workspace: Workspace) -> ImportPlan:
        plan = self._look(workspace)
        self.are_attendees = any("attendance" in column.targets for column in plan.columns)
        if plan.kind == "contacts" and self.is_of_campaign and not self.are_attendees:
            plan = self._look(workspace, (f"attendance={TouchKind.REGISTERED}",))
        is_of_campaign = self.are_leads or self.is_of_campaign or self.are_attendees
        if plan.kind in OF_CAMPAIGN or (plan.kind == "contacts" and is_of_campaign):
            plan = replace(plan, campaign=self.campaign)
        return plan

    def _look(self, workspace: Workspace, constants: Sequence[str] = ()) -> ImportPlan:
        return workspace.imports.open(
            self.path,
            kind=self.kind,
            constants=constants,
            maps=[f"{column}={spec}" for column, spec in self.maps.items()],
            value_maps=[f"{name}:{theirs}={ours}" for (name, theirs), ours in self.meanings.items()],
            on_duplicate=self.on_duplicate,
            leads_since=self.leads_since if self.are_leads else None,
            date_order=self.date_order,
            decimal=self.decimal,
        )

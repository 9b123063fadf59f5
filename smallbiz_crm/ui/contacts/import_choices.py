"""What the user has said about an import so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from smallbiz_crm.domain.imports import OnDuplicate

if TYPE_CHECKING:
    from smallbiz_crm.domain.days import DayOrder
    from smallbiz_crm.domain.money import DecimalSign
    from smallbiz_crm.services.imports import ImportPlan
    from smallbiz_crm.services.workspace import Workspace

LEFT_OUT = "-"


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
    date_order: DayOrder | None = None
    decimal: DecimalSign | None = None

    def set_kind(self, kind: str) -> None:
        """Read the file as another kind of row; what was said about its columns no longer holds."""
        self.kind = kind
        self.maps.clear()
        self.meanings.clear()
        self.date_order = self.decimal = None

    def open(self, workspace: Workspace) -> ImportPlan:
        """Look at the file with all that was said. Raises what `Imports.open` raises."""
        return workspace.imports.open(
            self.path,
            kind=self.kind,
            maps=[f"{column}={spec}" for column, spec in self.maps.items()],
            value_maps=[f"{name}:{theirs}={ours}" for (name, theirs), ours in self.meanings.items()],
            on_duplicate=self.on_duplicate,
            leads_since=self.leads_since if self.are_leads else None,
            campaign=self.campaign if self.are_leads else None,
            date_order=self.date_order,
            decimal=self.decimal,
        )

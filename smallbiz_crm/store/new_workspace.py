"""What a new workspace holds before anybody typed: one pipeline, the tax code "none", lists to start from."""

from __future__ import annotations

from collections.abc import Callable

from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.domain.text import fold
from smallbiz_crm.store import settings
from smallbiz_crm.store.database import Database
from smallbiz_crm.store.tables.marketing import spend_category
from smallbiz_crm.store.tables.sales import pipeline, reason, stage, tax_code
from smallbiz_crm.store.unit_of_work import UnitOfWork

STAGES = (
    ("Qualified", Outcome.OPEN, 2_000, 14),
    ("Discovery", Outcome.OPEN, 4_000, 14),
    ("Proposal", Outcome.OPEN, 6_000, 10),
    ("Negotiation", Outcome.OPEN, 8_000, 10),
    ("Won", Outcome.WON, 10_000, None),
    ("Lost", Outcome.LOST, 0, None),
)
LOST_REASONS = ("Price", "No budget", "Not now", "Competitor", "No reply", "Wrong fit", "Other")
RETURN_REASONS = ("Wrong fit", "No budget", "Not now", "No reply", "Duplicate", "Other")
CATEGORIES = (
    ("Advertising", True),
    ("Events", True),
    ("Print", True),
    ("Content", True),
    ("Tools", True),
    ("Travel", False),
    ("Office", False),
    ("Other", False),
)


def fill_new_workspace(
    database: Database, currency: str, fiscal_year_start: str, translated: Callable[[str], str]
) -> None:
    """Write the first rows; this step is the ground that undo stands on and is never taken back.

    `translated` gives the names of the default lists in the user's language.
    """
    with database.step("workspace.created") as unit:
        unit.kind = "setup"
        settings.set_setting(unit, "business.currency", settings.SETTINGS["business.currency"].read(currency))
        settings.set_setting(
            unit, "fiscal_year.start", settings.SETTINGS["fiscal_year.start"].read(fiscal_year_start)
        )
        _add_pipeline(unit, translated)
        unit.insert(tax_code, code="none", name=translated("No tax"), rate=0, kind="none")
        for kind, names in (("lost", LOST_REASONS), ("returned", RETURN_REASONS)):
            unit.insert_many(
                reason,
                [{"kind": kind, "name": translated(n), "match_name": fold(translated(n))} for n in names],
            )
        unit.insert_many(
            spend_category,
            [
                {"name": translated(n), "match_name": fold(translated(n)), "is_marketing": marketing}
                for n, marketing in CATEGORIES
            ],
        )


def _add_pipeline(unit: UnitOfWork, translated: Callable[[str], str]) -> None:
    pipeline_id = unit.insert(pipeline, name=translated("Sales"), position=0)
    rows = [
        {
            "pipeline_id": pipeline_id,
            "name": translated(name),
            "kind": kind.value,
            "probability": probability,
            "position": position,
            "stale_days": stale_days,
        }
        for position, (name, kind, probability, stale_days) in enumerate(STAGES)
    ]
    unit.insert_many(stage, rows)

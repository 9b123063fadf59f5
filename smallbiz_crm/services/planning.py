"""What the user can do with plans: move campaigns and items in time, copy them, keep templates, tick checklists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from smallbiz_crm.domain.campaign_templates import TEMPLATES, CampaignTemplate, template_of
from smallbiz_crm.domain.campaigns import CampaignStatus, Check
from smallbiz_crm.domain.errors import NotFound
from smallbiz_crm.store import campaign_changes as changes
from smallbiz_crm.store import campaign_copies as copies
from smallbiz_crm.store import planned_items, plans, trash
from smallbiz_crm.store.database import Database
from smallbiz_crm.store.planned_items import later
from smallbiz_crm.words import phrase


@dataclass(frozen=True, slots=True)
class Template:
    """`key` is that of a built-in template or the id of a campaign kept as one; `items` is what it plans."""

    key: str | int
    name: str
    items: int


class Planning:
    def __init__(self, database: Database) -> None:
        self._database = database

    # -- moving -------------------------------------------------------------------------------------------

    def move(self, campaign_id: int, *, start_by: int, end_by: int) -> None:
        """Move the first and the last day of a campaign by days; moving both takes its open items along.

        Raises Refused when it would end before it starts, has no dates, or would leave the calendar.
        """
        with self._database.step("campaign.edited", fields=["ends_on", "starts_on"]) as unit:
            changes.move_campaign(unit, campaign_id, start_by=start_by, end_by=end_by)
            unit.params["name"] = trash.title_of(unit.connection, "campaign", campaign_id)

    def move_item(self, item_id: int, days: int) -> date:
        """Plan an item `days` later than it is planned; the day it is planned for then."""
        with self._database.step("planned_item.edited") as unit:
            day = planned_items.move_item(unit, item_id, days)
            unit.params["title"] = trash.title_of(unit.connection, "planned_item", item_id)
        return day

    # -- copies and templates -----------------------------------------------------------------------------

    def copy(self, campaign_id: int, name: str, starts_on: date | None = None) -> int:
        """The brief, plan and messages of a campaign as a new one that begins on `starts_on`. Returns its id."""
        with self._database.step("campaign.copied", name=name) as unit:
            return copies.copy_campaign(unit, campaign_id, name, starts_on, is_template=False)

    def keep_as_template(self, campaign_id: int, name: str) -> int:
        """Keep brief, plan and messages of a campaign as a template. Returns the template's id."""
        with self._database.step("campaign.template_kept", name=name) as unit:
            return copies.copy_campaign(unit, campaign_id, name, None, is_template=True)

    def templates(self) -> list[Template]:
        """The user's own templates by name, then the built-in ones."""
        with self._database.reading() as connection:
            own = [Template(*row) for row in copies.own_templates(connection)]
        return own + [
            Template(each.key, phrase(f"template.{each.key}"), len(each.items)) for each in TEMPLATES
        ]

    def rename_template(self, template_id: int, name: str) -> None:
        """Give a template of the user's own another name. Raises NotFound, and Refused for an empty name."""
        with self._database.step("campaign.template_renamed", name=name) as unit:
            copies.require_template(unit.connection, template_id)
            changes.edit_campaign(unit, template_id, {"name": name})

    def remove_template(self, template_id: int) -> None:
        """Put a template of the user's own into the Trash; what was made from it stays. Raises NotFound."""
        with self._database.step("campaign.template_removed") as unit:
            copies.require_template(unit.connection, template_id)
            unit.params["name"] = trash.title_of(unit.connection, "campaign", template_id)
            trash.put_in_trash(unit, "campaign", [template_id])

    def begin(self, template: str | int, name: str, starts_on: date) -> int:
        """Make a campaign from a template, planned around `starts_on`. Returns its id. Raises NotFound."""
        if isinstance(template, int):
            return self.copy(template, name, starts_on)
        found = template_of(template)
        if found is None:
            raise NotFound("template.not_found", name=template)
        return self._begin_built_in(found, name, starts_on)

    def _begin_built_in(self, template: CampaignTemplate, name: str, starts_on: date) -> int:
        values = {
            "channel": template.channel.value,
            "objective": template.objective.value,
            "status": CampaignStatus.PLANNED.value,
            "starts_on": starts_on,
            "ends_on": later(starts_on, template.days - 1),
        }
        items = [(phrase(f"template.{template.key}.{item.code}"), item) for item in template.items]
        with self._database.step("campaign.added", name=name) as unit:
            made = changes.add_campaign(unit, name, values)
            copies.plan_items(unit, made, starts_on, items)
        return made

    # -- checklists ---------------------------------------------------------------------------------------

    def checks(self, item_id: int) -> list[Check]:
        """The checklist of a planned item."""
        with self._database.reading() as connection:
            return plans.checklist(connection, item_id)

    def add_check(self, item_id: int, text: str) -> int:
        """Put a line at the end of a planned item's checklist. Returns its id."""
        with self._database.step("planned_item.check_added", text=text) as unit:
            return planned_items.add_check(unit, item_id, text)

    def set_check(self, check_id: int, *, is_done: bool) -> None:
        """Tick a line off, or open it again."""
        with self._database.step("planned_item.checked" if is_done else "planned_item.unchecked") as unit:
            planned_items.set_check(unit, check_id, is_done=is_done)

    def remove_check(self, check_id: int) -> None:
        with self._database.step("planned_item.check_removed") as unit:
            planned_items.remove_check(unit, check_id)

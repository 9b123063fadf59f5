"""The sample company: filled in as one step with days around today, and taken out again in one."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from smallbiz_crm.domain.campaigns import TouchKind
from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import season_of
from smallbiz_crm.domain.errors import Conflict, Refused
from smallbiz_crm.domain.money import to_minor
from smallbiz_crm.resources import resource
from smallbiz_crm.store import (
    campaign_changes,
    contact_changes,
    deal_changes,
    deal_lines,
    follow_ups,
    journal,
    lookups,
    payments,
    planned_items,
    settings,
    trash,
)
from smallbiz_crm.store.database import Database
from smallbiz_crm.store.stages import list_stages
from smallbiz_crm.store.unit_of_work import UnitOfWork

MARK = "sample.company"
TRASHED = (
    "contact",
    "company",
    "deal",
    "campaign",
    "follow_up",
    "activity",
    "spend",
    "planned_item",
    "product",
)


class Sample:
    def __init__(self, database: Database) -> None:
        self._database = database

    def is_there(self) -> bool:
        """Whether the workspace holds the sample company."""
        with self._database.reading() as connection:
            return bool(settings.get_setting(connection, MARK))

    def fill(self) -> None:
        """Add the sample company. Raises Refused when it is there already."""
        if self.is_there():
            raise Refused("sample.there_already")
        told: dict[str, Any] = tomllib.loads(resource("sample", "company.toml").read_text("utf-8"))
        with self._database.step("workspace.sample") as unit:
            _Filler(unit).fill(told)

    def remove(self) -> None:
        """Take the sample company out: by undoing it, or into the Trash where it was worked with since."""
        with self._database.reading() as connection:
            target = next(
                (
                    step
                    for step in journal.list_steps(connection, journal.MANY)
                    if step.code == "workspace.sample" and step.kind == "do" and not step.is_undone
                ),
                None,
            )
        if target is None:
            raise Refused("sample.not_there")
        try:
            with self._database.step(target.code) as unit:
                journal.take_back(unit, target)
        except Conflict:
            with self._database.step("workspace.sample_trashed") as unit:
                for kind in TRASHED:
                    ids = journal.created_ids(unit.connection, target.id, kind)
                    trash.put_in_trash(unit, kind, ids)
                settings.set_setting(unit, MARK, False)


class _Filler:
    """Writes what the sample tells, with days counted from today."""

    def __init__(self, unit: UnitOfWork) -> None:
        self.unit = unit
        self.today = unit.clock.today()
        self.currency = settings.home_currency(unit.connection)
        self.stages = {stage.name: stage.id for stage in list_stages(unit.connection)}
        self.region = settings.text_setting(unit.connection, "business.region")
        self.campaigns: dict[str, int] = {}

    def fill(self, told: dict[str, Any]) -> None:
        settings.set_setting(self.unit, MARK, True)
        for name in ("name", "person"):
            if not settings.get_setting(self.unit.connection, f"business.{name}"):
                settings.set_setting(
                    self.unit, f"business.{name}", told["business" if name == "name" else name]
                )
        for campaign in told["campaigns"]:
            self._campaign(campaign)
        for person in told["people"]:
            self._person(person)

    def _day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def _in_season(self, text: str, starts: int) -> str:
        """A name that fits the calendar, whenever the sample is filled in."""
        season = season_of(self._day(starts), self.region)
        return text.replace("{season}", season).replace("{Season}", season.capitalize())

    def _money(self, amount: float) -> int:
        return to_minor(Decimal(str(amount)), self.currency)

    def _campaign(self, told: dict[str, Any]) -> None:
        values = {name: told[name] for name in ("channel", "objective", "status", "message")}
        values["budget"] = self._money(told["budget"])
        if "starts" in told:
            values |= {"starts_on": self._day(told["starts"]), "ends_on": self._day(told["ends"])}
        starts = told.get("starts", 0)
        name = self._in_season(told["name"], starts)
        campaign_id = campaign_changes.add_campaign(self.unit, name, values)
        self.campaigns[told["name"]] = campaign_id
        for spend in told["spend"]:
            facts = {
                "tax": self._money(spend["tax"]),
                "category": spend["category"],
                "description": spend["text"],
                "campaign_id": campaign_id,
            }
            campaign_changes.add_spend(
                self.unit, spend["payee"], self._day(spend["day"]), self._money(spend["net"]), facts
            )
        for item in told["items"]:
            day = self._day(item["day"])
            facts = {"planned_on": day, "kind": item["kind"], "planned_time": item.get("time")}
            facts["done_on"] = day if item.get("done") else None
            title = self._in_season(item["title"], starts)
            planned_items.add_planned_item(self.unit, campaign_id, title, facts)

    def _person(self, told: dict[str, Any]) -> None:
        new = NewContact(
            name=told["name"],
            company=told["company"],
            job_title=told["job"],
            emails=(told["email"],),
            phones=(told["phone"],) if "phone" in told else (),
            tags=tuple(told["tags"]),
        )
        contact_id = contact_changes.add_contact(self.unit, new)
        met = self._day(told["met"])
        campaign_changes.add_touches(
            self.unit, self.campaigns[told["campaign"]], [contact_id], TouchKind.MET, met
        )
        if "note" in told:
            contact_changes.add_activity(self.unit, "note", told["note"], contact_id=contact_id, on=met)
        deal_id = self._deal(contact_id, told["deal"]) if "deal" in told else None
        if "follow" in told:
            follow = told["follow"]
            values = {"contact_id": contact_id, "deal_id": deal_id}
            follow_ups.add_follow_up(
                self.unit, follow["kind"], follow["text"], self._day(follow["day"]), values
            )

    def _deal(self, contact_id: int, told: dict[str, Any]) -> int:
        created = self._day(told["created"])
        is_closed = "closed" in told
        values = {
            "amount": self._money(told["amount"]),
            "expected_close": self._day(told["expected"]),
            "stage_id": None if is_closed else self.stages.get(told["stage"]),
            "created_on": created,
            "stage_since": created,
        }
        deal_id = deal_changes.add_deal(self.unit, told["title"], contact_id, values)
        deal_lines.add_line(self.unit, deal_id, lookups.product_for(self.unit, told["product"]))
        if is_closed:
            deal_changes.move_deal(
                self.unit,
                deal_id,
                self.stages[told["stage"]],
                reason=told.get("reason"),
                closed_on=self._day(told["closed"]),
            )
        if "paid" in told:
            payments.add_payment(
                self.unit, deal_id, self._day(told["paid_day"]), self._money(told["paid"]), {}
            )
        return deal_id

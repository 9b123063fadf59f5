"""The content library: its pieces with their files, and each time one was sent, shown or published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, func, select, union_all

from smallbiz_crm.domain.content import BuyerStage, Content, ContentKind, ContentUse
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.text import clean_line, sort_key
from smallbiz_crm.store import attachments
from smallbiz_crm.store.tables.marketing import campaign, content, content_use, planned_item
from smallbiz_crm.store.tables.people import contact
from smallbiz_crm.store.tables.sales import deal
from smallbiz_crm.store.tables.workspace import attachment
from smallbiz_crm.store.unit_of_work import UnitOfWork

KIND = "content"
_FIELDS = frozenset(("title", "kind", "buyer_stage", "url"))
_SAFE = ("http://", "https://")
_IS_PUBLISHED = (planned_item.c.done_on.is_not(None), planned_item.c.trashed_at.is_(None))


# -- reading --------------------------------------------------------------------------------------------------


def list_content(connection: Connection, *, trashed: bool = False) -> list[Content]:
    """The library in the order of the buyer's way, then by title; what serves every stage comes last."""
    in_trash = content.c.trashed_at.is_not(None) if trashed else content.c.trashed_at.is_(None)
    found = _contents(connection, _listed().where(in_trash))
    order = {stage: place for place, stage in enumerate(BuyerStage)}
    last = len(order)
    return sorted(
        found,
        key=lambda each: (
            last if each.buyer_stage is None else order[each.buyer_stage],
            sort_key(each.title),
            each.id,
        ),
    )


def load_content(connection: Connection, content_id: int) -> Content | None:
    found = _contents(connection, _listed().where(content.c.id == content_id))
    return found[0] if found else None


def _listed() -> Select[Any]:
    """Each use counts: on a person or a deal, and a planned item that published it."""
    used = union_all(
        select(content_use.c.content_id.label("content_id"), content_use.c.used_on.label("used_on")),
        select(planned_item.c.content_id, planned_item.c.done_on).where(
            planned_item.c.content_id.is_not(None), *_IS_PUBLISHED
        ),
    ).subquery()
    uses = (
        select(used.c.content_id, func.count().label("uses"), func.max(used.c.used_on).label("used_on"))
        .group_by(used.c.content_id)
        .subquery()
    )
    return select(content, uses.c.uses, uses.c.used_on).join(
        uses, uses.c.content_id == content.c.id, isouter=True
    )


def _contents(connection: Connection, query: Select[Any]) -> list[Content]:
    rows = connection.execute(query).all()
    named = select(attachment.c.record_id, attachment.c.name).where(attachment.c.record_kind == KIND)
    files: dict[int, list[str]] = {}
    for record_id, name in connection.execute(named.order_by(attachment.c.id)):
        files.setdefault(record_id, []).append(name)
    return [
        Content(
            row.id,
            row.title,
            ContentKind(row.kind),
            BuyerStage(row.buyer_stage) if row.buyer_stage else None,
            row.url,
            tuple(files.get(row.id, ())),
            row.uses or 0,
            row.used_on,
            row.trashed_at is not None,
        )
        for row in rows
    ]


def last_uses(connection: Connection, *, contact_id: int | None, deal_id: int | None) -> dict[int, date]:
    """When each piece was used last with a person or on a deal."""
    of = content_use.c.deal_id == deal_id if contact_id is None else content_use.c.contact_id == contact_id
    query = select(content_use.c.content_id, func.max(content_use.c.used_on)).where(of)
    return {row[0]: row[1] for row in connection.execute(query.group_by(content_use.c.content_id))}


def uses_of(connection: Connection, content_id: int) -> list[ContentUse]:
    """Each use of a piece, the newest first."""
    used = (
        select(content_use.c.used_on, contact.c.name, deal.c.title, campaign.c.name)
        .join_from(content_use, contact, contact.c.id == content_use.c.contact_id, isouter=True)
        .join(deal, deal.c.id == content_use.c.deal_id, isouter=True)
        .join(campaign, campaign.c.id == content_use.c.campaign_id, isouter=True)
        .where(content_use.c.content_id == content_id)
    )
    published = (
        select(planned_item.c.done_on, campaign.c.name)
        .join(campaign, campaign.c.id == planned_item.c.campaign_id)
        .where(planned_item.c.content_id == content_id, *_IS_PUBLISHED)
    )
    uses = [ContentUse(*row) for row in connection.execute(used)]
    uses += [ContentUse(on, None, None, name) for on, name in connection.execute(published) if on is not None]
    return sorted(uses, key=lambda use: use.on, reverse=True)


# -- writing --------------------------------------------------------------------------------------------------


def add_content(unit: UnitOfWork, values: Mapping[str, Any]) -> int:
    """Put a piece into the library. Raises Refused without a title or with a link that is none."""
    return unit.insert(content, **{"kind": ContentKind.OTHER.value, **_checked(values)})


def edit_content(unit: UnitOfWork, content_id: int, values: Mapping[str, Any]) -> None:
    unit.update(content, content_id, **_checked(values))


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    checked = {name: value for name, value in values.items() if name in _FIELDS}
    if "title" in checked:
        checked["title"] = clean_line(checked["title"] or "")
        if not checked["title"]:
            raise Refused("content.needs_title")
    if checked.get("kind"):
        checked["kind"] = ContentKind(checked["kind"]).value
    if checked.get("buyer_stage"):
        checked["buyer_stage"] = BuyerStage(checked["buyer_stage"]).value
    if "url" in checked:
        checked["url"] = _link(checked["url"])
    return checked


def _link(typed: str | None) -> str | None:
    """A link as it is kept; without its beginning it is taken for one of the web."""
    link = clean_line(typed or "")
    if not link:
        return None
    whole = link if "://" in link else f"https://{link}"
    if not whole.lower().startswith(_SAFE) or " " in whole or "." not in whole:
        raise Refused("content.no_link", value=link)
    return whole


def use(
    unit: UnitOfWork,
    content_id: int,
    *,
    contact_id: int | None = None,
    deal_id: int | None = None,
    campaign_id: int | None = None,
    on: date | None = None,
) -> int:
    """Note that a piece was sent or shown. Raises NotFound for one that is not there."""
    if unit.connection.execute(select(content.c.id).where(content.c.id == content_id)).scalar() is None:
        raise NotFound("record.not_found", kind=KIND, id=content_id)
    return unit.insert(
        content_use,
        content_id=content_id,
        contact_id=contact_id,
        deal_id=deal_id,
        campaign_id=campaign_id,
        used_on=on or unit.clock.today(),
    )


def attach_files(unit: UnitOfWork, content_id: int, paths: Sequence[Path]) -> None:
    """Copy files into the workspace as those of a piece."""
    for path in paths:
        attachments.attach(unit, KIND, content_id, path)
    if paths:
        unit.changes.touch(KIND, (content_id,))

"""Ways of looking at reports that the user named, and which of them are pinned."""

from __future__ import annotations

import json

from sqlalchemy import Connection, select

from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.report_views import ReportView
from smallbiz_crm.domain.text import clean_line
from smallbiz_crm.store.tables.workspace import saved_view
from smallbiz_crm.store.unit_of_work import UnitOfWork

PAGE = "reports"


def list_views(connection: Connection, *, pinned: bool | None = None) -> list[tuple[int, ReportView]]:
    """The views with their ids: by name, the pinned ones in the order they were pinned."""
    query = select(saved_view.c.id, saved_view.c.name, saved_view.c.definition).where(
        saved_view.c.page == PAGE
    )
    if pinned is not None:
        query = query.where(saved_view.c.is_pinned.is_(pinned))
    order = (saved_view.c.id,) if pinned else (saved_view.c.name, saved_view.c.id)
    rows = connection.execute(query.order_by(*order)).all()
    return [(row[0], ReportView.from_plain(row[1], json.loads(row[2]))) for row in rows]


def save_view(unit: UnitOfWork, view: ReportView, *, pinned: bool) -> int:
    """Keep a view under its name, in the place of the one that had it."""
    name = clean_line(view.name)
    if not name:
        raise Refused("view.needs_name")
    definition = json.dumps(view.as_plain(), ensure_ascii=False)
    query = select(saved_view.c.id).where(saved_view.c.page == PAGE, saved_view.c.name == name)
    found = unit.connection.execute(query).scalar()
    if found is not None:
        unit.update(saved_view, found, definition=definition, is_pinned=pinned)
        return found
    return unit.insert(saved_view, page=PAGE, name=name, definition=definition, is_pinned=pinned)


def remove_view(unit: UnitOfWork, view_id: int) -> str:
    """Forget a view; its name."""
    query = select(saved_view.c.name).where(saved_view.c.id == view_id, saved_view.c.page == PAGE)
    name = unit.connection.execute(query).scalar()
    if name is None:
        raise NotFound("record.not_found", kind="saved_view", id=view_id)
    unit.delete(saved_view, view_id)
    return name

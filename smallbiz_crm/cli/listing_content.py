"""``list content`` and ``list nurture``: the content library with its uses, sequences with who is on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from smallbiz_crm.cli import facts, texts
from smallbiz_crm.cli.finding import Found, Wanted, holds, require_fields, says
from smallbiz_crm.cli.output import Json
from smallbiz_crm.domain.content import Content
from smallbiz_crm.domain.nurture import NurtureSequence
from smallbiz_crm.words import _, phrase

if TYPE_CHECKING:
    from smallbiz_crm.services.workspace import Workspace


def content(workspace: Workspace, wanted: Wanted) -> Found:
    require_fields(wanted, ("kind", "buyer_stage"))
    matching = [
        one
        for one in workspace.content.list(trashed=wanted.trashed)
        if holds({"kind": one.kind, "buyer_stage": one.buyer_stage}, wanted.where)
        and says(wanted.search, (one.title, one.url, *one.files))
    ]
    shown = matching[wanted.page]

    def items() -> Iterator[Json]:
        uids = workspace.records.uids("content", [one.id for one in shown])
        return (facts.content(one, uids[one.id]) for one in shown)

    def lines() -> list[str]:
        header = ["ID", _("Title"), _("Kind"), _("Stage of the buyer"), f">{_('Used')}", _("Last used")]
        return texts.table(header, (_content_cells(one) for one in shown))

    return Found(len(matching), items, lines)


def _content_cells(one: Content) -> list[str]:
    return [
        str(one.id),
        one.title,
        phrase(f"content.{one.kind}"),
        phrase(f"buyer_stage.{one.buyer_stage}") if one.buyer_stage else "",
        texts.number(one.uses),
        facts.day(one.used_on) or "",
    ]


def nurture(workspace: Workspace, wanted: Wanted) -> Found:
    require_fields(wanted, ())
    matching = [] if wanted.trashed else workspace.nurture.list()
    matching = [one for one in matching if says(wanted.search, (one.name,))]
    shown = matching[wanted.page]

    def lines() -> list[str]:
        header = ["ID", _("Name"), f">{_('Steps')}", f">{_('On it')}", f">{_('Letters due')}"]
        header += [f">{_('Through')}", f">{_('Stopped')}"]
        return texts.table(header, (_nurture_cells(one) for one in shown))

    return Found(len(matching), lambda: (facts.nurture(one) for one in shown), lines)


def _nurture_cells(one: NurtureSequence) -> list[str]:
    counts = (len(one.steps), one.running, one.due, one.finished, one.stopped)
    return [str(one.id), one.name, *map(texts.number, counts)]

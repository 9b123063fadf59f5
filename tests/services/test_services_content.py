"""The content library: kept, found where it is useful now, each use noted and counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.content import BuyerStage, ContentKind
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.services.workspace import Workspace

TODAY = date(2026, 5, 14)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "content.crm", clock=FixedClock(TODAY))
    yield made
    made.close()


@pytest.fixture
def library(workspace: Workspace) -> dict[str, int]:
    add = workspace.content.add
    return {
        "prices": add("Prices 2026", kind="price_list", buyer_stage="decision"),
        "case": add(
            "How Nordlicht saves", kind="case_study", buyer_stage="consideration", url="example.com/nordlicht"
        ),
        "story": add("Who we are", kind="video"),
    }


def _titles(workspace: Workspace, deal_id: int) -> list[str]:
    return [each.content.title for each in workspace.content.useful_for_deal(deal_id)[1]]


def test_library_stands_in_the_order_of_the_buyers_way(workspace: Workspace, library: dict[str, int]) -> None:
    titles = [each.title for each in workspace.content.list()]

    assert titles == ["How Nordlicht saves", "Prices 2026", "Who we are"]
    assert workspace.content.get(library["case"]).url == "https://example.com/nordlicht"
    assert workspace.content.get(library["story"]).kind is ContentKind.VIDEO


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "no link", "ftp://a.example"])
def test_only_links_of_the_web_are_kept(workspace: Workspace, link: str) -> None:
    with pytest.raises(Refused, match=r"content\.no_link"):
        workspace.content.add("Bad", url=link)
    assert workspace.content.list() == []


def test_content_needs_a_title(workspace: Workspace) -> None:
    with pytest.raises(Refused, match=r"content\.needs_title"):
        workspace.content.add("   ")


def test_deal_shows_what_serves_its_stage(workspace: Workspace, library: dict[str, int]) -> None:
    deal_id = workspace.deals.add("Lamps")
    stages = {stage.name: stage.id for stage in workspace.deals.stages()}

    assert workspace.content.useful_for_deal(deal_id)[0] is BuyerStage.CONSIDERATION
    assert _titles(workspace, deal_id) == ["How Nordlicht saves", "Who we are"]
    workspace.deals.move(deal_id, stages["Proposal"])
    assert _titles(workspace, deal_id) == ["Prices 2026", "Who we are"]
    workspace.deals.move(deal_id, stages["Won"])
    assert workspace.content.useful_for_deal(deal_id)[0] is BuyerStage.AFTER_SALE


def test_use_is_counted_told_and_taken_back(workspace: Workspace, library: dict[str, int]) -> None:
    ana = workspace.contacts.add(NewContact(name="Ana"))
    deal_id = workspace.deals.add("Lamps", contact_id=ana)

    workspace.content.use(library["case"], deal_id=deal_id)

    assert workspace.content.get(library["case"]).uses == 1
    assert workspace.content.get(library["case"]).used_on == TODAY
    assert _titles(workspace, deal_id) == ["Who we are", "How Nordlicht saves"]
    assert [(use.contact, use.deal) for use in workspace.content.uses(library["case"])] == [("Ana", "Lamps")]
    assert [each.text for each in workspace.contacts.timeline(ana, 10, "content")] == ["How Nordlicht saves"]
    assert "How Nordlicht saves" in [each.text for each in workspace.deals.timeline(deal_id)]
    assert workspace.hand_overs.card(ana).content == (("How Nordlicht saves", TODAY),)
    workspace.history.undo()
    assert workspace.content.get(library["case"]).uses == 0


def test_planned_item_that_was_done_counts_as_a_use(workspace: Workspace, library: dict[str, int]) -> None:
    fair = workspace.campaigns.add("Spring Fair")
    item = workspace.campaigns.plan(fair, "Post the video", TODAY)
    workspace.campaigns.edit_item(item, content_id=library["story"])

    assert workspace.content.get(library["story"]).uses == 0
    workspace.campaigns.finish_items([item])
    assert workspace.content.get(library["story"]).uses == 1
    assert [use.campaign for use in workspace.content.uses(library["story"])] == ["Spring Fair"]


def test_files_lie_in_the_workspace(workspace: Workspace, tmp_path: Path) -> None:
    paper = tmp_path / "prices.pdf"
    paper.write_bytes(b"%PDF-1.7 prices")

    made = workspace.content.add("Prices", kind="price_list", files=[paper])

    assert workspace.content.get(made).files == ("prices.pdf",)
    assert workspace.content.files(made) == [("prices.pdf", b"%PDF-1.7 prices")]


def test_letter_with_content_notes_its_use_in_the_same_step(
    workspace: Workspace, library: dict[str, int]
) -> None:
    ana = workspace.contacts.add(NewContact(name="Ana", emails=("ana@example.com",)))
    letter = workspace.mail.letter(ana)

    workspace.mail.note(letter, "Prices", "Here they are", library["prices"])

    assert workspace.content.get(library["prices"]).uses == 1
    workspace.history.undo()
    assert workspace.content.get(library["prices"]).uses == 0
    assert workspace.contacts.timeline(ana, 10, "activities") == []


def test_content_in_the_trash_keeps_its_ties(workspace: Workspace, library: dict[str, int]) -> None:
    fair = workspace.campaigns.add("Spring Fair")
    item = workspace.campaigns.plan(fair, "Post the video", TODAY)
    workspace.campaigns.edit_item(item, content_id=library["story"])

    workspace.content.trash([library["story"]])

    assert [each.title for each in workspace.content.list(trashed=True)] == ["Who we are"]
    assert workspace.campaigns.item(item).content == "Who we are"
    assert [(each.kind, each.title) for each in workspace.trash.list()] == [("content", "Who we are")]
    workspace.trash.restore([("content", library["story"])])
    assert len(workspace.content.list()) == 3

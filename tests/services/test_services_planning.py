"""Plans: moves keep offsets, copies and templates carry the plan, checklists, the brief."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smallbiz_crm.domain.campaign_templates import TEMPLATES
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.words import has_phrase

TODAY = date(2026, 5, 14)
START = date(2026, 6, 1)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "plans.crm", clock=FixedClock(TODAY))
    yield made
    made.close()


@pytest.fixture
def fair(workspace: Workspace) -> int:
    made = workspace.campaigns.add(
        "Spring Fair",
        channel="event",
        starts_on=START,
        ends_on=START + timedelta(days=3),
        problem="Nobody knows us",
        price_point="From €49",
        owner="Mara",
        expected_leads=40,
        expected_mqls=10,
        expected_revenue=1_200_000,
    )
    for title, offset in (("Book the stand", -14), ("Post", 0), ("Thank", 5)):
        workspace.campaigns.plan(made, title, START + timedelta(days=offset))
    return made


def _offsets(workspace: Workspace, campaign_id: int) -> dict[str, int | None]:
    return {item.title: item.offset_days for item in workspace.campaigns.items(campaign_id)}


def _hold(workspace: Workspace, campaign_id: int) -> None:
    """Every offset says how far an item is from the start of its campaign."""
    start = workspace.campaigns.get(campaign_id).starts_on
    for item in workspace.campaigns.items(campaign_id):
        assert item.offset_days == (None if start is None else (item.planned_on - start).days)


def test_the_brief_is_kept_whole(workspace: Workspace, fair: int) -> None:
    kept = workspace.campaigns.get(fair)
    assert (kept.problem, kept.price_point, kept.owner) == ("Nobody knows us", "From €49", "Mara")
    assert (kept.expected_leads, kept.expected_mqls, kept.expected_revenue) == (40, 10, 1_200_000)
    with pytest.raises(Refused, match="below_zero"):
        workspace.campaigns.edit(fair, expected_leads=-1)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moves=st.lists(
        st.one_of(
            st.tuples(st.just("both"), st.integers(-400, 400)),
            st.tuples(st.just("start"), st.integers(-60, 0)),
            st.tuples(st.just("end"), st.integers(0, 60)),
            st.tuples(st.just("item"), st.integers(-90, 90)),
        ),
        max_size=5,
    )
)
def test_planner_moves_keep_offsets(workspace: Workspace, moves: list[tuple[str, int]]) -> None:
    fair = workspace.campaigns.add("Fair", starts_on=START, ends_on=START + timedelta(days=3))
    items = [
        workspace.campaigns.plan(fair, f"Item {offset}", START + timedelta(days=offset))
        for offset in (-14, 0, 5)
    ]
    workspace.campaigns.finish_items(items[:1])
    for kind, days in moves:
        before = _offsets(workspace, fair)
        if kind == "item":
            workspace.planning.move_item(items[1], days)
        else:
            start_by = days if kind in ("both", "start") else 0
            workspace.planning.move(fair, start_by=start_by, end_by=days if kind in ("both", "end") else 0)
        _hold(workspace, fair)
        if kind == "both":
            after = _offsets(workspace, fair)
            assert {name: after[name] for name in ("Item 0", "Item 5")} == {
                name: before[name] for name in ("Item 0", "Item 5")
            }
    assert workspace.campaigns.item(items[0]).planned_on == START - timedelta(days=14)


def test_a_resized_start_leaves_items_on_their_days(workspace: Workspace, fair: int) -> None:
    days = [item.planned_on for item in workspace.campaigns.items(fair)]
    workspace.planning.move(fair, start_by=-7, end_by=0)
    assert [item.planned_on for item in workspace.campaigns.items(fair)] == days
    assert _offsets(workspace, fair) == {"Book the stand": -7, "Post": 7, "Thank": 12}
    workspace.history.undo()
    assert _offsets(workspace, fair) == {"Book the stand": -14, "Post": 0, "Thank": 5}


def test_a_first_start_gives_offsets_and_none_takes_them(workspace: Workspace) -> None:
    idea = workspace.campaigns.add("Idea")
    workspace.campaigns.plan(idea, "Think", TODAY)
    assert _offsets(workspace, idea) == {"Think": None}
    workspace.campaigns.edit(idea, starts_on=TODAY + timedelta(days=4))
    assert _offsets(workspace, idea) == {"Think": -4}
    workspace.campaigns.edit(idea, starts_on=None)
    assert _offsets(workspace, idea) == {"Think": None}


def test_moves_that_cannot_be_are_refused(workspace: Workspace, fair: int) -> None:
    idea = workspace.campaigns.add("Idea")
    for days, code in ((-9, "ends_before_start"), (10**7, "beyond_calendar")):
        with pytest.raises(Refused, match=code):
            workspace.planning.move(fair, start_by=0, end_by=days)
    with pytest.raises(Refused, match="has_no_dates"):
        workspace.planning.move(idea, start_by=1, end_by=1)
    with pytest.raises(NotFound):
        workspace.planning.move(999, start_by=1, end_by=1)
    assert workspace.campaigns.get(fair).starts_on == START


def test_an_only_day_is_stretched_to_a_span(workspace: Workspace) -> None:
    day = workspace.campaigns.add("Open day", starts_on=START)
    workspace.planning.move(day, start_by=0, end_by=2)
    kept = workspace.campaigns.get(day)
    assert (kept.starts_on, kept.ends_on) == (START, START + timedelta(days=2))


def test_an_item_keeps_a_title_and_a_true_offset(workspace: Workspace, fair: int) -> None:
    item = workspace.campaigns.items(fair)[0]
    for title in ("", "   "):
        with pytest.raises(Refused, match="needs_title"):
            workspace.campaigns.edit_item(item.id, title=title)
    with pytest.raises(Refused, match="unknown"):
        workspace.campaigns.edit_item(item.id, offset_days=3)
    workspace.campaigns.edit_item(item.id, planned_on=START + timedelta(days=2), owner="Mara", notes="Hall 4")
    kept = workspace.campaigns.item(item.id)
    assert (kept.title, kept.offset_days, kept.owner, kept.notes) == ("Book the stand", 2, "Mara", "Hall 4")
    with pytest.raises(NotFound):
        workspace.campaigns.edit_item(9_999, title="Gone")
    with pytest.raises(NotFound):
        workspace.campaigns.edit_item(item.id, content_id=9_999)


def test_a_checklist_is_ticked_off(workspace: Workspace, fair: int) -> None:
    item = workspace.campaigns.items(fair)[0].id
    first = workspace.planning.add_check(item, "Power")
    second = workspace.planning.add_check(item, " Table ")
    with pytest.raises(Refused, match="needs_check_text"):
        workspace.planning.add_check(item, " ")
    workspace.planning.set_check(second, is_done=True)
    assert [(check.text, check.is_done) for check in workspace.planning.checks(item)] == [
        ("Power", False),
        ("Table", True),
    ]
    kept = workspace.campaigns.item(item)
    assert (kept.checks, kept.checks_done) == (2, 1)
    workspace.planning.remove_check(first)
    assert [check.text for check in workspace.planning.checks(item)] == ["Table"]
    workspace.history.undo()
    assert len(workspace.planning.checks(item)) == 2


def test_a_copy_begins_on_another_day_with_nothing_done(workspace: Workspace, fair: int) -> None:
    items = workspace.campaigns.items(fair)
    workspace.campaigns.finish_items([items[0].id])
    workspace.planning.set_check(workspace.planning.add_check(items[0].id, "Power"), is_done=True)
    workspace.spending.add("Printer", TODAY, 5_000, campaign_id=fair)
    made = workspace.planning.copy(fair, "Autumn Fair", date(2026, 10, 1))
    copy = workspace.campaigns.get(made)
    assert (copy.starts_on, copy.ends_on) == (date(2026, 10, 1), date(2026, 10, 4))
    assert (copy.cost, copy.people, copy.status, copy.owner) == (0, 0, "planned", "Mara")
    assert _offsets(workspace, made) == {"Book the stand": -14, "Post": 0, "Thank": 5}
    twins = workspace.campaigns.items(made)
    assert all(twin.done_on is None for twin in twins)
    assert [check.is_done for check in workspace.planning.checks(twins[0].id)] == [False]
    workspace.history.undo()
    with pytest.raises(NotFound):
        workspace.campaigns.get(made)


def test_any_campaign_is_kept_as_a_template(workspace: Workspace, fair: int) -> None:
    kept = workspace.planning.keep_as_template(fair, "Our fair")
    assert [each.name for each in workspace.campaigns.list()] == ["Spring Fair"]
    assert len(workspace.campaigns.items()) == 3
    assert len(workspace.campaigns.agenda()) == 1
    first = workspace.planning.templates()[0]
    assert (first.key, first.name, first.items) == (kept, "Our fair", 3)
    made = workspace.planning.begin(kept, "Fair 2027", date(2027, 6, 1))
    assert _offsets(workspace, made) == {"Book the stand": -14, "Post": 0, "Thank": 5}


def test_built_in_templates_plan_around_a_start(workspace: Workspace) -> None:
    for template in TEMPLATES:
        assert has_phrase(f"template.{template.key}")
        assert all(has_phrase(f"template.{template.key}.{item.code}") for item in template.items)
        made = workspace.planning.begin(template.key, template.key, START)
        assert sorted(item.offset_days or 0 for item in workspace.campaigns.items(made)) == sorted(
            item.offset_days for item in template.items
        )
    with pytest.raises(NotFound, match="template"):
        workspace.planning.begin("fax", "Fax", START)

"""The score over a real file: one person's parts and the sums of many say the same, and leads are proposed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.services.workspace import Workspace

TODAY = date(2026, 5, 14)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "score.crm", clock=FixedClock(TODAY))
    yield made
    made.close()


def _person(workspace: Workspace, name: str, *ages: int, job_title: str | None = None) -> int:
    """Somebody who was met so many days ago, each time worth ten points."""
    contact_id = workspace.contacts.add(NewContact(name=name, job_title=job_title, emails=(f"{name}@x.org",)))
    fair = _fair(workspace)
    for age in ages:
        workspace.campaigns.add_people(fair, [contact_id], on=TODAY - timedelta(days=age))
    return contact_id


def _fair(workspace: Workspace) -> int:
    found = [each.id for each in workspace.campaigns.list() if each.name == "Fair"]
    return found[0] if found else workspace.campaigns.add("Fair")


def test_parts_of_one_and_sums_of_many_agree(workspace: Workspace) -> None:
    workspace.scoring.add_fit_rule("job_title", "Buyer", 12)
    workspace.scoring.add_fit_rule("email", "", 3)
    workspace.fields.add("contact", "Fleet", "number")
    workspace.scoring.add_fit_rule("custom:Fleet", "", 4)
    people = [
        _person(workspace, "ana", 0, 90, 41, job_title="Buyer"),
        _person(workspace, "bo", 7, 2_000),
        _person(workspace, "cy"),
    ]
    workspace.contacts.set_field([people[1]], "custom:Fleet", "9")

    totals = workspace.scoring.totals(people)

    assert totals == {each: workspace.scoring.of(each).tenths for each in people}
    assert totals[people[0]] == 120 + 30 + 100 + 50 + 73
    assert totals[people[2]] == 30


def test_leads_at_the_threshold_are_proposed(workspace: Workspace) -> None:
    ana, bo = _person(workspace, "ana", 0, 1, 2), _person(workspace, "bo", 0)
    workspace.settings.set("score.threshold", "25")

    proposed, count = workspace.scoring.proposed()

    assert [(lead.id, lead.name) for lead in proposed] == [(ana, "ana")]
    assert count == 1
    workspace.settings.set("score.threshold", "10")
    assert [lead.id for lead in workspace.scoring.proposed(1)[0]] == [ana]
    assert workspace.scoring.proposed(1)[1] == 2
    workspace.contacts.trash([ana])
    assert [lead.id for lead in workspace.scoring.proposed()[0]] == [bo]


def test_points_of_a_kind_count_for_touches_that_are_there(workspace: Workspace) -> None:
    ana = _person(workspace, "ana", 0)
    workspace.scoring.set_touch_points("met", 4)
    workspace.scoring.set_touch_points("met", 6)

    assert workspace.scoring.of(ana).tenths == workspace.scoring.totals([ana])[ana] == 60
    workspace.history.undo()
    assert workspace.scoring.of(ana).tenths == 40


def test_a_rule_whose_field_is_gone_fits_nobody(workspace: Workspace) -> None:
    field_id = workspace.fields.add("contact", "Fleet", "number")
    rule_id = workspace.scoring.add_fit_rule("custom:Fleet", "", 4)
    ana = _person(workspace, "ana")
    workspace.contacts.set_field([ana], "custom:Fleet", "9")
    assert workspace.scoring.of(ana).tenths == 40

    workspace.fields.remove(field_id)

    assert workspace.scoring.of(ana).tenths == 0
    workspace.scoring.remove_fit_rule(rule_id)
    assert workspace.scoring.fit_rules() == []


def test_unfit_rules_are_refused(workspace: Workspace) -> None:
    for field, value, points in (("nothing", "x", 3), ("city", "Oslo", -1), ("city", "Oslo", 1_001)):
        with pytest.raises(Refused):
            workspace.scoring.add_fit_rule(field, value, points)
    for name in ("score.threshold", "score.half_life"):
        with pytest.raises(Refused):
            workspace.settings.set(name, "0")
    assert workspace.scoring.fit_rules() == []

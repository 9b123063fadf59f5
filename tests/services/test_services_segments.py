"""Rules that pick people, asked of a real file, and the segments that keep them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.segments import (
    COMPARISONS,
    FIELDS,
    Condition,
    Group,
    dump_rule,
    fixed_values,
    load_rule,
    read_condition,
)
from smallbiz_crm.domain.text import clean_line
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.store.tables.people import consent


@pytest.fixture
def people(tmp_path: Path) -> Iterator[Workspace]:
    """Ana (Acme, vip, met long ago), Bo (Beta, unsubscribed), Łukasz (no company, called today)."""
    workspace = Workspace.create(tmp_path / "people.crm")
    today = workspace.clock.today()
    ana = workspace.contacts.add(
        NewContact(
            name="Ana Silva",
            company="Acme GmbH",
            emails=("ana@acme.com",),
            phones=("0170 555 1234",),
            tags=("VIP",),
        )
    )
    bo = workspace.contacts.add(NewContact(name="Bo Ek", company="Beta AB", emails=("bo@beta.se",)))
    lukasz = workspace.contacts.add(NewContact(name="Łukasz Wójcik", job_title="Buyer"))
    fair = workspace.campaigns.add("Spring Fair")
    workspace.campaigns.add_people(fair, [ana], on=today - timedelta(days=90))
    workspace.contacts.log(lukasz, "call", "wants prices")
    workspace.contacts.edit(lukasz, owner="Ina")
    workspace.follow_ups.add("call", today + timedelta(days=3), contact_id=ana)
    workspace.deals.add("Shop", contact_id=bo, amount=100_00)
    with workspace.database.step("contact.edited") as unit:
        unit.insert(consent, contact_id=bo, channel="email", state="unsubscribed")
    workspace.fields.add("contact", "Visits", "number")
    workspace.fields.add("contact", "Since", "date")
    workspace.fields.add("contact", "Diet", "text")
    workspace.contacts.set_field([ana], "custom:Visits", "3")
    workspace.contacts.set_field([ana], "custom:Since", "2020-05-01")
    workspace.contacts.set_field([bo], "custom:Diet", "Vegan")
    yield workspace
    workspace.close()


def found(workspace: Workspace, *lines: str, any_of: bool = False) -> str:
    """Initials of who is picked, in order."""
    rule = Group(tuple(read_condition(line) for line in lines), any_of)
    rows = workspace.contacts.rows(workspace.contacts.ids(rule=rule))
    assert workspace.contacts.count(rule=rule) == len(rows)
    return "".join(row[1][0] for row in rows)


@pytest.mark.parametrize(
    ("lines", "initials"),
    [
        ([], "ABŁ"),
        (["name~silv"], "A"),
        (["name~lukasz"], "Ł"),
        (["name=ana silva"], "A"),
        (["company=acme gmbh"], "A"),
        (["company!=Acme GmbH"], "BŁ"),
        (["company="], "Ł"),
        (["company!="], "AB"),
        (["company~et"], "B"),
        (["tag=vip"], "A"),
        (["tag!=vip"], "BŁ"),
        (["tag="], "BŁ"),
        (["email~@acme"], "A"),
        (["email="], "Ł"),
        (["phone~555 12"], "A"),
        (["job_title=buyer"], "Ł"),
        (["lifecycle=lead"], "A"),
        (["owner=ina"], "Ł"),
        (["owner="], "AB"),
        (["campaign=spring fair"], "A"),
        (["campaign="], "BŁ"),
        (["consent_email=unsubscribed"], "B"),
        (["consent_email="], "AŁ"),
        (["mailable=yes"], "A"),
        (["mailable=no"], "BŁ"),
        (["open_deal=yes"], "B"),
        (["open_follow_up=yes"], "A"),
        (["points>=1"], "A"),
        (["points<=0"], "BŁ"),
        (["last_activity=60d"], "Ł"),
        (["last_activity!=60d"], "AB"),
        (["last_activity="], "B"),
        (["last_touch=120d"], "A"),
        (["next_follow_up<7d"], "A"),
        (["next_follow_up<2d"], ""),
        (["created=0d"], "ABŁ"),
        (["created<2020-01-01"], ""),
        (["custom:visits>=3"], "A"),
        (["custom:Visits>=4"], ""),
        (["custom:Visits="], "BŁ"),
        (["custom:Since<2021-01-01"], "A"),
        (["custom:Diet~veg"], "B"),
        (["tag=vip", "company~acme"], "A"),
        (["tag=vip", "company~beta"], ""),
    ],
)
def test_conditions(people: Workspace, lines: list[str], initials: str) -> None:
    assert found(people, *lines) == initials


def test_any_and_groups_within_groups(people: Workspace) -> None:
    assert found(people, "tag=vip", "company~beta", any_of=True) == "AB"
    either = Group((read_condition("tag=vip"), read_condition("owner=Ina")), any_of=True)
    rule = either.with_part(read_condition("email!="))
    assert [row[1] for row in people.contacts.rows(people.contacts.ids(rule=rule))] == ["Ana Silva"]
    assert load_rule(dump_rule(rule)) == rule


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("shoe_size=44", "filter.unknown_field"),
        ("custom:Shoe=44", "filter.unknown_field"),
        ("name", "filter.unreadable"),
        ("points>=many", "filter.unfit_value"),
        ("created<soon", "filter.unfit_value"),
        ("lifecycle=famous", "filter.unfit_value"),
        ("mailable=maybe", "filter.unfit_value"),
        ("tag>=3", "filter.unfit_comparison"),
    ],
)
def test_what_cannot_be_asked_is_refused(people: Workspace, line: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        found(people, line)
    assert refusal.value.code == code


def test_segments_are_saved_counted_changed_and_removed_with_undo(people: Workspace) -> None:
    rule = Group((read_condition("tag=vip"),))
    segment_id = people.segments.save("Best", rule)
    assert [(each.name, each.count) for each in people.segments.list()] == [("Best", 1)]
    assert people.segments.rule_of("best") == rule
    people.segments.change(segment_id, rule=Group((read_condition("company="),)))
    people.segments.change(segment_id, name="Loners")
    assert people.segments.get(segment_id).count == 1
    campaign_id = people.campaigns.add("Letter")
    people.campaigns.edit(campaign_id, segment_id=segment_id)
    people.segments.remove(segment_id)
    assert people.segments.list() == []
    people.history.undo()
    assert people.segments.list()[0].name == "Loners"
    with pytest.raises(NotFound):
        people.segments.rule_of("nobody")
    for name in ("", "LONERS"):
        with pytest.raises(Refused):
            people.segments.save(name, rule)


def test_a_segment_whose_field_is_gone_picks_nobody(people: Workspace) -> None:
    people.segments.save("Vegans", Group((read_condition("custom:Diet~veg"),)))
    assert people.segments.list()[0].count == 1
    people.fields.remove(next(own.id for own in people.segments.own_fields() if own.name == "Diet"))
    assert people.segments.list()[0].count == 0


def test_a_broken_rule_is_refused() -> None:
    for text in (
        "",
        "[]",
        "{}",
        '{"all": 3}',
        '{"field": "name"}',
        '{"all": [{"field": "name", "is": "odd"}]}',
    ):
        with pytest.raises(Refused):
            load_rule(text)


def _can_be_asked(text: str) -> bool:
    return bool(clean_line(text.replace("\0", "")).strip("#")) and "\0" not in text


def conditions() -> st.SearchStrategy[Condition]:
    def of_field(field: str) -> st.SearchStrategy[Condition]:
        kind = FIELDS[field]
        values = {
            "date": st.dates().map(date.isoformat),
            "number": st.integers(-1000, 1000).map(str),
            "yes_no": st.sampled_from(["yes", "no"]),
        }.get(kind, st.text(min_size=1).filter(_can_be_asked))
        if fixed_values(field):
            values = st.sampled_from(fixed_values(field))
        days = st.integers(0, 9999).map(str)
        return st.sampled_from(COMPARISONS[kind]).flatmap(
            lambda how: (days if "days" in how.value else values).map(
                lambda value: Condition(field, how, value)
            )
        )

    return st.sampled_from(sorted(FIELDS)).flatmap(of_field)


rules = st.recursive(
    conditions(),
    lambda parts: st.builds(Group, st.lists(parts, max_size=3).map(tuple), st.booleans()),
    max_leaves=6,
).map(lambda part: part if isinstance(part, Group) else Group((part,)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120, deadline=None)
@given(rule=rules)
def test_any_rule_is_asked_and_kept(people: Workspace, rule: Group) -> None:
    count = people.segments.count(rule)
    assert 0 <= count <= 3
    assert people.segments.count(load_rule(dump_rule(rule))) == count

"""Follow-ups with time, rhythm and reminder; what came of them; and the calendar that other programs read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.follow_ups import FollowUp, FollowUpKind, Repeat, next_due, parse_time, reminds_at
from smallbiz_crm.services.workspace import Workspace

TODAY = date(2026, 5, 14)
BERLIN = "Europe/Berlin"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "a.crm", clock=FixedClock(TODAY), holder="window")
    yield made
    made.close()


def timed(due_on: date, due_time: str | None, minutes: int | None, zone: str | None = BERLIN) -> FollowUp:
    return FollowUp(
        1, FollowUpKind.CALL, "Call", due_on, due_time, None, None, None, None, None, None, None, None,
        zone, minutes,
    )  # fmt: skip


# -- rhythm, outcome, next step ---------------------------------------------------------------------------------------


def test_what_repeats_comes_again_and_undo_takes_both_back(workspace: Workspace) -> None:
    ana = workspace.contacts.add(NewContact(name="Ana"))
    first = workspace.follow_ups.add(
        "Call Ana", date(2026, 1, 31), kind="call", contact_id=ana, due_time="9.30", repeats=Repeat.MONTH,
        remind_minutes=15, zone=BERLIN,
    )  # fmt: skip
    workspace.follow_ups.done([first])

    again = workspace.follow_ups.of("contact", ana)
    assert [(each.due_on, each.due_time, each.repeats, each.came_from_id) for each in again] == [
        (date(2026, 5, 31), "09:30", Repeat.MONTH, first)
    ]
    workspace.history.undo()
    assert [each.id for each in workspace.follow_ups.of("contact", ana)] == [first]


def test_an_outcome_is_an_activity_and_the_next_step_knows_where_it_came_from(workspace: Workspace) -> None:
    ana = workspace.contacts.add(NewContact(name="Ana"))
    deal = workspace.deals.add("Shelf", contact_id=ana)
    call = workspace.follow_ups.add("Call Ana", TODAY, kind="call", contact_id=ana, deal_id=deal)
    workspace.follow_ups.done([call])
    step = workspace.follow_ups.close(
        call,
        outcome="Wants an offer",
        next_text="Send the offer",
        next_on=TODAY + timedelta(3),
        next_kind="email",
    )

    assert workspace.follow_ups.get(call).outcome == "Wants an offer"
    assert "Wants an offer" in [entry.text for entry in workspace.deals.timeline(deal)]
    planned = workspace.follow_ups.of("deal", deal)
    assert [(each.id, each.text, each.contact_id, each.came_from_id) for each in planned] == [
        (step, "Send the offer", ana, call)
    ]
    workspace.history.undo()
    assert workspace.follow_ups.of("deal", deal) == []
    assert workspace.follow_ups.get(call).outcome is None


@given(
    st.dates(date(1990, 1, 1), date(2060, 1, 1)),
    st.dates(date(1990, 1, 1), date(2060, 1, 1)),
    st.sampled_from(Repeat),
)
def test_the_next_time_is_never_late_and_keeps_the_rhythm(due_on: date, today: date, repeats: Repeat) -> None:
    following = next_due(due_on, repeats, today)

    assert following > max(due_on, today)
    assert following <= max(due_on, today) + timedelta(366 * (4 if due_on.day == 29 else 1))
    if repeats is Repeat.WEEK:
        assert following.weekday() == due_on.weekday()


@pytest.mark.parametrize(
    ("typed", "read"),
    [("9", "09:00"), ("9:30", "09:30"), ("0930", "09:30"), ("9h30", "09:30"), ("23.59", "23:59"), ("", "")],
)
def test_times_as_people_type_them(typed: str, read: str) -> None:
    assert parse_time(typed) == read


@pytest.mark.parametrize("typed", ["24:00", "9:60", "noon", "-1", "9:3", "99999"])
def test_times_that_are_none(typed: str) -> None:
    with pytest.raises(Refused):
        parse_time(typed)


# -- reminders --------------------------------------------------------------------------------------------------------


def test_reminders_are_right_over_the_change_of_the_clocks() -> None:
    assert reminds_at(timed(date(2026, 3, 28), "09:00", 0)) == datetime(2026, 3, 28, 8, 0, tzinfo=UTC)
    assert reminds_at(timed(date(2026, 3, 29), "09:00", 60)) == datetime(2026, 3, 29, 6, 0, tzinfo=UTC)
    skipped = reminds_at(timed(date(2026, 3, 29), "02:30", 0))
    assert skipped == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert reminds_at(timed(date(2026, 10, 25), "02:30", 0)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert reminds_at(timed(TODAY, None, 0)) == datetime(2026, 5, 14, 7, 0, tzinfo=UTC)
    assert reminds_at(timed(TODAY, "09:00", None)) is None


def test_each_reminder_comes_in_one_window_of_time(workspace: Workspace) -> None:
    call = workspace.follow_ups.add("Call", TODAY, due_time="14:00", zone=BERLIN, remind_minutes=30)
    workspace.follow_ups.add("No reminder", TODAY, due_time="14:00", zone=BERLIN)
    at = datetime(2026, 5, 14, 11, 30, tzinfo=UTC)
    half = timedelta(seconds=30)

    assert workspace.follow_ups.reminders(at - 2 * half, at - half) == []
    assert [each.id for each in workspace.follow_ups.reminders(at - half, at)] == [call]
    assert workspace.follow_ups.reminders(at, at + half) == []
    workspace.follow_ups.done([call])
    assert workspace.follow_ups.reminders(at - half, at) == []
    with pytest.raises(Refused):
        workspace.follow_ups.add("Call", TODAY, remind_minutes=-5)


def test_missed_ones_never_vanish_and_snooze_takes_a_day(workspace: Workspace) -> None:
    old = workspace.follow_ups.add("Call", date(2020, 1, 1))
    assert [each.id for each in workspace.follow_ups.agenda()] == [old]
    workspace.follow_ups.snooze_until([old], date(2026, 5, 20))
    assert workspace.follow_ups.get(old).due_on == date(2026, 5, 20)


# -- the calendar -----------------------------------------------------------------------------------------------------


def test_another_program_reads_the_calendar(workspace: Workspace, tmp_path: Path) -> None:
    name = "Zoë; \\ backslash, comma \U0001f600 " + "long " * 40
    ana = workspace.contacts.add(NewContact(name="Ana Pérez", company="Nordlicht"))
    workspace.follow_ups.add(name, TODAY, contact_id=ana)
    workspace.follow_ups.add(
        "Demo", date(2026, 10, 26), due_time="10:00", zone=BERLIN, remind_minutes=45, repeats=Repeat.WEEK
    )
    fair = workspace.campaigns.add("Spring Fair")
    workspace.campaigns.plan(fair, "Book the stand", date(2026, 6, 1))
    done = workspace.follow_ups.add("Gone", TODAY)
    workspace.follow_ups.done([done])

    first = workspace.calendar.write(tmp_path / "a.ics")
    second = workspace.calendar.write(tmp_path / "b.ics")

    assert (first.rows, first.sha256) == (3, second.sha256)
    raw = (tmp_path / "a.ics").read_bytes()
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    events = vobject.readOne(raw.decode()).vevent_list
    by_title = {event.summary.value: event for event in events}
    assert set(by_title) == {name.strip(), "Demo", "Book the stand"}
    assert by_title[name.strip()].dtstart.value == TODAY
    assert by_title[name.strip()].description.value == "Ana Pérez\nNordlicht"
    demo = by_title["Demo"]
    assert demo.dtstart.value.astimezone(UTC) == datetime(2026, 10, 26, 9, 0, tzinfo=UTC)
    assert demo.valarm.trigger.value == -timedelta(minutes=45)
    assert demo.rrule.value == "FREQ=WEEKLY"
    assert len({event.uid.value for event in events}) == 3
    assert b"BEGIN:VTIMEZONE" in raw


def test_to_dos_on_request(workspace: Workspace, tmp_path: Path) -> None:
    workspace.follow_ups.add("Call", TODAY)
    workspace.follow_ups.add("Write", TODAY, due_time="10:00")
    fair = workspace.campaigns.add("Spring Fair")
    workspace.campaigns.plan(fair, "Book the stand", TODAY)

    workspace.calendar.write(tmp_path / "a.ics", as_todos=True, with_items=False)

    todos = vobject.readOne((tmp_path / "a.ics").read_text()).vtodo_list
    assert [(todo.summary.value, todo.status.value) for todo in todos] == [
        ("Write", "NEEDS-ACTION"),
        ("Call", "NEEDS-ACTION"),
    ]


# -- as a table, and back ---------------------------------------------------------------------------------------------


def test_follow_ups_written_as_a_table_are_read_back_with_all_they_say(
    workspace: Workspace, tmp_path: Path
) -> None:
    ana = workspace.contacts.add(NewContact(name="Ana", emails=("ana@example.com",)))
    deal = workspace.deals.add("Shelf", contact_id=ana)
    fair = workspace.campaigns.add("Spring Fair")
    add = workspace.follow_ups.add
    add("Call Ana", date(2026, 5, 20), kind="call", contact_id=ana, due_time="9.30", zone=BERLIN,
        repeats=Repeat.MONTH, remind_minutes=15)  # fmt: skip
    add("Book the stand", date(2026, 5, 21), campaign_id=fair)
    done = add("Send the quote", date(2026, 5, 1), kind="email", deal_id=deal)
    workspace.follow_ups.close(done, outcome="Sent")
    table = tmp_path / "follow-ups.csv"
    workspace.exports.write("follow-ups", table)
    before = table.read_text(encoding="utf-8-sig").splitlines()

    again = workspace.imports.run(workspace.imports.open(table))
    assert (again.created, again.same) == (0, 3)

    workspace.follow_ups.trash([each.id for each in workspace.follow_ups.all_open()] + [done])
    back = workspace.imports.run(workspace.imports.open(table, kind="follow-ups"))
    assert (back.created, list(back.problems)) == (3, [])
    workspace.exports.write("follow-ups", table)
    after = table.read_text(encoding="utf-8-sig").splitlines()
    assert [line.partition(",")[2] for line in after] == [line.partition(",")[2] for line in before]


def test_tasks_of_another_program_are_read_and_what_cannot_be_is_said(
    workspace: Workspace, tmp_path: Path
) -> None:
    ana = workspace.contacts.add(NewContact(name="Ana", emails=("ana@example.com",)))
    table = tmp_path / "tasks.csv"
    table.write_text(
        "Task,Type,Due date,Contact e-mail,Status,Due time,Repeats\n"
        "Ring her,Phone call,2026-05-20,ana@example.com,Not started,930,fortnight\n"
        "Send it,Email,2026-05-01,ana@example.com,Completed,,\n"
        "Nobody,Call,2026-05-20,gone@example.com,,,\n"
        ",Call,2026-05-20,ana@example.com,,,\n"
        "No day,Call,,ana@example.com,,,\n",
        encoding="utf-8",
    )
    plan = workspace.imports.open(
        table, kind="follow-ups", maps=["Contact e-mail=contact_email", "Status=done", "Task=text"]
    )
    result = workspace.imports.run(plan)

    told = [
        (each.text, each.kind, each.due_time, each.done_on)
        for each in workspace.follow_ups.of("contact", ana)
    ]
    assert ("Ring her", FollowUpKind.CALL, "09:30", None) in told
    assert result.created == 2
    assert [(each.row, each.code) for each in result.problems] == [
        (2, "follow_up.unknown_rhythm"),
        (4, "contact.not_there"),
        (5, "follow_up.needs_text"),
        (6, "day.missing"),
    ]

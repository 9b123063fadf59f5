"""Nurture sequences: planned as follow-ups, drafted, stopped by a reply, a deal or a no, and taken back in one step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.nurture import NurtureKind, NurtureStep, NurtureTally, Started, StopReason
from smallbiz_crm.domain.segments import Comparison, Condition, Group
from smallbiz_crm.services.workspace import Workspace

TODAY = date(2026, 5, 14)
CALL = NurtureStep(0, 7, NurtureKind.CALL, "Call and ask")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "nurture.crm", clock=FixedClock(TODAY))
    yield made
    made.close()


@pytest.fixture
def people(workspace: Workspace) -> list[int]:
    names = ("Ana Silva", "Ben Okoro", "Cleo Martin")
    return [
        workspace.contacts.add(
            NewContact(name=name, emails=(f"{name[:3].lower()}@example.com",), tags=("fair",))
        )
        for name in names
    ]


@pytest.fixture
def sequence(workspace: Workspace) -> int:
    """Thank on the day, call after a week, send a case study after a fortnight."""
    template = workspace.mail.add_template("Thanks", "Thank you, {first_name}", "It was good to meet you.")
    case = workspace.content.add("How Nordlicht saves", kind="case_study", url="https://n.example/case")
    steps = [
        NurtureStep(0, 0, NurtureKind.EMAIL, "Thank them", template),
        CALL,
        NurtureStep(0, 14, NurtureKind.CONTENT, "Send the case study", content_id=case),
    ]
    return workspace.nurture.add("After the fair", steps)


def _planned(workspace: Workspace, contact_id: int) -> list[tuple[str, str, date]]:
    found = workspace.follow_ups.of("contact", contact_id)
    return [(each.kind.value, each.text, each.due_on) for each in found]


def _run(workspace: Workspace, contact_id: int) -> StopReason | None:
    return workspace.nurture.of_person(contact_id)[0].stopped_because


def test_start_plans_every_step_in_one_step_and_undo_takes_all_back(
    workspace: Workspace, people: list[int], sequence: int
) -> None:
    assert workspace.nurture.start(sequence, people) == Started(3)

    assert _planned(workspace, people[0]) == [
        ("email", "Thank them", TODAY),
        ("call", "Call and ask", TODAY + timedelta(days=7)),
        ("email", "Send the case study", TODAY + timedelta(days=14)),
    ]
    run = workspace.nurture.of_person(people[0])[0]
    assert (run.steps, run.done, run.next_on, run.is_running) == (3, 0, TODAY, True)
    assert workspace.nurture.get(sequence).running == 3
    workspace.history.undo()
    assert _planned(workspace, people[0]) == []
    assert workspace.nurture.of_person(people[0]) == []


def test_who_has_a_deal_said_no_or_is_on_it_is_left_out(
    workspace: Workspace, people: list[int], sequence: int
) -> None:
    workspace.deals.add("Lamps", contact_id=people[0])
    workspace.consents.say(people[1], "email", "refused")

    assert workspace.nurture.start(sequence, people) == Started(1, has_deal=1, refused=1)
    assert workspace.nurture.start(sequence, people) == Started(0, has_deal=1, refused=1, running_already=1)
    assert workspace.nurture.start(sequence, people).left_out == 3


def test_reply_stops_what_is_left(workspace: Workspace, people: list[int], sequence: int) -> None:
    workspace.nurture.start(sequence, people)
    fair = workspace.campaigns.add("Fair")
    first = workspace.follow_ups.of("contact", people[0])[0]
    workspace.follow_ups.done([first.id])

    workspace.campaigns.add_people(fair, [people[0]], kind="replied")

    assert _planned(workspace, people[0]) == []
    run = workspace.nurture.of_person(people[0])[0]
    assert (run.stopped_because, run.stopped_on, run.done) == (StopReason.REPLY, TODAY, 1)
    assert len(_planned(workspace, people[1])) == 3
    workspace.history.undo()
    assert len(_planned(workspace, people[0])) == 2
    assert _run(workspace, people[0]) is None
    workspace.history.redo()
    assert _run(workspace, people[0]) is StopReason.REPLY


def test_what_was_there_before_the_start_stops_nothing(
    workspace: Workspace, people: list[int], sequence: int
) -> None:
    fair = workspace.campaigns.add("Fair")
    workspace.campaigns.add_people(fair, people, kind="replied")

    workspace.nurture.start(sequence, people)
    workspace.campaigns.add_people(fair, people, kind="opened")

    assert workspace.nurture.get(sequence).running == 3


def test_deal_stops_it_and_a_lost_one_from_before_does_not(
    workspace: Workspace, people: list[int], sequence: int
) -> None:
    lost = workspace.deals.add("Old", contact_id=people[1])
    workspace.deals.move(lost, next(each.id for each in workspace.deals.stages() if each.name == "Lost"))
    workspace.nurture.start(sequence, people)

    workspace.hand_overs.accept([people[0]])

    assert _run(workspace, people[0]) is StopReason.DEAL
    assert _run(workspace, people[1]) is None


@pytest.mark.parametrize("state", ["refused", "unsubscribed", "bounced"])
def test_no_stops_it(workspace: Workspace, people: list[int], sequence: int, state: str) -> None:
    workspace.nurture.start(sequence, people)

    workspace.consents.say(people[0], "email", state)

    assert _run(workspace, people[0]) is StopReason.OPT_OUT
    assert _planned(workspace, people[0]) == []


def test_no_to_a_channel_that_it_does_not_go_over_stops_nothing(
    workspace: Workspace, people: list[int]
) -> None:
    calls = workspace.nurture.add("Calls", [CALL])
    workspace.nurture.start(calls, people)

    workspace.consents.say(people[0], "email", "refused")
    workspace.consents.say(people[1], "phone", "refused")

    assert [_run(workspace, each) for each in people[:2]] == [None, StopReason.OPT_OUT]


def test_trash_and_erasure_end_it(workspace: Workspace, people: list[int], sequence: int) -> None:
    workspace.nurture.start(sequence, people)

    workspace.contacts.trash([people[0]])

    assert _planned(workspace, people[0]) == []
    workspace.history.undo()
    assert len(_planned(workspace, people[0])) == 3


def test_mail_from_the_person_stops_it_and_one_of_ours_does_not(
    workspace: Workspace, people: list[int], sequence: int, tmp_path: Path
) -> None:
    workspace.nurture.start(sequence, people)
    ours, theirs = tmp_path / "ours.eml", tmp_path / "theirs.eml"
    ours.write_text("From: me@shop.example\nTo: ana@example.com\nSubject: Hello\n\nHi\n")
    theirs.write_text("From: Ana Silva <Ana@example.com>\nTo: me@shop.example\nSubject: Re: Hello\n\nYes\n")

    workspace.contacts.log_mail(people[0], ours)
    assert _run(workspace, people[0]) is None
    workspace.contacts.log_mail(people[0], theirs)
    assert _run(workspace, people[0]) is StopReason.REPLY


def test_segment_is_started_and_tells_what_became_of_it(
    workspace: Workspace, people: list[int], sequence: int
) -> None:
    segment = workspace.segments.save("Fair", Group((Condition("tag", Comparison.IS, "fair"),)))
    spring = workspace.campaigns.add("Spring")

    assert workspace.nurture.start_segment(sequence, segment, campaign_id=spring).started == 3
    workspace.consents.say(people[0], "email", "refused")

    told = [NurtureTally("After the fair", 2, 0, ((StopReason.OPT_OUT, 1),))]
    assert workspace.nurture.of_segment(segment) == told
    assert workspace.nurture.of_campaign(spring) == told
    workspace.segments.remove(segment)
    assert workspace.nurture.of_campaign(spring) == told


def test_letters_that_are_due_are_drafted_noted_and_ticked_off(
    workspace: Workspace, people: list[int], sequence: int, tmp_path: Path
) -> None:
    workspace.nurture.start(sequence, people)
    assert workspace.nurture.get(sequence).due == 3

    drafted = workspace.nurture.save_drafts(sequence, tmp_path / "letters")

    assert drafted.written == 3
    letters = sorted(path.name for path in (tmp_path / "letters").iterdir())
    assert letters == ["Ana Silva.eml", "Ben Okoro.eml", "Cleo Martin.eml"]
    assert "Thank you, Ana" in (tmp_path / "letters" / "Ana Silva.eml").read_text()
    assert workspace.nurture.get(sequence).due == 0
    assert workspace.nurture.of_person(people[0])[0].done == 1
    with pytest.raises(Refused, match=r"nurture\.nothing_due"):
        workspace.nurture.save_drafts(sequence, tmp_path / "again")
    workspace.history.undo()
    assert workspace.nurture.get(sequence).due == 3


def test_content_of_a_step_goes_with_the_letter_and_counts(
    workspace: Workspace, people: list[int], tmp_path: Path
) -> None:
    case = workspace.content.add("Case", kind="case_study", url="https://n.example/case")
    made = workspace.nurture.add("Case", [NurtureStep(0, 0, NurtureKind.CONTENT, "Send it", content_id=case)])
    workspace.nurture.start(made, people[:1])
    step = workspace.follow_ups.of("contact", people[0])[0]

    begun = workspace.nurture.letter_start(step.id)
    workspace.nurture.save_drafts(made, tmp_path / "letters")

    assert begun is not None
    assert (begun.subject, begun.text) == ("Send it", "https://n.example/case")
    assert workspace.content.get(case).uses == 1


def test_sequence_is_changed_for_those_who_come_later(
    workspace: Workspace, people: list[int], sequence: int
) -> None:
    workspace.nurture.start(sequence, people[:1])
    steps = workspace.nurture.get(sequence).steps

    workspace.nurture.edit(sequence, "After the fair", steps[:1])
    workspace.nurture.start(sequence, people[1:2])

    assert [len(_planned(workspace, each)) for each in people[:2]] == [3, 1]
    with pytest.raises(Refused, match=r"nurture\.in_use"):
        workspace.nurture.remove(sequence)


def test_template_that_is_removed_leaves_the_step_with_its_words(
    workspace: Workspace, people: list[int], sequence: int
) -> None:
    workspace.mail.remove_template(workspace.mail.templates()[0].id)

    assert workspace.nurture.get(sequence).steps[0].mail_template is None
    workspace.nurture.remove(sequence)
    assert workspace.nurture.list() == []


@pytest.mark.parametrize(
    ("name", "steps", "code"),
    [
        ("", [CALL], "nurture.needs_name"),
        ("after THE fair", [CALL], "nurture.name_taken"),
        ("New", [], "nurture.needs_step"),
        ("New", [NurtureStep(0, 3, NurtureKind.CALL, " ")], "nurture.step_needs_text"),
        ("New", [NurtureStep(0, -1, NurtureKind.CALL, "Call")], "nurture.step_days_unfit"),
        ("New", [NurtureStep(0, 9_999, NurtureKind.CALL, "Call")], "nurture.step_days_unfit"),
        ("New", [CALL] * 41, "nurture.too_many_steps"),
    ],
)
def test_unfit_sequences_are_refused(
    workspace: Workspace, sequence: int, name: str, steps: list[NurtureStep], code: str
) -> None:
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        workspace.nurture.add(name, steps)
    assert len(workspace.nurture.list()) == 1


def test_taken_off_by_hand(workspace: Workspace, people: list[int], sequence: int) -> None:
    workspace.nurture.start(sequence, people)

    workspace.nurture.stop(workspace.nurture.of_person(people[0])[0].id)

    assert _run(workspace, people[0]) is StopReason.BY_HAND
    assert workspace.nurture.get(sequence).stopped == 1

"""Nurture sequences: kept, started for people, told of; when a run stops is `store.nurture_stops`'s."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Select, case, func, select

from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.follow_ups import FollowUpKind
from smallbiz_crm.domain.nurture import (
    LONGEST_WAIT,
    MOST_STEPS,
    NurtureKind,
    NurtureRun,
    NurtureSequence,
    NurtureStep,
    NurtureTally,
    Started,
    StopReason,
    planned_as,
    reached_by,
)
from smallbiz_crm.domain.text import clean_line, fold
from smallbiz_crm.store import bulk, consents
from smallbiz_crm.store.tables.marketing import content, nurture_run, nurture_sequence, nurture_step
from smallbiz_crm.store.tables.people import contact, follow_up
from smallbiz_crm.store.tables.sales import deal, deal_contact, stage
from smallbiz_crm.store.tables.workspace import mail_template
from smallbiz_crm.store.unit_of_work import UnitOfWork

is_open = (follow_up.c.done_on.is_(None), follow_up.c.trashed_at.is_(None))


# -- reading --------------------------------------------------------------------------------------------------


def list_sequences(connection: Connection, today: date) -> list[NurtureSequence]:
    """All sequences by name, with their steps and how many people are on them."""
    query = select(nurture_sequence.c.id, nurture_sequence.c.name)
    rows = sorted(connection.execute(query).all(), key=lambda row: (fold(row[1]), row[0]))
    steps, counts, due = _steps(connection), _counts(connection), _due(connection, today)
    return [
        NurtureSequence(row[0], row[1], tuple(steps.get(row[0], ())), *counts[row[0]], due.get(row[0], 0))
        for row in rows
    ]


def load_sequence(connection: Connection, sequence_id: int, today: date) -> NurtureSequence:
    """One sequence. Raises NotFound."""
    for found in list_sequences(connection, today):
        if found.id == sequence_id:
            return found
    raise NotFound("record.not_found", kind="nurture_sequence", id=sequence_id)


def _steps(connection: Connection) -> dict[int, list[NurtureStep]]:
    query = (
        select(
            nurture_step.c.sequence_id,
            nurture_step.c.id,
            nurture_step.c.after_days,
            nurture_step.c.kind,
            nurture_step.c.text,
            nurture_step.c.mail_template_id,
            mail_template.c.name,
            nurture_step.c.content_id,
            content.c.title,
        )
        .join_from(
            nurture_step, mail_template, mail_template.c.id == nurture_step.c.mail_template_id, isouter=True
        )
        .join(content, content.c.id == nurture_step.c.content_id, isouter=True)
        .order_by(nurture_step.c.after_days, nurture_step.c.position, nurture_step.c.id)
    )
    found: dict[int, list[NurtureStep]] = defaultdict(list)
    for row in connection.execute(query):
        found[row[0]].append(NurtureStep(row[1], row[2], NurtureKind(row[3]), *row[4:]))
    return found


def _standing() -> Any:
    """Per run whether it was stopped, how many of its steps are done and open, and when the next is due."""
    return (
        select(
            nurture_run.c.id,
            nurture_run.c.sequence_id,
            nurture_run.c.stopped_on,
            nurture_run.c.stopped_because,
            func.count(follow_up.c.done_on).label("done"),
            func.count(follow_up.c.id).label("steps"),
            func.min(case((is_open[0] & is_open[1], follow_up.c.due_on))).label("next_on"),
        )
        .join_from(nurture_run, contact, contact.c.id == nurture_run.c.contact_id)
        .join(follow_up, follow_up.c.nurture_run_id == nurture_run.c.id, isouter=True)
        .where(contact.c.trashed_at.is_(None))
        .group_by(nurture_run.c.id)
    )


def _counts(connection: Connection) -> dict[int, tuple[int, int, int]]:
    """Per sequence how many are running, went through it, were stopped."""
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in connection.execute(_standing()):
        place = 2 if row.stopped_on is not None else 0 if row.next_on is not None else 1
        found[row.sequence_id][place] += 1
    return defaultdict(lambda: (0, 0, 0), {key: (a, b, c) for key, (a, b, c) in found.items()})


def due_letters(today: date) -> Select[int, int | None, int | None, int]:
    """Open steps over e-mail that are due, of runs that go on: follow-up, person and step."""
    return (
        select(follow_up.c.id, follow_up.c.contact_id, follow_up.c.nurture_step_id, nurture_run.c.sequence_id)
        .join_from(follow_up, nurture_run, nurture_run.c.id == follow_up.c.nurture_run_id)
        .where(
            *is_open,
            follow_up.c.kind == FollowUpKind.EMAIL.value,
            follow_up.c.due_on <= today,
            follow_up.c.nurture_step_id.is_not(None),
            nurture_run.c.stopped_on.is_(None),
        )
        .order_by(follow_up.c.due_on, follow_up.c.id)
    )


def _due(connection: Connection, today: date) -> Counter[int]:
    return Counter(row.sequence_id for row in connection.execute(due_letters(today)))


def runs_of(connection: Connection, contact_id: int) -> list[NurtureRun]:
    """The sequences that a person was started on, the newest first."""
    standing = _standing().where(nurture_run.c.contact_id == contact_id).subquery()
    query = (
        select(standing, nurture_run.c.started_on, nurture_sequence.c.name, contact.c.name.label("contact"))
        .join_from(standing, nurture_run, nurture_run.c.id == standing.c.id)
        .join(nurture_sequence, nurture_sequence.c.id == nurture_run.c.sequence_id)
        .join(contact, contact.c.id == nurture_run.c.contact_id)
        .order_by(nurture_run.c.started_on.desc(), nurture_run.c.id.desc())
    )
    return [
        NurtureRun(
            row.id,
            row.sequence_id,
            row.name,
            contact_id,
            row.contact,
            row.started_on,
            row.stopped_on,
            StopReason(row.stopped_because) if row.stopped_because else None,
            row.steps,
            row.done,
            None if row.stopped_on is not None else row.next_on,
        )
        for row in connection.execute(query)
    ]


def steps_by_id(connection: Connection) -> dict[int, NurtureStep]:
    """Every step of every sequence."""
    return {step.id: step for steps in _steps(connection).values() for step in steps}


def step_of(connection: Connection, follow_up_id: int) -> NurtureStep | None:
    """The step over e-mail that a follow-up was planned from, or None."""
    query = select(follow_up.c.nurture_step_id).where(
        follow_up.c.id == follow_up_id, follow_up.c.kind == FollowUpKind.EMAIL.value
    )
    step_id = connection.execute(query).scalar()
    return None if step_id is None else steps_by_id(connection).get(step_id)


def due_of(connection: Connection, sequence_id: int, today: date) -> list[tuple[int, int, int]]:
    """The letters of a sequence that are due, the earliest first: follow-up, person and step."""
    query = due_letters(today).where(nurture_run.c.sequence_id == sequence_id)
    return [
        (follow_up_id, contact_id, step_id)
        for follow_up_id, contact_id, step_id, _sequence in connection.execute(query)
        if contact_id is not None and step_id is not None
    ]


def person_of(connection: Connection, run_id: int) -> tuple[int, str]:
    """Whom a run is about, and the name of its sequence. Raises NotFound."""
    query = (
        select(nurture_run.c.contact_id, nurture_sequence.c.name)
        .join(nurture_sequence, nurture_sequence.c.id == nurture_run.c.sequence_id)
        .where(nurture_run.c.id == run_id)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("record.not_found", kind="nurture_run", id=run_id)
    return row[0], row[1]


def tallies_of(
    connection: Connection, *, campaign_id: int | None, segment_id: int | None
) -> list[NurtureTally]:
    """Per sequence what became of those who were started from a campaign or a segment."""
    of = (
        nurture_run.c.campaign_id == campaign_id
        if campaign_id is not None
        else nurture_run.c.segment_id == segment_id
    )
    standing = _standing().where(of).subquery()
    query = select(standing, nurture_sequence.c.name).join_from(
        standing, nurture_sequence, nurture_sequence.c.id == standing.c.sequence_id
    )
    running, finished = Counter[str](), Counter[str]()
    stopped: dict[str, Counter[StopReason]] = defaultdict(Counter)
    for row in connection.execute(query):
        stopped[row.name].update()
        if row.stopped_on is not None:
            stopped[row.name][StopReason(row.stopped_because)] += 1
        elif row.next_on is not None:
            running[row.name] += 1
        else:
            finished[row.name] += 1
    return [
        NurtureTally(name, running[name], finished[name], tuple(why.most_common()))
        for name, why in sorted(stopped.items(), key=lambda pair: fold(pair[0]))
    ]


# -- keeping --------------------------------------------------------------------------------------------------


def save_sequence(unit: UnitOfWork, sequence_id: int | None, name: str, steps: Sequence[NurtureStep]) -> int:
    """Change a sequence, or add one; what is planned already stays as it is.

    Raises Refused without a name or with one that is taken, without a step, or for a step that is none.
    """
    shown = _free_name(unit.connection, name, sequence_id)
    _require_fit(steps)
    if sequence_id is None:
        sequence_id = unit.insert(nurture_sequence, name=shown)
    else:
        unit.update(nurture_sequence, sequence_id, name=shown)
    there = select(nurture_step.c.id).where(nurture_step.c.sequence_id == sequence_id)
    gone = set(unit.connection.execute(there).scalars())
    for position, step in enumerate(steps):
        values = {
            "position": position,
            "after_days": step.after_days,
            "kind": step.kind.value,
            "text": clean_line(step.text),
            "mail_template_id": step.mail_template_id,
            "content_id": step.content_id,
        }
        if step.id in gone:
            gone.discard(step.id)
            unit.update(nurture_step, step.id, **values)
        else:
            unit.insert(nurture_step, sequence_id=sequence_id, **values)
    _forget_steps(unit, sorted(gone))
    return sequence_id


def _free_name(connection: Connection, name: str, sequence_id: int | None) -> str:
    shown = clean_line(name)
    if not shown:
        raise Refused("nurture.needs_name")
    rows = connection.execute(select(nurture_sequence.c.id, nurture_sequence.c.name))
    if any(fold(there) == fold(shown) and row_id != sequence_id for row_id, there in rows):
        raise Refused("nurture.name_taken", name=shown)
    return shown


def _require_fit(steps: Sequence[NurtureStep]) -> None:
    if not steps:
        raise Refused("nurture.needs_step")
    if len(steps) > MOST_STEPS:
        raise Refused("nurture.too_many_steps", most=MOST_STEPS)
    for number, step in enumerate(steps, start=1):
        if not clean_line(step.text):
            raise Refused("nurture.step_needs_text", number=number)
        if not 0 <= step.after_days <= LONGEST_WAIT:
            raise Refused(
                "nurture.step_days_unfit", number=number, value=step.after_days, longest=LONGEST_WAIT
            )


def _forget_steps(unit: UnitOfWork, ids: Sequence[int]) -> None:
    """Take steps away; follow-ups that were planned from them stay, by their own words."""
    query = select(follow_up.c.id).where(bulk.is_listed(follow_up.c.nurture_step_id))
    planned = unit.connection.execute(query, bulk.ids_parameter(ids)).scalars().all()
    bulk.update_rows(unit, follow_up, planned, nurture_step_id=None)
    unit.delete_where(nurture_step, ids)


def remove_sequence(unit: UnitOfWork, sequence_id: int) -> str:
    """Take a sequence away that nobody was ever started on; its name. Raises Refused otherwise, NotFound."""
    name = name_of(unit.connection, sequence_id)
    used = select(func.count()).where(nurture_run.c.sequence_id == sequence_id)
    if count := unit.connection.execute(used).scalar_one():
        raise Refused("nurture.in_use", name=name, count=count)
    steps = select(nurture_step.c.id).where(nurture_step.c.sequence_id == sequence_id)
    _forget_steps(unit, list(unit.connection.execute(steps).scalars()))
    unit.delete(nurture_sequence, sequence_id)
    return name


def name_of(connection: Connection, sequence_id: int) -> str:
    """The name of a sequence. Raises NotFound."""
    query = select(nurture_sequence.c.name).where(nurture_sequence.c.id == sequence_id)
    name = connection.execute(query).scalar()
    if name is None:
        raise NotFound("record.not_found", kind="nurture_sequence", id=sequence_id)
    return name


# -- starting -------------------------------------------------------------------------------------------------


def start(
    unit: UnitOfWork,
    sequence: NurtureSequence,
    ids: Sequence[int],
    on: date,
    *,
    campaign_id: int | None = None,
    segment_id: int | None = None,
) -> Started:
    """Put people on a sequence and plan its steps from `on`.

    Left out are those with an open deal, those who said no to a channel of it, and those who are on it already.
    """
    wanted = _living(unit.connection, ids)
    busy = _in_open_deals(unit.connection)
    refused: set[int] = set()
    for channel in {reached_by(step.kind) for step in sequence.steps}:
        refused.update(unit.connection.execute(consents.closed_to(channel)).scalars())
    on_it = _running_on(unit.connection, sequence.id)
    told = Started(
        started=0,
        running_already=sum(each in on_it for each in wanted),
        has_deal=sum(each in busy and each not in on_it for each in wanted),
        refused=sum(each in refused and each not in busy | on_it for each in wanted),
    )
    chosen = [each for each in wanted if each not in busy | refused | on_it]
    if not chosen:
        return told
    first = unit.insert_many(
        nurture_run,
        [
            {
                "sequence_id": sequence.id,
                "contact_id": contact_id,
                "started_on": on,
                "campaign_id": campaign_id,
                "segment_id": segment_id,
            }
            for contact_id in chosen
        ],
    )
    rows = [
        {
            "kind": planned_as(step.kind).value,
            "text": step.text,
            "due_on": on + timedelta(days=step.after_days),
            "contact_id": contact_id,
            "nurture_run_id": first + place,
            "nurture_step_id": step.id,
        }
        for place, contact_id in enumerate(chosen)
        for step in sequence.steps
    ]
    unit.insert_many(follow_up, rows)
    return Started(len(chosen), told.has_deal, told.refused, told.running_already)


def _living(connection: Connection, ids: Sequence[int]) -> list[int]:
    query = select(contact.c.id).where(
        bulk.is_listed(contact.c.id), contact.c.trashed_at.is_(None), contact.c.erased_at.is_(None)
    )
    there = set(connection.execute(query, bulk.ids_parameter(ids)).scalars())
    return [contact_id for contact_id in dict.fromkeys(ids) if contact_id in there]


def _in_open_deals(connection: Connection) -> set[int]:
    query = (
        select(deal_contact.c.contact_id)
        .join_from(deal_contact, deal, deal.c.id == deal_contact.c.deal_id)
        .join(stage, stage.c.id == deal.c.stage_id)
        .where(stage.c.kind == Outcome.OPEN.value, deal.c.trashed_at.is_(None))
    )
    return set(connection.execute(query).scalars())


def _running_on(connection: Connection, sequence_id: int) -> set[int]:
    """Who is on the sequence now: not stopped, with a step still open."""
    standing = _standing().where(nurture_run.c.sequence_id == sequence_id, nurture_run.c.stopped_on.is_(None))
    open_ones = [row.id for row in connection.execute(standing) if row.next_on is not None]
    query = select(nurture_run.c.contact_id).where(bulk.is_listed(nurture_run.c.id))
    return set(connection.execute(query, bulk.ids_parameter(open_ones)).scalars())

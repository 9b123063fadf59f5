"""Nurture sequences: dated steps for one person or many, planned as follow-ups until somebody answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from smallbiz_crm.domain.consents import ConsentChannel
from smallbiz_crm.domain.follow_ups import FollowUpKind

MOST_STEPS = 40
LONGEST_WAIT = 3_650
"""Days from the start to the last step."""


class NurtureKind(StrEnum):
    EMAIL = "email"
    CALL = "call"
    CONTENT = "content"


class StopReason(StrEnum):
    """Why a run ended before its last step."""

    REPLY = "reply"
    DEAL = "deal"
    OPT_OUT = "opt_out"
    GONE = "gone"
    BY_HAND = "by_hand"


_PLANNED_AS = {
    NurtureKind.EMAIL: FollowUpKind.EMAIL,
    NurtureKind.CALL: FollowUpKind.CALL,
    NurtureKind.CONTENT: FollowUpKind.EMAIL,
}
_REACHED_BY = {
    NurtureKind.EMAIL: ConsentChannel.EMAIL,
    NurtureKind.CALL: ConsentChannel.PHONE,
    NurtureKind.CONTENT: ConsentChannel.EMAIL,
}


@dataclass(frozen=True, slots=True)
class NurtureStep:
    """What is done `after_days` days from the start; `text` says it on the follow-up. `id` is 0 for a new one."""

    id: int
    after_days: int
    kind: NurtureKind
    text: str
    mail_template_id: int | None = None
    mail_template: str | None = None
    content_id: int | None = None
    content: str | None = None


@dataclass(frozen=True, slots=True)
class NurtureSequence:
    """The steps in the order of their days, and how many people are on it, went through it, or were stopped.

    `due` counts the letters that wait to be drafted.
    """

    id: int
    name: str
    steps: tuple[NurtureStep, ...]
    running: int = 0
    finished: int = 0
    stopped: int = 0
    due: int = 0


@dataclass(frozen=True, slots=True)
class NurtureRun:
    """One person on one sequence: `done` of `steps` are done, the next is due on `next_on`."""

    id: int
    sequence_id: int
    sequence: str
    contact_id: int
    contact: str
    started_on: date
    stopped_on: date | None
    stopped_because: StopReason | None
    steps: int
    done: int
    next_on: date | None

    @property
    def is_running(self) -> bool:
        return self.stopped_on is None and self.next_on is not None


@dataclass(frozen=True, slots=True)
class Started:
    """How many people were started, and how many were left out and why."""

    started: int
    has_deal: int = 0
    refused: int = 0
    running_already: int = 0

    @property
    def left_out(self) -> int:
        return self.has_deal + self.refused + self.running_already


@dataclass(frozen=True, slots=True)
class NurtureTally:
    """What became of those who were started: why and how often they stopped, the most frequent first."""

    sequence: str
    running: int
    finished: int
    stopped: tuple[tuple[StopReason, int], ...]


def planned_as(kind: NurtureKind) -> FollowUpKind:
    """The follow-up that a step is planned as."""
    return _PLANNED_AS[kind]


def reached_by(kind: NurtureKind) -> ConsentChannel:
    """The channel that a step goes over: whoever said no to it is not started, and stopped."""
    return _REACHED_BY[kind]

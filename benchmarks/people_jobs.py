"""Jobs with people: a long timeline, a segment, likely duplicates, a merge, quick capture, the score, a campaign."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from benchmarks.material import TODAY, filled_workspace
from benchmarks.measure import Result, high, middle, once, quantile, within
from benchmarks.window_jobs import rest, settle, shown_window
from smallbiz_crm.domain.campaigns import ParticipantState
from smallbiz_crm.domain.capture import read_line
from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.segments import Comparison, Condition, Group
from smallbiz_crm.services.workspace import Workspace

ENTRIES = 2_000
MARKED = 10_000
KINDS = ("note", "call", "email", "meeting")
LONG_STORY = "Somebody with a long story"
LINE = "Ana Pérez, Nordlicht GmbH, 0170 555 1234, ask for price list #retail !fri"
RULE = Group(
    (
        Condition("company", Comparison.CONTAINS, "gmbh"),
        Condition("email", Comparison.FILLED),
        Condition("last_activity", Comparison.NOT_IN_LAST_DAYS, "60"),
    )
)


def records(count: int, scale: str) -> Iterator[Result]:
    """Opening a person with 2,000 entries, read and painted, 95th percentile."""
    workspace = filled_workspace(count)
    long_id = _long_story(workspace)
    other_id = workspace.contacts.ids(limit=1)[0]
    with shown_window(workspace) as window:
        window.go_to("contacts")
        rest(window)

        taken: list[float] = []
        for _time in range(20):
            window.panels.open_record("contact", other_id)
            settle(0.05)
            taken.append(
                once(lambda: (window.panels.open_record("contact", long_id), window.panels.repaint()))
            )
        yield within(f"open a person with {ENTRIES:,} entries", scale, quantile(taken[1:], 0.95), 50)
    workspace.close()


def _long_story(workspace: Workspace) -> int:
    found = workspace.contacts.ids(search=LONG_STORY)
    if found:
        return found[0]
    contact_id = workspace.contacts.add(NewContact(name=LONG_STORY))
    for number in range(ENTRIES):
        kind, day = KINDS[number % len(KINDS)], TODAY - timedelta(days=number // 3)
        workspace.contacts.log(contact_id, kind, f"Talked about shelf {number} and its price", on=day)
    workspace.settle()
    return contact_id


def people(count: int, scale: str) -> Iterator[Result]:
    """What is asked of many people at once, and what is read at each key of the capture line."""
    workspace = filled_workspace(count)
    yield within(
        "count a segment of three rules", scale, middle(lambda _: workspace.segments.count(RULE)), 250
    )
    yield within("likely duplicates of everybody", scale, once(workspace.duplicates.find), 10_000)
    pairs = workspace.contacts.ids(limit=40)

    def merge(number: int) -> None:
        workspace.duplicates.merge(pairs[number * 2], pairs[number * 2 + 1])
        workspace.history.undo()

    yield within("merge two people and take it back", scale, middle(merge, 10), 100)
    yield within("read a line of quick capture", scale, high(lambda _: read_line(LINE, today=TODAY), 100), 8)
    workspace.close()


def participants(count: int, scale: str) -> Iterator[Result]:
    """Ten thousand people of a campaign: marked as attended, read with how far they came, and taken back."""
    workspace = filled_workspace(max(count, MARKED))
    fair = workspace.campaigns.add("Fair of ten thousand")
    ids = workspace.contacts.ids(limit=MARKED)
    put = workspace.participants.put
    put(fair, ids, ParticipantState.INVITED)
    taken = once(lambda: put(fair, ids, ParticipantState.ATTENDED))
    yield within(f"mark {MARKED:,} participants", scale, taken, 2_000)
    read = middle(lambda _: workspace.participants.standings(fair))
    yield within(f"read {MARKED:,} participants", scale, read, 500)
    yield within(f"take {MARKED:,} marks back", scale, once(workspace.history.undo), 2_000)
    workspace.close()


SCORED = "Everybody met here"


def scores(count: int, scale: str) -> Iterator[Result]:
    """The score of everybody with two rules and three touches each."""
    workspace = filled_workspace(count)
    everybody = list(workspace.contacts.ids())
    if not workspace.campaigns.list(search=SCORED):
        _touch_all(workspace, everybody)
    yield within(
        "who is proposed as MQL, of everybody", scale, middle(lambda _: workspace.scoring.proposed(5)), 500
    )
    yield within(
        "the score of 64 people on screen",
        scale,
        high(lambda _: workspace.scoring.totals(everybody[:64])),
        16,
    )
    workspace.close()


def _touch_all(workspace: Workspace, everybody: list[int]) -> None:
    campaign_id = workspace.campaigns.add(SCORED)
    for number, kind in enumerate(("met", "opened", "clicked")):
        workspace.campaigns.add_people(
            campaign_id, everybody, kind=kind, on=TODAY - timedelta(days=40 * number)
        )
    workspace.scoring.add_fit_rule("company", "", 5)
    workspace.scoring.add_fit_rule("phone", "", 3)
    workspace.settle()

"""What other programs call their stages out of the box, and which stage of one's own each comes closest to."""

from __future__ import annotations

from collections.abc import Sequence

from smallbiz_crm.domain.deals import Outcome, Stage
from smallbiz_crm.domain.text import fold

PER_CENT = 100
PROBABILITIES = {
    # HubSpot, by the names of its files and of its exports for programs
    "appointmentscheduled": 20,
    "qualifiedtobuy": 40,
    "presentationscheduled": 60,
    "decisionmakerboughtin": 80,
    "contractsent": 90,
    # Pipedrive
    "leadin": 10,
    "qualified": 20,
    "contactmade": 30,
    "needsdefined": 40,
    "demoscheduled": 50,
    "proposalmade": 60,
    "negotiationsstarted": 80,
    # Salesforce and others
    "prospecting": 10,
    "qualification": 10,
    "needsanalysis": 20,
    "valueproposition": 50,
    "iddecisionmakers": 60,
    "perceptionanalysis": 70,
    "proposalpricequote": 75,
    "proposalsent": 60,
    "negotiationreview": 90,
    "engaging": 40,
}
"""In per cent, as those programs have them; words without case, spaces and signs."""


def usual_probability(word: str) -> int | None:
    """How likely a deal in a stage of that name is to be won, in per cent; None for a name nobody ships."""
    return PROBABILITIES.get("".join(sign for sign in fold(word) if sign.isalnum()))


def closest_stage(word: str, stages: Sequence[Stage]) -> Stage | None:
    """The open stage whose probability comes closest to that of a known word; the earlier of two."""
    share = usual_probability(word)
    open_stages = [stage for stage in stages if stage.kind is Outcome.OPEN]
    if share is None or not open_stages:
        return None
    return min(open_stages, key=lambda stage: (abs(stage.probability - share * PER_CENT), stage.position))

"""The time of day in what is to be done, in six languages; what only looks like one stays text."""

from __future__ import annotations

from datetime import date

import pytest

from smallbiz_crm.domain.capture import read_line
from smallbiz_crm.domain.capture_times import take_time

THURSDAY = date(2026, 5, 14)


@pytest.mark.parametrize(
    ("text", "time", "rest"),
    [
        ("call 3pm", "15:00", "call"),
        ("call at 3 pm", "15:00", "call"),
        ("call at 3:30 p.m.", "15:30", "call"),
        ("call at 9 a.m. about the offer", "09:00", "call about the offer"),
        ("12pm lunch", "12:00", "lunch"),
        ("call at 12am", "00:00", "call"),
        ("14:30 demo", "14:30", "demo"),
        ("call at 10:00", "10:00", "call"),
        ("call @3pm", "15:00", "call"),
        ("call at 3", "15:00", "call"),
        ("call at 10 with the team", "10:00", "call with the team"),
        ("lunch at noon", "12:00", "lunch"),
        ("call at half past three", "15:30", "call"),
        ("call at 3 in the afternoon", "15:00", "call"),
        ("meeting 15:00-16:00", "15:00", "meeting"),
        ("um 15 Uhr anrufen", "15:00", "anrufen"),
        ("um 15.30 Uhr anrufen", "15:30", "anrufen"),
        ("um 9 Uhr 15 anrufen", "09:15", "anrufen"),
        ("anrufen um halb drei", "14:30", "anrufen"),
        ("gegen 14:00 Uhr Demo", "14:00", "Demo"),
        ("mittags anrufen", "12:00", "anrufen"),
        ("um 8 Uhr abends anrufen", "20:00", "anrufen"),
        ("rappeler à 15h", "15:00", "rappeler"),
        ("rappeler vers 15h30", "15:30", "rappeler"),
        ("rappeler à 9 heures", "09:00", "rappeler"),
        ("rappeler à midi", "12:00", "rappeler"),
        ("llamar a las 15:00", "15:00", "llamar"),
        ("llamar a las 3 de la tarde", "15:00", "llamar"),
        ("llamar a las 10 horas", "10:00", "llamar"),
        ("ligar às 15h", "15:00", "ligar"),
        ("ligar às 3 da tarde", "15:00", "ligar"),
        ("chiamare alle 15", "15:00", "chiamare"),
        ("chiamare alle ore 15:30", "15:30", "chiamare"),
        ("chiamare a mezzogiorno", "12:00", "chiamare"),
    ],
)
def test_a_time_is_taken_out_with_its_preposition(text: str, time: str, rest: str) -> None:
    assert take_time(text) == (time, rest)


@pytest.mark.parametrize(
    "text",
    [
        "call",
        "call about 3 boxes",
        "call at 3 shops",
        "send 15 samples",
        "send 16:9 pictures",
        "call at 25:00",
        "call at 14:75",
        "book 15h de formation",
        "atelier de 2h",
        "send 9.30 quote",
        "check 24/7 support",
        "order 3 pmx",
    ],
)
def test_what_only_looks_like_a_time_stays(text: str) -> None:
    assert take_time(text) is None


@pytest.mark.parametrize(
    ("line", "due", "time", "to_do"),
    [
        ("Eva Lutz, Acme, call tomorrow 3pm", "2026-05-15", "15:00", "call"),
        ("Eva Lutz, Acme, call at 3pm tomorrow", "2026-05-15", "15:00", "call"),
        ("Eva Lutz, Acme, 3pm tomorrow call", "2026-05-15", "15:00", "call"),
        ("Eva Lutz, Acme, 3pm tomorrow", "2026-05-15", "15:00", ""),
        ("Eva Lutz, Acme, morgen um 15 Uhr anrufen", "2026-05-15", "15:00", "anrufen"),
        ("Eva Lutz, Acme, demain 15h rappeler", "2026-05-15", "15:00", "rappeler"),
        ("Eva Lutz, Acme, rappeler demain à 15h30", "2026-05-15", "15:30", "rappeler"),
        ("Eva Lutz, Acme, llamar mañana a las 15:00", "2026-05-15", "15:00", "llamar"),
        ("Eva Lutz, Acme, ligar amanhã às 15h", "2026-05-15", "15:00", "ligar"),
        ("Eva Lutz, Acme, chiamare domani alle 15", "2026-05-15", "15:00", "chiamare"),
        ("Eva Lutz, Acme, call Friday 14:30", "2026-05-15", "14:30", "call"),
        ("Eva Lutz, Acme, !fri 14:30 demo", "2026-05-15", "14:30", "demo"),
        ("Eva Lutz, Acme, 20 May 10:00 demo", "2026-05-20", "10:00", "demo"),
        ("Eva Lutz, Acme, 20.05. um 10 Uhr Demo", "2026-05-20", "10:00", "Demo"),
        ("Eva Lutz, Acme, 9.10 Uhr morgen anrufen", "2026-05-15", "09:10", "anrufen"),
        ("Eva Lutz, Acme, call tomorrow @3pm", "2026-05-15", "15:00", "call"),
        ("Eva Lutz, Acme, call tomorrow, 3pm", "2026-05-15", "15:00", "call"),
    ],
)
def test_a_line_gives_its_follow_up_a_time(line: str, due: str, time: str, to_do: str) -> None:
    said = read_line(line, today=THURSDAY)

    assert said.follow_up is not None
    assert (said.name, said.company) == ("Eva Lutz", "Acme")
    assert (said.follow_up.due.isoformat(), said.follow_up.time, said.follow_up.to_do) == (due, time, to_do)


def test_a_time_without_a_day_is_no_follow_up() -> None:
    said = read_line("Eva Lutz, Acme, open from 9:00", today=THURSDAY)

    assert said.follow_up is None
    assert said.note == "open from 9:00"

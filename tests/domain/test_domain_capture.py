"""Quick capture: real lines, the grammar's corners, and that nothing typed is lost."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallbiz_crm.domain import capture
from smallbiz_crm.domain.text import fold, search_words

LINES = Path(__file__).parents[2] / "../shared/data/capture/lines.jsonl"
REACHED = 31
THURSDAY = date(2026, 5, 14)


def facts_of(line: str, **options: object) -> dict[str, object]:
    return capture.read_line(line, today=THURSDAY, **options).facts()  # pyright: ignore[reportArgumentType]


def test_real_lines_are_understood() -> None:
    if not LINES.exists():
        pytest.skip("the real lines are not beside the project")
    cases = [json.loads(line) for line in LINES.read_text("utf-8").splitlines() if line.strip()]
    wrong = [
        (case["line"], found)
        for case in cases
        if (found := capture.read_line(case["line"], today=date.fromisoformat(case["today"])).facts())
        != case["expect"]
    ]
    assert len(cases) - len(wrong) >= min(REACHED, len(cases)), wrong


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        ("Acme GmbH, Eva Braun-Lutz", {"company": "Acme GmbH", "name": "Eva Braun-Lutz"}),
        ("Acme, Eva Lutz", {"company": "Acme", "name": "Eva Lutz"}),
        ("Acme, Inc., Eva Lutz", {"company": "Acme, Inc.", "name": "Eva Lutz"}),
        ("Eva Lutz, Acme, Inc.", {"company": "Acme, Inc.", "name": "Eva Lutz"}),
        ("Lutz, Eva", {"name": "Eva Lutz"}),
        ("Eva Lutz | Acme | buyer", {"name": "Eva Lutz", "company": "Acme", "job_title": "buyer"}),
        ("Eva Lutz - Acme", {"name": "Eva Lutz", "company": "Acme"}),
        ("Eva Lutz (Acme)", {"name": "Eva Lutz", "company": "Acme"}),
        ("Eva Lutz (CFO)", {"name": "Eva Lutz", "job_title": "CFO"}),
        ("Eva Lutz CFO Acme", {"name": "Eva Lutz", "job_title": "CFO", "company": "Acme"}),
        ("Eva Lutz bei Acme AG", {"name": "Eva Lutz", "company": "Acme AG"}),
        ("Eva Lutz von Acme AG", {"name": "Eva Lutz", "company": "Acme AG"}),
        ("Eva Lutz von der Lutz GmbH", {"name": "Eva Lutz", "company": "Lutz GmbH"}),
        ("Maria von Trapp", {"name": "Maria von Trapp"}),
        (
            "Eva Lutz, head of sales at Acme",
            {"name": "Eva Lutz", "job_title": "head of sales", "company": "Acme"},
        ),
        ("Hans Lutz, Lutz & Partner", {"name": "Hans Lutz", "company": "Lutz & Partner"}),
        ("met Eva Lutz at the fair", {"name": "Eva Lutz", "note": "met Eva Lutz at the fair"}),
        ("Eva wants samples", {"name": "Eva", "note": "wants samples"}),
        ("Eva @Acme wants samples", {"name": "Eva", "company": "Acme", "note": "wants samples"}),
        ("Eva, Acme, Berlin, nice", {"name": "Eva", "company": "Acme", "note": "Berlin, nice"}),
        ("Eva, 4,000 cartons", {"name": "Eva", "note": "4,000 cartons"}),
        ("田中太郎、株式会社田中", {"name": "田中太郎", "company": "株式会社田中"}),
    ],
)
def test_people_and_companies(line: str, facts: dict[str, object]) -> None:
    assert facts_of(line) == facts


@pytest.mark.parametrize(
    ("line", "due", "text"),
    [
        ("call today", "2026-05-14", "call"),
        ("call tomorrow at 10:00", "2026-05-15", "call at 10:00"),
        ("send offer by Friday", "2026-05-15", "send offer"),
        ("call next friday", "2026-05-22", "call"),
        ("call next monday", "2026-05-18", "call"),
        ("call the day after tomorrow", "2026-05-16", "call"),
        ("call in two weeks", "2026-05-28", "call"),
        ("call in a month", "2026-06-14", "call"),
        ("email end of week", "2026-05-15", "email"),
        ("renew next month", "2026-06-01", "renew"),
        ("demo 20/5", "2026-05-20", "demo"),
        ("demo on May 20th", "2026-05-20", "demo"),
        ("call on the 20th", "2026-05-20", "call"),
        ("call 3 January", "2027-01-03", "call"),
        ("20. Mai Demo", "2026-05-20", "Demo"),
        ("Treffen am 20.5.", "2026-05-20", "Treffen"),
        ("übermorgen anrufen", "2026-05-16", "anrufen"),
        ("in 2 Wochen nachfassen", "2026-05-28", "nachfassen"),
        ("nächste Woche anrufen", "2026-05-18", "anrufen"),
        ("Monatsende nachfassen", "2026-05-31", "nachfassen"),
        ("llamar pasado mañana", "2026-05-16", "llamar"),
        ("llamar el próximo lunes", "2026-05-18", "llamar"),
        ("reunión el 20 de mayo", "2026-05-20", "reunión"),
        ("llamar en 3 días", "2026-05-17", "llamar"),
        ("rappeler lundi prochain", "2026-05-18", "rappeler"),
        ("appeler la semaine prochaine", "2026-05-18", "appeler"),
        ("envoyer devis après-demain", "2026-05-16", "envoyer devis"),
        ("ligar amanhã", "2026-05-15", "ligar"),
        ("ligar na próxima semana", "2026-05-18", "ligar"),
        ("!+2w send quote", "2026-05-28", "send quote"),
        ("send quote !next monday", "2026-05-18", "send quote"),
        ("!mo anrufen", "2026-05-18", "anrufen"),
        ("!fri, call him", "2026-05-15", "call him"),
        ("!fri", "2026-05-15", ""),
    ],
)
def test_follow_ups(line: str, due: str, text: str) -> None:
    assert facts_of(f"Eva Lutz, Acme, {line}") == {
        "name": "Eva Lutz",
        "company": "Acme",
        "follow_up": {"due": due, "text": text},
    }


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        ("Lisa Morgen, Acme", {"name": "Lisa Morgen", "company": "Acme"}),
        ("April May, Rising Sun", {"name": "April May", "company": "Rising Sun"}),
        ("Eva, spoke Monday about prices", {"name": "Eva", "note": "spoke Monday about prices"}),
        ("Eva, needs stock by June", {"name": "Eva", "note": "needs stock by June"}),
        ("Eva, 24/7 support needed", {"name": "Eva", "note": "24/7 support needed"}),
        ("Eva, Acme, we are their #1", {"name": "Eva", "company": "Acme", "note": "we are their #1"}),
        ("Eva, Acme, wow!", {"name": "Eva", "company": "Acme", "note": "wow!"}),
        ("Eva, birthday 12.03.1980", {"name": "Eva", "note": "birthday 12.03.1980"}),
        ("Eva !soon", {"name": "Eva !soon"}),
    ],
)
def test_days_in_names_and_remarks_are_no_follow_ups(line: str, facts: dict[str, object]) -> None:
    assert facts_of(line) == facts


def test_a_follow_up_in_the_first_words_names_the_person() -> None:
    assert facts_of("call Eva Lutz tomorrow") == {
        "name": "Eva Lutz",
        "follow_up": {"due": "2026-05-15", "text": "call Eva Lutz"},
    }
    assert facts_of("Send quote to Eva tomorrow") == {
        "name": "Eva",
        "follow_up": {"due": "2026-05-15", "text": "Send quote to Eva"},
    }
    assert facts_of("Eva Lutz: call tomorrow") == {
        "name": "Eva Lutz",
        "follow_up": {"due": "2026-05-15", "text": "call"},
    }


def test_only_the_first_follow_up_is_planned_the_second_is_kept_as_note() -> None:
    found = capture.read_line("Eva, Acme, call tomorrow, send quote friday", today=THURSDAY)
    assert found.follow_up == capture.CapturedFollowUp(date(2026, 5, 15), "call", "call")
    assert found.note == "send quote friday"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("anrufen", "call"),
        ("write to her", "email"),
        ("coffee", "meeting"),
        ("send quote", "todo"),
        ("reunião", "meeting"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    found = capture.read_line(f"Eva, Acme, {text} tomorrow", today=THURSDAY)
    assert found.follow_up is not None
    assert found.follow_up.kind == kind


@pytest.mark.parametrize(
    ("line", "amount", "currency", "title"),
    [
        ("$1200 Website", "1200.00", "EUR", "Website"),
        ("1.200 € Website", "1200.00", "EUR", "Website"),
        ("€1,200.50 Website", "1200.50", "EUR", "Website"),
        ("Website 5k€", "5000.00", "EUR", "Website"),
        ("US$ 3,000 pilot", "3000.00", "USD", "pilot"),
        ("CHF 3'000 Pilot", "3000.00", "CHF", "Pilot"),
        ("900 EUR", "900.00", "EUR", ""),
        ("order: 900 EUR Website", "900.00", "EUR", "Website"),
        ("¥5000 trial", "5000", "JPY", "trial"),
    ],
)
def test_deals(line: str, amount: str, currency: str, title: str) -> None:
    assert facts_of(f"Eva Lutz, Acme, {line}")["deal"] == {
        "amount": amount,
        "currency": currency,
        "title": title,
    }


def test_an_amount_inside_a_remark_is_part_of_it() -> None:
    assert facts_of("Eva, wants a site for $1200 by June") == {
        "name": "Eva",
        "note": "wants a site for $1200 by June",
    }
    assert facts_of("Eva, Acme, $9999999999999 deal")["note"] == "$9999999999999 deal"


def test_phones_keep_label_and_typing() -> None:
    found = capture.read_line("Eva, tel: 555 1234, Mobil +49 (170) 555-1234, 0170 5551234", today=THURSDAY)
    assert found.phones == (
        capture.CapturedPhone("555 1234", "5551234", "tel"),
        capture.CapturedPhone("+49 (170) 555-1234", "+491705551234", "Mobil"),
        capture.CapturedPhone("0170 5551234", "01705551234", ""),
    )
    assert found.note == ""


def test_numbers_that_are_no_phones() -> None:
    assert facts_of("Eva, Acme, invoice 2026-000123 open") == {
        "name": "Eva",
        "company": "Acme",
        "note": "invoice 2026-000123 open",
    }


def test_links_mail_and_tags() -> None:
    found = facts_of("Eva <Eva@Acme.com>, www.acme.com/x, linkedin.com/in/eva. #vip #VIP #köln, eva@acme.com")
    assert found == {
        "name": "Eva",
        "emails": ["Eva@Acme.com"],
        "urls": ["www.acme.com/x", "linkedin.com/in/eva"],
        "tags": ["vip", "köln"],
    }


def test_known_companies_are_recognised_anywhere() -> None:
    def is_known(name: str) -> bool:
        return fold(name) == "rising sun"

    assert facts_of("Rising Sun", known_companies=is_known) == {"company": "Rising Sun"}
    assert facts_of("Lutz, Rising Sun", known_companies=is_known) == {"name": "Lutz", "company": "Rising Sun"}


def test_what_the_person_decided_wins() -> None:
    assert facts_of("Eva Lutz, Acme", decided={"Acme": "note"}) == {"name": "Eva Lutz", "note": "Acme"}
    assert facts_of("Blue Ltd, Eva", decided={"Blue Ltd": "name", "Eva": "company"}) == {
        "name": "Blue Ltd",
        "company": "Eva",
    }


def test_region_puts_the_month_first() -> None:
    follow_up = facts_of("Eva, Acme, demo 6/5", region="US")["follow_up"]
    assert follow_up == {"due": "2026-06-05", "text": "demo"}
    assert facts_of("Eva, Acme, demo 6/5")["follow_up"] == {"due": "2027-05-06", "text": "demo"}


def test_an_empty_line_says_nothing() -> None:
    assert capture.read_line(" ,; ", today=THURSDAY) == capture.Understood()


def test_spans_say_what_each_stretch_was_understood_as() -> None:
    line = "Eva Lutz, CFO at Acme, 0170 5551234, call tomorrow #vip"
    found = capture.read_line(line, today=THURSDAY)
    assert [(line[span.start : span.end], span.meaning) for span in found.spans] == [
        ("Eva Lutz", "name"),
        ("CFO", "job_title"),
        ("at Acme", "company"),
        ("0170 5551234", "phone"),
        ("call", "follow_up"),
        ("tomorrow", "due"),
        ("#vip", "tag"),
    ]


def assert_spans_hold_every_word(line: str, found: capture.Understood) -> None:
    end = 0
    for span in found.spans:
        assert end <= span.start < span.end <= len(line)
        assert not any(map(str.isalnum, line[end : span.start])), line[end : span.start]
        end = span.end
    assert not any(map(str.isalnum, line[end:])), line[end:]


WORDS = [
    "Eva", "Lutz", "Acme", "GmbH", "Ltd", "Inc.", "&", "Co", "call", "send", "wants", "met", "CFO", "head",
    "of", "sales", "at", "from", "von", "@", "@Acme", "#vip", "#1", "!", "!fri", "!+7", "!soon", "tomorrow",
    "friday", "next", "week", "in", "3", "days", "20", "May", "2026-06-01", "20.5.", "$1200", "1.200", "€",
    "EUR", "5k", "eva@acme.com", "www.a.de", "https://x.io/a", "+49", "170", "5551234", "0170", "tel:",
    "mail:", "🙂", "(", ")", "(CTO)", ",", "\n", ";", "|", "-", "/", ".", ":", "morgen", "anrufen", "lundi",
    "株式会社田中", "mañana",
]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=14), st.sampled_from([" ", "  ", ""]))
def test_every_word_of_a_plausible_line_is_in_a_span_and_in_a_field(parts: list[str], blank: str) -> None:
    line = blank.join(parts)
    found = capture.read_line(line, today=THURSDAY)
    assert_spans_hold_every_word(line, found)
    everything = json.dumps(found.facts(), ensure_ascii=False)
    assert ("🙂" in line) == ("🙂" in everything)
    follow_up, deal = found.follow_up, found.deal
    kept = search_words(
        *(found.name, found.company, found.job_title, found.note, *found.emails, *found.urls, *found.tags),
        *(phone.number for phone in found.phones),
        *(follow_up.text if follow_up else "", deal.title if deal else ""),
    ).split(" ")
    for span in found.spans:
        if span.meaning not in ("due", "deal", "phone", "email"):
            missing = set(search_words(line[span.start : span.end]).split(" ")) - {"", *kept}
            assert missing <= {"at", "from", "von"}


@given(st.text(max_size=120) | st.text(alphabet="aA1 .,;@#!$€+-()/:\n\0&é", max_size=60))
def test_any_text_is_read(line: str) -> None:
    found = capture.read_line(line, today=THURSDAY)
    assert_spans_hold_every_word(line, found)
    assert json.dumps(found.facts())
    assert found.unread == ()


@pytest.mark.parametrize(
    "part", ["a@", "1 ", "(", "$1 ", "!", "@a ", "call ", "1.", "#a", "Ab ", "+1 ", "in 3 ", ",", "a-"]
)
def test_long_lines_are_read_whole(part: str) -> None:
    line = (part * 3000)[:6000]
    found = capture.read_line(line, today=THURSDAY)
    assert_spans_hold_every_word(line, found)

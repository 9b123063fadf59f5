"""Quick capture by the line: one person, many from stdin, at an event, and what would be understood."""

from __future__ import annotations

import json

from command_line import CommandLine

KEYS = ["contact", "company", "touch", "follow_up", "deal", "possible_duplicates", "understood"]
TODAY = ("--today", "2026-05-14")


def test_a_line_becomes_a_person_with_what_is_to_be_done(crm: CommandLine) -> None:
    line = "Ana Silva, Acme, ana@acme.com, 0170 555 1234, met at WebSummit, #retail, follow up Friday"

    facts = crm.json("add", line, *TODAY)

    assert list(facts) == KEYS
    assert (facts["contact"], facts["company"], facts["follow_up"], facts["deal"]) == (1, 1, 1, None)
    assert facts["understood"] == {
        "name": "Ana Silva",
        "company": "Acme",
        "emails": ["ana@acme.com"],
        "phones": ["01705551234"],
        "tags": ["retail"],
        "note": "met at WebSummit",
        "follow_up": {"due": "2026-05-15", "text": "follow up"},
    }
    assert crm.json("show", "contact", "1")["phones"][0]["number"] == "0170 555 1234"


def test_it_is_one_step(crm: CommandLine) -> None:
    before = crm.state()
    crm("add", "Ana Silva, Acme, ana@acme.com, deal 500 EUR, call tomorrow")

    crm("undo")

    ok, rows = crm.state()
    assert ok
    changed = {name for name, count in rows.items() if count != before[1][name]}
    assert changed <= {"step", "journal_entry", "id_counter"}


def test_event_makes_a_lead_that_was_met_there(crm: CommandLine) -> None:
    crm(
        "import",
        crm.file("p.csv", "Name,Source campaign\nBo Ek,Fair\n"),
        "--map",
        "Source campaign=source_campaign",
    )

    facts = crm.json("add", "Ana Silva, ana@acme.com", "--event", "fair")

    assert isinstance(facts["touch"], int)
    assert crm.json("show", "contact", str(facts["contact"]))["lifecycle"] == "lead"
    unknown = crm("add", "Cleo", "--event", "Circus")
    assert unknown.code == 3
    assert "Circus" in unknown.err
    assert crm.json("list", "contacts")["total"] == 2


def test_dry_run_only_says_what_is_understood(crm: CommandLine) -> None:
    before = crm.state()

    facts = crm.json("add", "Ana Silva, ana@acme.com", "--dry-run")

    assert facts["contact"] is None
    assert facts["understood"]["name"] == "Ana Silva"
    assert crm.state() == before


def test_possible_duplicates_are_told_never_forced(crm: CommandLine) -> None:
    crm("add", "Ana Silva, ana@acme.com")

    facts = crm.json("add", "Ana S., ana@acme.com")

    assert facts["possible_duplicates"] == [1]
    assert facts["contact"] == 2


def test_for_people_a_likely_duplicate_is_named_with_the_reason(crm: CommandLine) -> None:
    crm("add", "Ana Silva, Acme GmbH, ana@acme.com")

    told = crm("add", "Ana Sílva, Acme").err

    assert told == (
        "May be somebody who is there already: Ana Silva, Acme GmbH (number 1). Same name and company.\n"
    )


def test_lines_from_stdin_are_one_object_a_line(crm: CommandLine) -> None:
    text = "Ana Silva, ana@acme.com\n\n  \nBo Ek, bo@beta.se\r\nЮлия Ким, 0170 555 1234\n"

    ran = crm("add", "-", "--json", stdin=text.encode())

    assert ran.code == 0, ran.err
    objects = [json.loads(line) for line in ran.out.splitlines()]
    assert [one["contact"] for one in objects] == [1, 2, 3]
    assert objects[2]["understood"]["name"] == "Юлия Ким"


def test_a_bad_line_does_not_keep_the_others_out(crm: CommandLine) -> None:
    lines = b"Ana Silva, ana@acme.com\n\xff\xfe\xfa\n#tag\nBo Ek, bo@beta.se\n"

    ran = crm("add", "-", "--json", stdin=lines)

    assert ran.code == 1
    assert len(ran.out.splitlines()) == 2
    assert "Line 2:" in ran.err
    assert "Line 3:" in ran.err
    assert crm.json("list", "contacts")["total"] == 2


def test_a_line_that_names_nobody_is_refused(crm: CommandLine) -> None:
    before = crm.state()

    ran = crm("add", "#retail")

    assert ran.code == 3
    assert ran.err.count("\n") == 1
    assert crm.state() == before


def test_for_people_it_says_what_was_understood(crm: CommandLine) -> None:
    out = crm("add", "Ana Silva, Acme, 1.5k EUR deal, call tomorrow", *TODAY).out

    assert "Ana Silva" in out
    assert "2026-05-15" in out
    assert "1500 EUR" in out

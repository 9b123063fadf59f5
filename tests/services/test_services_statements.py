"""Bank and card statements: what went out becomes spend once, and rules remember what a payee belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from smallbiz_crm.domain.campaigns import Spend
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.imports import ImportPreview, ImportResult, Outcome
from smallbiz_crm.domain.spend_rules import SpendRule, rule_for, rule_words
from smallbiz_crm.exchange.mapped import signed
from smallbiz_crm.services.workspace import Workspace

TODAY = date(2026, 5, 14)
SPARKASSE = (
    '"Buchungstag";"Verwendungszweck";"Beguenstigter/Zahlungspflichtiger";"Betrag";"Waehrung"\n'
    '"04.05.26";"RE 4711 STAND";"MESSE NORD GMBH";"-1.404,20";"EUR"\n'
    '"05.05.26";"Anzeigen Mai";"GOOGLE *ADS 4839201";"-119,00";"EUR"\n'
    '"05.05.26";"Anzeigen Mai";"GOOGLE *ADS 4839201";"-119,00";"EUR"\n'
    '"06.05.26";"Rechnung 12";"Kunde AG";"2.380,00";"EUR"\n'
)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "bank.crm", clock=FixedClock(TODAY))
    yield made
    made.close()


@pytest.fixture
def ads(workspace: Workspace) -> int:
    return workspace.campaigns.add(
        "Search ads", channel="ads", starts_on=date(2026, 5, 1), ends_on=date(2026, 6, 30)
    )


@pytest.fixture
def preview(workspace: Workspace, tmp_path: Path) -> Callable[[str], ImportPreview]:
    def look(text: str) -> ImportPreview:
        path = tmp_path / "statement.csv"
        path.write_text(text, "utf-8")
        return workspace.imports.preview(workspace.imports.open(path, kind="spend"))

    return look


@pytest.fixture
def take(workspace: Workspace, tmp_path: Path) -> Callable[..., ImportResult]:
    def run(text: str, **options: str) -> ImportResult:
        path = tmp_path / "statement.csv"
        path.write_text(text, "utf-8")
        return workspace.imports.run(workspace.imports.open(path, kind="spend", **options))  # type: ignore[arg-type]

    return run


def _lines(workspace: Workspace) -> list[tuple[str, int, str | None, str]]:
    return [(one.payee, one.gross, one.campaign, one.category) for one in reversed(workspace.spending.list())]


def _only(workspace: Workspace) -> Spend:
    (line,) = workspace.spending.list()
    return line


def test_what_went_out_becomes_spend_and_what_came_in_is_skipped(
    workspace: Workspace, take: Callable[..., ImportResult]
) -> None:
    result = take(SPARKASSE)
    assert (result.created, result.skipped, result.problems) == (3, 1, ())
    assert _lines(workspace) == [
        ("MESSE NORD GMBH", 140_420, None, "Other"),
        ("GOOGLE *ADS 4839201", 11_900, None, "Other"),
        ("GOOGLE *ADS 4839201", 11_900, None, "Other"),
    ]
    assert {line.paid_on for line in workspace.spending.list()} == {date(2026, 5, 4), date(2026, 5, 5)}


def test_a_statement_read_again_adds_nothing_wherever_its_lines_went_since(
    workspace: Workspace, ads: int, take: Callable[..., ImportResult]
) -> None:
    take(SPARKASSE)
    first, second, stand = workspace.spending.list()
    workspace.spending.edit(first.id, campaign_id=ads, category="Advertising", net=10_000, tax=1_900)
    workspace.spending.trash([stand.id])
    again = take(SPARKASSE)
    assert (again.created, again.same, again.step) == (0, 3, None)
    longer = take(SPARKASSE + '"07.05.26";"Anzeigen Mai";"GOOGLE *ADS 4839201";"-119,00";"EUR"\n')
    assert (longer.created, longer.same) == (1, 3)
    assert second.id in {line.id for line in workspace.spending.list()}


def test_an_import_is_taken_back_and_can_be_done_again(
    workspace: Workspace, take: Callable[..., ImportResult]
) -> None:
    take(SPARKASSE)
    workspace.history.undo()
    assert workspace.spending.list() == []
    assert take(SPARKASSE).created == 3


def test_rules_give_campaign_and_category_and_the_preview_says_so(
    workspace: Workspace,
    ads: int,
    preview: Callable[[str], ImportPreview],
    take: Callable[..., ImportResult],
) -> None:
    workspace.spend_rules.remember("Google Ads 123", campaign_id=ads, category="Advertising")
    row = preview(SPARKASSE).rows[1]
    assert (row.outcome, row.reason) == (Outcome.NEW, "statement.by_rule")
    assert row.reason_params == {"words": "google ads", "to": "Search ads, Advertising"}
    take(SPARKASSE)
    assert _lines(workspace)[1] == ("GOOGLE *ADS 4839201", 11_900, "Search ads", "Advertising")
    head = '"Buchungstag";"Verwendungszweck";"Empfänger";"Betrag"\n'
    back = take(head + '"08.05.26";"x";"Google Ads";"19,00"\n"08.05.26";"y";"z";"-1,00"\n')
    assert back.created == 2
    assert ("Google Ads", -1_900, "Search ads", "Advertising") in _lines(workspace)


def test_a_payee_without_a_rule_gets_what_it_was_paid_for_last(
    workspace: Workspace, ads: int, take: Callable[..., ImportResult]
) -> None:
    workspace.spending.add("Printer", date(2026, 5, 2), 500, campaign_id=ads, category="Print")
    text = "Date,Payee,Debit,Credit,Balance\n2026-05-20,Printer,80.00,,1\n2026-08-20,Printer,70.00,,1\n"
    take(text)
    assert _lines(workspace)[1:] == [
        ("Printer", 8_000, "Search ads", "Print"),
        ("Printer", 7_000, None, "Print"),
    ]


def test_a_bill_that_was_typed_in_is_marked_as_paid(
    workspace: Workspace, take: Callable[..., ImportResult], preview: Callable[[str], ImportPreview]
) -> None:
    workspace.spending.add("Messe Nord", date(2026, 4, 20), 118_000, tax=22_420, category="Events")
    row = preview(SPARKASSE).rows[0]
    assert (row.outcome, row.reason) == (Outcome.UPDATE, "statement.paid")
    result = take(SPARKASSE)
    assert (result.created, result.updated) == (2, 1)
    kept = next(line for line in workspace.spending.list() if line.category == "Events")
    assert (kept.payee, kept.net, kept.paid_on) == ("Messe Nord", 118_000, date(2026, 5, 4))
    assert take(SPARKASSE).same == 3


@pytest.mark.parametrize(
    ("text", "gross"),
    [
        ("Date,Note,Amount\n2012/3/22,DEPOSIT,50.00\n2012/3/24,COFFEE,-20.00\n", 2_000),
        (
            "Date;Libellé;Débit euros;Crédit euros\n22/03/2012;CAFÉ;20,00;\n23/03/2012;DÉPÔT;0,00;50,00\n",
            2_000,
        ),
        ("Transaction Date,Transaction Description,Money Out,Money In\n2012-03-22,Coffee,20.00,\n", 2_000),
        (
            "Buchungstag;Text;Umsatz;Soll/Haben\n22.03.2012;Kaffee;20,00;S\n23.03.2012;Einzahlung;50,00;H\n",
            2_000,
        ),
        ("Date,Description,Amount\n2012-03-22,Coffee,(20.00)\n2012-03-23,In,50.00\n", 2_000),
        ("Date,Description,Amount\n2012-03-22,Coffee,20.00\n", 2_000),
    ],
)
def test_signs_columns_and_words_tell_what_went_out(
    workspace: Workspace, take: Callable[..., ImportResult], text: str, gross: int
) -> None:
    take(text)
    assert _only(workspace).gross == gross


def test_the_user_has_the_last_word_on_signs(workspace: Workspace, take: Callable[..., ImportResult]) -> None:
    text = "Date,Description,Amount\n2012-03-22,Coffee,20.00\n2012-03-23,Money back,-5.00\n"
    assert take(text, maps=("Amount=gross",)).created == 2  # type: ignore[arg-type]
    assert sum(line.gross for line in workspace.spending.list()) == 1_500


def test_a_row_without_day_or_amount_is_told(take: Callable[..., ImportResult]) -> None:
    result = take("Buchungstag;Empfänger;Betrag;Saldo\n;A;-1,00;\n01.02.2026;B;abc;\n01.02.2026;C;-2,00;\n")
    assert [problem.code for problem in result.problems] == ["day.missing", "money.unreadable"]
    assert result.created == 1


def test_rules_are_listed_changed_removed_and_applied(workspace: Workspace, ads: int) -> None:
    rules = workspace.spend_rules
    rule = rules.remember("GOOGLE *ADS 1", category="Ads")
    assert rules.list() == [SpendRule(rule, "google ads", None, None, "Ads")]
    rules.edit(rule, "google", campaign_id=ads)
    assert [(one.words, one.campaign, one.category) for one in rules.list()] == [
        ("google", "Search ads", None)
    ]
    line = workspace.spending.add("Google Ireland", TODAY, 100)
    assert (rules.waiting(), rules.apply(), rules.waiting()) == (1, 1, 0)
    assert workspace.spending.get(line).campaign_id == ads
    workspace.history.undo()
    assert workspace.spending.get(line).campaign_id is None
    workspace.campaigns.trash([ads])
    assert (rules.list()[0].campaign_id, rules.waiting()) == (None, 0)
    rules.remove(rules.list()[0].id)
    assert rules.list() == []


def test_a_rule_needs_words_and_something_to_say(workspace: Workspace, ads: int) -> None:
    with pytest.raises(Refused, match=r"spend_rule\.needs_words"):
        workspace.spend_rules.remember(" - ", campaign_id=ads)
    with pytest.raises(Refused, match=r"spend_rule\.says_nothing"):
        workspace.spend_rules.remember("Google")


def test_the_longest_rule_counts() -> None:
    rules = [SpendRule(1, "amazon", 1, "A", None), SpendRule(2, "amazon web services", 2, "B", None)]
    assert rule_for(rules, "AMAZON WEB SERVICES EMEA", "") == rules[1]
    assert rule_for(rules, "Card", "paid at Amazon") == rules[0]
    assert rule_for(rules, "Amazonas Reisen") is None
    assert [rule_words(text) for text in ("1&1 Telecom GmbH", "4711", "Łódź-Druk S.A.")] == [
        "telecom",
        "4711",
        "lodz druk",
    ]


@pytest.mark.parametrize(
    ("amount", "role", "spend"),
    [
        ("-119,00 €", "bank", "119,00 €"),
        ("EUR -119.00", "bank", "EUR 119.00"),
        ("(119.00)", "bank", "119.00"),
        ("119,00-", "bank", "119,00"),
        ("+50.00", "bank", "-50.00"),
        ("-20,00", "out", "20,00"),
        ("50", "in", "-50"),
    ],
)
def test_amounts_are_turned_into_spend(amount: str, role: str, spend: str) -> None:
    assert signed(amount, role) == spend

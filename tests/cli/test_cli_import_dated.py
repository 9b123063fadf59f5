"""Dated facts from files: touches, lifecycle, metrics, spend, targets, payments, activities, campaigns."""

from __future__ import annotations

from typing import Any

import pytest
from command_line import CommandLine


def took(crm: CommandLine, kind: str, text: str, *more: str, code: int = 0) -> dict[str, Any]:
    path = crm.file(f"{kind}.csv", text)
    return crm.json("import", path, "--as", kind, *more, code=code)


def counts(result: dict[str, Any]) -> tuple[int, int, int, int]:
    return result["created"], result["updated"], result["same"], result["skipped"]


@pytest.fixture
def people(crm: CommandLine) -> CommandLine:
    took(
        crm, "contacts", "external_id,name,email\nc1,Ana Pérez,ana@example.org\nc2,Ben Ode,ben@example.org\n"
    )
    return crm


TOUCHES = (
    "contact_external_id,contact_email,campaign,kind,date\n"
    "c1,,Spring Fair,met,2026-03-10\n"
    "c1,,Spring Fair,met,2026-03-01\n"
    ",BEN@example.org,Mailing,click,2026-03-05\n"
)


def test_a_first_touch_makes_a_lead_of_its_earliest_day(people: CommandLine) -> None:
    assert counts(took(people, "touches", TOUCHES)) == (3, 0, 0, 0)
    assert counts(took(people, "touches", TOUCHES)) == (0, 0, 3, 0)

    listed = people.json("list", "contacts")["items"]
    assert {one["name"]: one["lifecycle"] for one in listed} == {"Ana Pérez": "lead", "Ben Ode": "lead"}
    march = people.json("report", "funnel", "--period", "2026-03-01")["figures"]
    assert march["leads"]["value"] == 1
    assert people.json("check")["ok"]


def test_touches_of_nobody_and_of_no_campaign_are_problems(people: CommandLine) -> None:
    text = (
        "contact_external_id,campaign,kind,date\nc9,Fair,met,2026-03-01\nc1,,met,2026-03-01\nc1,Fair,met,\n"
    )
    result = took(people, "touches", text, code=1)
    codes = [problem["code"] for problem in result["problems"]]
    assert codes == ["contact.not_there", "touch.needs_campaign", "day.missing"]
    assert result["created"] == 0


def test_one_campaign_can_be_named_for_the_whole_file(people: CommandLine) -> None:
    text = "contact_external_id,kind,date\nc1,attended,2026-03-01\n"
    assert took(people, "touches", text, "--campaign", "Spring Fair")["created"] == 1
    assert people.json("list", "campaigns")["items"][0]["name"] == "Spring Fair"


def test_returned_and_marked_again_stands_as_mql_with_every_entry_kept(people: CommandLine) -> None:
    text = (
        "contact_external_id,stage,date,reason\n"
        "c1,Lead,2026-03-01,\nc1,MQL,2026-03-05,\nc1,Returned,2026-03-08,No budget\nc1,MQL,2026-03-20,\n"
    )
    assert took(people, "lifecycle", text)["created"] == 4
    assert counts(took(people, "lifecycle", text)) == (0, 0, 4, 0)
    assert people.json("list", "contacts", "--search", "Ana")["items"][0]["lifecycle"] == "mql"
    assert people.json("check")["rows"]["lifecycle_entry"] == 4


def test_metrics_of_one_day_add_up_and_a_corrected_figure_replaces_the_old_one(crm: CommandLine) -> None:
    text = "campaign,date,impressions,clicks\nAds,2026-03-01,100,5\nAds,2026-03-01,50,\n"
    assert counts(took(crm, "metrics", text)) == (2, 0, 0, 0)
    assert counts(took(crm, "metrics", text)) == (0, 0, 2, 0)
    assert counts(took(crm, "metrics", text.replace("100", "120"))) == (0, 1, 1, 0)
    figures = crm.json("report", "campaigns", "--period", "2026-03")["figures"]
    assert (figures["impressions"]["value"], figures["clicks"]["value"]) == (170, 5)


def test_spend_takes_what_is_missing_from_the_rest_and_tells_what_does_not_fit(crm: CommandLine) -> None:
    text = (
        "date,payee,category,campaign,net,tax,gross\n"
        "2026-03-01,Print Co,Print,Fair,100.00,19.00,119.00\n"
        "2026-03-02,Ads Inc,,Fair,,,50.00\n"
        "2026-03-03,Landlord,,,70.00,,\n"
        "2026-03-04,Odd Ltd,Print,Fair,10.00,1.00,15.00\n"
    )
    result = took(crm, "spend", text, code=1)
    assert [problem["code"] for problem in result["problems"]] == ["spend.tax_does_not_fit"]
    assert result["created"] == 4
    assert counts(took(crm, "spend", text, code=1)) == (0, 0, 4, 0)
    listed = {one["payee"]: one for one in crm.json("list", "spend")["items"]}
    assert listed["Ads Inc"]["net"]["amount"] == "50.00"
    assert (listed["Ads Inc"]["marketing"], listed["Landlord"]["marketing"]) == (True, False)
    assert listed["Odd Ltd"]["gross"]["amount"] == "11.00"


def test_a_quarter_target_is_shared_over_its_months(crm: CommandLine) -> None:
    text = "kind,period,value\nquota,2026-Q1,100.00\nmqls,2026-03,12\n"
    assert took(crm, "targets", text)["created"] == 2
    assert counts(took(crm, "targets", text.replace("12", "15"))) == (0, 1, 1, 0)
    assert crm.json("check")["rows"]["target"] == 4
    promised = crm.json("report", "promises", "--period", "2026-03")["figures"]["mqls_promised"]
    assert promised["value"] == 15


def test_payments_find_their_deal_and_refunds_are_negative(people: CommandLine) -> None:
    took(people, "deals", "external_id,title,amount,outcome,closed\nd1,Shelf,100.00,won,2026-03-01\n")
    text = "deal_external_id,date,amount,method\nd1,2026-03-05,60.00,bank\nd1,2026-03-06,-10.00,bank\nx,2026-03-06,1,\n"
    result = took(people, "payments", text, code=1)
    assert result["created"] == 2
    assert [problem["code"] for problem in result["problems"]] == ["deal.not_there"]


def test_activities_keep_what_the_other_system_called_them(people: CommandLine) -> None:
    text = (
        "kind,date,contact_email,subject,outcome\n"
        "Call,2026-03-01,ana@example.org,About prices,Connected\nTask,2026-03-02,ana@example.org,Send list,\n"
    )
    assert took(people, "activities", text)["created"] == 2
    assert counts(took(people, "activities", text)) == (0, 0, 2, 0)


def test_campaigns_take_days_channel_and_budget_and_tell_unknown_words(crm: CommandLine) -> None:
    text = (
        "name,channel,start,end,budget\nSpring Fair,event,2026-03-01,2026-03-03,500\n"
        "Odd,pigeons,2026-03-09,2026-03-01,\n"
    )
    result = took(crm, "campaigns", text, code=1)
    assert result["created"] == 2
    assert [one["code"] for one in result["problems"]] == ["campaign.ends_before_start", "channel.unknown"]
    fair = crm.json("list", "campaigns", "--search", "Spring")["items"][0]
    assert (fair["channel"], fair["start"], fair["budget"]["amount"]) == ("event", "2026-03-01", "500.00")


def test_every_import_of_dated_facts_can_be_taken_back(people: CommandLine) -> None:
    before = people.state()[1]["contact"]
    took(people, "touches", TOUCHES)
    took(people, "lifecycle", "contact_external_id,stage,date\nc1,MQL,2026-03-09\n")
    people.json("undo")
    people.json("undo")
    ok, rows = people.state()
    assert ok
    assert (rows["contact"], rows.get("touch", 0), rows.get("lifecycle_entry", 0)) == (before, 0, 0)


def test_the_report_of_a_mailing_becomes_its_figures(crm: CommandLine) -> None:
    text = (
        "Title,Subject,List,Send Date,Total Recipients,Successful Deliveries,Soft Bounces,Hard Bounces,"
        "Unique Opens,Open Rate,Unique Clicks,Click Rate,Unsubscribes\n"
        'June letter,Hello,All,"Jun 09, 2018 09:30 pm",50,48,1,1,12,27.78%,n/a,n/a,0\n'
    )
    result = took(crm, "metrics", text)
    assert (result["source"], result["created"], result["problems"]) == ("mailchimp", 1, [])
    missing = crm.json("report", "email", "--period", "2018-06")["figures"]
    assert missing["click_rate"]["value"] is None
    result = took(crm, "metrics", text.replace("n/a,n/a", "3,6.25%"))
    figures = crm.json("report", "email", "--period", "2018-06")["figures"]
    assert (figures["sent"]["value"], figures["delivered"]["value"]) == (50, 48)
    assert figures["bounce_rate"]["numerator"] == 2
    assert crm.json("list", "campaigns")["items"][0]["channel"] == "email"

"""The mapping of a file: what was recognised, changed by what was asked for; and rows read by it."""

from __future__ import annotations

import pytest

from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.exchange.mapped import MappedReader, Mapping, build_mapping
from smallbiz_crm.exchange.presets import recognise
from smallbiz_crm.exchange.tables import Row

DEALS = ["Deal", "Stage", "Value", "Close Date", "Account", "Extra=1", "Remarks", "More"]


def mapping(header: list[str] = DEALS, kind: str = "deals", **asked: list[str]) -> Mapping:
    return build_mapping(header, recognise(header, kind), **asked)


def read(mapped: Mapping, *cells: str) -> dict[str, str]:
    return MappedReader(mapped).read(Row(2, list(cells)))


def told(mapped: Mapping) -> dict[str, list[str]]:
    return {
        mapped.columns[index]: [target.spec for target in targets]
        for index, targets in mapped.targets.items()
    }


def test_what_was_recognised_is_kept_when_nothing_is_asked() -> None:
    mapped = mapping()
    assert told(mapped)["Close Date"] == ["expected_close", "closed"]
    assert mapped.unmapped == ["Extra=1", "More"]
    assert read(mapped, "Roof", "Won", "1.200,50", "3/4/2026", " Acme  GmbH ", "x", "call\nback", "") == {
        "title": "Roof", "stage": "Won", "amount": "1.200,50", "expected_close": "3/4/2026", "closed": "3/4/2026",
        "company": "Acme GmbH", "notes": "call\nback",
    }  # fmt: skip


def test_a_column_named_goes_only_where_it_is_sent() -> None:
    mapped = mapping(
        maps=["Close Date=created", "extra 1=external_id", "Deal=-", "Stage=outcome", "Stage=stage"]
    )
    assert told(mapped)["Close Date"] == ["created"]
    assert told(mapped)["Extra=1"] == ["external_id"]
    assert told(mapped)["Stage"] == ["outcome", "stage"]
    assert mapped.unmapped == ["Deal", "More"]


def test_a_column_with_an_equals_sign_is_found() -> None:
    assert told(mapping(maps=["Extra=1=reason"]))["Extra=1"] == ["reason"]


def test_a_field_asked_for_is_taken_from_the_column_that_was_guessed() -> None:
    mapped = mapping(maps=["More=title"])
    assert told(mapped)["More"] == ["title"]
    assert "Deal" in mapped.unmapped


def test_notes_of_several_columns_are_joined_and_else_the_first_filled_counts() -> None:
    mapped = mapping(maps=["More=notes", "Extra=1=reason", "Deal=reason"])
    assert read(mapped, "second", "", "", "", "", "", "a", "b") == {"reason": "second", "notes": "a\nb"}


def test_a_constant_fills_every_row_and_frees_the_column() -> None:
    mapped = mapping(constants=["currency=EUR", "stage=new deal", "custom:Fair=Ulm=2026"])
    assert "Stage" in mapped.unmapped
    assert mapped.has("currency")
    assert not mapped.has("reason")
    assert read(mapped, "Roof", "Won", *[""] * 6) == {
        "title": "Roof", "currency": "EUR", "stage": "new deal", "custom:Fair": "Ulm=2026",
    }  # fmt: skip


def test_their_values_become_ours_whatever_their_case_and_accents() -> None:
    mapped = mapping(
        values=["stage:Prospección=new:20", "stage:Won (a=b)=won", "stage:=open", "product:A:B=c"]
    )
    assert read(mapped, "x", " PROSPECCION ", *[""] * 6)["stage"] == "new:20"
    assert read(mapped, "x", "won (A=B)", *[""] * 6)["stage"] == "won"
    assert read(mapped, "x", *[""] * 7)["stage"] == "open"
    assert read(mapped, "x", "other", *[""] * 6)["stage"] == "other"
    assert mapped.values["product"] == {"a:b": "c"}


def test_counts_of_a_metric_are_added() -> None:
    header = ["Title", "Send Date", "Total Recipients", "Soft Bounces", "Hard Bounces"]
    mapped = mapping(header, "metrics")
    assert read(mapped, "May", "Jun 09, 2018 09:30 pm", "1,200", "1,003", "4") == {
        "campaign": "May", "date": "Jun 09, 2018 09:30 pm", "sent": "1,200", "bounces": "1007", "channel": "email",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("bank", "spend"),
    [("-12,50", "12,50"), ("12,50", "-12,50"), ("12.50-", "12.50"), ("+3", "-3"), ("−7 EUR", "7 EUR")],
)
def test_what_a_bank_paid_out_is_spend(bank: str, spend: str) -> None:
    mapped = mapping(["Buchungstag", "Verwendungszweck", "Betrag", "Saldo"], "spend")
    assert read(mapped, "1.1.2026", "Miete", bank, "9")["gross"] == spend


def test_a_mapping_is_remembered_as_texts() -> None:
    header = ["Mail", "Work Mail", "Straße", "PLZ", "Größe", "x"]
    mapped = mapping(header, "contacts", maps=["Größe=custom:Schuh", "Work Mail=email", "x=birthday"])
    again = build_mapping(header, recognise(header, "contacts"), maps=mapped.maps)
    assert again == mapped
    assert mapped.maps == [
        "Mail=email 1", "Work Mail=email 2:work", "Straße=street 1", "PLZ=postal_code 1", "Größe=custom:Schuh",
        "x=birthday",
    ]  # fmt: skip


def test_further_columns_of_a_list_get_entries_of_their_own() -> None:
    header = ["A", "B", "C", "Email"]
    mapped = mapping(header, "contacts", maps=["A=email", "B=email", "C=email:private"])
    assert told(mapped) == {
        "A": ["email 2"],
        "B": ["email 3"],
        "C": ["email 4:private"],
        "Email": ["email 1"],
    }


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"maps": ["Nope=title"]}, "mapping.unknown_column"),
        ({"maps": ["Deal=nope"]}, "mapping.unknown_field"),
        ({"maps": ["Deal"]}, "mapping.not_a_pair"),
        ({"constants": ["nope=1"]}, "mapping.unknown_field"),
        ({"constants": ["currency"]}, "mapping.not_a_pair"),
        ({"values": ["stage"]}, "mapping.not_a_pair"),
        ({"values": ["nope:a=b"]}, "mapping.unknown_field"),
    ],
)
def test_what_cannot_be_meant_is_refused(asked: dict[str, list[str]], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        mapping(**asked)
    assert refusal.value.code == code
    if code == "mapping.unknown_column":
        assert refusal.value.params == {"column": "Nope", "known": ", ".join(DEALS)}

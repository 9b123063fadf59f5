"""Settings of the workspace by name."""

from __future__ import annotations

from command_line import CommandLine


def test_what_is_set_is_got_again(crm: CommandLine) -> None:
    assert crm.json("set", "tax.registered", "yes") == {"name": "tax.registered", "value": True}
    assert crm.json("get", "tax.registered") == {"name": "tax.registered", "value": True}
    assert crm("get", "tax.registered").out == "yes\n"


def test_all_settings_are_listed(crm: CommandLine) -> None:
    settings = crm.json("get")["settings"]

    assert settings["business.currency"] == "EUR"
    assert ["business.currency", "EUR"] in [line.split() for line in crm("get").out.splitlines()]


def test_setting_is_a_step_that_undo_takes_back(crm: CommandLine) -> None:
    crm("set", "business.name", "Nordlicht")

    crm("undo")

    assert crm.json("get", "business.name")["value"] == ""


def test_currency_stays_once_money_exists(crm: CommandLine) -> None:
    crm("add", "Ana Silva, deal 500 EUR")

    ran = crm("set", "business.currency", "USD")

    assert ran.code == 3
    assert "EUR" in ran.err
    assert crm.json("get", "business.currency")["value"] == "EUR"

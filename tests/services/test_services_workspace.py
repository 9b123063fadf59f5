"""The handle itself: making a workspace whole or not at all, settings, views, and copies that count."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.errors import Refused, Trouble
from smallbiz_crm.services import workspace as handle
from smallbiz_crm.services.workspace import Workspace

CLOCK = FixedClock(date(2026, 5, 14))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a.crm"


@pytest.mark.parametrize("options", [{"currency": "gold"}, {"fiscal_year_start": "02-31"}])
def test_a_workspace_is_made_whole_or_not_at_all(file: Path, options: dict[str, str]) -> None:
    with pytest.raises(Refused):
        Workspace.create(file, **options)  # type: ignore[arg-type]

    assert list(file.parent.iterdir()) == []


def test_a_failure_while_it_is_filled_leaves_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise Trouble("disk.full", file="a.crm")

    monkeypatch.setattr(handle, "fill_new_workspace", fail)
    with pytest.raises(Trouble):
        Workspace.create(file)

    assert list(file.parent.iterdir()) == []


def test_a_view_stays_as_it_was_at_its_first_read(file: Path) -> None:
    workspace = Workspace.create(file, clock=CLOCK)
    other = Workspace.open(file, clock=CLOCK)

    with workspace.view():
        assert workspace.contacts.count() == 0
        other.contacts.add(NewContact(name="Ana"))
        assert workspace.contacts.count() == 0
    assert workspace.contacts.count() == 1

    other.close()
    workspace.close()


def test_settings_have_defaults_types_and_bounds(file: Path) -> None:
    workspace = Workspace.create(file, currency="usd", fiscal_year_start="04-01", clock=CLOCK)

    assert (workspace.settings.currency, workspace.settings.fiscal_year_start) == ("USD", "04-01")
    assert workspace.settings.get("tax.registered") is False
    assert workspace.settings.set("tax.registered", "YES") is True
    assert workspace.settings.all()["tax.registered"] is True
    for name, value in (
        ("business.currency", "gold"),
        ("fiscal_year.start", "13-01"),
        ("business.region", "??"),
    ):
        with pytest.raises(Refused, match=r"setting\.unfit"):
            workspace.settings.set(name, value)
    with pytest.raises(Refused, match=r"setting\.unknown"):
        workspace.settings.get("mood")
    assert not workspace.settings.is_currency_fixed()
    workspace.deals.add("Shelf", amount=100)
    assert workspace.settings.is_currency_fixed()
    with pytest.raises(Refused, match=r"currency_fixed"):
        workspace.settings.set("business.currency", "EUR")
    workspace.close()


def test_a_copy_counts_its_rows_and_never_takes_the_place_of_the_workspace(file: Path) -> None:
    workspace = Workspace.create(file, clock=CLOCK)
    workspace.contacts.add(NewContact(name="Ana"))

    made = workspace.backups.make()
    assert made.rows == workspace.backups.rows()
    assert made.file.parent.name == "backups"
    link = file.with_name("link.crm")
    link.symlink_to(file)
    for target in (file, link, file.parent / "." / file.name):
        with pytest.raises(Refused, match="is_the_workspace"):
            workspace.backups.make(target)
    assert workspace.contacts.count() == 1
    workspace.close()


def test_a_workspace_opened_for_reading_leaves_the_file_alone(file: Path) -> None:
    Workspace.create(file, clock=CLOCK).close()
    content = file.read_bytes()

    reader = Workspace.open(file, holder=None)
    reader.contacts.ids()
    reader.reports.sales(reader.reports.period("all"))
    reader.backups.check()
    with pytest.raises(Trouble, match="opened_for_reading"):
        reader.contacts.add(NewContact(name="Ana"))
    reader.close()

    assert file.read_bytes() == content


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE contact SET lifecycle = 'lewd'", "contact"),
        ("UPDATE contact SET created_on = '2026-02-31'", "contact"),
        ("UPDATE deal SET amount = 'lots'", "deal"),
        ("UPDATE deal_history SET outcome = 'won!'", "deal_history"),
    ],
)
def test_a_value_that_no_program_wrote_is_found(file: Path, statement: str, table: str) -> None:
    workspace = Workspace.create(file, clock=CLOCK)
    ana = workspace.contacts.add(NewContact(name="Ana"))
    workspace.deals.add("Shelf", contact_id=ana, amount=100)
    workspace.close()
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(str(file))
    connection.execute("PRAGMA ignore_check_constraints=ON")
    connection.execute(statement)
    connection.commit()
    connection.close()

    workspace = Workspace.open(file, holder=None)
    found = {finding.code: finding.params for finding in workspace.backups.check().findings}
    workspace.close()

    assert found["check.values"] == {"table": table, "count": 1}

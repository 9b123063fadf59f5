"""Exports: what stands in the files, that they read back, and that an old file survives every failure."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.errors import Cancelled, NotFound, Refused
from smallbiz_crm.exchange.contact_values import split_tags
from smallbiz_crm.services.export_rows import tags_cell
from smallbiz_crm.services.imports import Silent
from smallbiz_crm.services.workspace import Workspace

TODAY = date(2026, 5, 14)
TAG = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_characters="\x7f"), min_size=1
).filter(lambda tag: ":::" not in tag and tag == " ".join(tag.split()) and tag.isprintable())


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = Workspace.create(tmp_path / "a.crm", clock=FixedClock(TODAY))
    yield opened
    opened.close()


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@given(st.lists(TAG, max_size=6))
def test_tags_of_any_signs_come_apart_again(tags: list[str]) -> None:
    assert split_tags(tags_cell(tags)) == tags


def test_a_person_known_by_an_address_alone_has_no_name_in_the_file(
    workspace: Workspace, tmp_path: Path
) -> None:
    workspace.contacts.add(NewContact(emails=("ana@x.com",)))
    workspace.contacts.add(NewContact(name="Bo Ek"))

    made = workspace.exports.write("contacts", tmp_path / "out.csv")

    assert made.rows == 2
    rows = {row["email 1"]: row["name"] for row in read(made.file)}
    assert rows == {"ana@x.com": "", "": "Bo Ek"}


def test_the_trash_is_not_exported(workspace: Workspace, tmp_path: Path) -> None:
    ana = workspace.contacts.add(NewContact(name="Ana"))
    workspace.contacts.trash([ana])

    assert workspace.exports.write("contacts", tmp_path / "out.csv").rows == 0


def test_files_name_records_by_their_uid(workspace: Workspace, tmp_path: Path) -> None:
    ana = workspace.contacts.add(NewContact(name="Ana", emails=("ana@x.com",)))
    deal = workspace.deals.add("Shelf", contact_id=ana, amount=50_000)
    uid = workspace.records.uids("contact", [ana])[ana]

    people = workspace.exports.write("contacts", tmp_path / "people.csv")
    deals = workspace.exports.write("deals", tmp_path / "deals.csv")

    assert read(people.file)[0]["external_id"] == uid
    row = read(deals.file)[0]
    assert (row["contact_external_id"], row["contact_email"]) == (uid, "ana@x.com")
    assert row["external_id"] == workspace.records.uids("deal", [deal])[deal]
    assert (row["amount"], row["probability"]) == ("500.00", "")


def test_as_many_columns_as_somebody_has_addresses(workspace: Workspace, tmp_path: Path) -> None:
    workspace.contacts.add(
        NewContact(name="Ana", emails=("a@x.com", "b@x.com", "c@x.com"), phones=("1234567",))
    )
    bo = workspace.contacts.add(NewContact(name="Bo", emails=tuple(f"{n}@y.com" for n in range(9))))
    workspace.contacts.trash([bo])

    header = list(read(workspace.exports.write("contacts", tmp_path / "out.csv").file)[0])

    assert [name for name in header if name.startswith("email") and "label" not in name] == [
        "email 1", "email 2", "email 3",
    ]  # fmt: skip
    assert "phone 2" not in header
    assert "street 1" not in header


@pytest.mark.parametrize(("kind", "form"), [("people", "csv"), ("contacts", "xls")])
def test_what_cannot_be_exported_is_named(workspace: Workspace, tmp_path: Path, kind: str, form: str) -> None:
    with pytest.raises(Refused, match="unknown"):
        workspace.exports.write(kind, tmp_path / "out", form=form)


class StopsAtOnce(Silent):
    def raise_if_cancelled(self) -> None:
        raise Cancelled


def test_cancel_keeps_the_old_file(workspace: Workspace, tmp_path: Path) -> None:
    workspace.contacts.add(NewContact(name="Ana"))
    target = tmp_path / "out.csv"
    target.write_text("old")

    with pytest.raises(Cancelled):
        workspace.exports.write("contacts", target, progress=StopsAtOnce())

    assert target.read_text() == "old"
    assert sorted(path.name for path in tmp_path.glob("*.part")) == []


def test_an_export_is_one_view_of_the_workspace(workspace: Workspace, tmp_path: Path) -> None:
    workspace.contacts.add(NewContact(name="Ana"))
    other = Workspace.open(workspace.path)

    class AddsMeanwhile(Silent):
        def raise_if_cancelled(self) -> None:
            other.contacts.add(NewContact(name="Bo"))

    assert workspace.exports.write("contacts", tmp_path / "one.csv", progress=AddsMeanwhile()).rows == 1
    assert workspace.exports.write("contacts", tmp_path / "two.csv").rows > 1
    other.close()


def test_a_record_goes_by_its_id_or_its_uid(workspace: Workspace) -> None:
    ana = workspace.contacts.add(NewContact(name="Ana"))
    uid = workspace.records.uids("contact", [ana])[ana]

    assert workspace.records.id_of("contact", str(ana)) == ana
    assert workspace.records.id_of("contact", uid) == ana
    assert workspace.records.id_of("contact", uid.upper()) == ana
    for name in ("nobody", "9" * 30, "", "-1", "01a20401-a772-7000-8bbf-3cd32b36b704"):
        with pytest.raises(NotFound):
            workspace.records.id_of("contact", name)


def test_a_report_is_one_table_whose_rows_add_up(workspace: Workspace, tmp_path: Path) -> None:
    won = next(stage for stage in workspace.deals.stages() if stage.kind == "won")
    for region, amount in (("North", 10_050), ("=South", 20_000)):
        deal = workspace.deals.add("Shelf", amount=amount)
        workspace.deals.edit(deal, region=region)
        workspace.deals.move(deal, won.id)

    report = workspace.reports.sales(workspace.reports.period("2026-05"))
    made = workspace.exports.report(report, tmp_path / "sales.csv")

    rows = read(made.file)
    assert len(rows) == made.rows
    assert (rows[0]["table"], rows[0]["revenue"], rows[0]["win_rate"]) == ("total", "300.50", "1")
    assert (rows[0]["pace"], rows[0]["quota_attainment"]) == ("", "")
    regions = {row["label"]: row["revenue"] for row in rows if row["table"] == "by_region"}
    assert regions == {"North": "100.50", "'=South": "200.00"}

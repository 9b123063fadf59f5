"""Fields of the user's own: every type, what does not fit, order, taking away and back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.custom_fields import FieldType, read_field_value, tell_field_value
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.services.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = Workspace.create(tmp_path / "a.crm", clock=FixedClock(date(2026, 5, 14)))
    yield opened
    opened.close()


@pytest.fixture
def ana(workspace: Workspace) -> int:
    return workspace.contacts.add(NewContact("Ana Pérez"))


@pytest.mark.parametrize(
    ("field_type", "choices", "typed", "told"),
    [
        ("text", (), "  blue  ", "blue"),
        ("number", (), "12.50", "12.5"),
        ("number", (), "-3", "-3"),
        ("date", (), "2026-02-28", "2026-02-28"),
        ("yes_no", (), "Yes", "yes"),
        ("choice", ("Gold", "Silber"), "silber", "Silber"),
    ],
)
def test_a_value_is_stored_as_its_type(
    workspace: Workspace, ana: int, field_type: str, choices: tuple[str, ...], typed: str, told: str
) -> None:
    field = workspace.fields.add("contact", "Seat", field_type, choices)
    workspace.fields.set_value(field, ana, typed)
    assert workspace.fields.values("contact", ana) == {field: told}
    assert workspace.contacts.get(ana).custom == {"Seat": told}
    assert workspace.fields.of("contact")[0].used == 1

    workspace.fields.set_value(field, ana, "")
    assert workspace.fields.values("contact", ana) == {}
    workspace.history.undo()
    assert workspace.fields.values("contact", ana) == {field: told}


@pytest.mark.parametrize(
    ("field_type", "typed", "code"),
    [
        ("number", "many", "money.unreadable"),
        ("date", "31.02.2026", "day.unreadable"),
        ("yes_no", "perhaps", "field.unknown_word"),
        ("choice", "Bronze", "field.unknown_word"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(
    workspace: Workspace, ana: int, field_type: str, typed: str, code: str
) -> None:
    field = workspace.fields.add("contact", "Seat", field_type, ["Gold"] if field_type == "choice" else [])
    with pytest.raises(Refused) as refused:
        workspace.fields.set_value(field, ana, typed)
    assert refused.value.code == code
    assert workspace.fields.values("contact", ana) == {}


def test_names_are_needed_and_taken_once_a_kind(workspace: Workspace) -> None:
    workspace.fields.add("contact", "Größe")
    workspace.fields.add("company", "Größe")
    for name, code in (("  ", "field.needs_name"), ("GROSSE", "field.name_taken")):
        with pytest.raises(Refused) as refused:
            workspace.fields.add("contact", name)
        assert refused.value.code == code
    with pytest.raises(Refused, match="needs_choices"):
        workspace.fields.add("contact", "Level", "choice", ["", " "])
    with pytest.raises(Refused, match="unknown_word"):
        workspace.fields.add("planet", "Level")


def test_a_field_is_renamed_retyped_and_ordered(workspace: Workspace, ana: int) -> None:
    first = workspace.fields.add("contact", "Seats")
    second = workspace.fields.add("contact", "Level", "choice", ["Gold", "gold", "Silver"])
    workspace.fields.set_value(first, ana, "12")
    workspace.fields.edit(first, name="Chairs", field_type="number")
    workspace.fields.order([second, first])
    level, chairs = workspace.fields.of("contact")
    assert (level.choices, chairs.name, chairs.type) == (("Gold", "Silver"), "Chairs", FieldType.NUMBER)
    assert workspace.contacts.get(ana).custom == {"Chairs": "12"}

    with pytest.raises(Refused) as refused:
        workspace.fields.edit(first, name="Chairs", field_type="yes_no")
    assert refused.value.code == "field.value_in_the_way"
    assert workspace.fields.of("contact")[1].type is FieldType.NUMBER


def test_a_field_taken_away_comes_back_with_its_values(workspace: Workspace, ana: int) -> None:
    field = workspace.fields.add("contact", "Seats", "number")
    workspace.fields.set_value(field, ana, "12")
    workspace.fields.remove(field)
    assert workspace.fields.of("contact") == []
    assert workspace.contacts.get(ana).custom == {}
    with pytest.raises(NotFound):
        workspace.fields.set_value(field, ana, "13")

    workspace.history.undo()
    assert workspace.contacts.get(ana).custom == {"Seats": "12"}


@given(st.decimals(min_value=-(10**8), max_value=10**8, places=6, allow_nan=False, allow_infinity=False))
def test_every_number_reads_back(number: object) -> None:
    value = read_field_value("n", FieldType.NUMBER, (), f"{number:f}")
    assert value is not None
    again = read_field_value("n", FieldType.NUMBER, (), tell_field_value(value))
    assert again == value

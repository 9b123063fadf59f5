from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smallbiz_crm.domain.ledger import LedgerKind, LedgerRow
from smallbiz_crm.domain.money import DecimalSign
from smallbiz_crm.exchange.ledger import COLUMNS, ledger_row, read_ledger, write_ledger

HEADER = (
    "date,kind,document,party,party_tax_id,description,category,campaign,product,region,tax_code,tax_rate,"
    "net,tax,gross,recoverable_tax,currency,rate,base_net,base_tax,base_gross,reference"
)
REVERSAL = LedgerRow(
    date=date(2026, 3, 3),
    kind=LedgerKind.SALE_REVERSAL,
    document="R-7",
    party="=Müller, Söhne",
    party_tax_id="CHE-1",
    description="'t Hart\nback",
    category="",
    campaign="Spring Fair",
    product="Shop",
    region="north",
    tax_code="standard",
    tax_rate=770,
    net=-1234_50,
    tax=-95_06,
    gross=-1329_56,
    recoverable_tax=0,
    currency="CHF",
    rate=Decimal("0.9700000001"),
    base_net=-119747,
    base_tax=-9221,
    base_gross=-128968,
    reference="+49 170 5551234",
)
NO_RATE = replace(
    REVERSAL,
    kind=LedgerKind.SPEND,
    tax_rate=None,
    net=5000,
    tax=0,
    gross=5000,
    currency="JPY",
    rate=None,
    base_net=None,
    base_tax=None,
    base_gross=None,
)


def test_the_file_as_an_accountant_gets_it(tmp_path: Path) -> None:
    assert write_ledger(tmp_path / "ledger.csv", [REVERSAL, NO_RATE], "EUR") == 2
    text = (tmp_path / "ledger.csv").read_bytes().decode()
    assert text == (
        "\ufeff" + HEADER + "\r\n"
        '2026-03-03,sale_reversal,R-7,"\'=Müller, Söhne",CHE-1,"\'t Hart\nback",,Spring Fair,Shop,north,'
        "standard,7.7,-1234.50,-95.06,-1329.56,0.00,CHF,0.9700000001,-1197.47,-92.21,-1289.68,"
        "+49 170 5551234\r\n"
        '2026-03-03,spend,R-7,"\'=Müller, Söhne",CHE-1,"\'t Hart\nback",,Spring Fair,Shop,north,'
        "standard,,5000,0,5000,0,JPY,,,,,+49 170 5551234\r\n"
    )
    assert ",".join(COLUMNS) == HEADER


@pytest.mark.parametrize(
    ("delimiter", "decimal"), [(",", "point"), (";", "comma"), (";", "point"), (",", "comma")]
)
def test_either_dress_reads_back_to_the_same_rows(
    tmp_path: Path, delimiter: str, decimal: DecimalSign
) -> None:
    write_ledger(tmp_path / "a.csv", [REVERSAL, NO_RATE], "EUR", delimiter=delimiter, decimal=decimal)
    assert read_ledger(tmp_path / "a.csv", "EUR") == [REVERSAL, NO_RATE]


def test_semicolons_come_with_a_decimal_comma(tmp_path: Path) -> None:
    write_ledger(tmp_path / "a.csv", [REVERSAL], "EUR", delimiter=";", decimal="comma")
    line = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").split("\n", 2)[2]
    assert ";7,7;-1234,50;-95,06;-1329,56;0,00;CHF;0,9700000001;-1197,47;" in line


words = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0"), max_size=12
)
amounts = st.integers(-(10**13), 10**13)


@settings(max_examples=80)
@given(
    st.lists(
        st.builds(
            LedgerRow,
            date=st.dates(date(1990, 1, 1)),
            kind=st.sampled_from(LedgerKind),
            tax_rate=st.none() | st.integers(0, 10_000),
            currency=st.sampled_from(["EUR", "JPY", "KWD", "USD"]),
            rate=st.none() | st.decimals(Decimal("0.00000001"), 10_000, places=10),
            **dict.fromkeys(("net", "tax", "gross", "recoverable_tax"), amounts),
            **{name: st.none() | amounts for name in ("base_net", "base_tax", "base_gross")},
            **dict.fromkeys(
                ("document", "party", "party_tax_id", "description", "category", "campaign", "product"), words
            ),
            **dict.fromkeys(("region", "tax_code", "reference"), words),
        ),
        max_size=5,
    ),
    st.sampled_from(["point", "comma"]),
)
def test_any_rows_read_back_equal(
    tmp_path_factory: pytest.TempPathFactory, rows: list[LedgerRow], decimal: DecimalSign
) -> None:
    target = tmp_path_factory.mktemp("ledger") / "a.csv"
    write_ledger(target, rows, "EUR", delimiter=";", decimal=decimal)
    assert read_ledger(target, "EUR") == rows


def test_other_files_are_not_taken_for_a_ledger(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,email\r\nZoe,z@example.com\r\n")
    with pytest.raises(ValueError, match="other columns"):
        read_ledger(tmp_path / "a.csv", "EUR")


@pytest.mark.parametrize("number", ["1e999999", "NaN", "12 000", "9" * 40])
def test_a_number_that_is_none_is_refused(number: str) -> None:
    cells = ["2026-01-01", "sale", *[""] * 10, number, "0", "0", "0", "EUR", "1", "", "", "", ""]
    with pytest.raises(ValueError, match="net is no number"):
        ledger_row(cells, "EUR")

"""Reading, rounding and sharing out of money."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from fractions import Fraction

import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from smallbiz_crm.domain import currencies, money
from smallbiz_crm.domain.errors import Refused

MINOR = st.integers(-money.LIMIT, money.LIMIT)


def refusal_of(text: str, decimal: money.DecimalSign | None = None) -> str:
    with pytest.raises(Refused) as refusal:
        money.parse_amount(text, decimal=decimal)
    assert "value" in refusal.value.params
    return refusal.value.code


def test_decimals_are_those_of_cldr() -> None:
    fractions = get_global("currency_fractions")
    for code in currencies.CODES:
        assert money.minor_digits(code) == fractions.get(code, fractions["DEFAULT"])[0], code


def test_every_currency_that_is_tender_today_is_known() -> None:
    tender = {
        code
        for entries in get_global("territory_currencies").values()
        for code, _start, end, is_tender in entries
        if end is None and is_tender
    }
    assert tender <= currencies.CODES
    assert not money.is_currency("eur")
    assert not money.is_currency("XYZ")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1200", "1200"),
        ("-3", "-3"),
        ("0", "0"),
        ("1200.5", "1200.5"),
        ("1,200.50", "1200.50"),
        ("1.200,50", "1200.50"),
        ("1 200,50", "1200.50"),
        ("1\u00a0200,50", "1200.50"),
        ("1\u202f234\u202f567", "1234567"),
        ("1’234’567.89", "1234567.89"),
        ("1'234.567", "1234.567"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("12,34,567.50", "1234567.50"),
        ("1234,567", "1234.567"),
        ("0.123", "0.123"),
        ("0,5", "0.5"),
        (".5", "0.5"),
        ("1,2345", "1.2345"),
        ("(1,200.50)", "-1200.50"),
        ("−5", "-5"),
        ("+5", "5"),
        (" - 5.25 ", "-5.25"),
        ("1200,-", "1200"),
        ("50.–", "50"),
        ("123456789012345", "123456789012345"),
    ],
)
def test_parse_amount_reads_what_has_one_meaning(text: str, value: str) -> None:
    assert money.parse_amount(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("1.234", "comma", "1234"),
        ("1.234", "point", "1.234"),
        ("1,234", "comma", "1.234"),
        ("1,234", "point", "1234"),
        ("12", "comma", "12"),
        ("(1.234,5)", "comma", "-1234.5"),
    ],
)
def test_the_column_decides(text: str, decimal: money.DecimalSign, value: str) -> None:
    assert money.parse_amount(text, decimal=decimal) == Decimal(value)


@pytest.mark.parametrize("text", ["1.234", "1,234", "-12,345", "(999.999)"])
def test_ambiguous_amounts_are_not_guessed(text: str) -> None:
    assert refusal_of(text) == "money.ambiguous"


@pytest.mark.parametrize(
    "text",
    ["", " ", "-", "abc", "1e5", "1E1000000", "NaN", "Infinity", "12a", "1,2,3", "12.", "1..2", "--5", "(-5)",
     "5-", "1,23.4", "1 2", "12 34", "١٢٣", "１２", "1_000", "0x10", "((5))", "(5", "$5", "5-3", ",", "1'23",
     "1 2.345", "9" * 100],
)  # fmt: skip
def test_unreadable_amounts(text: str) -> None:
    assert refusal_of(text) == "money.unreadable"


def test_unreadable_under_the_sign_of_the_column() -> None:
    assert refusal_of("1.5", "comma") == "money.unreadable"
    assert refusal_of("1,234.56", "comma") == "money.unreadable"
    assert refusal_of("1.234.567", "point") == "money.unreadable"


def test_too_many_digits() -> None:
    assert refusal_of("1234567890123456") == "money.too_large"
    assert refusal_of("1.2345678901234567") == "money.too_large"


@pytest.mark.parametrize(
    ("text", "default", "value", "currency"),
    [
        ("€1,200.50", "USD", "1200.50", "EUR"),
        ("1.200,50 €", "USD", "1200.50", "EUR"),
        ("-5 USD", "EUR", "-5", "USD"),
        ("USD -5", "EUR", "-5", "USD"),
        ("($5.00)", "EUR", "-5.00", "USD"),
        ("-$5.00", "CAD", "-5.00", "CAD"),
        ("$.50", "EUR", "0.50", "USD"),
        ("Fr. 50.–", "EUR", "50", "CHF"),
        ("100 kr", "SEK", "100", "SEK"),
        ("100 eur", "SEK", "100", "EUR"),
        ("1200,- €", "EUR", "1200", "EUR"),
        ("R$ 10,00", "EUR", "10", "BRL"),
        ("￥1200", "CNY", "1200", "CNY"),
        ("42", "JPY", "42", "JPY"),
        ("12 zł", "EUR", "12", "PLN"),
    ],
)
def test_parse_money(text: str, default: str, value: str, currency: str) -> None:
    assert money.parse_money(text, default) == (Decimal(value), currency)


@pytest.mark.parametrize(
    "text", ["5 kg", "100 kr", "€", "5 € 6", "€5€", "-€-5", "EUR USD 5", "five euro", ""]
)
def test_parse_money_refuses_what_is_no_money(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        money.parse_money(text, "EUR")
    assert refusal.value.code == "money.unreadable"


@given(st.text(alphabet="0123456789.,'’ -+()€$eEkr\u00a0−–%²٣abc", max_size=20) | st.text(max_size=70))
def test_any_text_is_read_or_refused(text: str) -> None:
    for decimal in (None, "comma", "point"):
        for read in (money.parse_amount, money.parse_quantity, money.parse_unit_price):
            with suppress(Refused):
                assert read(text, decimal=decimal) == read(text.strip(), decimal=decimal)
    money.decimal_style([text])


@given(MINOR, st.sampled_from(["EUR", "JPY", "KWD"]))
def test_plain_text_reads_back_to_the_same_amount(amount: int, currency: str) -> None:
    written = money.plain(amount, currency)
    value = money.parse_amount(written, decimal="point")
    assert money.to_minor(value, currency) == amount
    assert value == money.from_minor(amount, currency) == money.Money(amount, currency).decimal


@given(
    st.integers(-(10**12), 10**12),
    st.integers(0, 99),
    st.sampled_from(["1 2", ". ,", ", .", "' .", "\u202f ,"]),
)
def test_grouped_amounts_read_back(whole: int, cents: int, signs: str) -> None:
    if signs == "1 2":
        thousands, point, style = "", ".", None
    else:
        thousands, point, style = signs[0], signs[2], None
    written = f"{whole:,}".replace(",", thousands) + f"{point}{cents:02}"
    expected = Decimal(abs(whole)) + Decimal(cents) / 100
    read = money.parse_amount(written, decimal=style)
    assert read == (-expected if whole < 0 else expected)


@pytest.mark.parametrize(
    ("samples", "style"),
    [
        (["1.234", "12,5"], "comma"),
        (["1,234", "12.50 €", "3"], "point"),
        (["1.234.567", "1.234"], "comma"),
        (["1.234", "2.345"], None),
        (["1,5", "1.5"], None),
        (["12", "n/a", "Smith, 5, John", "5, Main Street x"], None),
        (["$1,200.50"], "point"),
        (["12,5 %"], "comma"),
        ([], None),
    ],
)
def test_decimal_style(samples: list[str], style: str | None) -> None:
    assert money.decimal_style(samples) == style


def test_rounding_is_half_up_on_both_sides_of_zero() -> None:
    assert [money.round_half_up(Decimal(text)) for text in ("0.5", "1.5", "2.49", "-0.5", "-1.49")] == [
        1,
        2,
        2,
        -1,
        -1,
    ]
    assert money.to_minor(Decimal("1.005"), "EUR") == 101
    assert money.to_minor(Decimal("-1.005"), "EUR") == -101
    assert money.to_minor(Decimal("2.5"), "JPY") == 3
    assert money.to_minor(Decimal("1.2345"), "KWD") == 1235


def test_limits_hold_without_work() -> None:
    assert money.to_minor(Decimal(100000000000), "EUR") == money.LIMIT
    for huge in ("100000000000.01", "1E+1000000"):
        with pytest.raises(Refused) as refusal:
            money.to_minor(Decimal(huge), "EUR")
        assert refusal.value.code == "money.too_large"
    with pytest.raises(Refused):
        money.to_minor(Decimal("NaN"), "EUR")
    assert money.to_minor(Decimal("1E-1000000"), "EUR") == 0
    assert money.to_minor(Decimal("0E+1000000"), "EUR") == 0


def test_plain() -> None:
    assert money.plain(120050, "EUR") == "1200.50"
    assert money.plain(-5, "EUR") == "-0.05"
    assert money.plain(-3, "JPY") == "-3"
    assert money.plain(1, "KWD") == "0.001"
    assert str(money.Money(120050, "EUR")) == "1200.50 EUR"


def test_money_of_two_currencies_never_mixes() -> None:
    euros = money.Money(100, "EUR")
    assert euros + money.Money(50, "EUR") == money.Money(150, "EUR")
    assert euros - money.Money(150, "EUR") == -money.Money(50, "EUR")
    with pytest.raises(ValueError, match="USD"):
        euros + money.Money(1, "USD")


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("19 %", 1900),
        ("19", 1900),
        ("0.19", 19),
        ("7,7%", 770),
        ("100", 10_000),
        ("0", 0),
        ("%18", 1800),
        ("1.234", 123),
    ],
)
def test_parse_share(text: str, share: int) -> None:
    assert money.parse_share(text) == share


@pytest.mark.parametrize("text", ["", "%", "101", "-5", "100.01", "19 % VAT", "1e2", "%19%"])
def test_parse_share_refuses(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        money.parse_share(text)
    assert refusal.value.code == "share.unreadable"


def test_quantities_and_unit_prices() -> None:
    assert money.parse_quantity("2.5") == 2500
    assert money.parse_quantity("1.234", decimal="comma") == 1_234_000
    assert money.parse_unit_price("0,000125") == 125
    assert money.parse_unit_price("19.99") == 19_990_000


def test_line_net_rounds_once_and_half_up() -> None:
    assert money.line_net(19_990_000, 3_000, 0, "EUR") == 5997
    assert money.line_net(125, 1_000_000, 0, "EUR") == 13
    assert money.line_net(10_000_000, 1_000, 1_250, "EUR") == 875
    assert money.line_net(-125, 1_000_000, 0, "EUR") == -13
    assert money.line_net(1_500_000, 1_000, 0, "JPY") == 2
    with pytest.raises(Refused):
        money.line_net(10**17, 10**9, 0, "EUR")


@given(MINOR, st.integers(0, 10_000))
def test_tax_is_symmetric_and_nearest(net: int, rate: int) -> None:
    tax = money.tax_of(net, rate)
    assert money.tax_of(-net, rate) == -tax
    assert abs(Fraction(net * rate, 10_000) - tax) <= Fraction(1, 2)


WEIGHTS = st.lists(
    st.integers(0, 10**6) | st.fractions(0, 100, max_denominator=997) | st.decimals(0, 100, places=3),
    min_size=1,
    max_size=12,
)


@given(MINOR, WEIGHTS)
def test_parts_sum_to_the_whole(total: int, weights: list[Fraction | Decimal | int]) -> None:
    parts = money.share_out(total, weights)
    assert sum(parts) == total
    assert money.share_out(-total, weights) == [-part for part in parts]
    whole = sum(Fraction(weight) for weight in weights)
    for part, weight in zip(parts, weights, strict=True):
        exact = total * (Fraction(weight) / whole if whole else Fraction(1, len(weights)))
        assert abs(part - exact) < 1


def test_remainders_go_to_the_largest_then_the_earlier() -> None:
    assert money.share_out(100, [1, 1, 1]) == [34, 33, 33]
    assert money.share_out(-100, [1, 1, 1]) == [-34, -33, -33]
    assert money.share_out(10, [Fraction(4, 10), Fraction(2, 10), Fraction(4, 10)]) == [4, 2, 4]
    assert money.share_out(1, [0, 0]) == [1, 0]
    assert money.share_out(5, [0, 1]) == [0, 5]
    for wrong in ([], [-1, 2]):
        with pytest.raises(ValueError, match="weights"):
            money.share_out(1, wrong)


def test_convert() -> None:
    assert money.convert(10_000, "USD", "EUR", Decimal("0.925925926")) == 9259
    assert money.convert(1000, "JPY", "EUR", Decimal("0.00625")) == 625
    assert money.convert(625, "EUR", "JPY", Decimal(160)) == 1000
    assert money.convert(-10_000, "USD", "EUR", Decimal("0.925925926")) == -9259
    with pytest.raises(Refused):
        money.convert(money.LIMIT, "EUR", "JPY", Decimal(160))

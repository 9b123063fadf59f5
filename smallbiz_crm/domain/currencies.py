"""The currencies: ISO 4217 codes, their decimals by CLDR, and the signs people write for them."""

from __future__ import annotations

CODES = frozenset(
    """AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD
    CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF
    GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK
    LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD
    OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN
    SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF
    XPF YER ZAR ZMW ZWG ANG CUC CYP DEM EEK ESP FRF GRD HRK IEP ITL LTL LVL MTL NLG PTE ATS BEF FIM LUF
    SIT SKK SLL STD VEF VES ZWL""".split()
)
"""The currencies in use and those that stand in the books of the last decades."""

_DIGITS = {
    **dict.fromkeys(
        """AFN ALL BIF CLP DJF ESP GNF IQD IRR ISK ITL JPY KMF KPW KRW LAK LBP LUF MGA MMK PYG RSD RWF SLL
        SOS STD SYP UGX VND VUV XAF XOF XPF YER""".split(),
        0,
    ),
    **dict.fromkeys(("BHD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}

SIGNS = {
    "€": "EUR", "£": "GBP", "¥": "JPY", "￥": "JPY", "₹": "INR", "₽": "RUB", "₺": "TRY", "₩": "KRW",
    "₪": "ILS", "₫": "VND", "₴": "UAH", "₦": "NGN", "₱": "PHP", "฿": "THB", "₵": "GHS", "₡": "CRC",
    "₲": "PYG", "₸": "KZT", "₾": "GEL", "₼": "AZN", "₭": "LAK", "₮": "MNT", "₨": "INR", "元": "CNY",
    "円": "JPY", "US$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD",
    "HK$": "HKD", "S$": "SGD", "R$": "BRL", "MX$": "MXN", "NT$": "TWD", "zł": "PLN", "Kč": "CZK",
    "Ft": "HUF", "Fr.": "CHF", "Fr": "CHF", "SFr.": "CHF", "SFr": "CHF", "лв": "BGN", "лв.": "BGN",
    "lei": "RON", "TL": "TRY", "руб": "RUB", "руб.": "RUB", "Rs": "INR", "Rs.": "INR", "RM": "MYR",
    "KSh": "KES",
}  # fmt: skip

_SHARED_SIGNS = {
    "$": (
        "USD",
        ("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN"),
    ),
    "¥": ("JPY", ("JPY", "CNY")),
    "￥": ("JPY", ("JPY", "CNY")),
    "元": ("CNY", ("CNY", "TWD", "HKD")),
    "£": ("GBP", ("GBP", "EGP", "GIP", "FKP", "SHP", "SSP", "SDG", "SYP", "LBP")),
    "Rs": ("INR", ("INR", "PKR", "LKR", "NPR", "MUR")),
    "Rs.": ("INR", ("INR", "PKR", "LKR", "NPR", "MUR")),
    "₨": ("INR", ("INR", "PKR", "LKR", "NPR", "MUR")),
    "kr": (None, ("SEK", "NOK", "DKK", "ISK")),
    "kr.": (None, ("SEK", "NOK", "DKK", "ISK")),
    "R": (None, ("ZAR",)),
}


def is_currency(code: str) -> bool:
    """Whether `code` is an ISO 4217 code in capitals."""
    return code in CODES


def minor_digits(currency: str) -> int:
    """How many decimals the currency has by CLDR: 2 for most, 0 for JPY, 3 for KWD."""
    return _DIGITS.get(currency, 2)


def currency_of_sign(sign: str, default: str) -> str | None:
    """The currency meant by a sign or code in a text whose own currency is `default`; None when unknown.

    A sign that several countries share means the default when that is theirs: ``$`` in a CAD file is CAD.
    """
    shared = _SHARED_SIGNS.get(sign)
    if shared is not None:
        return default if default in shared[1] else shared[0]
    known = SIGNS.get(sign)
    if known is not None:
        return known
    code = sign.upper()
    return code if is_currency(code) else None

"""People that do not exist, the same for the same seed: many scripts, valid phone numbers, some given twice."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import NamedTuple

from smallbiz_crm.domain.text import fold

COMPANY_SHARE = 5
"""People to a company, on average."""
TWICE_SHARE = 0.03


class Person(NamedTuple):
    """A row of a contact file; `tags` are separated by commas."""

    given: str
    family: str
    email: str
    phone: str
    company: str
    job_title: str
    city: str
    country: str
    tags: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


HEADER = (
    "First name", "Last name", "Email", "Phone", "Company", "Job title", "City", "Country", "Tags",
)  # fmt: skip

_LATIN_GIVEN = """Anna Ben Carla David Elena Felix Greta Hannah Ines Jonas Klara Lukas Maria Noah Olivia Paul
    Quentin Rosa Samuel Tilda Ulrich Vera Willem Xenia Yves Zoe Andrew Barbara Charles Diane Edward Fiona George
    Helen Isaac Julia Kevin Laura Martin Nora Oscar Paula Richard Sandra Thomas Ursula Victor Wendy
    André Béatrice Cédric Désirée Éloïse François Gaëlle Hélène Irène José María Núria Óscar Peña Raúl Sofía
    Åsa Björn Çağla Dženan Ève Günther Håkon Işıl Jörg Kätlin Łukasz Małgorzata Ngọc Øyvind Žofia Štěpán Þóra
    Ștefan Tünde Űrs Vít Yağmur Żaneta Ægir""".split()
_LATIN_FAMILY = """Adler Becker Clark Dupont Ernst Fischer García Hoffmann Ivanova Jensen Kowalski López Müller
    Nagy O'Brien Petrović Quinn Rossi Sørensen Tanaka Ünal Vogel Weiß Xu Yılmaz Zieliński Ångström Böhm Çelik
    D'Angelo Eriksson Fernández Großmann Håkansson Iñárritu Jürgens Křížová Łoś Märtens Nuñez Özdemir Påhlsson
    Röhrig Šimůnek Țepeș Urban Větrovec Wójcik Żuławski van-den-Berg Nguyễn Trần""".split()
_OTHER_SCRIPTS = (
    ("Алексей Мария Дмитрий Ольга", "Иванов Смирнова Кузнецов Шевченко"),
    ("Γιώργος Ελένη Νίκος Σοφία", "Παπαδόπουλος Οικονόμου Νικολάου"),
    ("健 美咲 翔太 花子", "田中 佐藤 鈴木 山本"),
    ("伟 芳 秀英 娜", "王 李 张 刘"),
    ("민준 서연 지훈 하은", "김 이 박 최"),
    ("محمد فاطمة يوسف ليلى", "الأحمد حداد النجار"),
    ("דוד שרה משה רחל", "כהן לוי מזרחי"),
    ("आरव अनन्या विवान दीया", "शर्मा वर्मा पटेल"),
)
_SYLLABLES = tuple(
    "ba be bran dor el fen gar hol is jor kal lin mar nor ost pel quin ros sten tal ulm ver wal zim".split(
        " "
    )
)
_TRADES = tuple(
    "Metallbau Software Logistik Design Consulting Bakery Solar Optik Druck Garten Media Robotics".split(" ")
)
_LEGAL_FORMS = ("GmbH", "GmbH", "GmbH", "AG", "Ltd", "S.L.", "SARL", "Inc.", "Sp. z o.o.", "B.V.", "")
_TITLES = (
    "CEO", "Founder", "Head of Marketing", "Einkäuferin", "Geschäftsführer", "Directeur commercial",
    "Jefa de compras", "Office manager", "CTO", "Sales lead", "",
)  # fmt: skip
_CITIES = (
    ("Berlin", "Germany"), ("München", "Germany"), ("Zürich", "Switzerland"), ("Wien", "Austria"),
    ("Paris", "France"), ("Málaga", "Spain"), ("Łódź", "Poland"), ("London", "United Kingdom"),
    ("Chicago", "United States"), ("東京", "Japan"), ("São Paulo", "Brazil"), ("Bengaluru", "India"),
)  # fmt: skip
_PHONES = (
    "+49 151 2#######", "+49 30 2######", "+43 664 2######", "+41 79 2## ## ##", "+33 6 12 ## ## ##",
    "+34 612 ## ## ##", "+44 7400 ######", "+1 312 4##-####", "+48 512 ### ###", "+31 6 2#######",
    "+39 347 2######", "+81 90 2### ####", "+55 11 9 6### ####", "+91 98########",
)  # fmt: skip
_TAGS = [
    f"{kind} {year}" for kind in ("Fair", "Webinar", "Newsletter", "Partner") for year in range(2016, 2026)
]


def people(count: int, seed: int = 1) -> Iterator[Person]:
    """`count` rows, of which 3 % tell of somebody who came before."""
    dice = random.Random(seed)
    companies = [_company(dice) for _ in range(max(1, count // COMPANY_SHARE))]
    earlier: list[Person] = []
    for number in range(count):
        if earlier and dice.random() < TWICE_SHARE:
            yield _again(dice, dice.choice(earlier))
            continue
        person = _person(dice, number, dice.choice(companies))
        if len(earlier) < 20_000:
            earlier.append(person)
        yield person


def _person(dice: random.Random, number: int, company: str) -> Person:
    given, family = _name(dice)
    city, country = dice.choice(_CITIES)
    letters = fold(f"{given}.{family}").replace("'", "")
    mailbox = letters if letters.isascii() else "person"
    domain = "".join(sign for sign in fold(company).partition(" ")[0] if sign.isascii() and sign.isalnum())
    return Person(
        given,
        family,
        f"{mailbox}{number}@{domain}.example" if dice.random() < 0.95 else "",
        _phone(dice) if dice.random() < 0.85 else "",
        company,
        dice.choice(_TITLES),
        city,
        country,
        ", ".join(dice.sample(_TAGS, dice.choice((0, 0, 1, 2)))),
    )


def _again(dice: random.Random, person: Person) -> Person:
    """The same person told once more: another telephone, perhaps another job."""
    return person._replace(phone=_phone(dice), job_title=dice.choice(_TITLES))


def _name(dice: random.Random) -> tuple[str, str]:
    if dice.random() < 0.12:
        given, family = dice.choice(_OTHER_SCRIPTS)
        return dice.choice(given.split()), dice.choice(family.split())
    if dice.random() < 0.5:
        return dice.choice(_LATIN_GIVEN), dice.choice(_LATIN_FAMILY)
    return dice.choice(_LATIN_GIVEN), _word(dice, 3)


def _company(dice: random.Random) -> str:
    return f"{_word(dice, 3)} {dice.choice(_TRADES)} {dice.choice(_LEGAL_FORMS)}".strip()


def _word(dice: random.Random, syllables: int) -> str:
    return "".join(dice.choices(_SYLLABLES, k=syllables)).capitalize()


def _phone(dice: random.Random) -> str:
    return "".join(dice.choice("0123456789") if sign == "#" else sign for sign in dice.choice(_PHONES))

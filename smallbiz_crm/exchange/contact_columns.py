"""Headers of a contact's lists: which e-mail, phone,
address or link a column like ``Work Fax 2`` belongs to."""

from __future__ import annotations

import re
from typing import NamedTuple

from smallbiz_crm.exchange.header_words import header_key

_LABELS = {
    "work": """work, business, office, company, professional, geschäftlich, dienstlich, beruflich, arbeit,
        büro, firma, firmen, pro, professionnel, bureau, travail, trabajo, oficina, trabalho, escritório,
        mailing""",
    "home": """home, private, personal, privat, domicile, personnel, maison, casa, particular, pessoal,
        residencial""",
    "other": "other, andere, weitere, sonstige, autre, otro, otra, outro, outra",
    "main": "main, haupt, principal",
    "billing": "billing, invoice, rechnungs, facturation, facturación, cobrança",
    "": """primary, secondary, second, alternate, alternative, additional, contact, lead, customer, client,
        person""",
}
_WORDS = {
    ("email", ""): """email, email address, email id, mail, e-mail-adresse, mailadresse, adresse e-mail,
        adresse mail, courriel, correo, correo electrónico, dirección de correo electrónico,
        endereço de e-mail, emails, ईमेल, indirizzo email, indirizzo e-mail, posta elettronica, e-mailadres,
        emailadres, adres e-mail, adres email, e-post, e-postadress""",
    ("phone", ""): """phone, phone number, phone no, telephone, telephone number, tel, tel no, telefon,
        telefonnummer, rufnummer, téléphone, numéro de téléphone, teléfono, número de teléfono, telefone,
        contact number, phones, telefono, numero di telefono, telefoonnummer, telefoon, numer telefonu, direct line""",
    ("phone", "mobile"): """mobile, mobile phone, mobile phone number, mobile number, mobile no, cell,
        cell phone, cellphone, handy, handynummer, mobil, mobiltelefon, mobilnummer, portable,
        téléphone portable, téléphone mobile, móvil, teléfono móvil, celular, teléfono celular, telemóvel,
        gsm, whatsapp, whatsapp number, cellulare, telefono cellulare, mobiel, mobiel nummer, mobiele telefoon,
        komórka, telefon komórkowy, telefon mobil, tél portable, tél mobile""",
    ("phone", "fax"): "fax, fax number, telefax, faxnummer, fax phone, télécopie",
    ("phone", "pager"): "pager, pager number",
    ("url", ""): "url, website, web page, webpage, web site, homepage",
    ("street", ""): """street, street address, address line, address street, straße, strasse,
        straße hausnummer, straße und hausnummer, rue, calle, rua, address, adresse, anschrift, dirección,
        domicilio, endereço, morada, indirizzo, via, adres, straat, ulica""",
    ("city", ""): """city, town, locality, ort, stadt, wohnort, ville, ciudad, localidad, cidade,
        address city, città, plaats, woonplaats, miasto""",
    ("region", ""): """region, state, province, state region, state province, county, bundesland, kanton,
        département, région, provincia, estado, distrito, região, address region, address state""",
    ("postal_code", ""): """postal code, zip, zip code, zipcode, postcode, plz, postleitzahl, code postal,
        código postal, cep, p code, address postal code, address zip, zip postal code, cap, kod pocztowy""",
    ("country", ""): "country, country region, land, pays, país, country code, address country, paese, kraj",
}
_ROLE = re.compile(r"(label|type|value)$")
_NUMBERED_ADDRESS = re.compile(r"address(\d{1,2})(\D+)")
_ADDRESS_EXTRAS = {
    "label": "label",
    "type": "label",
    "formatted": "whole",
    "pobox": "street",
    "extendedaddress": "street",
}
_PLACES = frozenset({"street", "city", "region", "postal_code", "country"})


class ContactColumn(NamedTuple):
    """A column of one of a contact's lists. Columns with the same `key` make one entry of the list."""

    field: str
    key: str
    role: str
    label: str


def contact_column(header: str) -> ContactColumn | None:
    """What list a header speaks of; None when of none."""
    key = header_key(header)
    numbered = _NUMBERED_ADDRESS.fullmatch(key)
    if numbered:
        return _numbered_address(numbered[1], numbered[2])
    digits = "".join(character for character in key if character.isdecimal())[:2]
    bare = "".join(character for character in key if not character.isdecimal())
    found = _lookup(bare)
    role = ""
    if found is None and (match := _ROLE.search(bare)):
        bare = bare[: match.start()]
        found = _lookup(bare)
        role = "" if match[1] == "value" else "label"
    if found is None:
        return None
    field, label = found
    if field in _PLACES:
        number = "" if field == "street" else digits
        return None if role else ContactColumn(field, f"address {number} {label}", "", label)
    return ContactColumn(field, f"{field} {digits} {bare}", role, label)


def _numbered_address(number: str, part: str) -> ContactColumn | None:
    key = f"address {number} "
    extra = _ADDRESS_EXTRAS.get(part)
    if extra == "street":
        return ContactColumn("street", key, "", "")
    if extra:
        return ContactColumn("address", key, "label" if extra == "label" else "", "")
    found = _lookup(part)
    return ContactColumn(found[0], key, "", "") if found and found[0] in _PLACES else None


def _lookup(bare: str) -> tuple[str, str] | None:
    """Field and label of a bare key, with up to two words for the label around the word for the field."""
    if bare in _FIELDS:
        return _FIELDS[bare]
    for word, label in _LABEL_WORDS.items():
        for rest in (bare.removeprefix(word), bare.removesuffix(word)):
            if rest != bare and (found := _FIELDS.get(rest) or _lookup(rest)):
                field, kind = found
                if kind == "fax" and label in {"work", "home", "other"}:
                    return field, f"{label} fax"
                return field, kind or label
    return None


_FIELDS = {header_key(word): place for place, words in _WORDS.items() for word in words.split(",")}
_LABEL_WORDS = {header_key(word): label for label, words in _LABELS.items() for word in words.split(",")}

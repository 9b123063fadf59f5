"""Recognising who made a table, and where its columns go."""

from __future__ import annotations

import random

import pytest

from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.exchange.fields import FIELDS, Target, parse_target
from smallbiz_crm.exchange.header_words import WORDS, header_key
from smallbiz_crm.exchange.presets import PRESETS, SOURCES, Recognition, recognise


def columns(text: str) -> list[str]:
    return text.split(",")


GOOGLE_OLD = columns(
    "Name,Given Name,Additional Name,Family Name,Name Prefix,Name Suffix,Birthday,Notes,Group Membership,"
    "E-mail 1 - Type,E-mail 1 - Value,E-mail 2 - Type,E-mail 2 - Value,Phone 1 - Type,Phone 1 - Value,Address 1 - Type,"
    "Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - PO Box,Organization 1 - Name,"
    "Organization 1 - Title,Website 1 - Type,Website 1 - Value"
)
GOOGLE_NEW = columns(
    "First Name,Middle Name,Last Name,Phonetic First Name,Name Prefix,Name Suffix,Organization Name,Organization Title,"
    "Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Label,"
    "Address 1 - Formatted,Address 1 - Street,Custom Field 1 - Label,Custom Field 1 - Value"
)
OUTLOOK = columns(
    "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,Business Street 2,"
    "Business City,Business State,Business Postal Code,Business Country/Region,Home Street,Home City,Business Fax,"
    "Business Phone,Mobile Phone,Birthday,Categories,E-mail Address,E-mail Type,E-mail 2 Address,Notes,Web Page,User 1"
)
OUTLOOK_COM = columns(
    "First Name,Last Name,Middle Name,Title,Suffix,Nickname,Given Yomi,Surname Yomi,E-mail Address,E-mail 2 Address,"
    "Home Phone,Mobile Phone,Company,Job Title,Personal Web Page,Notes"
)
LINKEDIN = columns("First Name,Last Name,URL,Email Address,Company,Position,Connected On")
HUBSPOT = columns(
    "Record ID,First Name,Last Name,Email,Phone Number,Lifecycle Stage,Lead Status,Create Date,Became a Lead Date,"
    "Associated Company,Associated Company IDs,Contact owner,Original Source"
)
HUBSPOT_DEALS = columns(
    "Record ID,Deal Name,Deal Stage,Pipeline,Amount,Currency,Close Date,Create Date,Deal owner,Closed Lost Reason,"
    "Associated Company,Associated Contact"
)
HUBSPOT_COMPANIES = columns(
    "Record ID,Company name,Company Domain Name,Industry,City,Country/Region,Company owner"
)
PIPEDRIVE = columns(
    "Person - Name,Person - Email - Work,Person - Email - Home,"
    "Person - Phone - Work,Person - Organization,Person - Label"
)
PIPEDRIVE_DEALS = columns(
    "Deal - Title,Deal - Value,Deal - Currency of value,Deal - Stage,Deal - Status,Deal - Won time,Deal - Lost time,"
    "Deal - Expected close date,Deal - Lost reason,Deal - Owner,Deal - Organization,Deal - Contact person"
)
MAILCHIMP = columns(
    "Email Address,First Name,Last Name,Phone Number,MEMBER_RATING,OPTIN_TIME,LEID,EUID,NOTES,TAGS"
)
CAMPAIGN_REPORT = columns(
    "Title,Subject,List,Send Date,Total Recipients,Successful Deliveries,Soft Bounces,Hard Bounces,Total Bounces,"
    "Unique Opens,Open Rate,Unique Clicks,Unsubscribes"
)
EVENTBRITE = columns(
    "Order #,Order Date,First Name,Last Name,Email,Quantity,Ticket Type,Attendee #,Attendee Status,Home Address 1,"
    "Home City,Job Title,Company,Do you eat meat?"
)


def specs(header: list[str], recognition: Recognition) -> dict[str, str]:
    return {
        header[index]: " + ".join(target.spec for target in targets)
        for index, targets in recognition.mapping.items()
    }


@pytest.mark.parametrize(
    ("header", "source", "kind", "part"),
    [
        (GOOGLE_OLD, "google", "contacts", {"Group Membership": "tags google", "Address 1 - PO Box": "street 1"}),
        (
            GOOGLE_NEW, "google", "contacts",
            {"Labels": "tags google", "E-mail 1 - Label": "email 1 label", "Custom Field 1 - Label": "custom 1 label",
             "Address 1 - Formatted": "address 1", "Middle Name": "middle_name"},
        ),
        (
            OUTLOOK, "outlook", "contacts",
            {"Title": "prefix", "Job Title": "job_title", "Home City": "city 2:home",
             "Business Street 2": "street 1:work", "Business Fax": "phone 10:work fax",
             "E-mail 2 Address": "email 2", "Web Page": "url 1"},
        ),
        (OUTLOOK_COM, "outlook", "contacts", {"Title": "prefix", "Personal Web Page": "url 2:home"}),
        (LINKEDIN, "linkedin", "contacts", {"URL": "url 1", "Position": "job_title"}),
        (
            HUBSPOT, "hubspot", "contacts",
            {"Record ID": "external_id", "Became a Lead Date": "lead_date", "Original Source": "source_channel",
             "Associated Company IDs": "company_external_id"},
        ),
        (HUBSPOT_DEALS, "hubspot", "deals", {"Close Date": "expected_close + closed", "Deal owner": "owner"}),
        (HUBSPOT_COMPANIES, "hubspot", "companies", {"Company name": "name", "Company Domain Name": "domain"}),
        (PIPEDRIVE, "pipedrive", "contacts", {"Person - Email - Home": "email 2:home", "Person - Label": "tags"}),
        (PIPEDRIVE_DEALS, "pipedrive", "deals", {"Deal - Status": "outcome", "Deal - Lost time": "closed"}),
        (MAILCHIMP, "mailchimp", "contacts", {"TAGS": "tags", "Email Address": "email 1"}),
        (CAMPAIGN_REPORT, "mailchimp", "campaigns", {"Title": "name", "Send Date": "start + end"}),
        (EVENTBRITE, "eventbrite", "contacts", {"Attendee #": "external_id", "Home Address 1": "street 1:home"}),
    ],
)  # fmt: skip
def test_each_maker_is_recognised_in_any_order_case_and_spacing(
    header: list[str], source: str, kind: str, part: dict[str, str]
) -> None:
    found = recognise(header)
    assert (found.source, found.kind) == (source, kind)
    assert part.items() <= specs(header, found).items()
    shuffled = random.Random(7).sample(header, len(header))
    odd = [f"  {name.upper()}  ".replace(" ", "  ") for name in shuffled]
    again = recognise(odd)
    assert (again.source, again.kind) == (source, kind)
    assert {
        header_key(name): {target.field for target in parse_all(text, kind)}
        for name, text in specs(odd, again).items()
    } == {
        header_key(name): {target.field for target in parse_all(text, kind)}
        for name, text in specs(header, found).items()
    }


def parse_all(text: str, kind: str) -> list[Target]:
    return [parse_target(spec, kind) for spec in text.split(" + ")]


def test_every_column_is_mapped_or_listed() -> None:
    found = recognise(EVENTBRITE)
    assert found.unmapped == [
        "Order #",
        "Quantity",
        "Ticket Type",
        "Do you eat meat?",
    ]
    assert len(found.mapping) + len(found.unmapped) == len(EVENTBRITE)


def test_the_kind_asked_for_chooses_the_preset() -> None:
    assert specs(EVENTBRITE, recognise(EVENTBRITE, "touches")) == {
        "Email": "contact_email", "Attendee #": "contact_external_id", "Attendee Status": "kind", "Order Date": "date",
    }  # fmt: skip
    metrics = recognise(CAMPAIGN_REPORT, "metrics")
    assert metrics.constants == {"channel": "email"}
    assert specs(CAMPAIGN_REPORT, metrics)["Hard Bounces"] == "bounces sum"
    assert recognise(LINKEDIN, "companies").source == "generic"


@pytest.mark.parametrize(
    ("extra", "consent"),
    [((), "subscribed"), (("UNSUB_TIME",), "unsubscribed"), (("CLEAN_TIME",), "cleaned")],
)
def test_the_list_a_mailchimp_file_came_from_is_the_consent(extra: tuple[str, ...], consent: str) -> None:
    assert recognise([*MAILCHIMP, *extra]).constants == {"consent": consent}


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("Vorname;Name;E-Mail-Adresse;Telefon geschäftlich;Handy;Firma;PLZ;Ort;Geburtstag",
         "given_name family_name email phone phone company postal_code city birthday"),
        ("Name;Firma;Straße;Land", "name company street country"),
        ("Nom;Prénom;Adresse e-mail;Téléphone portable;Société;Code postal;Ville",
         "family_name given_name email phone company postal_code city"),
        ("Nom;Courriel;Entreprise", "name email company"),
        ("Nombre;Apellidos;Correo electrónico;Móvil;Empresa;Cargo;Código postal",
         "given_name family_name email phone company job_title postal_code"),
        ("Nome;Sobrenome;E-mail;Celular;Empresa;Cidade;País",
         "given_name family_name email phone company city country"),
        ("first_name;last_name;email_work;email_home;phone_other;linkedin_url;tags",
         "given_name family_name email email phone url tags"),
        ("Work Email;Email (2);Work Fax;Secondary Phone", "email email phone phone"),
        ("Birth Year;Birth Month;Birth Day;Display Name;E-mail", "birthday birthday birthday name email"),
    ],
)  # fmt: skip
def test_headers_of_unknown_files_are_understood_in_five_languages(header: str, fields: str) -> None:
    names = header.split(";")
    found = recognise(names)
    assert (found.source, found.kind, found.unmapped) == ("generic", "contacts", [])
    assert [found.mapping[index][0].field for index in range(len(names))] == fields.split()


def test_lists_of_a_contact_are_numbered_and_labelled() -> None:
    header = [
        "E-mail",
        "Work Email",
        "Home Street",
        "Home City",
        "Work City",
        "Work Street",
        "Home Fax",
        "Mobile 2",
    ]
    assert list(specs(header, recognise(header)).values()) == [
        "email 1", "email 2:work", "street 1:home", "city 1:home", "city 2:work", "street 2:work", "phone 1:home fax",
        "phone 2:mobile",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value", "deals"),
        ("account,sector,year_established,revenue,employees", "companies"),
        ("product,series,sales_price", "products"),
        ("sales_agent,manager,regional_office", "owners"),
        ("Date,Campaign Name,Impressions,Clicks,Leads", "metrics"),
        ("Date,Description,Amount", "spend"),
        ("Activity ID,Activity Type,Activity Date,Associated Contact Email", "activities"),
        ("mql_id,first_contact_date,landing_page_id,origin", "contacts"),
        ("Lead ID,Contact Name,Email,Mobile,Lead Owner,Source,Status,Notes", "contacts"),
        ("a,b,c", "contacts"),
    ],
)
def test_the_kind_of_row_is_told_by_the_headers(header: str, kind: str) -> None:
    assert recognise(header.split(",")).kind == kind


def test_a_bank_statement_turns_its_amounts_round() -> None:
    header = ["Buchungstag", "Begünstigter/Zahlungspflichtiger", "Verwendungszweck", "Betrag", "Saldo"]
    found = recognise(header)
    assert (found.source, found.kind) == ("bank", "spend")
    assert specs(header, found) == {
        "Buchungstag": "date",
        "Begünstigter/Zahlungspflichtiger": "payee",
        "Verwendungszweck": "description",
        "Betrag": "gross bank",
    }
    assert recognise(["Customer", "Email", "Balance"]).source == "generic"


def test_our_own_header_is_read_as_written() -> None:
    header = [
        "name",
        "email",
        "email 2",
        "email 2 label",
        "phone",
        "street 2",
        "custom:Shoe size",
        "external_id",
    ]
    found = recognise(header)
    assert (found.source, found.kind) == ("own", "contacts")
    assert list(specs(header, found).values()) == header


def test_a_source_told_is_taken_and_an_unknown_one_refused() -> None:
    assert recognise(["First Name", "URL"], source="linkedin").source == "linkedin"
    assert recognise(GOOGLE_NEW, source="generic").source == "generic"
    with pytest.raises(Refused) as refusal:
        recognise(["a"], source="nobody")
    assert refusal.value.code == "mapping.unknown_source"
    with pytest.raises(Refused) as other:
        recognise(["a"], kind="people")
    assert other.value.code == "mapping.unknown_kind"


def test_all_words_and_presets_speak_of_fields_that_exist() -> None:
    for kind, words in WORDS.items():
        for told in words:
            assert parse_all(told, kind)
    for preset in PRESETS:
        assert preset.source in SOURCES
        for told in preset.columns.values():
            assert told == "-" or parse_all(told, preset.kind)
    assert WORDS.keys() == FIELDS.keys()


@pytest.mark.parametrize(
    "spec",
    [
        "email",
        "email 2",
        "email 2 label",
        "phone 1:work fax",
        "custom:A: b",
        "custom 3 label",
        "birthday year",
    ],
)
def test_a_target_is_written_as_it_is_read(spec: str) -> None:
    assert parse_target(spec, "contacts").spec == spec


@pytest.mark.parametrize(
    ("spec", "kind"),
    [
        ("shoe", "contacts"),
        ("email 1", "deals"),
        ("name 2", "contacts"),
        ("name label", "contacts"),
        ("custom:x", "spend"),
    ],
)
def test_a_target_that_does_not_exist_is_refused_with_those_that_do(spec: str, kind: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_target(spec, kind)
    assert refusal.value.code == "mapping.unknown_field"
    assert FIELDS[kind][0] in str(refusal.value.params["known"])

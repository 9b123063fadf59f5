"""The makers of files we know: what tells each by its headers, and where its columns go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from smallbiz_crm.exchange.header_words import header_key


@dataclass(frozen=True)
class Preset:
    """One maker's file of one kind of row.

    It is recognised by its headers: one of each group of `marks`, written ``A | B``, must be there. `columns`
    holds header → target specs joined by `` + ``; ``-`` leaves the column unmapped. Columns not named here
    are guessed by the common words when `guesses` is set. `constants` are the same in every row.
    """

    source: str
    kind: str
    marks: tuple[str, ...]
    columns: Mapping[str, str] = field(default_factory=dict[str, str])
    constants: Mapping[str, str] = field(default_factory=dict[str, str])
    guesses: bool = True

    def fits(self, keys: frozenset[str]) -> bool:
        """Whether a file with these header keys is of this make."""
        return all(any(header_key(name) in keys for name in group.split("|")) for group in self.marks)

    def specs(self) -> dict[str, str]:
        """Header key → target specs."""
        return {header_key(name): specs for name, specs in self.columns.items()}


def _numbered(name: str, spec: str, count: int) -> dict[str, str]:
    parts = (("Value", ""), ("Label", " label"), ("Type", " label"))
    return {f"{name} {n} - {part}": f"{spec} {n}{role}" for n in range(1, count + 1) for part, role in parts}


_GOOGLE = {
    "Name": "name", "First Name": "given_name", "Given Name": "given_name", "Middle Name": "middle_name",
    "Additional Name": "middle_name", "Last Name": "family_name", "Family Name": "family_name",
    "Name Prefix": "prefix", "Name Suffix": "suffix", "Organization Name": "company",
    "Organization Title": "job_title", "Organization 1 - Name": "company",
    "Organization 1 - Title": "job_title", "Labels": "tags google", "Group Membership": "tags google",
    "Birthday": "birthday", "Notes": "notes", "Language": "language", "Organization 1 - Type": "-",
    "Organization 1 - Location": "-", "Location": "-", "Subject": "-", "Organization Department": "-",
    "Photo": "-", **_numbered("Website", "url", 9), **_numbered("Custom Field", "custom", 20),
}  # fmt: skip


def _outlook_address(name: str, group: int) -> dict[str, str]:
    label = name.lower().replace("business", "work")
    parts = {
        "Street": "street", "Street 2": "street", "Street 3": "street", "Address PO Box": "street",
        "City": "city", "State": "region", "Postal Code": "postal_code", "Country/Region": "country",
        "Country": "country",
    }  # fmt: skip
    return {f"{name} {part}": f"{field} {group}:{label}" for part, field in parts.items()}


_OUTLOOK = {
    "Title": "prefix", "First Name": "given_name", "Middle Name": "middle_name", "Last Name": "family_name",
    "Suffix": "suffix", "Company": "company", "Job Title": "job_title", **_outlook_address("Business", 1),
    **_outlook_address("Home", 2), **_outlook_address("Other", 3), "Business Phone": "phone 1:work",
    "Business Phone 2": "phone 2:work", "Mobile Phone": "phone 3:mobile", "Home Phone": "phone 4:home",
    "Home Phone 2": "phone 5:home", "Primary Phone": "phone 6:main", "Other Phone": "phone 7:other",
    "Company Main Phone": "phone 8:main", "Car Phone": "phone 9:car", "Business Fax": "phone 10:work fax",
    "Home Fax": "phone 11:home fax", "Other Fax": "phone 12:other fax", "Pager": "phone 13:pager",
    "E-mail Address": "email 1", "E-mail 2 Address": "email 2", "E-mail 3 Address": "email 3",
    "Birthday": "birthday", "Categories": "tags", "Language": "language", "Notes": "notes",
    "Web Page": "url 1", "Personal Web Page": "url 2:home",
}  # fmt: skip

_LINKEDIN = {
    "First Name": "given_name", "Last Name": "family_name", "URL": "url 1", "Email Address": "email 1",
    "Company": "company", "Position": "job_title",
}  # fmt: skip

_HUBSPOT_CONTACTS = {
    "Record ID": "external_id", "Contact ID": "external_id", "First Name": "given_name",
    "Last Name": "family_name", "Email": "email 1", "Phone Number": "phone 1",
    "Mobile Phone Number": "phone 2:mobile", "Job Title": "job_title", "Lifecycle Stage": "lifecycle",
    "Became a Lead Date": "lead_date", "Became a Marketing Qualified Lead Date": "mql_date",
    "Became a Sales Qualified Lead Date": "sql_date", "Associated Company": "company",
    "Company Name": "company", "Primary Company": "company",
    "Associated Company IDs": "company_external_id", "Associated Company Domain": "company_domain",
    "Lead Source": "source_channel", "Original Source": "source_channel",
    "Original Traffic Source": "source_channel", "Contact Owner": "owner", "Website URL": "url 1",
    "Lead Status": "-", "Create Date": "created", "Marketing contact status": "-",
}  # fmt: skip
_HUBSPOT_COMPANIES = {
    "Record ID": "external_id", "Company ID": "external_id", "Company Name": "name",
    "Company Domain Name": "domain", "Industry": "industry", "Number of Employees": "size",
    "Company Owner": "owner", "Website URL": "-", "Website": "-", "Phone Number": "-",
    "State/Region": "region",
}  # fmt: skip
_HUBSPOT_DEALS = {
    "Record ID": "external_id", "Deal ID": "external_id", "Deal Name": "title", "Deal Stage": "stage",
    "Amount": "amount", "Currency": "currency", "Close Date": "expected_close + closed",
    "Create Date": "created", "Deal Owner": "owner", "Closed Lost Reason": "reason", "Deal Type": "-",
    "Pipeline": "-", "Associated Company": "company", "Associated Company IDs": "company_external_id",
    "Associated Company Domain": "company_domain", "Associated Contact": "contact",
    "Associated Contact Email": "contact_email", "Associated Contact IDs": "contact_external_id",
    "Deal probability": "probability",
}  # fmt: skip

_PIPEDRIVE_PEOPLE = {
    "Person - ID": "external_id", "Person - Name": "name", "Person - First name": "given_name",
    "Person - Last name": "family_name", "Person - Email": "email 1",
    "Person - Email - Work": "email 1:work", "Person - Email - Home": "email 2:home",
    "Person - Email - Other": "email 3:other", "Person - Phone": "phone 1",
    "Person - Phone - Work": "phone 1:work", "Person - Phone - Mobile": "phone 2:mobile",
    "Person - Phone - Home": "phone 3:home", "Person - Phone - Other": "phone 4:other",
    "Person - Organization": "company", "Organization - Name": "company",
    "Organization - ID": "company_external_id", "Organization - Address": "address 1:work",
    "Person - Job title": "job_title", "Person - Label": "tags", "Person - Labels": "tags",
    "Person - Owner": "owner", "Person - Birthday": "birthday", "Person - Notes": "notes",
    "Person - Source channel": "source_channel",
}  # fmt: skip
_PIPEDRIVE_DEALS = {
    "Deal - ID": "external_id", "Deal - Title": "title", "Deal - Value": "amount",
    "Deal - Currency of value": "currency", "Deal - Currency": "currency", "Deal - Stage": "stage",
    "Deal - Status": "outcome", "Deal - Won time": "closed", "Deal - Lost time": "closed",
    "Deal - Deal closed on": "closed", "Deal - Close time": "closed", "Deal - Closed time": "closed",
    "Deal - Expected close date": "expected_close", "Deal - Deal created": "created",
    "Deal - Created": "created", "Deal - Add time": "created", "Deal - Lost reason": "reason",
    "Deal - Owner": "owner", "Deal - Organization": "company", "Organization - Name": "company",
    "Organization - ID": "company_external_id", "Deal - Contact person": "contact",
    "Person - Name": "contact", "Person - Email": "contact_email", "Person - Email - Work": "contact_email",
    "Person - ID": "contact_external_id", "Deal - Probability": "probability",
    "Deal - Product name": "product", "Deal - Product quantity": "quantity",
    "Deal - Source channel": "source_channel",
}  # fmt: skip

_MAILCHIMP = {
    "Email Address": "email 1", "First Name": "given_name", "Last Name": "family_name",
    "Address": "address 1", "Phone Number": "phone 1", "Phone": "phone 1", "Birthday": "birthday",
    "Company": "company", "TAGS": "tags", "NOTES": "notes", "REGION": "-", "CC": "-", "TIMEZONE": "-",
}  # fmt: skip
_MAILCHIMP_COUNTS = {
    "Total Recipients": "sent", "Successful Deliveries": "delivered", "Soft Bounces": "bounces sum",
    "Hard Bounces": "bounces sum", "Unique Opens": "unique_opens", "Unique Clicks": "unique_clicks",
    "Unsubscribes": "unsubscribes",
}  # fmt: skip

_EVENTBRITE = {
    "Attendee #": "external_id", "Attendee ID": "external_id", "First Name": "given_name",
    "Last Name": "family_name", "Email": "email 1", "Prefix": "prefix", "Suffix": "suffix",
    "Cell Phone": "phone 1:mobile", "Work Phone": "phone 2:work", "Home Phone": "phone 3:home",
    "Job Title": "job_title", "Company": "company", "Website": "url 1", "Event Name": "source_campaign",
    "Attendee Status": "attendance", "Order Date": "lead_date", "Attendee First Name": "given_name",
    "Attendee Last Name": "family_name", "Attendee Surname": "family_name", "Attendee Email": "email 1",
    "Phone Number": "phone 1",
    "Home Address 1": "street 1:home", "Home Address 2": "street 1:home", "Home City": "city 1:home",
    "Home State": "region 1:home", "Home Zip": "postal_code 1:home", "Home Country": "country 1:home",
    "Work Address 1": "street 2:work", "Work Address 2": "street 2:work", "Work City": "city 2:work",
    "Work State": "region 2:work", "Work Zip": "postal_code 2:work", "Work Country": "country 2:work",
}  # fmt: skip
_EVENTBRITE_TOUCHES = {
    "Attendee #": "contact_external_id", "Attendee ID": "contact_external_id", "Email": "contact_email",
    "Attendee Email": "contact_email",
    "Event Name": "campaign", "Attendee Status": "kind", "Order Date": "date",
}  # fmt: skip
_FACEBOOK_LEADS = {
    "created_time": "lead_date", "full_name": "name", "email": "email 1", "phone_number": "phone 1",
    "platform": "source_channel", "campaign_name": "source_campaign", "form_name": "source_campaign",
    "id": "external_id",
}  # fmt: skip
_BANK = {
    **dict.fromkeys(("Debit", "Soll", "Débit", "Débito"), "gross out"),
    **dict.fromkeys(("Credit", "Haben", "Crédit"), "gross in"),
    **dict.fromkeys(("Amount", "Betrag", "Montant", "Importe", "Valor", "Umsatz"), "gross bank"),
}

_CAMPAIGN_REPORT = ("Title", "Send Date", "Total Recipients | Successful Deliveries")
_ATTENDEES = (
    "Order # | Order ID",
    "First Name | Attendee First Name",
    "Last Name | Attendee Last Name | Attendee Surname",
    "Ticket Type | Attendee Status | Attendee # | Attendee ID",
)
_STATEMENT = (
    "Date | Datum | Buchungstag | Buchungsdatum | Fecha | Data | Transaction Date | Posting Date",
    "Amount | Betrag | Montant | Importe | Valor | Umsatz | Debit | Soll | Débit | Débito",
    "Verwendungszweck | Wertstellung | Valuta | Saldo | Balance | Solde | Credit | Haben | Crédit",
)

PRESETS: tuple[Preset, ...] = (
    Preset("google", "contacts", ("Given Name", "Family Name", "Group Membership"), _GOOGLE),
    Preset(
        "google",
        "contacts",
        ("First Name", "Last Name", "Labels | E-mail 1 - Value", "Phonetic First Name | Organization Name"),
        _GOOGLE,
    ),
    Preset(
        "outlook",
        "contacts",
        ("E-mail Address", "E-mail 2 Address | Business Street | Business Phone | Given Yomi"),
        _OUTLOOK,
        guesses=False,
    ),
    Preset("linkedin", "contacts", ("First Name", "Last Name", "Position", "Connected On"), _LINKEDIN),
    Preset(
        "hubspot",
        "contacts",
        (
            "First Name",
            "Last Name",
            "Email",
            "Lifecycle Stage | Contact Owner | Associated Company | Original Source | Associated Company IDs",
        ),
        _HUBSPOT_CONTACTS,
    ),
    Preset(
        "hubspot",
        "deals",
        ("Deal Name", "Deal Stage", "Pipeline | Close Date | Deal Owner | Record ID"),
        _HUBSPOT_DEALS,
    ),
    Preset(
        "hubspot", "companies", ("Company Name", "Company Domain Name | Company Owner"), _HUBSPOT_COMPANIES
    ),
    Preset("pipedrive", "contacts", ("Person - Name",), _PIPEDRIVE_PEOPLE, guesses=False),
    Preset("pipedrive", "deals", ("Deal - Title",), _PIPEDRIVE_DEALS, guesses=False),
    Preset(
        "mailchimp",
        "contacts",
        ("Email Address", "UNSUB_TIME | UNSUB_REASON"),
        _MAILCHIMP,
        {"consent": "unsubscribed"},
    ),
    Preset(
        "mailchimp",
        "contacts",
        ("Email Address", "CLEAN_TIME | CLEAN_CAMPAIGN_TITLE"),
        _MAILCHIMP,
        {"consent": "cleaned"},
    ),
    Preset(
        "mailchimp",
        "contacts",
        ("Email Address", "MEMBER_RATING | OPTIN_TIME | CONFIRM_TIME | LEID | EUID"),
        _MAILCHIMP,
        {"consent": "subscribed"},
    ),
    Preset(
        "mailchimp",
        "campaigns",
        _CAMPAIGN_REPORT,
        {"Title": "name", "Subject": "message", "List": "audience", "Send Date": "start + end"},
        {"channel": "email", "status": "done"},
        guesses=False,
    ),
    Preset(
        "mailchimp",
        "metrics",
        _CAMPAIGN_REPORT,
        {"Title": "campaign", "Send Date": "date", **_MAILCHIMP_COUNTS},
        {"channel": "email"},
        guesses=False,
    ),
    Preset("eventbrite", "contacts", _ATTENDEES, _EVENTBRITE, guesses=False),
    Preset("eventbrite", "touches", _ATTENDEES, _EVENTBRITE_TOUCHES, guesses=False),
    Preset(
        "facebook",
        "contacts",
        ("created_time", "full_name | form_name | ad_name | phone_number"),
        _FACEBOOK_LEADS,
    ),
    Preset("bank", "spend", _STATEMENT, _BANK),
)

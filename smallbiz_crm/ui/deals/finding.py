"""What can be suggested while typing: people, companies, campaigns."""

from __future__ import annotations

from smallbiz_crm.ui.deals.suggestions import MOST_SUGGESTIONS, Find, Suggestion
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.words import phrase


def find_contacts(desk: Desk) -> Find:
    """People by any part of their name, company, e-mail or phone."""

    def find(text: str) -> list[Suggestion]:
        ids = desk.workspace.contacts.ids(search=text, limit=MOST_SUGGESTIONS)
        rows = desk.workspace.contacts.rows(ids)
        return [Suggestion(row[0], row[1], row[2] or row[4] or "") for row in rows]

    return find


def find_companies(desk: Desk) -> Find:
    """Companies by a part of their name."""

    def find(text: str) -> list[Suggestion]:
        ids = desk.workspace.companies.ids(search=text, limit=MOST_SUGGESTIONS)
        return [Suggestion(company.id, company.name) for company in desk.workspace.companies.get_many(ids)]

    return find


def find_campaigns(desk: Desk) -> Find:
    """Campaigns by a part of their name."""

    def find(text: str) -> list[Suggestion]:
        found = desk.workspace.campaigns.list(search=text)[:MOST_SUGGESTIONS]
        return [
            Suggestion(campaign.id, campaign.name, phrase(f"channel.{campaign.channel}"))
            for campaign in found
        ]

    return find


def contact_suggestion(desk: Desk, contact_id: int | None) -> Suggestion | None:
    """A person as a value of a field."""
    if contact_id is None:
        return None
    person = desk.workspace.contacts.get(contact_id)
    return Suggestion(person.id, person.name, person.company or "")


def find_products(desk: Desk) -> Find:
    """Products of the price list by a part of their name."""

    def find(text: str) -> list[Suggestion]:
        wanted = text.strip().casefold()
        named = [each for each in desk.workspace.prices.products() if wanted in each.name.casefold()]
        return [Suggestion(each.id, each.name, each.category or "") for each in named[:MOST_SUGGESTIONS]]

    return find

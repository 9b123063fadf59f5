"""Links that say where a visitor came from: utm parameters put into an address, without any network."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.text import fold

_NAMES = ("utm_source", "utm_medium", "utm_campaign", "utm_content")


def link_word(text: str) -> str:
    """Text as a word of a link: folded, with hyphens between its words."""
    return "-".join("".join(sign if sign.isalnum() else " " for sign in fold(text)).split())


def tagged_link(address: str, *, source: str, medium: str, campaign: str, content: str = "") -> str:
    """The address with its utm parameters; older ones are replaced, all others and the fragment stay.

    Raises Refused for what is no address of the web.
    """
    typed = address.strip()
    if "://" not in typed:
        typed = f"https://{typed}"
    try:
        parts = urlsplit(typed)
        host = parts.hostname
    except ValueError as error:
        raise Refused("link.no_address", address=address) from error
    if parts.scheme not in ("http", "https") or not host or "." not in host or " " in parts.netloc:
        raise Refused("link.no_address", address=address)
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in _NAMES]
    values = zip(_NAMES, (source, medium, campaign, content), strict=True)
    tags = [(name, word) for name, text in values if (word := link_word(text))]
    return urlunsplit(
        (parts.scheme, parts.netloc, parts.path or "/", urlencode([*kept, *tags]), parts.fragment)
    )

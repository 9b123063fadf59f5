"""The figures that are measured of a campaign or a channel, by day. What is missing is not zero."""

from __future__ import annotations

from enum import StrEnum


class Metric(StrEnum):
    VISITORS = "visitors"
    PAGE_VIEWS = "page_views"
    SESSIONS = "sessions"
    SINGLE_PAGE_SESSIONS = "single_page_sessions"
    IMPRESSIONS = "impressions"
    LIKES = "likes"
    COMMENTS = "comments"
    SHARES = "shares"
    CLICKS = "clicks"
    SENT = "sent"
    DELIVERED = "delivered"
    UNIQUE_OPENS = "unique_opens"
    UNIQUE_CLICKS = "unique_clicks"
    UNSUBSCRIBES = "unsubscribes"
    BOUNCES = "bounces"
    REPORTED_LEADS = "reported_leads"
    REPORTED_ORDERS = "reported_orders"
    REPORTED_REVENUE = "reported_revenue"
    """In minor units of the home currency: the other system's word, never added to ours."""


LARGEST = 10**13

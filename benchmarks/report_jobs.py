"""Jobs about reports: all of a year beside the same questions in plain SQL, and those that Today and Reports ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlcipher3 import dbapi2

from benchmarks.business import business_workspace
from benchmarks.measure import Result, against, busy, within

NAMES = ("funnel", "campaigns", "sales", "pipeline", "reasons", "promises", "customers", "email")
YEAR, MONTH = "2025", "2026-04"
_DAYS = {"first": "2025-01-01", "last": "2025-12-31"}
_BY_HAND = """
SELECT (SELECT t.campaign_id FROM touch t WHERE t.contact_id = p.contact_id
    ORDER BY touched_on, touched_at, uid LIMIT 1),
    stage, count(*)
FROM (SELECT contact_id, stage, min(entered_on) AS day FROM lifecycle_entry GROUP BY contact_id, stage) p
WHERE day BETWEEN :first AND :last GROUP BY 1, 2;
SELECT campaign_id, sum(base_cost) FROM spend WHERE spent_on BETWEEN :first AND :last GROUP BY 1;
SELECT campaign_id, name, sum(value) FROM metric WHERE measured_on BETWEEN :first AND :last GROUP BY 1, 2;
SELECT d.id, d.base_amount, t.campaign_id FROM deal d JOIN stage s ON s.id = d.stage_id
JOIN deal_contact x ON x.deal_id = d.id
JOIN touch t ON t.contact_id = x.contact_id AND t.touched_on <= d.created_on
WHERE s.kind = 'won' AND d.closed_on BETWEEN :first AND :last ORDER BY d.id, t.touched_on;
SELECT s.kind, d.owner_id, d.region, d.source_campaign_id, l.product_id, count(*), sum(d.base_amount)
FROM deal d JOIN stage s ON s.id = d.stage_id LEFT JOIN deal_line l ON l.deal_id = d.id
WHERE s.kind = 'open' OR d.closed_on BETWEEN :first AND :last GROUP BY 1, 2, 3, 4, 5;
SELECT d.id, d.amount, s.probability, d.expected_close FROM deal d JOIN stage s ON s.id = d.stage_id
WHERE s.kind = 'open';
SELECT contact_id, day, (SELECT min(happened_on) FROM activity a
    WHERE a.contact_id = p.contact_id AND a.happened_on >= p.day AND a.kind <> 'note')
FROM (SELECT contact_id, min(entered_on) AS day FROM lifecycle_entry WHERE stage = 'mql' GROUP BY contact_id) p
WHERE day BETWEEN :first AND :last;
SELECT company_id, closed_on, base_amount FROM deal d JOIN stage s ON s.id = d.stage_id WHERE s.kind = 'won'
""".split(";")


def reports(count: int, scale: str) -> Iterator[Result]:
    """CPU time: a machine that does other work too makes the clock on the wall say little."""
    workspace = business_workspace(count)
    raw = dbapi2.connect(str(workspace.database.path))

    def by_hand(_: int) -> None:
        for query in _BY_HAND:
            raw.execute(query, _DAYS).fetchall()

    def ask(names: tuple[str, ...], named: str) -> Any:
        period = workspace.reports.period(named)
        return lambda _: [workspace.reports.report(name, period) for name in names]

    limit = busy(by_hand)
    yield against("all reports of a year", scale, limit, busy(ask(NAMES, YEAR)), 1.5)
    glance = NAMES[:3]
    yield within("funnel, campaigns and sales of a month", scale, busy(ask(glance, MONTH)), 60)
    yield within("funnel, campaigns and sales of a year", scale, busy(ask(glance, YEAR)), 60)
    raw.close()
    workspace.close()

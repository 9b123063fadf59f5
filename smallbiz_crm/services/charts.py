"""Charts of the reports as pictures: a window puts them on the screen, a pack into its pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Literal

from smallbiz_crm.domain.charts import LIGHT, ChartColors, ChartSeries, ChartSpec, DrawnChart
from smallbiz_crm.domain.money import from_minor, to_minor
from smallbiz_crm.exchange.charts import draw_chart


def sales_chart(
    months: Sequence[tuple[str, int | None]],
    currency: str,
    size: tuple[int, int],
    *,
    name: str,
    empty: str,
    show_money: Callable[[int], str],
    ratio: float = 1.0,
    colors: ChartColors = LIGHT,
    font: str = "",
    form: Literal["png", "svg"] = "png",
) -> DrawnChart:
    """Revenue by month as bars, PNG or SVG; `size` is width and height in pixels of `ratio` device pixels each.

    `months` are pairs of what to write under a bar and minor units of `currency`, None for a month that is not
    known yet; `empty` stands where none is. `show_money` writes minor units at the axis. Any thread may call.
    """
    values = tuple(None if amount is None else from_minor(amount, currency) for _, amount in months)
    series = (ChartSeries(name, values),) if any(values) else ()
    spec = ChartSpec(
        categories=tuple(label for label, _ in months),
        series=series,
        empty=empty,
        in_time=True,
    )
    return draw_chart(
        spec,
        *size,
        ratio,
        colors,
        form=form,
        font=font,
        show_value=lambda value: show_money(to_minor(Decimal(repr(value)), currency)),
    )


def picture(
    spec: ChartSpec,
    size: tuple[int, int],
    show_value: Callable[[float], str],
    *,
    ratio: float = 1.0,
    colors: ChartColors = LIGHT,
    font: str = "",
    form: Literal["png", "svg"] = "png",
) -> DrawnChart:
    """Any chart as `sales_chart` draws its own; `show_value` writes a value of the chart. Any thread may call."""
    return draw_chart(spec, *size, ratio, colors, form=form, font=font, show_value=show_value)

"""Charts of the reports as pictures: a window puts them on the screen, a pack into its pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from smallbiz_crm.domain.charts import LIGHT, ChartColors, ChartSpec, DrawnChart
from smallbiz_crm.exchange.charts import draw_chart


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
    """A chart as PNG or SVG; `size` is width and height in pixels of `ratio` device pixels each.

    `show_value` writes a value of the chart at its axis. Any thread may call.
    """
    return draw_chart(spec, *size, ratio, colors, form=form, font=font, show_value=show_value)

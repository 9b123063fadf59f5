"""Charts as pictures, drawn by matplotlib without a screen, one at a time."""

# matplotlib leaves the types of its keyword arguments open, so that every call of it is partially unknown.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from smallbiz_crm.domain.charts import LIGHT, ChartColors, ChartMark, ChartSpec, DrawnChart, Shape
from smallbiz_crm.exchange.chart_fonts import families_for
from smallbiz_crm.exchange.chart_shapes import (
    GROUP_WIDTH,
    Placed,
    colors_of,
    put_cells,
    put_shapes,
    reach_of,
    reads_on,
    shade,
)
from smallbiz_crm.exchange.chart_text import Ruler

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

ChartForm = Literal["png", "svg"]

# Sizes are pixels of a screen with 100 dots an inch; `ratio` scales them all.
_DOTS = 100
_SMALLEST = 120
_TEXT_SIZE = 9
_TITLE_SIZE = 11
_LINE = 18
_TITLE_LINE = 26
_EDGE = 10
_LABEL_SHARE = 0.35
_LEGEND_KEY = 40
_TICKS = 6
_TICK_GAP = 3
_FEWEST_TICKS = 2
_FEW = 4
_NARROWEST = 24
_LOWEST_CELL = 16

# matplotlib keeps its settings in one place for the whole process.
_one_at_a_time = Lock()


def draw_chart(
    spec: ChartSpec,
    width: int,
    height: int,
    ratio: float = 1.0,
    colors: ChartColors = LIGHT,
    *,
    form: ChartForm = "png",
    font: str = "",
    show_value: Callable[[float], str] = "{:,.0f}".format,
) -> DrawnChart:
    """A picture of `width` × `height` (at least 120 each) at `ratio` device pixels each, as PNG or SVG.

    The same input gives the same bytes. Any thread may call; they wait for one another. `show_value` writes the
    numbers at the axis and, where there is room, at the marks; `font` is used if it is installed.
    """
    import matplotlib as mpl

    with _one_at_a_time:
        texts = [*spec.categories, *(series.name for series in spec.series), spec.title, spec.empty]
        families = families_for([*texts, *map(show_value, _numbers(spec))], font)
        settings: dict[Any, Any] = {
            "text.parse_math": False,
            "text.usetex": False,
            "font.family": families,
            "font.size": _TEXT_SIZE,
            "svg.hashsalt": "smallbiz-crm",
        }
        with mpl.rc_context(settings):
            size = (max(width, _SMALLEST), max(height, _SMALLEST))
            drawing = _Drawing(spec, size, ratio, colors, families, show_value)
            figure = drawing.draw()
            return DrawnChart(_written(figure, form), drawing.marks())


def _numbers(spec: ChartSpec) -> list[float]:
    return [float(value) for series in spec.series for value in series.values if value is not None]


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the bars are: distances from the edges of the picture, the room of a group, the labels of every
    `step`-th category."""

    left: float
    right: float
    top: float
    bottom: float
    labels: list[str]
    lies: bool
    step: int
    slot: float


class _Drawing:
    """One chart on its way: texts are measured first, then the bars get the room that is left."""

    def __init__(
        self,
        spec: ChartSpec,
        size: tuple[int, int],
        ratio: float,
        colors: ChartColors,
        families: Sequence[str],
        show_value: Callable[[float], str],
    ) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self._spec, self._colors = spec, colors
        self._width, self._height = size
        dots = _DOTS * ratio
        # A third of a pixel more, because the canvas cuts fractions off.
        inches = tuple((round(side * ratio) + 0.3) / dots for side in size)
        self._figure = Figure(figsize=(inches[0], inches[1]), dpi=dots, facecolor=colors.background)
        self._ratio = ratio
        self._ruler = Ruler(FigureCanvasAgg(self._figure).get_renderer(), ratio, families)
        self._show_value = show_value
        self._axes: Axes | None = None
        self._placed: list[Placed] = []

    def draw(self) -> Figure:
        top = self._put_title()
        if not _numbers(self._spec):
            empty = self._ruler.fitted(self._spec.empty, self._width - 2 * _EDGE)
            self._figure.text(0.5, 0.5, empty, color=self._colors.muted, ha="center", va="center")
        elif self._spec.shape is Shape.HEAT:
            self._draw_cells(top)
        else:
            self._draw_values(top)
        return self._figure

    def marks(self) -> tuple[ChartMark, ...]:
        """Where the values were drawn, in pixels of the picture."""
        axes = self._axes
        if axes is None or not self._placed:
            return ()
        corners = [corner for mark in self._placed for corner in (mark.corner, mark.other)]
        points = axes.transData.transform(corners) / self._ratio
        found: list[ChartMark] = []
        for number, mark in enumerate(self._placed):
            (x, y), (far_x, far_y) = points[2 * number : 2 * number + 2].tolist()
            sides = (min(x, far_x), self._height - max(y, far_y), max(x, far_x), self._height - min(y, far_y))
            found.append(ChartMark(mark.series, mark.category, *sides))
        return tuple(found)

    def _draw_values(self, top: float) -> None:
        room = self._width * _LABEL_SHARE
        names = [self._ruler.fitted(series.name, room) for series in self._spec.series]
        has_legend = len(names) > 1 and self._spec.shape is not Shape.FAN
        top = self._put_legend(names, top) if has_legend else top
        numbers = reach_of(self._spec)
        lowest, highest = min(0.0, *numbers), max(0.0, *numbers)
        widest = max(self._ruler.width(self._show(value)) for value in (lowest, highest))
        widest = widest if widest <= room else 0  # no number is better than half a number
        frame = self._framed(room, top, widest)
        axes = self._axes = self._put_axes(frame, (lowest, highest), widest)
        self._placed = put_shapes(axes, self._spec, self._colors, lies=frame.lies, slot=frame.slot)
        if frame.lies and widest > 0 and frame.slot * GROUP_WIDTH / len(names) >= _LINE * 0.7:
            self._put_numbers(axes)
        by_category = axes.yaxis if frame.lies else axes.xaxis
        by_category.set_ticks(range(0, len(self._spec.categories), frame.step), frame.labels)
        by_category.set_tick_params(labelcolor=self._colors.text)
        if not frame.lies:
            # On one line, whichever of the names has letters that hang below it.
            by_category.set_tick_params(pad=_TEXT_SIZE + _TICK_GAP)
            for label in by_category.get_ticklabels():
                label.set_verticalalignment("baseline")

    def _draw_cells(self, top: float) -> None:
        """Lines of cells with their names beside them, and the numbers in them where they have room."""
        spec, ruler = self._spec, self._ruler
        bottom = _LINE + _EDGE
        high = max(self._height - top - bottom, 20)
        line_step = ceil(_LINE / max(high / len(spec.series), 1))
        names = [ruler.fitted(series.name, self._width * _LABEL_SHARE) for series in spec.series[::line_step]]
        left = _EDGE + max(map(ruler.width, names)) + 6
        across = max(self._width - left - _EDGE, 20)
        slot = across / len(spec.categories)
        step = ceil(_NARROWEST / slot)
        labels = [ruler.fitted(name, slot * step - 4) for name in spec.categories[::step]]
        place = (left / self._width, bottom / self._height, across / self._width, high / self._height)
        axes = self._axes = self._figure.add_axes(place)
        axes.set_facecolor("none")
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0, labelcolor=self._colors.text)
        axes.set(xlim=(-0.5, len(spec.categories) - 0.5), ylim=(len(spec.series) - 0.5, -0.5))
        axes.xaxis.set_ticks(range(0, len(spec.categories), step), labels)
        axes.yaxis.set_ticks(range(0, len(spec.series), line_step), names)
        most = max(_numbers(spec))
        self._placed = put_cells(axes, spec, self._colors, most)
        if high / len(spec.series) >= _LOWEST_CELL:
            self._put_cell_numbers(axes, most, slot)

    def _put_cell_numbers(self, axes: Axes, most: float, slot: float) -> None:
        for mark in self._placed:
            value = float(self._spec.series[mark.series].values[mark.category] or 0)
            text = self._show(value)
            if self._ruler.width(text) <= slot - 4:
                color = reads_on(self._colors, shade(self._colors, value / most if most else 0.0))
                axes.text(mark.category, mark.series, text, color=color, ha="center", va="center", zorder=4)

    def _put_title(self) -> float:
        """The title, if there is one; gives the height used up so far."""
        if not self._spec.title:
            return _EDGE
        title = self._ruler.fitted(self._spec.title, (self._width - 2 * _EDGE) * _TEXT_SIZE / _TITLE_SIZE)
        place = (_EDGE / self._width, 1 - _EDGE / self._height)
        self._figure.text(*place, title, color=self._colors.text, size=_TITLE_SIZE, va="top")
        return _EDGE + _TITLE_LINE

    def _put_legend(self, names: Sequence[str], top: float) -> float:
        from matplotlib.patches import Patch

        widest = max(map(self._ruler.width, names)) + _LEGEND_KEY
        columns = min(max(int((self._width - 2 * _EDGE) // widest), 1), len(names))
        keys = [Patch(color=color) for color in colors_of(self._spec, self._colors)]
        self._figure.legend(
            keys,
            names,
            loc="upper left",
            bbox_to_anchor=((_EDGE - 2) / self._width, 1 - top / self._height),
            ncols=columns,
            frameon=False,
            labelcolor=self._colors.text,
            borderpad=0,
            borderaxespad=0,
            labelspacing=0.3,
        )
        return top + ceil(len(names) / columns) * _LINE + _EDGE / 2

    def _framed(self, room: float, top: float, widest_number: float) -> _Frame:
        """Bars stand when they follow time or every label fits under its group, else they lie; labels that have
        no room are left out."""
        categories = self._spec.categories
        bottom = _LINE + _EDGE
        left = _EDGE + widest_number + 6
        slot = max(self._width - left - _EDGE, 1) / max(len(categories), _FEW)
        stands = self._spec.in_time or self._spec.shape in (Shape.STACKED, Shape.LINES, Shape.FAN)
        if stands or (slot >= _NARROWEST and self._spec.shape is not Shape.ROWS):
            step = ceil(_NARROWEST / slot)
            labels = [self._ruler.fitted(category, room) for category in categories[::step]]
            needed = max(map(self._ruler.width, labels)) + 8
            if needed <= slot or stands:
                more = ceil(needed / (slot * step))
                return _Frame(left, _EDGE, top + 4, bottom, labels[::more], False, step * more, slot)
        slot = max(self._height - top - bottom, 1) / max(len(categories), _FEW)
        step = ceil(_LINE / slot)
        labels = [self._ruler.fitted(category, room) for category in categories[::step]]
        left = _EDGE + max(map(self._ruler.width, labels)) + 6
        return _Frame(left, _EDGE + widest_number / 2, top, bottom, labels, True, step, slot)

    def _put_axes(self, frame: _Frame, ends: tuple[float, float], widest: float) -> Axes:
        colors = self._colors
        across = max(self._width - frame.left - frame.right, 20)
        high = max(self._height - frame.top - frame.bottom, 20)
        axes = self._figure.add_axes(
            (frame.left / self._width, frame.bottom / self._height, across / self._width, high / self._height)
        )
        axes.set_facecolor("none")
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0, labelcolor=colors.muted)
        count = len(self._spec.categories)
        reach = (ends[1] - ends[0]) or 1.0
        before, after = (widest + 8, widest / 2) if frame.lies else (2.0, 2.0)
        limits = (
            ends[0] - (reach * min(before / across, 1) if ends[0] < 0 else 0),
            ends[1] + reach * min(after / across, 1),
        )
        by_value = axes.xaxis if frame.lies else axes.yaxis
        room = across / (widest + 20) if frame.lies else high / (2 * _LINE)
        room = room if widest else 0
        self._put_ticks(by_value, limits, int(room))
        by_value.grid(visible=True, color=colors.grid, linewidth=0.8)
        beside = max(_FEW - count, 0) / 2
        places = (-0.5 - beside, count - 0.5 + beside)
        if frame.lies:
            axes.set(xlim=limits, ylim=places[::-1])
            axes.axvline(0, color=colors.muted, linewidth=0.8)
        else:
            axes.set(xlim=places, ylim=limits)
            axes.axhline(0, color=colors.muted, linewidth=0.8)
        return axes

    def _put_ticks(self, axis: Axis, limits: tuple[float, float], room: int) -> None:
        """Round numbers, as many as have room; none that would be written like the one before."""
        from matplotlib.ticker import MaxNLocator

        is_coarse = limits[1] - limits[0] >= _TICKS or all(
            number.is_integer() for number in _numbers(self._spec)
        )
        locator = MaxNLocator(min(max(room, 1), _TICKS), steps=[1, 2, 5, 10], integer=is_coarse)
        ticks = [float(tick) for tick in locator.tick_values(*limits) if limits[0] <= tick <= limits[1]]
        by_label = {self._show(tick): tick for tick in reversed(ticks)}
        labels = list(by_label) if room >= _FEWEST_TICKS else [""] * len(by_label)
        axis.set_ticks(list(by_label.values()), labels)

    def _show(self, value: float) -> str:
        return self._ruler.written(self._show_value(value))

    def _put_numbers(self, axes: Axes) -> None:
        """Each number at the end of its lying bar."""
        for mark in self._placed:
            value = mark.other[0]
            axes.annotate(
                self._show(value),
                (value, (mark.corner[1] + mark.other[1]) / 2),
                xytext=(3 if value >= 0 else -3, 0),
                textcoords="offset points",
                ha="left" if value >= 0 else "right",
                va="center_baseline",
                color=self._colors.text,
                annotation_clip=False,
            )


def _written(figure: Figure, form: ChartForm) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    content = BytesIO()
    if form == "svg":
        FigureCanvasSVG(figure).print_svg(content, metadata={"Date": None, "Creator": None})
    else:
        FigureCanvasAgg(figure).print_png(content, metadata={"Software": None})
    return content.getvalue()

"""Charts as pictures: bars by category, drawn by matplotlib without a screen, one at a time."""

# matplotlib leaves the types of its keyword arguments open, so that every call of it is partially unknown.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from smallbiz_crm.domain.charts import LIGHT, ChartColors, ChartSpec
from smallbiz_crm.exchange.chart_fonts import families_for, writable

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
_GROUP_WIDTH = 0.8
_TICKS = 6
_TICK_GAP = 3
_FEWEST_TICKS = 2
_FEW = 4
_NARROWEST = 24
_CRISP = 8

# matplotlib keeps its settings in one place for the whole process.
_one_at_a_time = Lock()


def bar_chart(
    spec: ChartSpec,
    width: int,
    height: int,
    ratio: float = 1.0,
    colors: ChartColors = LIGHT,
    *,
    form: ChartForm = "png",
    font: str = "",
    show_value: Callable[[float], str] = "{:,.0f}".format,
) -> bytes:
    """A picture of `width` × `height` (at least 120 each) at `ratio` device pixels each, as PNG or SVG bytes.

    The same input gives the same bytes. Any thread may call; they wait for one another. `show_value` writes the
    numbers at the axis and, where there is room, at the bars; `font` is used if it is installed.
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
            return _written(_Drawing(spec, size, ratio, colors, families, show_value).draw(), form)


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

        self._spec, self._colors, self._families = spec, colors, families
        self._width, self._height = size
        dots = _DOTS * ratio
        # A third of a pixel more, because the canvas cuts fractions off.
        inches = tuple((round(side * ratio) + 0.3) / dots for side in size)
        self._figure = Figure(figsize=(inches[0], inches[1]), dpi=dots, facecolor=colors.background)
        self._ratio = ratio
        self._renderer = FigureCanvasAgg(self._figure).get_renderer()
        self._show_value = show_value

    def draw(self) -> Figure:
        room = self._width * _LABEL_SHARE
        names = [self._fitted(series.name, room) for series in self._spec.series]
        top = self._put_title()
        numbers = _numbers(self._spec)
        if not numbers:
            empty = self._fitted(self._spec.empty, self._width - 2 * _EDGE)
            self._figure.text(0.5, 0.5, empty, color=self._colors.muted, ha="center", va="center")
            return self._figure
        top = self._put_legend(names, top) if len(names) > 1 else top
        lowest, highest = min(0.0, *numbers), max(0.0, *numbers)
        widest = max(self._measured(self._show(value)) for value in (lowest, highest))
        widest = widest if widest <= room else 0  # no number is better than half a number
        frame = self._framed(room, top, widest)
        axes = self._put_axes(frame, (lowest, highest), widest)
        self._put_bars(axes, frame, has_numbers=frame.lies and widest > 0)
        by_category = axes.yaxis if frame.lies else axes.xaxis
        by_category.set_ticks(range(0, len(self._spec.categories), frame.step), frame.labels)
        by_category.set_tick_params(labelcolor=self._colors.text)
        if not frame.lies:
            # On one line, whichever of the names has letters that hang below it.
            by_category.set_tick_params(pad=_TEXT_SIZE + _TICK_GAP)
            for label in by_category.get_ticklabels():
                label.set_verticalalignment("baseline")
        return self._figure

    def _put_title(self) -> float:
        """The title, if there is one; gives the height used up so far."""
        if not self._spec.title:
            return _EDGE
        title = self._fitted(self._spec.title, (self._width - 2 * _EDGE) * _TEXT_SIZE / _TITLE_SIZE)
        place = (_EDGE / self._width, 1 - _EDGE / self._height)
        self._figure.text(*place, title, color=self._colors.text, size=_TITLE_SIZE, va="top")
        return _EDGE + _TITLE_LINE

    def _put_legend(self, names: Sequence[str], top: float) -> float:
        from matplotlib.patches import Patch

        widest = max(map(self._measured, names)) + _LEGEND_KEY
        columns = min(max(int((self._width - 2 * _EDGE) // widest), 1), len(names))
        keys = [Patch(color=self._color(index)) for index in range(len(names))]
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
        if slot >= _NARROWEST or self._spec.in_time:
            step = ceil(_NARROWEST / slot)
            labels = [self._fitted(category, room) for category in categories[::step]]
            needed = max(map(self._measured, labels)) + 8
            if needed <= slot or self._spec.in_time:
                more = ceil(needed / (slot * step))
                return _Frame(left, _EDGE, top + 4, bottom, labels[::more], False, step * more, slot)
        slot = max(self._height - top - bottom, 1) / max(len(categories), _FEW)
        step = ceil(_LINE / slot)
        labels = [self._fitted(category, room) for category in categories[::step]]
        left = _EDGE + max(map(self._measured, labels)) + 6
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
        return writable(self._show_value(value), self._families)

    def _put_bars(self, axes: Axes, frame: _Frame, *, has_numbers: bool) -> None:
        """Groups side by side; unknown values leave their place empty. One shape a series keeps many fast."""
        from matplotlib.collections import PolyCollection

        thickness = _GROUP_WIDTH / len(self._spec.series)
        has_numbers = has_numbers and frame.slot * thickness >= _LINE * 0.7
        for index, series in enumerate(self._spec.series):
            start = index * thickness - _GROUP_WIDTH / 2
            bars = [
                (place + start, float(value))
                for place, value in enumerate(series.values)
                if value is not None
            ]
            corners = [_corners(near, near + thickness, value, lies=frame.lies) for near, value in bars]
            shapes = PolyCollection(corners, facecolors=self._color(index), linewidths=0, zorder=3)
            shapes.set_snap(frame.slot >= _CRISP)
            axes.add_collection(shapes, autolim=False)
            for near, value in bars if has_numbers else ():
                axes.annotate(
                    self._show(value),
                    (value, near + thickness / 2),
                    xytext=(3 if value >= 0 else -3, 0),
                    textcoords="offset points",
                    ha="left" if value >= 0 else "right",
                    va="center_baseline",
                    color=self._colors.text,
                    annotation_clip=False,
                )

    def _color(self, index: int) -> str:
        return self._colors.series[index % len(self._colors.series)]

    def _measured(self, text: str) -> float:
        from matplotlib.font_manager import FontProperties

        return (
            self._renderer.get_text_width_height_descent(text, FontProperties(), ismath=False)[0]
            / self._ratio
        )

    def _fitted(self, text: str, room: float) -> str:
        """The text on one line, cut with an ellipsis where it is wider than `room`."""
        line = writable(text, self._families)
        if len(line) <= 4 or self._measured(line[:200]) <= room:
            return line[:200]
        low, high = 1, min(len(line), 200)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._measured(line[:middle] + "…") <= room else (low, middle - 1)
        return line[:low].rstrip() + "…"


def _corners(near: float, far: float, value: float, *, lies: bool) -> list[tuple[float, float]]:
    standing = [(near, 0.0), (near, value), (far, value), (far, 0.0)]
    return [(y, x) for x, y in standing] if lies else standing


def _written(figure: Figure, form: ChartForm) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    content = BytesIO()
    if form == "svg":
        FigureCanvasSVG(figure).print_svg(content, metadata={"Date": None, "Creator": None})
    else:
        FigureCanvasAgg(figure).print_png(content, metadata={"Software": None})
    return content.getvalue()

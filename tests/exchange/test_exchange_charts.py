from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from PySide6.QtGui import QColor, QImage

from smallbiz_crm.domain.charts import DARK, LIGHT, ChartColors, ChartSeries, ChartSpec, Shape
from smallbiz_crm.exchange.chart_fonts import STAND_IN, families_for, writable
from smallbiz_crm.exchange.charts import draw_chart

MONEY = ChartSpec(
    ("Event", "E-mail", "Ads"),
    (ChartSeries("Cost", (1200, 300, None)), ChartSeries("Revenue", (5400, 1200, -400))),
    title="By channel",
)


def bar_chart(*given: Any, **more: Any) -> bytes:
    return draw_chart(*given, **more).content


def image(content: bytes) -> QImage:
    picture = QImage.fromData(content, "PNG")  # type: ignore[call-overload]
    assert not picture.isNull()
    return picture


def pixels(picture: QImage, color: str) -> int:
    wanted = QColor(color).rgb()
    return sum(
        picture.pixel(x, y) == wanted
        for x in range(0, picture.width(), 2)
        for y in range(0, picture.height(), 2)
    )


def one(name: str, *values: float | None) -> ChartSpec:
    return ChartSpec(tuple(f"{name} {number}" for number in range(len(values))), (ChartSeries("x", values),))


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 1.75, 2.0, 3.0])
@pytest.mark.parametrize("size", [(640, 320), (333, 217), (121, 120)])
def test_the_picture_has_the_size_asked_for(size: tuple[int, int], ratio: float) -> None:
    picture = image(bar_chart(MONEY, *size, ratio))
    assert (picture.width(), picture.height()) == (round(size[0] * ratio), round(size[1] * ratio))


@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_bars_have_their_colours_and_lengths(colors: ChartColors) -> None:
    picture = image(bar_chart(MONEY, 640, 320, colors=colors))
    background, cost, revenue = (pixels(picture, color) for color in (colors.background, *colors.series[:2]))
    assert background > 10_000
    assert 3 < revenue / cost < 6, "6,600 of revenue and 400 lost beside 1,500 of cost, and two keys"


def test_twice_the_value_is_twice_the_bar() -> None:
    small, large = (image(bar_chart(one("a", 50, value), 400, 300)) for value in (50, 100))
    assert pixels(large, LIGHT.series[0]) / pixels(small, LIGHT.series[0]) == pytest.approx(0.75, abs=0.03)


def test_the_same_chart_gives_the_same_bytes() -> None:
    for form in ("png", "svg"):
        assert bar_chart(MONEY, 400, 200, form=form) == bar_chart(MONEY, 400, 200, form=form)


def test_svg_is_svg_with_the_texts_as_shapes() -> None:
    content = bar_chart(MONEY, 400, 200, form="svg").decode()
    assert content.startswith("<?xml")
    assert LIGHT.series[0].lower() in content
    assert "<text" not in content


@pytest.mark.parametrize(
    "name",
    [
        "$\\frac{$", "$$", "a_b^c", "50 % $x", "\\N{SNOWMAN}", "🚀 launch 😀", "株式会社田中", "مرحبا بالعالم",
        "x" * 5000, "new\nline\ttab", "<b>&amp;", "", " ", "\u202eright to left", "e\u0301", "_", "{", "%s",
    ],
)  # fmt: skip
def test_any_name_is_drawn_as_it_is(name: str) -> None:
    """A warning fails the test, so a missing glyph or a formula would show."""
    spec = ChartSpec((name, name + " 2"), (ChartSeries(name, (1, 2)), ChartSeries(name, (2, 1))), name, name)
    assert pixels(image(bar_chart(spec, 500, 300)), LIGHT.series[0]) > 100


def test_formulas_are_not_typeset() -> None:
    """Typeset, blanks between the dollar signs would not show."""
    close, wide = (bar_chart(ChartSpec((), (), empty=text), 300, 200) for text in ("$xy$", "$x  y$"))
    assert close != wide


@pytest.mark.parametrize("values", [(), (None,), (None, None)])
def test_with_nothing_to_draw_it_says_so(values: tuple[None, ...]) -> None:
    empty = one("a", *values)
    silent = bar_chart(empty, 300, 200)
    told = bar_chart(ChartSpec(empty.categories, empty.series, empty="No campaign yet"), 300, 200)
    assert pixels(image(silent), LIGHT.background) == 150 * 100
    assert told != silent


@pytest.mark.parametrize(
    "values",
    [(0,), (0, 0), (12,), (10**13, -(10**13)), (0.001, 0.002), (-5, -10), tuple(range(500)), (1e-300, 5)],
)
@pytest.mark.parametrize("in_time", [True, False])
def test_any_numbers_and_any_count_of_them(values: tuple[float, ...], in_time: bool) -> None:
    spec = one("Campaign with a long name", *values)
    timed = ChartSpec(spec.categories, spec.series, in_time=in_time)
    picture = image(bar_chart(timed, 500, 300))
    assert (picture.width(), picture.height()) == (500, 300)
    assert image(bar_chart(timed, 1, 1)).width() == 120


def test_more_series_than_colours_take_turns() -> None:
    spec = ChartSpec(("a",), tuple(ChartSeries(f"s{number}", (number + 1,)) for number in range(9)))
    assert pixels(image(bar_chart(spec, 500, 300)), LIGHT.series[3]) > 50


def test_values_must_match_the_categories() -> None:
    with pytest.raises(ValueError, match="2 values for 1"):
        ChartSpec(("a",), (ChartSeries("x", (1, 2)),))


def test_numbers_are_written_by_the_caller_and_never_twice() -> None:
    seen: list[float] = []

    def shown(value: float) -> str:
        seen.append(value)
        return f"{value:.0f} €"

    bar_chart(one("Some rather long campaign name", 0.2, 2.4), 300, 200, show_value=shown)
    assert {0.2, 2.4} <= set(seen)


def test_threads_wait_for_one_another() -> None:
    expected = [bar_chart(one("a", number, 5), 200, 150) for number in range(4)]
    found: dict[int, bytes] = {}

    def draw(number: int) -> Callable[[], None]:
        return lambda: found.update({number: bar_chart(one("a", number, 5), 200, 150)})

    threads = [threading.Thread(target=draw(number)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[number] for number in range(4)] == expected


def test_signs_that_no_font_has_become_squares() -> None:
    families = families_for(["Zoë \U000e0041"])
    assert writable("Zoë \U000e0041", families) == f"Zoë {STAND_IN}"
    assert families_for(["Zoë"], "No Such Font") == families_for(["Zoë"])


# -- colours that everyone can tell apart ---------------------------------------------------------------------

# Machado, Oliveira and Fernandes (2009): what full protanopia, deuteranopia and tritanopia leave of linear light.
BLINDNESS = {
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
}


def linear(color: str) -> list[float]:
    parts = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def luminance(light: list[float]) -> float:
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def lab(light: list[float]) -> tuple[float, float, float]:
    red, green, blue = (min(max(part, 0.0), 1.0) for part in light)
    axes = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
    )
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in axes)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_bars_stand_out_from_the_background(colors: ChartColors) -> None:
    background = luminance(linear(colors.background))
    for color in colors.series:
        ratio = sorted((luminance(linear(color)) + 0.05, background + 0.05))
        assert ratio[1] / ratio[0] >= 3, color


@pytest.mark.parametrize("kind", BLINDNESS)
@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_series_can_be_told_apart_by_everyone(colors: ChartColors, kind: str) -> None:
    seen = {
        color: lab(
            [
                sum(weight * part for weight, part in zip(row, linear(color), strict=True))
                for row in BLINDNESS[kind]
            ]
        )
        for color in colors.series
    }
    for first, second in combinations(colors.series, 2):
        distance = sum((a - b) ** 2 for a, b in zip(seen[first], seen[second], strict=True)) ** 0.5
        assert distance >= 15, (first, second)


@pytest.mark.parametrize("shape", list(Shape))
@pytest.mark.parametrize("count", [0, 1, 2, 40, 500])
def test_every_shape_draws_any_number_and_tells_where_its_marks_are(shape: Shape, count: int) -> None:
    names = tuple(f"$a_{number}^ 😀" for number in range(count))
    values = tuple(None if number % 7 == 3 else number % 11 + 1 for number in range(count))
    spec = ChartSpec(names, tuple(ChartSeries(name, values) for name in "abc"), shape=shape, empty="Nothing")
    drawn = draw_chart(spec, 640, 320)
    known = sum(value is not None for value in values)
    assert len(drawn.marks) == 3 * known
    for mark in drawn.marks:
        assert -1 <= mark.left <= mark.right <= 641
        assert -1 <= mark.top <= mark.bottom <= 321


def test_a_stack_is_as_high_as_its_parts_together() -> None:
    spec = ChartSpec(("a",), (ChartSeries("x", (30,)), ChartSeries("y", (70,))), shape=Shape.STACKED)
    low, high = draw_chart(spec, 400, 300).marks
    assert low.top == pytest.approx(high.bottom, abs=0.5)
    assert (high.bottom - high.top) / (low.bottom - low.top) == pytest.approx(7 / 3, rel=0.02)


@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_the_deepest_cell_has_the_first_colour(colors: ChartColors) -> None:
    spec = ChartSpec(
        ("1", "2"), (ChartSeries("Q1", (0.1, 1.0)), ChartSeries("Q2", (0.4, None))), shape=Shape.HEAT
    )
    assert pixels(image(draw_chart(spec, 400, 200, colors=colors).content), colors.series[0]) > 1_000

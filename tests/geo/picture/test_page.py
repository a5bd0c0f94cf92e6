"""The picture of a view: what is on it, and where."""

from __future__ import annotations

import gc
import hashlib
import io
import os
import re
import subprocess
import sys
import weakref
from collections import Counter
from dataclasses import replace

import pytest
from matplotlib.figure import Figure
from PIL import Image
from pyproj import Transformer

from geo.mapping.style import UNKNOWN_SECTOR
from geo.model import Panel
from geo.near import Near
from geo.picture.ground import load_ground
from geo.picture.page import DPI, HEIGHT, WIDTH, draw_png, draw_svg
from geo.picture.territory import OVERSEAS, TERRITORIES
from geo.selection import FACETS, MAX_TEXT, Selection
from geo.wording import describe_selection
from tests.geo.picture.drawing import LINK, SVG, Drawing

HOSTILE = '$x_1$ \\frac{a}{0} <script>alert(1)</script> "&amp; \u202e 漢字 😀 \ud800 \x00 é'


def drawn(panel: Panel, selection: Selection) -> Drawing:
    return Drawing(draw_svg(panel, selection, LINK))


def metres_of_a_millimetre(drawing: Drawing, territory: str) -> float:
    """Return the scale that the bar of a territory tells: its text is the one that follows it."""
    left, _, right, _ = drawing.extent(f"echelle-{territory}")
    groups = list(drawing.root.iter(f"{SVG}g"))
    start = next(rank for rank, one in enumerate(groups) if one.get("id") == f"echelle-{territory}")
    text = next("".join(one.itertext()) for one in groups[start + 1 :] if "km" in "".join(one.itertext()))
    return 1000 * int(re.sub(r"\D", "", text)) / (right - left)


def test_every_pole_of_the_selection_is_drawn_once(panel: Panel, with_later_calls: Drawing) -> None:
    marks = [name for name in with_later_calls.ids("") if re.match(r"(ptce|appel)-", name)]
    assert sorted(marks) == sorted(panel.poles.index)


def test_only_the_selection_is_drawn(panel: Panel) -> None:
    selection = Selection(region=("bretagne",))
    kept = panel.poles.index[panel.index.mask(selection)]
    assert sorted(drawn(panel, selection).ids("ptce-")) == sorted(kept)


@pytest.mark.parametrize("key", list(TERRITORIES))
def test_the_scale_bars_tell_how_large_the_land_is(with_later_calls: Drawing, key: str) -> None:
    # The land, which is not moved as marks are: its extent in metres over that on the sheet.
    land = load_ground().lands[key]
    shapes = [polygon.bounds for polygon in land.regions.values()]
    metres = max(one[3] for one in shapes) - min(one[1] for one in shapes)
    names = [f"region-{code}" for code in land.regions]
    extents = [with_later_calls.extent(name) for name in names]
    millimetres = max(one[3] for one in extents) - min(one[1] for one in extents)
    assert metres / millimetres == pytest.approx(metres_of_a_millimetre(with_later_calls, key), rel=0.01)


def test_every_territory_overseas_has_its_frame(france: Drawing) -> None:
    assert france.ids("encart-") == [f"encart-{territory.key}" for territory in OVERSEAS]
    assert france.ids("echelle-")[0] == "echelle-metropole"
    assert len(france.ids("echelle-")) == 6


@pytest.mark.parametrize(("region", "epsg"), [("guyane", 2972), ("la-reunion", 2975), ("bretagne", 2154)])
def test_poles_are_where_their_projection_says(panel: Panel, region: str, epsg: int) -> None:
    selection = Selection(region=(region,), appels=True)
    drawing = drawn(panel, selection)
    key = region if region != "bretagne" else "metropole"
    scale = metres_of_a_millimetre(drawing, key)
    left, _, _, bottom = drawing.extent(f"choisi-{key}")
    land = load_ground().lands[key]
    code = next(one.code for one in panel.vocabulary.regions if one.slug == region)
    west, south, _, _ = land.regions[code].bounds
    project = Transformer.from_crs(4326, epsg, always_xy=True).transform
    apart = []
    for pole_id, point in panel.poles.geometry[panel.index.mask(selection)].items():
        x, y = project(point.x, point.y)
        drawn_x, drawn_y = drawing.centre(str(pole_id))
        apart.append(max(abs(drawn_x - left - (x - west) / scale), abs(bottom - drawn_y - (y - south) / scale)))
    # Those that overlapped have been pushed apart, by no more than a mark; the first one of the others has not.
    assert min(apart) < 0.3
    assert max(apart) < 6


def test_marks_do_not_overlap_and_stay_on_the_sheet(panel: Panel, with_later_calls: Drawing) -> None:
    extents = [with_later_calls.extent(str(pole_id)) for pole_id in panel.poles.index]
    assert all(left > 0 and top > 0 and right < WIDTH and bottom < HEIGHT for left, top, right, bottom in extents)
    centres = [with_later_calls.centre(str(pole_id)) for pole_id in panel.poles.index]
    assert len({(round(x), round(y)) for x, y in centres}) == len(centres)


def test_no_region_is_named_under_a_mark(panel: Panel, france: Drawing) -> None:
    names = {region.name for region in panel.vocabulary.regions if not region.overseas}
    written = [one for one in france.root.iter(f"{SVG}text") if one.text in names]
    assert len(written) >= 4
    for one in written:
        x, y = (float(one.get(name)) / 72 * 25.4 for name in ("x", "y"))
        for pole_id in france.ids("ptce-"):
            left, top, right, bottom = france.extent(pole_id)
            assert not (left < x < right and top < y - 0.9 < bottom)


def test_legend_counts_the_first_sectors(panel: Panel, with_later_calls: Drawing) -> None:
    counts = Counter(labels[0] if labels else UNKNOWN_SECTOR.label for labels in panel.poles["secteurs"])
    texts = with_later_calls.texts()
    told = {text: int(texts[rank + 1]) for rank, text in enumerate(texts) if text in counts}
    assert told == counts
    assert "103 PTCE" in texts


def test_legend_tells_the_shapes_that_are_drawn(panel: Panel, with_later_calls: Drawing) -> None:
    assert any(text.startswith("Lauréat d'un appel de 2021") for text in with_later_calls.texts())
    assert not any("Lauréat d'un appel" in text for text in drawn(panel, Selection()).texts())
    assert "Formes des marques" not in drawn(panel, Selection(region=("bretagne",))).texts()


def test_longest_title_is_whole(panel: Panel) -> None:
    chosen = {facet: tuple(item.value for item in panel.index.facets[facet].values) for facet in FACETS}
    selection = Selection(**chosen, q="x" * MAX_TEXT, appels=True)
    sentence = describe_selection(selection, panel.index, int(panel.index.mask(selection).sum()))
    shown = "".join(drawn(panel, selection).texts()).replace("\u00a0", "").replace(" ", "")
    assert sentence.replace("\u00a0", "").replace(" ", "") in shown


@pytest.mark.parametrize("text", [HOSTILE, "$" * 99, "a" * 100, "\u202e\u2066abc", "{}%s"])
def test_hostile_search_texts_are_texts(panel: Panel, text: str) -> None:
    drawing = drawn(panel, Selection(q=text, region=("guyane",)))
    assert "PTCE en Guyane, texte" in drawing.texts()[0]
    assert not list(drawing.root.iter(f"{SVG}script"))
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", "".join(drawing.texts()))
    if "$" in text:
        assert "$" in "".join(drawing.texts())
    assert draw_png(panel, Selection(q=text, region=("guyane",)), LINK)[:4] == b"\x89PNG"


def test_an_empty_selection_says_so(panel: Panel) -> None:
    drawing = drawn(panel, Selection(q="zzzz"))
    assert drawing.texts()[0] == "Aucun PTCE en France, texte «\u00a0zzzz\u00a0»"
    assert "Aucun PTCE ne répond à ces filtres." in drawing.texts()
    assert not drawing.ids("ptce-")


def test_svg_is_one_image_and_asks_for_nothing(france: Drawing) -> None:
    root = france.root
    assert root.get("role") == "img"
    assert root.get("lang") == "fr"
    named = {one.get("id"): one.text for one in root if one.tag in (f"{SVG}title", f"{SVG}desc")}
    assert list(named) == root.get("aria-labelledby").split()
    assert named["titre"].startswith("73 PTCE en France")
    text = france.content.decode()
    assert "<script" not in text
    assert "<!DOCTYPE" not in text
    assert not re.search(r'(href|src)="(?!#)', text)
    assert not re.search(r"url\((?!#)|@import", text)


def test_credit(panel: Panel, france: Drawing) -> None:
    texts = " ".join(france.texts()).replace("\u00a0", " ")
    assert panel.dataset.attribution in texts
    assert "version 2026" in texts
    assert "Limites : IGN et INSEE" in texts
    assert panel.dataset.licence_title in texts
    assert LINK in texts


def test_letters_are_large_enough_to_be_read_on_paper(with_later_calls: Drawing) -> None:
    assert min(with_later_calls.sizes()) >= 7


def test_around_a_place(panel: Panel) -> None:
    place = panel.index.place("35238")
    assert place is not None
    drawing = drawn(panel, Selection(autour=Near(place, 75)))
    left, _, right, _ = drawing.extent("cercle")
    # A circle of the ground: the projection stretches it by less than a thousandth.
    assert (right - left) * metres_of_a_millimetre(drawing, "metropole") == pytest.approx(150_000, rel=0.005)
    assert "Rennes" in drawing.texts()
    assert not drawing.ids("encart-")


@pytest.mark.parametrize(
    ("regions", "frames", "scales"),
    [
        (("bretagne",), 0, ["metropole"]),
        (("guyane",), 0, ["guyane"]),
        (("bretagne", "guyane"), 1, ["metropole", "guyane"]),
        (("guyane", "mayotte"), 2, ["guyane", "mayotte"]),
    ],
)
def test_what_is_shown_is_what_is_named(panel: Panel, regions: tuple[str, ...], frames: int, scales: list[str]) -> None:
    drawing = drawn(panel, Selection(region=regions))
    assert len(drawing.ids("encart-")) == frames
    assert drawing.ids("echelle-") == [f"echelle-{key}" for key in scales]


def test_png_is_made_for_print(panel: Panel) -> None:
    content = draw_png(panel, Selection(appels=True), LINK)
    image = Image.open(io.BytesIO(content))
    assert image.size == pytest.approx((WIDTH / 25.4 * DPI, HEIGHT / 25.4 * DPI), abs=1)
    assert image.info["dpi"] == pytest.approx((300, 300), abs=0.01)
    assert len(content) < 1_000_000
    colours = {colour for _, colour in image.convert("RGB").getcolors(256)}
    # Flat colours are kept to the bit.
    assert {(255, 255, 255), (0x16, 0x16, 0x16), (0xB0, 0x10, 0x10)} <= colours


@pytest.mark.parametrize("draw", [draw_svg, draw_png])
def test_the_same_view_gives_the_same_bytes(panel: Panel, draw) -> None:  # type: ignore[no-untyped-def]
    selection = Selection(region=("guyane", "bretagne"))
    assert draw(panel, selection, LINK) == draw(panel, selection, LINK)


def test_another_process_gives_the_same_bytes(panel: Panel) -> None:
    program = (
        "import hashlib; from geo.load import load_panel; from geo.selection import Selection;"
        "from geo.picture.page import draw_png, draw_svg; panel = load_panel();"
        f"svg = draw_svg(panel, Selection(region=('guyane',)), {LINK!r});"
        f"png = draw_png(panel, Selection(region=('guyane',)), {LINK!r});"
        "print(hashlib.sha256(svg + png).hexdigest())"
    )
    command = [sys.executable, "-c", program]
    run = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": "7"})
    svg = draw_svg(panel, Selection(region=("guyane",)), LINK)
    png = draw_png(panel, Selection(region=("guyane",)), LINK)
    assert run.stdout.strip() == hashlib.sha256(svg + png).hexdigest()


def test_no_figure_is_kept(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[weakref.ref[Figure]] = []
    first = Figure.__init__

    def noted(self: Figure, *args: object, **kwargs: object) -> None:
        first(self, *args, **kwargs)
        made.append(weakref.ref(self))

    monkeypatch.setattr(Figure, "__init__", noted)
    draw_svg(panel, replace(Selection(), region=("guyane",)), LINK)
    gc.collect()
    assert len(made) == 1
    assert made[0]() is None

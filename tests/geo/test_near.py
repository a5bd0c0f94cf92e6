"""A place and a radius: which poles lie within, against a plain search; what a URL may say."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from geopy.distance import geodesic

from geo.errors import UnknownValueError
from geo.filters import Relaxation
from geo.model import Panel
from geo.near import ALLOWED, MAX_RADIUS, RADII, Near, Points, read_radius, round_radius
from geo.proximity import APPROXIMATE
from geo.selection import FACETS, Dropped, Selection
from geo.surroundings import Nearest, Widening, nearest_around, neighbours
from tests.geo.places import CAYENNE, LE_MANS, LES_ABYMES, RENNES, place

OVERSEAS = {"01", "02", "03", "04", "06"}


def _km(panel: Panel, near: Near) -> dict[str, float]:
    """Every pole that may answer for the place, with its distance, by the library itself."""
    region, found = near.place.code_region, {}
    for pole_id, row in panel.poles.iterrows():
        if row["code_region"] == region or (region not in OVERSEAS and row["code_region"] not in OVERSEAS):
            found[str(pole_id)] = geodesic(near.point, (row.geometry.y, row.geometry.x)).kilometers
    return found


@pytest.mark.parametrize("where", [RENNES, LE_MANS, CAYENNE, LES_ABYMES], ids=lambda where: where.name)
@pytest.mark.parametrize("radius", [1, 30, 140, 500])
def test_what_lies_within_is_what_a_plain_search_finds(panel: Panel, where: object, radius: int) -> None:
    near = Near(where, radius)  # type: ignore[arg-type]
    expected = {pole for pole, km in _km(panel, near).items() if km <= radius}
    assert set(panel.poles.index[panel.index.points.within(near)]) == expected
    selection = Selection(autour=near, appels=True)
    assert set(panel.poles.index[panel.index.mask(selection)]) == expected
    assert panel.index.mask(selection, ignoring="autour").all()


@pytest.mark.parametrize(("km", "inside"), [(30.0, True), (30.0001, False)])
def test_the_circle_itself_is_within(monkeypatch: pytest.MonkeyPatch, panel: Panel, km: float, inside: bool) -> None:
    monkeypatch.setattr("geo.near.distance_km", lambda one, other: km)
    points = Points.build(panel.poles, panel.vocabulary)
    assert points.within(Near(RENNES)).any() == inside


def test_the_other_facets_narrow_the_circle_and_count_inside_it(panel: Panel) -> None:
    near = Near(RENNES, 100)
    inside = panel.index.mask(Selection(autour=near))
    assert 1 < inside.sum() < 73
    for facet in FACETS:
        matrix = panel.index.facets[facet].matrix
        mask = panel.index.mask(Selection(autour=near, appels=facet == "laureat"))
        assert panel.index.counts(Selection(autour=near), facet) == tuple(matrix[mask].sum(axis=0)), facet
    energy = Selection(autour=near, secteur=("energie",))
    assert (panel.index.mask(energy) == (inside & panel.index.mask(Selection(secteur=("energie",))))).all()


def test_distances_are_measured_once_and_nobody_writes_into_them(panel: Panel) -> None:
    points, near = panel.index.points, Near(RENNES)
    assert points.distances(near) is points.distances(Near(RENNES, 200))
    for shared in (points.distances(near), points.within(near)):
        with pytest.raises(ValueError, match="read-only"):
            shared[0] = 0
    mask = panel.index.mask(Selection(autour=near))
    mask[:] = False
    assert points.within(near).any()


def test_neighbours_come_nearest_first_and_say_when_a_point_stands_for_an_area(panel: Panel) -> None:
    near = Near(LE_MANS, 200)
    km = _km(panel, near)
    found = neighbours(panel, near, panel.index.points.within(near))
    assert [pole.pole_id for pole in found] == sorted((p for p in km if km[p] <= 200), key=km.__getitem__)
    assert [pole.km for pole in found] == pytest.approx([km[pole.pole_id] for pole in found])
    vague = {pole.pole_id: panel.poles.at[pole.pole_id, "precision"] in APPROXIMATE for pole in found}
    assert {pole.pole_id: pole.approximate for pole in found} == vague
    assert any(vague.values())


# --- When none lies within ---


def test_the_nearest_three_are_named_with_the_radii_that_reach_them(panel: Panel) -> None:
    near = Near(LE_MANS)
    km = {pole: value for pole, value in _km(panel, near).items() if panel.in_panel[panel.poles.index.get_loc(pole)]}
    found = nearest_around(panel, Selection(autour=near))
    assert found is not None
    assert [pole.pole_id for pole in found.poles] == sorted(km, key=km.__getitem__)[:3]
    assert not found.elsewhere
    assert [(w.radius, w.count) for w in found.widenings] == [
        (radius, sum(value <= radius for value in km.values())) for radius in (80, 130)
    ]


def test_the_nearest_keep_the_other_filters(panel: Panel) -> None:
    selection = Selection(autour=Near(LE_MANS), secteur=("energie",))
    found = nearest_around(panel, selection)
    assert found is not None
    facet = panel.index.facets["secteur"]
    rows = [panel.poles.index.get_loc(pole.pole_id) for pole in found.poles]
    assert len(rows) == 3
    assert facet.matrix[rows, facet.column("energie")].all()


def test_overseas_answers_for_its_own_region(panel: Panel) -> None:
    found = nearest_around(panel, Selection(autour=Near(CAYENNE)))
    assert found is not None
    assert {panel.poles.at[pole.pole_id, "code_region"] for pole in found.poles} == {"03"}
    assert [widening.count for widening in found.widenings] == [1]


def test_a_region_without_a_pole_names_the_nearest_elsewhere_and_no_radius(panel: Panel) -> None:
    found = nearest_around(panel, Selection(autour=Near(LES_ABYMES)))
    assert found is not None
    assert (found.elsewhere, found.widenings) == (True, ())
    assert [panel.poles.at[pole.pole_id, "code_region"] for pole in found.poles][:2] == ["02", "03"]


def test_the_metropole_never_answers_with_a_pole_overseas(panel: Panel) -> None:
    assert panel.index.mask(Selection(autour=Near(RENNES, 500), region=("martinique",))).sum() == 0
    found = nearest_around(panel, Selection(autour=Near(RENNES), region=("martinique",)))
    assert found is not None
    assert (found.elsewhere, found.widenings, len(found.poles)) == (True, (), 1)
    # Corsica is no region overseas.
    ajaccio = place(code="2A004", name="Ajaccio", code_region="94", latitude=41.9257, longitude=8.7376)
    found = nearest_around(panel, Selection(autour=Near(ajaccio)))
    assert found is not None
    assert not found.elsewhere


def test_nothing_is_near_when_the_other_filters_leave_nothing(panel: Panel) -> None:
    assert nearest_around(panel, Selection(autour=Near(RENNES), q="zzz")) == Nearest((), False, ())
    assert nearest_around(panel, Selection(region=("corse",))) is None


def test_a_radius_too_small_is_widened_and_never_beyond_the_greatest(panel: Panel) -> None:
    far = Selection(autour=Near(LE_MANS, 77), region=("corse", "centre-val-de-loire"))
    found = nearest_around(panel, far)
    assert found is not None
    assert found.widenings[0] == Widening(80, 1)
    assert all(w.radius <= MAX_RADIUS for w in found.widenings)


def test_lifting_the_circle_is_advised_like_any_filter(panel: Panel) -> None:
    selection = Selection(autour=Near(LE_MANS), secteur=("energie",))
    assert selection.active == ("secteur", "autour")
    assert not selection.is_empty
    assert Relaxation("autour", 5) in panel.index.relaxations(selection)


# --- Radii ---


@pytest.mark.parametrize(
    ("km", "radius"),
    [(0.0, 10), (9.9, 10), (10, 10), (10.001, 20), (78, 80), (200, 200), (200.1, 250), (500, 500), (500.01, None)],
)
def test_round_radius(km: float, radius: int | None) -> None:
    assert round_radius(km) == radius


@pytest.mark.parametrize("radius", [1, *RADII, 137, MAX_RADIUS])
def test_every_radius_survives_a_url(panel: Panel, radius: int) -> None:
    near = Near(panel.index.place("35238"), radius)  # type: ignore[arg-type]
    query = Selection(autour=near).to_query()
    assert query == ({"autour": ["35238"]} if radius == 30 else {"autour": ["35238"], "rayon": [str(radius)]})
    assert Selection.from_query(query, panel.index) == (Selection(autour=near), ())


@pytest.mark.parametrize("text", ["", "0", "-5", "030", "30 km", "1e2", "501", "9" * 5000, "٣٠", "30.0", "²"])
def test_what_is_no_radius(text: str) -> None:
    assert read_radius(text) is None


@pytest.mark.parametrize("radius", [0, 501, -1, 2.5, True, "30", None])
def test_another_radius_is_refused(radius: object) -> None:
    with pytest.raises(UnknownValueError, match="nombre entier de 1 à 500"):
        Near(RENNES, radius)  # type: ignore[arg-type]


# --- Places in a URL ---


@pytest.mark.parametrize(
    ("query", "code", "dropped"),
    [
        ({"autour": ["35238"]}, "35238", ()),
        ({"autour": ["75101"]}, "75101", ()),
        ({"autour": ["35000"]}, None, (Dropped("autour", "35000"),)),
        ({"autour": ["Rennes"]}, None, (Dropped("autour", "Rennes"),)),
        ({"autour": [""]}, None, (Dropped("autour", ""),)),
        ({"autour": ["x", "35238", "72181"]}, "35238", (Dropped("autour", "x"), Dropped("autour", "72181"))),
        ({"autour": ["35238"], "rayon": ["loin"]}, "35238", (Dropped("rayon", "loin"),)),
        ({"autour": ["x"], "rayon": ["50"]}, None, (Dropped("autour", "x"),)),
        ({"rayon": ["50"]}, None, ()),
    ],
    ids=["commune", "arrondissement", "postcode", "name", "empty", "several", "radius", "no-place", "radius-alone"],
)
def test_a_place_is_read_by_its_code(
    panel: Panel, query: Mapping[str, list[str]], code: str | None, dropped: tuple[Dropped, ...]
) -> None:
    selection, found = Selection.from_query(query, panel.index)
    assert (selection.autour.place.code if selection.autour else None) == code
    assert found == dropped


def test_a_former_commune_is_a_place(panel: Panel) -> None:
    parts = panel.index.gazetteer().places
    former = parts[parts["nature"] == "deleguee"]
    own = former[~former["code"].isin(former["code_commune"])].iloc[0]
    selection, dropped = Selection.from_query({"autour": [own["code"]]}, panel.index)
    assert dropped == ()
    assert selection.autour is not None
    assert (selection.autour.place.name, selection.autour.place.code_commune) == (own["nom"], own["code_commune"])


def test_what_the_parameters_may_be_is_said_in_words(panel: Panel) -> None:
    assert panel.index.allowed("autour") == ALLOWED["autour"] == ("code INSEE d'une commune",)
    assert panel.index.allowed("rayon") == ("nombre entier de 1 à 500",)


def test_the_gazetteer_is_read_when_a_place_is_asked_for_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from geo import load

    calls = []
    real = load.load_gazetteer
    monkeypatch.setattr(load, "load_gazetteer", lambda data_dir: calls.append(data_dir) or real(data_dir))
    fresh = load.load_panel()
    Selection.from_query({"region": ["corse"]}, fresh.index)
    assert calls == []
    for code in ("35238", "72181"):
        assert Selection.from_query({"autour": [code]}, fresh.index)[0].autour is not None
    assert len(calls) == 1

"""What changes on the map: one group, ids only."""

from __future__ import annotations

import json
import re

import folium
import pytest
from streamlit_folium import generate_leaflet_string

from geo.mapping.layers import around_state, view_group
from geo.model import Panel
from geo.near import Near
from geo.proximity import Neighbour
from geo.view import View
from tests.geo.places import RENNES


def _script(group: folium.FeatureGroup) -> str:
    page = folium.Map(tiles=None)
    group.add_to(page)
    page.render()
    return generate_leaflet_string(group)


def _state(script: str) -> dict[str, object]:
    (text,) = re.findall(r"Atlas\.show\((.*)\);", script)
    return json.loads(text)


def test_group_hands_over_the_whole_state() -> None:
    view = View(pole="ptce-045", vue="mayotte", plan=True, ombrage=True)
    assert _state(_script(view_group(["ptce-001", "ptce-045"], ["53", "11"], view, 7, 3))) == {
        "ids": ["ptce-001", "ptce-045"], "regions": ["53", "11"], "pole": "ptce-045", "vue": "mayotte", "plan": True,
        "ombrage": True, "seq": 7, "tour": 3,
    }  # fmt: skip


def test_nothing_chosen_is_said_too() -> None:
    assert _state(_script(view_group([], [], View(), 0, 0))) == {
        "ids": [], "regions": [], "pole": None, "vue": "metropole", "plan": False,
        "ombrage": False, "seq": 0, "tour": 0,
    }  # fmt: skip


def test_list_of_groups_is_emptied_before_it_grows() -> None:
    script = _script(view_group([], [], View(), 0, 0))
    assert script.index("window.feature_group = [];") < script.index("Atlas.show(")


def test_every_group_is_new() -> None:
    arguments = (["ptce-001"], [], View(), 1, 0)
    assert view_group(*arguments) is not view_group(*arguments)


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "`${alert(1)}`", "\u2028alert(1)"])
def test_id_cannot_leave_the_script(text: str) -> None:
    script = _script(view_group([text], [], View(pole=text), 0, 0))
    assert "</script>" not in script
    assert "\u2028" not in script
    assert _state(script)["ids"] == [text]


def test_state_of_73_poles_is_light(panel: Panel) -> None:
    script = _script(view_group(list(panel.poles.index[panel.in_panel]), [], View(), 0, 0))
    assert len(script.encode()) < 1500


def test_state_of_both_collections_is_light(panel: Panel) -> None:
    script = _script(view_group(list(panel.poles.index), [], View(), 0, 0))
    assert len(script.encode()) < 2000


def test_a_circle_is_handed_over_with_what_lies_inside() -> None:
    within = (
        Neighbour("ptce-065", 0.9),
        Neighbour("ptce-024", 46.9),
        Neighbour("ptce-031", 59.5),
        Neighbour("ptce-001", 1.4),
    )
    state = _state(_script(view_group(["ptce-065"], [], View(), 0, 0, around=around_state(Near(RENNES, 60), within))))
    assert state["autour"] == {
        "code": "35238", "nom": "Rennes", "region": "53", "lat": 48.1113, "lon": -1.6809, "rayon": 60,
        "poles": {"ptce-065": 0, "ptce-024": 47, "ptce-031": 60, "ptce-001": 1},
    }  # fmt: skip


def test_the_greatest_circle_is_light(panel: Panel) -> None:
    near = Near(RENNES, 500)
    within = [Neighbour(str(pole_id), 499.6, approximate=True) for pole_id in panel.poles.index]
    script = _script(view_group(list(panel.poles.index), [], View(), 0, 0, around=around_state(near, within)))
    assert len(script.encode()) < 4000

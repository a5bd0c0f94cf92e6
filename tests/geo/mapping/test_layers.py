"""What changes on the map: one group, ids only."""

from __future__ import annotations

import json
import re

import folium
import pytest
from streamlit_folium import generate_leaflet_string

from geo.mapping.layers import view_group
from geo.model import Panel
from geo.view import View


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

"""What changes on the map from one rerun to the next, in one folium group that names poles by their ids only.

The poles themselves are a file fetched once (`records.poles_json`): a filter change sends ids, about 1 kB for 73.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import folium
from branca.element import MacroElement
from folium.template import Template

from geo.mapping.basemap import script_json
from geo.near import Near
from geo.proximity import Neighbour
from geo.view import View

__all__ = ["ViewGroup", "ViewLayer", "around_state", "view_group"]


class ViewLayer(MacroElement):
    """Hands a state to `carte.js`, which draws the difference with what it shows.

    Parameters
    ----------
    state
        JSON-serialisable; see `view_group`.
    """

    # streamlit-folium only ever adds to this list of groups to take off the map: keep it at one.
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            window.feature_group = [];
            Atlas.show({{ this.state_json }});
        {% endmacro %}
        """
    )

    def __init__(self, state: Mapping[str, object]) -> None:
        super().__init__()
        self._name = "ViewLayer"
        self.state_json = script_json(dict(state))


class ViewGroup(folium.FeatureGroup):
    """The group of a view, read by streamlit-folium: nothing is written beside, as in `AtlasMap.render`."""

    def render(self, **_kwargs: object) -> str:
        """Write nothing."""
        return ""


def around_state(near: Near, within: Sequence[Neighbour]) -> dict[str, object]:
    """Return what `carte.js` must know to draw a circle, and to filter inside it before the server answers.

    Parameters
    ----------
    near
        The place and the radius.
    within
        Every pole inside, of both collections and whatever the other filters, the nearest first.

    Returns
    -------
    dict
        `code`, `nom`, `region` (INSEE code), `lat`, `lon` (EPSG:4326 degrees) and `rayon` (kilometres) of the circle;
        `poles`: id → kilometres, 0 below one; the browser knows which points are approximate.
    """
    place = near.place
    return {
        "code": place.code,
        "nom": place.name,
        "region": place.code_region,
        "lat": round(place.latitude, 5),
        "lon": round(place.longitude, 5),
        "rayon": near.radius,
        "poles": {found.pole_id: _whole(found.km) for found in within},
    }


def _whole(km: float) -> int:
    # Halves go up, as in every distance that is told.
    return 0 if km < 1 else int(km + 0.5)


def view_group(
    ids: Sequence[str],
    regions: Sequence[str],
    view: View,
    seq: int,
    turn: int,
    *,
    around: Mapping[str, object] | None = None,
    own: Mapping[str, object] | None = None,
) -> ViewGroup:
    """Return the group to hand to `st_folium(feature_group_to_add=…)`.

    Parameters
    ----------
    ids
        Ids of the poles to show.
    regions
        INSEE codes of the regions that are filtered on.
    view
        The pole in hand, the view, the options.
    seq
        Number of the last event of the map that this state knows of.
    turn
        Number of the last change of the filters that this state knows of.
    around
        The place around which the poles are, if any; see `around_state`.
    own
        The list over the poles, if any: see `utils.list_layer.layer`.

    Notes
    -----
    A new object each time: streamlit-folium mutates what it is given, so a folium object must never be cached.
    """
    group = ViewGroup(control=False)
    group.add_child(
        ViewLayer(
            {
                "ids": list(ids),
                "regions": list(regions),
                "pole": view.pole,
                "vue": view.vue,
                "plan": view.plan,
                "ombrage": view.ombrage,
                "seq": seq,
                "tour": turn,
                **({"autour": dict(around)} if around else {}),
                **({"liste": dict(own)} if own else {}),
            }
        )
    )
    return group

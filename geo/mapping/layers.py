"""What changes on the map from one rerun to the next, in one folium group that names poles by their ids only.

The poles themselves are a file fetched once (`records.poles_json`): a filter change sends ids, about 1 kB for 73.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import folium
from branca.element import MacroElement
from folium.template import Template

from geo.mapping.basemap import script_json
from geo.view import View

__all__ = ["ViewLayer", "view_group"]


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


def view_group(ids: Sequence[str], regions: Sequence[str], view: View, seq: int, turn: int) -> folium.FeatureGroup:
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

    Notes
    -----
    A new object each time: streamlit-folium mutates what it is given, so a folium object must never be cached.
    """
    group = folium.FeatureGroup(control=False)
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
            }
        )
    )
    return group

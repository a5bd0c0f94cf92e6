"""The base map: constants only.

streamlit-folium rebuilds the iframe, and loses zoom and centre, when the script of the base map changes; so whatever
varies between two reruns goes through `layers.view_layer` instead.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import folium
from folium.template import Template

__all__ = ["AtlasMap", "script_json"]


class AtlasMap(folium.Map):
    """A folium map drawn by `web/carte.js`, whose scripts and styles all come from our own host.

    Parameters
    ----------
    scripts, styles
        URLs loaded in order by the component, in place of folium's own.
    files
        Name → URL of the files that `carte.js` fetches: `reglages`, `poles`, `regions`, `limites`, `villes`.
    """

    # No header macro: folium's own forbids zooming by hand and sizes a map that carte.js sizes itself.
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = Atlas.create({{ this.get_name()|tojson }}, {{ this.files_json }});
        {% endmacro %}
        """
    )

    def __init__(self, scripts: Sequence[str], styles: Sequence[str], files: Mapping[str, str]) -> None:
        super().__init__(location=(46.6, 2.4), tiles=None)
        # streamlit-folium loads what it finds under these names; on the instance, so that other maps keep theirs.
        self.default_js = [(url, url) for url in scripts]
        self.default_css = [(url, url) for url in styles]
        self.files_json = script_json(dict(files))

    def render(self, **_kwargs: object) -> str:
        """Write nothing: streamlit-folium reads the macro and the addresses by itself.

        folium would make a template of the script that it has just written, and compile it, at every rerun.
        """
        return ""


def script_json(value: object) -> str:
    """Serialise for a place inside a script: no `<`, no line separator that would end the script or a string."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")

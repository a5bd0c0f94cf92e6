"""The base map: constants only, from our own host, and nothing that could end its script."""

from __future__ import annotations

import json
import re

import folium
import pytest
from streamlit_folium import generate_js_hash, generate_leaflet_string

from geo.mapping import scripts, styles
from geo.mapping.basemap import AtlasMap, script_json
from geo.mapping.layers import view_group
from geo.view import View

FILES = {"reglages": "../../reglages.json?v=1a2b", "poles": "../../poles.json?v=3c4d"}


def _map(files: dict[str, str] = FILES) -> AtlasMap:
    return AtlasMap(["../../carte.js?v=5e6f"], ["../../carte.css?v=7a8b"], files)


def _script(element: folium.Map) -> str:
    element.get_root().render()
    return generate_leaflet_string(element)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("</script><script>", '"\\u003c/script>\\u003cscript>"'),
        ("<!--", '"\\u003c!--"'),
        ("a\u2028b\u2029c", '"a\\u2028b\\u2029c"'),
        ({"é": ["«", 1, None, True]}, '{"é":["«",1,null,true]}'),
        ({"<": 1}, '{"\\u003c":1}'),
        ('"\\', '"\\"\\\\"'),
    ],
    ids=["closing-tag", "comment", "line-separators", "plain", "key", "quote"],
)
def test_json_in_a_script_cannot_end_it(value: object, text: str) -> None:
    assert script_json(value) == text
    assert json.loads(script_json(value)) == value


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_json_in_a_script_refuses_what_json_lacks(number: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        script_json([number])


def test_two_base_maps_have_the_same_key() -> None:
    first, second = _script(_map()), _script(_map())
    assert first == second
    assert generate_js_hash(first, "carte") == generate_js_hash(second, "carte")


def test_what_varies_does_not_touch_the_base_map() -> None:
    keys = set()
    for ids, view in (([], View()), (["ptce-001"], View(pole="ptce-001", vue="guyane", plan=True, ombrage=True))):
        base = _map()
        key = generate_js_hash(_script(base), "carte")
        view_group(ids, ["53"], view, len(ids), 2 * len(ids)).add_to(base)
        keys.add(key)
    assert len(keys) == 1


def test_another_version_of_a_file_makes_another_map() -> None:
    # streamlit-folium leaves out of the key whatever follows an underscore.
    other = _map({**FILES, "poles": "../../poles.json?v=9999"})
    assert generate_js_hash(_script(_map()), "carte") != generate_js_hash(_script(other), "carte")


def test_script_hands_the_files_to_ours() -> None:
    (call,) = re.findall(r"Atlas\.create\((.*)\);", _script(_map()))
    name, files = call.split(", ", 1)
    assert (name, json.loads(files)) == ('"map_div"', FILES)


def test_url_cannot_leave_the_script() -> None:
    script = _script(_map({"poles": "</script>`${alert(1)}`"}))
    assert "</script>" not in script


def test_map_asks_no_other_host() -> None:
    page = _map()
    view_group(["ptce-001"], ["53"], View(plan=True), 1, 1).add_to(page)
    text = page.get_root().render() + generate_leaflet_string(page)
    assert "Atlas.create(" in text
    assert "Atlas.show(" in text
    assert not re.search(r"https?:|[\"'(]//|cdn|unpkg|tile", text, re.IGNORECASE)


def test_assets_are_of_this_map_only() -> None:
    page = _map()
    assert page.default_js == [("../../carte.js?v=5e6f", "../../carte.js?v=5e6f")]
    assert page.default_css == [("../../carte.css?v=7a8b", "../../carte.css?v=7a8b")]
    assert "leaflet" in dict(folium.Map.default_js)
    assert "leaflet_css" in dict(folium.Map.default_css)


def test_our_scripts_and_styles_exist_once() -> None:
    paths = [*scripts(), *styles()]
    assert all(path.is_file() for path in paths)
    folder = paths[0].parent
    assert sorted(paths) == sorted(path for path in folder.iterdir() if path.suffix in (".js", ".css"))

"""What search engines read in the pages."""

from __future__ import annotations

import json
from dataclasses import replace

from geo.export import FORMATS
from geo.model import Panel
from geo.provenance.schema_org import described, script_text

EXPORTS = [(FORMATS["csv"], "./api/v1/ptce.csv?appels=1"), (FORMATS["kml"], "./api/v1/ptce.kml?appels=1")]


def test_the_data_set_is_described(panel: Panel) -> None:
    found = described(panel, EXPORTS, catalogue="./api/v1/catalogue.jsonld")
    dataset = panel.dataset
    assert (found["@context"], found["@type"]) == ("https://schema.org", "Dataset")
    assert found["name"] == dataset.later.whole_title
    # Between 50 and 5000 characters, or Google's search of data sets does without.
    assert 50 <= len(found["description"]) <= 5000
    assert found["license"] == dataset.licence_url
    assert found["creator"] == {"@type": "Organization", "name": "Atlas des PTCE"}
    assert (found["dateModified"], found["version"]) == (dataset.date, dataset.version)
    assert found["temporalCoverage"] == "2013/2024"
    assert found["spatialCoverage"] == {"@type": "Place", "name": "France"}
    assert (found["isAccessibleForFree"], found["inLanguage"]) == (True, "fr")
    assert found["keywords"] == list(dataset.keywords)
    assert found["includedInDataCatalog"] == {"@type": "DataCatalog", "url": "./api/v1/catalogue.jsonld"}
    assert [(one["@type"], one["contentUrl"], one["encodingFormat"]) for one in found["distribution"]] == [
        ("DataDownload", "./api/v1/ptce.csv?appels=1", "text/csv"),
        ("DataDownload", "./api/v1/ptce.kml?appels=1", "application/vnd.google-earth.kml+xml"),
    ]


def test_what_is_not_known_is_left_out(panel: Panel) -> None:
    found = described(replace(panel, calls={}), EXPORTS)
    assert not {"temporalCoverage", "includedInDataCatalog"} & set(found)


def test_nothing_in_the_text_ends_the_script(panel: Panel) -> None:
    hostile = "</script><script>alert(1)</script><!-- & \u2028 \ud800"
    later = replace(panel.dataset.later, whole_title=hostile)
    found = described(replace(panel, dataset=replace(panel.dataset, later=later)), EXPORTS)
    text = script_text(found)
    assert not {"<", ">", "&", "\u2028"} & set(text)
    assert text.encode()
    assert json.loads(text)["name"] == hostile

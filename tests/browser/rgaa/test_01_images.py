"""RGAA 4.1.2, thème 1: images."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit
from tests.browser.rgaa.survey import survey

pytestmark = pytest.mark.browser


def test_rgaa_1_1_every_image_that_says_something_has_a_name(visit: Visit) -> None:
    seen = survey(visit)
    told = [image for page in seen for image in page.dom["images"] if not image["silent"] and not image["inside"]]
    assert {image["tag"] for image in told} >= {"img", "div"}, "The sketches and the charts were not there."
    unnamed = [
        (page.place, image)
        for page in seen
        for image in page.dom["images"]
        if not image["silent"] and not image["inside"] and not (image["alt"] or image["label"])
    ]
    assert unnamed == []


def test_rgaa_1_2_what_only_decorates_is_left_out(visit: Visit) -> None:
    seen = survey(visit)
    drawn = [(page.place, node) for page in seen for node in page.with_role("img", "image", "graphics-document")]
    assert drawn
    assert [(place, node) for place, node in drawn if not node.name] == []


def test_rgaa_1_3_the_name_of_an_image_says_what_it_shows(visit: Visit) -> None:
    for page in survey(visit):
        for image in page.dom["images"]:
            name = image["alt"] or image["label"]
            if image["silent"] or image["inside"] or not name:
                continue
            # A chart also says where its numbers are to be read.
            assert name.startswith(("Carte ", "Barres : ")), (page.place, name)
            assert len(name) > 20, (page.place, name)


def test_rgaa_1_6_every_chart_is_followed_by_the_table_of_its_numbers(visit: Visit) -> None:
    page = next(page for page in survey(visit) if page.place.startswith("reperes "))
    charts = [image["label"] for image in page.dom["images"] if image["role"] == "img"]
    assert len(charts) > 5
    captions = [table["caption"] for table in page.dom["tables"]]
    for chart in charts:
        title = chart.removeprefix("Barres : ").partition(". Les mêmes nombres")[0]
        assert title in captions, chart
        assert "Les mêmes nombres sont dans le tableau" in chart

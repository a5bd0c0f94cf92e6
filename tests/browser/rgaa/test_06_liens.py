"""RGAA 4.1.2, thème 6: liens."""

from __future__ import annotations

from collections import defaultdict
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import Visit
from tests.browser.rgaa.survey import survey

pytestmark = pytest.mark.browser

#: Words that say nothing of where a link leads.
VAGUE = {
    "ici",
    "lien",
    "cliquez ici",
    "cliquer ici",
    "en savoir plus",
    "lire la suite",
    "plus",
    "suite",
    "voir",
    "page",
}


def test_rgaa_6_1_links_say_where_they_lead(visit: Visit) -> None:
    for page in survey(visit):
        for link in page.dom["links"]:
            assert link["text"].lower().strip(" .…»") not in VAGUE, (page.place, link)


def test_rgaa_6_1_links_of_one_name_lead_to_one_place_or_say_more_around_them(visit: Visit) -> None:
    for page in survey(visit):
        targets = defaultdict(dict)
        for link in page.dom["links"]:
            targets[link["text"]].setdefault(link["href"], link["around"])
        for name, places in targets.items():
            contexts = list(places.values())
            assert len(set(contexts)) == len(contexts), (page.place, name, places)


def test_rgaa_6_1_links_that_open_a_window_say_so(visit: Visit) -> None:
    seen = survey(visit)
    counted = 0
    for page in seen:
        leaving = [link["text"] for link in page.dom["links"] if link["target"] == "_blank"]
        said = [node.name for node in page.with_role("link") if node.name.endswith("(nouvelle fenêtre)")]
        assert len(said) >= len(leaving), (page.place, leaving, said)
        counted += len(leaving)
    assert counted > len(seen)


def test_rgaa_6_1_no_link_to_another_host_stays_in_the_window(visit: Visit) -> None:
    atlas = visit()
    home = urlsplit(atlas.server.url).netloc
    for page in survey(visit):
        for link in page.dom["links"]:
            if urlsplit(link["href"]).netloc not in (home, ""):
                assert link["target"] == "_blank", (page.place, link)


def test_rgaa_6_2_every_link_has_a_name(visit: Visit) -> None:
    links = [(page.place, node.name) for page in survey(visit) for node in page.with_role("link")]
    assert len(links) > 300
    assert [place for place, name in links if not name] == []

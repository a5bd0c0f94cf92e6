"""Every link of every page: to one of our pages, or to the web by http(s), in a tab that cannot reach back."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from streamlit.testing.v1 import AppTest

from geo.load import load_panel, load_vocabulary
from tests.pages.shown import inline_html, whole_html
from tests.pages.test_pages import run

PANEL = load_panel()
POLES = [str(pole) for pole in PANEL.poles.index]
REGIONS = [region.slug for region in load_vocabulary().regions]
SECTIONS = ["qualite", "appels", "corrections", "contradictions", "dictionnaire"]


class Links(HTMLParser):
    """Collects what a page leads to and what it loads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[dict[str, str | None]] = []
        self.loaded: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "a":
            self.links.append(values)
        self.loaded += [str(value) for name, value in attrs if name in ("src", "srcset", "poster", "data")]


def check(html: str) -> int:
    """Check the links of a page and return how many lead to the web."""
    found = Links(html)
    outside = 0
    for link in found.links:
        href = link.get("href") or ""
        if href.startswith(("http://", "https://")):
            outside += 1
            assert link.get("target") == "_blank", href
            assert "noopener" in (link.get("rel") or "").split(), href
        else:
            # Relative to the root, a place in the page, a download or a mail: nothing that runs, no other host.
            assert href.startswith(("./", "#", "api/", "atlas/", "mailto:")), href
    for address in found.loaded:
        assert address.startswith(("./atlas/", "atlas/")), address
    return outside


@pytest.fixture(scope="module")
def sheets() -> AppTest:
    return run("pole.py", id=POLES[0])


@pytest.mark.parametrize("pole", POLES)
def test_links_of_a_pole_sheet(pole: str, sheets: AppTest) -> None:
    outside = check(whole_html(run(app=sheets, id=pole)))
    row = PANEL.poles.loc[pole]
    told = [str(row["site"]), *(str(source["source"]) for source in row["sources"].values())]
    assert outside > 0 or not any("http" in text for text in told)


@pytest.mark.parametrize("region", REGIONS)
def test_links_of_a_region_sheet(region: str) -> None:
    check(whole_html(run("region.py", id=region)))


@pytest.mark.parametrize("page", ["region.py", "reperes.py", "chronologie.py", "glossaire.py", "donnees.py", "pole.py"])
def test_links_of_a_page(page: str) -> None:
    check("\n".join(inline_html(run(page))))


@pytest.mark.parametrize("section", SECTIONS)
def test_links_of_a_section_of_the_data(section: str) -> None:
    check("\n".join(inline_html(run("donnees.py", id=section))))


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://a.fr" target="_blank">x</a>',
        '<a href="https://a.fr" rel="noopener">x</a>',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="//a.fr">x</a>',
        "<a>x</a>",
        '<img src="https://a.fr/x.png">',
    ],
)
def test_the_check_sees_a_bad_link(html: str) -> None:
    with pytest.raises(AssertionError):
        check(html)

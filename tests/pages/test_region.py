"""The pages of the regions, run by AppTest: all of them, one sheet per region, the comparison, what does not exist."""

from __future__ import annotations

import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from geo.model import Panel
from geo.reference.schemes import load_schemes
from tests.pages.shown import inline_html, whole_html
from tests.pages.test_pages import no_error_in_the_log as no_error_in_the_log
from tests.pages.test_pages import panel_data, query_of, run
from utils.web import assets

SLUGS = [
    "auvergne-rhone-alpes", "bourgogne-franche-comte", "bretagne", "centre-val-de-loire", "corse", "grand-est",
    "guadeloupe", "guyane", "hauts-de-france", "ile-de-france", "la-reunion", "martinique", "mayotte", "normandie",
    "nouvelle-aquitaine", "occitanie", "pays-de-la-loire", "provence-alpes-cote-d-azur",
]  # fmt: skip
EMPTY = {"corse", "guadeloupe", "mayotte"}

#: Bytes of HTML that travel with a sheet; the rest is a file.
HEAVIEST = 6_500


def html(app: AppTest) -> str:
    return re.sub("\u00a0", " ", whole_html(app))


def published(address: str) -> bytes:
    asset = assets.find(address.partition("?")[0].removeprefix(f"{assets.PREFIX}/"))
    assert asset is not None, address
    assert isinstance(asset.source, bytes)
    return asset.source


def test_the_slugs_are_those_of_the_regions(panel: Panel) -> None:
    assert sorted(SLUGS) == sorted(region.slug for region in panel.vocabulary.regions)


def test_all_the_regions_are_listed_overseas_last() -> None:
    text = html(run("region.py"))
    links = re.findall(r'<th scope="row"><a href="\./region\?id=([a-z-]+)">', text)
    assert sorted(links) == sorted(SLUGS)
    assert set(links[-5:]) == {"guadeloupe", "guyane", "la-reunion", "martinique", "mayotte"}
    assert text.count("<h1>") == 1
    assert text.index("Outre-mer</h2>") < text.index("id=guadeloupe")
    poles = re.findall(r"<tr>.*?<td[^>]*>(?:<span[^>]*></span>)?(?:<span>)?(\d+)", text)
    assert sum(map(int, poles)) == 73


@pytest.mark.parametrize("slug", SLUGS)
def test_a_region_has_its_sheet(panel: Panel, slug: str) -> None:
    app = run("region.py", id=slug)
    text = html(app)
    region = next(region for region in panel.vocabulary.regions if region.slug == slug)
    assert f"<h1>{region.name.replace(chr(39), '&#39;')}</h1>" in text
    assert query_of(app) == {"id": [slug]}
    assert sum(len(part.encode()) for part in inline_html(app)) < HEAVIEST
    own = panel.poles[panel.poles["code_region"] == region.code]
    # Each pole once on the small map; in a table or a list too.
    for pole in own.index:
        assert len(re.findall(rf'href="\./pole\?id={pole}"', text)) == 2, pole
    listed = [pole for pole in own.index if pole.startswith("ptce-")]
    assert (slug in EMPTY) == (not listed)
    assert (f"api/v1/ptce.csv?region={slug}" in text) == bool(listed)
    assert f'href="./?region={slug}"' in text
    if slug in EMPTY:
        assert "Aucun pôle du panel de 2016" in text
        assert "les plus proches" in text
    else:
        assert re.search(rf"{len(listed)} pôles? du panel de 2016", text)
    assert ("Liste incomplète" in text) == (len(own) > len(listed))
    vague = own.index[(own["precision"] == "region") & own.index.str.startswith("ptce-")]
    assert ("de la région seulement" in text) == bool(len(vague))


@pytest.mark.parametrize("slug", SLUGS)
def test_a_sheet_has_its_drawing_and_its_schemes(panel: Panel, slug: str) -> None:
    app = run("region.py", id=slug)
    address = re.search(r'<img src="([^"]+)" alt="Carte de la région', html(app))
    assert address is not None
    assert published(address[1]).startswith(b"<svg ")
    code = next(region.code for region in panel.vocabulary.regions if region.slug == slug)
    content = json.loads(published(panel_data(app, "schemes")["file"]))
    names = [item["nom"].replace("\u00a0", " ") for group in content["groupes"] for item in group["dispositifs"]]
    expected = [scheme for scheme in load_schemes() if scheme.region_code == code]
    assert sorted(names) == sorted(scheme.name for scheme in expected)
    assert len(content["generaux"]) == 21
    if not expected:
        assert "ne citent aucun dispositif" in html(app)
    for group in content["groupes"]:
        for item in group["dispositifs"]:
            past = item["quand"].startswith("révolu")
            assert item["statut"].startswith("Révolu") == past, item["nom"]
            assert not (past and any(line.startswith("Éligibles") for line in item["lignes"]))
            assert item["source"]


def test_a_code_is_understood_and_becomes_the_name() -> None:
    text = html(run("region.py", id="53"))
    assert "<h1>Bretagne</h1>" in text
    assert "region=bretagne" in text
    assert "region=53" not in text


def test_a_region_is_compared_with_another_and_with_france() -> None:
    app = run("region.py", id="bretagne", avec="mayotte")
    text = html(app)
    heads = re.findall(r'<th scope="col">([^<]+)</th>', text[text.index("atlas-comparaison") :])
    assert heads == ["Nombre de pôles (part)", "Bretagne", "Mayotte", "France"]
    assert '<th scope="row">Habitants</th><td>3 317 766</td><td class="atlas-inconnu">non renseigné</td>' in text
    assert re.search(r"Pôles du panel \(part de la France\)</th><td>4 \(5 %\)</td><td>0</td><td>73 \(100 %\)", text)
    picker = panel_data(app, "picker")
    assert picker["value"] == "mayotte"
    assert len(picker["options"]) == 18
    assert "bretagne" not in [option["value"] for option in picker["options"]]
    assert query_of(app) == {"id": ["bretagne"], "avec": ["mayotte"]}


@pytest.mark.parametrize(("other", "said"), [("bretagne", False), ("atlantide", True), ("<b>", True)])
def test_a_comparison_with_nothing_is_with_france(other: str, said: bool) -> None:
    app = run("region.py", id="bretagne", avec=other)
    text = html(app)
    assert "Bretagne et France" in text
    assert panel_data(app, "picker")["value"] == ""
    assert ("Aucune région ne répond" in text) == said
    assert "<b>" not in text


def test_filters_in_use_do_not_change_a_sheet() -> None:
    plain, filtered = run("region.py", id="bretagne"), run("region.py", id="bretagne", secteur="culture")
    text = html(filtered)
    assert "4 pôles du panel" in text
    assert 'api/v1/ptce.csv?region=bretagne"' in text
    assert 'href="./?region=bretagne"' in text
    assert "./pole?secteur=culture&amp;id=" in text
    assert text.replace("secteur=culture&amp;", "").replace("?secteur=culture", "") == html(plain)


@pytest.mark.parametrize(
    ("asked", "offered"),
    [("alsace", "grand-est"), ("Bretange", "bretagne"), ("zzz", None), ("<script>alert(1)</script>", None)],
)
def test_an_unknown_region_says_so_and_offers_others(asked: str, offered: str | None) -> None:
    text = html(run("region.py", id=asked))
    assert "<h1>Région inconnue</h1>" in text
    assert "<script" not in text
    assert re.findall(r'region\?id=([a-z-]+)"', text) == ([offered] if offered else [])

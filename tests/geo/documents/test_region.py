"""The document of a region, and the one of all of them."""

from __future__ import annotations

import pytest

from geo.documents.region import region_pdf
from geo.documents.sheets import Sheets
from geo.documents.text import printable
from geo.errors import UnknownValueError
from tests.geo.documents.reading import Read, links, squeeze


@pytest.fixture(scope="module")
def bretagne(sheets: Sheets) -> Read:
    return Read(region_pdf(sheets, "bretagne"))


def test_a_region_says_what_its_sheet_says(sheets: Sheets, bretagne: Read) -> None:
    poles = sheets.panel.poles
    names = poles["nom"][poles["code_region"] == "53"]
    assert len(names) >= 4
    own = [scheme for scheme in sheets.schemes if scheme.region_code == "53"]
    assert own
    for said in (
        *names,
        "4 pôles du panel de 2016 en Bretagne.",
        "Comparaison avec la France",
        "Pôles par million d'habitants",
        *(scheme.name for scheme in own),
        *(scheme.caution for scheme in own),
        "Dispositifs nationaux et européens",
        "page 1 sur 3",
    ):
        assert squeeze(printable(said)) in bretagne.text
        assert squeeze(printable(said)) in bretagne.other_text


def test_a_region_has_its_own_title_link_and_outline(bretagne: Read) -> None:
    assert bretagne.pdf.metadata is not None
    assert bretagne.pdf.metadata.title == printable("Bretagne : PTCE et dispositifs de soutien")
    assert "https://atlas.example/region?id=bretagne" in bretagne.addresses
    assert [title for _, title, _ in bretagne.outline][:3] == ["Bretagne", "Ses pôles", "Comparaison avec la France"]
    assert len(bretagne.content) < 150_000


def test_a_code_and_a_name_in_an_address_are_the_same_region(sheets: Sheets, bretagne: Read) -> None:
    assert region_pdf(sheets, "53") == bretagne.content


def test_a_region_without_a_pole_names_the_nearest(sheets: Sheets) -> None:
    text = Read(region_pdf(sheets, "mayotte")).text
    for said in ("Aucun pôle du panel de 2016 n'est situé à Mayotte.", "EcoPAL, Saint-Paul", "non renseigné"):
        assert squeeze(said) in text
    assert squeeze("Ses pôles") not in text


def test_an_unknown_region_is_refused_with_those_there_are(sheets: Sheets) -> None:
    with pytest.raises(UnknownValueError, match=r"region : valeur inconnue 'breizh' ; valeurs admises : .*53"):
        region_pdf(sheets, "breizh")


def test_all_regions_are_in_one_file_each_where_the_contents_say(sheets: Sheets, every_region: Read) -> None:
    regions = sheets.panel.vocabulary.regions
    starts = {title: page for level, title, page in every_region.outline if level == 0}
    assert {printable(region.name) for region in regions} <= set(starts)
    contents = " ".join(every_region.pages[0].split())
    for region in regions:
        page = starts[printable(region.name)]
        assert squeeze(region.name) in squeeze(every_region.pages[page - 1].partition("du panel de 2016")[0])
        assert f" {page} " in contents
    assert len([link for link in links(every_region.pdf.pages[0]) if "/Dest" in link]) == len(regions)


def test_all_poles_and_schemes_are_in_the_file_of_all_regions(sheets: Sheets, every_region: Read) -> None:
    for name in (*sheets.panel.poles["nom"], *(scheme.name for scheme in sheets.schemes)):
        assert squeeze(printable(name)) in every_region.text


def test_no_page_of_all_regions_is_empty_or_without_its_number(every_region: Read) -> None:
    total = len(every_region.pages)
    for number, page in enumerate(every_region.pages, start=1):
        assert f"page {number} sur {total}" in " ".join(page.split())
        # Beyond what every page says of itself.
        assert len(page.splitlines()) > 8


def test_all_regions_have_one_structure(every_region: Read) -> None:
    tags = [element["/S"] for element in every_region.elements()]
    assert tags.count("/Part") == 19
    assert tags.count("/H1") == 20
    assert tags.count("/Figure") == 19

"""The document of a filtered list, read back with two libraries."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from reportlab.platypus import Flowable

from geo.documents import paper
from geo.documents.paper import About
from geo.documents.parts import paragraph
from geo.documents.selection import selection_pdf
from geo.documents.tags import Element
from geo.documents.text import printable
from geo.model import Panel
from geo.selection import Selection
from tests.geo.documents.reading import Read, links, squeeze
from tests.geo.export.small_panel import CLEANED_FACT, FEATURES, HOSTILE_NAME, build_panel


def test_every_pole_is_there_with_its_accents_for_both_readers(published: Panel, whole_list: Read) -> None:
    names = [squeeze(printable(name)) for name in published.poles["nom"]]
    assert len(names) > 100
    assert [name for name in names if name not in whole_list.text] == []
    assert [name for name in names if name not in whole_list.other_text] == []


def test_each_page_of_the_table_has_its_header(whole_list: Read) -> None:
    first = next(rank for rank, page in enumerate(whole_list.pages) if "Les pôles\r\n" in page)
    last = next(rank for rank, page in enumerate(whole_list.pages) if "Lire ce document" in page)
    assert last - first >= 3
    for page in whole_list.pages[first:last]:
        assert "Pôle Région Secteurs" in " ".join(page.split())


def test_each_page_says_its_number_and_where_the_data_comes_from(published: Panel, whole_list: Read, link: str) -> None:
    data, total = published.dataset, len(whole_list.pages)
    day = "/".join(reversed(data.date.split("-")))
    for number, page in enumerate(whole_list.pages, start=1):
        text = " ".join(page.split())
        assert f"page {number} sur {total}" in text
        assert data.later.whole_attribution in text
        assert f"version {data.version} du {day}" in text
        assert data.licence_title in text
        assert link in text


def test_links_are_web_addresses_that_can_be_clicked(published: Panel, whole_list: Read, link: str) -> None:
    assert {link, published.dataset.licence_url, "https://atlas.example/pole?id=ptce-029"} <= whole_list.addresses
    assert all(address.startswith("https://") for address in whole_list.addresses)


def test_the_file_says_what_it_is(published: Panel, whole_list: Read) -> None:
    said = whole_list.pdf.metadata
    assert said is not None
    assert said.title == f"{len(published.poles)} PTCE en France, lauréats de 2021 à 2024 compris"
    assert (said.author, said.subject) == (
        published.dataset.later.whole_attribution, published.dataset.later.whole_title,
    )  # fmt: skip
    assert "PTCE" in str(said.keywords)
    assert said.creation_date is not None
    assert f"{said.creation_date:%Y-%m-%d}" == published.dataset.date
    assert whole_list.catalog["/Lang"] == "fr-FR"
    assert str(whole_list.catalog["/ViewerPreferences"]["/DisplayDocTitle"]).lower() == "true"


def test_the_outline_leads_to_the_parts(whole_list: Read) -> None:
    titles = [title for _, title, _ in whole_list.outline]
    assert titles[1:] == ["Les pôles", "Lire ce document", "Sources", "Réutiliser"]
    for _, title, page in whole_list.outline:
        assert squeeze(title) in squeeze(whole_list.pages[page - 1])


def test_paper_is_a4_upright_and_the_map_is_made_of_paths(whole_list: Read) -> None:
    for page in whole_list.pdf.pages:
        assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (595, 842)
        assert "/XObject" not in page["/Resources"]  # type: ignore[operator]
    drawn = whole_list.pdf.pages[0].get_contents()
    assert drawn is not None
    assert drawn.get_data().count(b" l ") > 2000


def test_every_font_is_embedded_in_part(whole_list: Read) -> None:
    names = set()
    for font in whole_list.fonts():
        assert font["/Subtype"] == "/TrueType"
        assert "/FontFile2" in font["/FontDescriptor"]
        assert "/ToUnicode" in font
        names.add(font["/BaseFont"].partition("+")[2])
    assert names == {"DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique"}
    assert len(whole_list.content) < 600_000


def test_the_structure_holds_the_table_its_headings_and_the_map(published: Panel, whole_list: Read) -> None:
    tags = [element["/S"] for element in whole_list.elements()]
    assert str(whole_list.catalog["/MarkInfo"]["/Marked"]).lower() == "true"
    assert tags[0] == "/Document"
    assert (tags.count("/H1"), tags.count("/H2"), tags.count("/Table")) == (1, 4, 1)
    # The header once, though it is drawn on each page.
    assert tags.count("/TR") == 1 + len(published.poles)
    assert tags.count("/TH") == 5 + len(published.poles)
    heads = [one for one in whole_list.elements() if one.get("/A", {}).get("/Scope") == "/Column"]
    assert len(heads) == 5
    assert all(isinstance(one["/K"], int) for one in heads)
    figure = next(element for element in whole_list.elements() if element["/S"] == "/Figure")
    assert f"{len(published.poles)} PTCE en France" in figure["/Alt"]


def test_every_mark_and_link_of_a_page_belongs_to_the_structure(whole_list: Read) -> None:
    tree = whole_list.catalog["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    parents = {tree[rank]: tree[rank + 1].get_object() for rank in range(0, len(tree), 2)}
    for page in whole_list.pdf.pages:
        content = page.get_contents()
        assert content is not None
        data = content.get_data()
        assert data.count(b" BDC") + data.count(b"/Artifact BMC") == data.count(b"EMC")
        assert data.count(b"/MCID") == len(parents[page["/StructParents"]])
        for link in links(page):
            assert parents[link["/StructParent"]]["/S"] == "/Link"
            assert link["/Contents"]


def test_what_is_unknown_or_doubtful_is_said(small: Panel, link: str) -> None:
    text = Read(selection_pdf(small, Selection(appels=True), link)).text
    for said in ("non renseigné", "Limoux, Aude (à confirmer)", "Association (à confirmer)", "non lauréat connu",
                 "Lauréat de l'appel de 2021, hors panel", "2013 et 2023"):  # fmt: skip
        assert squeeze(said) in text
    assert "horspanel" not in Read(selection_pdf(small, Selection(), link)).text


def test_a_circle_tells_distances(published: Panel, link: str) -> None:
    chosen, dropped = Selection.from_query({"autour": ["35238"], "rayon": ["60"]}, published.index)
    assert not dropped
    told = Read(selection_pdf(published, chosen, link))
    assert "DistanceàRennes(km)" in told.text
    assert squeeze("géodésiques (ellipsoïde WGS 84)") in told.text
    assert squeeze("à 60 km au plus de Rennes") in told.text


def test_an_empty_list_says_so_and_what_to_lift(small: Panel, link: str) -> None:
    nothing = Read(selection_pdf(small, Selection(laureat=("2013",), region=("bretagne",)), link))
    assert squeeze("Aucun PTCE en Bretagne") in nothing.text
    assert squeeze("Lever le filtre « région »") in nothing.text
    assert squeeze("page 1 sur 1") in nothing.text
    assert "/Table" not in [element["/S"] for element in nothing.elements()]


def test_the_same_list_is_the_same_bytes_whoever_else_makes_one(small: Panel, link: str) -> None:
    alone = [selection_pdf(small, Selection(), link), selection_pdf(small, Selection(appels=True), link)]
    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(selection_pdf, small, Selection(appels=bool(rank % 2)), link) for rank in range(4)]
        assert [one.result() for one in asked] == alone * 2


def test_one_document_is_laid_out_at_a_time() -> None:
    about = About("Titre", "Objet", "Qui", date(2026, 1, 2), "1", "Licence", "https://l.example/", "https://a.example/")
    held: list[bool] = []

    def story(root: Element, _pages: object) -> list[Flowable]:
        held.append(paper._ONE_AT_A_TIME.locked())
        return [paragraph(root, "Texte")]

    paper.build(about, story)
    assert held == [True, True]


@pytest.mark.parametrize(
    "name",
    [
        HOSTILE_NAME,
        CLEANED_FACT,
        "<b>x</i> & </para> <img src='x'/> <a href='javascript:alert(1)'>y</a> &#0; &lt;",
        "W" * 10_000,
        "é" * 300 + " " + "mot " * 3_000,
        "漢字 🌍 עברית العربية \u202e\u2066\u200f\u0000\ufffe fin",
        "",
    ],
    ids=["formula", "controls", "markup", "one word", "long", "scripts", "empty"],
)
def test_a_hostile_name_is_text_and_fits(name: str, link: str, tmp_path: Path) -> None:
    panel = build_panel(tmp_path / "data", [FEATURES[0]])
    told = Read(selection_pdf(replace(panel, poles=panel.poles.assign(nom=name)), Selection(), link))
    assert len(told.pages) <= 2
    shown = squeeze(printable(name))
    if name and "漢" not in name:
        assert shown[:200] in told.text
    assert all(address.startswith("https://") for address in told.addresses)


def test_a_hostile_text_of_a_filter_is_text_and_fits(small: Panel) -> None:
    told = Read(selection_pdf(small, Selection(q="<b>&amp;" + "W" * 90), "https://atlas.example/?q=" + "x" * 3000))
    assert squeeze("<b>&amp;") in told.text
    assert squeeze("page 1 sur") in told.text


def test_what_is_printed_of_a_text() -> None:
    assert printable("a\ud800\x00b\u202ec\u200fd\ne") == "abcd e"
    assert printable("« x » : 1") == "«\u00a0x\u00a0»\u00a0: 1"
    assert len(printable("W" * 10_000)) == 600

"""Maps as PDF pages, and cards for link previews."""

from __future__ import annotations

import io

import pypdf
import pytest
from PIL import Image

from geo.errors import UnknownValueError
from geo.model import Panel
from geo.picture.document import draw_pdf, draw_region_pdfs
from geo.picture.social import draw_card
from geo.selection import Selection


def pages(content: bytes) -> list[pypdf.PageObject]:
    return list(pypdf.PdfReader(io.BytesIO(content)).pages)


def test_pdf_is_one_page_of_the_size_asked(panel: Panel) -> None:
    (page,) = pages(draw_pdf(panel, Selection(), region_code="53", width_mm=120, height_mm=90))
    assert [float(side) / 72 * 25.4 for side in (page.mediabox.width, page.mediabox.height)] == pytest.approx([120, 90])


def test_pdf_texts_are_texts_in_embedded_fonts(panel: Panel) -> None:
    (page,) = pages(draw_pdf(panel, Selection(), region_code="53", width_mm=160, height_mm=90, legend=True))
    text = page.extract_text()
    assert "Rennes" in text
    assert "Écoconstruction et bâtiment" in text
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]
    assert {str(font["/Subtype"]) for font in fonts} == {"/Type0"}
    assert not page.images


def test_pdf_has_neither_date_nor_author(panel: Panel) -> None:
    content = draw_pdf(panel, Selection(), region_code="03", width_mm=80, height_mm=80)
    assert not pypdf.PdfReader(io.BytesIO(content)).metadata
    assert content == draw_pdf(panel, Selection(), region_code="03", width_mm=80, height_mm=80)


def test_pdf_of_the_country_shows_the_territories_overseas(panel: Panel) -> None:
    for width, height in ((180, 120), (120, 180)):
        (page,) = pages(draw_pdf(panel, Selection(), width_mm=width, height_mm=height, legend=True))
        text = page.extract_text()
        assert all(name in text for name in ("Guadeloupe", "Martinique", "Guyane", "La Réunion", "Mayotte", "73 PTCE"))


def test_pdf_refuses_an_unknown_region(panel: Panel) -> None:
    with pytest.raises(UnknownValueError, match="region_code"):
        draw_pdf(panel, Selection(), region_code="99", width_mm=80, height_mm=80)


def test_several_regions_make_as_many_pages(panel: Panel) -> None:
    first, second = pages(draw_region_pdfs(panel, Selection(), ["53", "03"], width_mm=90, height_mm=80))
    assert "Rennes" in first.extract_text()
    assert "Cayenne" in second.extract_text()


@pytest.mark.parametrize("text", ["", "8 PTCE en Bretagne", "mot " * 400, "$x$ \u202e漢字😀" * 30])
def test_card(panel: Panel, text: str) -> None:
    content = draw_card(panel, Selection(appels=True), text or "Atlas", text)
    image = Image.open(io.BytesIO(content))
    assert image.size == (1200, 630)
    assert image.format == "PNG"
    assert len(content) < 150_000

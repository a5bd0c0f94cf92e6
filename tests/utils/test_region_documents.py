"""The addresses of the documents of the regions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from starlette.applications import Starlette

from geo.load import load_panel
from geo.population import load_populations
from geo.reference.load import load_reference
from tests.utils.asking import Answer, ask_application
from utils.web.api import region_documents


@pytest.fixture(scope="module")
def ask() -> Callable[..., Answer]:
    panel, reference, populations = load_panel(), load_reference(), load_populations()
    routes = region_documents.routes(lambda: panel, lambda: reference, lambda: populations)
    return partial(ask_application, Starlette(routes=routes))


@pytest.mark.parametrize("code", ["guyane", "03"])
def test_a_region_is_a_pdf_named_after_it(ask: Callable[..., Answer], code: str) -> None:
    answer = ask(f"https://atlas.example/api/v1/regions/{code}.pdf")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["content-disposition"] == 'attachment; filename="ptce-region-guyane.pdf"'
    assert 'rel="license"' in answer.headers["link"]
    assert answer.body.startswith(b"%PDF-")
    assert b"(https://atlas.example/region?id=guyane)" in answer.body


def test_a_copy_still_good_is_not_sent_again(ask: Callable[..., Answer]) -> None:
    etag = ask("/api/v1/regions/guyane.pdf").headers["etag"]
    answer = ask("/api/v1/regions/guyane.pdf", if_none_match=etag)
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["cache-control"] == "no-cache"
    # Nor is the document of all regions made for who holds it.
    tags = {etag, *(ask(f"/api/v1/regions/{code}.pdf", if_none_match="*").headers["etag"] for code in ("53", "01"))}
    tags |= {ask("/api/v1/regions.pdf", if_none_match="*").headers["etag"]}
    tags |= {ask("https://other.example/api/v1/regions.pdf", if_none_match="*").headers["etag"]}
    assert len(tags) == 5


def test_an_unknown_region_is_not_found_and_explained(ask: Callable[..., Answer]) -> None:
    answer = ask("/api/v1/regions/lorraine.pdf")
    assert answer.status == 404
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert "lorraine" in problem["detail"]
    assert problem["proches"][0]["nom"] == "Grand Est"
    assert problem["voir"].endswith("/api/v1/regions")
    assert "a" * 61 not in ask(f"/api/v1/regions/{'a' * 500}.pdf").json()["detail"]


def test_the_document_of_all_regions_is_made_once(ask: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    monkeypatch.setattr("geo.documents.region.all_regions_pdf", lambda sheets: made.append(sheets) or b"%PDF-")
    answers = [ask("https://once.example/api/v1/regions.pdf") for _ in range(2)]
    assert [answer.body for answer in answers] == [b"%PDF-", b"%PDF-"]
    assert answers[0].headers["content-disposition"] == 'attachment; filename="ptce-regions.pdf"'
    assert len(made) == 1


def test_addresses_are_those_of_the_routes() -> None:
    panel = load_panel()
    guyane = next(region for region in panel.vocabulary.regions if region.code == "03")
    assert region_documents.document_path(guyane) == "api/v1/regions/guyane.pdf"
    assert region_documents.document_path() == "api/v1/regions.pdf"

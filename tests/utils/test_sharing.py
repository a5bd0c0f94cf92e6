"""What the « Partager » dialogue asks for: citation, sites allowed, QR codes of our own addresses and of no other."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import zxingcpp
from lxml import etree
from PIL import Image
from starlette.applications import Starlette

from geo.model import Panel
from tests.utils.asking import Answer, ask_application
from utils.web.page_views import PAGES
from utils.web.sharing import LONGEST, routes

HOST = "atlas.exemple.fr"
ROOT = f"https://{HOST}/"


@pytest.fixture(scope="module")
def site(panel: Panel) -> Starlette:
    return Starlette(routes=routes(lambda: panel))


def ask(site: Any, name: str, address: str, **headers: str) -> Answer:
    return ask_application(site, f"/atlas/{name}?{urlencode({'adresse': address})}", host=HOST, **headers)


def decode(png: bytes) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(png)).convert("L"))]


@pytest.mark.parametrize(
    "address",
    [
        ROOT,
        f"{ROOT}?region=bretagne&secteur=energie&laureat=2015",
        f"{ROOT}liste?q=%C3%A9nergie+%22%3Cb%3E&appels=1",
        f"{ROOT}pole?id=ptce-029",
        f"{ROOT}liste?" + "&".join(f"departement={code}" for code in range(10, 70)),
    ],
)
def test_a_qr_code_read_back_is_the_address(site: Starlette, address: str) -> None:
    answer = ask(site, "qr.png", address)
    assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
    assert decode(answer.body) == [address]
    again = ask(site, "qr.png", address)
    assert again.body == answer.body


def test_a_qr_code_is_a_drawing_too(site: Starlette) -> None:
    answer = ask(site, "qr.svg", f"{ROOT}?region=bretagne")
    assert answer.headers["content-type"] == "image/svg+xml"
    drawing = etree.fromstring(answer.body)
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    assert {node.tag.rpartition("}")[2] for node in drawing.iter()} == {"svg", "title", "g", "path"}


FOREIGN = [
    "https://pirate.example/",
    f"https://{HOST}.pirate.example/",
    f"https://{HOST}@pirate.example/",
    f"https://pirate.example/?x={ROOT}",
    f"//{HOST}/",
    f"javascript://{HOST}/%0Aalert(1)",
    f"ftp://{HOST}/",
    f"https://{HOST}:8443/",
    f"{ROOT}ailleurs",
    f"{ROOT}atlas/qr.svg",
    f"{ROOT}autre-application/liste",
    f"{ROOT}liste/../../x",
    f"{ROOT}?suivant=https://pirate.example/",
    f"{ROOT}?region=bretagne#fragment",
    f"{ROOT}?q=\u00e9",
    f"{ROOT}?q=a b",
    f"{ROOT}?q={'a' * LONGEST}",
    f"{ROOT}?{'&'.join(['region=x'] * 101)}",
    "https://[/",
    "",
]


@pytest.mark.parametrize("name", ["qr.svg", "qr.png", "partage.json"])
@pytest.mark.parametrize("address", FOREIGN)
def test_nothing_is_made_of_another_address(site: Starlette, name: str, address: str) -> None:
    answer = ask(site, name, address)
    assert answer.status == 400
    assert answer.body.decode() == "Cette adresse n'est pas celle d'une page de l'atlas."


def test_a_forged_host_gets_no_code(site: Starlette) -> None:
    for host in ('a"><script>', "a b", "a/b"):
        url = f"/atlas/qr.svg?adresse={quote(f'https://{host}/', safe='')}"
        assert ask_application(site, url, host=host).status == 400


def test_another_picture_does_not_exist(site: Starlette) -> None:
    assert ask(site, "qr.gif", ROOT).status == 400


def test_what_is_shared_is_cited_with_its_filters_and_its_link(
    site: Starlette, panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ATLAS_FRAME_ANCESTORS", raising=False)
    link = f"{ROOT}liste?region=bretagne&secteur=energie"
    told = ask(site, "partage.json", link).json()
    assert told["titre"] == "1 PTCE en Bretagne, secteur énergie"
    line = told["citation"].replace("\u00a0", " ")
    assert line.startswith("« 1 PTCE en Bretagne, secteur énergie », Atlas des PTCE")
    assert f"version {panel.dataset.version} du" in line
    assert f"empreinte {panel.digest}" in line
    assert line.endswith(f" {link}")
    entry = told["bibtex"]
    assert re.fullmatch(r"@misc\{[a-z0-9-]+-1-ptce-en-bretagne-secteur-energie,", entry.splitlines()[0])
    assert "{{1 PTCE en Bretagne, secteur énergie – Atlas des PTCE" in entry
    assert f"= {{{link}}}," in entry
    assert told["sites"] == []


def test_the_whole_atlas_is_cited_as_a_whole(site: Starlette) -> None:
    told = ask(site, "partage.json", ROOT).json()
    assert told["titre"] == "Atlas des PTCE"
    assert told["citation"].startswith("Atlas des PTCE")
    assert re.match(r"@misc\{atlas-des-ptce-[0-9-]+,", told["bibtex"])


def test_the_sites_that_may_show_a_frame_are_named(site: Starlette, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_FRAME_ANCESTORS", "https://www.mairie.fr * http://intranet:8080")
    assert ask(site, "partage.json", ROOT).json()["sites"] == ["https://www.mairie.fr", "http://intranet:8080"]


def test_a_sheet_is_cited_by_its_name(site: Starlette, panel: Panel) -> None:
    told = ask(site, "partage.json", f"{ROOT}pole?id=ptce-029&region=bretagne").json()
    assert told["titre"] == panel.poles.at["ptce-029", "nom"]
    assert ask(site, "partage.json", f"{ROOT}region?id=bretagne").json()["titre"] == "4 PTCE en Bretagne"


def test_a_hostile_search_text_stays_text(site: Starlette) -> None:
    query = urlencode({"q": '</script>"\\}{%$\u202e<img src=x onerror=alert(1)>'})
    answer = ask(site, "partage.json", f"{ROOT}?{query}")
    told = answer.json()
    assert answer.headers["content-type"] == "application/json"
    entry = told["bibtex"]
    assert entry.count("{") == entry.count("}")
    assert r"\%\$" in entry


def test_every_page_of_the_atlas_is_known() -> None:
    source = (Path(__file__).resolve().parents[2] / "pages" / "main.py").read_text(encoding="utf-8")
    declared = re.findall(r'st\.Page\([^,]+, title="([^"]+)"(?:, default=True|, url_path="([^"]*)")\)', source)
    assert {path: title for title, path in declared} == {path: title for path, (title, _) in PAGES.items()}


def test_no_qr_library_is_loaded_before_it_is_needed() -> None:
    code = "import json, sys, utils.web.sharing; print(json.dumps('segno' in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert json.loads(done.stdout) is False

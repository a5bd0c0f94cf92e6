"""Data files that are spoilt, replaced or missing under a running server, and at its start."""

from __future__ import annotations

import json
import re
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.atlas import PROJECT, Atlas, Server, serve

pytestmark = pytest.mark.browser

LATE = re.compile("une mise à jour n'a pas pu être lue")
#: What Chromium writes in its console about an answer that is an error.
REFUSED = re.compile(r"Failed to load resource: .* 503")


def ask(server: Server, path: str = "/sante") -> tuple[int, Any]:
    try:
        with urllib.request.urlopen(f"{server.url}{path}", timeout=60) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def lines(server: Server) -> list[dict[str, Any]]:
    """Return the lines of the log that are of the atlas; the others are the greeting of Streamlit."""
    text = server.log.read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def errors(server: Server) -> list[str]:
    return [line["message"] for line in lines(server) if line["level"] == "ERROR"]


def restore(project: Path) -> None:
    shutil.copytree(PROJECT / "data", project / "data", dirs_exist_ok=True)


def change(path: Path, update: Callable[[dict[str, Any]], object]) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    update(document)
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def until(atlas: Atlas, state: str, poles: int = 103) -> None:
    """Wait until the server has noticed: while one visitor's run reads the files, the others get what was there."""
    told = "fetch('/sante').then((answer) => answer.json())"
    wanted = f"health.etat === '{state}' && health.poles === {poles}"
    atlas.page.wait_for_function(f"async () => {{ const health = await {told}; return {wanted}; }}")


def leave(atlas: Atlas) -> None:
    """Close the page before its server stops: it would ask for it again and again."""
    atlas.page.goto("about:blank")


@pytest.fixture
def project(copy_of_project: Path) -> Iterator[Path]:
    yield copy_of_project
    restore(copy_of_project)


@pytest.fixture(scope="module")
def running(copy_of_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serve(copy_of_project, tmp_path_factory.mktemp("faults") / "log.txt") as server:
        yield server


SPOILT: dict[str, Callable[[Path], object]] = {
    "garbage": lambda path: path.write_bytes(bytes(range(256)) * 40),
    "half": lambda path: path.write_bytes(path.read_bytes()[:70_000]),
    "newer schema": lambda path: change(path, lambda d: d["metadata"].update(schema=2)),
    "missing": lambda path: path.unlink(),
    "a line less": lambda path: change(path, lambda d: d["features"].pop()),
}


def test_spoilt_files_leave_the_last_good_data_and_good_ones_are_picked_up(
    visit_on: Callable[..., Atlas], running: Server, project: Path
) -> None:
    atlas = visit_on(running)
    path = project / "data" / "ptce.geojson"
    atlas.open()
    expect(atlas.sentence).to_have_text("73 PTCE en France")
    for number, (what, spoil) in enumerate(SPOILT.items()):
        before = len(errors(running))
        until(atlas, "ok")
        spoil(path)
        until(atlas, "degrade")
        # A change of filters, and the file of what is filtered.
        box = atlas.box("laureat", "2013")
        box.set_checked(number % 2 == 0)
        expect(atlas.sentence).to_have_text(re.compile("^(?!73)" if number % 2 == 0 else "^73"))
        expect(atlas.page.locator(".atlas-pied")).to_have_text(LATE)
        status, health = ask(running)
        assert (status, health["etat"], health["poles"]) == (200, "degrade", 103), what
        assert any("data/ptce.geojson" in problem["probleme"] for problem in health["problemes"]), what
        assert len(ask(running, "/api/v1/ptce.geojson")[1]["features"]) == 73
        # Told once, however many times it is asked for.
        ask(running)
        assert len(errors(running)) == before + 1, what
        restore(project)

    # A good one, without a restart: one pole less, another name.
    def replace(document: dict[str, Any]) -> None:
        document["features"] = [f for f in document["features"] if f["id"] != "ptce-002"]
        document["metadata"]["lignes"] = len(document["features"])
        document["features"][0]["properties"]["nom"] = "Un nom tout neuf"

    change(path, replace)
    until(atlas, "degrade", 102)
    atlas.box("laureat", "2013").uncheck()
    expect(atlas.sentence).to_have_text("72 PTCE en France")
    expect(atlas.rows).to_have_count(72)
    expect(atlas.row("ptce-001").locator(".ligne-nom")).to_have_text("Un nom tout neuf")
    expect(atlas.page.locator(".atlas-pied")).not_to_have_text(LATE)
    assert len(ask(running, "/api/v1/ptce.geojson")[1]["features"]) == 72
    health = ask(running)[1]
    # Served, and yet not what the data package says.
    assert (health["poles"], health["etat"]) == (102, "degrade")
    assert [problem["jeu"] for problem in health["problemes"]] == ["published"]
    restore(project)
    until(atlas, "ok")


def test_boundaries_that_vanish_while_running_stay_on_the_map(
    visit_on: Callable[..., Atlas], running: Server, project: Path
) -> None:
    for name in ("regions", "departements", "departements-lignes", "villes"):
        (project / "data" / "regions" / f"{name}.geojson").write_bytes(b"\x00garbage")
    atlas = visit_on(running).open()
    expect(atlas.map.locator("path.region").first).to_be_attached()
    expect(atlas.map.locator(".avis")).to_be_hidden()
    assert ask(running)[1]["etat"] == "degrade"


def test_missing_data_at_start_is_a_page_until_it_is_mended(
    visit_on: Callable[..., Atlas], project: Path, tmp_path: Path
) -> None:
    (project / "data" / "ptce.geojson").unlink()
    (project / "data" / "source" / "glossary.csv").write_bytes(b"\xff\xfe")
    with serve(project, tmp_path / "log.txt") as server:
        atlas = visit_on(server)
        atlas.watch.expected_errors.append(REFUSED)
        for path in ("/", "/liste", "/pole?id=ptce-029", "/donnees"):
            atlas.page.goto(server.url + path)
            alert = atlas.page.get_by_role("alert")
            expect(alert).to_contain_text("Les données de l'atlas ne peuvent pas être lues")
            expect(alert).to_contain_text("data/ptce.geojson : fichier illisible (absent)")
            expect(alert).to_contain_text("À faire : rétablir le fichier publié")
        assert str(project) not in atlas.page.content()
        assert ask(server)[0] == 503
        assert ask(server)[1]["etat"] == "indisponible"
        refused = atlas.page.request.get(f"{server.url}/api/v1/ptce.csv")
        assert (refused.status, refused.headers["retry-after"]) == (503, "30")
        assert len([text for text in errors(server) if text.startswith("panel")]) == 1
        restore(project)
        until(atlas, "ok")
        atlas.open()
        expect(atlas.sentence).to_have_text("73 PTCE en France")
        leave(atlas)


def test_without_the_regions_at_start_the_list_works_and_the_map_says_so(
    visit_on: Callable[..., Atlas], project: Path, tmp_path: Path
) -> None:
    (project / "data" / "regions" / "regions.geojson").write_bytes(b'{"type":"FeatureCollection","features":[')
    with serve(project, tmp_path / "log.txt") as server:
        atlas = visit_on(server)
        atlas.watch.expected_errors.append(re.compile("a file that the server does not have"))
        atlas.open("/liste", region="bretagne")
        expect(atlas.sentence).to_have_text(re.compile("en Bretagne$"))
        expected = int(atlas.sentence.inner_text().split()[0])
        expect(atlas.page.locator(".atlas-tableau tbody tr")).to_have_count(expected)
        atlas.open()
        expect(atlas.map.locator(".avis")).to_have_text(
            re.compile("^Les limites des régions n'ont pas pu être chargées")
        )
        expect(atlas.rows).to_have_count(73)
        assert atlas.drawn() + atlas.inset_markers.count() == 73
        assert ask(server)[1]["etat"] == "degrade"
        restore(project)
        until(atlas, "ok")
        atlas.open()
        expect(atlas.map.locator("path.region").first).to_be_attached()
        expect(atlas.map.locator(".avis")).to_be_hidden()
        leave(atlas)


def test_a_page_that_fails_shows_a_reference_and_leaves_the_rest(
    visit_on: Callable[..., Atlas], project: Path, tmp_path: Path
) -> None:
    page = project / "pages" / "glossaire.py"
    code = page.read_text(encoding="utf-8")
    page.write_text(code + '\nraise KeyError("une saisie de visiteur " + str(6 * 7))\n', encoding="utf-8")
    try:
        with serve(project, tmp_path / "log.txt") as server:
            atlas = visit_on(server)
            atlas.page.goto(f"{server.url}/glossaire")
            alert = atlas.page.get_by_role("alert")
            expect(alert).to_contain_text("Cette page n'a pas pu s'afficher")
            expect(atlas.page.locator(".atlas-pied")).to_contain_text("données du")
            reference = alert.locator("strong").inner_text()
            (logged,) = (line for line in lines(server) if line["level"] == "ERROR")
            assert logged["reference"] == reference
            assert "Traceback" in logged["trace"]
            assert "glossaire.py" in logged["trace"]
            assert "visiteur 42" not in server.log.read_text(encoding="utf-8")
            server.new_log()
            atlas.page.get_by_role("navigation").get_by_role("link", name="Liste et exports").click()
            expect(atlas.sentence).to_have_text("73 PTCE en France")
            expect(alert).to_have_count(0)
            leave(atlas)
    finally:
        page.write_text(code, encoding="utf-8")

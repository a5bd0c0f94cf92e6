"""Files of the application itself that are missing: the server starts, and its pages say what they do without."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.atlas import PROJECT, Atlas, Server, serve

pytestmark = pytest.mark.browser

STATIC = Path("utils/web/static")


@pytest.fixture
def project(copy_of_project: Path) -> Iterator[Path]:
    yield copy_of_project
    for name in ("geo/mapping/web", STATIC):
        shutil.copytree(PROJECT / name, copy_of_project / name, dirs_exist_ok=True)


@pytest.fixture(scope="module")
def running(copy_of_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serve(copy_of_project, tmp_path_factory.mktemp("missing") / "log.txt") as server:
        yield server


def messages(server: Server, level: str) -> list[str]:
    lines = [json.loads(line) for line in server.log.read_text(encoding="utf-8").splitlines() if line.startswith("{")]
    return [line["message"] for line in lines if line["level"] == level]


def test_a_server_that_starts_without_a_script_of_the_map_shows_the_list(
    visit_on: Callable[..., Atlas], project: Path, tmp_path: Path
) -> None:
    script = project / "geo" / "mapping" / "web" / "keyboard.js"
    script.unlink()
    with serve(project, tmp_path / "log.txt") as server:
        atlas = visit_on(server)
        atlas.page.goto(atlas.address())
        message = atlas.page.get_by_role("alert").filter(has_text="La carte n'a pas pu être affichée")
        table = atlas.page.locator(".atlas-tableau tbody tr")
        expect(message).to_be_visible()
        expect(table).to_have_count(73)
        expect(atlas.iframe).to_have_count(0)
        atlas.box("secteur", "culture").check()
        expect(atlas.sentence).to_contain_text("secteur culture")
        expect(table).to_have_count(int(atlas.sentence.inner_text().split()[0]))
        assert messages(server, "ERROR") == ["map: not made, the list stands in for it. web/keyboard.js"]

        shutil.copy(PROJECT / "geo" / "mapping" / "web" / "keyboard.js", script)
        atlas.page.get_by_role("link", name="Essayer de nouveau d'afficher la carte").click()
        atlas.wait()
        expect(atlas.rows).to_have_count(int(atlas.sentence.inner_text().split()[0]))
        atlas.expect_query(secteur="culture")
        atlas.page.goto("about:blank")


@pytest.mark.parametrize("name", ["favicon.svg", "interface.js", "french_words.js", "stand_in.js", "panels.css"])
def test_pages_do_without_a_file_that_is_missing(
    visit_on: Callable[..., Atlas], running: Server, project: Path, name: str
) -> None:
    (project / STATIC / name).unlink()
    atlas = visit_on(running).open("/liste")
    expect(atlas.page.locator(".atlas-tableau tbody tr")).to_have_count(73)
    expect(atlas.box("secteur", "culture")).to_be_visible()
    assert messages(running, "WARNING").count(f"Served pages do without a missing file: static/{name}") == 1


def test_pages_without_a_part_of_the_panels_say_so_until_it_is_back(
    visit_on: Callable[..., Atlas], running: Server, project: Path
) -> None:
    (project / STATIC / "panels" / "table.js").unlink()
    atlas = visit_on(running)
    atlas.page.goto(atlas.address("/liste"))
    trouble = atlas.page.get_by_role("alert").filter(has_text="n'a pas pu être chargée en entier")
    expect(trouble).to_be_visible()
    expect(atlas.page.get_by_text(re.compile("^73 PTCE"))).to_be_visible()
    expect(atlas.page.get_by_role("link", name="Régions")).to_have_attribute("href", re.compile("/region$"))
    shutil.copy(PROJECT / STATIC / "panels" / "table.js", project / STATIC / "panels")
    atlas.page.get_by_role("link", name="Recharger la page").click()
    expect(atlas.page.locator(".atlas-tableau tbody tr")).to_have_count(73)
    expect(trouble).to_have_count(0)

"""What changed as Markdown: the « Données » part of the changelog, and what `diff` prints."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from geo.build import __main__
from geo.build.changelog import changes_markdown, plain, with_data_part
from geo.build.versions import build_versions
from geo.changes.model import Changes, Column, Rename
from geo.changes.news import load_news
from geo.errors import InvalidDataError
from geo.schema import DATA_DIR
from tests.geo.changes.releases import versions, write
from tests.geo.changes.test_news import history

PROJECT = DATA_DIR.parent
COMMITTED = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")


def data_part(text: str) -> str:
    part = text.partition("### Données\n")[2]
    return part[: part.index("\n### ")]


def test_the_committed_part_is_the_one_that_the_data_gives() -> None:
    assert build_versions(DATA_DIR) == load_news(), "à reconstruire : make data"
    assert with_data_part(COMMITTED, load_news()) == COMMITTED, "à reconstruire : make data"
    assert "74 lignes du panel de 2016, soit 73 pôles distincts ; 32 lauréats connus, sur 69" in COMMITTED


def test_only_that_part_is_rewritten() -> None:
    changed = COMMITTED.replace(data_part(COMMITTED), "\n- Écrit à la main.\n")
    assert changed != COMMITTED
    assert with_data_part(changed, load_news()) == COMMITTED
    assert with_data_part("# A\n\n### Données\n\nvieux", load_news()).startswith("# A\n\n### Données\n\n<!--")


@pytest.mark.parametrize("text", ["", "# Changelog\n\n### Application\n", "### Données\n\n### Données\n"])
def test_a_changelog_without_a_place_for_it_is_refused(text: str) -> None:
    with pytest.raises(InvalidDataError, match=r"CHANGELOG\.md : parties « Données »"):
        with_data_part(text, load_news())


def test_every_version_is_told_the_newest_first() -> None:
    text = data_part(with_data_part(COMMITTED, history()))
    headings = [line for line in text.splitlines() if line.startswith("####")]
    assert headings == [
        "#### Version 2027.2.1 du 3 février 2027", "#### Version 2027.2 du 1er février 2027",
        "#### Version 2026.11 du 22 novembre 2026",
    ]  # fmt: skip
    assert "- Depuis la version précédente : 1 champ ajouté." in text
    assert "- **Déplacés (4)**\n  - « Pôle ptce-002 » (ptce-002) : déplacé de 37 m\n" in text
    assert "- Une note.\n" in text
    assert "- Première version : 74 lignes" in text
    assert max(len(line) for line in text.splitlines()) <= 120


def test_names_are_shown_as_they_are() -> None:
    name = "*a* _b_ [c](d) <img src=x> `e` | ~f~ &amp; \\"
    assert plain(name) == r"\*a\* \_b\_ \[c\](d) \<img src=x\> \`e\` \| \~f\~ \&amp; \\"
    text = changes_markdown("X", Changes(renamed=(Rename("ptce-001", name, name),)))
    assert "<img" not in text.replace("\\<", "")


def test_a_folded_line_begins_no_list() -> None:
    words = " ".join(f"{'x' * 60} - 1. # " for _ in range(40))
    text = changes_markdown("X", Changes(added=tuple(Column("a", words[start:]) for start in range(30))))
    lines = text.splitlines()[4:]
    assert any(line.startswith(("  \\-", "  \\#", "  1\\.")) for line in lines)
    assert not any(line.startswith(("  - ", "  # ", "  1. ")) for line in lines)


# --- The command ---


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    old, new = versions()
    return str(write(tmp_path / "old.geojson", old)), str(write(tmp_path / "new.geojson", new))


def test_diff_tells_what_changed(files: tuple[str, str]) -> None:
    command = [sys.executable, "-m", "geo.build", "diff", *files]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[2].startswith("1 nouveau, 1 retiré, 4 déplacés, 1 renommé")
    assert "## Renommés (1)\n\n- « Après » (ptce-008) : s'appelait « Avant »\n" in done.stdout


def test_diff_of_the_same_folder_is_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(["diff", str(DATA_DIR), str(DATA_DIR)]) == 0
    assert capsys.readouterr().out.endswith("\n\nAucun changement dans les pôles.\n")


def test_diff_in_json_has_the_members_of_the_published_file(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert __main__.main(["diff", "--json", *files]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["renommes"] == [{"id": "ptce-008", "avant": "Avant", "apres": "Après"}]


def test_diff_says_everything_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "autre.txt"
    other.write_text("bonjour", encoding="utf-8")
    assert __main__.main(["diff", str(tmp_path / "absent.geojson"), str(other)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines()[0] == "2 problèmes dans les données :"
    assert f"- {tmp_path / 'absent.geojson'} : fichier illisible (absent)" in said.err
    assert f"- {other} : fichier illisible (JSON incorrect" in said.err

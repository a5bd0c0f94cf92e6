"""The data API of a running server: it does what its description says, and its examples do what they say."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyogrio
import pytest

from geo.export.gpkg import LAYER
from tests.load.servers import PROJECT, Server, serve
from utils.web.api.examples import CURL, PYTHON, QGIS, Example, examples

SETTINGS = """
[phases.stateful.generation]
max-examples = 5
"""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served") / "log.txt"


@pytest.fixture(scope="module")
def server(log: Path) -> Iterator[Server]:
    with serve("app.py", log=log, settings={"ATLAS_API_PAR_MINUTE": "0"}) as running:
        yield running


# --- Examples of the page « API »


def lines_of(example: Example, server: Server) -> list[str]:
    return list(example.at(f"{server.address}/api/v1"))


def by_tool(tool: str) -> pytest.MarkDecorator:
    some = [example for example in examples() if example.tool == tool]
    return pytest.mark.parametrize("example", some, ids=lambda example: example.title)


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@by_tool(CURL)
def test_a_command_does_what_it_says(server: Server, tmp_path: Path, example: Example) -> None:
    (command,) = lines_of(example, server)
    said = run(shlex.split(command), tmp_path)
    files = {path.name: path.read_text(encoding="utf-8-sig") for path in tmp_path.iterdir()}
    if said:
        assert json.loads(said)["id"] == "ptce-029"
    elif "empreinte.txt" in files:
        assert len(json.loads(files["ptce.geojson"])["features"]) == 103
        # Again: nothing has changed, and nothing is downloaded.
        status = run([*shlex.split(command), "-w", "%{http_code}"], tmp_path)
        assert status == "304"
        assert (tmp_path / "ptce.geojson").read_text(encoding="utf-8") == files["ptce.geojson"]
    else:
        rows = list(csv.DictReader(io.StringIO(files["ptce-bretagne.csv"]), delimiter=";"))
        assert {row["region"] for row in rows} == {"Bretagne"}


#: Title of a program → what it prints, among other things.
PRINTED = {
    "Une couche de points, avec geopandas": "POINT (",
    "Le nombre de pôles par région, contours compris": "Île-de-France",
    "Une table, avec pandas": "Bretagne",
    "Les pôles autour d'une commune, du plus proche au plus lointain": "[('",
}


@by_tool(PYTHON)
def test_a_program_does_what_it_says(server: Server, tmp_path: Path, example: Example) -> None:
    program = "\n".join(lines_of(example, server))
    assert PRINTED[example.title] in run([sys.executable, "-W", "error", "-c", program], tmp_path)


@by_tool(QGIS)
def test_qgis_opens_the_layer(server: Server, tmp_path: Path, example: Example) -> None:
    (address,) = lines_of(example, server)
    # By GDAL, as QGIS does: a layer of type HTTP is read piece by piece, a file from the disk.
    name = None
    if example.format == "gpkg":
        # Beside it, the table of what the file says of itself.
        source, name = str(tmp_path / "ptce.gpkg"), LAYER
        run(["curl", "-s", "-o", source, address], tmp_path)
    else:
        source = f"/vsicurl/{address}"
    layer = pyogrio.read_info(source, layer=name)
    assert layer["crs"] == "EPSG:4326"
    assert layer["features"] == len(pyogrio.read_dataframe(source, layer=name)) > 0


def test_the_api_does_what_its_description_says(server: Server, log: Path, tmp_path: Path) -> None:
    config = tmp_path / "schemathesis.toml"
    config.write_text(SETTINGS, encoding="utf-8")
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run"]
    options = ["--max-examples=20", "--generation-deterministic", "--workers=2", "--no-color", "--warnings=off"]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "SCHEMATHESIS_HOOKS": "tests.utils.contract_hooks"}
    done = subprocess.run(
        [*command, f"{server.address}/api/v1/openapi.json", *options],
        cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    generated = re.search(r"(\d+) generated, (\d+) passed", done.stdout)
    assert generated is not None, done.stdout
    assert int(generated[1]) == int(generated[2]) > 500
    assert "Traceback" not in log.read_text(encoding="utf-8")

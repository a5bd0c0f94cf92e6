"""The data API of a running server: it does what its description says, and its examples do what they say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.load.servers import PROJECT, Server, serve

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

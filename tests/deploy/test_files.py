"""What `deploy/` says agrees with the project: the image holds what runs, the proxy lets through what it must."""

from __future__ import annotations

import asyncio
import json
import re
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import yaml

from tests.load.proxy import find_nginx, proxy
from tests.load.servers import PROJECT, serve_several
from tests.load.visitor import Visitor

DEPLOY = PROJECT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
NGINX = DEPLOY / "nginx"

#: Below which the copy of the project is served: a deployment need not be at the root.
BASE = "ptce"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return content


def copied() -> list[tuple[str, str]]:
    """Return what the Dockerfile copies from the project: source → target."""
    lines = [shlex.split(line)[1:] for line in DOCKERFILE.splitlines() if line.startswith("COPY ")]
    return [(source, line[-1]) for line in lines if not line[0].startswith("--") for source in line[:-1]]


def image(folder: Path) -> Path:
    """Make the project as the image has it."""
    for source, target in copied():
        if target == "/":
            continue
        if (PROJECT / source).is_dir():
            shutil.copytree(PROJECT / source, folder / target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(PROJECT / source, folder / target)
    return folder


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Serve the image's files below a path, behind nginx: the address of the server, and that of the proxy."""
    if find_nginx() is None:
        pytest.skip("nginx is not installed: tools/ensure_nginx.sh")
    files = image(tmp_path_factory.mktemp("image"))
    settings = {"STREAMLIT_SERVER_BASE_URL_PATH": BASE}
    with (
        serve_several("app.py", 1, folder=files, settings=settings) as (server,),
        proxy([server.address], tmp_path_factory.mktemp("nginx"), BASE) as address,
    ):
        yield server.address, address


def test_the_image_holds_what_the_atlas_runs_on(served: tuple[str, str]) -> None:
    visitor = Visitor(f"{served[1]}/{BASE}/")

    async def visit() -> str:
        await visitor.open("secteur=culture")
        await visitor.change()
        await visitor.close()
        return visitor.query

    assert asyncio.run(visit())


def test_the_health_check_of_the_image_passes(served: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    check = re.search(r'CMD \["python", "-c", "(.*)"\]', DOCKERFILE)
    assert check
    code = check[1].replace("http://127.0.0.1:8501", served[0])
    monkeypatch.setenv("STREAMLIT_SERVER_BASE_URL_PATH", f"/{BASE}/")
    exec(code)
    monkeypatch.setenv("STREAMLIT_SERVER_BASE_URL_PATH", "elsewhere")
    with pytest.raises(OSError, match="404"):
        exec(code)


def test_the_figures_of_a_process_stay_behind_the_proxy(served: tuple[str, str]) -> None:
    server, proxied = served
    with urlopen(f"{server}/{BASE}/_stcore/metrics", timeout=30) as answer:
        assert answer.status == 200
    with pytest.raises(HTTPError, match="404"):
        urlopen(f"{proxied}/{BASE}/_stcore/metrics", timeout=30)
    with urlopen(f"{proxied}/{BASE}/sante", timeout=30) as answer:
        assert json.load(answer)["etat"] == "ok"


def test_the_image_gets_no_more_than_it_copies() -> None:
    ignored = (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    kept = {line.removeprefix("!") for line in ignored if line.startswith("!")}
    assert "*" in ignored
    assert kept == {source for source, _ in copied()}
    assert [name for name in kept if not (PROJECT / name).exists()] == []
    assert not kept & {"tests", "tools", "docs"}


def test_the_image_has_the_python_of_the_tests() -> None:
    version = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]["python_version"]
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert {base.split("-")[0] for base in bases} == {f"python:{version}"}


def test_the_image_does_not_run_as_root() -> None:
    user = re.search(r"^USER (\S+)", DOCKERFILE, re.MULTILINE)
    assert user
    assert user[1] not in {"root", "0"}
    assert DOCKERFILE.index("USER") < DOCKERFILE.index("\nCMD")


def test_proxy_and_replicas_agree_on_ports(compose: dict[str, Any]) -> None:
    atlas, front = compose["services"]["atlas"], compose["services"]["proxy"]
    port = re.search(r"--server\.port=(\d+)", DOCKERFILE)
    assert port
    assert atlas["expose"] == [port[1]]
    assert front["environment"]["ATLAS_REPLICAS"] == f"atlas:{port[1]}"
    assert front["ports"][0].endswith(f":{front['environment']['ATLAS_LISTEN']}")


def test_only_behind_our_proxy_is_the_caller_s_word_for_its_address_read(compose: dict[str, Any]) -> None:
    assert "FORWARDED_ALLOW_IPS" not in DOCKERFILE
    atlas = compose["services"]["atlas"]
    assert atlas["environment"]["FORWARDED_ALLOW_IPS"] == "*"
    # Or every visitor would be the proxy; and nobody else can reach a replica.
    assert atlas["environment"]["ATLAS_PROXIES"] == "${ATLAS_PROXIES:-1}"
    assert "ports" not in atlas


def test_what_compose_names_exists(compose: dict[str, Any]) -> None:
    atlas, front = compose["services"]["atlas"], compose["services"]["proxy"]
    context = (DEPLOY / atlas["build"]["context"]).resolve()
    assert context == PROJECT
    assert (context / atlas["build"]["dockerfile"]).samefile(DEPLOY / "Dockerfile")
    source, target, _ = front["volumes"][0].split(":")
    assert (DEPLOY / source / Path(front["command"][1]).relative_to(target)).exists()


def test_a_replica_keeps_nothing_outside_itself(compose: dict[str, Any]) -> None:
    atlas = compose["services"]["atlas"]
    assert "volumes" not in atlas
    assert atlas["read_only"] is True


def test_the_proxy_takes_the_files_that_the_atlas_takes() -> None:
    settings = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    body = re.search(r"client_max_body_size (\d+)m;", (NGINX / "nginx.conf").read_text(encoding="utf-8"))
    assert body
    assert int(body[1]) > settings["server"]["maxUploadSize"]


def test_each_replica_has_a_cookie_of_its_own() -> None:
    replicas = ["10.0.0.2:8501", "10.0.0.3:8501", "10.0.0.30:8501"]
    written = subprocess.run(
        ["sh", NGINX / "replicas.sh", *replicas], capture_output=True, text=True, check=True, timeout=30
    ).stdout
    patterns = re.findall(r'"~(.+)" (\d+);', written)
    assert len({number for _, number in patterns}) == 3
    for replica in replicas:
        # After one that failed, too.
        for answered in (replica, f"10.0.0.9:8501, {replica}", f"10.0.0.9:8501 : {replica}"):
            assert len([number for pattern, number in patterns if re.search(pattern, answered)]) == 1


def test_no_replica_is_an_error() -> None:
    refused = subprocess.run(["sh", NGINX / "replicas.sh"], capture_output=True, text=True, check=False, timeout=30)
    assert (refused.returncode, refused.stdout) == (2, "")

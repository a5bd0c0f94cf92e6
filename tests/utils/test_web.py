"""The web glue: against a real server, at the root and under a base path, and its parts one by one."""

from __future__ import annotations

import asyncio
import gzip
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import tomllib
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from streamlit.web.server.app_discovery import discover_asgi_app

from tests.utils.asking import ask_application
from utils.web import assets, compression
from utils.web.compression import CompressedCache, Compression, accepts_gzip
from utils.web.headers import SecurityHeaders, content_security_policy
from utils.web.index_page import FrenchPages, french_component, french_index, may_be_page

PROJECT = Path(__file__).resolve().parents[2]
STATIC = PROJECT / "utils" / "web" / "static"
BUNDLES = Path(streamlit.__file__).parent / "static" / "static" / "js"
BUNDLE = f"/static/js/{next(BUNDLES.glob('protobuf.*.js')).name}"
COMPONENT = "/component/streamlit_folium.st_folium/index.html"

APP = """
from contextlib import asynccontextmanager
import streamlit as st
from utils.web import assets, middleware, routes

@asynccontextmanager
async def lifespan(_):
    import streamlit_folium
    from streamlit.runtime import get_instance

    # Outside a script run, importing it is not enough for it to be served.
    get_instance().component_registry.register_component(streamlit_folium._component_func)
    assets.publish("essai.json", b'{"essai": "' + b"a" * 2000 + b'"}', "application/json")
    yield {}

app = st.App("main.py", routes=routes(), middleware=middleware(), lifespan=lifespan)
"""


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Site:
    port: int
    base: str

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Ask for a path exactly as it is written: no client tidies the dots away."""
        with closing(http.client.HTTPConnection("localhost", self.port, timeout=30)) as connection:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, self.base + path, headers=named)
            response = connection.getresponse()
            body = response.read()
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, body)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def wait_until_up(site: Site, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if site.get("/_stcore/health").status == 200:
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"The server did not start (exit code {process.poll()}).")


@pytest.fixture(scope="module", params=["", "/atlas-ptce"], ids=["root", "base-path"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    (folder / "app.py").write_text(APP, encoding="utf-8")
    (folder / "main.py").write_text("import streamlit as st\nst.write('bonjour')\n", encoding="utf-8")
    running = Site(free_port(), request.param)
    options = [f"--server.port={running.port}", "--server.address=localhost", f"--server.baseUrlPath={running.base}"]
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(folder / "app.py"), *options],
            cwd=PROJECT,  # where .streamlit/config.toml is
            env={**os.environ, "PYTHONPATH": str(PROJECT)},
            stdout=log,
            stderr=log,
        )
        try:
            wait_until_up(running, process)
            yield running
        finally:
            process.terminate()
            process.wait(timeout=30)


# --- Headers ---


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/liste", 200),
        (BUNDLE, 200),
        (COMPONENT, 200),
        ("/_stcore/health", 200),
        ("/_stcore/host-config", 200),
        ("/atlas/static/interface.css", 200),
        ("/atlas/static/absent.css", 404),
        ("/component/absent/index.html", 404),
        ("/atlas/static/%2e%2e/assets.py", 400),
    ],
)
def test_every_answer_has_the_security_headers(site: Site, path: str, status: int) -> None:
    answer = site.get(path)
    assert answer.status == status
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert answer.headers["permissions-policy"].startswith("geolocation=(self), camera=()")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'self'; ")
    assert "frame-ancestors 'self'" in policy
    assert f"ws://localhost:{site.port}" in policy
    assert ("'unsafe-eval'" in policy) == path.startswith("/component/")


def test_policy_outside_components_allows_no_inline_script() -> None:
    directives = dict(part.split(" ", 1) for part in content_security_policy(component=False).split("; "))
    assert directives["script-src"] == "'self' blob: 'wasm-unsafe-eval'"
    assert directives["img-src"] == "'self' data: blob: https://data.geopf.fr"
    assert directives["connect-src"] == "'self'"


def test_policy_does_not_repeat_a_forged_host() -> None:
    assert "pirate" not in content_security_policy(component=False, host="pirate; script-src *")


def test_embedding_only_where_configured(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    refused = "'unsafe-inline'; * https: https://*.exemple.fr https://www.exemple.fr/page https://a;b"
    monkeypatch.setenv("ATLAS_FRAME_ANCESTORS", f"https://www.exemple.fr {refused}")
    answer = ask(SecurityHeaders(Starlette(routes=[Route("/", lambda _: PlainTextResponse("ok"))])))
    assert answer.headers["content-security-policy"].endswith("frame-ancestors 'self' https://www.exemple.fr")
    assert f"ATLAS_FRAME_ANCESTORS: not an origin, ignored: {refused.replace(' ', ', ')}" in caplog.text


def test_an_unexpected_error_is_answered_in_french_with_the_headers() -> None:
    async def fail(*_: Any) -> None:
        raise RuntimeError("secret")

    sent: list[dict[str, Any]] = []
    with pytest.raises(RuntimeError, match="secret"):  # for the log of the server
        ask(SecurityHeaders(fail), sent=sent)
    assert sent[0]["status"] == 500
    assert b"content-security-policy" in dict(sent[0]["headers"])
    assert sent[1]["body"] == b"Erreur interne du serveur."


# --- Compression ---


@pytest.mark.parametrize("path", [BUNDLE, COMPONENT, "/", "/liste", "/atlas/data/essai.json"])
def test_compressed_bytes_are_the_plain_ones(site: Site, path: str) -> None:
    plain = site.get(path, Accept_Encoding="identity")
    small = site.get(path, Accept_Encoding="gzip, deflate, br")
    assert "content-encoding" not in plain.headers
    assert small.headers["content-encoding"] == "gzip"
    assert gzip.decompress(small.body) == plain.body
    assert len(small.body) < len(plain.body) * 0.6
    for answer in (plain, small):
        assert int(answer.headers["content-length"]) == len(answer.body)
        assert answer.headers["vary"].count("Accept-Encoding") == 1


@pytest.mark.parametrize("path", [BUNDLE, "/", "/atlas/static/interface.js", "/atlas/static/panels.js"])
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_head_says_what_get_says(site: Site, path: str, encoding: str) -> None:
    get, head = (site.get(path, method, Accept_Encoding=encoding) for method in ("GET", "HEAD"))
    assert head.body == b""
    assert get.headers.pop("date")
    assert head.headers.pop("date")
    assert head.headers == get.headers


def test_a_part_of_a_bundle_is_a_part_of_its_plain_bytes(site: Site) -> None:
    whole = site.get(BUNDLE).body
    part = site.get(BUNDLE, Accept_Encoding="gzip", Range="bytes=10-29")
    assert part.status == 206
    assert part.headers["content-range"] == f"bytes 10-29/{len(whole)}"
    assert "content-encoding" not in part.headers
    assert part.body == whole[10:30]


def test_a_plain_part_cannot_be_joined_to_compressed_ones(site: Site) -> None:
    small = site.get(BUNDLE, Accept_Encoding="gzip")
    assert small.headers["etag"].startswith("W/")
    assert "accept-ranges" not in small.headers
    again = site.get(BUNDLE, Range="bytes=10-29", If_Range=small.headers["etag"])
    assert again.status == 200


@pytest.mark.parametrize("path", [BUNDLE, "/", "/liste", COMPONENT, "/atlas/static/interface.css"])
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_what_the_browser_has_is_not_sent_again(site: Site, path: str, encoding: str) -> None:
    etag = site.get(path, Accept_Encoding=encoding).headers["etag"]
    if path == "/liste":
        assert etag == site.get("/", Accept_Encoding=encoding).headers["etag"]
    answer = site.get(path, Accept_Encoding=encoding, If_None_Match=etag)
    assert (answer.status, answer.body) == (304, b"")
    assert "content-length" not in answer.headers
    assert answer.headers["vary"] == "Accept-Encoding"


def test_each_content_is_compressed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compressions: list[int] = []
    compress = gzip.compress

    def counted(body: bytes, *args: Any, **kwargs: Any) -> bytes:
        compressions.append(len(body))
        time.sleep(0.05)  # long enough for the others to arrive
        return compress(body, *args, **kwargs)

    monkeypatch.setattr(compression.gzip, "compress", counted)
    app = Compression(Starlette(routes=[Route("/{name}", lambda _: PlainTextResponse("contenu " * 500))]))

    async def together() -> list[Answer]:
        return await asyncio.gather(*(call(app, f"/{number}", gzip_headers()) for number in range(8)))

    answers = asyncio.run(together()) + asyncio.run(together())
    assert compressions == [4000]
    assert {gzip.decompress(answer.body) for answer in answers} == {b"contenu " * 500}


def test_layers_below_are_not_asked_to_compress() -> None:
    """Streamlit's own middleware would do it again for each request."""
    app = Compression(Starlette(routes=[Route("/", lambda request: PlainTextResponse(str(request.headers)))]))
    assert "accept-encoding" not in ask(app, headers=[*gzip_headers(), (b"accept", b"*/*")]).body.decode()


def test_compressed_bodies_are_bounded() -> None:
    async def fill(cache: CompressedCache) -> list[bytes]:
        return [await cache.compress(os.urandom(1000)) for _ in range(20)]

    cache = CompressedCache(max_bytes=5000)
    bodies = asyncio.run(fill(cache))
    assert cache._size == sum(map(len, cache._bodies.values())) <= 5000
    assert list(cache._bodies.values()) == bodies[-4:]


@pytest.mark.parametrize(
    ("header", "expected"),
    [("gzip", True), ("br, GZIP;q=0.5", True), ("*", True), ("gzip;q=0", False), ("gzip; q=0.0", False), ("br", False)],
)
def test_accept_encoding(header: str, expected: bool) -> None:
    assert accepts_gzip(header) is expected


@pytest.mark.parametrize(
    "response",
    [
        Response(b"\x89PNG" + bytes(5000), media_type="image/png"),
        Response(b"x" * 5000, media_type="text/plain", headers={"content-encoding": "br"}),
        StreamingResponse(iter(["x" * 5000]), media_type="application/zip"),
        StreamingResponse(iter(["x" * 5000]), media_type="text/event-stream", headers={"content-length": "5000"}),
        PlainTextResponse("court"),
        PlainTextResponse("x" * 5000, status_code=404),
    ],
    ids=["image", "already encoded", "stream", "events", "short", "error"],
)
def test_left_as_it_is(response: Response) -> None:
    app = Compression(Starlette(routes=[Route("/", lambda _: response)]))
    answer = ask(app, headers=gzip_headers())
    assert answer.headers.get("content-encoding") == response.headers.get("content-encoding")
    assert not answer.body.startswith(b"\x1f\x8b")
    assert answer.body


def test_a_stream_is_compressed_piece_by_piece() -> None:
    sent: list[dict[str, Any]] = []
    seen: list[int] = []

    def pieces() -> Iterator[bytes]:
        for number in range(4):
            seen.append(sum(len(message["body"]) for message in sent[1:]))
            yield bytes([97 + number]) * 100_000

    app = Compression(
        Starlette(routes=[Route("/", lambda _: StreamingResponse(pieces(), media_type="text/csv"))]),
    )
    answer = ask(app, gzip_headers(), sent)
    assert gzip.decompress(answer.body) == b"".join(bytes([97 + number]) * 100_000 for number in range(4))
    assert answer.headers["content-encoding"] == "gzip"
    assert "content-length" not in answer.headers
    assert answer.headers["vary"] == "Accept-Encoding"
    # A piece left before the next one was asked for, and can be read without it.
    assert seen == sorted(set(seen))
    assert zlib.decompressobj(31).decompress(sent[1]["body"]) == b"a" * 100_000
    assert len(answer.body) < 4_000


def test_a_stream_is_left_plain_to_who_does_not_read_gzip() -> None:
    app = Compression(Starlette(routes=[Route("/", lambda _: StreamingResponse(iter([b"a", b"b"])))]))
    answer = ask(app)
    assert (answer.body, "content-encoding" in answer.headers) == (b"ab", False)


def test_a_head_of_a_stream_has_no_body() -> None:
    response = StreamingResponse(iter([b"a" * 5000]), media_type="text/csv")
    app = Compression(Starlette(routes=[Route("/", lambda _: response)]))
    answer = ask_application(app, "/", method="HEAD", accept_encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.body == b""


@pytest.mark.parametrize("layer", [SecurityHeaders, Compression, FrenchPages])
def test_websockets_go_by_untouched(layer: Any) -> None:
    seen: list[Any] = []

    async def inner(*handed: Any) -> None:
        seen.extend(handed)

    handed = ({"type": "websocket", "path": "/_stcore/stream", "headers": gzip_headers()}, object(), object())
    asyncio.run(layer(inner)(*handed))
    assert all(got is given for got, given in zip(seen, handed, strict=True))


# --- Assets ---


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("static/interface.css", "text/css; charset=utf-8"),
        ("static/interface.js", "text/javascript; charset=utf-8"),
        ("static/panels.js", "text/javascript; charset=utf-8"),
        ("static/favicon.svg", "image/svg+xml"),
        ("lib/leaflet/leaflet.js", "text/javascript; charset=utf-8"),
        ("lib/leaflet/images/layers.png", "image/png"),
        ("lib/markercluster/MarkerCluster.css", "text/css; charset=utf-8"),
    ],
)
def test_an_address_with_its_fingerprint_is_kept_for_a_year(site: Site, name: str, media_type: str) -> None:
    address = f"/{assets.url(name)}"
    assert re.fullmatch(rf"/atlas/{re.escape(name)}\?v=[0-9a-f]{{12}}", address)
    answer = site.get(address)
    assert answer.status == 200
    assert answer.headers["content-type"] == media_type
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    for other in (address.partition("?")[0], f"{address.partition('?')[0]}?v=000000000000"):
        plain = site.get(other)
        assert plain.body == answer.body
        assert plain.headers["cache-control"] == "no-cache"
        assert plain.headers["etag"] == answer.headers["etag"]


def test_published_bytes_are_served(site: Site) -> None:
    content = b'{"essai": "' + b"a" * 2000 + b'"}'
    address = assets.publish("essai.json", content, "application/json")  # as the server did for itself
    answer = site.get(f"/{address}")
    assert answer.body == content
    assert answer.headers["content-type"] == "application/json"
    assert "immutable" in answer.headers["cache-control"]


def test_publishing_again_changes_the_address() -> None:
    first = assets.publish("version.json", b"1", "application/json")
    second = assets.publish("version.json", b"2", "application/json")
    assert first != second
    assert assets.url("data/version.json") == second


@pytest.mark.parametrize("name", ["../x.json", "a/b.json", "", ".htaccess", "a b.json"])
def test_a_published_name_is_a_file_name(name: str) -> None:
    with pytest.raises(ValueError, match="Not a file name"):
        assets.publish(name, b"", "text/plain")


@pytest.mark.parametrize(
    "path",
    [
        "/atlas/static/../__init__.py",
        "/atlas/static/%2e%2e/%2e%2e/data.py",
        "/atlas/static/..%2fassets.py",
        "/atlas/static/%2e%2e%5cassets.py",
        "/atlas/lib/leaflet/../__init__.py",
        "/atlas/static//etc/passwd",
        "/atlas/static/%2fetc/passwd",
        "/atlas/static/interface.css%00.png",
        "/atlas/regions/../../.streamlit/config.toml",
    ],
)
def test_nothing_outside_the_folders_is_served(site: Site, path: str) -> None:
    answer = site.get(path)
    assert answer.status in {400, 404}
    assert len(answer.body) < 100


@pytest.mark.parametrize(
    "path",
    [
        "/atlas/static/absent.css",
        "/atlas/lib/leaflet/leaflet-src.map",
        "/atlas/regions/README.md",
        "/atlas/x",
        "/atlas/",
    ],
)
def test_unknown_file(site: Site, path: str) -> None:
    answer = site.get(path)
    assert answer.status == 404
    assert answer.body.decode() == "Fichier introuvable."
    assert answer.headers["cache-control"] == "no-cache"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder, served as ``essai``."""
    inside = tmp_path / "inside"
    inside.mkdir()
    monkeypatch.setattr(assets, "FOLDERS", MappingProxyType({"essai": inside}))
    return inside


def test_a_changed_file_gets_a_new_address_at_once(folder: Path) -> None:
    file = folder / "a.css"
    file.write_text("a{}")
    first = assets.url("essai/a.css")
    file.write_text("b{}")
    os.utime(file, ns=(1, 1))
    assert assets.url("essai/a.css") != first
    assert assets.component_url("essai/a.css") == f"../../{assets.url('essai/a.css')}"


def test_a_file_is_read_once_to_be_fingerprinted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "b.css").write_text("b{}")
    reads: list[int] = []
    fingerprint = assets._fingerprint
    monkeypatch.setattr(assets, "_fingerprint", lambda content: (reads.append(1), fingerprint(content))[1])
    assert len({assets.url("essai/b.css") for _ in range(5)}) == 1
    assert reads == [1]


def test_a_link_out_of_the_folder_finds_nothing(folder: Path) -> None:
    (folder.parent / "secret.css").write_text("a{}")
    (folder / "link.css").symlink_to(folder.parent / "secret.css")
    assert assets.find("essai/link.css") is None
    assert assets.find("essai/../secret.css") is None
    with pytest.raises(FileNotFoundError, match=r"essai/link\.css"):
        assets.url("essai/link.css")


@pytest.mark.parametrize(("name", "paths"), assets.JOINED.items())
def test_each_file_of_a_joined_script_is_in_it_once_and_small(name: str, paths: tuple[Path, ...]) -> None:
    folder = assets.FOLDERS["static"] / Path(name).stem
    assert sorted(paths) == sorted(folder.glob("**/*.js"))
    asset = assets.find(name)
    assert asset is not None
    assert isinstance(asset.source, bytes)
    assert asset.source.decode() == ";\n".join(path.read_text(encoding="utf-8") for path in paths)
    # One concern each: what does not fit is two.
    assert [path.name for path in paths if path.stat().st_size > 14_000] == []


def test_the_page_takes_the_panels_once_all_their_rooms_are_there() -> None:
    """`stand_in.js` knows by `AtlasPanels` whether the script ran to its end."""
    *rooms, last = (path.read_text(encoding="utf-8") for path in assets.JOINED["static/panels.js"])
    assert "window.AtlasPanels = " in last
    assert not [text for text in rooms if "AtlasPanels" in text]


@pytest.fixture
def joined(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, ...]:
    """Return two scripts, served as ``essai/deux.js``."""
    paths = (folder / "un.js", folder / "autre.js")
    for path in paths:
        path.write_text(f"// {path.stem}")
    monkeypatch.setattr(assets, "JOINED", MappingProxyType({"essai/deux.js": paths}))
    return paths


@pytest.mark.parametrize("changed", [0, 1])
def test_a_joined_script_gets_a_new_address_when_one_of_its_files_changes(
    joined: tuple[Path, ...], changed: int
) -> None:
    first = assets.url("essai/deux.js")
    joined[changed].write_text("// changé")
    os.utime(joined[changed], ns=(1, 1))
    assert assets.url("essai/deux.js") != first
    asset = assets.find("essai/deux.js")
    assert asset is not None
    assert asset.source == ("// changé;\n// autre", "// un;\n// changé")[changed].encode()


def test_a_joined_script_is_made_once(joined: tuple[Path, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    join = assets.join
    monkeypatch.setattr(assets, "join", lambda *given: (made.append(1), join(*given))[1])
    assert len({assets.url("essai/deux.js") for _ in range(5)}) == 1
    assert made == [1]


def test_a_joined_script_without_one_of_its_files_is_not_there(joined: tuple[Path, ...]) -> None:
    joined[1].unlink()
    assert assets.find("essai/deux.js") is None


def test_nothing_is_missing() -> None:
    assert assets.missing() == []
    # All that there is to be lost is looked for.
    inside = (*PROJECT.glob("geo/mapping/web/*"), *STATIC.glob("**/*.*"))
    assert {path.name for path in inside} <= {Path(name).name for name in assets.NEEDED}


@pytest.mark.parametrize(
    ("folder_name", "name", "others"),
    [("web", "keyboard.js", []), ("static", "interface.js", []), ("static", "panels/table.js", ["static/panels.js"])],
)
def test_what_is_missing_is_named(
    folder_name: str, name: str, others: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    copied = tmp_path / "copied"
    shutil.copytree(assets.FOLDERS[folder_name], copied)
    (copied / name).unlink()
    monkeypatch.setattr(assets, "FOLDERS", MappingProxyType({**assets.FOLDERS, folder_name: copied}))
    paths = tuple(copied / "panels" / path.name for path in assets.JOINED["static/panels.js"])
    if others:
        monkeypatch.setattr(assets, "JOINED", MappingProxyType({"static/panels.js": paths}))
    assert assets.missing() == [*others, f"{folder_name}/{name}"]


def test_a_file_that_is_lost_while_it_is_looked_at_is_missing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "lost.css").write_text("a{}")

    def lost(_path: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr(Path, "read_bytes", lost)
    assert assets.find("essai/lost.css") is None
    assert assets.missing(["essai/lost.css"]) == ["essai/lost.css"]


# --- Pages ---


@pytest.mark.parametrize("path", ["/", "/liste", "/index.html", "/ptce?fiche=ptce-001"])
def test_every_page_is_served_in_french(site: Site, path: str) -> None:
    page = site.get(path).body.decode()
    head = page[page.index("<!DOCTYPE") : page.index("</head>")]
    assert '<html lang="fr">' in head
    assert "<title>Atlas des PTCE</title>" in head
    assert 'name="description" content="Carte interactive des pôles' in head
    assert "JavaScript pour afficher la carte" in page[page.index("<noscript>") :]
    assert not re.search(r"(?i)\blang=\"en|favicon\.png|you need|machine-readable|prerender|agent|\"preload\"", page)
    assert '<div id="root"></div>' in page


@pytest.mark.parametrize("path", ["/", "/liste"])
def test_what_a_page_names_is_there(site: Site, path: str) -> None:
    page = site.get(path).body.decode()
    addresses = re.findall(r'(?:href|src)="([^"]+)"', page)
    ours = [address for address in addresses if address.startswith("./atlas/")]
    names = {Path(address.partition("?")[0]).name for address in ours}
    assert names >= {"favicon.svg", "interface.css", "interface.js", "stand_in.js", "panels.js"}
    for address in [*ours, *(address for address in addresses if "/index." in address)]:
        answer = site.get(urljoin(f"{site.base}{path}", address).removeprefix(site.base))
        assert answer.status == 200
        assert "immutable" in answer.headers["cache-control"]


def test_the_map_page_is_served_in_french(site: Site) -> None:
    page = site.get(COMPONENT).body.decode()
    assert page.startswith('<!doctype html><html lang="fr"')
    assert "<title>Carte des PTCE</title>" in page
    assert "Streamlit" not in page
    assert "You need" not in page
    assert "./static/js/main." in page


def test_every_replacement_finds_its_place(caplog: pytest.LogCaptureFixture) -> None:
    """An upgrade that changes the served pages is seen here, not by a reader."""
    import streamlit_folium

    french_index((Path(streamlit.__file__).parent / "static" / "index.html").read_bytes())
    component = Path(streamlit_folium.__file__).parent / "frontend" / "build" / "index.html"
    french_component(component.read_bytes())
    assert "Nothing to replace" not in caplog.text
    french_index(b"<html></html>")
    assert "Nothing to replace" in caplog.text


@pytest.mark.parametrize("name", [assets.ICON, *assets.PAGE_STYLES, *assets.PAGE_SCRIPTS])
def test_a_page_does_without_a_file_of_ours_that_is_missing(
    name: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
    whole = french_index(page)
    with monkeypatch.context() as changed:
        changed.setattr(assets, "find", lambda asked, find=assets.find: None if asked == name else find(asked))
        served = [french_index(page) for _ in range(3)]
    assert len({*served}) == 1
    left_out = [line for line in whole.decode().splitlines() if line not in served[0].decode().splitlines()]
    assert len(left_out) == 1
    assert name in left_out[0]
    assert [record.getMessage() for record in caplog.records] == [f"Served pages do without a missing file: {name}"]
    assert caplog.records[0].levelname == "WARNING"
    # Back, and at once in the page; lost again, it is told again.
    assert french_index(page) == whole
    monkeypatch.setattr(assets, "find", lambda _: None)
    french_index(page)
    assert len(caplog.records) == 1 + len([assets.ICON, *assets.PAGE_STYLES, *assets.PAGE_SCRIPTS])


@pytest.mark.parametrize(
    "path", ["/media/a.html", "/api/v1/ptce.html", "/component/autre/index.html", "/atlas/x", BUNDLE]
)
def test_only_pages_are_pages(path: str) -> None:
    assert not may_be_page(path)


def test_streamlit_is_not_asked_whether_a_page_is_fresh() -> None:
    """It would answer for its own page, and a browser that holds it would keep it in English."""
    page = '<html lang="en"><title></title><noscript></noscript><div id="root"></div>{}'
    app = FrenchPages(Starlette(routes=[Route("/", lambda request: HTMLResponse(page.format(request.headers)))]))
    sent = [
        (name, b"x") for name in (b"if-none-match", b"if-modified-since", b"range", b"if-range", b"accept-encoding")
    ]
    answer = ask(app, headers=[*sent, (b"accept", b"*/*")])
    assert re.findall("'([a-z-]+)': ", answer.body.decode()) == ["accept"]


def test_html_of_a_route_is_left_alone() -> None:
    own = '<html lang="en"><title>Rapport</title></html>'
    answer = ask(FrenchPages(Starlette(routes=[Route("/", lambda _: Response(own, media_type="text/html"))])))
    assert answer.body.decode() == own
    assert "etag" not in answer.headers


# --- Files ---


def words() -> dict[str, str]:
    script = (STATIC / "french_words.js").read_text(encoding="utf-8")
    table = script[script.index("const words = {") : script.index("};")]
    return dict(re.findall(r'"([^"]+)":\s*"([^"]+)",', table))


def test_translated_words_are_still_streamlit_s() -> None:
    """A word that left Streamlit's bundles would come back in English under another form."""
    bundles = "".join(path.read_text(encoding="utf-8") for path in BUNDLES.glob("*.js"))
    ours = {"streamlit_folium.st_folium"}
    missing = [
        word for word in words() if word not in ours and not re.search(f"[`\"']{re.escape(word)}[`\"']", bundles)
    ]
    assert len(words()) > 50
    assert missing == []


def test_translating_twice_changes_nothing() -> None:
    assert [french for french in words().values() if french in words()] == []


@pytest.mark.parametrize("name", ["french_words.js", "interface.js", "stand_in.js", "filters_place.js"])
def test_a_script_that_comes_before_anything_else_is_small(name: str) -> None:
    assert 1024 < len((STATIC / name).read_bytes()) < 7 * 1024


def test_icon_is_a_drawing() -> None:
    assert ElementTree.parse(STATIC / "favicon.svg").getroot().get("viewBox") == "0 0 16 16"


def test_streamlit_run_finds_the_application() -> None:
    found = discover_asgi_app(PROJECT / "app.py")
    assert (found.is_asgi_app, found.import_string) == (True, "app:app")


def test_starting_does_not_import_the_map_component() -> None:
    """Imported outside a script run, streamlit-folium is not registered, and no visitor would see the map."""
    command = "import sys, app; sys.exit('streamlit_folium' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", command], cwd=PROJECT, check=False, capture_output=True).returncode == 0
    )


def test_settings_keep_quiet() -> None:
    settings = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["client"]["showErrorDetails"] == "none"
    assert "://" not in json.dumps(settings)


# --- Tools ---


def gzip_headers() -> list[tuple[bytes, bytes]]:
    return [(b"accept-encoding", b"gzip")]


async def call(
    app: Any, path: str, headers: list[tuple[bytes, bytes]], sent: list[dict[str, Any]] | None = None
) -> Answer:
    messages: list[dict[str, Any]] = [] if sent is None else sent

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(3600)  # a client that waits
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        messages.append(message)

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": headers,
    }
    await app(scope, receive, send)
    start, *bodies = messages
    named = {key.decode(): value.decode() for key, value in start["headers"]}
    return Answer(start["status"], named, b"".join(message.get("body", b"") for message in bodies))


def ask(app: Any, headers: list[tuple[bytes, bytes]] | None = None, sent: list[dict[str, Any]] | None = None) -> Answer:
    return asyncio.run(call(app, "/", headers or [], sent))

"""The audit of what is locked, against an advisory service of our own on this machine."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tools import audit

LOCK = """\
paquet==1.0 --hash=sha256:{0}
autre==2.0 --hash=sha256:{0}
""".format("0" * 64)

ADVISORY = {
    "id": "OSV-2026-1",
    "summary": "essai",
    "details": "essai",
    "modified": "2026-01-01T00:00:00Z",
    "published": "2026-01-01T00:00:00Z",
    "affected": [
        {
            "package": {"name": "paquet", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.1"}]}],
        }
    ],
}


class Osv(BaseHTTPRequestHandler):
    """Knows of one vulnerable package."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        found = {"vulns": [ADVISORY]} if asked["package"]["name"] == "paquet" else {}
        body = json.dumps(found).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@pytest.fixture
def service() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Osv) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"--osv-url=http://127.0.0.1:{server.server_address[1]}/v1/query"
        server.shutdown()


@pytest.fixture
def lock(tmp_path: Path) -> str:
    (tmp_path / "essai.lock").write_text(LOCK, encoding="utf-8")
    return str(tmp_path / "essai.lock")


def test_a_vulnerable_package_is_named_and_fails(lock: str, service: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main([lock, service]) == 1
    printed = capsys.readouterr().out
    assert "2 packages" in printed
    assert "1 vulnerable" in printed
    assert "paquet 1.0: OSV-2026-1, mended in 1.1" in printed


def test_an_exception_is_left_out(lock: str, service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(audit.EXCEPTIONS, "OSV-2026-1", "this test")
    assert audit.main([lock, service]) == 0


@pytest.mark.parametrize(("setting", "status"), [("", 0), ("obligatoire", 1)])
def test_where_nobody_answers_it_says_so(
    setting: str, status: int, lock: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ATLAS_AUDIT", setting)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # and nobody listens
        assert audit.main([lock, f"--osv-url=http://127.0.0.1:{closed.getsockname()[1]}/v1/query"]) == status
    assert "NOT AUDITED" in capsys.readouterr().out


def test_every_exception_has_its_reason() -> None:
    assert all(len(reason) > 20 for reason in audit.EXCEPTIONS.values())

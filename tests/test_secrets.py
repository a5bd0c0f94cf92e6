"""No secret in the repository: the atlas needs none."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]

#: What keys, tokens and passwords look like.
SECRETS = {
    "private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    "token of a forge": re.compile(r"\b(?:gh[oprsu]_|github_pat_|glpat-)\w{16,}"),
    "key of a cloud": re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[\w-]{35}\b"),
    "token of a service": re.compile(r"\b(?:xox[abprs]-|sk[-_]live[-_]|npm_|pypi-AgE)[\w-]{16,}"),
    "signed token": re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    "name and password in an address": re.compile(r"\b\w+://[^\s/:@\"'{}<>]+:[^\s/:@\"'{}<>$]+@[\w.-]+"),
    "password as a setting": re.compile(
        r"(?im)^[ \t]*[\w.-]*(?:password|passwd|secret|api_?key|token)[\w.-]*[ \t]*[:=][ \t]*['\"][^'\"\s{}$<]{8,}['\"]"
    ),
}


def found(text: str) -> list[str]:
    return [name for name, pattern in SECRETS.items() if pattern.search(text)]


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, check=True, text=True)
    return [PROJECT / name for name in listed.stdout.split("\0") if name]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("private key", "-----BEGIN " + "RSA PRIVATE KEY-----"),
        ("token of a forge", "ghp_" + "a1B2" * 9),
        ("key of a cloud", "AKIA" + "ABCDEFGH12345678"),
        ("token of a service", "sk_live_" + "a1B2c3D4" * 3),
        ("signed token", ".".join(["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxMjM0NTY3", "abcdefghijkl"])),
        ("name and password in an address", "https://moi:motdepasse" + "@exemple.fr"),
        ("password as a setting", 'db_password = "' + 'correct-horse"'),
    ],
)
def test_a_secret_would_be_seen(name: str, text: str) -> None:
    assert found(text) == [name]


def test_no_file_of_the_repository_holds_a_secret() -> None:
    files = [path for path in tracked() if path.is_file()]
    assert len(files) > 300
    seen = {str(path.relative_to(PROJECT)): found(path.read_text(encoding="utf-8", errors="replace")) for path in files}
    assert {name: kinds for name, kinds in seen.items() if kinds} == {}
    assert not any(path.name == "secrets.toml" or path.name == ".env" for path in files)

"""Looks for known vulnerabilities in what a lock file pins: ``python -m tools.audit requirements-dev.lock``.

pip-audit does it, from the advisories of the package index or from OSV. Where neither can be asked (a machine without
the internet, a mirror that holds packages only) nothing is known: that is said, and fails only if
``ATLAS_AUDIT=obligatoire``, because the style and the tests of the project have to run there too.
"""

from __future__ import annotations

import json
import os
import subprocess  # nosec B404
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["EXCEPTIONS", "Audit", "audit", "main"]

#: Advisory → why it does not concern the atlas, and until when. None at present.
EXCEPTIONS: Final[dict[str, str]] = {}

#: Where advisories are asked for, in turn, until one answers. The last one is the address of an own OSV mirror.
SERVICES: Final = ("pypi", "osv")

#: In seconds: a proxy that drops packets must not hold `make lint` up.
_PATIENCE: Final = 90


@dataclass(frozen=True, slots=True)
class Audit:
    """What is known of the packages of a lock file.

    Attributes
    ----------
    checked
        How many packages an advisory service knew.
    unknown
        Names of those that it did not.
    vulnerabilities
        « package version: advisory, mended in … », one per finding.
    """

    checked: int
    unknown: tuple[str, ...]
    vulnerabilities: tuple[str, ...]


def audit(lock: str, service: str, *options: str) -> Audit | None:
    """Ask one service about every package of a lock file.

    Parameters
    ----------
    lock
        Path of a requirements file with hashes.
    service
        Name that pip-audit gives it.
    *options
        Further options of pip-audit.

    Returns
    -------
    Audit or None
        None where the service gave no answer at all.
    """
    command = [
        sys.executable, "-m", "pip_audit", "--requirement", lock, "--require-hashes", "--disable-pip",
        "--progress-spinner=off", "--format=json", "--timeout=5", f"--vulnerability-service={service}", *options,
        *(f"--ignore-vuln={advisory}" for advisory in EXCEPTIONS),
    ]  # fmt: skip
    try:
        # No shell, and nobody but the Makefile says what to run.
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_PATIENCE)  # nosec B603
        packages: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return None
    known = [package for package in packages if "skip_reason" not in package]
    return Audit(
        len(known),
        tuple(package["name"] for package in packages if "skip_reason" in package),
        tuple(_finding(package, found) for package in known for found in package["vulns"]),
    )


def _finding(package: dict[str, Any], found: dict[str, Any]) -> str:
    mended = ", ".join(found["fix_versions"]) or "no version yet"
    return f"{package['name']} {package['version']}: {found['id']}, mended in {mended}"


def main(arguments: Sequence[str]) -> int:
    """Print what is known of a lock file; return the exit status, 1 where something is to be done."""
    lock, *options = arguments
    services = ("osv",) if options else SERVICES
    found = next((result for name in services if (result := audit(lock, name, *options)) and result.checked), None)
    if found is None:
        print(f"pip-audit: NOT AUDITED, no advisory service could be reached ({' and '.join(services)}).")
        return int(os.environ.get("ATLAS_AUDIT", "") == "obligatoire")
    print(f"pip-audit: {found.checked} packages of {lock} looked up, {len(found.vulnerabilities)} vulnerable.")
    if found.unknown:
        print(f"  unknown to the service: {', '.join(found.unknown)}")
    for line in found.vulnerabilities:
        print(f"  {line}")
    return int(bool(found.vulnerabilities))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

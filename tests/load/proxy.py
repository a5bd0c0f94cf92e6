"""The nginx of `deploy/`, in front of servers of this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.load.servers import PROJECT, free_port, stopped, wait_until_healthy

__all__ = ["find_nginx", "proxy"]

#: Debian keeps it where only root looks.
_FOLDERS: Final = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin", "/usr/local/bin")


def find_nginx() -> str | None:
    """Return the path of nginx, or None."""
    return shutil.which("nginx", path=os.pathsep.join([os.environ.get("PATH", ""), *_FOLDERS]))


@contextmanager
def proxy(addresses: Sequence[str], folder: Path, base: str = "") -> Iterator[str]:
    """Run nginx as it is deployed, until the end of the block, and yield the address that visitors go to.

    Parameters
    ----------
    addresses
        Of the servers, such as ``http://127.0.0.1:8501``.
    folder
        An empty folder of the caller's, for what nginx writes.
    base
        The path below which the servers serve, without slashes.

    Raises
    ------
    FileNotFoundError
        If there is no nginx.
    """
    nginx = find_nginx()
    if nginx is None:
        raise FileNotFoundError("No nginx. On Debian and Ubuntu: sudo apt-get install nginx")
    port = free_port()
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([os.environ.get("PATH", ""), str(Path(nginx).parent)]),
        "ATLAS_REPLICAS": " ".join(address.removeprefix("http://") for address in addresses),
        "ATLAS_LISTEN": f"127.0.0.1:{port}",
        "ATLAS_RUN": str(folder),
    }
    with (folder / "nginx.log").open("wb") as log:
        command = ["sh", str(PROJECT / "deploy" / "nginx" / "serve.sh")]
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
        with stopped(process):
            wait_until_healthy(f"http://127.0.0.1:{port}/{base}", process)
            yield f"http://127.0.0.1:{port}"

"""Where the application hangs: ``server.baseUrlPath``, in one form."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from streamlit import config

if TYPE_CHECKING:
    from starlette.requests import Request


def base_path() -> str:
    """Return the configured base path, ``""`` at the root, else ``"/atlas-ptce"`` without a trailing slash."""
    configured = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{configured}" if configured else ""


def below_base(path: str, base: str) -> str:
    """Return ``path`` without the base path in front of it.

    Parameters
    ----------
    path
        A request path, such as ``/atlas-ptce/liste``.
    base
        The base path, as `base_path` returns it.

    Returns
    -------
    str
        The path as the application names it, such as ``/liste``; unchanged when it is not below the base.
    """
    if base and (path == base or path.startswith(f"{base}/")):
        return path[len(base) :] or "/"
    return path


def application_url(request: Request, folder: str) -> str:
    """Return the absolute URL of the application as the visitor reached it, base path or prefix included.

    Parameters
    ----------
    request
        A request for one of our own files.
    folder
        First of our own folders in its path: ``/api/v1``, ``/atlas``.
    """
    base = request.base_url
    prefix = request.url.path.rpartition(f"{folder}/")[0]
    return f"{base.scheme}://{base.netloc}{quote(prefix, safe='/%')}/"

"""Where the application hangs: ``server.baseUrlPath``, in one form."""

from __future__ import annotations

from streamlit import config


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

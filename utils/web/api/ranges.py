"""Parts of a file (RFC 9110, §14): GDAL, and so QGIS, read a layer at a web address piece by piece."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

__all__ = ["is_partial", "whole_or_part"]

_RANGE: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)


def is_partial(request: Request) -> bool:
    """Say whether a part of a file is asked for."""
    return "range" in request.headers


def whole_or_part(request: Request, content: bytes, headers: Mapping[str, str]) -> Response:
    """Return the file, the part of it that is asked for, or 416 where it has no such part.

    One range is answered to; several, or one that is badly written, get the whole, as the standard allows. So does one
    that goes by ``If-Range``: the entity tags here are weak, of which no part may be trusted to be of the same bytes.
    """
    told = {**headers, "accept-ranges": "bytes"}
    asked = _RANGE.fullmatch(request.headers.get("range", "").strip())
    if asked is None or asked.groups() == ("", "") or "if-range" in request.headers:
        return Response(content, headers=told)
    size = len(content)
    first, last = asked.groups()
    # « bytes=-500 »: the last 500 bytes.
    start = int(first) if first else max(0, size - int(last))
    end = min(size - 1, int(last)) if first and last else size - 1
    if start >= size or (first and last and int(last) < start):
        return Response(status_code=416, headers={**headers, "content-range": f"bytes */{size}"})
    return Response(content[start : end + 1], 206, {**told, "content-range": f"bytes {start}-{end}/{size}"})

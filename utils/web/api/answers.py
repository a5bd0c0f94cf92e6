"""How the data API answers: JSON with an entity tag, not modified, or a refusal that says what to do."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from utils.web.api.ranges import whole_or_part
from utils.web.drawing import PATIENCE, BusyError
from utils.web.problems import problem
from utils.web.routes import REVALIDATE, already_held

__all__ = ["Answer", "Refusal", "answered", "json_answer", "refusal_answer", "tagged", "unmodified"]

Answer = Callable[[Request], Response]


class Refusal(Exception):
    """A request that gets no answer but this one.

    Parameters
    ----------
    status
        HTTP status.
    detail
        What is wrong and what to do, in French.
    members
        What a program needs to go on: values allowed, close matches.
    """

    def __init__(self, status: int, detail: str, **members: Any) -> None:
        self.status = status
        self.detail = detail
        self.members = members
        super().__init__(detail)


def answered(answer: Answer) -> Answer:
    """Return the endpoint of an answer, which may raise `Refusal`.

    Not async: Starlette runs it in a thread, and the sessions of the pages are not held up.
    """

    def endpoint(request: Request) -> Response:
        try:
            return answer(request)
        except Refusal as refusal:
            return refusal_answer(request, refusal)
        except BusyError:
            detail = "Trop de cartes et de documents sont demandés en même temps ; réessayez dans un instant."
            busy = refusal_answer(request, Refusal(503, detail))
            busy.headers["retry-after"] = str(PATIENCE)
            return busy

    return endpoint


def refusal_answer(request: Request, refusal: Refusal) -> Response:
    """Return a refusal as a problem of RFC 9457."""
    headers = {"cache-control": REVALIDATE}
    return problem(request.url.path, refusal.status, refusal.detail, headers, **refusal.members)


def tagged(fingerprint: str) -> dict[str, str]:
    """Return the headers of an answer that is asked for again each time, and sent again when it is another one."""
    # Weak: compression on the way changes the bytes, not what they say.
    return {"etag": f'W/"{fingerprint}"', "cache-control": REVALIDATE}


def unmodified(request: Request, fingerprint: str) -> Response | None:
    """Return the answer 304 to whoever holds the content of that fingerprint, else None."""
    if already_held(request.headers.get("if-none-match"), fingerprint):
        return Response(status_code=304, headers=tagged(fingerprint))
    return None


def json_answer(
    request: Request,
    content: Mapping[str, Any],
    *,
    media_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer with a JSON value, or 304 to whoever holds it.

    Parameters
    ----------
    request
        What is answered.
    content
        A JSON value without NaN, all texts cleaned.
    media_type
        That of the answer.
    headers
        Others, such as `link`.
    """
    body = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    fingerprint = sha256(body).hexdigest()[:16]
    held = unmodified(request, fingerprint)
    if held is not None:
        return held
    # In the headers rather than by media_type, to which Starlette adds a charset of its own.
    return whole_or_part(request, body, {**tagged(fingerprint), **(headers or {}), "content-type": media_type})

"""What harvesters ask for: the catalogue (`/api/v1/catalogue.jsonld`), and the published files at lasting addresses.

`/api/v1/fichiers/datapackage.json` and the files beside it keep the folders of `data/`: the relative paths of the data
package hold, and any program that reads one reads ours by its address.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response
from starlette.routing import Route

from geo.export import DATA, FORMATS, Format
from geo.provenance.dcat import Addresses, catalogue
from geo.provenance.schema_org import described, script_text
from geo.selection import Selection
from utils.web.api.addresses import API
from utils.web.api.answers import Refusal, answered, tagged, unmodified
from utils.web.api.query import shown
from utils.web.base_path import application_url, base_path
from utils.web.downloads import download_path

if TYPE_CHECKING:
    from starlette.requests import Request

    from geo.model import Panel
    from geo.provenance.published import PublishedFile
    from utils.web.assets import Asset

__all__ = ["dataset_script", "routes"]

_FILES: Final = f"{API}/fichiers"
_CATALOGUE: Final = f"{API}/catalogue.jsonld"

#: Files that describe the others, and that the data package does not list.
_DESCRIBING: Final = ("datapackage.json", "ptce.schema.json")


def routes(
    get_panel: Callable[[], Panel],
    get_files: Callable[[], Sequence[PublishedFile]],
    find_file: Callable[[str], Asset],
    get_contact: Callable[[], str | None] = lambda: None,
) -> list[Route]:
    """Return the routes to hand to ``st.App``, under the configured base path.

    Parameters
    ----------
    get_panel, get_files
        Give the poles and the list of the published files, each time they are asked for. Called in a thread.
    find_file
        Gives a file by its path below `data/`; raises `OSError` if it is lost.
    get_contact
        Gives the address, `mailto:` or `https:`, of whoever publishes; None if nobody is named.

    Returns
    -------
    list of Route
        GET and HEAD for the catalogue and for the files.
    """

    def show(request: Request) -> Response:
        document = _catalogue(application_url(request, API), get_panel(), get_files(), get_contact())
        content = json.dumps(document, indent=1).encode()
        return _answer(request, content, sha256(content).hexdigest()[:16], "application/ld+json")

    def give(request: Request) -> Response:
        path = str(request.path_params["path"])
        known = [*_DESCRIBING, *(file.path for file in get_files())]
        if path not in known:
            detail = f"Fichier introuvable : « {shown(path)} » ; les fichiers publiés sont dans « fichiers »."
            raise Refusal(404, detail, fichiers=known)
        try:
            asset = find_file(path)
        except OSError as error:
            detail = f"Le fichier « {path} » manque sur le serveur ; réessayez plus tard."
            raise Refusal(404, detail, fichiers=known) from error
        content = asset.source if isinstance(asset.source, bytes) else asset.source.read_bytes()
        return _answer(request, content, asset.fingerprint, asset.media_type)

    return [
        Route(f"{base_path()}{_CATALOGUE}", answered(show), methods=["GET"], name="catalogue"),
        Route(f"{base_path()}{_FILES}/{{path:path}}", answered(give), methods=["GET"], name="fichiers"),
    ]


def dataset_script(panel: Panel) -> bytes:
    """Return what stands inside the tag by which the pages at the root describe the data to search engines."""
    document = described(panel, _exports("./"), catalogue=f".{_CATALOGUE}")
    return script_text(document).encode()


def _catalogue(home: str, panel: Panel, files: Sequence[PublishedFile], contact: str | None) -> dict[str, Any]:
    below = home.rstrip("/")
    addresses = Addresses(
        home=home,
        catalogue=below + _CATALOGUE,
        page=f"{home}donnees",
        api=f"{below}{API}/",
        files=f"{below}{_FILES}/",
        contact=contact,
    )
    return catalogue(panel, files, _exports(home), addresses)


def _exports(home: str) -> list[tuple[Format, str]]:
    """Return the formats made to be read by programs, with the address of all the poles in each."""
    everything = Selection(appels=True)
    return [
        (choice, home + download_path(everything, extension))
        for extension, choice in FORMATS.items()
        if choice.group == DATA
    ]


def _answer(request: Request, content: bytes, fingerprint: str, media_type: str) -> Response:
    held = unmodified(request, fingerprint)
    if held is not None:
        return held
    return Response(content, headers={**tagged(fingerprint), "content-type": media_type})

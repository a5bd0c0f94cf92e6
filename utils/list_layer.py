"""The list over the poles, as the map is told of it: the visitor's own, else the one of the deployment."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

from geo.lists.located import LocatedList
from geo.selection import Selection
from utils import own_list, shared_list
from utils.web import own_files
from utils.web.api.query import query_text

__all__ = ["LARGEST_WHOLE", "layer"]

#: A list of more rows stays on the server, which answers for what the map shows. Measured: see docs/couche.md.
LARGEST_WHOLE = 2_000


def layer(selection: Selection) -> dict[str, Any] | None:
    """Return what the map is told of the list at each rerun, or None where there is no list.

    Returns
    -------
    dict or None
        `fichier`: address of its files; `nombre`: of its rows; `seuil`: beyond how many they stay on the server;
        `filtres`: the selection as the query of a URL, left out where it is empty. Of a list that is no visitor's:
        `nom`, and `source` if it is known. Of a list that travels whole: `garde`, one bit a row, those kept by the
        selection, in base 64, None where nothing is left out.
    """
    own = own_list.current()
    if own is not None:
        return _told(own.key, own.located, selection)
    shared = shared_list.current()
    if shared is None:
        return None
    source = {"source": shared.source} if shared.source else {}
    return {**_told(shared.key, shared.located, selection), "nom": shared.name, **source}


def _told(key: str, located: LocatedList, selection: Selection) -> dict[str, Any]:
    filters = query_text(selection).removeprefix("?")
    told = {
        "fichier": own_files.folder_path(key),
        "nombre": len(located),
        "seuil": LARGEST_WHOLE,
        **({"filtres": filters} if filters else {}),
    }
    if len(located) > LARGEST_WHOLE:
        return told
    kept = located.mask(selection)
    return {**told, "garde": None if kept.all() else base64.b64encode(np.packbits(kept).tobytes()).decode()}

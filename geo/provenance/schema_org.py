"""What search engines read of the data in a page: a `Dataset` of schema.org, in JSON-LD.

Addresses are relative to the page, which is at the root of the application: what a request claims to be the host is
not written in a page. Properties: https://schema.org/Dataset.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from geo.provenance.citation import author
from geo.provenance.dcat import years_covered

if TYPE_CHECKING:
    from geo.export import Format
    from geo.model import Panel

__all__ = ["described", "script_text"]

#: What the end of a script and the start of a comment are made of; as escapes they mean the same to JSON.
_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&"}


def described(
    panel: Panel, exports: Iterable[tuple[Format, str]], page: str = "./donnees", catalogue: str = ""
) -> dict[str, Any]:
    """Return the data set as schema.org has it.

    Parameters
    ----------
    panel
        The poles.
    exports
        The formats in which the whole data can be fetched, each with its address.
    page
        Address of the page that presents the data.
    catalogue
        Address of the DCAT catalogue; left out if empty.
    """
    dataset = panel.dataset
    years = years_covered(panel)
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": dataset.later.whole_title,
        "description": dataset.description,
        "url": page,
        "identifier": dataset.name,
        "license": dataset.licence_url,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": author(dataset)},
        "creditText": dataset.later.whole_attribution,
        "dateModified": dataset.date,
        "version": dataset.version,
        "inLanguage": "fr",
        "keywords": list(dataset.keywords),
        "spatialCoverage": {"@type": "Place", "name": "France"},
        **({"temporalCoverage": f"{years[0]}/{years[1]}"} if years else {}),
        "isBasedOn": [source.url for source in dataset.place_sources],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": choice.label,
                "encodingFormat": choice.media_type.partition(";")[0],
                "contentUrl": address,
            }
            for choice, address in exports
        ],
        **({"includedInDataCatalog": {"@type": "DataCatalog", "url": catalogue}} if catalogue else {}),
    }


def script_text(document: dict[str, Any]) -> str:
    r"""Return a JSON document as what stands between the tags of a script: nothing in it can end it.

    Examples
    --------
    >>> script_text({"name": "</script>"}) == '{"name":"\\u003c/script\\u003e"}'
    True
    """
    return json.dumps(document, separators=(",", ":")).translate(_ESCAPES)

"""What schemathesis loads beside the description of the API: texts of its own format, fewer values to go through."""

from __future__ import annotations

from typing import Any

import schemathesis
from hypothesis import strategies as st

from utils.web.api.openapi import INSEE_FORMAT

schemathesis.openapi.format(INSEE_FORMAT, st.sampled_from(["35238", "2A004", "97411", "75056", "01015"]))


@schemathesis.hook
def before_load_schema(context: Any, raw_schema: dict[str, Any]) -> None:
    # It asks once for each value of each filter. Every address reads them by the same code: at one of them is enough,
    # and one request for each of 101 départements tells no more than for a few.
    for address, path in raw_schema["paths"].items():
        if address == "/regions/{code}.pdf":
            # A document takes as long to make as a hundred other answers.
            code = path["get"]["parameters"][0]["schema"]
            code["enum"] = ["03", "bretagne"]
        for parameter in path["get"]["parameters"]:
            items = parameter["schema"].get("items", {})
            if "enum" in items and (address != "/ptce" or parameter["name"] == "departement"):
                items["enum"] = items["enum"][:2] + items["enum"][-2:]

"""The files that the data package lists."""

from __future__ import annotations

import hashlib

import pytest

from geo.errors import InvalidDataError
from geo.provenance.published import load_published
from geo.schema import DATA_DIR
from tests.conftest import DataCopy


def test_files_are_those_of_the_package() -> None:
    files = load_published()
    assert {"ptce.geojson", "laureats.geojson", "regions/regions.geojson"} <= {file.path for file in files}
    assert all(file.title and file.algorithm == "sha256" and len(file.digest) == 64 for file in files)
    # They are served by the last part of their path.
    assert len({file.path.rpartition("/")[2] for file in files}) == len(files)


def test_size_and_hash_are_those_of_the_file() -> None:
    (poles,) = (file for file in load_published() if file.path == "ptce.geojson")
    content = (DATA_DIR / poles.path).read_bytes()
    assert (poles.size, poles.digest) == (len(content), hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"resources": [{"path": "a"}]}'])
def test_a_package_that_is_none_is_told(data_copy: DataCopy, text: str) -> None:
    (data_copy.path / "datapackage.json").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidDataError, match=r"data/datapackage\.json"):
        load_published(data_copy.path)

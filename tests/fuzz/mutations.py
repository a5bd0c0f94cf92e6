"""Hypothesis strategies that break sound files: bytes, members of a zip, halves of two files."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.fuzz.seeds import pack, seeds, unpack

Change = tuple[str, int, int, bytes]

#: Far more than any length here: places in a file are taken modulo its size.
_FAR = 1_000_000

#: What means something to one of the readers.
_TOKENS = [
    *(
        b'"',
        b'""',
        b";",
        b",",
        b"\t",
        b"\r",
        b"\n",
        b"\r\n",
        b"\0",
        b"=",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xe9",
        b"\xc3",
    ),
    *(b"sep=,\n", b"NaN", b"1e999", b"-", b"\xc2\xa0", "٣".encode(), "²".encode(), b"\\ud800", b"\\u0000", b"_xD800_"),
    *(b"{", b"}", b"[", b"]", b"[" * 3000, b'{"a":' * 3000, b"null", b"true", b"1" * 5000, b"Infinity", b'"type"'),
    *(b'"Feature"', b'"FeatureCollection"', b'"Point"', b'"coordinates"', b'"geometry"', b'"crs"', b'"EPSG:2154"'),
    *(b"<", b">", b"/>", b"<c>", b"</c>", b"<row>", b"<v>", b"<f/>", b"<f>1</f>", b"<is><t>", b'r="A1"', b'r="XFD1"'),
    *(
        b'r="0"',
        b'r="-1"',
        b'r="1048577"',
        b't="s"',
        b't="e"',
        b't="b"',
        b't="d"',
        b's="1"',
        b's="99"',
        b"<!--",
        b"<?x?>",
    ),
    *(
        b'<!DOCTYPE a [<!ENTITY b "c">]>',
        b"&b;",
        b"&#0;",
        b"&#xD800;",
        b"<![CDATA[",
        b"99999999999999999999",
        b"A1:ZZ9",
    ),
    *(
        b'<mergeCell ref="A1:B1"/>',
        b'state="hidden"',
        b'date1904="1"',
        b'encoding="utf-7"',
        b"../",
        b"//",
        b"PK\x01\x02",
    ),
    b"PK\x05\x06",
]

_changes = st.lists(
    st.tuples(
        st.sampled_from(["insert", "overwrite", "delete", "double", "truncate"]),
        st.integers(0, _FAR),
        st.integers(0, 300),
        st.sampled_from(_TOKENS) | st.binary(max_size=6),
    ),
    max_size=6,
)


def change(content: bytes, changes: list[Change]) -> bytes:
    """Apply changes to bytes, one after the other."""
    for kind, where, size, data in changes:
        start = where % (len(content) + 1)
        if kind == "insert":
            content = content[:start] + data + content[start:]
        elif kind == "overwrite":
            content = content[:start] + data + content[start + len(data) :]
        elif kind == "delete":
            content = content[:start] + content[start + size :]
        elif kind == "double":
            content = content[: start + size] + content[start:]
        else:
            content = content[:start]
    return content


@st.composite
def changed(draw: st.DrawFn) -> tuple[bytes, str]:
    """A sound file with some bytes changed."""
    name = draw(st.sampled_from(sorted(seeds())))
    return change(seeds()[name], draw(_changes)), name


@st.composite
def spliced(draw: st.DrawFn) -> tuple[bytes, str]:
    """The start of a sound file and the end of another."""
    one, other = draw(st.sampled_from(sorted(seeds()))), draw(st.sampled_from(sorted(seeds())))
    start, end = draw(st.integers(0, _FAR)), draw(st.integers(0, _FAR))
    head = seeds()[one][: start % (len(seeds()[one]) + 1)]
    return head + seeds()[other][end % (len(seeds()[other]) + 1) :], one


@st.composite
def repacked(draw: st.DrawFn) -> tuple[bytes, str]:
    """A workbook some parts of which are changed, exchanged, removed or renamed."""
    name = draw(st.sampled_from(["cells.xlsx", "excel.xlsx", "template.xlsx"]))
    members = unpack(seeds()[name])
    read = [part for part in members if part.startswith("xl/w") or "rels" in part or "s.xml" in part]
    for _ in range(draw(st.integers(1, 3))):
        part = draw(st.sampled_from([part for part in read if part in members] or ["xl/workbook.xml"]))
        kind = draw(st.sampled_from(["change", "change", "change", "exchange", "remove", "rename", "empty"]))
        if kind == "change":
            members[part] = change(members.get(part, b""), draw(_changes))
        elif kind == "exchange":
            members[part] = draw(st.sampled_from([*members.values(), *seeds().values()]))
        elif kind == "rename":
            members[draw(st.sampled_from(["xl/workbook2.xml", "a", "", "xl/sharedStrings.xml"]))] = members.pop(
                part, b""
            )
        elif kind == "empty":
            members[part] = b""
        else:
            members.pop(part, None)
    return pack(members), name


def anything() -> st.SearchStrategy[tuple[bytes, str]]:
    """Bytes or text out of nothing, under any name."""
    texts = st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
    return st.tuples(st.binary(max_size=300) | texts | st.sampled_from(_TOKENS), st.text(max_size=20))


def tables() -> st.SearchStrategy[tuple[bytes, str]]:
    """Small tables of awkward cells, in each encoding and with each separator."""
    cell = st.sampled_from(["", "a", "é", '"', '""', "1,5", "=1+1", '="02"', "\n", " ", "\u00a0", "\u200b", "'"])
    rows = st.lists(st.lists(cell | st.text(max_size=8), min_size=1, max_size=4), max_size=5)
    ends = st.sampled_from(["\n", "\r\n", "\r"])

    def write(drawn: tuple[list[list[str]], str, str, str]) -> tuple[bytes, str]:
        table, separator, end, encoding = drawn
        return end.join(separator.join(row) for row in table).encode(encoding, "replace"), "liste.csv"

    encodings = st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-be", "mac-roman"])
    return st.tuples(rows, st.sampled_from([";", ",", "\t", "|"]), ends, encodings).map(write)


#: Every way of making a file, by name.
STRATEGIES = {
    "changed": changed(),
    "spliced": spliced(),
    "repacked": repacked(),
    "anything": anything(),
    "tables": tables(),
}

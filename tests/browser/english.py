"""Finding English where a visitor reads or hears it: what is written, what assistive technologies are told, formats."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import streamlit
from playwright.sync_api import Frame, Page

__all__ = ["RECORDER", "english", "said", "streamlit_strings"]

#: Common words of English that are no French words, and those of the controls of Streamlit, Leaflet and Vega.
_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
    about above add added after again all also always and any app apply are area at available back be
    because been before below between both bottom browse but by can cancel cannot changed chart check choose chosen
    clear click close closed collapse column columns connecting connection copied copy could currently dark data day
    decrease decrement default delete did dismiss do does done down download downloading drag drop each edit empty
    ending enter entry error every expand export failed file files filter first for found from full fullscreen get go
    had hand has have heading help here hidden hide high history home how icon if import in increase increment input
    into invalid is item items its keyboard label last layer layers learn least left legend less level light
    link list load loading location log logo lost low make many map maps marker may media menu message more most move
    must name navigate network new next no none not nothing now number of off ok old once one only open option options
    other our out page pages pan part please press previous print privacy put read reconnect refresh reload remove
    report required reset result results right row rows run running same save scroll search see select selected server
    set settings several shift should show showing shown sidebar sign since size skip some something sorted start
    started step still stop stopped submit successfully such sure system than that the their them then there these they
    this those through time to toggle tools top try trying type undo until up upload uploading use used using value
    values view viewport visualization want warning was we week were what when where which while who why will with
    axis container mark rect within without world would wrong year years yes you your
    january february march april june july august september october november december monday tuesday wednesday thursday
    friday saturday sunday
    """,
    )
) - frozenset(
    # Words of French too, spelt the same.
    re.findall(
        r"\w+",
        """
    application but conforme data export filter go import input item label me message menu media on option options
    page pages pan part privacy set size stop type viewport
    """,
    )
)  # fmt: skip

#: What is in English on purpose, and why.
_ALLOWED = (
    # Names of poles, projects, places and programmes, which are not translated.
    r"Fab ?Lab\w*",
    r"Living Labs?",
    # The official name of the licence, in both languages.
    r"Licence Ouverte / Open Licence version 2\.0",
    r"open data",
    r"Tiers-lieu ESS Level",
    # What to type in a terminal.
    r"make run",
    # Lines of a program, and a header of HTTP.
    r"\bprint\(.*",
    r"\brequests\.get\b",
    r"^Link$",
    # An entry of BibTeX, whose fields have these names in any language.
    r"^@misc\{.*",
    # The code of a frame, whose attributes have these names in any language; its title is looked at as a field.
    r"^<iframe .*",
    r"^(?:author|title|year|publisher|url|note|version) = \{.*",
)

_FORMATS = (
    # 1,234 and 1,234.5 for a thousand and more.
    re.compile(r"(?<![\d,.])[1-9]\d{0,2}(?:,\d{3})+\.\d+|(?<![\d,.])[1-9]\d{0,2}(?:,\d{3}){2,}(?!\d)"),
    # 11/23/2026: no month has that number.
    re.compile(r"\b(?:0?[1-9]|1[0-2])/(?:1[3-9]|2\d|3[01])/(?:\d{4}|\d{2})\b"),
    re.compile(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec) \d{1,2}\b"),
    re.compile(r"\b\d{1,2}(?::\d\d)? ?(?:AM|PM|am|pm)\b"),
    re.compile(r"\b\d+(?:\.\d+)? ?[kKMG]B\b"),
)

_BUNDLES = Path(streamlit.__file__).parent / "static" / "static" / "js"
_LITERAL = re.compile(
    r'"?(?:aria-label|title|placeholder|label|alt|aria-roledescription|aria-description|children)"?:`([A-Z][^`$<>]{1,120})`'
)

#: Strings of Streamlit that French writes the same.
_SAME = frozenset({"distance", "notifications", "minimum", "maximum", "index", "menu", "image", "date", "format"})


@cache
def streamlit_strings() -> frozenset[str]:
    """Return the words of the interface of the Streamlit that is installed, read from its bundles, in lower case."""
    found = {
        text.strip().casefold()
        for path in _BUNDLES.glob("*.js")
        for text in _LITERAL.findall(path.read_text(encoding="utf-8"))
    }
    return frozenset(found - _SAME)


def english(texts: Iterable[str], allowed: Iterable[str] = ()) -> dict[str, str]:
    """Return the texts that hold English, each with what gives it away.

    Parameters
    ----------
    texts
        Whatever is shown or said.
    allowed
        Names and titles of the data that are in English on purpose; patterns.
    """
    names = re.compile("|".join([*_ALLOWED, *allowed]), re.IGNORECASE)
    found = {}
    for text in texts:
        # Two letters are those of a sector on its mark.
        if len(text) <= 2:
            continue
        plain = names.sub(
            " ", re.sub(r"(?:https?://|mailto:|www\.)\S+|\S+@\S+|\S+\.(?:csv|json|geojson|xlsx|py|js)\b", " ", text)
        )
        words = [word for word in re.findall(r"(?<![\w'’-])[A-Za-z]+(?![\w'’-])", plain) if word.casefold() in _WORDS]
        formats = [match[0] for pattern in _FORMATS for match in pattern.finditer(plain)]
        known = [text] if text.strip().casefold() in streamlit_strings() else []
        if words or formats or known:
            found[text] = ", ".join([*known, *words, *formats])
    return found


#: Notes, in each frame, what is still there when it is painted: what was put into French before does not count.
RECORDER = """(() => {
  const seen = (window.__said = new Set());
  const NAMES = ["aria-label", "title", "placeholder", "alt", "aria-roledescription", "aria-description",
    "aria-valuetext", "aria-placeholder", "label", "data-tooltip"];
  const skipped = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT"]);
  // The name of an icon, which its font draws.
  const ICON = '[data-testid="stIconMaterial"]';
  const written = (text) => !skipped.has(text.parentNode.nodeName) && !text.parentNode.closest(ICON);
  const note = (text) => { const words = text && text.replace(/\\s+/g, " ").trim(); if (words) seen.add(words); };
  const named = (element) => { for (const name of NAMES) note(element.getAttribute(name)); };
  const all = (node) => {
    if (!node.isConnected) return;
    if (node.nodeType === Node.TEXT_NODE) { if (node.parentNode.closest && written(node)) note(node.data); return; }
    if (node.nodeType !== Node.ELEMENT_NODE && node.nodeType !== Node.DOCUMENT_NODE) return;
    if (node.nodeType === Node.ELEMENT_NODE) named(node);
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let found = walker.nextNode(); found; found = walker.nextNode()) {
      if (found.nodeType === Node.ELEMENT_NODE) named(found);
      else if (written(found)) note(found.data);
    }
  };
  let waiting = [];
  const painted = () => { const nodes = waiting; waiting = []; nodes.forEach(all); };
  new MutationObserver((changes) => {
    if (!waiting.length) requestAnimationFrame(() => setTimeout(painted));
    for (const change of changes) waiting.push(change.target, ...change.addedNodes);
  }).observe(document, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: NAMES,
  });
  // What styles write, and all that is there at the end.
  window.__allSaid = () => {
    all(document);
    note(document.title);
    for (const meta of document.querySelectorAll("meta[name=description], meta[property]")) note(meta.content);
    for (const element of document.querySelectorAll("body *")) {
      for (const pseudo of ["::before", "::after"]) {
        const content = getComputedStyle(element, pseudo).content;
        // What is shown, and after a slash what is told in its place.
        for (const part of (content || "").match(/"(?:[^"\\\\]|\\\\.)*"/g) || []) {
          note(JSON.parse(part.replace(/\\\\(?!["\\\\])/g, "\\\\\\\\")));
        }
      }
      if (element.value && ["INPUT", "BUTTON", "TEXTAREA"].includes(element.nodeName)) note(element.value);
    }
    const texts = [...seen];
    seen.clear();
    return texts;
  };
})()"""


def said(page: Page) -> set[str]:
    """Return what a page that runs `RECORDER`, and its frames, have shown and told since the last call."""
    page.wait_for_function(
        "() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(true))))"
    )
    texts = {text for frame in page.frames if not frame.is_detached() for text in _said_in(frame)}
    # What is told to assistive technologies, as the browser computes it.
    tree = page.locator("body").aria_snapshot()
    names = re.findall(r'"((?:[^"\\]|\\.)*)"', tree)
    return texts | {name.replace('\\"', '"') for name in names}


def _said_in(frame: Frame) -> list[str]:
    return list(frame.evaluate("() => window.__allSaid ? window.__allSaid() : []"))

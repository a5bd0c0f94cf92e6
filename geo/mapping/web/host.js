// What is around the map page: here, the frame that Streamlit gives it inside a page of the atlas. All that the other
// scripts ask of it is here, so that the same map can stand elsewhere with another host (geo/takeaway/host.js).
"use strict";

Atlas.host = (() => {
  const { make } = Atlas.dom;
  const STYLE_PATIENCE = 3000;
  const STYLE_LIMIT = 20000;
  let setHeight = () => {};

  // `fit` gives the frame its height again, `theme` looks at the colours again.
  function follow({ fit, theme }) {
    setHeight = window.Streamlit.setFrameHeight;
    // The component sets the height that Python gave it at each rerun; on a phone the content knows better.
    window.Streamlit.setFrameHeight = () => fit();
    // The page takes its time to change its colours after the visitor has, and more where movements are reduced: every
    // change is then a transition, of no length. So it is looked at for a while.
    let left = 0;
    const look = () => {
      theme();
      left -= 1;
      if (left > 0) requestAnimationFrame(look);
    };
    const soon = () => {
      if (left <= 0) requestAnimationFrame(look);
      left = 90;
    };
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", soon);
    new MutationObserver(soon).observe(around(), { attributes: true, attributeFilter: ["class"] });
  }

  const around = () => window.parent.document.querySelector(".stApp") || window.parent.document.body;

  function isDark() {
    const [red, green, blue] = (getComputedStyle(around()).backgroundColor.match(/[\d.]+/g) || [255, 255, 255]).map(Number);
    return red * 0.3 + green * 0.59 + blue * 0.11 < 128;
  }

  const isStyled = () => Boolean(getComputedStyle(document.documentElement).getPropertyValue("--fond"));

  // The component does not wait for its style sheets, and re-reads them once: nothing has its size before. One that
  // does not come is asked for once more.
  async function styled() {
    const first = performance.now();
    let again = null;
    while (!isStyled()) {
      const waited = performance.now() - first;
      if (!again && waited > STYLE_PATIENCE) again = styleAgain();
      if ((again && again.failed) || waited > STYLE_LIMIT) throw new Error("carte.css");
      await new Promise((resolve) => setTimeout(resolve, 16));
    }
  }

  function styleAgain() {
    const link = document.querySelector('link[rel="stylesheet"][href*="/carte.css"]').cloneNode();
    const state = { failed: false };
    link.onerror = () => (state.failed = true);
    // It came, and has nothing of ours in it.
    link.onload = () => (state.failed = !isStyled());
    document.head.append(link);
    return state;
  }

  // The filters around the frame, which are there once the page has its scripts.
  const panels = () => window.parent.AtlasPanels;

  // The page around is asked for the list in the place of a map that could not be made.
  function withoutMap() {
    if (panels() && panels().withoutMap) panels().withoutMap();
  }

  // The filters know how to keep a click that a cut would lose; says whether they did.
  const toggleRegion = (region) => Boolean(panels() && panels().toggleRegion && panels().toggleRegion(region));

  // Whether the atlas itself is in a frame of another site: the page around says so, see utils/web/static/panels/embed.js.
  const isEmbedded = () => window.parent.document.documentElement.classList.contains("atlas-integre");

  // Followed by the page around the frame, without loading it anew where it knows how; from another site, in a new window.
  function sheetLink(id, text) {
    const page = new URL("../../pole", document.baseURI);
    page.search = new URLSearchParams([...new URLSearchParams(window.parent.location.search)].filter(([name]) => !["pole", "embed", "embed_options"].includes(name)).concat([["id", id]]));
    if (isEmbedded()) return make("a", { class: "fiche-complete", href: page.href, target: "_blank", rel: "noopener" }, text);
    return make("a", { class: "fiche-complete", href: page.href, target: "_parent", onclick: (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (panels() && panels().go(page.href)) event.preventDefault();
    } }, text);
  }

  return {
    follow, isDark, isEmbedded, styled, withoutMap, toggleRegion, sheetLink,
    setHeight: (height) => setHeight(height),
    screenHeight: () => window.parent.innerHeight,
    FAILED: "La carte n'a pas pu être chargée. Rechargez la page ; la liste reste disponible dans « Liste et exports ».",
  };
})();

// The one event of the component that we use: what the visitor did, numbered so that a repeat is still an event.
Atlas.channel = () => {
  let count = 0;
  const tell = (change) => {
    count += 1;
    const feature = { type: "Feature", geometry: null, properties: { ...change, seq: count } };
    const value = { last_active_drawing: feature };
    window.__GLOBAL_DATA__.last_active_drawing = feature;
    // Else the component would report the same event again at the next click or move.
    window.__GLOBAL_DATA__.previous_data = value;
    window.Streamlit.setComponentValue(value);
  };
  tell.count = () => count;
  tell.startAt = (number) => (count = Math.max(count, number));
  return tell;
};

// The component asks every clicked layer for its GeoJSON and reports what is new: answer that nothing is.
Atlas.lastEvent = () => window.__GLOBAL_DATA__.last_active_drawing;

// The frame that Streamlit gives us: its height, its theme, and the moment the map has a size.
"use strict";

Atlas.frame = (() => {
  const NARROW = 760;
  const STYLE_PATIENCE = 3000;
  const STYLE_LIMIT = 20000;
  const waiting = [];
  const listeners = [];
  let page = null;
  let map = null;
  let setHeight = () => {};

  function follow(node, leaflet) {
    page = node;
    map = leaflet;
    setHeight = window.Streamlit.setFrameHeight;
    // The component sets the height that Python gave it at each rerun; on a phone the content knows better.
    window.Streamlit.setFrameHeight = () => fit();
    const watch = new ResizeObserver(resized);
    watch.observe(document.documentElement);
    // The toolbar comes after the map and takes some of its height.
    watch.observe(leaflet.getContainer());
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
    new MutationObserver(soon).observe(host(), { attributes: true, attributeFilter: ["class"] });
    theme();
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
    page.style.visibility = "";
    theme();
    resized();
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

  function resized() {
    const narrow = document.documentElement.clientWidth < NARROW;
    page.classList.toggle("etroit", narrow);
    page.classList.toggle("large", !narrow);
    page.style.setProperty("--haut-ecran", `${window.parent.innerHeight}px`);
    map.invalidateSize({ pan: false, animate: false });
    const size = map.getSize();
    if (size.x > 0 && size.y > 0) waiting.splice(0).forEach((callback) => callback());
    listeners.forEach((callback) => callback());
    fit();
  }

  function whenSized(callback) {
    const size = map.getSize();
    if (size.x > 0 && size.y > 0 && page.classList.length > 1) callback();
    else waiting.push(callback);
  }

  // On a wide screen the style sheet of the page gives the frame its height; on a narrow one it grows with its content.
  function fit() {
    if (page.classList.contains("etroit")) setHeight(Math.ceil(page.getBoundingClientRect().height));
  }

  const host = () => window.parent.document.querySelector(".stApp") || window.parent.document.body;

  function theme() {
    const [red, green, blue] = (getComputedStyle(host()).backgroundColor.match(/[\d.]+/g) || [255, 255, 255]).map(Number);
    document.documentElement.dataset.theme = red * 0.3 + green * 0.59 + blue * 0.11 < 128 ? "sombre" : "clair";
  }

  return { follow, styled, fit, whenSized, onResize: (callback) => listeners.push(callback), theme };
})();

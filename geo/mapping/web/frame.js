// The room that the map page has: its width, its height, its theme, and the moment the map has a size.
"use strict";

Atlas.frame = (() => {
  const NARROW = 760;
  const waiting = [];
  const listeners = [];
  let page = null;
  let map = null;

  function follow(node, leaflet) {
    page = node;
    map = leaflet;
    Atlas.host.follow({ fit, theme });
    const watch = new ResizeObserver(resized);
    watch.observe(document.documentElement);
    // The toolbar comes after the map and takes some of its height.
    watch.observe(leaflet.getContainer());
    theme();
  }

  async function styled() {
    await Atlas.host.styled();
    page.style.visibility = "";
    theme();
    resized();
  }

  function resized() {
    const narrow = document.documentElement.clientWidth < NARROW;
    page.classList.toggle("etroit", narrow);
    page.classList.toggle("large", !narrow);
    page.classList.toggle("integre", Atlas.host.isEmbedded());
    page.style.setProperty("--haut-ecran", `${Atlas.host.screenHeight()}px`);
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

  // On a wide screen, and in a frame of another site, the style sheet of the page gives the frame its height; on a narrow
  // screen it grows with its content.
  function fit() {
    if (!Atlas.host.isEmbedded() && page.classList.contains("etroit")) Atlas.host.setHeight(Math.ceil(page.getBoundingClientRect().height));
  }

  function theme() {
    document.documentElement.dataset.theme = Atlas.host.isDark() ? "sombre" : "clair";
  }

  return { follow, styled, fit, whenSized, onResize: (callback) => listeners.push(callback), theme };
})();

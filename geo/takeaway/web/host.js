// What is around the map: a page that stands alone, from a file as well as from a server. Everything that
// geo/mapping/web/host.js gives, without a frame and without a server.
"use strict";

Atlas.host = (() => {
  const { make, link } = Atlas.dom;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let printing = false;
  let toggle = () => false;
  let online = null;

  function follow({ theme }) {
    dark.addEventListener("change", theme);
    // Paper is white.
    for (const [event, on] of [["beforeprint", true], ["afterprint", false]]) {
      window.addEventListener(event, () => {
        printing = on;
        theme();
      });
    }
  }

  function withoutMap() {
    const table = document.getElementById("tableau");
    table.open = true;
    table.scrollIntoView();
  }

  // To the same pole in the atlas itself, for whoever is connected.
  function sheetLink(id, text) {
    if (!online) return make("span");
    const page = link(`${online}${encodeURIComponent(id)}`, `${text} (en ligne)`);
    page.setAttribute("class", "fiche-complete");
    return page;
  }

  return {
    follow, withoutMap, sheetLink,
    isDark: () => dark.matches && !printing,
    isEmbedded: () => false,
    styled: async () => {},
    setHeight: () => {},
    screenHeight: () => window.innerHeight,
    toggleRegion: (region) => toggle(region),
    onRegion: (callback) => (toggle = callback),
    // Address of the sheet of a pole, to which its id is added.
    setOnline: (address) => (online = address),
    FAILED: "La carte n'a pas pu être affichée ; les mêmes pôles sont dans le tableau qui suit.",
  };
})();

Atlas.lastEvent = () => null;

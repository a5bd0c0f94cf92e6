// Top of the page: its name and the links between the pages.
"use strict";

AtlasParts.header = (() => {
  const { make } = AtlasParts.dom;
  const { panel } = AtlasParts.panel;
  const { choice, pages, places, words } = AtlasParts;

  // For the answer to a click, before a link is followed without it.
  const LONGEST_WAIT = 3000;

  const header = panel((place) => {
    const links = new Map();
    const nav = make("nav", { "aria-label": "Pages" });
    place.append(
      make("header", { class: "atlas-entete" },
        make("div", {}, make("p", { class: "atlas-nom" }, "Atlas des PTCE"),
          make("p", {}, "Les pôles territoriaux de coopération économique")),
        nav),
    );
    let shown = null;
    let known = null;

    // These links carry the filters: a click that the server has yet to answer must be in them.
    nav.addEventListener("click", async (event) => {
      const link = event.target.closest("a");
      const { turn, seq } = choice.told();
      if (!link || !pages.isPlain(event) || (known.turn >= turn && known.seq >= seq)) return;
      event.preventDefault();
      const limit = performance.now() + LONGEST_WAIT;
      while ((known.turn < turn || known.seq < seq) && performance.now() < limit) await new Promise(requestAnimationFrame);
      pages.go(link.href);
    });

    return (data) => {
      known = data;
      pages.follow(data.paths);
      words.use(data.glossary);
      for (const page of data.pages) {
        if (!links.has(page.path)) {
          links.set(page.path, make("a", {}, page.label));
          nav.append(links.get(page.path));
        }
        const link = links.get(page.path);
        link.href = new URL(page.href, document.baseURI).href;
        page.current ? link.setAttribute("aria-current", page.current) : link.removeAttribute("aria-current");
      }
      places.know(data);
      // It scrolls, so Streamlit lets the focus stop there: under a name, else a screen reader reads all of it.
      document.querySelector('[data-testid="stMain"]').setAttribute("aria-label", "Contenu");
      const now = data.place.join("/");
      const before = shown;
      shown = now;
      if (before === null || before === now) return;
      // Another page begins at its top, as if it had been loaded.
      document.querySelector('[data-testid="stMain"]').scrollTo(0, 0);
      places.arrive(() => shown === now);
    };
  });

  return { header };
})();

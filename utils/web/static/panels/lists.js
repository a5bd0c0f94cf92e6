// What the lists to search have in common: a file drawn once, an entry that the address names, columns.
"use strict";

AtlasParts.lists = (() => {
  const { make } = AtlasParts.dom;
  const { load } = AtlasParts.files;
  const { panel } = AtlasParts.panel;

  // Draws the content of a file once, where the component is; says so if it cannot be had.
  const fromFile = (draw) => panel((place) => {
    const node = make("div", { class: "atlas-page" }, make("p", { role: "status" }, "Chargement…"));
    place.append(node);
    let drawn = null;
    return async (data) => {
      const key = `${data.file} ${data.query}`;
      if (key === drawn) return;
      drawn = key;
      try {
        node.replaceChildren(...draw(await load(data.file), data));
        reveal();
      } catch (error) {
        drawn = null;
        node.replaceChildren();
        throw error;
      }
    };
  });

  // An entry that the address names (« #g012 ») is brought into view and receives the focus.
  function reveal() {
    const node = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!node || !node.matches("[data-entree]")) return;
    node.hidden = false;
    for (let group = node.parentElement; group; group = group.parentElement) if (group.hidden) group.hidden = false;
    for (const other of document.querySelectorAll("[data-entree]")) other.style.background = other === node && other.dataset.entree === "terme" ? "var(--doux)" : "";
    node.scrollIntoView({ block: "start" });
    node.focus({ preventScroll: true });
  }
  window.addEventListener("hashchange", reveal);

  // As many columns as there is room for; entries follow each other from left to right.
  const columns = { display: "grid", gridTemplateColumns: "repeat(auto-fill, minmax(min(100%, 25rem), 1fr))", gap: "0 2.2rem", alignItems: "start" };
  const small = (...content) => make("p", { class: "atlas-second", style: { margin: "0 0 0.25rem" } }, ...content);

  return { fromFile, columns, small };
})();

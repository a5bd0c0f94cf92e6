// The glossary: its terms by letter, to be searched.
"use strict";

AtlasParts.glossary = (() => {
  const { make } = AtlasParts.dom;
  const { finder, plain } = AtlasParts.finder;
  const { columns, fromFile, small } = AtlasParts.lists;

  const glossaire = fromFile((content) => {
    const entries = content.termes.map((item) => {
      const node = make("article", { "data-entree": "terme", id: item.id, tabindex: "-1", "aria-labelledby": `${item.id}-nom`, style: { margin: "0 0 1rem", padding: "0.1rem 0.4rem", scrollMarginTop: "1rem", borderRadius: "6px", breakInside: "avoid" } },
        make("h3", { id: `${item.id}-nom`, style: { margin: "0 0 0.1rem" } }, item.terme, item.developpe ? make("span", { style: { fontWeight: "400" } }, ` – ${item.developpe}`) : null),
        make("p", { style: { margin: "0 0 0.2rem" } }, item.definition),
        item.autres.length ? small(`Autres noms\u00a0: ${item.autres.join(", ")}`) : null,
        item.note ? small(item.note) : null,
        small(`${content.categories[item.categorie]} · ${content.fondements[item.fondement]}${item.sources.length ? `\u00a0: ${item.sources.map((position) => content.titres[position]).join("\u00a0; ")}` : ""}`));
      return { node, letter: item.lettre, text: plain([item.terme, item.developpe, ...item.autres, item.definition, item.note].join(" ")), kinds: [item.categorie] };
    });
    const letters = [...new Set(entries.map((entry) => entry.letter))];
    const groups = letters.map((letter) => {
      const own = entries.filter((entry) => entry.letter === letter);
      const node = make("section", { "aria-labelledby": `lettre-${letter}` }, make("h2", { id: `lettre-${letter}`, "data-entree": "lettre", tabindex: "-1" }, letter), make("div", { style: columns }, own.map((entry) => entry.node)));
      const link = make("li", { style: { margin: "0" } }, make("a", { href: `#lettre-${letter}`, "aria-label": `Lettre ${letter}`, style: { display: "block", minWidth: "1.6rem", padding: "0.15rem 0.3rem", textAlign: "center" } }, letter));
      return [{ node, entries: own }, { node: link, entries: own }];
    });
    const kinds = Object.entries(content.categories).map(([kind, label]) => [kind, label, entries.filter((entry) => entry.kinds.includes(kind)).length]);
    const tool = finder({ name: "glossaire", label: "Rechercher un terme", legend: "N'afficher que", kinds, nouns: ["terme", "termes"], entries, groups: groups.flat() });
    const index = make("nav", { class: "atlas-ecran", "aria-label": "Lettres" }, make("ul", { style: { display: "flex", flexWrap: "wrap", gap: "0.1rem", listStyle: "none", margin: "0", padding: "0" } }, groups.map(([, link]) => link.node)));
    return [tool.node, index, ...groups.map(([group]) => group.node)];
  });

  return { glossaire };
})();

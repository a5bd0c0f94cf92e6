// The timeline: its events by decade and year, to be searched.
"use strict";

AtlasParts.timeline = (() => {
  const { make } = AtlasParts.dom;
  const { finder, plain } = AtlasParts.finder;
  const { columns, fromFile, small } = AtlasParts.lists;
  const { mark } = AtlasParts.words;

  const chronologie = fromFile((content, data) => {
    const pole = ([id, name]) => make("a", { href: new URL(`./pole?${data.query ? `${data.query}&` : ""}id=${id}`, document.baseURI).href }, name);
    const between = (nodes) => nodes.flatMap((one, position) => (position ? [", ", one] : [one]));
    const entries = content.evenements.map((item) => {
      const node = make("li", { "data-entree": "evenement", id: item.id, tabindex: "-1", style: { margin: "0 0 0.9rem", breakInside: "avoid" } },
        make("strong", { style: { display: "block" } }, item.titre),
        small(`${item.date} · ${content.portees[item.portee]}`, item.lieu ? ` · ${item.lieu}` : null),
        make("p", { style: { margin: "0 0 0.25rem" } }, item.description.map(mark)),
        item.poles.length ? make("p", { style: { margin: "0 0 0.25rem" } }, item.poles.length > 1 ? "Pôles\u00a0: " : "Pôle\u00a0: ", between(item.poles.map(pole))) : null,
        item.discute ? make("details", { class: "atlas-source", "data-deplie-imprime": true }, make("summary", {}, make("strong", {}, content.mention)), make("p", {}, item.discute)) : null,
        small(`Source\u00a0: ${content.documents[item.document]}`));
      const words = [item.titre, item.date, item.lieu, ...item.description.flat(), ...item.poles.flat(), item.discute || ""];
      return { node, year: item.annee, text: plain(words.join(" ")), kinds: [item.portee, ...(item.discute ? ["discute"] : [])] };
    });
    const groups = [];
    const decades = [...new Set(entries.map((entry) => Math.floor(entry.year / 10) * 10))].map((decade) => {
      const years = [...new Set(entries.map((entry) => entry.year))].filter((year) => Math.floor(year / 10) * 10 === decade).map((year) => {
        const own = entries.filter((entry) => entry.year === year);
        const node = make("div", { style: { display: "grid", gridTemplateColumns: "3.6rem minmax(0, 1fr)", gap: "0 1rem" } },
          make("h3", { style: { margin: "0", fontVariantNumeric: "tabular-nums" } }, String(year)),
          make("ul", { style: { ...columns, listStyle: "none", margin: "0", padding: "0.1rem 0 0 1.1rem", borderLeft: "3px solid var(--accent)" } }, own.map((entry) => entry.node)));
        groups.push({ node, entries: own });
        return node;
      });
      const node = make("section", { "aria-labelledby": `annees-${decade}` }, make("h2", { id: `annees-${decade}` }, `Années ${decade}`), ...years);
      groups.push({ node, entries: entries.filter((entry) => Math.floor(entry.year / 10) * 10 === decade) });
      return node;
    });
    const count = (kind) => entries.filter((entry) => entry.kinds.includes(kind)).length;
    const kinds = [...Object.entries(content.portees), ["discute", content.mention[0].toUpperCase() + content.mention.slice(1)]].map(([kind, label]) => [kind, label, count(kind)]);
    const tool = finder({ name: "chronologie", flag: "discute", label: "Rechercher dans la chronologie", legend: "N'afficher que", kinds, nouns: ["événement", "événements"], entries, groups });
    return [tool.node, ...decades];
  });

  return { chronologie };
})();

// A facet of the filters: its boxes to tick, each with its count, and those of départements under their region.
"use strict";

AtlasParts.facets = (() => {
  const { make } = AtlasParts.dom;
  const { choice } = AtlasParts;

  function createFacet(facet, send) {
    const options = new Map();
    const number = make("span", { class: "atlas-choisis" });
    const list = make("ul");
    const node = make("details", { class: "atlas-facette", "data-facette": facet.key, open: facet.open },
      make("summary", {}, facet.title, " ", number),
      make("fieldset", { class: "atlas-champs" }, make("legend", { class: "atlas-lecteur" }, facet.title), list));
    let latest = null;

    function update(next) {
      latest = next;
      const chosen = choice.get(facet.key);
      number.textContent = chosen.length ? String(chosen.length) : "";
      for (const value of next.values) {
        if (!options.has(value.v)) {
          options.set(value.v, createOption(facet.key, value, (on) => {
            const others = choice.get(facet.key).filter((other) => other !== value.v);
            choice.change({ [facet.key]: on ? [...others, value.v] : others }, send);
          }));
          list.append(options.get(value.v).node);
        }
        options.get(value.v).update({ ...value, on: chosen.includes(value.v) });
      }
      const present = new Set(next.values.map((value) => value.v));
      for (const [key, option] of options) option.node.hidden = !present.has(key);
      if (chosen.length && !node.open && !node.dataset.vu) node.open = true;
      if (chosen.length) node.dataset.vu = "oui";
    }
    choice.watch(() => update(latest));

    let inner = null;
    // The départements of the chosen regions, each under its region.
    function nest(facetOfDepartements, send) {
      if (!inner) inner = createFacet(facetOfDepartements, send);
      inner.update(facetOfDepartements);
      for (const value of facetOfDepartements.values) {
        const home = options.get(value.in);
        if (!home) continue;
        let branch = home.node.querySelector("ul");
        if (!branch) home.node.append((branch = make("ul", { "aria-label": "Départements" })));
        branch.append(inner.option(value.v).node);
      }
    }

    return { node, update, nest, option: (key) => options.get(key) };
  }

  function createOption(facet, value, toggle) {
    const box = make("input", { type: "checkbox", name: `${facet}-${value.v}`, onchange: () => toggle(box.checked) });
    const count = make("span", { class: "atlas-compte" });
    const mark = value.mark
      ? make("span", { class: "atlas-marque", "aria-hidden": "true", style: { background: value.mark[1], color: value.mark[2] } }, value.mark[0])
      : null;
    const node = make("li", {}, make("label", {}, box, mark, make("span", { class: "atlas-libelle" }, value.l), " ", count, make("span", { class: "atlas-lecteur" }, " PTCE")));
    function update(next) {
      box.checked = next.on;
      count.textContent = String(next.n);
      node.classList.toggle("atlas-vide", next.n === 0 && !next.on);
    }
    return { node, update };
  }

  return { createFacet };
})();

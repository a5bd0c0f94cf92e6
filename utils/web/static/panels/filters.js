// The filters: the search, the circle around a place, the later calls, the facets.
"use strict";

AtlasParts.filters = (() => {
  const { make } = AtlasParts.dom;
  const { load } = AtlasParts.files;
  const { SEARCH_PAUSE, panel } = AtlasParts.panel;
  const { createFacet } = AtlasParts.facets;
  const { choice, near } = AtlasParts;

  const filters = panel((place, send) => {
    let pause = null;
    const search = make("input", {
      type: "search", id: "atlas-recherche", maxlength: "100", autocomplete: "off", placeholder: "Nom, commune, activité…",
      oninput: () => {
        clearTimeout(pause);
        pause = setTimeout(() => { pause = null; choice.change({ q: search.value }, send); }, SEARCH_PAUSE);
      },
    });
    const facets = make("div");
    choice.tellBy(send);
    const later = make("input", { type: "checkbox", name: "appels", onchange: () => choice.change({ appels: later.checked }, send) });
    const laterLabel = make("span", { class: "atlas-libelle" });
    const laterLine = make("label", { class: "atlas-appels" }, later, laterLabel);
    choice.watch(() => (later.checked = choice.get("appels")));
    place.append(
      make("section", { class: "atlas-filtres", role: "search", "aria-label": "Filtres" },
        make("h2", {}, "Filtrer les pôles"),
        make("label", { for: "atlas-recherche" }, "Rechercher"), search, near.slot, laterLine, facets),
    );
    const known = new Map();

    // What is counted, with what it is called. Départements show inside the regions that are chosen, where they hold poles.
    function described(facet, data) {
      const counted = facet.values.map((value, position) => ({ ...value, n: data.counts[facet.key][position] || 0, on: data.chosen[facet.key].includes(value.v) }));
      return { ...facet, values: counted.filter((value) => !value.in || value.on || (value.n && data.chosen.region.includes(value.in))) };
    }

    return async (data) => {
      const vocabulary = await load(data.file);
      choice.serve(vocabulary, data, send);
      near.settle();
      later.checked = choice.get("appels");
      laterLabel.textContent = vocabulary.appels;
      // Never under the fingers of somebody typing.
      if (pause === null && search.value.trim() !== data.q && document.activeElement !== search) search.value = data.q;
      if (pause === null && !data.q && document.activeElement !== search) search.value = "";
      for (const facet of vocabulary.facets.map((one) => described(one, data))) {
        if (facet.key === "departement") {
          known.get("region").nest(facet, send);
          continue;
        }
        if (!known.has(facet.key)) {
          known.set(facet.key, createFacet(facet, send));
          facets.append(known.get(facet.key).node);
        }
        known.get(facet.key).update(facet);
      }
    };
  });

  return { filters };
})();

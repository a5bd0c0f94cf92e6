// Above the map: one button a view with its count, the two options, the legend.
"use strict";

Atlas.toolbar = (() => {
  const { make } = Atlas.dom;

  function create(settings, { look, toggle }) {
    const views = new Map();
    for (const view of settings.vues) {
      const count = make("span", { class: "compte" });
      const button = make("button", { type: "button", onclick: () => look(view.cle) }, view.nom, " ", count, make("span", { class: "lecteur" }, " PTCE"));
      views.set(view.cle, { view, button, count });
    }
    const options = new Map(
      [
        ["ombrage", "Ombrage", "Colorer les régions selon leur nombre de pôles affichés"],
        // Where there is no network, there are no tiles.
        ...(settings.plan ? [["plan", "Plan IGN", "Afficher le fond de plan de l'IGN (demandé à data.geopf.fr)"]] : []),
      ].map(([key, text, title]) => [
        key,
        make("button", { type: "button", class: "option", title, onclick: () => toggle(key) }, text),
      ]),
    );
    const node = make(
      "div",
      { class: "barre", role: "group", "aria-label": "Vues de la carte" },
      ...[...views.values()].map((entry) => entry.button),
    );
    const switches = make("div", { class: "options", role: "group", "aria-label": "Options de la carte" }, ...options.values());

    function show(state, counts) {
      for (const [key, { view, button, count }] of views) {
        const total = view.regions.reduce((sum, code) => sum + (counts[code] || 0), 0);
        count.textContent = String(total);
        button.setAttribute("aria-pressed", String(key === state.vue));
        button.classList.toggle("vide", total === 0);
      }
      for (const [key, button] of options) button.setAttribute("aria-pressed", String(state[key]));
    }

    return { node, options: switches, show };
  }

  function legend(settings, present) {
    const sectors = Object.entries(settings.secteurs).filter(([code]) => present.has(code));
    const items = sectors.map(([, sector]) => make("li", {}, Atlas.marks.swatch(sector), sector.libelle));
    const unknown = settings.secteurs[Atlas.marks.UNKNOWN];
    const vague = Atlas.marks.swatch(unknown, { vague: true });
    const later = Atlas.marks.swatch(unknown, { later: true });
    const steps = Atlas.ground.STEPS;
    const scale = ["0", ...steps.map((step, i) => (i + 1 < steps.length ? range(step, steps[i + 1] - 1) : `${step} et plus`))];
    return make(
      "details",
      { class: "legende" },
      make("summary", {}, "Légende"),
      make("p", {}, "Couleur et lettres : premier secteur du pôle."),
      make("ul", { class: "secteurs" }, ...items),
      make("ul", {}, make("li", {}, vague, "Losange pointillé : commune inconnue, point au milieu du département ou de la région"),
        make("li", {}, later, `Carré : lauréat d'un appel de ${settings.appels.annees[0]} à ${settings.appels.annees.at(-1)}, hors du panel de 2016 (pointillé : commune inconnue)`),
        make("li", {}, make("span", { class: "anneau", "aria-hidden": "true" }, make("b", {}, "3")), "Plusieurs pôles proches : anneau par secteur, cliquer pour ouvrir")),
      make("p", { class: "echelle-titre" }, "Ombrage : pôles affichés par région"),
      make("ul", { class: "echelle" }, ...scale.map((text, i) => make("li", {}, make("span", { "data-niveau": String(i) }), text))),
    );
  }

  const range = (from, to) => (from === to ? String(from) : `${from} à ${to}`);

  return { create, legend };
})();

// The bar of results: what is found, what is filtered, what to do where nothing is found, the exports.
"use strict";

AtlasParts.results = (() => {
  const { make, write } = AtlasParts.dom;
  const { panel } = AtlasParts.panel;
  const { redraw } = AtlasParts.reading;
  const { choice, mapWatch } = AtlasParts;

  const nearestList = (poles) => make("ul", { class: "atlas-proches" }, poles.map((pole) =>
    make("li", {}, make("a", { href: new URL(pole.href, document.baseURI).href }, pole.label), ` (${pole.place}), `, make("b", {}, pole.distance))));

  const results = panel((place, send) => {
    const lift = (name) => choice.change({ [name]: choice.nothing()[name] }, send);
    const drop = (name, value) => (name in choice.NOTHING ? lift(name) : choice.change({ [name]: choice.get(name).filter((other) => other !== value) }, send));
    const clear = () => choice.change(choice.nothing(), send);
    const heading = make("h1", { class: "atlas-lecteur", tabindex: "-1" });
    const sentence = make("strong");
    const hint = make("span", { class: "atlas-lecteur" });
    const source = make("span", { class: "atlas-liste-source" });
    const chips = make("ul", { class: "atlas-puces", "aria-label": "Filtres actifs" });
    const advice = make("div", { class: "atlas-conseils" });
    const notice = make("p", { class: "atlas-notice", role: "status" });
    const groups = make("div", { class: "atlas-menu" });
    place.append(
      make("section", { class: "atlas-resultats", "aria-label": "Résultats" },
        heading,
        make("div", { class: "atlas-ligne" },
          make("p", { role: "status", "aria-live": "polite" }, sentence, " ", source, hint),
          make("div", { class: "atlas-actions" },
            make("button", { type: "button", class: "atlas-partager", "aria-haspopup": "dialog", "data-partager": true }, "Partager"),
            make("details", { class: "atlas-exports" }, make("summary", {}, "Exporter"), groups))),
        notice, chips, advice),
    );
    const menu = place.querySelector(".atlas-exports");
    document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });

    return (data) => {
      // After this run: the frame of the map is below.
      setTimeout(() => mapWatch.watch(send));
      write(heading, data.title);
      write(sentence, data.sentence);
      write(source, `(${data.list})`);
      write(hint, data.advice.length || data.nearest ? " Des pistes pour en retrouver suivent." : "");
      write(notice, data.notice || "");
      notice.hidden = !data.notice;
      const { path, query } = data.exports;
      redraw(groups, data.exports.groups.flatMap(([group, formats], rank) => [
        make("p", { id: `atlas-exports-${rank}` }, group),
        make("ul", { "aria-labelledby": `atlas-exports-${rank}` }, formats.map(([label, extension]) =>
          make("li", {}, make("a", { href: `${path}${extension}${query}`, download: true }, label)))),
      ]));
      const widen = (km) => choice.change({ rayon: km }, send);
      const items = data.chips.map((chip) =>
        make("li", {}, make("button", { type: "button", class: "atlas-puce", "aria-label": `Retirer le filtre ${chip.label}`, onclick: () => drop(chip.facet, chip.value) },
          chip.label, make("span", { "aria-hidden": "true" }, " ×"))));
      if (items.length) items.push(make("li", {}, make("button", { type: "button", class: "atlas-effacer", onclick: clear }, "Tout effacer")));
      else items.push(make("li", { class: "atlas-astuce" }, data.tip));
      redraw(chips, items, heading);
      advice.hidden = !data.advice.length && !data.nearest;
      const act = (item) => (item.add ? choice.change({ [item.add]: true }, send) : item.radius ? widen(item.radius) : lift(item.facet));
      redraw(advice, [
        ...(data.nearest ? [make("p", {}, data.nearest.title), nearestList(data.nearest.poles)] : []),
        ...(data.advice.length ? [make("p", {}, data.nearest ? "Pour en retrouver :" : "Aucun pôle ne réunit tous ces critères. Pour en retrouver :"),
          ...data.advice.map((item) => make("button", { type: "button", onclick: () => act(item) }, item.label))] : [])], heading);
    };
  });

  return { results };
})();

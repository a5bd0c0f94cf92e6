// Beside the map: the same poles as a table, or the card of the pole in hand.
"use strict";

Atlas.panel = (() => {
  const { make } = Atlas.dom;

  function create(settings, poles, { choose, leave, hover }) {
    const rows = new Map();
    const caption = make("caption", { class: "lecteur" });
    const body = make("tbody", { role: "rowgroup" });
    for (const pole of poles) {
      const row = line(pole, settings, choose);
      row.addEventListener("mouseenter", () => hover(pole.id, true));
      row.addEventListener("mouseleave", () => hover(pole.id, false));
      rows.set(pole.id, row);
      body.append(row);
    }
    const head = make(
      "thead",
      { class: "lecteur", role: "rowgroup" },
      make("tr", { role: "row" }, ...["Secteur", "Pôle et lieu", "Lauréat"].map((name) => make("th", { scope: "col", role: "columnheader" }, name))),
    );
    const title = make("h2", { class: "liste-titre", tabindex: "-1" });
    const empty = make("p", { class: "liste-vide", hidden: true }, "Aucun pôle ne correspond aux filtres.");
    const table = make("table", { role: "table" }, caption, head, body);
    const list = make("div", { class: "liste" }, title, empty, table);
    const remark = make("p", { class: "fiche-hors", role: "status", hidden: true }, "Ce pôle ne répond pas aux filtres en cours : il n'est pas sur la carte.");
    const slot = make("div", { class: "fiche-place", hidden: true });
    const node = make("aside", { class: "panneau", "aria-label": "Liste des pôles affichés" }, remark, slot, list);
    let chosen = null;
    let sorted = false;

    // Around a place: the nearest first, each with its distance.
    function show(ids, autour = null) {
      const kept = new Set(ids);
      const order = autour ? Object.keys(autour.poles) : poles.map((pole) => pole.id);
      const far = new Map(autour ? Object.entries(autour.poles) : []);
      if (far.size || sorted) body.append(...order.map((id) => rows.get(id)));
      sorted = far.size > 0;
      for (const { id, flou } of poles) {
        const told = rows.get(id).querySelector(".ligne-distance");
        told.textContent = far.has(id) ? distance(far.get(id), flou) : "";
        told.hidden = !far.has(id);
      }
      for (const [id, row] of rows) row.hidden = !kept.has(id);
      const text = kept.size === 1 ? "1 pôle" : `${kept.size} pôles`;
      title.textContent = text;
      caption.textContent = `Liste de ${text}, les mêmes que sur la carte`;
      empty.hidden = kept.size > 0;
      table.hidden = !kept.size;
    }

    const outside = (filteredOut) => (remark.hidden = !filteredOut);

    function card(pole, { focus = false, outside: filteredOut = false } = {}) {
      outside(filteredOut);
      if (chosen) rows.get(chosen).classList.remove("choisie");
      const left = chosen;
      chosen = pole ? pole.id : null;
      list.hidden = Boolean(pole);
      slot.hidden = !pole;
      slot.replaceChildren(...(pole ? [Atlas.sheet.card(pole, leave)] : []));
      node.scrollTop = 0;
      if (pole) {
        rows.get(pole.id).classList.add("choisie");
        if (focus) slot.querySelector("h2").focus({ preventScroll: true });
      } else if (left) {
        const button = rows.get(left).querySelector("button");
        button.scrollIntoView({ block: "nearest" });
        if (focus) button.focus({ preventScroll: true });
        // On a phone the frame has yet to grow back to the length of the list.
        window.addEventListener("resize", () => button.scrollIntoView({ block: "nearest" }), { once: true });
      }
    }

    // From outside: the heading of what stands here, the list or a card.
    function enter() {
      const heading = [...node.querySelectorAll("h2")].find((one) => one.offsetParent);
      if (!heading) return false;
      heading.setAttribute("tabindex", "-1");
      heading.focus();
      return true;
    }

    return { node, show, card, outside, enter };
  }

  // As `tell_km` of geo/proximity.py writes it.
  function distance(km, vague) {
    const [before, number] = km < 1 ? [vague ? "environ " : "moins de ", 1] : [vague ? "environ " : "", km];
    return `${before}${number}\u00a0km`;
  }

  function line(pole, settings, choose) {
    const name = make("button", { type: "button", class: "ligne-nom" }, pole.nom);
    const row = make(
      "tr",
      { "data-id": pole.id, role: "row" },
      make("td", { role: "cell" }, Atlas.marks.poleSwatch(pole, settings), make("span", { class: "lecteur" }, pole.secteur)),
      make("th", { scope: "row", role: "rowheader" }, name, make("span", { class: "ligne-lieu" }, pole.lieu), make("span", { class: "ligne-distance", hidden: true })),
      make("td", { class: "ligne-annee", role: "cell" }, pole.annees.length ? pole.annees.join(", ") : make("span", { class: "lecteur" }, pole.laureat)),
    );
    row.addEventListener("click", () => choose(pole.id));
    return row;
  }

  return { create };
})();

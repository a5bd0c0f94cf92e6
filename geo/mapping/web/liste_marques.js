// The marks of the list over the poles, and what they say when they are opened.
"use strict";

Atlas.ownMarks = (() => {
  const { make, link } = Atlas.dom;

  const format = (number) => number.toLocaleString("fr-FR");

  // A layer of the deployment holds places; a visitor's file, lines.
  const count = (number, name) => `${format(number)} ${name ? "lieu" : "ligne"}${number > 1 ? (name ? "x" : "s") : ""}`;

  // `name`: what the list is called, null for a visitor's own; `cards`: those of some rows; `lost`: told of a failure.
  function create(map, { name, cards, lost }) {
    const ofList = () => (name() ? `de «\u00a0${name()}\u00a0»` : "de votre liste");

    function point(row, lat, lon, title, where) {
      const icon = L.divIcon({ className: "marque mienne", html: make("span", { class: "triangle", "aria-hidden": "true" }), iconSize: [24, 24], iconAnchor: [12, 12], popupAnchor: [0, -8] });
      const made = L.marker([lat, lon], { icon, pane: "siens", keyboard: true, riseOnHover: true });
      popup(made, [row]);
      made.bindTooltip(() => make("span", {}, make("strong", {}, title), make("br"), where), { direction: "top", offset: [0, -12], className: "infobulle" });
      made.on("add", () => Atlas.nameMarker(made, `${title}, ${where}, ${ofList()}`));
      return made;
    }

    function group(lat, lon, number, together) {
      const mark = make("span", { class: "triangles", "aria-hidden": "true" }, make("b", {}, format(number)));
      const width = 24 + 7 * format(number).length;
      const icon = L.divIcon({ className: "marque grappe mienne", html: mark, iconSize: [width, 24], iconAnchor: [width / 2, 12], popupAnchor: [0, -8] });
      const made = L.marker([lat, lon], { icon, pane: "siens", keyboard: true });
      made.on("add", () => Atlas.nameMarker(made, `${format(number)} points ${ofList()}${together ? " au même lieu" : ""}. Entrée pour ouvrir.`));
      if (together) {
        popup(made, together, number);
      } else {
        const nearer = () => map.setView([lat, lon], Math.min(map.getZoom() + 2, map.getMaxZoom()), { animate: false });
        made.on("click", nearer);
        made.on("keydown", (event) => Atlas.keyboard.opens(event) && nearer());
      }
      return made;
    }

    // Within the map, beside the buttons that are above it. Asked of the browser once a size, not once a mark.
    let space = null;
    map.on("resize", () => (space = null));
    function room() {
      if (space) return space;
      const { x, y } = map.getSize();
      const widest = Math.min(300, x - 90 || 300);
      return (space = { maxWidth: widest, minWidth: Math.min(230, widest), maxHeight: Math.max(140, y - 110), autoPanPaddingTopLeft: [52, 48], autoPanPaddingBottomRight: [10, 10] });
    }

    // The content comes when it is opened, and not with the points.
    function popup(made, ranks, number = 1) {
      made.bindPopup(() => make("div", { class: "bulle" }, make("p", { role: "status" }, "Chargement…")), room());
      made.on("keydown", (event) => {
        if (!Atlas.keyboard.opens(event)) return;
        made.openPopup();
        Atlas.keyboard.enter(made, number > 1 ? `${format(number)} points ${ofList()}` : `Point ${ofList()}`);
      });
      made.on("popupopen", async (event) => {
        made.closeTooltip();
        Atlas.frenchClose(event.popup);
        try {
          const found = await cards(ranks);
          if (!made.isPopupOpen()) return;
          event.popup.setContent(found.length === 1 ? card(found[0]) : several(event.popup, found, number));
          Atlas.frenchClose(event.popup);
        } catch (error) {
          lost(error);
        }
      });
      made.on("popupclose", () => {
        Atlas.keyboard.leave(made, map);
      });
    }

    const card = ({ ligne, nom, lieu, statut, motif, cellules }) =>
      make("div", { class: "bulle" },
        make("p", { class: "bulle-nom" }, nom),
        make("p", { class: "bulle-lieu" }, lieu),
        make("dl", {}, ...cellules.flatMap(([column, text]) => [make("dt", {}, column), make("dd", {}, link(text, text))])),
        make("p", { class: "bulle-precision" }, `${name() || "Votre liste"}, ligne ${ligne}. Lieu ${statut} : ${motif}.`));

    function several(opened, cards, number) {
      const list = make("ul", { class: "bulle-liste" }, ...cards.map((one) => make("li", {}, make("button", { type: "button", class: "ligne-nom", onclick: () => opened.setContent(card(one)) }, one.nom))));
      const rest = number > cards.length ? make("p", { class: "bulle-precision" }, `et ${format(number - cards.length)} autres : affinez les filtres`) : null;
      return make("div", { class: "bulle" }, make("p", { class: "bulle-nom" }, count(number, name())), make("p", { class: "bulle-lieu" }, cards[0].lieu), list, rest);
    }

    return { point, group, card, room };
  }

  return { create, count, format };
})();

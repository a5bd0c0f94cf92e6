// The list that the visitor imported: a layer of triangles of its own, and a second list beside the map. What is drawn is
// what the window of the map shows: points seen as themselves, or the number of those of a cell.
"use strict";

Atlas.own = (() => {
  const { make, link } = Atlas.dom;
  const CLOSE_ZOOM = 10;
  // Drawn beyond the edges of the map too, by this share of its size, so that a small move finds its points there.
  const MARGIN = 0.2;
  const PAUSE = 60;

  function create(map, page, panel, options, { fetchJson, warn }) {
    const button = make("button", { type: "button", class: "option", "aria-pressed": "true", hidden: true, onclick: () => setVisible(!visible) }, "Ma liste");
    options.append(button);
    const poles = make("button", { type: "button", "aria-pressed": "true", onclick: () => open("poles") }, "PTCE");
    const mine = make("button", { type: "button", "aria-pressed": "false", onclick: () => open("liste") }, "Ma liste");
    const tabs = make("div", { class: "volets", role: "group", "aria-label": "Liste à montrer", hidden: true }, poles, mine);
    const title = make("h2", { class: "ma-liste-titre" });
    const rows = make("ul", { class: "ma-liste-lignes" });
    const more = make("button", { type: "button", class: "ma-liste-suite", hidden: true, onclick: () => turn(false) });
    const place = make("section", { class: "ma-liste", "aria-label": "Ma liste", hidden: true }, title, rows, more);
    panel.prepend(tabs);
    panel.append(place);

    // Above the poles, which often are in the same town.
    map.createPane("siens").style.zIndex = 610;
    const layer = L.layerGroup().addTo(map);
    let asked = null;
    let source = null;
    let visible = true;
    // Each question has a number: an answer that is not to the last one is left aside.
    let question = 0;
    let turned = 0;

    async function show(next, autour) {
      const address = next ? next.fichier : null;
      const other = address !== asked;
      if (other) await load(address, next);
      if (asked !== address || !source) return;
      // Else what is scrolled to and turned to stays.
      if (source.answer(next, autour) || other) refresh();
    }

    async function load(address, next) {
      asked = address;
      source = null;
      layer.clearLayers();
      for (const node of [tabs, button]) node.hidden = !address;
      if (!address) return open("poles");
      if (next.nombre > next.seuil) return void (source = Atlas.sources.remote(address, next.nombre, fetchJson));
      try {
        const list = await fetchJson(`${address}points.json`);
        // Another list came meanwhile.
        if (asked === address) source = Atlas.sources.local(list);
      } catch (error) {
        if (asked === address) lost(error);
      }
    }

    function lost(error) {
      console.error(error);
      warn("Votre liste n'est plus en mémoire. Importez-la de nouveau.");
    }

    function preview(choice) {
      if (!source) return;
      if (source.preview(choice)) refresh();
    }

    function refresh() {
      redraw();
      turn(true);
    }

    async function redraw() {
      if (!source || !visible) return;
      const mine = (question += 1);
      const bounds = map.getBounds().pad(MARGIN);
      try {
        const answer = await source.view({ west: bounds.getWest(), south: bounds.getSouth(), east: bounds.getEast(), north: bounds.getNorth(), zoom: map.getZoom() });
        if (mine === question) draw(answer);
      } catch (error) {
        if (mine === question) lost(error);
      }
    }

    const format = (number) => number.toLocaleString("fr-FR");
    const count = (number) => `${format(number)} ${number > 1 ? "lignes" : "ligne"}`;

    function draw({ gardees, placees, mailles, points }) {
      title.textContent = gardees === source.total ? count(gardees) : `${count(gardees)} sur ${format(source.total)}`;
      mine.replaceChildren("Ma liste ", make("span", { class: "compte" }, format(placees)));
      // What is drawn already stays: drawing it again would take its popup and the focus away.
      const before = new Map();
      layer.eachLayer((mark) => before.set(mark.cle, mark));
      for (const [lon, lat, number, together] of mailles) add(`${number} ${lat.toFixed(4)} ${lon.toFixed(4)}`, before, () => group(lat, lon, number, together));
      for (const [row, lon, lat, name, where] of points) add(`p${row}`, before, () => point(row, lat, lon, name, where));
      for (const mark of before.values()) layer.removeLayer(mark);
    }

    function add(key, before, drawMark) {
      if (before.delete(key)) return;
      const mark = drawMark();
      mark.cle = key;
      mark.toGeoJSON = Atlas.lastEvent;
      layer.addLayer(mark);
    }

    function point(row, lat, lon, name, where) {
      const icon = L.divIcon({ className: "marque mienne", html: make("span", { class: "triangle", "aria-hidden": "true" }), iconSize: [24, 24], iconAnchor: [12, 12], popupAnchor: [0, -8] });
      const made = L.marker([lat, lon], { icon, pane: "siens", keyboard: true, riseOnHover: true });
      popup(made, [row]);
      made.bindTooltip(() => make("span", {}, make("strong", {}, name), make("br"), where), { direction: "top", offset: [0, -12], className: "infobulle" });
      made.on("add", () => Atlas.nameMarker(made, `${name}, ${where}, de votre liste`));
      return made;
    }

    function group(lat, lon, number, together) {
      const mark = make("span", { class: "triangles", "aria-hidden": "true" }, make("b", {}, format(number)));
      const icon = L.divIcon({ className: "marque grappe mienne", html: mark, iconSize: [34, 30], iconAnchor: [17, 15], popupAnchor: [0, -12] });
      const made = L.marker([lat, lon], { icon, pane: "siens", keyboard: true });
      made.on("add", () => Atlas.nameMarker(made, `${format(number)} points de votre liste${together ? " au même lieu" : ""}. Entrée pour ouvrir.`));
      if (together) {
        popup(made, together, number);
      } else {
        const nearer = () => map.setView([lat, lon], Math.min(map.getZoom() + 2, map.getMaxZoom()), { animate: false });
        made.on("click", nearer);
        made.on("keydown", (event) => isOpening(event) && nearer());
      }
      return made;
    }

    function isOpening(event) {
      const opens = event.originalEvent.key === "Enter" || event.originalEvent.key === " ";
      if (opens) L.DomEvent.preventDefault(event.originalEvent);
      return opens;
    }

    // Within the map, beside the buttons that are above it.
    function room() {
      const widest = Math.min(300, map.getContainer().clientWidth - 90 || 300);
      return { maxWidth: widest, minWidth: Math.min(230, widest), maxHeight: Math.max(140, map.getSize().y - 110), autoPanPaddingTopLeft: [52, 48], autoPanPaddingBottomRight: [10, 10] };
    }

    // The content comes when it is opened, and not with the points.
    function popup(made, ranks, number = 1) {
      made.bindPopup(() => make("div", { class: "bulle" }, make("p", { role: "status" }, "Chargement…")), room());
      made.on("keydown", (event) => isOpening(event) && made.openPopup());
      made.on("popupopen", async (event) => {
        made.closeTooltip();
        Atlas.frenchClose(event.popup);
        try {
          const cards = await source.cards(ranks);
          if (!made.isPopupOpen()) return;
          event.popup.setContent(cards.length === 1 ? card(cards[0]) : several(event.popup, cards, number));
          Atlas.frenchClose(event.popup);
        } catch (error) {
          lost(error);
        }
      });
      made.on("popupclose", () => {
        const inPopup = document.activeElement && document.activeElement.closest(".leaflet-popup");
        if (inPopup && made.getElement()) made.getElement().focus();
      });
    }

    const card = ({ ligne, nom, lieu, statut, motif, cellules }) =>
      make("div", { class: "bulle" },
        make("p", { class: "bulle-nom" }, nom),
        make("p", { class: "bulle-lieu" }, lieu),
        make("dl", {}, ...cellules.flatMap(([column, text]) => [make("dt", {}, column), make("dd", {}, link(text, text))])),
        make("p", { class: "bulle-precision" }, `Votre liste, ligne ${ligne}. Lieu ${statut} : ${motif}.`));

    function several(opened, cards, number) {
      const list = make("ul", { class: "bulle-liste" }, ...cards.map((one) => make("li", {}, make("button", { type: "button", class: "ligne-nom", onclick: () => opened.setContent(card(one)) }, one.nom))));
      const rest = number > cards.length ? make("p", { class: "bulle-precision" }, `et ${format(number - cards.length)} autres : affinez les filtres`) : null;
      return make("div", { class: "bulle" }, make("p", { class: "bulle-nom" }, `${format(number)} lignes`), make("p", { class: "bulle-lieu" }, cards[0].lieu), list, rest);
    }

    // The next page of the list, or the first one anew.
    async function turn(anew) {
      const mine = (turned += 1);
      const start = anew ? 0 : rows.childElementCount;
      try {
        const { nombre, lignes } = await source.page(start);
        if (mine !== turned) return;
        if (anew) rows.replaceChildren();
        rows.append(...lignes.map(line));
        more.hidden = rows.childElementCount >= nombre;
        more.textContent = `Afficher la suite (${format(nombre - rows.childElementCount)})`;
        Atlas.frame.fit();
      } catch (error) {
        if (mine === turned) lost(error);
      }
    }

    function line([row, name, where, placed]) {
      const told = make("span", { class: "ligne-lieu" }, where);
      if (!placed) return make("li", {}, make("span", { class: "ligne-nom" }, name), told);
      return make("li", {}, make("button", { type: "button", class: "ligne-nom", onclick: () => reveal(row) }, name), told);
    }

    function open(which) {
      panel.dataset.volet = which;
      place.hidden = which !== "liste";
      poles.setAttribute("aria-pressed", String(which === "poles"));
      mine.setAttribute("aria-pressed", String(which === "liste"));
      panel.scrollTop = 0;
      Atlas.frame.fit();
    }

    function setVisible(on) {
      visible = on;
      button.setAttribute("aria-pressed", String(on));
      on ? redraw() : layer.clearLayers();
    }

    // Its card at its place, whatever stands there: other rows may be at the same one.
    async function reveal(row) {
      const button = document.activeElement;
      const [told] = await source.cards([row]);
      if (!visible) setVisible(true);
      Atlas.frame.whenSized(() => {
        map.setView([told.lat, told.lon], Math.max(map.getZoom(), CLOSE_ZOOM), { animate: false });
        const shown = L.popup({ ...room(), offset: [0, -8] }).setLatLng([told.lat, told.lon]).setContent(card(told)).openOn(map);
        Atlas.frenchClose(shown);
        shown.on("remove", () => button && button.focus({ preventScroll: true }));
        if (page.classList.contains("etroit")) page.scrollIntoView();
      });
    }

    // A move often ends twice in a row, when the map has found its size.
    let pause = null;
    map.on("moveend", () => {
      clearTimeout(pause);
      pause = setTimeout(redraw, PAUSE);
    });
    return { show, preview, poles: () => open("poles") };
  }

  return { create };
})();

// The list over the poles, which the visitor imported or the deployment gives: a layer of triangles of its own, and a
// second list beside the map. What is drawn is what the window of the map shows: points seen as themselves, or the number
// of those of a cell.
"use strict";

Atlas.own = (() => {
  const { make } = Atlas.dom;
  const CLOSE_ZOOM = 10;
  // Drawn beyond the edges of the map too, by this share of its size, so that a small move finds its points there.
  const MARGIN = 0.2;
  const PAUSE = 60;
  const EXPORTS = [["Excel", "xlsx"], ["CSV", "csv"], ["GeoJSON", "geojson"]];

  function create(map, page, panel, options, { fetchJson, warn }) {
    const button = make("button", { type: "button", class: "option", "aria-pressed": "true", hidden: true, onclick: () => setVisible(!visible) });
    options.append(button);
    const poles = make("button", { type: "button", "aria-pressed": "true", onclick: () => open("poles") }, "PTCE");
    const mine = make("button", { type: "button", "aria-pressed": "false", onclick: () => open("liste") });
    const tabs = make("div", { class: "volets", role: "group", "aria-label": "Liste à montrer", hidden: true }, poles, mine);
    const title = make("h2", { class: "ma-liste-titre" });
    const rows = make("ul", { class: "ma-liste-lignes" });
    const more = make("button", { type: "button", class: "ma-liste-suite", hidden: true, onclick: () => turn(false) });
    const exports = make("p", { class: "ma-liste-exports" });
    const source = make("p", { class: "ma-liste-source" });
    const legendTitle = make("p", { class: "echelle-titre" });
    const legend = make("div", { hidden: true }, legendTitle, make("ul", {},
      make("li", {}, make("span", { class: "triangle", "aria-hidden": "true" }), "Un lieu de cette liste"),
      make("li", {}, make("span", { class: "triangles", "aria-hidden": "true" }, make("b", {}, "12")), "Plusieurs lieux proches : leur nombre, cliquer pour approcher")));
    const place = make("section", { class: "ma-liste", hidden: true }, title, exports, rows, more, source);
    panel.prepend(tabs);
    panel.append(place);

    const pane = map.createPane("siens");
    const layer = L.layerGroup().addTo(map);
    let asked = null;
    // What the list is called: null for a visitor's own.
    let named = null;
    let told = null;
    let from = null;
    let shown = false;
    let drawn = false;
    // The window that was asked for last.
    let framed = null;
    let visible = true;
    const { format } = Atlas.ownMarks;
    const count = (number) => Atlas.ownMarks.count(number, named);
    const marks = Atlas.ownMarks.create(map, { name: () => named, cards: (ranks) => from.cards(ranks), lost });
    // A question overtakes the one before: its answer is neither waited for nor drawn.
    const overtaking = () => {
      let last = new AbortController();
      return () => {
        last.abort();
        return (last = new AbortController()).signal;
      };
    };
    const newView = overtaking();
    const newPage = overtaking();

    // `waits`: the server has yet to answer for what is shown.
    async function show(next, autour, waits) {
      const address = next ? next.fichier : null;
      const other = address !== asked;
      told = { next, autour };
      if (other) await load(address, next);
      // Of the answers that came while it was loading, the last one holds.
      if (asked !== address || !from || told.next !== next) return;
      showExports(next);
      // Else what is scrolled to and turned to stays.
      const changed = !waits && from.answer(next, autour);
      if (changed || !shown) refresh();
    }

    async function load(address, next) {
      asked = address;
      from = null;
      shown = drawn = false;
      layer.clearLayers();
      for (const node of [tabs, button, legend]) node.hidden = !address;
      if (!address) return open("poles");
      call(next.nom || null, next.source);
      if (next.nombre > next.seuil) return void (from = Atlas.sources.remote(address, next.nombre, fetchJson));
      try {
        const list = await fetchJson(`${address}points.json`);
        // Another list came meanwhile.
        if (asked !== address) return;
        from = Atlas.sources.local(list);
        if (told.next !== next) show(told.next, told.autour, false);
      } catch (error) {
        if (asked === address) lost(error);
      }
    }

    const shortName = () => named || "Ma liste";

    function call(name, source_) {
      named = name;
      // A visitor's points are above the poles, which often are in the same town; a layer is a background to them.
      pane.style.zIndex = named ? 590 : 610;
      button.replaceChildren(make("span", { class: "nom-de-liste" }, shortName()));
      mine.replaceChildren(make("span", { class: "nom-de-liste" }, shortName()));
      for (const node of [button, mine]) node.title = named || "";
      place.setAttribute("aria-label", shortName());
      legendTitle.textContent = shortName();
      source.textContent = source_ ? `Source\u00a0: ${source_}` : "";
      source.hidden = !source_;
    }

    // The same filters as the map, in the address.
    function showExports({ fichier, filtres }) {
      const links = EXPORTS.map(([name, extension]) => make("a", { href: `${fichier}liste.${extension}${filtres ? `?${filtres}` : ""}`, download: true }, name));
      exports.replaceChildren("Exporter\u00a0: ", ...links.flatMap((one, rank) => (rank ? [", ", one] : [one])));
    }

    function lost(error) {
      if (error.name === "AbortError") return;
      console.error(error);
      warn(named ? `La couche «\u00a0${named}\u00a0» n'a pas pu être chargée. Rechargez la page.` : "Votre liste n'est plus en mémoire. Importez-la de nouveau.");
    }

    function preview(choice) {
      if (!from) return;
      if (from.preview(choice)) refresh();
    }

    function refresh() {
      // At first the map is still looking for its size: what it shows then is asked for once it has it.
      shown ? redraw({ counting: true }) : later({ counting: true });
      shown = true;
      stale = true;
      if (!place.hidden) turn(true);
    }

    // Hidden, it is counted still.
    async function redraw({ counting = false } = {}) {
      if (!from || !(visible || counting)) return;
      const bounds = map.getBounds().pad(MARGIN);
      const window = { west: bounds.getWest(), south: bounds.getSouth(), east: bounds.getEast(), north: bounds.getNorth(), zoom: map.getZoom() };
      const moved = Object.keys(window).some((side) => !framed || window[side] !== framed[side]);
      if (!counting && !moved) return;
      framed = window;
      const signal = newView();
      try {
        const answer = await from.view(window, signal);
        if (signal.aborted) return;
        drawn = true;
        draw(answer);
      } catch (error) {
        if (!signal.aborted) lost(error);
      }
    }

    function draw({ gardees, placees, mailles, points }) {
      const kept = gardees === from.total ? count(gardees) : `${count(gardees)} sur ${format(from.total)}`;
      title.textContent = named ? `${named}\u00a0: ${kept}` : kept;
      mine.replaceChildren(make("span", { class: "nom-de-liste" }, shortName()), " ", make("span", { class: "compte" }, format(placees)));
      if (!visible) return;
      // What is drawn already stays: drawing it again would take its popup and the focus away.
      const before = new Map();
      layer.eachLayer((mark) => before.set(mark.cle, mark));
      for (const [lon, lat, number, together] of mailles) add(`${number} ${lat.toFixed(4)} ${lon.toFixed(4)}`, before, () => marks.group(lat, lon, number, together));
      for (const [row, lon, lat, name, where] of points) add(`p${row}`, before, () => marks.point(row, lat, lon, name, where));
      for (const mark of before.values()) layer.removeLayer(mark);
    }

    function add(key, before, drawMark) {
      if (before.delete(key)) return;
      const mark = drawMark();
      mark.cle = key;
      mark.toGeoJSON = Atlas.lastEvent;
      layer.addLayer(mark);
    }

    // The next page of the list, or the first one anew: only once somebody looks at it.
    let stale = true;
    async function turn(anew) {
      stale = false;
      const signal = newPage();
      const start = anew ? 0 : rows.childElementCount;
      try {
        const { nombre, lignes } = await from.page(start, signal);
        if (signal.aborted) return;
        if (anew) rows.replaceChildren();
        rows.append(...lignes.map(line));
        more.hidden = rows.childElementCount >= nombre;
        more.textContent = `Afficher la suite (${format(nombre - rows.childElementCount)})`;
        Atlas.frame.fit();
      } catch (error) {
        if (!signal.aborted) lost(error);
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
      if (which === "liste" && stale && from) turn(true);
      panel.scrollTop = 0;
      Atlas.frame.fit();
    }

    function setVisible(on) {
      visible = on;
      button.setAttribute("aria-pressed", String(on));
      on ? redraw({ counting: true }) : layer.clearLayers();
    }

    // Its card at its place, whatever stands there: other rows may be at the same one.
    async function reveal(row) {
      const button = document.activeElement;
      const [found] = await from.cards([row]);
      if (!visible) setVisible(true);
      Atlas.frame.whenSized(() => {
        map.setView([found.lat, found.lon], Math.max(map.getZoom(), CLOSE_ZOOM), { animate: false });
        const shown = L.popup({ ...marks.room(), offset: [0, -8] }).setLatLng([found.lat, found.lon]).setContent(marks.card(found)).openOn(map);
        Atlas.frenchClose(shown);
        shown.on("remove", () => button && button.focus({ preventScroll: true }));
        if (page.classList.contains("etroit")) page.scrollIntoView();
      });
    }

    // A move often ends twice in a row, when the map has found its size.
    let pause = null;
    function later(how) {
      clearTimeout(pause);
      pause = setTimeout(() => redraw(how), PAUSE);
    }
    // A first drawing that a move puts off is still due.
    map.on("moveend", () => later({ counting: !drawn }));
    return { show, preview, legend, poles: () => open("poles") };
  }

  return { create };
})();

// The list that the visitor imported: a layer of triangles of its own, and a second list beside the map. Its rows come in
// one file, fetched when the list changes; at each rerun the server says which of them the filters keep, one bit a row.
"use strict";

Atlas.own = (() => {
  const { make, link } = Atlas.dom;
  const CLUSTER_RADIUS = 34;
  const CLOSE_ZOOM = 10;
  // Rows drawn at a time: a list of 50,000 would take the page seconds.
  const STEP = 100;

  function create(map, page, panel, options, { fetchJson, warn }) {
    const button = make("button", { type: "button", class: "option", "aria-pressed": "true", hidden: true, onclick: () => setVisible(!visible) }, "Ma liste");
    options.append(button);
    const poles = make("button", { type: "button", "aria-pressed": "true", onclick: () => open("poles") }, "PTCE");
    const mine = make("button", { type: "button", "aria-pressed": "false", onclick: () => open("liste") }, "Ma liste");
    const tabs = make("div", { class: "volets", role: "group", "aria-label": "Liste à montrer", hidden: true }, poles, mine);
    const title = make("h2", { class: "ma-liste-titre" });
    const rows = make("ul", { class: "ma-liste-lignes" });
    const more = make("button", { type: "button", class: "ma-liste-suite", onclick: () => draw(STEP) });
    const place = make("section", { class: "ma-liste", "aria-label": "Ma liste", hidden: true }, title, rows, more);
    panel.prepend(tabs);
    panel.append(place);

    map.createPane("siens").style.zIndex = 610;
    const group = L.markerClusterGroup({
      // Above the poles, which often are in the same town.
      clusterPane: "siens", maxClusterRadius: CLUSTER_RADIUS, showCoverageOnHover: false, animate: false, chunkedLoading: true,
      spiderLegPolylineOptions: { weight: 1.5, className: "patte" }, iconCreateFunction: clusterIcon,
    });
    group.toGeoJSON = Atlas.lastEvent;
    let asked = null;
    let list = null;
    let kept = [];
    let drawn = 0;
    let shown = false;
    let visible = true;
    let markers = new Map();

    async function show(layer) {
      const address = layer ? layer.fichier : null;
      if (address !== asked) {
        asked = address;
        list = null;
        markers = new Map();
        clear();
        if (address) {
          try {
            const fetched = await fetchJson(address);
            // Another list came meanwhile.
            if (asked !== address) return;
            list = fetched;
          } catch (error) {
            console.error(error);
            if (asked === address) warn("Votre liste n'est plus en mémoire. Importez-la de nouveau.");
            return;
          }
        }
      }
      if (list) filter(layer.garde);
    }

    function clear() {
      group.clearLayers();
      kept = [];
      shown = false;
      for (const node of [tabs, button]) node.hidden = !asked;
      if (!asked) open("poles");
    }

    function filter(bits) {
      const on = bits === null ? null : Uint8Array.from(atob(bits), (char) => char.charCodeAt(0));
      keep(list.lignes.map((_, row) => row).filter((row) => !on || on[row >> 3] & (128 >> (row & 7))));
    }

    // As `LocatedList.mask` does, for the facets; words and distances are the server's.
    function preview(choice) {
      if (!list) return;
      const asked = Object.entries(choice).filter(([facet, values]) => values.length && list.facettes[facet]);
      const tests = asked.map(([facet, values]) => {
        const { valeurs, ensembles, codes } = list.facettes[facet];
        const fits = ensembles.map((ranks) => ranks.some((rank) => values.includes(valeurs[rank])));
        return (row) => fits[codes[row]];
      });
      keep(list.lignes.map((_, row) => row).filter((row) => tests.every((test) => test(row))));
    }

    function keep(next) {
      // The server's answer says most often what the preview has shown already.
      if (shown && next.length === kept.length && next.every((row, position) => row === kept[position])) return;
      shown = true;
      kept = next;
      const placed = kept.filter((row) => list.lat[row] !== null);
      group.clearLayers();
      group.addLayers(placed.map(marker));
      if (visible) group.addTo(map);
      const total = list.nombre;
      title.textContent = kept.length === total ? count(total) : `${count(kept.length)} sur ${format(total)}`;
      mine.replaceChildren("Ma liste ", make("span", { class: "compte" }, format(placed.length)));
      rows.replaceChildren();
      drawn = 0;
      draw(STEP);
      name();
    }

    const format = (number) => number.toLocaleString("fr-FR");
    const count = (number) => `${format(number)} ${number > 1 ? "lignes" : "ligne"}`;

    function draw(step) {
      const next = kept.slice(drawn, drawn + step);
      drawn += next.length;
      rows.append(...next.map(line));
      more.hidden = drawn >= kept.length;
      more.textContent = `Afficher la suite (${format(kept.length - drawn)})`;
      Atlas.frame.fit();
    }

    function line(row) {
      const where = make("span", { class: "ligne-lieu" }, list.lat[row] === null ? `non placée : ${list.motifs[list.motif[row]]}` : list.lieux[row]);
      if (list.lat[row] === null) return make("li", {}, make("span", { class: "ligne-nom" }, list.noms[row]), where);
      return make("li", {}, make("button", { type: "button", class: "ligne-nom", onclick: () => reveal(row) }, list.noms[row]), where);
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
      on ? group.addTo(map) : group.remove();
      name();
    }

    function marker(row) {
      if (!markers.has(row)) markers.set(row, create_marker(row));
      return markers.get(row);
    }

    function create_marker(row) {
      const made = L.marker([list.lat[row], list.lon[row]], { icon: triangle(), keyboard: true, riseOnHover: true, zIndexOffset: 600 });
      made.toGeoJSON = Atlas.lastEvent;
      const widest = Math.min(300, map.getContainer().clientWidth - 90 || 300);
      const tallest = Math.max(140, map.getSize().y - 110);
      made.bindPopup(() => popup(row), { maxWidth: widest, minWidth: Math.min(230, widest), maxHeight: tallest, autoPanPaddingTopLeft: [52, 48], autoPanPaddingBottomRight: [10, 10] });
      made.bindTooltip(() => make("span", {}, make("strong", {}, list.noms[row]), make("br"), list.lieux[row]), { direction: "top", offset: [0, -12], className: "infobulle" });
      made.on("add", () => Atlas.nameMarker(made, `${list.noms[row]}, ${list.lieux[row]}, de votre liste`));
      made.on("keydown", (event) => {
        if (event.originalEvent.key !== "Enter" && event.originalEvent.key !== " ") return;
        L.DomEvent.preventDefault(event.originalEvent);
        made.openPopup();
      });
      made.on("popupopen", (event) => {
        made.closeTooltip();
        Atlas.frenchClose(event.popup);
      });
      made.on("popupclose", () => {
        const inPopup = document.activeElement && document.activeElement.closest(".leaflet-popup");
        if (inPopup && made.getElement()) made.getElement().focus();
      });
      return made;
    }

    function popup(row) {
      const cells = list.colonnes.map((column, position) => [column, list.cellules[position][row]]).filter(([, text]) => text);
      return make("div", { class: "bulle" },
        make("p", { class: "bulle-nom" }, list.noms[row]),
        make("p", { class: "bulle-lieu" }, list.lieux[row]),
        make("dl", {}, ...cells.flatMap(([column, text]) => [make("dt", {}, column), make("dd", {}, link(text, text))])),
        make("p", { class: "bulle-precision" }, `Votre liste, ligne ${list.lignes[row]}. Lieu ${list.statuts[list.statut[row]].toLowerCase()} : ${list.motifs[list.motif[row]]}.`));
    }

    function reveal(row) {
      const target = marker(row);
      if (!visible) setVisible(true);
      Atlas.frame.whenSized(() => {
        map.setView(target.getLatLng(), Math.max(map.getZoom(), CLOSE_ZOOM), { animate: false });
        group.zoomToShowLayer(target, () => target.openPopup());
        if (page.classList.contains("etroit")) page.scrollIntoView();
      });
    }

    const inside = (cluster) => cluster.getChildCount();
    function clusterIcon(cluster) {
      const mark = make("span", { class: "triangles", "aria-hidden": "true" }, make("b", {}, format(inside(cluster))));
      return L.divIcon({ className: "marque grappe mienne", html: mark, iconSize: [34, 30], iconAnchor: [17, 15] });
    }
    // One element a marker: a second marker would take it away from the first.
    const triangle = () => L.divIcon({ className: "marque mienne", html: make("span", { class: "triangle", "aria-hidden": "true" }), iconSize: [24, 24], iconAnchor: [12, 12], popupAnchor: [0, -8] });

    const name = () =>
      group._featureGroup.eachLayer((layer) => {
        if (!(layer instanceof L.MarkerCluster)) return;
        Atlas.nameMarker(layer, `${format(inside(layer))} points de votre liste. Entrée pour ouvrir.`);
        layer.toGeoJSON = Atlas.lastEvent;
      });
    map.on("zoomend moveend", name);
    group.on("animationend", name);
    group.on("clusterkeydown", (event) => {
      if (event.originalEvent.key !== "Enter" && event.originalEvent.key !== " ") return;
      L.DomEvent.preventDefault(event.originalEvent);
      event.layer.fire("click", { latlng: event.layer.getLatLng() }, true);
    });

    return { show, preview, poles: () => open("poles") };
  }

  return { create };
})();

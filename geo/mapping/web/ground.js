// Under the poles: regions with their names, départements and towns from zoom 7, the optional IGN map.
"use strict";

Atlas.ground = (() => {
  const { make } = Atlas.dom;
  const DETAIL_ZOOM = 7;
  // Then the names of the towns take over.
  const NAMES_UNTIL = DETAIL_ZOOM;
  const STEPS = [1, 3, 6, 10];

  const shade = (count) => STEPS.filter((step) => count >= step).length;

  function create(map, settings, boundaries, files, { pick, fetchJson, warn }) {
    map.createPane("sol").style.zIndex = 300;
    map.createPane("noms").style.zIndex = 450;
    map.getPane("noms").style.pointerEvents = "none";
    let counts = {};
    let filtered = new Set();
    const layer = L.geoJSON(boundaries, {
      pane: "sol",
      style: (feature) => ({ className: "region", weight: 1, fillOpacity: 1, pane: "sol" }),
      onEachFeature: (feature, path) => {
        path.bindTooltip(() => hint(feature.properties.code), { sticky: true, className: "infobulle", direction: "top" });
        path.on("click", () => pick(settings.regions[feature.properties.code].valeur));
        // The component reports the GeoJSON of a clicked layer: never let it send a whole polygon back.
        path.toGeoJSON = Atlas.lastEvent;
      },
    }).addTo(map);
    layer.toGeoJSON = Atlas.lastEvent;
    Atlas.keyboard.hideDrawings(map);

    function hint(code) {
      const count = counts[code] || 0;
      const action = filtered.has(code) ? "Cliquer pour lever le filtre" : "Cliquer pour filtrer";
      const text = count ? `${count} PTCE` : "aucun PTCE";
      return make("span", {}, make("strong", {}, settings.regions[code].nom), ` : ${text}`, make("br"), action);
    }

    function show(next) {
      counts = next.counts;
      filtered = new Set(next.regions);
      map.getContainer().classList.toggle("ombree", Boolean(next.ombrage));
      layer.eachLayer((path) => {
        const node = path.getElement();
        if (!node) return;
        const code = path.feature.properties.code;
        node.classList.toggle("filtree", filtered.has(code));
        node.dataset.niveau = next.ombrage ? shade(counts[code] || 0) : "";
        if (filtered.has(code)) path.bringToFront();
      });
    }

    const names = regionNames(map, settings);
    const details = detail(map, files, fetchJson, warn);
    map.on("zoomend viewreset resize", () => names.place());
    map.on("zoomend moveend resize", () => details.update());
    return { show, names, tiles: tiles(map, settings.plan, warn), layer };
  }

  // Each region has several places for its name; take the one that hides the fewest poles and stays in view.
  function regionNames(map, settings) {
    const group = L.layerGroup([], { pane: "noms" }).addTo(map);
    let points = [];

    function place() {
      group.clearLayers();
      if (map.getZoom() >= NAMES_UNTIL || map.getZoom() < 4.5) return;
      const taken = points.map((latlng) => box(map.latLngToContainerPoint(latlng), 26, 26));
      for (const region of Object.values(settings.regions)) {
        if (region.outreMer && map.getZoom() < 6) continue;
        const lines = broken(region.nom);
        const width = Math.max(...lines.map((text) => text.length)) * 6.6 + 4;
        let best = null;
        for (const [rank, latlng] of region.etiquettes.entries()) {
          const candidate = box(map.latLngToContainerPoint(latlng), width, lines.length * 14);
          const cost = taken.filter((other) => overlaps(candidate, other)).length + rank * 0.01;
          if (!best || cost < best.cost) best = { cost, latlng, candidate };
        }
        // Better no name than one that cannot be read; and none where boundaries are not known.
        if (!best || best.cost >= 2) continue;
        taken.push(best.candidate);
        const text = make("span", {}, ...lines.flatMap((line, i) => (i ? [make("br"), line] : [line])));
        const icon = L.divIcon({ className: "nom-region", html: text, iconSize: [0, 0] });
        group.addLayer(L.marker(best.latlng, { icon, pane: "noms", interactive: false, keyboard: false }));
      }
    }

    return { place, avoid: (latlngs) => { points = latlngs; place(); } };
  }

  function broken(name) {
    if (name.length <= 12) return [name];
    const cuts = [...name.matchAll(/[- ]/g)].map((match) => match.index + 1);
    if (!cuts.length) return [name];
    const cut = cuts.reduce((a, b) => (Math.abs(b - name.length / 2) < Math.abs(a - name.length / 2) ? b : a));
    return [name.slice(0, cut).trim(), name.slice(cut)];
  }

  const box = (point, width, height) => [point.x - width / 2, point.y - height / 2, point.x + width / 2, point.y + height / 2];
  const overlaps = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

  function detail(map, files, fetchJson, warn) {
    const towns = L.layerGroup([], { pane: "noms" });
    let data = null;
    let lines = null;

    async function load() {
      data = "en cours";
      try {
        const [borders, places] = await Promise.all([fetchJson(files.limites), fetchJson(files.villes)]);
        lines = L.geoJSON(borders, { pane: "sol", interactive: false, style: { className: "departement", weight: 1, fill: false } });
        data = places.features;
        update();
      } catch {
        data = null;
        warn("Les limites des départements n'ont pas pu être chargées.");
      }
    }

    function update() {
      const near = map.getZoom() >= DETAIL_ZOOM;
      if (near && data === null) load();
      if (!lines) return;
      for (const layer of [lines, towns]) {
        if (near !== map.hasLayer(layer)) near ? map.addLayer(layer) : map.removeLayer(layer);
      }
      if (near) name();
    }

    function name() {
      towns.clearLayers();
      const bounds = map.getBounds();
      const least = map.getZoom() < 8 ? 2 : 3;
      const taken = [];
      for (const town of data) {
        const [longitude, latitude] = town.geometry.coordinates;
        if (town.properties.rang > least || !bounds.contains([latitude, longitude])) continue;
        const point = map.latLngToContainerPoint([latitude, longitude]);
        const width = town.properties.nom.length * 6.4 + 20;
        const place = [point.x - 4, point.y - 9, point.x + width, point.y + 9];
        if (taken.some((other) => overlaps(place, other))) continue;
        taken.push(place);
        const label = make("span", { class: `ville rang-${town.properties.rang}` }, make("i"), town.properties.nom);
        const icon = L.divIcon({ className: "nom-ville", html: label, iconSize: [0, 0] });
        towns.addLayer(L.marker([latitude, longitude], { icon, pane: "noms", interactive: false, keyboard: false }));
      }
    }

    return { update };
  }

  function tiles(map, plan, warn) {
    let layer = null;
    function show(wanted) {
      map.getContainer().classList.toggle("avec-plan", wanted);
      if (wanted && !layer) {
        layer = L.tileLayer(plan.url, { attribution: plan.credit, maxZoom: plan.zoomMax }).addTo(map);
        layer.once("tileerror", () => warn("Le fond de plan IGN ne répond pas ; la carte reste utilisable sans lui."));
      } else if (!wanted && layer) {
        layer.remove();
        layer = null;
      }
    }
    return { show };
  }

  return { create, shade, STEPS };
})();

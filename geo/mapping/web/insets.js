// On a wide screen, small maps of the overseas regions that hold poles, in their true coordinates.
"use strict";

Atlas.insets = (() => {
  const { make } = Atlas.dom;

  function create(settings, boundaries, poles, { look, choose }) {
    const node = make("div", { class: "encarts" });
    const insets = settings.encartsAppels.map((key) => {
      const view = settings.vues.find((candidate) => candidate.cle === key);
      const count = make("span", { class: "compte" });
      const title = make("button", { type: "button", onclick: () => look(key), title: `Voir ${view.nom}` }, view.nom, " ", count);
      const frame = make("div", { class: "encart-carte" });
      const box = make("div", { class: "encart", hidden: true }, title, frame);
      node.append(box);
      return { view, box, count, frame, map: null, markers: new Map() };
    });

    // Leaflet needs a size, which the frames have only once they are on the page.
    function start() {
      for (const inset of insets) {
        // Asking for a size makes the browser work out the whole page: not for what is not shown.
        if (inset.map || inset.box.hidden || !inset.frame.clientWidth) continue;
        inset.map = L.map(inset.frame, {
          attributionControl: false, zoomControl: false, dragging: false, scrollWheelZoom: false, touchZoom: false,
          doubleClickZoom: false, boxZoom: false, keyboard: false, zoomSnap: 0, tapHold: false,
        });
        inset.frame.removeAttribute("tabindex");
        const shown = boundaries.features.filter((feature) => inset.view.regions.includes(feature.properties.code));
        L.geoJSON({ type: "FeatureCollection", features: shown }, {
          interactive: false, style: { className: "region", weight: 1, fillOpacity: 1 },
        }).addTo(inset.map);
        inset.map.fitBounds(inset.view.bornes, { padding: [3, 3], animate: false });
        Atlas.keyboard.hideDrawings(inset.map);
        inset.map.on("click", () => look(inset.view.cle));
        for (const pole of poles.filter((candidate) => inset.view.regions.includes(candidate.region))) {
          const marker = L.marker([pole.lat, pole.lon], { icon: Atlas.marks.poleIcon(pole, settings) });
          marker.on("click keydown", (event) => {
            if (event.type === "click" || Atlas.keyboard.opens(event)) choose(pole.id);
          });
          marker.on("add", () => Atlas.nameMarker(marker, Atlas.marks.poleName(pole)));
          inset.markers.set(pole.id, marker);
        }
      }
    }

    function show(ids) {
      const kept = new Set(ids);
      const held = (inset) => poles.filter((pole) => kept.has(pole.id) && inset.view.regions.includes(pole.region)).length;
      // A region without a pole of the panel comes with the later calls.
      for (const inset of insets) inset.box.hidden = !settings.encarts.includes(inset.view.cle) && !held(inset);
      start();
      for (const inset of insets) {
        for (const [id, marker] of inset.markers) {
          if (kept.has(id) !== inset.map.hasLayer(marker)) kept.has(id) ? marker.addTo(inset.map) : marker.remove();
        }
        inset.count.textContent = String(held(inset));
      }
    }

    return { node, show };
  }

  return { create };
})();

// The poles as markers, grouped only where they would overlap.
"use strict";

Atlas.poles = (() => {
  const CLUSTER_RADIUS = 15;
  const CLOSE_ZOOM = 9;

  function create(map, settings, poles, { choose }) {
    const known = new Map();
    const group = L.markerClusterGroup({
      maxClusterRadius: CLUSTER_RADIUS,
      showCoverageOnHover: false,
      spiderfyDistanceMultiplier: 1.6,
      spiderLegPolylineOptions: { weight: 1.5, className: "patte" },
      // At once: while it animates, MarkerCluster refuses to spread a group and forgets what it is asked.
      animate: false,
      iconCreateFunction: (cluster) => Atlas.marks.clusterIcon(inside(cluster), settings),
    });
    group.toGeoJSON = Atlas.lastEvent;
    for (const pole of poles) known.set(pole.id, marker(pole));
    // A popup taller than the map would push its own marker out of sight, and close.
    const limitPopups = () => {
      const tallest = Math.max(140, map.getSize().y - 110);
      for (const marker of known.values()) marker.getPopup().options.maxHeight = tallest;
    };
    map.on("resize", limitPopups);
    Atlas.frame.whenSized(limitPopups);
    let chosen = null;
    let shown = new Set();
    // The pole whose popup is open until the visitor closes it: regrouping takes its marker off the map for a moment.
    let open = null;

    const inside = (cluster) => cluster.getAllChildMarkers().map((child) => child.pole);

    function marker(pole) {
      const made = L.marker([pole.lat, pole.lon], { icon: Atlas.marks.poleIcon(pole, settings), keyboard: true, riseOnHover: true });
      made.pole = pole;
      made.toGeoJSON = Atlas.lastEvent;
      // Room for the zoom buttons on the left and the options at the top, which are above the map.
      const room = { autoPanPaddingTopLeft: [52, 48], autoPanPaddingBottomRight: [10, 10] };
      const widest = Math.min(300, map.getContainer().clientWidth - 90 || 300);
      made.bindPopup(() => Atlas.sheet.popup(pole), { maxWidth: widest, minWidth: Math.min(230, widest), ...room });
      made.bindTooltip(() => Atlas.sheet.tooltip(pole), { direction: "top", offset: [0, -14], className: "infobulle" });
      made.on("click", () => choose(pole.id));
      made.on("add", () => {
        Atlas.nameMarker(made, Atlas.marks.poleName(pole));
        made.getElement().dataset.id = pole.id;
        made.getElement().classList.toggle("choisie", chosen === pole.id);
      });
      made.on("keydown", (event) => {
        if (!Atlas.keyboard.opens(event)) return;
        made.openPopup();
        choose(pole.id);
        Atlas.keyboard.enter(made, pole.nom);
      });
      made.on("popupopen", (event) => {
        open = pole.id;
        made.closeTooltip();
        Atlas.frenchClose(event.popup);
      });
      made.on("popupclose", () => {
        if (made.getElement() && open === pole.id) open = null;
        Atlas.keyboard.leave(made, map);
      });
      return made;
    }

    // MarkerCluster opens a group on click only.
    group.on("clusterkeydown", (event) => {
      if (Atlas.keyboard.opens(event)) Atlas.keyboard.open(event.layer, group, map);
    });
    map.addLayer(group);
    function name() {
      group._featureGroup.eachLayer((layer) => {
        if (layer instanceof L.MarkerCluster) {
          Atlas.nameMarker(layer, `${Atlas.marks.clusterName(inside(layer), settings)}. Entrée pour ouvrir.`);
          layer.toGeoJSON = Atlas.lastEvent;
        }
      });
      Atlas.keyboard.order(map.getPane("markerPane"));
    }
    map.on("zoomend moveend", () => {
      name();
      reopen();
    });

    function reopen() {
      const target = open && shown.has(open) && known.get(open);
      if (!target || !target.getElement() || target.isPopupOpen()) return;
      const popup = target.getPopup();
      popup.options.autoPan = false;
      target.openPopup();
      popup.options.autoPan = true;
    }

    function show(ids) {
      const next = new Set(ids);
      const gone = [...shown].filter((id) => !next.has(id)).map((id) => known.get(id));
      const come = ids.filter((id) => !shown.has(id)).map((id) => known.get(id));
      if (gone.length) group.removeLayers(gone);
      if (come.length) group.addLayers(come);
      shown = next;
      name();
      reopen();
    }

    function mark(id) {
      for (const [pole, on] of [[chosen, false], [id, true]]) {
        const node = pole && known.get(pole).getElement();
        if (node) node.classList.toggle("choisie", on);
      }
      chosen = id;
    }

    const together = (cluster) => {
      const bounds = cluster.getBounds();
      return bounds.getNorthEast().equals(bounds.getSouthWest(), 1e-5);
    };

    // Zooms in only as far as it takes to tell the pole from its neighbours; those of one town are spread out instead.
    function reveal(id) {
      const target = known.get(id);
      Atlas.frame.whenSized(() => {
        map.setView(target.getLatLng(), Math.max(map.getZoom(), CLOSE_ZOOM), { animate: false });
        // A link may name a pole that its own filters leave out: show where it is all the same.
        if (!shown.has(id)) return;
        let parent = group.getVisibleParent(target);
        while (parent && parent !== target && !together(parent) && map.getZoom() < map.getMaxZoom()) {
          map.setView(target.getLatLng(), map.getZoom() + 1, { animate: false });
          parent = group.getVisibleParent(target);
        }
        if (parent && parent !== target) parent.spiderfy();
        target.openPopup();
      });
    }

    function hover(id, on) {
      const visible = shown.has(id) && group.getVisibleParent(known.get(id));
      const node = visible && visible.getElement();
      if (node) node.classList.toggle("survolee", on);
    }

    return { show, mark, reveal, hover };
  }

  return { create };
})();

// The map page: map, list and card side by side, fed by `Atlas.show` at each rerun of the page around it.
//
// Whatever the visitor does here shows at once, and is then told to the server, which writes it in the URL. The server
// answers with the whole state and the number of the last event it knows: an answer older than what the visitor has
// done since changes the filters, never the pole in hand or the view.
"use strict";

// `place` and `tag`: where the map page goes, and what it is there. Alone in its frame, it is the main part of all there is.
Atlas.create = (id, files, { place = document.body, tag = "main" } = {}) => {
  const { make } = Atlas.dom;
  const moving = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  const { fetchJson } = Atlas.files;
  const map = L.map(id, {
    center: [46.6, 2.4], zoom: 5.5, zoomSnap: 0.1, minZoom: 2, maxZoom: 17, zoomControl: false, keyboard: true,
    attributionControl: false, zoomAnimation: moving, fadeAnimation: moving, markerZoomAnimation: moving, inertia: moving,
  });
  // The map jumps in place of sliding, to make room for a popup too.
  if (!moving) map.panBy = (offset, options) => L.Map.prototype.panBy.call(map, offset, { ...options, animate: false });
  L.control.zoom({ zoomInTitle: "Zoomer", zoomOutTitle: "Dézoomer" }).addTo(map);
  L.control.attribution({ prefix: false }).addAttribution("Limites : IGN, INSEE").addTo(map);
  const container = map.getContainer();
  container.setAttribute("role", "region");
  container.setAttribute("aria-label", "Carte des PTCE, à déplacer avec les flèches ; les mêmes pôles sont dans la liste qui suit");

  const page = make(tag, { class: "atlas", "aria-label": "Carte et liste des pôles" });
  const message = make("p", { class: "avis", role: "status", hidden: true });
  // As many stops as there are marks: whoever has seen enough goes on to what follows.
  const pass = make("button", { type: "button", class: "passer", onclick: () => Atlas.toList() }, "Passer la carte, aller à la liste");
  const stage = make("div", { class: "scene" }, pass, container, message);
  page.append(stage);
  page.style.visibility = "hidden";
  place.append(page);
  Atlas.frame.follow(page, map);

  let built = null;
  let wanted = null;
  const start = async () => {
    try {
      const asked = [files.reglages, files.poles].map((address) => fetchJson(address));
      const boundaries = fetchJson(files.regions).catch(withoutBoundaries);
      await Atlas.frame.styled();
      const [settings, poles] = await Promise.all(asked);
      built = assemble(map, page, stage, { settings, poles, boundaries: await boundaries, files, warn });
      if (wanted) show(wanted);
      page.dataset.pret = "oui";
    } catch (error) {
      fail(error);
    }
  };
  start();

  function warn(text) {
    message.textContent = text;
    message.hidden = false;
  }

  function withoutBoundaries(error) {
    console.error(error);
    warn("Les limites des régions n'ont pas pu être chargées ; les pôles restent à leur place.");
    return { type: "FeatureCollection", features: [] };
  }

  // A map that is not whole is no map.
  function fail(error) {
    console.error(error);
    page.style.visibility = "";
    warn(Atlas.host.FAILED);
    Atlas.host.withoutMap();
  }

  function show(state) {
    try {
      built.show(state);
    } catch (error) {
      fail(error);
    }
  }

  Atlas.show = (state) => {
    wanted = state;
    if (built) show(state);
  };
  Atlas.preview = (choice, turn) => built && built.preview(choice, turn);
  Atlas.settle = () => built && built.settle();
  Atlas.events = () => (built ? built.events() : 0);
  // Says whether it could: the list comes after the map.
  Atlas.toList = () => Boolean(built && built.toList());
  return map;

  function assemble(map, page, stage, { settings, poles, boundaries, files, warn }) {
    const known = new Map(poles.map((pole) => [pole.id, pole]));
    let state = { ids: [], regions: [], pole: null, vue: null, plan: false, ombrage: false, autour: null };
    let counts = {};
    let framed = null;
    let previewed = null;
    let served = null;
    const tell = Atlas.channel();

    const ground = Atlas.ground.create(map, settings, boundaries, files, { pick, fetchJson, warn });
    const near = Atlas.near.create(map, settings);
    const markers = Atlas.poles.create(map, settings, poles, { choose: (pole) => choose(pole, "map") });
    const panel = Atlas.panel.create(settings, poles, { choose: (pole) => choose(pole, "list"), leave, hover: markers.hover });
    const toolbar = Atlas.toolbar.create(settings, { look, toggle });
    const insets = Atlas.insets.create(settings, boundaries, poles, { look, choose: (pole) => choose(pole, "list") });
    const present = new Set(poles.map((pole) => pole.secteurs[0] || Atlas.marks.UNKNOWN));
    const legend = Atlas.toolbar.legend(settings, present);
    stage.append(insets.node, make("div", { class: "outils" }, toolbar.options, legend));
    page.prepend(toolbar.node);
    page.append(panel.node);
    const list = Atlas.host.isEmbedded() ? Atlas.embed.fold(stage, panel.node, toolbar.options) : { open() {} };
    const own = Atlas.own.create(map, page, panel.node, toolbar.options, { fetchJson, warn });
    legend.append(own.legend);
    ground.names.avoid(poles.map((pole) => [pole.lat, pole.lon]));
    map.on("keydown", (event) => {
      if (event.originalEvent.key === "Escape") map.closePopup();
    });

    function pick(region) {
      // What another site shows is its own choice, and there are no filters there to undo a click.
      if (Atlas.host.isEmbedded()) return;
      if (!Atlas.host.toggleRegion(region)) tell({ region });
    }

    function choose(pole, from) {
      const changed = state.pole !== pole;
      own.poles();
      state = { ...state, pole };
      markers.mark(pole);
      panel.card(known.get(pole), { focus: from === "list", outside: !state.ids.includes(pole) });
      if (from !== "map") {
        framed = null;
        const view = viewOf(known.get(pole));
        if (view !== state.vue) setView(view, { move: false });
        markers.reveal(pole);
      }
      draw();
      // On a phone the card is above the row that led to it.
      if (from === "list" && page.classList.contains("etroit")) page.scrollIntoView();
      if (changed && from !== "server") tell({ pole, vue: state.vue });
    }

    function leave() {
      state = { ...state, pole: null };
      markers.mark(null);
      map.closePopup();
      panel.card(null, { focus: true });
      Atlas.frame.fit();
      tell({ pole: null });
    }

    const viewOf = (pole) => settings.vues.find((view) => view.regions.includes(pole.region)).cle;

    function look(vue) {
      setView(vue, { move: true });
      draw();
      tell({ vue });
    }

    function setView(vue, { move }) {
      state = { ...state, vue };
      page.dataset.vue = vue;
      if (!move) return;
      const view = settings.vues.find((candidate) => candidate.cle === vue);
      framed = (Atlas.host.isEmbedded() && chosenRegions(view)) || view;
      Atlas.frame.whenSized(frameView);
    }

    // A small frame has no room to spare for the other regions.
    function chosenRegions(view) {
      const features = boundaries.features.filter(({ properties: { code } }) => state.regions.includes(code) && view.regions.includes(code));
      return features.length ? { bornes: L.geoJSON({ type: "FeatureCollection", features }).getBounds() } : null;
    }

    // A view stays framed while the frame finds its size, until the visitor moves the map.
    function frameView() {
      // On a phone the buttons take the width of the map: what is framed starts below them, where there is room for it.
      const above = page.classList.contains("etroit") && map.getSize().y > 240 ? 48 : 12;
      if (framed) map.fitBounds(framed.bornes, { paddingTopLeft: [12, above], paddingBottomRight: [12, 12], animate: false });
    }

    function toggle(option) {
      state = { ...state, [option]: !state[option] };
      draw();
      tell({ [option]: state[option] });
    }

    function draw() {
      toolbar.show(state, counts);
      ground.show({ counts, regions: state.regions, ombrage: state.ombrage });
      ground.tiles.show(state.plan);
      insets.show(state.ids);
      Atlas.frame.fit();
    }

    function show(next) {
      // Another frame may have counted before this one, in the same session.
      if (!served) tell.startAt(next.seq);
      served = next;
      if (previewed && next.tour >= previewed.turn) previewed = null;
      const { pole, vue, plan, ombrage } = next.seq < tell.count() ? state : next;
      const before = state;
      state = { ...before, plan, ombrage };
      const around = filter(previewed || { ...next, autour: next.autour || null });
      // An answer older than the last click knows of fewer filters than what the list shows.
      own.show(next.liste || null, next.autour || null, previewed !== null);
      if (vue !== before.vue) setView(vue, { move: !pole || pole === before.pole });
      if (around) frameNear(!pole || pole === before.pole);
      if (pole !== before.pole) pole ? choose(pole, "server") : (panel.card(null), markers.mark(null), (state.pole = null));
      draw();
      page.dataset.etat = String(next.seq);
    }

    // Says whether the circle is another one.
    function filter({ ids, regions, autour }) {
      state = { ...state, ids, regions, autour };
      counts = {};
      for (const shown of ids) counts[known.get(shown).region] = (counts[known.get(shown).region] || 0) + 1;
      markers.show(ids);
      panel.show(ids, autour);
      panel.outside(state.pole !== null && !ids.includes(state.pole));
      return near.show(autour);
    }

    // Without a circle any more, the whole view again.
    function frameNear(move) {
      if (!state.autour) return setView(state.vue, { move });
      if (!move) return;
      framed = { bornes: near.bounds(state.autour) };
      Atlas.frame.whenSized(frameView);
    }

    // As `FacetIndex.mask` does: any value of a facet, all the facets.
    function preview({ appels, autour: place, ...choice }, turn) {
      const asked = Object.entries(choice).filter(([, values]) => values.length);
      // The circle at hand or none: only the server measures another.
      const autour = (place && served && served.autour) || null;
      const inside = autour && new Set(Object.keys(autour.poles));
      const kept = poles.filter((pole) => (!inside || inside.has(pole.id)) && (appels || pole.collection === "panel") && asked.every(([facet, values]) => values.some((value) => pole.facettes[facet].includes(value))));
      const regions = Object.keys(settings.regions).filter((code) => choice.region.includes(settings.regions[code].valeur));
      previewed = { ids: kept.map((pole) => pole.id), regions, autour, turn };
      if (filter(previewed)) frameNear(true);
      if (!place) own.preview(choice);
      draw();
    }

    function settle() {
      previewed = null;
      if (served) show(served);
    }

    Atlas.frame.onResize(() => {
      insets.show(state.ids);
      frameView();
    });
    map.on("zoomend", () => (page.dataset.pres = map.getZoom() > 7.5 ? "oui" : "non"));
    map.getContainer().addEventListener("pointerdown", () => (framed = null));
    map.getContainer().addEventListener("wheel", () => (framed = null), { passive: true });
    map.on("keydown", () => (framed = null));
    const toList = () => {
      list.open();
      return panel.enter();
    };
    return { show, preview, settle, events: tell.count, toList };
  }
};

// A marker drawn with SVG has no name of its own: give it one, and a role.
Atlas.nameMarker = (marker, name) => {
  const node = marker.getElement();
  if (!node) return;
  node.setAttribute("role", "button");
  node.setAttribute("aria-label", name);
};

Atlas.frenchClose = (popup) => {
  const close = popup.getElement().querySelector(".leaflet-popup-close-button");
  close.setAttribute("aria-label", "Fermer");
  close.setAttribute("title", "Fermer");
};

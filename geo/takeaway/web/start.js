// Starts the map of the page and plays the part of the server: keeps the state that the map tells of, answers the search
// and the choice of a region. The page as it comes holds the poles as a table, which is all there is without this script.
"use strict";

(() => {
  const PAUSE = 150;
  const { held } = Atlas.files;
  const { make } = Atlas.dom;
  const vue = held("vue");
  const poles = held("poles");
  const settings = held("reglages");
  const all = poles.map((pole) => pole.id);
  const texts = new Map(poles.map((pole) => [pole.id, pole.recherche]));
  const rows = [...document.querySelectorAll("#tableau tbody tr")];
  const search = document.getElementById("recherche");
  const region = document.getElementById("region");
  const status = document.getElementById("compte");
  const reset = document.getElementById("tout");
  const table = document.getElementById("tableau");
  let state = { ids: all, regions: [], pole: null, vue: vue.depart, plan: false, ombrage: false, seq: 0, tour: 0, autour: vue.autour };

  // As geo/text.py does: case, accents, ligatures and marks no longer matter.
  const fold = (text) => text.replace(/[œŒ]/g, "oe").replace(/[æÆ]/g, "ae").normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/ß/g, "ss").replace(/[^a-z0-9]+/g, " ").trim();

  const codeOf = (slug) => Object.keys(settings.regions).find((code) => settings.regions[code].valeur === slug);
  const told = (count) => (count ? `${count} ${count > 1 ? "pôles" : "pôle"}` : "Aucun pôle");

  function filter() {
    const words = fold(search.value).split(" ").filter(Boolean);
    const code = region.value ? codeOf(region.value) : null;
    const ids = poles.filter((pole) => (!code || pole.region === code) && words.every((word) => texts.get(pole.id).includes(word))).map((pole) => pole.id);
    // What is looked for is in the list: a card would hide it.
    state = { ...state, ids, regions: code ? [code] : [], pole: null };
    Atlas.show(state);
    const kept = new Set(ids);
    for (const row of rows) row.hidden = !kept.has(row.dataset.id);
    const narrowed = ids.length < all.length || words.length > 0 || code;
    reset.hidden = !narrowed;
    say(narrowed ? `${told(ids.length)} sur ${all.length}` : told(all.length));
  }

  const say = (text) => (status.textContent = text);

  let pause = null;
  function soon() {
    clearTimeout(pause);
    pause = setTimeout(filter, PAUSE);
  }

  function clear() {
    search.value = "";
    region.value = "";
    filter();
    search.focus();
  }

  // A region of the map: the poles of that region, or all of them again.
  function toggle(slug) {
    if ([...region.options].some((option) => option.value === slug)) {
      region.value = region.value === slug ? "" : slug;
      filter();
    } else {
      say(`${settings.regions[codeOf(slug)].nom} : aucun pôle dans cette carte`);
    }
    return true;
  }

  // The pole in hand, the view and the options, as the map tells of them.
  Atlas.channel = () => {
    const tell = (change) => (state = { ...state, ...change });
    tell.count = () => 0;
    tell.startAt = () => {};
    return tell;
  };
  // There is no second list here.
  Atlas.own = { create: () => ({ legend: document.createDocumentFragment(), show() {}, preview() {}, poles() {} }) };

  Atlas.host.setOnline(vue.fiche);
  Atlas.host.onRegion(toggle);
  for (const form of document.querySelectorAll("form")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(pause);
      filter();
      Atlas.toList();
    });
  }
  search.addEventListener("input", soon);
  region.addEventListener("change", filter);
  reset.addEventListener("click", clear);
  // One pole needs no search.
  document.getElementById("outils").hidden = all.length < 2;
  // The list beside the map says the same; on paper the table is what is read.
  table.open = false;

  const place = document.getElementById("carte");
  place.append(make("div", { id: "map_div" }));
  place.hidden = false;
  Atlas.create("map_div", { reglages: "reglages", poles: "poles", regions: "regions", limites: "limites", villes: "villes" }, { place, tag: "div" });
  Atlas.show(state);
  say(told(all.length));
  document.getElementById("sans-carte").remove();

  // On paper: the map as it is on the screen, as wide as the sheet, its legend below and the table unfolded.
  const PAPER = 690;
  let unfolded = false;
  let legend = null;
  window.addEventListener("beforeprint", () => {
    const { offsetWidth: width, offsetHeight: height } = place.querySelector(".scene");
    place.style.cssText = `--largeur-ecran: ${width}px; --hauteur-ecran: ${height}px; --papier: ${Math.min(1, PAPER / width)}`;
    const drawn = place.querySelector(".legende");
    if (drawn && !legend) {
      legend = drawn.cloneNode(true);
      legend.open = true;
      place.append(legend);
    }
    unfolded = !table.open;
    table.open = true;
  });
  window.addEventListener("afterprint", () => {
    if (unfolded) table.open = false;
    if (legend) legend.remove();
    legend = null;
  });
})();

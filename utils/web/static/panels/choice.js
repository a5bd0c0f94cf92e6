// What is filtered. A click shows at once, on the map too; the server, which writes the address, answers later and has the
// last word. Clicks are numbered, so that an answer older than the last one takes nothing back.
"use strict";

AtlasParts.choice = (() => {
  const { connection } = AtlasParts;

  const ANSWER_TIME = 10000;
  const watchers = new Set();
  let served = { turn: 0, values: { q: "", appels: false, autour: "", rayon: 0 }, parents: new Map(), later: new Set() };
  let pending = {};
  let turn = 0;
  let patience = null;
  let resuming = false;
  // Sends to the server what the filters say, once they are there.
  let tellFilters = null;

  const NOTHING = { q: "", appels: false, autour: "", rayon: 0 };
  const get = (name) => (name in pending ? pending[name] : served.values[name]) || (name in NOTHING ? NOTHING[name] : []);

  function change(changes, send = tellFilters, more = {}) {
    Object.assign(pending, changes);
    // A département goes with its region.
    if (changes.region && !changes.departement) pending.departement = get("departement").filter((code) => changes.region.includes(served.parents.get(code)));
    // The year of a later call brings the later calls, and goes with them.
    const isLater = (year) => served.later.has(year);
    if (changes.laureat && changes.laureat.some(isLater)) pending.appels = true;
    else if (changes.appels === false) pending.laureat = get("laureat").filter((year) => !isLater(year));
    turn += 1;
    clearTimeout(patience);
    patience = setTimeout(forget, ANSWER_TIME);
    // A radius goes with its place.
    if (changes.autour === "") delete pending.rayon;
    const { q, appels, autour, rayon, ...facets } = pending;
    const others = Object.entries({ q, appels, autour, rayon }).filter(([, value]) => value !== undefined);
    // The map first: what it has to ask for leaves before the page is busy with the server's answer.
    preview();
    send({ turn, facets, ...Object.fromEntries(others), ...more });
    for (const watcher of watchers) watcher();
  }

  function serve({ facets }, data, send) {
    const values = (key) => facets.find((facet) => facet.key === key).values;
    served = {
      turn: data.turn,
      values: { q: data.q, appels: data.appels, autour: data.autour, rayon: data.rayon, ...data.chosen },
      parents: new Map(values("departement").map((value) => [value.v, value.in])),
      later: new Set(values("laureat").filter((value) => value.later).map((value) => value.v)),
    };
    const resumed = resuming;
    resuming = false;
    if (served.turn < turn) return resumed && change(Object.fromEntries(Object.keys(served.values).map((name) => [name, get(name)])), send, { seq: told().seq });
    clearTimeout(patience);
    pending = {};
  }

  // The server found again after a lost connection may be another one: it has read the address, and is told the rest,
  // what was clicked meanwhile and how many clicks there were.
  // One that knows nothing new draws nothing again: it is told once it has been silent for a while.
  connection.whenFound(() => {
    resuming = true;
    let quiet = 0;
    const look = setInterval(() => {
      const app = document.querySelector("[data-test-script-state]");
      quiet = app && app.getAttribute("data-test-script-state") === "notRunning" && !connection.isLost() ? quiet + 1 : 0;
      if (resuming && quiet < 4) return;
      clearInterval(look);
      if (!resuming) return;
      resuming = false;
      if (served.turn < turn && tellFilters) change(Object.fromEntries(Object.keys(served.values).map((name) => [name, get(name)])), tellFilters, { seq: told().seq });
    }, 250);
  });

  // No answer: what the server said last is right.
  function forget() {
    if (connection.isLost()) return void (patience = setTimeout(forget, ANSWER_TIME));
    pending = {};
    const atlas = map();
    if (atlas) atlas.settle();
    for (const watcher of watchers) watcher();
  }

  // Only the server searches the texts, and measures around another place or farther.
  function preview() {
    const atlas = map();
    const names = Object.keys(served.values).filter((name) => name !== "q" && name !== "rayon");
    const moved = get("autour") && ["autour", "rayon"].some((name) => get(name) !== served.values[name]);
    if (atlas && !moved && !get("q").length) atlas.preview(Object.fromEntries(names.map((name) => [name, get(name)])), turn);
  }

  function map() {
    const frame = document.querySelector('iframe[title="Carte des PTCE"]');
    const atlas = frame && frame.contentWindow && frame.contentWindow.Atlas;
    return atlas && atlas.preview ? atlas : null;
  }

  // A region clicked on the map, as its box would be. Says whether there are filters to take it.
  function toggleRegion(value) {
    if (!tellFilters) return false;
    const now = get("region");
    change({ region: now.includes(value) ? now.filter((other) => other !== value) : [...now, value] });
    return true;
  }

  // How many changes of the filters and how many events of the map the server has been told of.
  const told = () => ({ turn, seq: map() ? map().events() : 0 });

  const nothing = () => Object.fromEntries(Object.keys(served.values).map((name) => [name, name in NOTHING ? NOTHING[name] : []]));
  const watch = (watcher) => watchers.add(watcher);
  const tellBy = (send) => { tellFilters = send; };

  return { NOTHING, get, nothing, change, toggleRegion, serve, told, watch, tellBy };
})();

// The filters, the bar of results and the table, as Streamlit components (v2): `AtlasPanels.<name>(component)` is called
// at each rerun with the new data and draws the difference. All text goes through textContent.
"use strict";

window.AtlasPanels = (() => {
  const SEARCH_PAUSE = 250;
  // For the answer to a click, before a link is followed without it.
  const LONGEST_WAIT = 3000;

  function make(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (name === "style") Object.assign(node.style, value);
      else node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return node;
  }

  // Builds once per place on the page, updates at each call; `send` reports an event to the server.
  const panel = (build) => (component) => {
    const place = component.parentElement;
    place.atlasSend = (event) => component.setTriggerValue("event", event);
    const draw = () => {
      if (!place.atlasUpdate) place.atlasUpdate = build(place, (event) => place.atlasSend(event));
      return place.atlasUpdate(component.data);
    };
    place.atlasDraw = draw;
    guard(place, draw);
  };

  // What cannot be drawn says so where it would be; the rest of the page goes on.
  async function guard(place, draw) {
    try {
      await draw();
      if (place.atlasDraw === draw && place.atlasTrouble) place.atlasTrouble.remove();
    } catch (error) {
      console.error(error);
      if (place.atlasDraw !== draw) return;
      const again = make("button", { type: "button", class: "atlas-bouton", onclick: () => guard(place, draw) }, "Réessayer");
      const trouble = make("p", { role: "alert", class: "atlas-panne" }, "Cette partie de la page n'a pas pu être chargée. ", again);
      if (place.atlasTrouble) place.atlasTrouble.remove();
      place.atlasTrouble = trouble;
      place.append(trouble);
    }
  }

  // Files that are the same at every rerun: asked for once, and again only after a failure.
  const files = new Map();
  function load(address) {
    if (!files.has(address)) files.set(address, fetchAgain(address, (answer) => answer.json()).catch((error) => { files.delete(address); throw error; }));
    return files.get(address);
  }

  // Networks fail for a moment: asked for again, a few times and never for long, and not out of the browser's own copy,
  // which may be what was wrong. An answer that says no is an answer.
  const LONGEST = 20000;
  const PAUSES = [400, 1500];
  async function fetchAgain(address, read) {
    for (let turn = 0; ; turn += 1) {
      const limit = new AbortController();
      const late = setTimeout(() => limit.abort(), LONGEST);
      let status = 0;
      try {
        const answer = await fetch(new URL(address, document.baseURI), { signal: limit.signal, cache: turn ? "reload" : "default" });
        status = answer.ok ? 0 : answer.status;
        if (status) throw new Error(`${status} ${address}`);
        return await read(answer);
      } catch (error) {
        if ((status >= 400 && status < 500 && status !== 408 && status !== 429) || turn === PAUSES.length) throw error;
        await new Promise((resolve) => setTimeout(resolve, PAUSES[turn]));
      } finally {
        clearTimeout(late);
      }
    }
  }

  // --- For keyboards and screen readers -------------------------------------------------------------------------------

  // Draws anew what `node` holds. The focus stays on what it was on, or goes to what stands there now: never to the top of
  // the document, where it falls when its element is taken away.
  const FOCUSABLE = "a[href], button:not(:disabled), input:not(:disabled), select, summary";
  function redraw(node, children, instead = null) {
    const held = node.contains(document.activeElement) && document.activeElement !== node ? document.activeElement : null;
    const named = (one) => one.getAttribute("aria-label") || one.name || one.textContent;
    const [before, rank] = held ? [named(held), [...node.querySelectorAll(FOCUSABLE)].indexOf(held)] : ["", -1];
    node.replaceChildren(...children);
    if (!held) return;
    const now = [...node.querySelectorAll(FOCUSABLE)];
    const next = now.find((one) => named(one) === before) || now[Math.min(Math.max(rank, 0), now.length - 1)] || instead;
    if (next) next.focus({ preventScroll: true });
  }

  // Streamlit has one-letter shortcuts, which nobody asked for and which dictation software sets off.
  window.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest && event.target.closest("input, textarea, select, [contenteditable]");
    if (!isTyping && /^[a-z]$/i.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) event.stopImmediatePropagation();
  }, true);

  // Where the served page has a place for it, a screen reader says this, wherever the reader is.
  function announce(text) {
    const place = document.getElementById("atlas-annonces");
    if (place) place.textContent = text;
  }

  // Text that is there already is not written again: it would be read again.
  const write = (node, text) => { if (node.textContent !== text) node.textContent = text; };

  const settled = () => Boolean(document.querySelector('[data-test-script-state="notRunning"]'));
  async function until(condition, longest = 4000) {
    const limit = performance.now() + longest;
    while (!condition() && performance.now() < limit) await new Promise(requestAnimationFrame);
    return condition();
  }

  // What is not a field receives the focus only when it is sent there.
  function focusOn(node) {
    if (!node) return false;
    if (!node.matches(FOCUSABLE) && !node.hasAttribute("tabindex")) node.setAttribute("tabindex", "-1");
    node.focus();
    return document.activeElement === node;
  }

  // The links before everything else (they are in the served page), and the buttons of the filters on a narrow screen.
  const places = (() => {
    const EXPAND = '[data-testid="stExpandSidebarButton"]';
    const COLLAPSE = '[data-testid="stSidebarCollapseButton"]';
    const find = (selector) => document.querySelector(selector);
    const heading = () => find('[data-testid="stMain"] h1');
    const filterHeading = () => find(".atlas-filtres h2");
    const content = () => focusOn(heading() || find('[data-testid="stMain"]'));

    async function filters() {
      const button = find(EXPAND);
      if (button) button.click();
      await until(() => !find(EXPAND) && filterHeading());
      focusOn(filterHeading());
    }

    // The list of the page, else the page of the list.
    function list(link) {
      const frame = find('iframe[title="Carte des PTCE"]');
      const inside = frame && frame.contentWindow && frame.contentWindow.Atlas;
      if (inside && inside.toList) return inside.toList();
      const table = find(".atlas-tableau");
      return table ? focusOn(table) : pages.go(link.href);
    }

    document.addEventListener("click", (event) => {
      const target = event.target.closest ? event.target : null;
      const link = target && target.closest(".atlas-evitement a");
      if (link) {
        event.preventDefault();
        ({ contenu: content, filtres: filters, liste: () => list(link) })[link.dataset.vers]();
      } else if (target && target.closest(EXPAND)) {
        until(filterHeading).then(() => until(() => !find(EXPAND))).then(() => focusOn(filterHeading()));
      } else if (target && target.closest(COLLAPSE)) {
        until(() => find(EXPAND)).then(() => focusOn(find(EXPAND)));
      }
    }, true);

    // A page that took the place of another is announced by its heading, which receives the focus.
    async function arrive(isStill) {
      await until(() => settled() && heading());
      if (isStill()) content();
    }

    function know(data) {
      const link = (name) => find(`.atlas-evitement a[data-vers="${name}"]`);
      if (!link("liste")) return;
      link("liste").href = new URL(data.pages.find((page) => page.path === "liste").href, document.baseURI).href;
      link("filtres").parentElement.hidden = !data.filtered;
    }

    return { arrive, know };
  })();

  // --- What is filtered ---------------------------------------------------------------------------------------------

  // A click shows at once, on the map too; the server, which writes the address, answers later and has the last word.
  // Clicks are numbered, so that an answer older than the last one takes nothing back.
  const choice = (() => {
    const ANSWER_TIME = 10000;
    const watchers = new Set();
    let served = { turn: 0, values: { q: "", appels: false, autour: "", rayon: 0 }, parents: new Map(), later: new Set() };
    let pending = {};
    let turn = 0;
    let patience = null;
    let resuming = false;

    const NOTHING = { q: "", appels: false, autour: "", rayon: 0 };
    const get = (name) => (name in pending ? pending[name] : served.values[name]) || (name in NOTHING ? NOTHING[name] : []);

    function change(changes, send, more = {}) {
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
    const resume = () => {
      resuming = true;
      let quiet = 0;
      const look = setInterval(() => {
        const app = document.querySelector("[data-test-script-state]");
        quiet = app && app.getAttribute("data-test-script-state") === "notRunning" && !isLost ? quiet + 1 : 0;
        if (resuming && quiet < 4) return;
        clearInterval(look);
        if (!resuming) return;
        resuming = false;
        if (served.turn < turn && tellFilters) change(Object.fromEntries(Object.keys(served.values).map((name) => [name, get(name)])), tellFilters, { seq: told().seq });
      }, 250);
    };

    // No answer: what the server said last is right.
    function forget() {
      if (isLost) return void (patience = setTimeout(forget, ANSWER_TIME));
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

    // A region clicked on the map, as its box would be.
    function toggleRegion(value, send) {
      const now = get("region");
      change({ region: now.includes(value) ? now.filter((other) => other !== value) : [...now, value] }, send);
    }

    // How many changes of the filters and how many events of the map the server has been told of.
    const told = () => ({ turn, seq: map() ? map().events() : 0 });

    return { get, change, toggleRegion, serve, resume, told, watch: (watcher) => watchers.add(watcher), nothing: () => Object.fromEntries(Object.keys(served.values).map((name) => [name, name in NOTHING ? NOTHING[name] : []])), NOTHING };
  })();

  // --- Top of the page ----------------------------------------------------------------------------------------------

  const header = panel((place) => {
    const links = new Map();
    const nav = make("nav", { "aria-label": "Pages" });
    place.append(
      make("header", { class: "atlas-entete" },
        make("div", {}, make("p", { class: "atlas-nom" }, "Atlas des PTCE"),
          make("p", {}, "Les pôles territoriaux de coopération économique")),
        nav),
    );
    let shown = null;
    let known = null;

    // These links carry the filters: a click that the server has yet to answer must be in them.
    nav.addEventListener("click", async (event) => {
      const link = event.target.closest("a");
      const { turn, seq } = choice.told();
      if (!link || !pages.isPlain(event) || (known.turn >= turn && known.seq >= seq)) return;
      event.preventDefault();
      const limit = performance.now() + LONGEST_WAIT;
      while ((known.turn < turn || known.seq < seq) && performance.now() < limit) await new Promise(requestAnimationFrame);
      pages.go(link.href);
    });

    return (data) => {
      known = data;
      pages.follow(data.paths);
      words.use(data.glossary);
      for (const page of data.pages) {
        if (!links.has(page.path)) {
          links.set(page.path, make("a", {}, page.label));
          nav.append(links.get(page.path));
        }
        const link = links.get(page.path);
        link.href = new URL(page.href, document.baseURI).href;
        page.current ? link.setAttribute("aria-current", page.current) : link.removeAttribute("aria-current");
      }
      places.know(data);
      // It scrolls, so Streamlit lets the focus stop there: under a name, else a screen reader reads all of it.
      document.querySelector('[data-testid="stMain"]').setAttribute("aria-label", "Contenu");
      const now = data.place.join("/");
      const before = shown;
      shown = now;
      if (before === null || before === now) return;
      // Another page begins at its top, as if it had been loaded.
      document.querySelector('[data-testid="stMain"]').scrollTo(0, 0);
      places.arrive(() => shown === now);
    };
  });

  // --- Links between our pages --------------------------------------------------------------------------------------

  // Any link to one of our pages is followed in place, as the back button is: Streamlit then runs the page of the new
  // address. Ctrl, a middle click or « open in a tab » load it as any other.
  const pages = (() => {
    const root = () => new URL(".", document.baseURI).pathname;
    let paths = [];

    function isOurs(url) {
      return url.origin === location.origin && url.pathname.startsWith(root()) && paths.includes(url.pathname.slice(root().length));
    }

    const isPlain = (event) => !event.button && !event.ctrlKey && !event.metaKey && !event.shiftKey;

    function go(address) {
      const url = new URL(address, document.baseURI);
      if (!isOurs(url)) return false;
      if (url.href !== location.href) {
        history.pushState(null, "", url);
        window.dispatchEvent(new PopStateEvent("popstate"));
      }
      return true;
    }

    // A file that every visitor shares cannot hold the filters of one: its links say where they go, see utils/links.py.
    function fill(root, query) {
      for (const link of root.querySelectorAll('a[href*="filtres=ici"]')) {
        const url = new URL(link.href);
        url.searchParams.delete("filtres");
        const own = [...url.searchParams];
        const kept = [...new URLSearchParams(query)].filter(([name]) => !url.searchParams.has(name));
        url.search = new URLSearchParams([...kept, ...own]);
        link.href = url.href;
      }
    }

    document.addEventListener("click", (event) => {
      const link = event.target.closest && event.target.closest("a[href]");
      if (!link || event.defaultPrevented || !isPlain(event) || link.target || link.hasAttribute("download") || link.hasAttribute("data-recharger")) return;
      // A place in the page at hand is the browser's own affair.
      if (!new URL(link.href).hash && go(link.href)) event.preventDefault();
    });
    return { go, fill, isPlain, follow: (known) => { paths = known; } };
  })();

  // --- A connection lost and found again -----------------------------------------------------------------------------

  // Streamlit connects again by itself but asks for nothing, and a server that does not know this page would lose the
  // next click: it is asked for the page of the address, as by the back button.
  const CONNECTION = "data-test-connection-state";
  const cut = make("p", { role: "status", class: "atlas-coupure", style: {
    position: "fixed", zIndex: "1000000", insetInline: "0", top: "0", margin: "0", padding: "0.5rem 1rem", textAlign: "center", fontWeight: "600",
    color: "#ffffff", background: "#0b5c7a" } });
  let wasConnected = false;
  let isLost = false;
  new MutationObserver(() => {
    const app = document.querySelector(`[${CONNECTION}]`);
    const isConnected = Boolean(app) && app.getAttribute(CONNECTION) === "CONNECTED";
    if (isConnected && isLost) {
      choice.resume();
      window.dispatchEvent(new PopStateEvent("popstate"));
    }
    wasConnected ||= isConnected;
    if (isLost === (wasConnected && !isConnected)) return;
    isLost = !isLost;
    cut.textContent = isLost ? "Connexion au serveur perdue, nouvel essai en cours… Ce que vous cochez est gardé." : "";
    if (isLost) document.body.append(cut);
    else cut.remove();
  }).observe(document.documentElement, { subtree: true, attributes: true, attributeFilter: [CONNECTION] });

  // --- A map that does not come ---------------------------------------------------------------------------------------

  // Its frame says by itself that it fails, once its script has come; of a script that does not come, or holds something
  // else, only silence is seen. The server then shows the list in its place.
  const mapWatch = (() => {
    const LOOK = 500;
    // Long after the last file that came, on a network that is only slow.
    const SILENCE = 30000;
    let tell = () => {};
    let timer = null;
    let later = null;
    let told = false;

    function lost() {
      if (told) return;
      told = true;
      clearInterval(timer);
      tell({ carte: "absente" });
    }

    // The frame may come after the results, which ask for this; on the other pages it does not.
    function watch(send, left = SILENCE / LOOK) {
      tell = send;
      clearTimeout(later);
      const frame = document.querySelector(".st-key-atlas-carte iframe");
      if (!frame && left > 0) later = setTimeout(() => watch(send, left - 1), LOOK);
      if (!frame || frame.atlasWatched) return;
      frame.atlasWatched = true;
      told = false;
      clearInterval(timer);
      let seen = -1;
      let since = performance.now();
      let empty = 0;
      timer = setInterval(() => {
        const inside = frame.isConnected && frame.contentWindow;
        if (!inside || (inside.Atlas && inside.Atlas.create && inside.document.querySelector("main.atlas"))) return clearInterval(timer);
        const files = inside.performance.getEntriesByType("resource");
        // The page of the frame came without its script, or that of the map without a map in it.
        const isBare = inside.document.readyState === "complete" && inside.location.href !== "about:blank" && !inside.Streamlit;
        empty = isBare || files.some((file) => file.name.includes("/carte.js") && file.responseEnd > 0) ? empty + 1 : 0;
        if (files.length !== seen) [seen, since] = [files.length, performance.now()];
        if (empty > 3 || performance.now() - since > SILENCE) lost();
      }, LOOK);
    }

    return { watch, lost };
  })();

  // --- Words of the glossary ----------------------------------------------------------------------------------------

  // A marked word shows its definition on hover, on focus and on tap; Escape closes it.
  const words = (() => {
    let address = null;
    let shown = null;
    const box = make("div", { class: "atlas-definition", role: "tooltip", id: "atlas-definition", hidden: true });

    async function show(node) {
      shown = node;
      const entries = await load(address).catch(() => null);
      const entry = entries ? entries[node.dataset.terme] : { titre: node.textContent, definition: "La définition n'a pas pu être chargée ; elle est dans le glossaire." };
      if (shown !== node || !entry) return;
      if (!box.isConnected) document.body.append(box);
      box.replaceChildren(make("strong", {}, entry.titre), make("span", {}, entry.definition));
      box.hidden = false;
      node.setAttribute("aria-describedby", box.id);
      place();
    }

    function place() {
      const at = shown.getBoundingClientRect();
      const width = Math.min(340, document.documentElement.clientWidth - 16);
      box.style.width = `${width}px`;
      box.style.left = `${Math.max(8, Math.min(at.left, document.documentElement.clientWidth - width - 8))}px`;
      const above = at.bottom + box.offsetHeight + 8 > window.innerHeight && at.top > box.offsetHeight + 8;
      box.style.top = `${above ? at.top - box.offsetHeight - 4 : at.bottom + 4}px`;
    }

    // The focus scrolls the page to the word that it reaches: the definition goes along, until the word is out of sight.
    function follow() {
      if (!shown) return;
      const at = shown.getBoundingClientRect();
      if (at.bottom < 0 || at.top > window.innerHeight) hide();
      else place();
    }

    function hide() {
      if (shown) shown.removeAttribute("aria-describedby");
      shown = null;
      box.hidden = true;
    }

    // A part of a text: words, or [words, id of the term]. Not a button, which would not break over two lines.
    const mark = (part) => (typeof part === "string" ? part : make("span", { role: "button", tabindex: "0", class: "atlas-terme", "data-terme": part[1] }, part[0]));
    const marked = (event) => event.target.closest && event.target.closest("[data-terme]");
    document.addEventListener("mouseover", (event) => { const node = marked(event); if (node) show(node); else if (shown && shown !== document.activeElement && !box.contains(event.target)) hide(); });
    document.addEventListener("focusin", (event) => { const node = marked(event); node ? show(node) : hide(); });
    document.addEventListener("click", (event) => { const node = marked(event); if (node) show(node); else if (!box.contains(event.target)) hide(); });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape" && shown) hide(); });
    document.addEventListener("scroll", follow, true);
    return { mark, use: (file) => { address = file; } };
  })();
  const explained = words.mark;

  // --- Around a place -----------------------------------------------------------------------------------------------

  // Its own component, so that only the answer to what is typed travels; its place is among the filters, which tell the
  // server what is chosen.
  const nearSlot = make("div", { class: "atlas-autour" });
  let tellFilters = null;
  let settleNear = () => {};

  const near = panel((place, send) => {
    const labels = new Map();
    let asked = null;
    let pause = null;
    let active = -1;
    let typing = false;
    const field = make("input", {
      type: "text", id: "atlas-autour", role: "combobox", maxlength: "100", autocomplete: "off", spellcheck: "false", autocapitalize: "off",
      placeholder: "Commune, code postal ou code INSEE", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "atlas-autour-choix",
      oninput: type, onkeydown: press, onfocus: () => field.select(), onblur: leave,
    });
    const list = make("ul", { id: "atlas-autour-choix", role: "listbox", "aria-label": "Communes proposées", hidden: true });
    const count = make("p", { class: "atlas-lecteur", role: "status" });
    const none = make("p", { class: "atlas-second", hidden: true }, "Aucune commune ne s'écrit ainsi.");
    const radius = make("select", { id: "atlas-rayon", onchange: () => { if (choice.get("autour")) choice.change({ rayon: Number(radius.value) }, tellFilters); } });
    const remove = make("button", { type: "button", onclick: () => { choice.change({ autour: "" }, tellFilters); field.focus(); } }, "Retirer");
    nearSlot.replaceChildren(
      make("label", { for: field.id }, "Autour d'une commune"),
      make("div", { class: "atlas-combo" }, field, list), none, count,
      make("div", { class: "atlas-rayon" }, make("label", { for: radius.id }, "Rayon"), radius, remove));
    choice.watch(settle);
    settleNear = settle;

    // What is typed is asked once the typing pauses; the answer to an older question is not looked at.
    function type() {
      clearTimeout(pause);
      typing = true;
      asked += 1;
      if (!field.value.trim()) close();
      else pause = setTimeout(() => send({ n: asked, text: field.value }), SEARCH_PAUSE);
    }

    function open(choices) {
      for (const [code, label] of choices) labels.set(code, label);
      active = -1;
      field.removeAttribute("aria-activedescendant");
      list.replaceChildren(...choices.map(([code, label], position) =>
        make("li", { id: `atlas-autour-${position}`, role: "option", "aria-selected": "false", "data-code": code, onmousedown: (event) => event.preventDefault(), onclick: () => pick(code) }, label)));
      list.hidden = !choices.length;
      none.hidden = choices.length > 0;
      list.scrollTop = 0;
      field.setAttribute("aria-expanded", String(choices.length > 0));
      count.textContent = choices.length > 1 ? `${choices.length} communes proposées` : choices.length ? "1 commune proposée" : "Aucune commune proposée";
    }

    function close() {
      clearTimeout(pause);
      asked += 1;
      list.hidden = none.hidden = true;
      active = -1;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
      count.textContent = "";
    }

    function move(step) {
      const options = [...list.children];
      if (list.hidden || !options.length) return;
      active = active < 0 ? (step > 0 ? 0 : options.length - 1) : (active + step + options.length) % options.length;
      options.forEach((option, position) => option.setAttribute("aria-selected", String(position === active)));
      options[active].scrollIntoView({ block: "nearest" });
      field.setAttribute("aria-activedescendant", options[active].id);
    }

    function press(event) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        move(step);
      } else if (event.key === "Enter" && !list.hidden) {
        event.preventDefault();
        // Enter with nothing chosen takes the only one there is, or shows which would be the first.
        const chosen = list.children[active] || (list.children.length === 1 ? list.children[0] : null);
        chosen ? pick(chosen.dataset.code) : move(1);
      } else if (event.key === "Escape") {
        const wasOpen = !list.hidden;
        close();
        if (!wasOpen) forget();
      }
    }

    function pick(code) {
      typing = false;
      close();
      choice.change({ autour: code, rayon: Number(radius.value) }, tellFilters);
    }

    function leave() {
      close();
      forget();
    }

    function forget() {
      typing = false;
      settle();
    }

    // The field says the place at hand, but for somebody typing another one.
    function settle() {
      const code = choice.get("autour");
      if (!typing) field.value = code ? labels.get(code) || code : "";
      remove.hidden = !code;
      remove.setAttribute("aria-label", `Retirer le filtre autour de ${labels.get(code) || code}`);
    }

    let told = null;
    return (data) => {
      if (data.place) labels.set(data.place.code, data.place.label);
      // What the server holds may be the answer to a question of before this page.
      if (asked === null) asked = data.answer.n;
      else if (data.answer.n === asked && told !== asked && document.activeElement === field) open(data.answer.choices);
      told = data.answer.n;
      const wanted = String(choice.get("autour") ? choice.get("rayon") || data.radius : data.place ? data.radius : radius.value || data.radius);
      const radii = data.radii.map(String);
      if (radii.join() !== [...radius.options].map((option) => option.value).join()) radius.replaceChildren(...radii.map((km) => make("option", { value: km }, `${km}\u00a0km`)));
      radius.value = radii.includes(wanted) ? wanted : String(data.radius);
      settle();
    };
  });

  // --- Filters ------------------------------------------------------------------------------------------------------

  const filters = panel((place, send) => {
    let pause = null;
    const search = make("input", {
      type: "search", id: "atlas-recherche", maxlength: "100", autocomplete: "off", placeholder: "Nom, commune, activité…",
      oninput: () => {
        clearTimeout(pause);
        pause = setTimeout(() => { pause = null; choice.change({ q: search.value }, send); }, SEARCH_PAUSE);
      },
    });
    const facets = make("div");
    tellFilters = send;
    const later = make("input", { type: "checkbox", name: "appels", onchange: () => choice.change({ appels: later.checked }, send) });
    const laterLabel = make("span", { class: "atlas-libelle" });
    const laterLine = make("label", { class: "atlas-appels" }, later, laterLabel);
    choice.watch(() => (later.checked = choice.get("appels")));
    place.append(
      make("section", { class: "atlas-filtres", role: "search", "aria-label": "Filtres" },
        make("h2", {}, "Filtrer les pôles"),
        make("label", { for: "atlas-recherche" }, "Rechercher"), search, nearSlot, laterLine, facets),
    );
    const known = new Map();

    // What is counted, with what it is called. Départements show inside the regions that are chosen, where they hold poles.
    function described(facet, data) {
      const counted = facet.values.map((value, position) => ({ ...value, n: data.counts[facet.key][position] || 0, on: data.chosen[facet.key].includes(value.v) }));
      return { ...facet, values: counted.filter((value) => !value.in || value.on || (value.n && data.chosen.region.includes(value.in))) };
    }

    return async (data) => {
      const vocabulary = await load(data.file);
      choice.serve(vocabulary, data, send);
      settleNear();
      later.checked = choice.get("appels");
      laterLabel.textContent = vocabulary.appels;
      // Never under the fingers of somebody typing.
      if (pause === null && search.value.trim() !== data.q && document.activeElement !== search) search.value = data.q;
      if (pause === null && !data.q && document.activeElement !== search) search.value = "";
      for (const facet of vocabulary.facets.map((one) => described(one, data))) {
        if (facet.key === "departement") {
          known.get("region").nest(facet, send);
          continue;
        }
        if (!known.has(facet.key)) {
          known.set(facet.key, createFacet(facet, send));
          facets.append(known.get(facet.key).node);
        }
        known.get(facet.key).update(facet);
      }
    };
  });

  function createFacet(facet, send) {
    const options = new Map();
    const number = make("span", { class: "atlas-choisis" });
    const list = make("ul");
    const node = make("details", { class: "atlas-facette", "data-facette": facet.key, open: facet.open },
      make("summary", {}, facet.title, " ", number),
      make("fieldset", { class: "atlas-champs" }, make("legend", { class: "atlas-lecteur" }, facet.title), list));
    let latest = null;

    function update(next) {
      latest = next;
      const chosen = choice.get(facet.key);
      number.textContent = chosen.length ? String(chosen.length) : "";
      for (const value of next.values) {
        if (!options.has(value.v)) {
          options.set(value.v, createOption(facet.key, value, (on) => {
            const others = choice.get(facet.key).filter((other) => other !== value.v);
            choice.change({ [facet.key]: on ? [...others, value.v] : others }, send);
          }));
          list.append(options.get(value.v).node);
        }
        options.get(value.v).update({ ...value, on: chosen.includes(value.v) });
      }
      const present = new Set(next.values.map((value) => value.v));
      for (const [key, option] of options) option.node.hidden = !present.has(key);
      if (chosen.length && !node.open && !node.dataset.vu) node.open = true;
      if (chosen.length) node.dataset.vu = "oui";
    }
    choice.watch(() => update(latest));

    let inner = null;
    // The départements of the chosen regions, each under its region.
    function nest(facetOfDepartements, send) {
      if (!inner) inner = createFacet(facetOfDepartements, send);
      inner.update(facetOfDepartements);
      for (const value of facetOfDepartements.values) {
        const home = options.get(value.in);
        if (!home) continue;
        let branch = home.node.querySelector("ul");
        if (!branch) home.node.append((branch = make("ul", { "aria-label": "Départements" })));
        branch.append(inner.option(value.v).node);
      }
    }

    return { node, update, nest, option: (key) => options.get(key) };
  }

  function createOption(facet, value, toggle) {
    const box = make("input", { type: "checkbox", name: `${facet}-${value.v}`, onchange: () => toggle(box.checked) });
    const count = make("span", { class: "atlas-compte" });
    const mark = value.mark
      ? make("span", { class: "atlas-marque", "aria-hidden": "true", style: { background: value.mark[1], color: value.mark[2] } }, value.mark[0])
      : null;
    const node = make("li", {}, make("label", {}, box, mark, make("span", { class: "atlas-libelle" }, value.l), " ", count, make("span", { class: "atlas-lecteur" }, " PTCE")));
    function update(next) {
      box.checked = next.on;
      count.textContent = String(next.n);
      node.classList.toggle("atlas-vide", next.n === 0 && !next.on);
    }
    return { node, update };
  }

  const nearestList = (poles) => make("ul", { class: "atlas-proches" }, poles.map((pole) =>
    make("li", {}, make("a", { href: new URL(pole.href, document.baseURI).href }, pole.label), ` (${pole.place}), `, make("b", {}, pole.distance))));

  // --- Results ------------------------------------------------------------------------------------------------------

  const results = panel((place, send) => {
    const lift = (name) => choice.change({ [name]: choice.nothing()[name] }, send);
    const drop = (name, value) => (name in choice.NOTHING ? lift(name) : choice.change({ [name]: choice.get(name).filter((other) => other !== value) }, send));
    const clear = () => choice.change(choice.nothing(), send);
    const heading = make("h1", { class: "atlas-lecteur", tabindex: "-1" });
    const sentence = make("strong");
    const hint = make("span", { class: "atlas-lecteur" });
    const source = make("span", { class: "atlas-liste-source" });
    const chips = make("ul", { class: "atlas-puces", "aria-label": "Filtres actifs" });
    const advice = make("div", { class: "atlas-conseils" });
    const notice = make("p", { class: "atlas-notice", role: "status" });
    const links = make("ul");
    place.append(
      make("section", { class: "atlas-resultats", "aria-label": "Résultats" },
        heading,
        make("div", { class: "atlas-ligne" },
          make("p", { role: "status", "aria-live": "polite" }, sentence, " ", source, hint),
          make("details", { class: "atlas-exports" }, make("summary", {}, "Exporter"), links)),
        notice, chips, advice),
    );
    const menu = place.querySelector(".atlas-exports");
    document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });

    return (data) => {
      // After this run: the frame of the map is below.
      setTimeout(() => mapWatch.watch(send));
      write(heading, data.title);
      write(sentence, data.sentence);
      write(source, `(${data.list})`);
      write(hint, data.advice.length || data.nearest ? " Des pistes pour en retrouver suivent." : "");
      write(notice, data.notice || "");
      notice.hidden = !data.notice;
      redraw(links, data.exports.map((item) => make("li", {}, make("a", { href: item.href, download: true }, item.label))));
      const widen = (km) => choice.change({ rayon: km }, send);
      const items = data.chips.map((chip) =>
        make("li", {}, make("button", { type: "button", class: "atlas-puce", "aria-label": `Retirer le filtre ${chip.label}`, onclick: () => drop(chip.facet, chip.value) },
          chip.label, make("span", { "aria-hidden": "true" }, " ×"))));
      if (items.length) items.push(make("li", {}, make("button", { type: "button", class: "atlas-effacer", onclick: clear }, "Tout effacer")));
      else items.push(make("li", { class: "atlas-astuce" }, data.tip));
      redraw(chips, items, heading);
      advice.hidden = !data.advice.length && !data.nearest;
      const act = (item) => (item.add ? choice.change({ [item.add]: true }, send) : item.radius ? widen(item.radius) : lift(item.facet));
      redraw(advice, [
        ...(data.nearest ? [make("p", {}, data.nearest.title), nearestList(data.nearest.poles)] : []),
        ...(data.advice.length ? [make("p", {}, data.nearest ? "Pour en retrouver :" : "Aucun pôle ne réunit tous ces critères. Pour en retrouver :"),
          ...data.advice.map((item) => make("button", { type: "button", onclick: () => act(item) }, item.label))] : [])], heading);
    };
  });

  // --- Table --------------------------------------------------------------------------------------------------------

  const collator = new Intl.Collator("fr", { numeric: true });

  const table = panel((place, send) => {
    const chooser = make("ul");
    const head = make("tr");
    const body = make("tbody");
    const caption = make("caption");
    const count = make("span", { class: "atlas-choisis" });
    place.append(
      make("details", { class: "atlas-colonnes" }, make("summary", {}, "Colonnes ", count), chooser),
      make("div", { class: "atlas-tableau", role: "region", tabindex: "0", "aria-label": "Tableau des pôles, à faire défiler" },
        make("table", {}, caption, make("thead", {}, head), body)),
    );
    let latest = 0;
    let sorted = null;

    return async (data) => {
      const turn = ++latest;
      const { columns, rows } = await load(data.file);
      if (turn !== latest) return;
      const shown = columns.map((column, position) => ({ ...column, position })).filter((column) => data.columns.includes(column.name));
      const far = data.distances;
      if (far) shown.splice(1, 0, { name: "distance", title: far.title });
      count.textContent = `${data.columns.length} sur ${columns.length}`;
      caption.textContent = data.caption;
      redraw(chooser, columns.map((column) => {
        const on = data.columns.includes(column.name);
        const box = make("input", { type: "checkbox", name: `colonne-${column.name}`, disabled: column.name === "nom", onchange: () => {
          send({ columns: columns.map((c) => c.name).filter((name) => (name === column.name ? box.checked : data.columns.includes(name))) });
        } });
        box.checked = on;
        return make("li", {}, make("label", {}, box, " ", column.title));
      }));
      const descending = data.sort.startsWith("-");
      const sortName = data.sort.replace(/^-/, "");
      const by = columns.findIndex((column) => column.name === sortName);
      redraw(head, shown.map((column) => {
        const active = column.name === sortName;
        const direction = active ? (descending ? "descending" : "ascending") : null;
        const next = active && !descending ? `-${column.name}` : column.name;
        return make("th", { scope: "col", "aria-sort": direction },
          make("button", { type: "button", onclick: () => send({ sort: next }) }, column.title,
            make("span", { "aria-hidden": "true", class: "atlas-tri" }, active ? (descending ? " ▼" : " ▲") : "")));
      }));
      if (sorted !== null && sorted !== data.sort && by >= 0) announce(`Tableau trié par ${columns[by].title}, ordre ${descending ? "décroissant" : "croissant"}.`);
      sorted = data.sort;
      const kept = new Set(data.ids);
      const lines = rows.filter((row) => kept.has(row.id));
      const value = (row) => (far && sortName === "distance" ? far.km[row.id][0] : row.cells[by]);
      lines.sort((a, b) => compare(value(a), value(b), descending));
      body.replaceChildren(...lines.map((row) => make("tr", {}, ...shown.map((column) => (column.name === "distance" ? distance(far.km[row.id]) : cell(column, row, data.query))))));
    };
  });

  // What is unknown comes last, whatever the direction.
  function compare(a, b, descending) {
    if ((a === null) !== (b === null)) return a === null ? 1 : -1;
    const order = typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a ?? ""), String(b ?? ""));
    return descending ? -order : order;
  }

  const oneDecimal = new Intl.NumberFormat("fr", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const distance = ([km, vague]) => make("td", { class: "atlas-nombre" }, vague ? "environ " : "", oneDecimal.format(km));

  function cell(column, row, query) {
    const value = row.cells[column.position];
    if (column.name === "nom") {
      const address = new URL(".", document.baseURI);
      address.pathname += "pole";
      address.search = query ? `${query}&id=${row.id}` : `id=${row.id}`;
      return make("th", { scope: "row" }, make("a", { href: address.href }, value));
    }
    if (value === null) return make("td", { class: "atlas-inconnu" }, column.empty);
    if (column.name === "site" && /^https?:\/\//i.test(value) && URL.canParse(value)) {
      return make("td", {}, make("a", { href: value, target: "_blank", rel: "noopener noreferrer" }, value.replace(/^https?:\/\/(www\.)?/, "")));
    }
    const mark = row.doubtful.includes(column.name) ? make("em", {}, " (à confirmer)") : null;
    return make("td", typeof value === "number" ? { class: "atlas-nombre" } : {}, String(value), mark);
  }

  // --- A choice among few values ------------------------------------------------------------------------------------

  // A native list, which phones and screen readers know: label, options, value → the value chosen.
  const picker = panel((place, send) => {
    const list = make("select", { id: "atlas-choix", onchange: () => send({ value: list.value }) });
    const label = make("label", { for: "atlas-choix" });
    place.append(make("div", { class: "atlas-page atlas-choix" }, label, list));
    return (data) => {
      label.textContent = data.label;
      list.replaceChildren(...data.options.map((option) => make("option", { value: option.value }, option.label)));
      list.value = data.value;
    };
  });

  // --- The part of a sheet that is the same for everyone ------------------------------------------------------------

  // HTML of our own templates, escaped there, from a file that the browser keeps: it need not travel at each run.
  const fragment = panel((place) => {
    const node = make("div", { class: "atlas-page" });
    place.append(node);
    let shown = null;
    return async (data) => {
      if (shown !== data.file) {
        shown = data.file;
        // The page keeps its height while the next sheet comes.
        node.style.minHeight = `${node.offsetHeight}px`;
        node.replaceChildren();
        try {
          const text = await fetchAgain(data.file, (answer) => answer.text());
          if (shown !== data.file) return;
          node.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
        } catch (error) {
          if (shown !== data.file) return;
          shown = null;
          throw error;
        } finally {
          node.style.minHeight = "";
        }
      }
      pages.fill(node, data.query);
    };
  });

  // --- Support schemes ----------------------------------------------------------------------------------------------

  // Those of a region, from a file that the browser keeps; folded under their name where there are many.
  const schemes = panel((place) => {
    const node = make("div", { class: "atlas-page" });
    place.append(node);
    let shown = null;

    const fold = (title, detail, open, ...content) =>
      make("details", { class: "atlas-deplie", open }, make("summary", {}, title, detail ? make("span", { class: "atlas-second" }, ` (${detail})`) : null), ...content);
    const list = (lines) => (lines.length ? make("ul", {}, lines.map((line) => make("li", {}, line))) : null);
    const scheme = (item, open) =>
      fold(item.nom, item.quand, open,
        make("p", { class: "atlas-second" }, item.ou),
        make("p", {}, item.description.map(explained)),
        list(item.lignes),
        make("p", { class: "atlas-second" }, make("em", {}, `${item.statut}.`), ` Source\u00a0: ${item.source}.`, item.reserve ? ` Réserve\u00a0: ${item.reserve}` : null));

    return async (data) => {
      shown = data.file;
      const content = await load(data.file);
      if (shown !== data.file || node.dataset.fichier === data.file) return;
      node.dataset.fichier = data.file;
      node.replaceChildren(
        ...content.groupes.flatMap((group) => [make("h3", {}, group.titre), ...group.dispositifs.map((item) => scheme(item, data.open))]),
        make("h3", {}, "Portée générale"),
        fold(`${content.generaux.length} dispositifs nationaux ou européens`, "", false, list(content.generaux)),
      );
    };
  });

  // --- Lists to search: timeline, glossary ----------------------------------------------------------------------------

  // Case, accents and ligatures folded, as geo/text.py does.
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/[^a-z0-9]+/g, " ").trim();

  // A search field and boxes to tick above a list. Each entry is { node, text, kinds }; a group hides when all its entries do.
  // Kinds add up, and with none ticked all of them show; `flag` is a kind apart, which narrows the others down.
  function finder({ name, flag, label, legend, kinds, nouns, entries, groups }) {
    let pause = null;
    const soon = () => { clearTimeout(pause); pause = setTimeout(apply, SEARCH_PAUSE); };
    const search = make("input", {
      type: "search", id: `atlas-cherche-${name}`, maxlength: "100", autocomplete: "off", "data-filtre": name, oninput: soon,
      style: { font: "inherit", color: "inherit", background: "transparent", border: "1px solid var(--st-border-color, gray)", borderRadius: "6px", padding: "0.3rem 0.6rem", width: "min(26rem, 100%)", boxSizing: "border-box" },
    });
    const boxes = kinds.map(([value, text, count]) => {
      const box = make("input", { type: "checkbox", name: `${name}-${value}`, value, onchange: apply, style: { width: "1rem", height: "1rem", margin: "0 0.35rem 0 0", accentColor: "var(--accent)", verticalAlign: "-0.1rem" } });
      return { box, node: make("label", { style: { display: "inline-block", minHeight: "1.6rem", marginRight: "1rem", cursor: "pointer" } }, box, `${text} (${count})`) };
    });
    const status = make("p", { role: "status", "aria-live": "polite", style: { margin: "0", fontWeight: "600" } });
    const reset = make("button", { type: "button", class: "atlas-bouton", onclick: () => { search.value = ""; for (const { box } of boxes) box.checked = false; apply(); search.focus(); } }, "Tout afficher");
    const node = make("section", { class: "atlas-ecran", "aria-label": label, style: { margin: "0.4rem 0 1rem" } },
      make("label", { for: search.id, style: { display: "block", fontWeight: "600" } }, label), search,
      make("fieldset", { style: { border: "0", margin: "0.6rem 0 0.3rem", padding: "0" } }, make("legend", { style: { padding: "0", fontWeight: "600" } }, legend), ...boxes.map((box) => box.node)),
      make("div", { style: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: "0.4rem 1rem", minHeight: "2rem" } }, status, reset));

    function apply() {
      clearTimeout(pause);
      const words = plain(search.value).split(" ").filter(Boolean);
      const wanted = boxes.filter(({ box }) => box.checked).map(({ box }) => box.value);
      const either = wanted.filter((kind) => kind !== flag);
      const fits = (entry) => (!wanted.includes(flag) || entry.kinds.includes(flag)) && (!either.length || entry.kinds.some((kind) => either.includes(kind)));
      let shown = 0;
      for (const entry of entries) {
        const kept = fits(entry) && words.every((word) => entry.text.includes(word));
        entry.node.hidden = !kept;
        shown += kept;
      }
      for (const group of groups) group.node.hidden = group.entries.every((entry) => entry.node.hidden);
      const [one, many] = nouns;
      const all = `${entries.length} ${many}`;
      status.textContent = shown === entries.length ? all : shown ? `${shown} ${shown > 1 ? many : one} sur ${entries.length}` : `Aucun ${one} ne correspond.`;
      reset.hidden = !words.length && !wanted.length;
    }
    apply();
    return { node, apply };
  }

  // Draws the content of a file once, where the component is; says so if it cannot be had.
  const fromFile = (draw) => panel((place) => {
    const node = make("div", { class: "atlas-page" }, make("p", { role: "status" }, "Chargement…"));
    place.append(node);
    let drawn = null;
    return async (data) => {
      const key = `${data.file} ${data.query}`;
      if (key === drawn) return;
      drawn = key;
      try {
        node.replaceChildren(...draw(await load(data.file), data));
        reveal();
      } catch (error) {
        drawn = null;
        node.replaceChildren();
        throw error;
      }
    };
  });

  // An entry that the address names (« #g012 ») is brought into view and receives the focus.
  function reveal() {
    const node = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!node || !node.matches("[data-entree]")) return;
    node.hidden = false;
    for (let group = node.parentElement; group; group = group.parentElement) if (group.hidden) group.hidden = false;
    for (const other of document.querySelectorAll("[data-entree]")) other.style.background = other === node && other.dataset.entree === "terme" ? "var(--doux)" : "";
    node.scrollIntoView({ block: "start" });
    node.focus({ preventScroll: true });
  }
  window.addEventListener("hashchange", reveal);

  // Paper cannot be clicked: what is folded is printed unfolded.
  const unfolded = new Set();
  window.addEventListener("beforeprint", () => {
    for (const node of document.querySelectorAll("details[data-deplie-imprime]:not([open])")) { node.open = true; unfolded.add(node); }
  });
  window.addEventListener("afterprint", () => {
    for (const node of unfolded) node.open = false;
    unfolded.clear();
  });

  // Charts: neither the toolbar of Streamlit nor the roles that Vega describes, both in English. What a chart says is its
  // alternative text, and the table under it.
  let tidying = null;
  const graphiques = panel(() => {
    const tidy = () => {
      for (const bar of document.querySelectorAll('[data-testid="stFullScreenFrame"] [data-testid="stElementToolbar"]')) bar.style.display = "none";
      for (const node of document.querySelectorAll('[data-testid="stVegaLiteChart"][aria-roledescription], [data-testid="stVegaLiteChart"] [aria-roledescription]')) {
        node.removeAttribute("aria-roledescription");
        if (node.hasAttribute("aria-label")) node.setAttribute("role", "img");
        else node.removeAttribute("role");
      }
    };
    if (tidying) tidying.disconnect();
    tidying = new MutationObserver(tidy);
    tidying.observe(document.getElementById("root") || document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-roledescription"] });
    return tidy;
  });

  // As many columns as there is room for; entries follow each other from left to right.
  const columns = { display: "grid", gridTemplateColumns: "repeat(auto-fill, minmax(min(100%, 25rem), 1fr))", gap: "0 2.2rem", alignItems: "start" };
  const small = (...content) => make("p", { class: "atlas-second", style: { margin: "0 0 0.25rem" } }, ...content);

  const chronologie = fromFile((content, data) => {
    const pole = ([id, name]) => make("a", { href: new URL(`./pole?${data.query ? `${data.query}&` : ""}id=${id}`, document.baseURI).href }, name);
    const between = (nodes) => nodes.flatMap((one, position) => (position ? [", ", one] : [one]));
    const entries = content.evenements.map((item) => {
      const node = make("li", { "data-entree": "evenement", id: item.id, tabindex: "-1", style: { margin: "0 0 0.9rem", breakInside: "avoid" } },
        make("strong", { style: { display: "block" } }, item.titre),
        small(`${item.date} · ${content.portees[item.portee]}`, item.lieu ? ` · ${item.lieu}` : null),
        make("p", { style: { margin: "0 0 0.25rem" } }, item.description.map(explained)),
        item.poles.length ? make("p", { style: { margin: "0 0 0.25rem" } }, item.poles.length > 1 ? "Pôles\u00a0: " : "Pôle\u00a0: ", between(item.poles.map(pole))) : null,
        item.discute ? make("details", { class: "atlas-source", "data-deplie-imprime": true }, make("summary", {}, make("strong", {}, content.mention)), make("p", {}, item.discute)) : null,
        small(`Source\u00a0: ${content.documents[item.document]}`));
      const words = [item.titre, item.date, item.lieu, ...item.description.flat(), ...item.poles.flat(), item.discute || ""];
      return { node, year: item.annee, text: plain(words.join(" ")), kinds: [item.portee, ...(item.discute ? ["discute"] : [])] };
    });
    const groups = [];
    const decades = [...new Set(entries.map((entry) => Math.floor(entry.year / 10) * 10))].map((decade) => {
      const years = [...new Set(entries.map((entry) => entry.year))].filter((year) => Math.floor(year / 10) * 10 === decade).map((year) => {
        const own = entries.filter((entry) => entry.year === year);
        const node = make("div", { style: { display: "grid", gridTemplateColumns: "3.6rem minmax(0, 1fr)", gap: "0 1rem" } },
          make("h3", { style: { margin: "0", fontVariantNumeric: "tabular-nums" } }, String(year)),
          make("ul", { style: { ...columns, listStyle: "none", margin: "0", padding: "0.1rem 0 0 1.1rem", borderLeft: "3px solid var(--accent)" } }, own.map((entry) => entry.node)));
        groups.push({ node, entries: own });
        return node;
      });
      const node = make("section", { "aria-labelledby": `annees-${decade}` }, make("h2", { id: `annees-${decade}` }, `Années ${decade}`), ...years);
      groups.push({ node, entries: entries.filter((entry) => Math.floor(entry.year / 10) * 10 === decade) });
      return node;
    });
    const count = (kind) => entries.filter((entry) => entry.kinds.includes(kind)).length;
    const kinds = [...Object.entries(content.portees), ["discute", content.mention[0].toUpperCase() + content.mention.slice(1)]].map(([kind, label]) => [kind, label, count(kind)]);
    const tool = finder({ name: "chronologie", flag: "discute", label: "Rechercher dans la chronologie", legend: "N'afficher que", kinds, nouns: ["événement", "événements"], entries, groups });
    return [tool.node, ...decades];
  });

  const glossaire = fromFile((content) => {
    const entries = content.termes.map((item) => {
      const node = make("article", { "data-entree": "terme", id: item.id, tabindex: "-1", "aria-labelledby": `${item.id}-nom`, style: { margin: "0 0 1rem", padding: "0.1rem 0.4rem", scrollMarginTop: "1rem", borderRadius: "6px", breakInside: "avoid" } },
        make("h3", { id: `${item.id}-nom`, style: { margin: "0 0 0.1rem" } }, item.terme, item.developpe ? make("span", { style: { fontWeight: "400" } }, ` – ${item.developpe}`) : null),
        make("p", { style: { margin: "0 0 0.2rem" } }, item.definition),
        item.autres.length ? small(`Autres noms\u00a0: ${item.autres.join(", ")}`) : null,
        item.note ? small(item.note) : null,
        small(`${content.categories[item.categorie]} · ${content.fondements[item.fondement]}${item.sources.length ? `\u00a0: ${item.sources.map((position) => content.titres[position]).join("\u00a0; ")}` : ""}`));
      return { node, letter: item.lettre, text: plain([item.terme, item.developpe, ...item.autres, item.definition, item.note].join(" ")), kinds: [item.categorie] };
    });
    const letters = [...new Set(entries.map((entry) => entry.letter))];
    const groups = letters.map((letter) => {
      const own = entries.filter((entry) => entry.letter === letter);
      const node = make("section", { "aria-labelledby": `lettre-${letter}` }, make("h2", { id: `lettre-${letter}`, "data-entree": "lettre", tabindex: "-1" }, letter), make("div", { style: columns }, own.map((entry) => entry.node)));
      const link = make("li", { style: { margin: "0" } }, make("a", { href: `#lettre-${letter}`, "aria-label": `Lettre ${letter}`, style: { display: "block", minWidth: "1.6rem", padding: "0.15rem 0.3rem", textAlign: "center" } }, letter));
      return [{ node, entries: own }, { node: link, entries: own }];
    });
    const kinds = Object.entries(content.categories).map(([kind, label]) => [kind, label, entries.filter((entry) => entry.kinds.includes(kind)).length]);
    const tool = finder({ name: "glossaire", label: "Rechercher un terme", legend: "N'afficher que", kinds, nouns: ["terme", "termes"], entries, groups: groups.flat() });
    const index = make("nav", { class: "atlas-ecran", "aria-label": "Lettres" }, make("ul", { style: { display: "flex", flexWrap: "wrap", gap: "0.1rem", listStyle: "none", margin: "0", padding: "0" } }, groups.map(([, link]) => link.node)));
    return [tool.node, index, ...groups.map(([group]) => group.node)];
  });

  // Says whether there are filters to take it.
  function toggleRegion(value) {
    if (tellFilters) choice.toggleRegion(value, tellFilters);
    return Boolean(tellFilters);
  }

  return { header, filters, near, results, table, picker, fragment, schemes, chronologie, glossaire, graphiques, go: pages.go, withoutMap: mapWatch.lost, toggleRegion };
})();

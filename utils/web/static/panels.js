// The filters, the bar of results and the table, as Streamlit components (v2): `AtlasPanels.<name>(component)` is called
// at each rerun with the new data and draws the difference. All text goes through textContent.
"use strict";

window.AtlasPanels = (() => {
  const SEARCH_PAUSE = 250;

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
    if (!place.atlasUpdate) place.atlasUpdate = build(place, (event) => place.atlasSend(event));
    place.atlasSend = (event) => component.setTriggerValue("event", event);
    place.atlasUpdate(component.data);
  };

  // --- What is filtered ---------------------------------------------------------------------------------------------

  // A click shows at once, on the map too; the server, which writes the address, answers later and has the last word.
  // Clicks are numbered, so that an answer older than the last one takes nothing back.
  const choice = (() => {
    const ANSWER_TIME = 10000;
    const watchers = new Set();
    let served = { turn: 0, values: { q: "" }, parents: new Map() };
    let pending = {};
    let turn = 0;
    let patience = null;

    const get = (name) => (name in pending ? pending[name] : served.values[name] || []);

    function change(changes, send) {
      Object.assign(pending, changes);
      // A département goes with its region.
      if (changes.region && !changes.departement) pending.departement = get("departement").filter((code) => changes.region.includes(served.parents.get(code)));
      turn += 1;
      clearTimeout(patience);
      patience = setTimeout(forget, ANSWER_TIME);
      const { q, ...facets } = pending;
      send({ turn, facets, ...(q === undefined ? {} : { q }) });
      preview();
      for (const watcher of watchers) watcher();
    }

    function serve(data) {
      const facets = data.facets.map((facet) => [facet.key, facet.values.filter((value) => value.on).map((value) => value.v)]);
      const inner = data.facets.find((facet) => facet.key === "departement");
      served = { turn: data.turn, values: { q: data.q, ...Object.fromEntries(facets) }, parents: new Map(inner.values.map((value) => [value.v, value.in])) };
      if (served.turn < turn) return;
      clearTimeout(patience);
      pending = {};
    }

    // No answer: what the server said last is right.
    function forget() {
      pending = {};
      const atlas = map();
      if (atlas) atlas.settle();
      for (const watcher of watchers) watcher();
    }

    // Only the server searches the texts.
    function preview() {
      const atlas = map();
      const names = Object.keys(served.values).filter((name) => name !== "q");
      if (atlas && !get("q").length) atlas.preview(Object.fromEntries(names.map((name) => [name, get(name)])), turn);
    }

    function map() {
      const frame = document.querySelector('iframe[title="Carte des PTCE"]');
      const atlas = frame && frame.contentWindow && frame.contentWindow.Atlas;
      return atlas && atlas.preview ? atlas : null;
    }

    return { get, change, serve, watch: (watcher) => watchers.add(watcher), names: () => Object.keys(served.values) };
  })();

  // --- Top of the page ----------------------------------------------------------------------------------------------

  const header = panel((place, send) => {
    const links = new Map();
    const nav = make("nav", { "aria-label": "Pages" });
    place.append(
      make("header", { class: "atlas-entete" },
        make("div", {}, make("h1", {}, "Atlas des PTCE"),
          make("p", {}, "Les pôles territoriaux de coopération économique en France, chaque information avec sa source.")),
        nav),
    );
    return (data) => {
      for (const page of data.pages) {
        if (!links.has(page.path)) {
          const link = make("a", { onclick: (event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            if (!link.hasAttribute("aria-current")) send({ page: page.path });
          } }, page.label);
          links.set(page.path, link);
          nav.append(link);
        }
        const link = links.get(page.path);
        link.href = new URL(page.href, document.baseURI).href;
        page.current ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
      }
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
    place.append(
      make("section", { class: "atlas-filtres", "aria-label": "Filtres" },
        make("h2", {}, "Filtrer les pôles"),
        make("label", { for: "atlas-recherche" }, "Rechercher"), search, facets),
    );
    const known = new Map();

    return (data) => {
      choice.serve(data);
      // Never under the fingers of somebody typing.
      if (pause === null && search.value.trim() !== data.q && document.activeElement !== search) search.value = data.q;
      if (pause === null && !data.q && document.activeElement !== search) search.value = "";
      for (const facet of data.facets) {
        if (facet.key === "departement") continue;
        if (!known.has(facet.key)) {
          known.set(facet.key, createFacet(facet, send));
          facets.append(known.get(facet.key).node);
        }
        known.get(facet.key).update(facet);
      }
      const inner = data.facets.find((facet) => facet.key === "departement");
      known.get("region").nest(inner, send);
    };
  });

  function createFacet(facet, send) {
    const options = new Map();
    const number = make("span", { class: "atlas-choisis" });
    const list = make("ul");
    const node = make("details", { class: "atlas-facette", "data-facette": facet.key, open: facet.open },
      make("summary", {}, facet.title, " ", number), list);
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
    const node = make("li", {}, make("label", {}, box, mark, make("span", { class: "atlas-libelle" }, value.l), " ", count));
    function update(next) {
      box.checked = next.on;
      count.textContent = String(next.n);
      count.setAttribute("aria-label", `${next.n} PTCE`);
      node.classList.toggle("atlas-vide", next.n === 0 && !next.on);
    }
    return { node, update };
  }

  // --- Results ------------------------------------------------------------------------------------------------------

  const results = panel((place, send) => {
    const drop = (facet, value) => choice.change({ [facet]: facet === "q" ? "" : choice.get(facet).filter((other) => other !== value) }, send);
    const lift = (facet) => choice.change({ [facet]: facet === "q" ? "" : [] }, send);
    const clear = () => choice.change(Object.fromEntries(choice.names().map((name) => [name, name === "q" ? "" : []])), send);
    const sentence = make("strong");
    const source = make("span", { class: "atlas-liste-source" });
    const chips = make("ul", { class: "atlas-puces", "aria-label": "Filtres actifs" });
    const advice = make("div", { class: "atlas-conseils" });
    const notice = make("p", { class: "atlas-notice", role: "status" });
    const links = make("ul");
    place.append(
      make("section", { class: "atlas-resultats", "aria-label": "Résultats" },
        make("div", { class: "atlas-ligne" },
          make("p", { role: "status", "aria-live": "polite" }, sentence, " ", source),
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
      sentence.textContent = data.sentence;
      source.textContent = `(${data.list})`;
      notice.textContent = data.notice || "";
      notice.hidden = !data.notice;
      links.replaceChildren(...data.exports.map((item) => make("li", {}, make("a", { href: item.href, download: true }, item.label))));
      const items = data.chips.map((chip) =>
        make("li", {}, make("button", { type: "button", class: "atlas-puce", "aria-label": `Retirer le filtre ${chip.label}`, onclick: () => drop(chip.facet, chip.value) },
          chip.label, make("span", { "aria-hidden": "true" }, " ×"))));
      if (items.length) items.push(make("li", {}, make("button", { type: "button", class: "atlas-effacer", onclick: clear }, "Tout effacer")));
      else items.push(make("li", { class: "atlas-astuce" }, "Cliquez sur une région pour filtrer, sur un pôle pour ouvrir sa fiche."));
      chips.replaceChildren(...items);
      advice.hidden = !data.advice.length;
      advice.replaceChildren(...(data.advice.length ? [make("p", {}, "Aucun pôle ne réunit tous ces critères. Pour en retrouver :"),
        ...data.advice.map((item) => make("button", { type: "button", onclick: () => lift(item.facet) }, item.label))] : []));
    };
  });

  // --- Table --------------------------------------------------------------------------------------------------------

  const collator = new Intl.Collator("fr", { numeric: true });
  const tables = new Map();

  function load(address) {
    if (!tables.has(address)) tables.set(address, fetch(new URL(address, document.baseURI)).then((answer) => answer.json()));
    return tables.get(address);
  }

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

    return async (data) => {
      const turn = ++latest;
      const { columns, rows } = await load(data.file);
      if (turn !== latest) return;
      const shown = columns.map((column, position) => ({ ...column, position })).filter((column) => data.columns.includes(column.name));
      count.textContent = `${shown.length} sur ${columns.length}`;
      caption.textContent = data.caption;
      chooser.replaceChildren(...columns.map((column) => {
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
      head.replaceChildren(...shown.map((column) => {
        const active = column.name === sortName;
        const direction = active ? (descending ? "descending" : "ascending") : null;
        const next = active && !descending ? `-${column.name}` : column.name;
        return make("th", { scope: "col", "aria-sort": direction },
          make("button", { type: "button", onclick: () => send({ sort: next }) }, column.title,
            make("span", { "aria-hidden": "true", class: "atlas-tri" }, active ? (descending ? " ▼" : " ▲") : "")));
      }));
      const kept = new Set(data.ids);
      const lines = rows.filter((row) => kept.has(row.id));
      lines.sort((a, b) => compare(a.cells[by], b.cells[by], descending));
      body.replaceChildren(...lines.map((row) => make("tr", {}, ...shown.map((column) => cell(column, row, data.query)))));
    };
  });

  // What is unknown comes last, whatever the direction.
  function compare(a, b, descending) {
    if ((a === null) !== (b === null)) return a === null ? 1 : -1;
    const order = typeof a === "number" ? a - b : collator.compare(a ?? "", b ?? "");
    return descending ? -order : order;
  }

  function cell(column, row, query) {
    const value = row.cells[column.position];
    if (column.name === "nom") {
      const address = new URL(".", document.baseURI);
      address.search = query ? `${query}&pole=${row.id}` : `pole=${row.id}`;
      return make("th", { scope: "row" }, make("a", { href: address.href, title: "Voir sur la carte" }, value));
    }
    if (value === null) return make("td", { class: "atlas-inconnu" }, column.empty);
    if (column.name === "site" && /^https?:\/\//i.test(value)) {
      return make("td", {}, make("a", { href: value, target: "_blank", rel: "noopener noreferrer" }, value.replace(/^https?:\/\/(www\.)?/, "")));
    }
    const mark = row.doubtful.includes(column.name) ? make("em", {}, " (à confirmer)") : null;
    return make("td", typeof value === "number" ? { class: "atlas-nombre" } : {}, String(value), mark);
  }

  return { header, filters, results, table };
})();

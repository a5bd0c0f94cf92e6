// The table of the list: its columns to choose, its order, its cells.
"use strict";

AtlasParts.table = (() => {
  const { make } = AtlasParts.dom;
  const { load } = AtlasParts.files;
  const { panel } = AtlasParts.panel;
  const { announce, redraw } = AtlasParts.reading;

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
      const sorting = shown.find((column) => column.name === sortName) || columns[by];
      if (sorted !== null && sorted !== data.sort && sorting) announce(`Tableau trié par ${sorting.title}, ordre ${descending ? "décroissant" : "croissant"}.`);
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

  return { table };
})();

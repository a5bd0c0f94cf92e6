// What sheets are made of: the choice of another, the part that is the same for everyone, the support schemes.
"use strict";

AtlasParts.sheets = (() => {
  const { make } = AtlasParts.dom;
  const { fetchAgain, load } = AtlasParts.files;
  const { panel } = AtlasParts.panel;
  const { pages, words } = AtlasParts;

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
        make("p", {}, item.description.map(words.mark)),
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

  return { picker, fragment, schemes };
})();

// What is said of a pole: its popup on the map, its card beside it.
"use strict";

Atlas.sheet = (() => {
  const { make, link } = Atlas.dom;

  const row = (title, ...content) => [make("dt", {}, title), make("dd", {}, ...content)];

  function popup(pole) {
    return make(
      "div",
      { class: "bulle" },
      make("p", { class: "bulle-nom" }, pole.nom),
      make("p", { class: "bulle-lieu" }, pole.lieu),
      make(
        "dl",
        {},
        row("Secteur", pole.secteur),
        row("Forme juridique", pole.forme),
        row("Lauréat", pole.laureat),
        pole.listes.length > 1 ? row("Noms listés", pole.listes.join(" ; ")) : null,
        pole.collection === "appels" ? row("Collection", "Lauréat récent, hors du panel de 2016") : null,
        pole.site ? row("Site", link(pole.site, host(pole.site))) : null,
      ),
      make("p", { class: "bulle-precision" }, pole.precision),
      make("p", {}, Atlas.host.sheetLink(pole.id, "Fiche complète")),
    );
  }

  const tooltip = (pole) =>
    make("span", {}, make("strong", {}, pole.nom), make("br"), pole.lieu, make("br"), `${pole.secteur} – ${pole.laureat}`);

  function host(address) {
    try {
      return new URL(address).hostname.replace(/^www\./, "");
    } catch {
      return "site du pôle";
    }
  }

  function provenance(value) {
    if (!value.confiance && !value.note && !value.sources.length) return null;
    const sources = value.sources.map((source) =>
      make("li", {}, source.lien ? link(source.lien, source.texte) : source.texte),
    );
    const summary = value.confiance ? `Source, confiance ${value.confiance}` : "Note";
    return make(
      "details",
      { class: "provenance" },
      make("summary", {}, summary),
      sources.length ? make("ul", {}, ...sources) : null,
      value.note ? make("p", {}, value.note) : null,
    );
  }

  const section = (title, items) =>
    items.length
      ? [make("h3", {}, title), make("ul", {}, ...items.map((item) => make("li", {}, item)))]
      : [];

  function card(pole, back) {
    return make(
      "article",
      { class: "fiche", "aria-labelledby": "fiche-nom" },
      make("button", { type: "button", class: "fiche-retour", onclick: back }, "← Retour à la liste"),
      make("h2", { id: "fiche-nom", tabindex: "-1" }, pole.nom),
      make("p", { class: "fiche-precision" }, pole.precision),
      make("p", {}, Atlas.host.sheetLink(pole.id, "Fiche complète : chiffres, aides, voisins")),
      make("dl", {}, ...pole.valeurs.map((value) => row(value.titre, value.texte, provenance(value))), ...site(pole)),
      ...section(pole.listes.length > 1 ? "Dans la liste, sous plusieurs noms" : "Dans la liste", pole.listes),
      ...section("Lauréat d'un appel récent", pole.annonces),
      ...section("Autres noms", pole.alias),
      ...section("Ce que disent les sources", pole.faits),
      ...section("Corrections apportées à la liste", pole.remarques),
    );
  }

  const site = (pole) => row("Site", pole.site ? link(pole.site, host(pole.site)) : "non renseigné");

  return { popup, tooltip, card };
})();

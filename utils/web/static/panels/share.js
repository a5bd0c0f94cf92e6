// « Partager »: the link of the view at hand, the code that puts it in another page, its citation, its QR code.
"use strict";

AtlasParts.share = (() => {
  const { make, write } = AtlasParts.dom;
  const { fetchAgain } = AtlasParts.files;

  const HEIGHT = { least: 300, usual: 600, most: 1200 };
  let dialog = null;
  let opener = null;

  // The view, without what asks for a frame: that is only ever in the code of the frame.
  function address() {
    const url = new URL(location.href);
    url.hash = "";
    for (const name of [...url.searchParams.keys()]) if (/^embed(_options)?$/i.test(name)) url.searchParams.delete(name);
    return url;
  }

  const escaped = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const fieldset = (title, ...content) => make("section", {}, make("h3", {}, title), ...content);
  const labelled = (id, text, field) => [make("label", { for: id }, text), field];

  function frameCode(link, title, height) {
    const url = new URL(link);
    url.searchParams.set("embed", "true");
    return `<iframe src="${escaped(url.href)}" title="${escaped(title)}" width="100%" height="${height}" style="border:0" loading="lazy"></iframe>`;
  }

  // The clipboard is only lent to pages on https or on this machine; else what is to be copied is selected.
  async function copy(field, say) {
    try {
      await navigator.clipboard.writeText(field.value);
      return say("Copié dans le presse-papiers.");
    } catch {
      field.focus();
      field.select();
      let done = false;
      try {
        done = document.execCommand("copy");
      } catch {
        // Said below.
      }
      say(done ? "Copié dans le presse-papiers." : "Le texte est sélectionné\u00a0: copiez-le avec Ctrl+C (Cmd+C sur Mac).");
    }
  }

  function build() {
    const status = make("p", { role: "status", class: "atlas-partage-etat" });
    // Said again where it is the same.
    const say = (text) => {
      status.textContent = "";
      requestAnimationFrame(() => { status.textContent = text; });
    };
    const copier = (field, what) => make("button", { type: "button", class: "atlas-bouton", "aria-label": `Copier ${what}`, onclick: () => copy(field, say) }, "Copier");
    const text = (id, rows) => make("textarea", { id, rows, readonly: true, spellcheck: "false" });

    const link = make("input", { id: "partage-lien", type: "url", readonly: true, autofocus: true, onfocus: (event) => event.target.select() });
    const mail = make("a", { class: "atlas-bouton" }, "Envoyer par courriel");
    const height = make("input", { id: "partage-hauteur", type: "number", min: HEIGHT.least, max: HEIGHT.most, step: 10, inputmode: "numeric" });
    const title = make("input", { id: "partage-titre", type: "text", maxlength: 200 });
    const code = text("partage-code", 4);
    const allowed = make("p", { class: "atlas-second" });
    const citation = text("partage-citation", 4);
    const bibtex = text("partage-bibtex", 5);
    const picture = make("img", { width: 180, height: 180, alt: "Code QR du lien de cette vue" });
    const files = ["png", "svg"].map((kind) => make("a", { class: "atlas-bouton", download: `code-qr.${kind}` }, `Code QR (${kind.toUpperCase()})`));
    const qr = make("div", { class: "atlas-partage-qr" }, picture, make("p", {}, "À imprimer sur une affiche ou une carte\u00a0: il mène à cette vue.", make("br"), ...files.flatMap((file) => [file, " "])));
    const lost = make("p", { class: "atlas-notice" }, "Le code QR n'a pas pu être chargé.");
    const subject = make("p", { class: "atlas-chapeau" });

    const node = make("dialog", { class: "atlas-page atlas-partage", "aria-labelledby": "partage-nom" },
      make("div", { class: "atlas-partage-haut" }, make("h2", { id: "partage-nom" }, "Partager cette vue"),
        make("button", { type: "button", class: "atlas-bouton", onclick: () => node.close() }, "Fermer")),
      subject,
      fieldset("Lien", make("div", { class: "atlas-partage-ligne" }, ...labelled(link.id, "Lien de cette vue", link), copier(link, "le lien"), mail)),
      fieldset("Dans une page web",
        make("div", { class: "atlas-partage-ligne" }, ...labelled(title.id, "Titre du cadre", title), ...labelled(height.id, `Hauteur en pixels, de ${HEIGHT.least} à ${HEIGHT.most}`, height)),
        make("div", { class: "atlas-partage-ligne" }, ...labelled(code.id, "Code à coller dans la page", code), copier(code, "le code")), allowed),
      fieldset("Citation",
        make("div", { class: "atlas-partage-ligne" }, ...labelled(citation.id, "Dans un texte", citation), copier(citation, "la citation")),
        make("div", { class: "atlas-partage-ligne" }, ...labelled(bibtex.id, "Pour BibTeX ou Zotero", bibtex), copier(bibtex, "l'entrée BibTeX"))),
      fieldset("Code QR", qr, lost),
      status);
    // Where it came from, also where that was drawn again meanwhile.
    node.addEventListener("close", () => {
      const again = opener && opener.isConnected ? opener : document.querySelector("[data-partager]");
      if (again) again.focus();
    });
    const pixels = () => Math.min(HEIGHT.most, Math.max(HEIGHT.least, Math.round(Number(height.value)) || HEIGHT.usual));
    const frame = () => { code.value = frameCode(link.value, title.value.trim() || "Atlas des PTCE", pixels()); };
    title.addEventListener("input", frame);
    height.addEventListener("input", frame);
    height.addEventListener("change", () => { height.value = pixels(); });
    // One that is gone leaves its words.
    picture.addEventListener("error", () => { [qr.hidden, lost.hidden] = [true, false]; });
    return { node, subject, link, mail, height, title, allowed, citation, bibtex, picture, files, qr, lost, status, frame };
  }

  const whoMay = (sites) => (sites.length
    ? `Sites qui peuvent afficher cette vue\u00a0: ${sites.join(", ")}. Pour un autre site, l'administrateur de l'atlas doit l'y autoriser.`
    : "L'affichage dans un autre site doit être permis par l'administrateur de l'atlas\u00a0; aucun site n'est autorisé pour le moment.");

  async function open(button) {
    dialog ||= build();
    const { node, subject, link, mail, height, title, allowed, citation, bibtex, picture, files, qr, lost, status, frame } = dialog;
    opener = button;
    const { href } = address();
    const about = new URLSearchParams({ adresse: href });
    // Else the one of the view before would stay a moment.
    for (const field of [citation, bibtex, title]) field.value = "";
    for (const line of [subject, allowed, status]) write(line, "");
    link.value = href;
    height.value = HEIGHT.usual;
    frame();
    [qr.hidden, lost.hidden] = [false, true];
    picture.src = new URL(`atlas/qr.svg?${about}`, document.baseURI).href;
    for (const file of files) file.href = new URL(`atlas/${file.download.replace("code-qr", "qr")}?${about}`, document.baseURI).href;
    const tell = (name) => { mail.href = `mailto:?subject=${encodeURIComponent(name)}&body=${encodeURIComponent(`${name}\r\n${href}\r\n`)}`; };
    tell(document.title);
    // In the page, whose theme it then has.
    if (!node.isConnected) document.querySelector('[data-testid="stApp"]').append(node);
    node.showModal();
    node.scrollTop = 0;
    try {
      const told = await fetchAgain(`atlas/partage.json?${about}`, (answer) => answer.json());
      // Closed and opened again on another view meanwhile.
      if (link.value !== href) return;
      write(subject, told.titre);
      if (!title.value) title.value = told.titre === "Atlas des PTCE" ? told.titre : `${told.titre} – Atlas des PTCE`;
      citation.value = told.citation;
      bibtex.value = told.bibtex;
      write(allowed, whoMay(told.sites));
      tell(title.value);
      frame();
    } catch (error) {
      console.error(error);
      write(status, "La citation n'a pas pu être chargée\u00a0; le lien et le code sont valables.");
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-partager]");
    if (button) open(button);
  });

  return {};
})();

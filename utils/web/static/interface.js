// Streamlit's remaining English words, put into French. Only whole strings of this list are replaced; in the text of a
// page, only inside Streamlit's own furniture. What a translation gives is in no list, so that doing it twice is safe.
(() => {
  "use strict";

  const WORDS = new Map(Object.entries({
    "Skip to main content": "Aller au contenu principal",
    "Expand sidebar": "Afficher les filtres et le menu",
    "Collapse sidebar": "Masquer les filtres et le menu",
    "Sidebar": "Filtres et menu",
    "App pages": "Pages de l'atlas",
    "App Logo": "Logo de l'atlas",
    "Navigate to home page": "Aller à l'accueil",
    "Main menu": "Menu principal",
    "Theme": "Thème",
    "System": "Système",
    "Light": "Clair",
    "Dark": "Sombre",
    "Running...": "Mise à jour en cours…",
    "Stop": "Arrêter",
    "Stopping...": "Arrêt…",
    "Connecting": "Connexion…",
    "Connecting to Streamlit server": "Connexion au serveur…",
    "Please wait...": "Veuillez patienter…",
    "Connection error": "Connexion perdue",
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:":
      "Le serveur de l'atlas ne répond plus. S'il tourne sur cette machine, relancez-le dans un terminal :",
    "streamlit run yourscript.py": "make run",
    "Streamlit server is not responding. Are you connected to the internet?":
      "Le serveur de l'atlas ne répond plus. Êtes-vous connecté au réseau ?",
    "Page not found": "Page introuvable",
    "Close": "Fermer",
    "Help": "Aide",
    "Fullscreen": "Plein écran",
    "Close fullscreen": "Quitter le plein écran",
    "Scroll tabs left": "Onglets précédents",
    "Scroll tabs right": "Onglets suivants",
    "Link to heading": "Lien vers cette partie",
    "Copy to clipboard": "Copier",
    "Copied": "Copié",
    "Choose an option": "Choisir",
    "Choose options": "Choisir",
    "No options to select": "Aucun choix possible",
    "No results": "Aucun résultat",
    "Open": "Ouvrir la liste",
    "Select all": "Tout sélectionner",
    "Selected values": "Valeurs choisies",
    "Clear all": "Tout effacer",
    "Clear value": "Effacer",
    "Clear entry": "Effacer",
    "Increment": "Augmenter",
    "Decrement": "Diminuer",
    "Upload": "Choisir un fichier",
    "Add files": "Ajouter un fichier",
    "Drag and drop a file here": "Déposer un fichier ici",
    "Scrollable table": "Tableau défilant",
    "Download as CSV": "Télécharger en CSV",
    "Show/hide columns": "Choisir les colonnes",
    "Search": "Chercher",
    "Close Search": "Fermer la recherche",
    "Type to search": "Chercher dans le tableau",
    "Show data": "Voir les données",
    "Show chart": "Voir le graphique",
    "Download as PNG": "Télécharger l'image",
    "Vega visualization": "Graphique",
    "Copy Vega-Lite spec": "Copier la description du graphique",
    "visualization": "graphique",
    "file upload": "Choisir un fichier",
    "Dismiss": "Fermer",
    "streamlit_folium.st_folium": "Carte des PTCE",
  }));

  const PHRASES = [
    [/^This app has encountered an error\. .*/s, "Une erreur est survenue. Rechargez la page ; le détail est au journal du serveur."],
    [/^(\d+) options? available\.$/, "Choix possibles : $1."],
    [/^(.+), selected\.?$/, "$1, choisi."],
    [/^Remove (.+)$/, "Retirer $1"],
    [/^Cancel upload of (.+)$/, "Annuler l'envoi de $1"],
    [/^[\w-]+ icon$/, "icône"],
    [/^\w+ mark container$/, "éléments du graphique"],
    [/^You have requested page \/(\S*), but .*/s, "La page « $1 » n'existe pas ; voici la carte."],
    [/^The page that you have requested .*/s, "Cette page n'existe pas ; voici la carte."],
    [/^Unable to connect to Streamlit server.*/s, "Connexion au serveur impossible."],
    [/^Help for (.+)$/, "Aide : $1"],
    [/^Add: (.+)$/, "Ajouter : $1"],
    [/^Select (\d+) matches$/, "Sélectionner les $1 résultats"],
    [/^File must be (\d+)[\d.]* ?MB or smaller\.$/, "Fichier refusé : il dépasse $1 Mo. Ôtez des colonnes ou coupez la liste en deux."],
    [/^Error:\s*(.*)$/s, "Erreur : $1"],
    // « gros.csv, 21.6MB »
    [/^(.+, )?(\d+)\.?(\d*) ?([KMG]?)B$/, (_, name = "", units, tenths, k) =>
      `${name}${units}${tenths && `,${tenths}`} ${k === "K" ? "k" : k}o`],
    [/^(?:AxiosError|Network Error|Request failed).*/s, "L'envoi a échoué. Réessayez."],
    [/^(\d+)MB per file(?: • (.+))?$/, (_, size, types) => `${size} Mo par fichier${types ? ` • ${types}` : ""}`],
  ];

  const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt", "aria-roledescription"];
  const LABELLED = ATTRIBUTES.map((name) => `[${name}]`).join();
  // Where text is Streamlit's own. A text of ours in there changes only if it equals one of the strings above.
  const FURNITURE = [
    "stSkipToContent", "stStatusWidget", "stMainMenuPopover", "stMainMenuList", "stDialog", "stTooltipContent",
    "stTooltipErrorContent", "stFileUploader", "stMultiSelect", "stSelectbox", "stSelectboxVirtualDropdown",
    "stDataFrameColumnVisibilityMenu", "stElementToolbar", "stExceptionMessage",
  ].map((id) => `[data-testid="${id}"]`).concat("[data-live-announcer]", "[role=listbox]", "[role=tooltip]").join();

  // Where Streamlit's furniture lies about what it is: a zone with a name cannot be mere decoration, and a list of choices
  // hangs outside every landmark.
  const ROLES = [
    ["stFileUploaderDropzone", { role: "group" }],
    ["stSelectboxVirtualDropdown", { role: "region", "aria-label": "Choix possibles" }],
  ].map(([id, attributes]) => [`[data-testid="${id}"]`, attributes]);

  const mend = (root) => {
    for (const [selector, attributes] of ROLES) {
      for (const node of [root, ...root.querySelectorAll(selector)]) {
        if (node.matches(selector)) for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
      }
    }
  };

  const french = (text) => {
    const key = text.trim();
    const word = WORDS.get(key);
    if (word !== undefined) return word;
    // « Fullscreen: title of the chart »
    const [action, ...rest] = key.split(": ");
    if (rest.length && WORDS.has(action)) return `${WORDS.get(action)} : ${rest.join(": ")}`;
    for (const [pattern, phrase] of PHRASES) if (pattern.test(key)) return key.replace(pattern, phrase);
    return undefined;
  };

  const label = (element, names) => {
    for (const name of names) {
      const value = element.getAttribute(name);
      const translated = value ? french(value) : undefined;
      if (translated !== undefined) element.setAttribute(name, translated);
    }
  };

  const texts = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.currentNode; node; node = walker.nextNode()) {
      if (node.nodeType !== Node.TEXT_NODE) continue; // the root may be the text itself
      const translated = french(node.data);
      if (translated !== undefined) node.data = translated;
    }
  };

  const visit = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.parentElement?.closest(FURNITURE)) texts(node);
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      mend(node);
      label(node, ATTRIBUTES);
      for (const element of node.querySelectorAll(LABELLED)) label(element, ATTRIBUTES);
      if (node.closest(FURNITURE)) texts(node);
      else for (const element of node.querySelectorAll(FURNITURE)) texts(element);
    }
  };

  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") label(change.target, [change.attributeName]);
      else if (change.type === "characterData") visit(change.target);
      else change.addedNodes.forEach(visit);
    }
  }).observe(document.documentElement, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
  });
  visit(document.documentElement);
})();

// Until panels.js is there, and if it does not come, this stands in for it: it keeps what it is called with, asks for the
// script once more, then says what is missing and leaves the links and the exports.
(() => {
  "use strict";

  const calls = new Map();
  let isLost = false;

  const make = (tag, attributes, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };
  const links = (items) => make("ul", {}, ...items.map(({ href, label }) => make("li", {}, make("a", { href: new URL(href, document.baseURI).href }, label))));

  const SHOWN = {
    header: ({ pages }) => [
      make("p", { role: "alert" }, make("strong", {}, "Cette page n'a pas pu être chargée en entier. "),
        "Les filtres et les tableaux manquent. ", make("a", { href: location.href, target: "_self" }, "Recharger la page")),
      make("nav", { "aria-label": "Pages" }, links(pages)),
    ],
    results: ({ sentence, exports }) => [make("p", {}, make("strong", {}, sentence)), make("p", {}, "Télécharger cette liste\u00a0:"), links(exports)],
  };

  const draw = (name, { parentElement, data }) => parentElement.replaceChildren(...(SHOWN[name] ? SHOWN[name](data) : []));
  const call = (name) => (component) => {
    calls.set(component.parentElement, [name, component]);
    if (isLost) draw(name, component);
  };
  const stand = new Proxy({}, { get: (_, name) => (["go", "withoutMap", "toggleRegion"].includes(name) ? undefined : call(name)) });
  window.AtlasPanels = stand;

  const script = document.querySelector('script[src*="/panels.js"]');
  const replay = () => { for (const [name, component] of calls.values()) window.AtlasPanels[name](component); };
  const lose = () => {
    isLost = true;
    for (const [name, component] of calls.values()) draw(name, component);
  };
  const follow = (node, failed) => {
    node.addEventListener("load", () => (window.AtlasPanels === stand ? failed() : replay()));
    node.addEventListener("error", failed);
  };
  follow(script, () => {
    const again = make("script", { src: `${script.src}&encore` });
    follow(again, lose);
    document.head.append(again);
  });
})();

// Streamlit remembers whether the filters are open. On a narrow screen they cover the page, which is what a visitor came
// for: they are closed whenever a page comes, so nothing is remembered there.
(() => {
  "use strict";

  const kept = () => Object.keys(localStorage).filter((name) => name.startsWith("stSidebarCollapsed"));
  if (matchMedia("(max-width: 768px)").matches) {
    const forget = () => kept().forEach((name) => localStorage.removeItem(name));
    forget();
    for (const input of ["pointerdown", "keydown"]) addEventListener(input, forget, true);
    return;
  }

  // They come with the script of the page, later than the page: until then their place is kept, so that nothing moves
  // when they do.
  if (!["", "liste"].includes(location.pathname.split("/").pop())) return;
  if (kept().some((name) => localStorage.getItem(name) === "true")) return;
  const root = document.documentElement;
  root.style.setProperty("--atlas-filtres", `${parseInt(localStorage.getItem("sidebarWidth"), 10) || 300}px`);
  root.classList.add("atlas-attente");
  // Or a page that has none after all: what is wrong with the data.
  const arrived = '[data-testid="stSidebar"], .atlas-page';
  const watch = new MutationObserver(() => {
    if (!document.querySelector(arrived)) return;
    root.classList.remove("atlas-attente");
    watch.disconnect();
  });
  watch.observe(root, { subtree: true, childList: true });
})();

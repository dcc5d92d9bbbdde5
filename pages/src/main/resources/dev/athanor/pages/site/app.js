"use strict";
// Which page the address asks for, the search and the colours.
(() => {
  const main = document.getElementById("main"), root = document.documentElement;
  const pages = { "": () => Views.home(), tables: () => Views.tablesPage(), table: (name) => Views.table(name), other: () => Views.other(), revisions: () => Views.revisionsPage(), revision: (id) => Views.revision(id), compare: (a, b) => Views.compare(a, b) };
  let first = true;

  function route() {
    const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
    if (location.hash === "#main") return main.focus();
    let parts;
    try { parts = path.split("/").map(decodeURIComponent); } catch { parts = ["?"]; }
    const page = parts[0] === "diagram" ? () => Views.diagram(new URLSearchParams(query || "")) : pages[parts[0]];
    main.classList.toggle("wide", parts[0] === "diagram");
    main.replaceChildren(...[page ? page(...parts.slice(1)) : Views.missing("page " + path)].flat(9).filter((each) => each !== ""));
    const title = main.querySelector("h1").textContent;
    document.title = title + " · Database";
    for (const link of document.querySelectorAll("nav a")) link.getAttribute("href") === "#/" + parts[0] ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
    if (!first) { window.scrollTo(0, 0); main.focus({ preventScroll: true }); document.getElementById("said").textContent = title; }
    first = false;
  }

  const entries = [];
  for (const id of Object.keys(Model.data.objects)) {
    const { kind, schema, within } = Model.split(id);
    if (kind === "TABLE") entries.push([Model.show(id), "table", "#/table/" + encodeURIComponent(Model.show(id))]);
    else if (kind === "COLUMN" && Model.data.objects[Model.key("TABLE", schema, "", within)]) entries.push([Model.show(id), "column", "#/table/" + encodeURIComponent(Model.show(Model.key("TABLE", schema, "", within)))]);
    else if (["VIEW", "ENUM", "ROUTINE", "DOMAIN"].includes(kind)) entries.push([Model.show(id), Model.words(kind), "#/other"]);
  }
  for (const each of Model.data.revisions) entries.push([each.id + " " + each.message, "revision", "#/revision/" + encodeURIComponent(each.id)]);

  const search = document.getElementById("search"), hits = document.getElementById("hits");
  let chosen = -1;
  function find() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = words.length ? entries.filter(([text]) => words.every((word) => text.toLowerCase().includes(word))).sort((a, b) => a[0].length - b[0].length).slice(0, 30) : [];
    chosen = found.length ? 0 : -1;
    hits.replaceChildren(...found.map(([text, kind, href], i) => { const item = document.createElement("li"); item.id = "hit" + i; item.setAttribute("role", "option"); item.dataset.href = href; const small = document.createElement("small"); small.textContent = kind; item.append(text, small); item.onmousedown = (event) => { event.preventDefault(); open(item); }; return item; }));
    mark();
  }
  function mark() {
    const open = hits.children.length > 0;
    hits.hidden = !open;
    search.setAttribute("aria-expanded", String(open));
    [...hits.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === chosen)));
    if (open && chosen >= 0) { search.setAttribute("aria-activedescendant", "hit" + chosen); hits.children[chosen].scrollIntoView({ block: "nearest" }); } else search.removeAttribute("aria-activedescendant");
  }
  function close() { hits.replaceChildren(); mark(); }
  function open(item) { location.hash = item.dataset.href; search.value = ""; close(); }
  search.oninput = find;
  search.onblur = close;
  search.onkeydown = (event) => {
    const n = hits.children.length;
    if (event.key === "ArrowDown" && n) chosen = (chosen + 1) % n;
    else if (event.key === "ArrowUp" && n) chosen = (chosen + n - 1) % n;
    else if (event.key === "Enter" && chosen >= 0) return open(hits.children[chosen]);
    else if (event.key === "Escape") return close();
    else return;
    event.preventDefault();
    mark();
  };
  document.addEventListener("keydown", (event) => { if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) { event.preventDefault(); search.focus(); } });

  const theme = document.getElementById("theme");
  const stored = (() => { try { return localStorage.getItem("athanor-theme"); } catch { return null; } })();
  function paint(dark) { root.classList.toggle("dark", dark); theme.setAttribute("aria-pressed", String(dark)); }
  paint(stored ? stored === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
  theme.onclick = () => { const dark = !root.classList.contains("dark"); paint(dark); try { localStorage.setItem("athanor-theme", dark ? "dark" : "light"); } catch { /* Only for this page, then. */ } };

  window.addEventListener("hashchange", route);
  route();
})();

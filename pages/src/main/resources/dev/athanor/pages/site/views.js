"use strict";
// The pages. Everything that people wrote is set as text, never as HTML.
const Views = (() => {
  const { data, revisions, show, split } = Model;
  function el(name, attributes = {}, ...children) {
    const it = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (value !== undefined && value !== false) it.setAttribute(key, value === true ? "" : value);
    it.append(...children.flat().filter((each) => each !== null && each !== undefined && each !== ""));
    return it;
  }
  const code = (text) => el("code", {}, text);
  const link = (path, ...words) => el("a", { href: "#/" + path.map(encodeURIComponent).join("/") }, ...words);
  const tableLink = (id) => link(["table", show(id)], code(show(id)));
  const revisionLink = (id) => (id ? link(["revision", id], code(id)) : "");
  const comment = (object) => object.comment || "";
  function grid(head, rows) {
    if (!rows.length) return "";
    // No column of comments where nobody wrote one.
    if (head.at(-1) === "Comment" && rows.every((row) => !row.at(-1))) return grid(head.slice(0, -1), rows.map((row) => row.slice(0, -1)));
    return el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": head.join(", ") }, el("table", {}, el("thead", {}, el("tr", {}, head.map((each) => el("th", { scope: "col" }, each)))), el("tbody", {}, rows.map((row) => el("tr", {}, row.map((cell) => el("td", {}, cell)))))));
  }
  function section(title, body) {
    if (!body) return [];
    if (body.className === "scroll") body.setAttribute("aria-label", title);
    return [el("h2", {}, title), body];
  }
  const sql = (statements) => (statements.length ? el("pre", { tabindex: 0, "aria-label": "SQL" }, Sql.mark(statements.map((each) => each.trim() + ";").join("\n\n"))) : el("p", { class: "facts" }, "Nothing."));
  const plural = (n, word) => n + " " + word + (n === 1 ? "" : "s");
  const now = () => Model.at("now");

  function home() {
    const tables = Model.sorted(now());
    const bySchema = new Map();
    for (const table of tables) bySchema.set(split(table.id).schema, [...(bySchema.get(split(table.id).schema) || []), table]);
    const count = (kind) => Object.keys(data.objects).filter((id) => split(id).kind === kind).length;
    const card = (path, n, word) => { const it = link(path, el("b", {}, String(n)), n === 1 ? word : word + "s"); it.className = "card"; return it; };
    return [el("h1", {}, "Database"),
      el("div", { class: "cards" }, card(["tables"], tables.length, "table"), card(["other"], count("VIEW"), "view"), card(["other"], count("ENUM"), "enum"), card(["other"], count("ROUTINE"), "function"), card(["revisions"], data.revisions.length, "revision")),
      [...bySchema].map(([schema, list]) => [el("h2", {}, "Schema " + schema), tablesOf(list)])];
  }
  const tablesOf = (list) => grid(["Table", "Columns", "Since", "Comment"], list.map((table) => [tableLink(table.id), String(table.columns.length), revisionLink(table.object.since), comment(table.object)]));
  const tablesPage = () => [el("h1", {}, "Tables"), tablesOf(Model.sorted(now()))];

  function table(name) {
    const state = now(), all = Model.tables(state);
    const found = [...all.values()].find((each) => show(each.id) === name || split(each.id).schema + "." + split(each.id).name === name);
    if (!found) return missing("table " + name);
    const keys = found.keys.filter((each) => !each.object.to && each.object.type !== "CHECK");
    const referrers = [...all.values()].flatMap((other) => other.keys.filter((each) => each.object.to === found.id).map((each) => ({ ...each, table: other.id })));
    const of = (kind) => found.parts.filter((each) => split(each.id).kind === kind);
    const named = (list) => grid(["Name", "Definition", "Since", "Comment"], list.map((each) => [code(split(each.id).name), code(each.object.definition || ""), revisionLink(each.object.since), comment(each.object)]));
    const primary = keys.filter((each) => each.object.type === "PRIMARY_KEY").flatMap((each) => each.object.columns);
    const facts = [found.object.entity && "mapped by " + found.object.entity, found.object.partitionKey && "partitioned by " + found.object.partitionKey, found.object.partitionOf, found.object.rowSecurity && "row security"].filter(Boolean);
    const view = el("div", { class: "view small", tabindex: 0, role: "group", "aria-label": "Diagram of " + show(found.id) + " and its neighbours: arrows move it, + and - zoom" });
    const near = new Set([found.id, ...found.keys.map((each) => each.object.to).filter(Boolean), ...referrers.map((each) => each.table)]);
    queueMicrotask(() => Diagram.draw(view, Diagram.picture(state, (id) => near.has(id)), found.id));
    const readers = [...state].filter(([, object]) => (object.reads || []).includes(found.id)).map(([id]) => id);
    const partitions = [...all.values()].filter((each) => (each.object.parents || []).includes(found.id));
    return [el("h1", {}, show(found.id)), el("p", { class: "facts" }, [found.object.since ? ["made by ", revisionLink(found.object.since), facts.length ? " · " : ""] : "", facts.join(" · ")].flat()),
      found.object.comment ? el("p", {}, found.object.comment) : "",
      section("Columns", grid(["Column", "Type", "Null", "Default", "Key", "Since", "Comment"], found.columns.map(({ id, object }) => {
        const column = split(id).name;
        const to = found.keys.filter((each) => each.object.to && each.object.columns.includes(column)).map((each) => ["→ ", tableLink(each.object.to), " "]);
        return [code(column), code(object.type), object.notNull ? "no" : "yes", object.identity !== undefined ? "identity" : object.value ? code(object.value) : "", [primary.includes(column) ? "primary " : "", ...to].flat(), revisionLink(object.since), comment(object)];
      }))),
      section("Diagram", view), section("Keys", named(keys)),
      section("Refers to", grid(["Columns", "Table", "Definition"], found.keys.filter((each) => each.object.to).map((each) => [code(each.object.columns.join(", ")), tableLink(each.object.to), code(each.object.definition)]))),
      section("Referred to by", grid(["Table", "Columns", "Definition"], referrers.map((each) => [tableLink(each.table), code(each.object.columns.join(", ")), code(each.object.definition)]))),
      section("Checks", named(found.keys.filter((each) => each.object.type === "CHECK"))), section("Indexes", named(of("INDEX"))), section("Triggers", named(of("TRIGGER"))), section("Policies", named(of("POLICY"))),
      section("Partitions", grid(["Table", "Bound"], partitions.map((each) => [tableLink(each.id), code(each.object.partitionOf || "")]))),
      section("Read by", readers.length ? el("p", {}, readers.map((id, i) => [i ? ", " : "", link(["other"], code(show(id)))]).flat()) : "")];
  }

  function other() {
    const kinds = [["VIEW", "Views"], ["ENUM", "Enums"], ["DOMAIN", "Domains"], ["COMPOSITE", "Composite types"], ["RANGE", "Ranges"], ["ROUTINE", "Functions and procedures"], ["SEQUENCE", "Sequences"], ["EXTENSION", "Extensions"]];
    const body = kinds.map(([kind, title]) => {
      const list = Object.entries(data.objects).filter(([id]) => split(id).kind === kind).sort(([a], [b]) => show(a).localeCompare(show(b)));
      if (!list.length) return "";
      if (kind !== "VIEW" && kind !== "ROUTINE") return section(title, grid(["Name", "Definition", "Since", "Comment"], list.map(([id, object]) => [code(show(id)), code(object.definition || ""), revisionLink(object.since), comment(object)])));
      return [el("h2", {}, title), list.map(([id, object]) => el("details", { class: "card" }, el("summary", {}, code(show(id)), object.comment ? " " + object.comment : ""), object.reads ? el("p", {}, "Reads ", object.reads.map((each, i) => [i ? ", " : "", split(each).kind === "TABLE" ? tableLink(each) : code(show(each))]).flat()) : "", sql([object.definition])))];
    });
    return [el("h1", {}, "Other objects"), body.flat().length ? body : el("p", {}, "There are none.")];
  }

  function diagram(query) {
    const state = now(), all = Model.sorted(state);
    const schemas = [...new Set(all.map((each) => split(each.id).schema))];
    const select = (id, text, options, value, change) => { const it = el("select", { id }, options.map(([v, words]) => el("option", { value: v, selected: v === value }, words))); it.onchange = () => change(it.value); return el("label", { for: id }, text, it); };
    const go = (changes) => { const next = new URLSearchParams(query); for (const [k, v] of Object.entries(changes)) v ? next.set(k, v) : next.delete(k); location.hash = "#/diagram?" + next; };
    const focus = query.get("table") && all.find((each) => show(each.id) === query.get("table"));
    const distance = Number(query.get("distance") || 1);
    const near = focus ? within(all, focus.id, distance) : null;
    const wanted = (id) => (!query.get("schema") || split(id).schema === query.get("schema")) && (!near || near.has(id)) && (focus || !state.get(id).partitionOf);
    const view = el("div", { class: "view", tabindex: 0, role: "group", "aria-label": "Diagram of the tables: arrows move it, + and - zoom; each table is a link" });
    queueMicrotask(() => Diagram.draw(view, Diagram.picture(state, wanted), focus && focus.id));
    return [el("h1", {}, "Diagram"), el("div", { class: "bar" },
      select("schema", "Schema", [["", "all"], ...schemas.map((each) => [each, each])], query.get("schema") || "", (v) => go({ schema: v })),
      select("table", "Around", [["", "everything"], ...all.map((each) => [show(each.id), show(each.id)])], query.get("table") || "", (v) => go({ table: v })),
      focus ? select("distance", "Distance", [1, 2, 3, 4].map((n) => [String(n), String(n)]), String(distance), (v) => go({ distance: v })) : ""), view];
  }
  function within(all, start, distance) {
    const near = new Set([start]);
    for (let i = 0; i < distance; i++) {
      const before = new Set(near);
      for (const table of all) for (const each of table.keys) {
        if (!each.object.to) continue;
        if (before.has(table.id)) near.add(each.object.to);
        if (before.has(each.object.to)) near.add(table.id);
      }
    }
    return near;
  }

  function revisionsPage() {
    const rows = [...data.revisions].reverse();
    return [el("h1", {}, "Revisions"), el("p", { class: "facts" }, plural(rows.length, "revision") + ", the newest first."), Graph.draw(rows, (each) => [
      link(["revision", each.id], code(each.id)), el("span", {}, each.message), ...(Model.heads.includes(each.id) ? [el("span", { class: "tag" }, "head")] : []), ...(each.labels || []).map((label) => el("span", { class: "tag" }, label)), ...(each.parents.length > 1 ? [el("span", { class: "tag" }, "merge")] : []), el("time", {}, (each.created || "").slice(0, 10))])];
  }

  function marks(list) {
    const sign = { added: "+", removed: "−", changed: "~", renamed: "~" };
    return list.length ? el("ul", { class: "words" }, list.map(([change, words]) => el("li", {}, el("span", { class: "mark " + change, "aria-hidden": "true" }, sign[change] || "·"), el("span", { class: "hidden" }, change + " "), words))) : el("p", { class: "facts" }, "Nothing in the schema.");
  }
  function pictureOf(one, two, label) {
    const view = el("div", { class: "view small", tabindex: 0, role: "group", "aria-label": label });
    const drawn = Diagram.both(one, two);
    if (!drawn.nodes.length) return "";
    queueMicrotask(() => Diagram.draw(view, drawn));
    return view;
  }
  function revision(id) {
    const it = revisions.get(id);
    if (!it) return missing("revision " + id);
    const facts = [it.created && it.created.slice(0, 10), it.path, it.irreversible && "irreversible"].filter(Boolean).join(" · ");
    const dangers = [...(it.risks || []), ...it.changesets.flatMap((each) => [...(each.locks || []), ...(each.rewrites || []).map((name) => "rewrites " + name), ...(each.transactional === false ? ["runs outside a transaction"] : []), ...(each.reversible === false ? ["nothing undoes " + each.name] : []), ...(each.live ? ["not replayed: " + each.live] : []), ...(each.why ? [each.why] : [])])];
    const ids = (list) => list.map((each, i) => [i ? ", " : "", revisionLink(each)]).flat();
    return [el("h1", {}, it.message), el("p", { class: "facts" }, code(id), " · " + facts), el("p", {}, "After ", it.parents.length ? ids(it.parents) : "nothing", " · before ", Model.children.has(id) ? ids(Model.children.get(id)) : "nothing", " · ", link(["compare", it.parents[0] || "base", id], "compare")),
      section("What it changes", marks((it.words || []).map((line) => { const at = line.indexOf(" "); return [line.slice(0, at), line.slice(at + 1)]; }))),
      section("As a picture", pictureOf(Model.before(id), Model.at(id), "What " + id + " changes, as a diagram")),
      section("What to know", dangers.length ? el("ul", {}, [...new Set(dangers)].map((each) => el("li", {}, each))) : el("p", { class: "facts" }, "No risk was found, and it was seen to lock no table that was there, and to rewrite none.")),
      el("div", { class: "two" }, el("div", {}, el("h2", {}, "Up"), it.changesets.map((each) => sql(each.up))), el("div", {}, el("h2", {}, "Down"), [...it.changesets].reverse().map((each) => sql(each.down))))];
  }

  function compare(from, to) {
    const last = data.revisions[data.revisions.length - 1];
    from = from || "base"; to = to || (last ? last.id : "now");
    const options = [["base", "base: nothing"], ...data.revisions.map((each) => [each.id, each.id + " " + each.message]), ["now", "now: what is documented"]];
    if (!options.some(([id]) => id === from) || !options.some(([id]) => id === to)) return missing("revision " + from + " or " + to);
    const select = (id, text, value) => { const it = el("select", { id }, options.map(([v, words]) => el("option", { value: v, selected: v === value }, words))); it.onchange = () => { location.hash = "#/compare/" + document.getElementById("from").value + "/" + document.getElementById("to").value; }; return el("label", { for: id }, text, it); };
    const [one, two] = [Model.at(from), Model.at(to)];
    const list = Model.headlines(Model.differences(one, two)).sort((a, b) => a.id.localeCompare(b.id));
    return [el("h1", {}, "Compare"), el("div", { class: "bar" }, select("from", "From", from), select("to", "To", to)), section("In words", marks(list.map((each) => [each.change, Model.describe(each)]))), section("As a picture", pictureOf(one, two, "What differs, as a diagram"))];
  }
  const missing = (what) => [el("h1", {}, "Not here"), el("p", {}, "There is no " + what + ". "), link([""], "To the beginning")];
  return { home, tablesPage, table, other, diagram, revisionsPage, revision, compare, missing, plural };
})();

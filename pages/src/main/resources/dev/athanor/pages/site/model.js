"use strict";
// The schema at any revision, and what differs between two.
const Model = (() => {
  const data = window.ATHANOR;
  const revisions = new Map(data.revisions.map((each) => [each.id, each]));
  const order = new Map(data.revisions.map((each, i) => [each.id, i]));
  const children = new Map();
  for (const each of data.revisions) for (const parent of each.parents) children.set(parent, [...(children.get(parent) || []), each.id]);

  const split = (key) => { const [kind, schema, within, name] = key.split("\u0001"); return { kind, schema, within, name }; };
  const key = (kind, schema, within, name) => [kind, schema, within, name].join("\u0001");
  const show = (id) => {
    const { kind, schema, within, name } = split(id);
    const prefix = schema && schema !== data.defaultSchema ? schema + "." : "";
    if (kind === "ROUTINE") return prefix + name + "(" + within + ")";
    return prefix + (within ? within + "." : "") + name;
  };
  const words = (kind) => (kind === "COMPOSITE" ? "composite type" : kind.toLowerCase());

  // A state is a Map of key to object: what all ancestors of a revision left.
  function ancestors(id) {
    const found = new Set();
    const todo = [id];
    while (todo.length) {
      const next = todo.pop();
      if (found.has(next) || !revisions.has(next)) continue;
      found.add(next);
      todo.push(...revisions.get(next).parents, ...(revisions.get(next).needs || []));
    }
    return found;
  }
  function fold(ids) {
    const state = new Map();
    for (const each of data.revisions) {
      if (!ids.has(each.id)) continue;
      for (const gone of each.removed || []) state.delete(gone);
      for (const [id, object] of Object.entries(each.set)) state.set(id, object);
    }
    return state;
  }
  const at = (id) => (id === "base" ? new Map() : id === "now" ? new Map(Object.entries(data.objects)) : fold(ancestors(id)));
  function before(id) { const all = ancestors(id); all.delete(id); return fold(all); }

  // Tables of a state with their columns and keys.
  function tables(state) {
    const found = new Map();
    for (const [id, object] of state) if (split(id).kind === "TABLE") found.set(id, { id, object, columns: [], keys: [], parts: [] });
    for (const [id, object] of state) {
      const { kind, schema, within } = split(id);
      const table = within && kind !== "ROUTINE" ? found.get(key("TABLE", schema, "", within)) : null;
      if (!table) continue;
      if (kind === "COLUMN") table.columns.push({ id, object });
      else if (kind === "CONSTRAINT") table.keys.push({ id, object });
      else table.parts.push({ id, object });
    }
    return found;
  }
  const sorted = (state) => [...tables(state).values()].sort((a, b) => show(a.id).localeCompare(show(b.id)));

  const same = (a, b) => text(a) === text(b);
  function text(object) { const { since, entity, reads, ...rest } = object; return JSON.stringify(rest); }

  function differences(one, other) {
    const found = [];
    for (const [id, object] of one) if (!other.has(id)) found.push({ id, change: "removed", before: object });
    for (const [id, object] of other) {
      if (!one.has(id)) found.push({ id, change: "added", after: object });
      else if (!same(one.get(id), object)) found.push({ id, change: "changed", before: one.get(id), after: object });
    }
    return found;
  }
  // Without what follows from its table having come or gone.
  function headlines(all) {
    const whole = new Set(all.filter((each) => each.change !== "changed").map((each) => each.id));
    return all.filter((each) => {
      const { kind, schema, within } = split(each.id);
      return !within || kind === "ROUTINE" || !(whole.has(key("TABLE", schema, "", within)) || whole.has(key("VIEW", schema, "", within)));
    });
  }
  function describe(each) {
    let line = words(split(each.id).kind) + " " + show(each.id);
    if (each.change === "changed") {
      const parts = [];
      for (const name of new Set([...Object.keys(each.before), ...Object.keys(each.after)])) {
        const [a, b] = [each.before[name], each.after[name]].map((value) => (value === undefined ? "none" : typeof value === "string" ? value : JSON.stringify(value)));
        if (a !== b && !["since", "entity", "reads"].includes(name)) parts.push(name.replace(/([A-Z])/g, " $1").toLowerCase() + ": " + a + " → " + b);
      }
      line += ": " + parts.join(", ");
    }
    return line;
  }
  const heads = data.revisions.filter((each) => !children.has(each.id)).map((each) => each.id);
  return { data, revisions, order, children, heads, split, key, show, words, at, before, tables, sorted, differences, headlines, describe };
})();

"use strict";
// SQL with its words marked; everything is set as text, so nothing in it is ever read as HTML.
const Sql = (() => {
  const KEYWORDS = new Set(("add after all alter always and any array as asc attach authorization before begin between by cascade case cast check collate column comment commit concurrently constraint create cross current_date current_timestamp current_user cube database default deferrable delete desc detach disable distinct do domain drop each else enable end enum except execute exists extension false fetch for force foreign from full function generated grant group having identity if immutable in index inherit initially inner insert intersect into is join key language lateral left like limit materialized natural no not nothing null of offset on only or order out outer over owner partition policy primary procedure public range references rename replace restrict return returning returns revoke right role row rows schema security select sequence session set stable table tablespace temporary then to trigger true truncate type union unique unlogged update using valid validate values view volatile when where window with").split(" "));
  const TOKEN = /(--[^\n]*|\/\*[\s\S]*?\*\/)|(\$([A-Za-z_]\w*)?\$[\s\S]*?\$\3\$|[eE]?'(?:[^'\\]|''|\\[\s\S])*')|("(?:[^"]|"")*")|(\b\d+(?:\.\d+)?\b)|([A-Za-z_]\w*)/g;
  function mark(sql) {
    const nodes = [];
    let at = 0;
    const put = (text, kind) => {
      if (!text) return;
      if (!kind) return nodes.push(document.createTextNode(text));
      const span = document.createElement("span");
      span.className = kind;
      span.textContent = text;
      nodes.push(span);
    };
    for (const match of sql.matchAll(TOKEN)) {
      put(sql.slice(at, match.index));
      at = match.index + match[0].length;
      put(match[0], match[1] ? "c" : match[2] ? "s" : match[5] ? "n" : match[6] && KEYWORDS.has(match[6].toLowerCase()) ? "k" : "");
    }
    put(sql.slice(at));
    return nodes;
  }
  return { mark };
})();

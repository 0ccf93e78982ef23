/* A view as the part of an address behind `#`, so that it can be shared. Names of nodes are CURIEs,
   a link is its sign, cause and effect; both outlive a page that is made anew. */

/** The text for an address. `view` has: node, link, light, to, without, kinds, documents, belief,
    until, query, table, theme; what is empty is left out. */
export function write(story, view) {
  const name = (node) => story.nodes[node].name;
  const parameters = new URLSearchParams();
  const put = (key, value) => {
    if (value) parameters.append(key, value);
  };
  if (view.node !== null) put("node", name(view.node));
  if (view.link !== null) put("link", linkName(story, view.link));
  put("light", view.light);
  if (view.to !== null) put("to", name(view.to));
  for (const node of view.without) put("without", name(node));
  for (const kind of view.kinds) put("hide", kind);
  if (view.documents.size === story.documents.length) put("mute", "*");
  else for (const document of view.documents) put("mute", story.documents[document].source);
  if (view.belief) put("belief", String(view.belief));
  put("until", view.until);
  put("q", view.query);
  if (view.table) put("view", "table");
  put("theme", view.theme);
  return parameters.toString();
}

const linkName = ({ graph, nodes }, link) =>
  `${graph.prevents[link] ? "-" : "+"}|${nodes[graph.cause[link]].name}|${nodes[graph.effect[link]].name}`;

/** What an address says; what it gets wrong is left out. A bare name or label stands for a node. */
export function read(story, hash) {
  const parameters = new URLSearchParams(hash.replace(/^#/, ""));
  const view = {
    node: null,
    link: null,
    light: null,
    to: null,
    without: new Set(),
    kinds: new Set(),
    documents: new Set(),
    belief: 0,
    until: "",
    query: "",
    table: false,
    theme: "",
  };
  const find = (name) => {
    const index = story.nodes.findIndex((node) => node.name === name);
    return index < 0 ? null : index;
  };
  // A name or a label as it is, typed by hand; either may hold signs that mean something here.
  const typed = decoded(hash.replace(/^#/, ""));
  const named = typed ? find(typed) : null;
  const labelled = typed ? story.nodes.findIndex((node) => node.label === typed) : -1;
  if (named !== null || labelled >= 0) {
    view.node = named ?? labelled;
    return view;
  }
  const get = (key) => parameters.get(key) || "";
  if (get("node")) view.node = find(get("node"));
  if (get("link")) {
    const index = story.graph.cause.findIndex((_, link) => linkName(story, link) === get("link"));
    view.link = index < 0 ? null : index;
  }
  if (view.link !== null) view.node = null;
  if (view.node !== null) {
    view.light = ["up", "down"].includes(get("light")) ? get("light") : null;
    view.to = get("to") ? find(get("to")) : null;
    if (view.to !== null) view.light = null;
  }
  const known = (values, index) =>
    new Set(values.map(index).filter((item) => item !== null && item >= 0));
  view.without = known(parameters.getAll("without"), find);
  view.documents =
    get("mute") === "*"
      ? new Set(story.documents.keys())
      : known(parameters.getAll("mute"), (source) =>
          story.documents.findIndex((document) => document.source === source),
        );
  const kinds = new Set(story.kinds.map((kind) => kind.key));
  view.kinds = new Set(parameters.getAll("hide").filter((kind) => kinds.has(kind)));
  const belief = Number(get("belief"));
  view.belief = belief >= 0 && belief <= 1 ? belief : 0;
  view.until = /^\d{4}(-\d\d){0,2}$/.test(get("until")) ? get("until") : "";
  view.query = get("q");
  view.table = get("view") === "table";
  view.theme = ["light", "dark"].includes(get("theme")) ? get("theme") : "";
  return view;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray percent sign
  }
}

/* The query editor: sends what is typed to /sparql and shows the answer, as text. */

(() => {
  const byId = (id) => document.getElementById(id);
  let prefixes = [];
  const MOST = 2000; // rows shown; all of them are sent

  function make(tag, text) {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function show(editor) {
    byId("editor").hidden = !editor;
    byId("page").hidden = editor;
    byId("show-page").setAttribute("aria-pressed", String(!editor));
    byId("show-editor").setAttribute("aria-pressed", String(editor));
    if (editor) byId("query").focus();
  }
  byId("show-page").addEventListener("click", () => show(false));
  byId("show-editor").addEventListener("click", () => show(true));

  function say(text, failed = false) {
    byId("status").textContent = text;
    byId("status").classList.toggle("failed", failed);
  }

  /** A cell: names shortened to CURIEs, those that the page may show as buttons that turn to it. */
  function cell(term) {
    if (!term) return make("td", "");
    if (term.type !== "uri") return make("td", term.value);
    const [prefix, iri] = prefixes.find(([, start]) => term.value.startsWith(start)) || [];
    if (!prefix) return make("td", term.value);
    const curie = `${prefix}:${term.value.slice(iri.length)}`;
    const shown = make("td");
    const turn = make("button", curie);
    turn.type = "button";
    turn.addEventListener("click", () => {
      byId("page").contentWindow.location.hash = new URLSearchParams({ node: curie });
      show(false);
    });
    shown.append(turn);
    return shown;
  }

  function tableOf({ head, results }) {
    const table = make("table");
    const top = make("tr");
    for (const name of head.vars) top.append(Object.assign(make("th", name), { scope: "col" }));
    const body = make("tbody");
    for (const row of results.bindings.slice(0, MOST)) {
      const line = make("tr");
      for (const name of head.vars) line.append(cell(row[name]));
      body.append(line);
    }
    const header = make("thead");
    header.append(top);
    table.append(header, body);
    return table;
  }

  async function run() {
    say("…");
    const begun = performance.now();
    try {
      const response = await fetch("/sparql", {
        method: "POST",
        headers: {
          "Content-Type": "application/sparql-query",
          Accept: "application/sparql-results+json, text/turtle;q=0.9",
        },
        body: byId("query").value,
      });
      if (!response.ok) {
        byId("results").replaceChildren();
        say((await response.text()).trim(), true);
        return;
      }
      const seconds = ((performance.now() - begun) / 1000).toFixed(2);
      if (response.headers.get("content-type").includes("json")) {
        const answer = await response.json();
        const rows = answer.results ? answer.results.bindings.length : 1;
        byId("results").replaceChildren(
          answer.results ? tableOf(answer) : make("pre", String(answer.boolean)),
        );
        say(`${rows} · ${seconds} s${rows > MOST ? ` · ${MOST} …` : ""}`);
      } else {
        byId("results").replaceChildren(make("pre", await response.text()));
        say(`${seconds} s`);
      }
    } catch (error) {
      say(String(error), true);
    }
  }
  byId("run").addEventListener("click", run);
  byId("query").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run();
  });

  fetch("/editor.json")
    .then((response) => response.json())
    .then(({ prefixes: known, queries }) => {
      prefixes = Object.entries(known);
      for (const { name, comment, text } of queries) {
        byId("saved").append(Object.assign(make("option", `${name}: ${comment}`), { value: text }));
      }
    });
  byId("saved").addEventListener("change", (event) => {
    if (event.target.value) byId("query").value = event.target.value;
  });
  if (location.hash === "#query") show(true);
})();

/* All links as a table: the same content, for the keyboard and for screen readers. Roles are written
   out, because a phone lays rows out as blocks, and then browsers forget what they are. */

import { byId, make } from "./dom.js";
import { percent } from "./text.js";

const AT_ONCE = 300; // rows; more come on demand, so that a large graph doesn't stop the page

/** `panel` lends its buttons and names. */
export function createTable(app, panel) {
  const { words, graph } = app.story;
  const rows = byId("rows");
  let listed = ""; // what the table lists now

  /** `wanted` is a set of links that a search found, or null for all. */
  function show(wanted) {
    if (rows.hidden) return;
    const order = [...graph.cause.keys()]
      .filter((link) => app.shown.links[link] && (!wanted || wanted.has(link)))
      .sort((a, b) => graph.belief[b] - graph.belief[a] || a - b);
    // Rows are built anew only if others are to be listed, or whoever stands on one would lose it.
    const key = order.join();
    if (listed !== key) {
      listed = key;
      build(order);
    }
    for (const button of rows.querySelectorAll("[data-link]")) {
      button
        .closest("tr")
        .classList.toggle("chosen", Number(button.dataset.link) === app.state.link);
    }
  }

  function build(order) {
    const columns = [
      words.cause,
      words.polarity,
      words.effect,
      words.belief,
      words.claims_for,
      words.claims_against,
      words.evidence,
    ];
    const body = make("tbody", { role: "rowgroup" }, order.slice(0, AT_ONCE).map(row));
    const more = make(
      "button",
      {
        type: "button",
        class: "more",
        click() {
          const from = body.children.length;
          body.append(...order.slice(from, from + AT_ONCE).map(row));
          if (body.children.length >= order.length) more.remove();
          body.children[from].querySelector("button").focus();
        },
      },
      words.more_rows,
    );
    rows.replaceChildren(
      make(
        "table",
        { role: "table" },
        make("caption", {}, panel.counted(words.links, order.length)),
        make(
          "thead",
          { role: "rowgroup" },
          make(
            "tr",
            { role: "row" },
            columns.map((name) => make("th", { scope: "col", role: "columnheader" }, name)),
          ),
        ),
        body,
      ),
      ...(order.length > AT_ONCE ? [more] : []),
    );
  }

  function row(link) {
    const style = panel.styleName(link);
    return make(
      "tr",
      { role: "row" },
      make("td", { role: "cell" }, panel.nodeButton(graph.cause[link])),
      make(
        "td",
        { role: "cell" },
        make(
          "span",
          { class: `sign ${panel.polarity(link)}` },
          `${panel.sign(link)} ${words[panel.polarity(link)]}`,
        ),
        style ? make("small", {}, ` ${style}`) : null,
      ),
      make("td", { role: "cell" }, panel.nodeButton(graph.effect[link])),
      make(
        "td",
        { role: "cell", class: "number" },
        graph.plain[link] ? percent(graph.belief[link]) : "—",
      ),
      make("td", { role: "cell", class: "number" }, String(app.story.counts.for[link])),
      make("td", { role: "cell", class: "number" }, String(app.story.counts.against[link])),
      make(
        "td",
        { role: "cell" },
        make(
          "button",
          {
            type: "button",
            class: "open",
            "data-link": link,
            "aria-label": panel.linkName(link),
            click: () => app.select({ kind: "link", index: link }, true),
          },
          words.evidence,
        ),
      ),
    );
  }

  function toggle(open) {
    rows.hidden = !open;
    byId("table").setAttribute("aria-pressed", String(open));
    document.body.classList.toggle("tabular", open);
  }

  return { show, toggle };
}

/* The panel: everything about what is selected, and who says so. */

import { brief, byId, draw, language, make, quoted } from "./dom.js";
import { percent, pieces, say, year } from "./text.js";

const ROLES = ["cause", "effect", "cue", "subject", "metric"];
const MANY = 60; // list items shown at once

/** `app` gives story, state, shown and select(item, focus), clear(), path, whatIf, discs, pickedDisc(disc). */
export function createPanel(app) {
  const { story } = app;
  const { words, nodes, graph } = story;
  const panel = byId("panel");

  const counted = (title, count) =>
    words.language === "zh" ? `${title}（${count}）` : `${title} (${count})`;
  const section = (title, ...children) => make("section", {}, make("h3", {}, title), ...children);
  const chips = (...texts) =>
    make(
      "p",
      { class: "chips" },
      texts.filter(Boolean).map((text) => make("span", { class: "chip" }, brief(text))),
    );
  const sign = (link) => (graph.prevents[link] ? "−" : "＋");
  const polarity = (link) => (graph.prevents[link] ? "prevent" : "promote");
  const styleName = (link) =>
    ({ "~": words.hedged, ".": words.dotted_line, x: words.denied })[story.style[link]] || "";
  const badge = (node) =>
    make(
      "span",
      { class: `badge ${nodes[node].family}`, "aria-hidden": "true" },
      nodes[node].badge,
    );
  const kindName = (node) => story.kinds.find((kind) => kind.key === nodes[node].kind).name;

  const nodeButton = (node, focus = true) =>
    make(
      "button",
      {
        type: "button",
        class: "node",
        click: () => app.select({ kind: "node", index: node }, focus),
      },
      badge(node),
      brief(nodes[node].label),
    );

  const linkName = (link) =>
    say(
      words.evidence_for,
      nodes[graph.cause[link]].label.slice(0, 200),
      nodes[graph.effect[link]].label.slice(0, 200),
    );

  /** A long list shows its beginning and a button for more. */
  function long(items, row, attributes = { class: "links" }) {
    const list = make("ul", attributes, items.slice(0, MANY).map(row));
    if (items.length <= MANY) return list;
    const more = make(
      "button",
      {
        type: "button",
        class: "more",
        click() {
          const from = list.children.length;
          list.append(...items.slice(from, from + MANY).map(row));
          if (list.children.length >= items.length) more.remove();
          list.children[from].querySelector("button")?.focus();
        },
      },
      say(words.more, items.length),
    );
    return [list, more];
  }

  /** One row of a list of links: sign, what stands at `end`, belief. */
  const linkRow = (end) => (link) =>
    make(
      "li",
      {},
      make(
        "button",
        {
          type: "button",
          click: () => app.select({ kind: "link", index: link }, true),
        },
        make(
          "span",
          { class: `sign ${polarity(link)}` },
          make("span", { "aria-hidden": "true" }, sign(link)),
          make("span", { class: "unseen" }, words[polarity(link)]),
        ),
        make(
          "span",
          {},
          end === "both"
            ? [brief(nodes[graph.cause[link]].label), " → ", brief(nodes[graph.effect[link]].label)]
            : brief(nodes[graph[end][link]].label),
          styleName(link) ? make("small", {}, ` ${styleName(link)}`) : null,
        ),
        graph.plain[link]
          ? make("meter", {
              min: 0,
              max: 1,
              value: graph.belief[link],
              title: `${words.belief} ${percent(graph.belief[link])}`,
            })
          : make("small", {}, "—"),
      ),
    );

  function linkList(links, end) {
    const shown = links.filter((link) => app.shown.links[link] && story.style[link] !== "x");
    return shown.length ? long(shown, linkRow(end)) : make("p", { class: "muted" }, words.none);
  }

  // ---- evidence ---------------------------------------------------------------------------

  function marked(parts, named) {
    return parts.map(({ text, roles }) =>
      roles.length
        ? make(
            "mark",
            {
              class: roles.map((role) => ROLES[role]).join(" "),
              title: named ? roles.map((role) => words[ROLES[role]]).join("，") : null,
            },
            text,
          )
        : text,
    );
  }

  function context(proof, find) {
    const cut = pieces(proof.passages, find);
    return make(
      "blockquote",
      { lang: language(story.documents[proof.documents[find[0]]].language) },
      make(
        "bdi",
        {},
        make("span", { class: "around" }, marked(cut.before)),
        make("span", { class: "quote" }, marked(cut.quote, true)),
        make("span", { class: "around" }, marked(cut.after)),
      ),
    );
  }

  function origin(proof, find) {
    const document = story.documents[proof.documents[find[0]]];
    const length = [...proof.passages[find[0]].slice(find[2], find[3])].length;
    return make(
      "p",
      { class: "origin" },
      make("cite", {}, quoted(document.title)),
      document.source === document.title ? null : [" · ", quoted(document.source)],
      ` · ${words.characters} ${find[5]}–${find[5] + length}`,
    );
  }

  function claimCard(proof, index) {
    const [modality, , implicit, rule, claimant, confidence, evidence] = proof.claims[index];
    const fact = (name, value) => [make("dt", {}, name), make("dd", {}, value)];
    return make(
      "article",
      { class: "claim" },
      evidence.length ? [context(proof, evidence[0]), origin(proof, evidence[0])] : null,
      evidence.length > 1
        ? make(
            "details",
            {},
            make("summary", {}, counted(words.more_evidence, evidence.length - 1)),
            evidence.slice(1).map((find) => [context(proof, find), origin(proof, find)]),
          )
        : null,
      make(
        "dl",
        { class: "facts" },
        fact(words.claimant, claimant < 0 ? words.author : quoted(proof.claimants[claimant])),
        fact(words.modality, `${words[modality]} · ${implicit ? words.implicit : words.explicit}`),
        fact(words.confidence, String(confidence)),
        fact(words.rule, make("code", {}, quoted(proof.rules[rule]))),
      ),
    );
  }

  /** How a belief was computed, to be redone by hand; the formula is that of kg/assemble.py. */
  function derivation(proof, link) {
    let [terms, positive, negative] = proof.links[link][2];
    if (app.state.documents.size && story.voices[link]) {
      const [said, denied] = story.voices[link]
        .slice(0, 2)
        .map((sources) =>
          sources.map((told) => told.find(([document]) => spoken(document))).filter(Boolean),
        );
      const weights = (voices) =>
        Math.round(voices.reduce((sum, voice) => sum + voice[2], 0) * 1e4) / 1e4;
      terms = said.map(([document, error, weight]) => [[document], [weight], error]);
      [positive, negative] = [weights(said), weights(denied)];
    }
    const lines = terms.map(([documents, weights, error]) =>
      make(
        "li",
        {},
        documents.map((document, i) => [i ? "、" : "", quoted(story.documents[document].source)]),
        make(
          "code",
          {},
          ` min(1, 0.05 + ${weights.map((weight) => `(1 − ${weight})`).join(" × ")}) = ${error}`,
        ),
      ),
    );
    const errors = terms.map((term) => term[2]).join(" × ") || "1";
    return make(
      "details",
      { class: "derivation" },
      make("summary", {}, say(words.derivation, percent(graph.belief[link]))),
      make("p", { class: "muted" }, words.derivation_note),
      make("ul", { class: "plain" }, lines),
      make(
        "p",
        {},
        make(
          "code",
          {},
          `(1 − ${errors}) × ${positive} / (${positive} + ${negative}) = ${graph.belief[link]}`,
        ),
      ),
    );
  }

  const spoken = (document) => !app.state.documents.has(document);

  /** The claims of documents that are not muted. */
  function heardOf(proof, claims) {
    return claims.filter((claim) =>
      proof.claims[claim][6].some(([passage]) => spoken(proof.documents[passage])),
    );
  }

  function linkPanel(link, proof) {
    const head = [
      make("h2", { tabindex: "-1" }, words.evidence),
      nodeButton(graph.cause[link]),
      make(
        "p",
        { class: "relation" },
        make("span", { class: `sign ${polarity(link)}` }, `${sign(link)} ${words[polarity(link)]}`),
        graph.plain[link] ? ` · ${words.belief} ${percent(graph.belief[link])}` : null,
        styleName(link) ? ` · ${styleName(link)}` : null,
      ),
      nodeButton(graph.effect[link]),
      graph.plain[link]
        ? null
        : make(
            "p",
            { class: "note" },
            story.style[link] === "x" ? words.only_denied : words.not_plain,
          ),
    ];
    if (!proof) return [...head, make("p", { class: "muted" }, words.loading)];
    const [support, against] = proof.links[link].slice(0, 2).map((side) => heardOf(proof, side));
    return [
      ...head,
      support.length
        ? section(
            counted(words.claims_for, support.length),
            support.map((claim) => claimCard(proof, claim)),
          )
        : null,
      against.length
        ? section(
            counted(words.claims_against, against.length),
            against.map((claim) => claimCard(proof, claim)),
          )
        : null,
      graph.plain[link] ? derivation(proof, link) : null,
    ];
  }

  // ---- observations -----------------------------------------------------------------------

  /** A line through the values of one metric of one subject over time, if there are two or more. */
  function sparkline(rows) {
    const dates = new Map(); // one value a date: a second one is another source's
    for (const row of rows) {
      if (row.value !== null && row.date && !dates.has(row.date)) dates.set(row.date, row);
    }
    const dated = [...dates.values()];
    if (dated.length < 2) return null;
    const [w, h] = [120, 30];
    const xs = dated.map((row) => year(row.date));
    const ys = dated.map((row) => row.value);
    const scaled = (value, values, size) => {
      const [low, high] = [Math.min(...values), Math.max(...values)];
      return high === low ? size / 2 : 4 + ((value - low) / (high - low)) * (size - 8);
    };
    const points = dated.map((_row, i) => [scaled(xs[i], xs, w), h - scaled(ys[i], ys, h)]);
    return draw(
      "svg",
      {
        class: "spark",
        width: w,
        height: h,
        role: "img",
        "aria-label": dated.map((row) => `${row.period} ${row.raw}`).join(", "),
      },
      draw("polyline", {
        points: points.map((point) => point.map((value) => Math.round(value)).join(",")).join(" "),
      }),
      points.map(([x, y]) => draw("circle", { cx: Math.round(x), cy: Math.round(y), r: 2.5 })),
    );
  }

  /** What was measured of a node, or in it if it is a metric, up to the chosen date. */
  function measuredOf(node, proof) {
    return proof.observations
      .filter((row) => row[0] === node || row[1] === node)
      .map(([subject, , subjectLabel, metricLabel, raw, value, unit, period, date, find]) => ({
        other: subject === node ? metricLabel : subjectLabel,
        raw,
        value,
        unit,
        period,
        date,
        find,
      }))
      .filter((row) => !app.state.until || !row.date || row.date <= app.state.until)
      .filter((row) => spoken(proof.documents[row.find[0]]));
  }

  function observationTable(node, proof) {
    const rows = measuredOf(node, proof);
    if (!rows.length) return null;
    const series = new Map();
    for (const row of rows) {
      const key = JSON.stringify([row.other, row.unit]);
      series.set(key, [...(series.get(key) || []), row]);
    }
    const body = [...series.values()].flatMap((group) => {
      const spark = sparkline(group);
      return [
        ...(spark
          ? [
              make(
                "tr",
                { class: "series" },
                make("th", { colspan: 3, scope: "rowgroup" }, brief(group[0].other), spark),
              ),
            ]
          : []),
        ...group.flatMap((row) => [
          make(
            "tr",
            {},
            make("th", { scope: "row" }, brief(row.other)),
            make("td", {}, brief(row.raw)),
            make("td", {}, row.period ? brief(row.period) : "—"),
          ),
          make(
            "tr",
            { class: "proof" },
            make(
              "td",
              { colspan: 3 },
              make(
                "details",
                {},
                make("summary", {}, words.quote),
                context(proof, row.find),
                origin(proof, row.find),
              ),
            ),
          ),
        ]),
      ];
    });
    const head = make(
      "tr",
      {},
      [
        nodes[node].family === "measure" ? words.subject : words.metric,
        words.value,
        words.period,
      ].map((name) => make("th", { scope: "col" }, name)),
    );
    return section(
      counted(words.observations, rows.length),
      make("table", {}, make("thead", {}, head), make("tbody", {}, body)),
    );
  }

  // ---- nodes ------------------------------------------------------------------------------

  function documentList(indices) {
    if (!indices.length) return make("p", { class: "muted" }, words.none);
    return long(
      indices,
      (index) => {
        const { title, source } = story.documents[index];
        return make(
          "li",
          {},
          brief(title),
          source === title ? null : make("small", {}, " ", brief(source)),
        );
      },
      { class: "plain" },
    );
  }

  /** The documents that speak of a node: of its links, and of what was measured of it. */
  function sources(node, proof) {
    const found = new Set();
    for (const link of [...graph.causesOf[node], ...graph.effectsOf[node]]) {
      for (const document of story.heard[link]) found.add(document);
    }
    for (const row of proof ? measuredOf(node, proof) : []) found.add(proof.documents[row.find[0]]);
    return [...found].filter(spoken).sort((a, b) => a - b);
  }

  /** The most believed chain between two nodes, either way, with what lies around it. */
  function pathSection(node) {
    const { path } = app;
    if (!path) return null;
    const other = nodes[app.state.to].label;
    if (!path.chain)
      return section(
        words.path,
        make("p", { class: "muted" }, say(words.no_path, nodes[node].label, other)),
      );
    const weakest = Math.min(...path.chain.map((link) => graph.belief[link]));
    return section(
      words.path,
      make("p", {}, say(words.path_found, path.chain.length, percent(weakest), path.nodes.size)),
      make("ol", { class: "links" }, path.chain.map(linkRow("both"))),
    );
  }

  function whatIfSection() {
    const found = app.whatIf;
    if (!found) return null;
    const arrow = { "-1": "↓", 1: "↑", 0: "↕" };
    const row = (item) =>
      make(
        "li",
        {},
        make(
          "button",
          { type: "button", click: () => app.select({ kind: "node", index: item.node }, true) },
          make(
            "span",
            {
              class: "sign",
              title: words[`moves_${item.sign < 0 ? "less" : item.sign > 0 ? "more" : "both"}`],
            },
            arrow[item.sign],
          ),
          make("span", {}, brief(nodes[item.node].label)),
          make("small", {}, say(words.hops, item.hops)),
        ),
        item.lost
          ? null
          : make(
              "p",
              { class: "kept" },
              words.kept_by,
              item.kept.map((link, i) => [i ? "、" : " ", brief(nodes[graph.cause[link]].label)]),
            ),
      );
    const lost = found.filter((item) => item.lost);
    const kept = found.filter((item) => !item.lost);
    return make(
      "section",
      { class: "whatif" },
      make("h3", {}, words.without),
      make(
        "p",
        {},
        say(
          words.without_note,
          [...app.state.without].map((node) => nodes[node].label.slice(0, 60)).join("、"),
        ),
      ),
      make("h4", {}, counted(words.lost, lost.length)),
      lost.length ? long(lost, row) : make("p", { class: "muted" }, words.none),
      make("h4", {}, counted(words.kept, kept.length)),
      kept.length ? long(kept, row) : make("p", { class: "muted" }, words.none),
    );
  }

  function nodePanel(node, proof) {
    const { raw } = story;
    const more = (column) => raw.nodes[column][node];
    const trend = more("trend");
    const said = (link) => app.shown.links[link] && story.style[link] !== "x";
    const causes = graph.causesOf[node].filter(said);
    const effects = graph.effectsOf[node].filter(said);
    const denied = [...graph.causesOf[node], ...graph.effectsOf[node]].filter(
      (link) => app.shown.links[link] && story.style[link] === "x",
    );
    const heard = sources(node, proof);
    return [
      make(
        "h2",
        { tabindex: "-1", lang: language(nodes[node].language) },
        quoted(nodes[node].label),
      ),
      chips(
        kindName(node),
        trend ? `${trend === "up" ? "↑" : "↓"} ${words[trend]}` : null,
        more("issued") ? `${words.issued} ${more("issued")}` : null,
      ),
      app.shown.nodes[node] ? null : make("p", { class: "note" }, words.hidden_node),
      whatIfSection(),
      pathSection(node),
      section(counted(words.causes, causes.length), linkList(graph.causesOf[node], "cause")),
      section(counted(words.effects, effects.length), linkList(graph.effectsOf[node], "effect")),
      denied.length
        ? section(counted(words.denied_links, denied.length), long(denied, linkRow("both")))
        : null,
      proof ? observationTable(node, proof) : null,
      more("aliases") ? section(words.aliases, chips(...more("aliases"))) : null,
      more("about") ? section(words.about, chips(...more("about"))) : null,
      more("competes") ? section(words.competes, chips(...more("competes"))) : null,
      section(counted(words.documents, heard.length), documentList(heard)),
      section(words.identifier, make("p", {}, make("code", {}, brief(nodes[node].name)))),
    ];
  }

  function loopList() {
    if (!story.loops.length) return null;
    return section(
      counted(words.loops, story.loops.length),
      long(story.loops, (loop) =>
        make(
          "li",
          {},
          make(
            "button",
            {
              type: "button",
              click: () => app.select({ kind: "node", index: loop.nodes[0] }, true),
            },
            make(
              "span",
              { class: "loop", title: loop.reinforcing ? words.reinforcing : words.balancing },
              loop.reinforcing ? "R" : "B",
            ),
            make(
              "span",
              {},
              [...loop.nodes, loop.nodes[0]].map((node, i) => [
                i ? " → " : "",
                brief(nodes[node].label),
              ]),
            ),
            make("small", {}, loop.reinforcing ? words.reinforcing : words.balancing),
          ),
        ),
      ),
    );
  }

  function startPanel() {
    return [
      make("h2", { tabindex: "-1" }, words.panel),
      make("p", {}, words.start),
      make(
        "p",
        { class: "muted" },
        say(words.counts, nodes.length, graph.cause.length, story.documents.length),
      ),
      story.undrawn.some(Boolean)
        ? make("p", { class: "muted" }, say(words.undrawn, ...story.undrawn))
        : null,
      whatIfSection(),
      section(words.outcome, nodeButton(story.focus)),
      loopList(),
      app.discs
        ? section(
            counted(words.communities, app.discs().length),
            long(app.discs(), ({ disc, hub, count }) =>
              make(
                "li",
                {},
                make(
                  "button",
                  { type: "button", click: () => app.pickedDisc(disc) },
                  badge(hub),
                  brief(nodes[hub].label),
                  make("small", {}, String(count)),
                ),
              ),
            ),
          )
        : null,
      section(
        counted(words.documents, story.documents.length),
        documentList([...story.documents.keys()]),
      ),
    ];
  }

  function show() {
    const { node, link } = app.state;
    const selected = node !== null || link !== null;
    const fill = (proof) => {
      const children =
        link !== null
          ? linkPanel(link, proof)
          : node !== null
            ? nodePanel(node, proof)
            : startPanel();
      const close = selected
        ? make(
            "button",
            {
              type: "button",
              class: "close",
              "aria-label": words.close,
              title: words.close,
              click: app.clear,
            },
            make("span", { "aria-hidden": "true" }, "✕"),
          )
        : null;
      panel.replaceChildren(...[close, ...children].flat(Infinity).filter(Boolean));
      panel.scrollTop = 0;
    };
    let proven = false;
    if (selected) {
      story.prove((proof) => {
        proven = true;
        if (app.state.node === node && app.state.link === link) {
          const had =
            panel.contains(document.activeElement) && document.activeElement.tagName === "H2";
          fill(proof);
          if (had) panel.querySelector("h2").focus();
        }
      });
    }
    if (!proven) fill(null);
  }

  return { show, nodeButton, linkName, sign, polarity, styleName, counted };
}

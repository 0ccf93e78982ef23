/* Answers of the page's graph functions for graphs on standard input, to be held against the
   library's: see tests/test_page_scripts.py. */

import { readFileSync } from "node:fs";
import { adjacency, bestChain, reach, whatIf } from "../../kg/page/assets/graph.js";

const all = () => true;

function answers({ count, cause, effect, belief, prevents }) {
  const plain = belief.map((value) => Number(value > 0));
  const graph = {
    cause,
    effect,
    belief,
    prevents,
    plain,
    ...adjacency(count, cause, effect, belief),
  };
  const nodes = Array.from({ length: count }, (_, node) => node);
  const sorted = (set) => [...set].sort((a, b) => a - b);
  return {
    up: nodes.map((node) => sorted(reach(graph, node, "up", all).nodes)),
    down: nodes.map((node) => sorted(reach(graph, node, "down", all).nodes)),
    chains: nodes.flatMap((a) =>
      nodes.map((b) => {
        const links = bestChain(graph, a, b, all);
        return links && [a, ...links.map((link) => effect[link])];
      }),
    ),
    without: nodes.map((node) =>
      whatIf(graph, new Set([node]), all).map(({ node: other, lost, sign, hops, kept }) => [
        other,
        lost,
        sign,
        hops,
        kept.map((link) => cause[link]),
      ]),
    ),
  };
}

const graphs = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(graphs.map(answers)));

// Reads a file with the library of the tool that it was made for, and prints what that tool saw.
// node read.js graphviz|neo4j FILE

import { readFileSync } from "node:fs";

const readers = {
  async graphviz(text) {
    const { instance } = await import("@viz-js/viz");
    const drawn = (await instance()).renderJSON(text);
    const names = drawn.objects.map((node) => node.name);
    return {
      nodes: drawn.objects.map((node) => [node.name, node.label]),
      links: drawn.edges.map((edge) => [names[edge.tail], names[edge.head], edge.label]),
    };
  },
  async neo4j(text) {
    const { lintCypherQuery, parseStatementsStrs } = await import("@neo4j-cypher/language-support");
    const { diagnostics } = lintCypherQuery(text, {});
    return {
      statements: parseStatementsStrs(text).length,
      errors: diagnostics.filter((found) => found.severity === 1).map((found) => found.message),
    };
  },
};

const [tool, file] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await readers[tool](readFileSync(file, "utf8"))));

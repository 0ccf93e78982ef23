/* Reading what the file carries (see kg/page/content.py): the story at once, the proof on demand. */

import { adjacency } from "./graph.js";

/** The value of a data element: JSON as it is, or deflated and in base64. */
function unpack(element) {
  const text = element.textContent;
  if (element.type === "application/json") return JSON.parse(text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).json();
}

/** The columns of the file as nodes and links that are easy to use. */
export function inflate(raw) {
  const { nodes: columns, links } = raw;
  const { cause, effect } = raw.edges;
  const nodes = columns.label.map((label, index) => {
    const name = columns.name[index];
    const kind = raw.kinds[columns.kind[index]];
    return {
      name: name.endsWith(":") ? name + label : name,
      label,
      language: columns.language[index],
      kind: kind.key,
      family: kind.family,
      badge: kind.badge,
      date: columns.date[index] || "",
    };
  });
  const prevents = Uint8Array.from(links.polarity, (sign) => Number(sign === "-"));
  const plain = Uint8Array.from(links.style, (style) => Number("-~".includes(style)));
  const graph = {
    cause,
    effect,
    belief: [...links.belief],
    prevents,
    plain,
    ...adjacency(nodes.length, cause, effect, links.belief),
  };
  return {
    raw,
    words: raw.words,
    kinds: raw.kinds,
    nodes,
    graph,
    style: links.style,
    heard: links.documents,
    voices: links.voices,
    counts: { for: [...links.for], against: [...links.against] },
    documents: raw.documents,
    loops: raw.loops,
    undrawn: raw.undrawn,
    focus: raw.focus,
    overview: raw.overview || null,
    boxes: raw.boxes,
  };
}

/** The story of this page. Resolves at once where it is not packed. */
export async function readStory() {
  const story = inflate(await unpack(document.getElementById("story")));
  const element = document.getElementById("proof");
  let proof = element.type === "application/json" ? unpack(element) : null;
  let pending = null;
  /** Call back with the proof: now if it is there, else when it is unpacked. */
  story.prove = (use) => {
    if (proof) return use(proof);
    pending =
      pending ||
      Promise.resolve(unpack(element)).then((found) => {
        proof = found;
      });
    return pending.then(() => use(proof));
  };
  return story;
}

/* Phrases of the interface, and text as it is searched. */

/** Put values where a phrase has `{}`, in order. */
export function say(phrase, ...values) {
  const parts = phrase.split("{}");
  return parts
    .map((part, index) => part + (index < parts.length - 1 ? values[index] : ""))
    .join("");
}

/** Only what is certain is 100 %, and only nothing is 0 %. */
export function percent(belief) {
  if (belief === 0 || belief === 1) return `${100 * belief}%`;
  return `${Math.min(99, Math.max(1, Math.round(belief * 100)))}%`;
}

/** As search compares it: width and case don't matter. */
export const fold = (text) => text.normalize("NFKC").toLowerCase();

/** A quote with its surroundings as pieces of text, each with the roles that mark it.
    `find` is the place of an evidence: passage, four ends, start, marks (role, start, end …). */
export function pieces(passages, find) {
  const [passage, before, quote, end, after, , marks, broken] = find;
  const text = passages[passage];
  const cut = (from, to) => {
    const cuts = new Set([from, to]);
    for (let i = 0; i < marks.length; i += 3) {
      for (const place of [marks[i + 1], marks[i + 2]])
        if (place > from && place < to) cuts.add(place);
    }
    const ends = [...cuts].sort((a, b) => a - b);
    return ends.slice(1).map((to, index) => {
      const roles = [];
      for (let i = 0; i < marks.length; i += 3) {
        if (marks[i + 1] <= ends[index] && to <= marks[i + 2]) roles.push(marks[i]);
      }
      return { text: text.slice(ends[index], to), roles };
    });
  };
  const more = { text: "…", roles: [] };
  return {
    before: [...(broken & 1 ? [more] : []), ...cut(before, quote)],
    quote: cut(quote, end),
    after: [...cut(end, after), ...(broken & 2 ? [more] : [])],
  };
}

/** When a period begins, in years: 2020-Q4 is 2020.75. */
export function year(date) {
  const [y, m, d] = date.split("-").map(Number);
  return y + ((m || 1) - 1) / 12 + ((d || 1) - 1) / 372;
}

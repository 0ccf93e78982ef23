/* Building elements. Text from the graph is only ever set as text: no markup is parsed anywhere. */

const SVG = "http://www.w3.org/2000/svg";

export const byId = (id) => document.getElementById(id);

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(
    ...children.flat(Infinity).filter((child) => child !== null && child !== undefined),
  );
  return element;
}

/** An element; functions among the attributes listen to events, strings among the children are text. */
export const make = (tag, attributes, ...children) =>
  filled(document.createElement(tag), attributes, children);

/** The same for SVG. */
export const draw = (tag, attributes, ...children) =>
  filled(document.createElementNS(SVG, tag), attributes, children);

/** Text from the graph: isolated, so its direction can't disturb what stands around it. */
export const quoted = (text) => make("bdi", {}, text);

/** The same where there is little room: a label may be a megabyte long. */
export const brief = (text) => quoted(shortened(text, 160));

export function shortened(text, length) {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/** A language tag for the `lang` attribute, or null if the graph's is none. */
export const language = (tag) => (/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/.test(tag) ? tag : null);

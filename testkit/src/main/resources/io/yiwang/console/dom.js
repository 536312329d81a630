// Makes elements. Texts become text nodes, never HTML.

const SVG = 'http://www.w3.org/2000/svg';

/** Makes an element: h('p', {class: 'x', onclick: f}, 'text', child, [more children]). */
export function h(name, properties, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) {
      continue;
    }
    if (key.startsWith('on')) {
      element.addEventListener(key.slice(2), value);
    } else if (key === 'value' || key === 'checked' || key === 'selected') {
      element[key] = value;
    } else {
      element.setAttribute(key, value === true ? '' : String(value));
    }
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== undefined && child !== null && child !== false) {
      element.append(child instanceof Node ? child : document.createTextNode(String(child)));
    }
  }
}

export function icon(name, label) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  if (label) {
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', label);
  } else {
    svg.setAttribute('aria-hidden', 'true');
  }
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}

/**
 * Fills an element from data, unless it shows the same data already, so that a selection, a scroll
 * position or typed text stays while the page follows the sandbox.
 */
export function show(element, data, children) {
  const state = JSON.stringify(data) + document.documentElement.lang;
  if (element.dataset.state === undefined || element.shown !== state) {
    const typing = element.contains(document.activeElement)
      && document.activeElement.matches('input, textarea, select');
    if (typing && element.shown !== undefined) {
      return;
    }
    const focused = element.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    element.shown = state;
    element.dataset.state = 'shown';
    element.replaceChildren();
    append(element, [children()]);
    if (focused) {
      element.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
    }
  }
}

// Parts that several sections share.

import { h, icon } from './dom.js';
import { t } from './words.js';

let timer;

/** Shows a notice for a moment, also to a screen reader. */
export function say(text, bad) {
  const notice = document.getElementById('notice');
  notice.textContent = text;
  notice.className = bad ? 'notice on bad' : 'notice on';
  clearTimeout(timer);
  timer = setTimeout(() => { notice.className = 'notice'; }, 2600);
}

/** Runs the action of a click and shows the result. */
export async function act(work, text = t('done')) {
  try {
    const result = await work();
    if (text) {
      say(text);
    }
    return result;
  } catch (error) {
    say(error.message, true);
    return undefined;
  }
}

export function button(text, onclick, kind = '', properties = {}) {
  return h('button', { type: 'button', class: `button ${kind}`, 'data-key': text, onclick, ...properties }, text);
}

export function copyButton(text) {
  return h('button', { type: 'button', class: 'quiet', 'aria-label': t('copy'), onclick: () => copy(text) },
    icon('copy'), t('copy'));
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without a secure context there is no clipboard; the old way still works.
    const area = h('textarea', { class: 'hidden-text' });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  say(t('copied'));
}

export function empty(name, title, text, ...more) {
  return h('div', { class: 'empty' }, icon(name), h('strong', {}, title), text && h('p', {}, text), more);
}

export function tag(text, kind = '', sign) {
  return h('span', { class: `tag ${kind}` }, sign && icon(sign), text);
}

export function field(label, control) {
  return h('label', { class: 'field' }, h('span', {}, label), control);
}

export function choice(options, value, onchange, properties = {}) {
  return h('select', { onchange: (event) => onchange?.(event.target.value), ...properties },
    options.map(([key, text]) => h('option', { value: key, selected: key === value }, text)));
}

export function toggle(text, checked, onchange) {
  return h('label', { class: 'switch' },
    h('input', { type: 'checkbox', role: 'switch', checked, 'data-key': text, onchange: (event) => onchange(event.target.checked) }),
    h('span', {}, text));
}

export function segments(options, value, onchange, label) {
  return h('div', { class: 'segments', role: 'group', 'aria-label': label },
    options.map(([key, text]) => h('button',
      { type: 'button', 'aria-pressed': String(key === value), 'data-key': `segment ${key}`, onclick: () => onchange(key) }, text)));
}

export function box(title, text, extra) {
  return h('section', { class: 'text' }, h('header', {}, h('span', {}, title), extra, copyButton(text)), h('pre', {}, text));
}

/** Moves the focus and the choice in a list by the arrow keys. */
export function arrows(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && event.target.matches('.item')) {
    const items = [...event.currentTarget.querySelectorAll('.item')];
    const next = items[items.indexOf(event.target) + step];
    if (next) {
      event.preventDefault();
      next.focus();
      next.click();
    }
  }
}

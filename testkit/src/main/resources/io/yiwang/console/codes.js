// Codes and letters as a gateway prints them, good ones and bad ones.

import * as api from './api.js';
import { h, icon } from './dom.js';
import { act, choice, copyButton, empty, field } from './parts.js';
import { t } from './words.js';

const FIRST = 20;

let drawn = [];

/** Loads pictures in place of those that are shown. */
async function load(paths) {
  const urls = await Promise.all(paths.map(api.picture));
  drawn.forEach((url) => URL.revokeObjectURL(url));
  drawn = urls;
  return urls;
}

export async function build(main) {
  const code = h('div');
  const letter = h('div');
  const numbers = h('datalist', { id: 'numbers' });
  const kind = choice([['penalty', t('penalty')], ['service', t('service')], ['campaign', t('campaignCode')], ['signing', t('signingCode')]], 'penalty', draw, { id: 'code-kind' });
  const id = h('input', { type: 'text', id: 'code-id', list: 'numbers', class: 'mono', autocomplete: 'off', spellcheck: 'false' });
  const validity = choice([['genuine', t('genuine')], ['forged', t('forged')], ['expired', t('expired')]], 'genuine', draw, { id: 'code-validity' });
  main.replaceChildren(h('div', { class: 'page' },
    h('header', {}, h('h1', {}, t('codes')), h('p', {}, t('codesText'))),
    h('form', { class: 'forms', onsubmit: (event) => { event.preventDefault(); draw(); } },
      field(t('kind'), kind), field(t('number'), id), field(t('validity'), validity),
      h('button', { class: 'button primary', type: 'submit' }, t('draw'))),
    numbers,
    h('div', { class: 'pictures' }, code, letter)));
  const penalties = await api.get(`/penalties?limit=${FIRST}`);
  numbers.replaceChildren(...penalties.items.map((each) => h('option', { value: each.decisionNumber })));
  id.value = penalties.items[0]?.decisionNumber ?? '';
  await draw();

  async function draw() {
    if (!id.value.trim()) {
      code.replaceChildren(empty('codes', t('number')));
      return;
    }
    await act(async () => {
      const past = '2020-01-01T00:00:00+08:00';
      const asked = `id=${api.part(id.value.trim())}`
        + (validity.value === 'forged' ? '&forged=true' : '') + (validity.value === 'expired' ? `&until=${api.part(past)}` : '');
      const { text } = await api.get(`/codes/${kind.value}?${asked}`);
      const [picture, letterPicture] = await load([
        `/codes/${kind.value}.png?${asked}&pixels=5`,
        ...(kind.value === 'penalty' ? [`/letters/${api.part(id.value.trim())}.png`] : []),
      ]);
      code.replaceChildren(figure(t('codePicture'), picture, t('codeAlt'), '', `${kind.value}.png`),
        h('section', { class: 'text' }, h('header', {}, h('span', {}, t('codeText')), copyButton(text)), h('pre', {}, text)));
      code.className = 'stack';
      letter.replaceChildren(kind.value === 'penalty'
        ? figure(t('letter'), letterPicture, t('letterAlt', id.value.trim()), 'letter', 'letter.png')
        : empty('codes', t('onlyPenalty')));
    }, '');
  }
}

export async function update() {
  // Drawn on demand only.
}

function figure(title, source, alt, kind, name) {
  return h('figure', { class: 'card' },
    h('header', {}, h('h2', {}, title), h('a', { class: 'quiet push', href: source, download: name }, icon('download'), t('download'))),
    h('div', { class: 'inside' }, h('div', { class: `picture ${kind}` }, h('img', { src: source, alt }))));
}

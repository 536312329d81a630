// Exchanges: a list that follows the sandbox, and one exchange in full.

import * as api from './api.js';
import { h, icon, show } from './dom.js';
import { arrows, box, copyButton, empty, segments, tag } from './parts.js';
import { clockTime, fault, language, operation, t } from './words.js';

const MOST = 500;

/** In spaces; deeper JSON is shown as it was sent. */
const DEEPEST = 200;

let all = [];
let last = 0;
let filter = 'all';
let text = '';
let tab = 'signature';
let sent = false;
let whole;
let gone;

/** Loads newer exchanges; returns whether there are any. */
export async function follow(lastKnown) {
  if (lastKnown !== undefined && lastKnown < last) {
    forget();
    last = 0;
  }
  const { items } = await api.get(`/exchanges?after=${last}&limit=${MOST}`);
  for (const item of items) {
    item.fresh = last > 0;
    all.push(item);
  }
  if (items.length > 0) {
    last = items.at(-1).number;
    all = all.slice(-MOST);
  }
  return items.length > 0;
}

export function forget() {
  all = [];
  whole = undefined;
  gone = undefined;
}

const refused = (each) => each.signature && !each.signature.valid;

function status(each) {
  if (each.status === undefined) {
    return h('span', { class: 'status warn', title: t('noAnswer') }, '—');
  }
  const kind = each.status >= 500 ? 'bad' : each.status >= 400 ? 'warn' : 'ok';
  return h('span', { class: `status ${refused(each) ? 'bad' : kind}` }, each.status);
}

function verdictIcon(each) {
  if (each.login) {
    return icon('dash', t('loginVerdict'));
  }
  const sign = icon(refused(each) ? 'cross' : 'check', refused(each) ? each.signature.code : t('verified'));
  sign.classList.add(refused(each) ? 'bad' : 'ok');
  return sign;
}

const title = (each) => each.operation ?? (each.login ? `login ${each.path.split('/').at(-1)}` : `${each.method} ${each.path}`);

function matches(each) {
  if (filter === 'refused' && !refused(each) && !(each.status >= 400)) {
    return false;
  }
  if (filter === 'faults' && !each.fault) {
    return false;
  }
  const words = [each.operation, operation(each.operation), each.path, each.code, each.fault, each.traceId, each.number].join(' ').toLowerCase();
  return text.trim().toLowerCase().split(/\s+/).every((word) => words.includes(word));
}

export function build(main, context) {
  const items = h('div', { class: 'items', onkeydown: arrows });
  const filters = h('div');
  const search = h('input', {
    type: 'search',
    id: 'search',
    placeholder: t('find'),
    'aria-label': t('find'),
    value: text,
    oninput: (event) => { text = event.target.value; context.refresh(); },
  });
  const detail = h('section', { class: 'detail', 'aria-label': t('exchanges') });
  const panes = h('div', { class: 'panes' },
    h('section', { class: 'list', 'aria-label': t('exchanges') },
      h('header', {}, h('h1', {}, t('exchanges')), h('div', { class: 'search' }, icon('search'), search), filters),
      items),
    detail);
  main.replaceChildren(panes);
  return { panes, items, filters, detail };
}

export async function update(view, context) {
  const shown = all.filter(matches).reverse();
  const chosen = Number(context.id);
  show(view.filters, filter, () => segments(
    [['all', t('filterAll')], ['refused', t('filterRefused')], ['faults', t('filterFaults')]],
    filter, (key) => { filter = key; context.refresh(); }, t('exchanges')));
  show(view.items, [shown.map((each) => each.number), chosen, all.length === 0, context.state?.endpoint], () => list(shown, chosen, context));
  view.panes.classList.toggle('chosen', Boolean(chosen));
  if (!chosen) {
    whole = undefined;
    show(view.detail, 'none', () => empty('exchanges', t('choose'), t('chooseText')));
    return;
  }
  if (gone === chosen) {
    show(view.detail, ['gone', chosen], () => [backLink(), empty('exchanges', t('gone'), t('goneText'))]);
    return;
  }
  if (whole?.number !== chosen) {
    try {
      whole = await api.get(`/exchanges/${chosen}`);
    } catch (error) {
      if (error.status !== 404) {
        throw error;
      }
      gone = chosen;
      await update(view, context);
      return;
    }
    tab = refused(whole) || tab !== 'signature' ? (refused(whole) ? 'signature' : tab) : 'signature';
    view.detail.scrollTop = 0;
    view.items.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }
  show(view.detail, [whole.number, tab, sent], () => sheet(whole, context));
}

function list(shown, chosen, context) {
  if (all.length === 0) {
    return empty('exchanges', t('noExchanges'), t('noExchangesText'), h('pre', { class: 'box' }, context.state?.endpoint ?? ''));
  }
  if (shown.length === 0) {
    return empty('search', t('noneFound'));
  }
  return shown.map((each) => {
    const fresh = each.fresh;
    each.fresh = false;
    return h('button', {
      type: 'button',
      class: fresh ? 'item arrives' : 'item',
      'data-key': `exchange ${each.number}`,
      'data-number': each.number,
      'aria-current': each.number === chosen ? 'true' : null,
      onclick: () => context.go('exchanges', each.number),
    },
    status(each),
    h('span', { class: 'name mono' }, title(each)),
    h('span', { class: 'side' }, each.fault && icon('fault', fault(each.fault)), verdictIcon(each), clockTime(each.at)),
    h('span', { class: 'sub' }, each.code ?? (each.operation ? operation(each.operation) : each.path)));
  });
}

const backLink = () => h('a', { class: 'quiet back', href: '#exchanges' }, icon('back'), t('back'));

function sheet(each, context) {
  const tabs = [['signature', t(each.login ? 'login' : 'signature')], ['request', t('request')], ['answer', t('answer')], ['copies', t('copies')]];
  return h('article', { class: 'sheet' },
    backLink(),
    h('header', {},
      h('div', { class: 'row' },
        h('h1', { class: 'mono' }, title(each)),
        each.status === undefined ? tag(t('noAnswer'), 'warn') : tag(each.status, each.status < 400 ? 'ok' : each.status < 500 ? 'warn' : 'bad'),
        each.code && tag(each.code, 'warn'),
        each.fault && tag(fault(each.fault), 'warn', 'fault')),
      h('p', { class: 'path mono' }, `${each.method} ${each.path}${each.query ? `?${each.query}` : ''}`),
      h('p', { class: 'label' }, [
        `#${each.number}`, clockTime(each.at), operation(each.operation), each.traceId && `${t('trace')} ${each.traceId}`,
      ].filter(Boolean).join(' · '))),
    verdict(each),
    h('div', { class: 'tabs', role: 'tablist', onkeydown: turn }, tabs.map(([key, name]) => h('button', {
      type: 'button',
      role: 'tab',
      id: `tab-${key}`,
      'data-key': `tab ${key}`,
      'aria-selected': String(tab === key),
      'aria-controls': 'tab-panel',
      tabindex: tab === key ? '0' : '-1',
      onclick: () => { tab = key; context.refresh(); },
    }, name))),
    h('div', { class: 'stack', id: 'tab-panel', role: 'tabpanel', 'aria-labelledby': `tab-${tab}` },
      { signature: signed, request: asked, answer: answered, copies: copied }[tab](each, context)));
}

function turn(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step) {
    const tabs = [...event.currentTarget.children];
    const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
    next.focus();
    next.click();
  }
}

function verdict(each) {
  if (each.login) {
    return h('div', { class: 'verdict' }, icon('dash'), h('strong', {}, t('loginVerdict')), h('p', {}, t('loginText')));
  }
  const { signature } = each;
  const unchecked = signature.checked ? '' : t('unchecked');
  if (signature.valid) {
    return h('div', { class: 'verdict ok', 'data-verdict': signature.code }, icon('check'), h('strong', {}, t('verified')),
      h('p', {}, t('verifiedText', signature.keyId ?? ''), ' ', unchecked));
  }
  return h('div', { class: 'verdict bad', 'data-verdict': signature.code }, icon('cross'),
    h('strong', {}, t('notVerified'), ' ', h('span', { class: 'mono' }, signature.code)),
    h('p', {}, advice(signature.reason[language()]), ' ', unchecked));
}

/** Code is between grave accents; the section is linked within this sandbox. */
function advice(text) {
  return (text[0].toUpperCase() + text.slice(1)).split(/(`[^`]*`|https?:\/\/[^\s。]+)/).map((part) => {
    if (part.startsWith('`')) {
      return h('code', {}, part.slice(1, -1));
    }
    if (!part.startsWith('http')) {
      return part;
    }
    const url = new URL(part);
    const own = url.origin === location.origin;
    return own ? h('a', { href: url.pathname + url.hash, target: '_blank', rel: 'noopener' }, `IGS/1 ${section(url.hash)}`) : part;
  });
}

/** #21-request is section 2.1. */
const section = (hash) => hash.replace(/^#(\d)(\d*)-.*$/, (_, chapter, rest) => [chapter, ...rest].join('.'));

function signed(each) {
  if (each.login) {
    return headerTable(each.request.headers);
  }
  const { signature } = each;
  if (signature.lines.every((line) => !line.differs)) {
    return box(t('baseString'), signature.baseString);
  }
  return [
    h('div', { class: 'diff', role: 'table', 'aria-label': t('baseString') },
      h('div', { class: 'line heads', role: 'row' },
        h('div', { class: 'head', role: 'columnheader' }, t('expected')), h('div', { class: 'head', role: 'columnheader' }, t('actual'))),
      signature.lines.map(diffLine)),
    box(t('baseString'), signature.baseString),
  ];
}

function diffLine(line) {
  const [expected, actual] = line.differs && line.expected && line.actual ? marked(line.expected, line.actual) : [line.expected, line.actual];
  return h('div', { class: line.differs ? 'line differs' : 'line', role: 'row' },
    h('div', { class: 'cell', role: 'cell' }, h('span', { class: 'hidden-label' }, t('expected')), cell(line.expected, expected)),
    h('div', { class: 'cell', role: 'cell' }, h('span', { class: 'hidden-label' }, t('actual')), cell(line.actual, actual)));
}

function cell(line, parts) {
  return line === null || line === undefined ? h('span', { class: 'none' }, t('nothing')) : parts;
}

/** Marks the words that lie between the common beginning and the common end of two lines. */
function marked(...lines) {
  const [one, two] = lines.map((line) => line.match(/[\w.-]+|[^\w.-]/gu) ?? []);
  let start = 0;
  while (start < Math.min(one.length, two.length) && one[start] === two[start]) {
    start++;
  }
  let end = 0;
  while (end < Math.min(one.length, two.length) - start && one.at(-1 - end) === two.at(-1 - end)) {
    end++;
  }
  return [one, two].map((words) => [
    words.slice(0, start).join(''),
    h('mark', {}, words.slice(start, words.length - end).join('')),
    words.slice(words.length - end).join(''),
  ]);
}

function asked(each, context) {
  return [bodyOf(each.request.body, each.request.opened, context), headerTable(each.request.headers)];
}

function answered(each, context) {
  return [
    each.fault && h('div', { class: 'verdict warn' }, icon('fault'), h('strong', {}, fault(each.fault)), h('p', {}, t('faultMet'), ' · ', h('span', { class: 'mono' }, each.fault))),
    each.status === undefined ? empty('dash', t('noAnswer')) : bodyOf(each.answer.body, {}, context),
    each.withoutFault && h('div', { class: 'stack tight' },
      h('h2', {}, `${t('withoutFault')} · ${each.withoutFault.status}`), bodyOf(each.withoutFault.body, {}, context)),
    each.status !== undefined && headerTable(each.answer.headers),
    each.answer.baseString && box(t('answerBase'), each.answer.baseString),
  ];
}

function copied(each) {
  return [
    h('p', { class: 'small soft' }, t('curlText')), box(t('asCurl'), each.copies.curl),
    h('p', { class: 'small soft' }, t('testText')), box(t('asTest'), each.copies.test),
  ];
}

function headerTable(headers) {
  const names = Object.keys(headers);
  return h('section', { class: 'text' }, h('header', {}, h('span', {}, t('headers'))),
    h('table', { class: 'headers' }, h('tbody', {}, names.map((name) => h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, headers[name]))))));
}

function bodyOf(body, opened, context) {
  if (body.size === 0) {
    return h('section', { class: 'text' }, h('header', {}, h('span', {}, t('body'), ' · ', t('noBody'))));
  }
  let tree;
  try {
    tree = JSON.parse(body.text);
  } catch {
    tree = undefined;
  }
  const hasSealed = Object.keys(opened).length > 0;
  const plain = body.text ?? body.base64;
  const notes = [t('body'), t('bytes', body.size), body.cut && t('cut'), body.base64 !== undefined && t('binary')].filter(Boolean).join(' · ');
  return h('section', { class: 'text' },
    h('header', {}, h('span', {}, notes),
      tree !== undefined && segments(
        [['opened', t(hasSealed ? 'openedView' : 'formatted')], ['sent', t('asSent')]], sent ? 'sent' : 'opened',
        (key) => { sent = key === 'sent'; context.refresh(); }, t('body')),
      copyButton(plain)),
    tree === undefined || sent ? h('pre', {}, plain) : h('pre', { class: 'json' }, jsonTree(tree, '', opened, '')));
}

function jsonTree(value, pointer, opened, indent) {
  if (Object.hasOwn(opened, pointer)) {
    return h('span', { class: 'opened', title: t('openedLabel') }, icon('lock', t('openedLabel')), JSON.stringify(opened[pointer]));
  }
  if (Array.isArray(value) || (value !== null && typeof value === 'object')) {
    const list = Array.isArray(value);
    const keys = Object.keys(value);
    if (keys.length === 0) {
      return list ? '[]' : '{}';
    }
    if (indent.length > DEEPEST) {
      return '…';
    }
    const deeper = `${indent}  `;
    return [list ? '[' : '{', keys.map((key, i) => [
      `\n${deeper}`,
      !list && [h('span', { class: 'k' }, JSON.stringify(key)), ': '],
      jsonTree(value[key], `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, opened, deeper),
      i < keys.length - 1 && ',',
    ]), `\n${indent}`, list ? ']' : '}'];
  }
  return h('span', { class: typeof value === 'string' ? 's' : 'n' }, JSON.stringify(value));
}

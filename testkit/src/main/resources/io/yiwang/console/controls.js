// Faults, clock, callbacks and keys, controlled by click.

import * as api from './api.js';
import { h, show } from './dom.js';
import { act, button, choice, field, say, tag, toggle } from './parts.js';
import { fault, operation, seconds, shortTime, span, t } from './words.js';

/** The default parameters of faults; durations in seconds. */
const USUAL = { duration: 5, age: 600, by: 600, retryAfter: 1, status: 502, mebibytes: 64, location: 'https://elsewhere.example/' };
const IN_SECONDS = ['duration', 'age', 'by', 'retryAfter'];
const SAME = 2;

export function build(main) {
  const parts = Object.fromEntries(['faultForm', 'waiting', 'clock', 'callbacks', 'keys'].map((name) => [name, h('div')]));
  main.replaceChildren(h('div', { class: 'page' },
    h('header', {}, h('h1', {}, t('controls'))),
    h('div', { class: 'grid-2' },
      h('div', { class: 'stack' },
        card(t('faults'), t('faultsText'), parts.faultForm, parts.waiting),
        card(t('clock'), t('clockText'), parts.clock)),
      h('div', { class: 'stack' },
        card(t('callbacks'), '', parts.callbacks),
        card(t('keys'), '', parts.keys),
        card(t('reset'), t('resetText'), h('div', { class: 'row' }, button(t('resetSure'), () => reset(), 'danger', { id: 'reset' })))))));
  return { ...parts, chosen: 'answerLost', operation: '' };
}

function card(title, text, ...inside) {
  return h('section', { class: 'card' }, h('header', {}, h('h2', {}, title)),
    h('div', { class: 'inside stack' }, text && h('p', { class: 'small soft' }, text), inside));
}

const reset = () => act(() => api.post('/reset'));

export async function update(view, context) {
  const [faults, clock, callbacks, keys] = await Promise.all([api.get('/faults'), api.get('/clock'), api.get('/callbacks'), api.get('/keys')]);
  show(view.faultForm, [faults.kinds, faults.operations, view.chosen], () => faultForm(view, faults, context));
  show(view.waiting, faults.waiting, () => waiting(faults.waiting, context));
  const off = seconds(clock.offset);
  show(view.clock, [Math.abs(off) < SAME ? 0 : Math.round(off), shortTime(clock.now)], () => clockPanel(clock, off, context));
  show(view.callbacks, callbacks, () => callbackPanel(callbacks, context));
  show(view.keys, keys, () => keyPanel(keys, context));
}

function faultForm(view, faults, context) {
  const kind = faults.kinds.find((each) => each.fault === view.chosen) ?? faults.kinds[0];
  const inputs = Object.fromEntries(kind.parameters.map((name) => [name, h('input', {
    type: typeof USUAL[name] === 'number' ? 'number' : 'text', value: USUAL[name] ?? '',
  })]));
  const times = h('input', { type: 'number', min: '1', max: '10000', value: 1, id: 'fault-times' });
  return h('form', {
    class: 'stack',
    onsubmit: (event) => {
      event.preventDefault();
      act(async () => {
        const body = { fault: kind.fault, times: Number(times.value) };
        if (view.operation) {
          body.operation = view.operation;
        }
        for (const [name, input] of Object.entries(inputs)) {
          body[name] = IN_SECONDS.includes(name) ? `PT${input.value}S` : input.type === 'number' ? Number(input.value) : input.value;
        }
        await api.post('/faults', body);
        context.refresh();
      });
    },
  },
  field(t('fault'), choice(faults.kinds.map((each) => [each.fault, fault(each.fault)]), kind.fault, (value) => {
    view.chosen = value;
    document.activeElement.blur();
    context.refresh();
  }, { id: 'fault-kind', 'data-key': 'fault-kind' })),
  h('div', { class: 'forms' },
    field(t('operation'), choice([['', t('anyOperation')], ...faults.operations.map((each) => [each, `${each} · ${operation(each)}`])], view.operation,
      (value) => { view.operation = value; }, { id: 'fault-operation' })),
    kind.parameters.map((name) => field(t(name), inputs[name])),
    field(t('times'), times)),
  h('div', { class: 'row' }, h('button', { class: 'button primary', type: 'submit', id: 'inject' }, t('inject')),
    h('span', { class: 'label mono' }, kind.fault)));
}

function waiting(faults, context) {
  if (faults.length === 0) {
    return h('p', { class: 'label' }, t('noFaults'));
  }
  return h('div', { class: 'stack tight' },
    h('h3', {}, t('waiting')),
    h('ul', { class: 'stack tight' }, faults.map((each) => h('li', { class: 'row small' }, tag(fault(each.fault), 'warn', 'fault'),
      h('span', { class: 'mono soft' }, each.operation ?? t('anyOperation'))))),
    h('div', {}, button(t('takeBack'), () => act(async () => {
      await api.remove('/faults');
      context.refresh();
    }))));
}

function clockPanel(clock, off, context) {
  const move = (by) => () => act(async () => {
    await api.post('/clock/advance', { by });
    context.refresh();
  });
  const local = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' }).format(new Date(clock.now));
  const input = h('input', { type: 'datetime-local', value: local.replace(' ', 'T'), 'aria-label': t('setClock') });
  return h('div', { class: 'stack' },
    h('div', {}, h('strong', { class: 'mono' }, shortTime(clock.now)), h('p', { class: 'label' }, Math.abs(off) < SAME ? t('clockSynced') : t('clockOff', span(off)))),
    h('div', { class: 'row' }, [['PT5M', 'minutes5'], ['PT1H', 'hour1'], ['P1D', 'day1'], ['P7D', 'week1'], ['-PT10M', 'minus10']]
      .map(([by, name]) => button(t(name), move(by), '', { 'data-by': by }))),
    h('div', { class: 'row' }, h('div', {}, input), button(t('setClock'), () => act(async () => {
      if (input.value) {
        input.blur();
        await api.put('/clock', { now: `${input.value}:00+08:00` });
        context.refresh();
      }
    }, ''))));
}

function callbackPanel(callbacks, context) {
  const url = h('input', { type: 'text', value: callbacks.url ?? '', placeholder: 'http://127.0.0.1:8080/gov/callback', 'aria-label': t('callbackUrl') });
  const change = (body) => act(async () => {
    await api.patch('/callbacks', body);
    context.refresh();
  });
  const deliver = (how) => () => act(async () => {
    const { deliveries } = await api.post('/callbacks/deliver', { how });
    say(t('delivered', deliveries.length, deliveries.map((each) => each.status || t('noAnswer')).join(' ')));
    context.refresh();
  }, '');
  return h('div', { class: 'stack' },
    h('div', { class: 'row' }, h('div', { class: 'grow' }, url), button(t('save'), () => { url.blur(); change({ url: url.value }); })),
    callbacks.url
      ? [
        toggle(t('automatic'), callbacks.automatic, (automatic) => change({ automatic })),
        h('p', { class: 'label' }, t('waitingEvents', callbacks.waiting.length)),
        callbacks.waiting.length > 0 && h('ul', { class: 'stack tight' }, callbacks.waiting.map((each) => h('li', { class: 'small mono soft' }, each.type, ' ', each.subject))),
        h('div', { class: 'row' }, ['IN_ORDER', 'TWICE', 'SHUFFLED', 'FORGED'].map((how) => button(t(how), deliver(how)))),
      ]
      : h('p', { class: 'label' }, t('noCallback')));
}

function keyPanel(keys, context) {
  const change = (path, body) => () => act(async () => {
    await api.post(path, body);
    context.refresh();
  });
  return h('div', { class: 'stack' },
    h('ul', { class: 'rows' },
      keys.gateway.map((each) => h('li', {}, h('span', { class: 'mono' }, each.keyId),
        h('span', { class: 'label' }, `${t('gatewayKey')} · ${t(each.use)} · ${each.algorithm}`), each.current && h('span', { class: 'push' }, tag(t('current'), 'accent')))),
      keys.platform.map((each) => h('li', {}, h('span', { class: 'mono' }, each.keyId),
        h('span', { class: 'label' }, `${t('platformKey')} · ${t('sign')} · ${each.algorithm}`),
        each.revoked ? h('span', { class: 'push' }, tag(t('revoked'), 'bad')) : button(t('revoke'), change(`/platform-keys/${api.part(each.keyId)}/revoke`), 'danger push')))),
    h('div', { class: 'row' }, button(t('rotateSign'), change('/keys/rotate', { use: 'sign' })),
      button(t('rotateSeal'), change('/keys/rotate', { use: 'encrypt' })), button(t('withdraw'), change('/keys/withdraw', { use: 'sign' }))));
}

// The treasury: figures, each payment's life, the ledger.

import * as api from './api.js';
import { h, show } from './dom.js';
import { act, button, empty, tag, toggle } from './parts.js';
import { clockTime, shortTime, state, t, yuan } from './words.js';

const GOOD = ['SETTLED', 'REFUNDED'];
const ENDED = ['EXPIRED', 'RELEASED'];

export function build(main) {
  const figures = h('div');
  const day = h('div', { class: 'push' });
  const payments = h('div');
  const ledger = h('div');
  main.replaceChildren(h('div', { class: 'page' },
    h('header', {}, h('h1', {}, t('money')), day, h('p', {}, t('moneyText'))),
    figures,
    h('section', { class: 'card' }, h('header', {}, h('h2', {}, t('payments'))), payments),
    h('section', { class: 'card' }, h('header', {}, h('h2', {}, t('ledger'))), ledger)));
  return { figures, day, payments, ledger };
}

export async function update(view, context) {
  const [ledger, payments, treasury] = await Promise.all([api.get('/ledger'), api.get('/payments'), api.get('/treasury')]);
  show(view.day, treasury.closed, () => toggle(t('dayEnd'), treasury.closed, (closed) => act(async () => {
    await api.patch('/treasury', closed ? { closed, retryAfter: 'PT10M' } : { closed });
    context.refresh();
  })));
  show(view.figures, [ledger.settled, ledger.refunded, ledger.settledPayments, ledger.openHolds], () => h('div', { class: 'figures' },
    figure(t('settled'), yuan(ledger.settled), true), figure(t('refunded'), yuan(ledger.refunded), true),
    figure(t('settledPayments'), ledger.settledPayments), figure(t('holds'), ledger.openHolds)));
  show(view.payments, payments, () => (payments.items.length === 0
    ? empty('money', t('noPayments'), t('noPaymentsText'))
    : h('ul', {}, payments.items.toReversed().map((each) => payment(each, context)))));
  show(view.ledger, ledger.entries, () => (ledger.entries.length === 0 ? empty('money', t('noLedger')) : table(ledger.entries)));
}

function figure(label, value, money) {
  return h('div', {}, h('span', { class: 'label' }, label), h('strong', {}, money && h('small', {}, '¥'), value));
}

function payment(each, context) {
  const kind = GOOD.includes(each.status) ? 'ok' : ENDED.includes(each.status) ? 'bad' : '';
  return h('li', { class: 'payment', 'data-payment': each.paymentId },
    h('div', {},
      h('div', { class: 'row' }, h('strong', { class: 'mono' }, each.paymentId), tag(state(each.status), kind === 'bad' ? 'warn' : kind || 'accent')),
      h('p', { class: 'label' }, [each.orderNo, each.channel, each.channelTradeNo].filter(Boolean).join(' · ')),
      h('p', { class: 'label mono' }, each.lines.map((line) => line.decisionNumber).join(' · '))),
    h('div', { class: 'amount' }, `¥${yuan(each.amount)}`),
    h('ol', { class: `life ${kind}`, 'aria-label': t('timeline') }, each.life.map((step) => h('li', {},
      h('strong', {}, state(step.status)), h('time', { datetime: step.at }, clockTime(step.at)),
      step.status === 'HELD' && each.status === 'HELD' && h('span', {}, t('heldUntil', clockTime(each.heldUntil)))))),
    each.refunds.map((refund) => refundRow(each, refund, context)));
}

function refundRow(each, refund, context) {
  const decide = (decision, body) => () => act(async () => {
    await api.post(`/payments/${api.part(each.paymentId)}/refunds/${api.part(refund.refundNo)}/${decision}`, body);
    context.refresh();
  });
  return h('div', { class: 'row small refund' }, t('refund', refund.refundNo), h('span', { class: 'soft' }, `¥${yuan(refund.amount)} · ${refund.reason}`), tag(state(refund.status)),
    refund.status === 'REQUESTED' && [button(t('approve'), decide('approve')), button(t('reject'), decide('reject', { note: t('rejectNote') }))],
    refund.status === 'APPROVED' && button(t('payBack'), decide('pay-back')));
}

function table(entries) {
  return h('div', { class: 'scroll' }, h('table', { class: 'table' },
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t('at')), h('th', { scope: 'col' }, t('decision')), h('th', { scope: 'col' }, t('order')), h('th', { scope: 'col', class: 'right' }, t('amount')))),
    h('tbody', {}, entries.toReversed().map((entry) => h('tr', {},
      h('td', {}, shortTime(entry.at)), h('td', { class: 'mono' }, entry.decisionNumber), h('td', { class: 'mono' }, entry.orderNo),
      h('td', { class: 'right' }, yuan(entry.amount)))))));
}

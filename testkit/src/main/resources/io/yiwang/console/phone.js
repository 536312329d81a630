// The citizen's phone: its owner, documents to sign, and replies.

import * as api from './api.js';
import { h, show } from './dom.js';
import { act, button, choice, empty, field, segments, tag, toggle } from './parts.js';
import { minuteTime, shortTime, state, t } from './words.js';

const OVER_SHOWN = 3;

export function build(main) {
  const screen = h('div', { class: 'screen', tabindex: '0', 'aria-label': t('phone') });
  const settings = h('div');
  const signings = h('div', { class: 'inside' });
  main.replaceChildren(h('div', { class: 'page' },
    h('header', {}, h('h1', {}, t('phone')), h('p', {}, t('phoneText'))),
    h('div', { class: 'phone-page' },
      h('div', { class: 'telephone' }, screen),
      h('div', { class: 'stack' },
        h('section', { class: 'card' }, h('header', {}, h('h2', {}, t('login'))), h('div', { class: 'inside' }, settings)),
        h('section', { class: 'card' }, h('header', {}, h('h2', {}, t('signings'))), signings)))));
  return { screen, settings, signings };
}

export async function update(view, context) {
  const [login, citizens, signings, messages] = await Promise.all(
    [api.get('/login'), api.get('/citizens'), api.get('/signings'), api.get('/messages')]);
  const citizen = citizens.items.find((each) => each.sub === login.citizen);
  show(view.settings, [login, citizens, signings.citizensWait], () => settings(login, citizens.items, signings.citizensWait, context));
  const mine = signings.items.filter((each) => each.signer === login.citizen).toReversed();
  const replies = messages.items.filter((each) => each.reply && (!each.authorName || each.authorName === citizen?.name)).toReversed();
  show(view.screen, [citizen, mine, replies, minuteTime(context.state?.now)], () => screen(citizen, mine, replies, context));
  show(view.signings, [signings.items, citizens], () => (signings.items.length === 0
    ? empty('phone', t('noSignings'))
    : rows(signings.items.toReversed(), new Map(citizens.items.map((each) => [each.sub, each.name])))));
}

function settings(login, citizens, citizensWait, context) {
  const change = (body) => act(async () => {
    await api.patch('/login', body);
    context.refresh();
  });
  return h('div', { class: 'stack' },
    field(t('holder'), choice(citizens.map((each) => [each.sub, [each.name, each.plate].filter(Boolean).join(' · ')]), login.citizen,
      (citizen) => change({ citizen }), { id: 'holder' })),
    h('div', { class: 'row' }, h('span', { class: 'small soft' }, t('assurance')), segments(
      [['igs:basic', t('basic')], ['igs:verified', t('verifiedAcr')], ['igs:strong', t('strong')]], login.acr, (acr) => change({ acr }), t('assurance'))),
    toggle(t('agrees'), login.agrees, (agrees) => change({ agrees })),
    h('div', { class: 'stack tight' },
      toggle(t('waits'), citizensWait, (wait) => act(async () => {
        await api.patch('/signings', { citizensWait: wait });
        context.refresh();
      })),
      h('p', { class: 'label' }, t('waitsText'))));
}

function screen(citizen, signings, replies, context) {
  const waiting = signings.filter((each) => each.status === 'WAITING');
  const over = signings.filter((each) => each.status !== 'WAITING').slice(0, OVER_SHOWN);
  return [
    h('div', { class: 'bar' }, h('span', {}, minuteTime(context.state?.now)), h('span', {}, '5G')),
    h('div', { class: 'who' }, h('strong', {}, citizen?.name ?? ''), h('span', { class: 'label' }, citizen?.plate ?? citizen?.region ?? '')),
    waiting.map((each) => waitingNote(each, context)),
    replies.map(replyNote),
    over.map((each) => h('div', { class: 'note over' },
      h('div', { class: 'from' }, h('span', {}, t('signingApp')), h('span', {}, minuteTime(each.completedAt ?? each.createdAt))),
      h('div', {}, each.statement), h('div', {}, tag(state(each.status), each.status === 'SIGNED' ? 'ok' : 'warn')))),
    signings.length + replies.length === 0 && empty('phone', t('noNotes'), t('noNotesText')),
  ];
}

function waitingNote(each, context) {
  const answer = (how) => () => act(async () => {
    await api.post(`/signings/${api.part(each.signingId)}/${how}`);
    context.refresh();
  });
  return h('section', { class: 'note', 'data-signing': each.signingId, 'aria-label': t('signingApp') },
    h('div', { class: 'from' }, h('span', {}, t('signingApp')), h('span', {}, t('expires', minuteTime(each.expiresAt)))),
    h('p', { class: 'label' }, t('signingAsk')),
    h('div', { class: 'code' }, each.verificationCode),
    h('div', { class: 'statement' }, each.statement),
    h('p', { class: 'label' }, t('documents', each.documents.length), ' · ', each.documents.join(' · ')),
    h('div', { class: 'choice' }, button(t('refuseSigning'), answer('refuse')), button(t('approveSigning'), answer('approve'), 'primary')));
}

function replyNote(each) {
  return h('section', { class: 'note' },
    h('div', { class: 'from' }, h('span', {}, t('messages')), h('span', {}, shortTime(each.reply.at))),
    h('strong', {}, each.title), h('div', {}, each.reply.text),
    h('p', { class: 'label' }, t('replyFrom', each.reply.department?.name ?? '')));
}

function rows(signings, names) {
  return h('ul', { class: 'rows' }, signings.map((each) => h('li', {},
    h('span', {}, names.get(each.signer) ?? t('unknownSigner')), h('span', { class: 'label mono' }, each.signingId),
    h('span', { class: 'push' }, tag(state(each.status), { SIGNED: 'ok', WAITING: 'accent' }[each.status] ?? 'warn')),
    h('p', { class: 'soft whole' }, each.statement))));
}

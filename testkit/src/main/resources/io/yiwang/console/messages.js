// The government's side of messages: reads and answers them.

import * as api from './api.js';
import { h, icon, show } from './dom.js';
import { act, arrows, button, choice, empty, say, tag } from './parts.js';
import { shortTime, state, t } from './words.js';

const KINDS = { REPLIED: 'ok', CLOSED: '', RETURNED: 'warn' };

export function build(main) {
  const desk = h('div');
  const items = h('div', { class: 'items', onkeydown: arrows });
  const detail = h('section', { class: 'detail', 'aria-label': t('messages') });
  const panes = h('div', { class: 'panes' },
    h('section', { class: 'list', 'aria-label': t('messages') }, h('header', {}, h('h1', {}, t('messages')), desk), items), detail);
  main.replaceChildren(panes);
  return { panes, desk, items, detail };
}

export async function update(view, context) {
  const [messages, desk] = await Promise.all([api.get('/messages'), api.get('/message-desk')]);
  show(view.desk, desk, () => choice(['BY_THE_CLOCK', 'CLASSIFIES_ONLY', 'NOT_AT_ALL'].map((each) => [each, t(each)]), desk.works,
    (works) => act(async () => {
      await api.put('/message-desk', { works });
      context.refresh();
    }), { 'aria-label': t('desk') }));
  show(view.items, [messages.items, context.id], () => (messages.items.length === 0
    ? empty('messages', t('noMessages'), t('noMessagesText'))
    : messages.items.toReversed().map((each) => line(each, context))));
  const chosen = messages.items.find((each) => each.messageId === context.id);
  view.panes.classList.toggle('chosen', Boolean(chosen));
  show(view.detail, chosen ?? 'none', () => (chosen ? sheet(chosen, context) : empty('messages', t('chooseMessage'))));
}

function line(each, context) {
  return h('button', {
    type: 'button',
    class: 'item two',
    'data-key': `message ${each.messageId}`,
    'aria-current': each.messageId === context.id ? 'true' : null,
    onclick: () => context.go('messages', each.messageId),
  },
  h('span', { class: 'name' }, each.title), h('span', { class: 'side' }, tag(state(each.status), KINDS[each.status] ?? 'accent')),
  h('span', { class: 'sub' }, each.body));
}

function sheet(each, context) {
  const text = h('textarea', { id: 'reply', 'aria-label': t('replyText'), placeholder: t('replyText') });
  const over = ['CLOSED', 'RETURNED'].includes(each.status);
  const move = (step, member) => () => {
    const body = member && text.value.trim() ? { [member]: text.value } : member ? undefined : {};
    if (member && !body) {
      text.focus();
      say(t('needText'), true);
      return;
    }
    text.blur();
    act(async () => {
      await api.post(`/messages/${api.part(each.messageId)}/${step}`, body);
      context.refresh();
    });
  };
  const facts = [
    [t('author'), each.anonymous && !each.authorName ? t('anonymous') : [each.authorName, each.authorPhone, each.authorEmail].filter(Boolean).join(' · ')],
    [t('region'), each.region], [t('campaign'), each.campaign], [t('category'), each.category],
    [t('attachments'), each.attachments.join(' · ')],
  ].filter(([, value]) => value);
  return h('article', { class: 'sheet' },
    h('a', { class: 'quiet back', href: '#messages' }, icon('back'), t('back')),
    h('header', {}, h('div', { class: 'row' }, h('h1', {}, each.title), tag(state(each.status), KINDS[each.status] ?? 'accent'), each.published && tag(t('published'), 'ok')),
      h('p', { class: 'label mono' }, each.messageId)),
    h('p', { class: 'letter-text' }, each.body),
    h('dl', { class: 'facts' }, facts.map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])),
    each.reply && h('div', { class: 'stack tight' }, h('h2', {}, t('reply')), h('blockquote', {}, each.reply.text),
      each.rating && h('p', { class: 'label' }, t('rating', each.rating.score), ' ', each.rating.comment)),
    !over && h('section', { class: 'stack tight' }, !each.reply && text,
      h('div', { class: 'row' },
        !each.reply && button(t('reply'), move('reply', 'text'), 'primary'),
        each.status === 'RECEIVED' && button(t('classify'), move('classify')),
        ['RECEIVED', 'CLASSIFIED'].includes(each.status) && button(t('forward'), () => { text.value ||= t('forward'); move('forward', 'note')(); }),
        !each.reply && button(t('giveBack'), move('give-back', 'note')),
        button(t('close'), move('close')),
        each.mayPublish && !each.published && button(t('publish'), move('publish')))),
    h('section', { class: 'stack tight' }, h('h2', {}, t('timeline')), h('ol', { class: 'steps' }, each.timeline.map((step) => h('li', {},
      h('strong', {}, state(step.status)), h('span', {}, [shortTime(step.at), step.department?.name, step.note].filter(Boolean).join(' · ')))))));
}

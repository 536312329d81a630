// The frame: sections, language, theme, clock, and the timer by which the page follows the sandbox.

import * as api from './api.js';
import * as codes from './codes.js';
import * as controls from './controls.js';
import { h, icon, show } from './dom.js';
import * as exchanges from './exchanges.js';
import * as messages from './messages.js';
import * as money from './money.js';
import { field, say } from './parts.js';
import * as phone from './phone.js';
import { language, seconds, speak, t } from './words.js';

const BEAT = 1000;
const THEMES = ['light', 'dark'];
const SECTIONS = { exchanges, money, phone, messages, codes, controls };
const $ = (id) => document.getElementById(id);

let section;
let view;
let sandbox;
let offset = 0;
let lost = false;
let asking = false;
let counts = {};
let busy = Promise.resolve();

function place() {
  const [name, ...rest] = location.hash.slice(1).split('/');
  let id = '';
  try {
    id = decodeURIComponent(rest.join('/'));
  } catch {
    // The address was typed.
  }
  return { name: Object.hasOwn(SECTIONS, name) ? name : 'exchanges', id };
}

function context() {
  return {
    id: place().id,
    state: sandbox,
    go: (name, id) => { location.hash = `${name}/${encodeURIComponent(id)}`; },
    refresh: () => { render(); },
  };
}

/** One update at a time, so that an older answer never replaces a newer one. */
function render() {
  busy = busy.then(draw, draw);
  return busy;
}

async function draw() {
  const { name } = place();
  try {
    if (section !== name || !view) {
      section = name;
      view = await SECTIONS[name].build($('main'), context()) ?? {};
      $('main').scrollTop = 0;
    }
    frame();
    await SECTIONS[name].update(view, context());
  } catch (error) {
    view = asking || view ? view : undefined;
    failed(error);
  }
}

function failed(error) {
  if (error.status === 401 || error.status === 403) {
    askToken();
  } else if (error instanceof api.Unreachable) {
    if (!lost) {
      say(t('offline'), true);
    }
    lost = true;
  } else {
    console.error(error);
    say(error.message, true);
  }
}

function askToken() {
  if (asking) {
    return;
  }
  asking = true;
  const input = h('input', { type: 'password', id: 'token', autocomplete: 'off' });
  $('main').replaceChildren(h('form', {
    class: 'page',
    onsubmit: (event) => {
      event.preventDefault();
      api.useToken(input.value);
      asking = false;
      view = undefined;
      beat();
      render();
    },
  },
  h('header', {}, h('h1', {}, t('tokenTitle')), h('p', {}, t('tokenText'))), field(t('token'), input),
  h('div', {}, h('button', { class: 'button primary', type: 'submit' }, t('open')))));
  input.focus();
}

function frame() {
  const { name } = place();
  document.title = `${t(name)} · ${t('brand')}`;
  $('brand').textContent = t('brand');
  document.querySelector('.skip').textContent = t('skip');
  $('clock-label').textContent = t('gatewayClock');
  $('language').textContent = t('language');
  $('language').setAttribute('aria-label', t('languageLabel'));
  $('theme').setAttribute('aria-label', t('theme'));
  $('theme').title = t('theme');
  $('nav').setAttribute('aria-label', t('sections'));
  show($('nav'), [name, counts], () => Object.keys(SECTIONS).map((each) => h('a', {
    href: `#${each}`, 'data-key': each, 'aria-current': each === name ? 'page' : null,
  }, icon(each), h('span', {}, t(each)), counts[each] > 0 && h('span', { class: 'count' }, counts[each]))));
  if (sandbox) {
    $('endpoint').textContent = new URL(sandbox.endpoint).host;
    $('endpoint').title = sandbox.endpoint;
  }
  tick();
}

function tick() {
  if (sandbox) {
    const now = new Date(Date.now() + offset);
    $('clock').textContent = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'medium',
    }).format(now);
    $('clock').dateTime = now.toISOString();
    document.querySelector('.clock').classList.toggle('moved', Math.abs(offset) > 2000);
  }
}

async function beat() {
  if (document.hidden || asking) {
    return;
  }
  try {
    const state = await api.get('/state');
    if (sandbox && sandbox.account !== state.account) {
      exchanges.forget();
    }
    sandbox = state;
    offset = Date.parse(state.now) - Date.now();
    counts = { controls: state.faultsWaiting };
    await exchanges.follow(state.lastExchange);
    if (lost) {
      lost = false;
      say(t('again'));
    }
    await render();
  } catch (error) {
    failed(error);
  }
}

async function pulse() {
  await beat();
  setTimeout(pulse, BEAT);
}

function theme(name) {
  if (name) {
    document.documentElement.dataset.theme = name;
  }
}

$('language').addEventListener('click', () => {
  speak(language() === 'en' ? 'zh-CN' : 'en');
  localStorage.setItem('yiwang-language', language());
  view = undefined;
  render();
});

$('theme').addEventListener('click', () => {
  const dark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches;
  const next = THEMES[dark ? 0 : 1];
  localStorage.setItem('yiwang-theme', next);
  theme(next);
});

addEventListener('hashchange', render);
document.addEventListener('visibilitychange', () => beat());
addEventListener('keydown', (event) => {
  if (event.key === '/' && !document.activeElement.matches('input, textarea, select') && $('search')) {
    event.preventDefault();
    $('search').focus();
  }
});
document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  $('main').focus();
});

speak(localStorage.getItem('yiwang-language') ?? (document.documentElement.lang.startsWith('en') ? 'en' : 'zh-CN'));
theme(THEMES.find((each) => each === localStorage.getItem('yiwang-theme')));
setInterval(tick, BEAT);
frame();
pulse();

// Calls an IGS/1 gateway: signs every request and accepts only answers with a valid signature.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {digest, sign, verify} from './keys.mjs';

const ACTED_ON = ['retry-after', 'etag', 'igs-cursor', 'idempotency-replayed'];
const FORM = /^igs=(\(([^()]*)\);created=(\d+);keyid="([^"]*)";alg="([^"]*)";tag="igs-response")$/;

/** The text that is signed: RFC 9421 section 2.5. */
export const base = (parts, parameters) => Buffer.from(
    [...parts, ['"@signature-params"', parameters]].map((part) => part.join(': ')).join('\n'));

/** Throws unless the gateway has signed this answer, to this request, just now. */
export function check({keyId, alg, pem, status, headers, body, requestSignature, now}) {
  const said = FORM.exec(headers['signature-input'] ?? '');
  const first = ['"@status"', ...(body.length ? ['"content-type"', '"content-digest"'] : [])];
  const covered = [...first, ...ACTED_ON.filter((name) => name in headers).map((name) => `"${name}"`),
    '"signature";req;key="igs"'];
  if (!said || said[2] !== covered.join(' ') || said[4] !== keyId || said[5] !== alg ||
      Math.abs(now - said[3]) > 300 || (body.length && headers['content-digest'] !== digest(alg, body))) {
    throw new Error('not signed by the gateway, or too old, or another body: do not believe it');
  }
  const value = {'"@status"': status, '"signature";req;key="igs"': requestSignature};
  const parts = covered.map((name) => [name, value[name] ?? headers[name.replaceAll('"', '')]]);
  const signature = Buffer.from((headers.signature ?? '').slice(5, -1), 'base64');
  if (!verify(alg, pem, base(parts, said[1]), signature)) {
    throw new Error('the signature does not hold: do not believe it');
  }
}

export async function call(config, method, target, json, key) {
  const settings = Object.fromEntries(fs.readFileSync(config, 'utf8').split('\n').filter((line) => line)
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
  const pem = (name) => fs.readFileSync(path.join(path.dirname(config), settings[name]), 'utf8');
  const [url, alg] = [new URL(settings.endpoint + target), settings.algorithm];
  const body = json === undefined ? '' : JSON.stringify(json);
  const headers = {...(body && {'content-type': 'application/json', 'content-digest': digest(alg, body)}),
    ...(key && {'idempotency-key': key})};
  const parts = Object.entries({'@method': method, '@authority': url.host, '@path': url.pathname,
    '@query': url.search || '?', ...headers}).map(([name, value]) => [`"${name}"`, value]);
  const now = Math.floor(Date.now() / 1000);
  const parameters = `(${parts.map(([name]) => name).join(' ')});created=${now};expires=${now + 300}` +
      `;nonce="${crypto.randomBytes(18).toString('base64url')}";keyid="${settings.keyId}";alg="${alg}"` +
      ';tag="igs-request"';
  const signature = `:${sign(alg, pem('privateKey'), base(parts, parameters)).toString('base64')}:`;
  Object.assign(headers, {'signature-input': `igs=${parameters}`, signature: `igs=${signature}`});
  const answer = await fetch(url, {method, headers, body: body || undefined, redirect: 'manual'});
  const content = Buffer.from(await answer.arrayBuffer());
  check({keyId: settings.gatewayKeyId, alg, pem: pem('gatewayPublicKey'), status: answer.status,
    headers: Object.fromEntries(answer.headers), body: content, requestSignature: signature, now: Date.now() / 1000});
  return [answer.status, content.length ? JSON.parse(content) : undefined];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [status, json] = await call(process.argv[2], 'GET', process.argv[3]);
  console.log(status, JSON.stringify(json));
}

// Checks these samples against docs/vectors: node check-vectors.mjs ../../../docs/vectors
import assert from 'node:assert';
import fs from 'node:fs';
import path from 'node:path';
import {base, check} from './igs.mjs';
import {digest, verify} from './keys.mjs';

const read = (name) => JSON.parse(fs.readFileSync(path.join(process.argv[2], name), 'utf8'));
const keys = Object.fromEntries(read('keys.json').keys.map((key) => [key.keyid, key]));
const known = (key) => ['ed25519', 'sm2-sm3'].includes(key.alg);
let checked = 0;

for (const vector of read('digests.json').vectors) {
  assert.strictEqual(digest('sm2-sm3', vector.text), vector['sm3 header']);
  assert.strictEqual(digest('ed25519', vector.text), vector['sha-256 header']);
  checked++;
}

for (const name of ['requests.json', 'callbacks.json']) {
  for (const vector of read(name).vectors.filter((each) => each.valid)) {
    const key = keys[/keyid="([^"]*)"/.exec(vector.signatureInput)[1]];
    if (!known(key)) continue;
    const parameters = vector.signatureInput.slice('igs='.length);
    const values = {'@method': vector.method, '@authority': vector.authority, '@path': vector.path,
      '@query': vector.query || '?', ...vector.headers};
    const names = /^\(([^)]*)\)/.exec(parameters)[1].split(' ');
    const text = base(names.map((each) => [each, values[each.slice(1, -1)]]), parameters);
    assert.strictEqual(text.toString(), vector.base, vector.name);
    const signature = Buffer.from(vector.signature.slice(5, -1), 'base64');
    assert(verify(key.alg, key.publicKey, text, signature), vector.name);
    assert(!verify(key.alg, key.publicKey, Buffer.concat([text, text]), signature), vector.name);
    checked++;
  }
}

const answers = read('answers.json');
for (const vector of answers.vectors) {
  const key = keys[/ (test-[a-z0-9-]+)/.exec(vector.name)[1]];
  if (!known(key)) continue;
  const headers = {...vector.headers, ...(vector.signature &&
      {'signature-input': vector.signatureInput, signature: vector.signature})};
  const body = Buffer.from(vector.body ?? '');
  const attempt = () => check({keyId: key.keyid, alg: key.alg, pem: key.publicKey, status: vector.status,
    headers, body, requestSignature: vector.requestSignature.slice('igs='.length), now: answers.now});
  if (vector.valid) attempt();
  else assert.throws(attempt, undefined, vector.name);
  checked++;
}
console.log(`${checked} vectors agree`);

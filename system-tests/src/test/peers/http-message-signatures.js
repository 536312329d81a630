// The package http-message-signatures on the command line: one JSON object in, JSON out.
//
// {command: "sign" | "verify", alg, keyid, key, message, request?, body?, tag, fields}
//
// message and request are the package's own: {method, url, headers} or {status, headers}. body is base64. key is PEM,
// for sm2-sm3 (which the package does not know) hex.
'use strict';

const crypto = require('node:crypto');
const {createSigner, createVerifier, httpbis} = require('http-message-signatures');
const {sm2, sm3} = require('sm-crypto');

const bytes = (data) => Array.from(data);
const sm2Options = {hash: true, der: false, userId: '1234567812345678'};

function signer({alg, key, keyid}) {
  if (alg !== 'sm2-sm3') {
    return createSigner(key, alg, keyid);
  }
  const sign = async (data) => Buffer.from(sm2.doSignature(bytes(data), key, sm2Options), 'hex');
  return {id: keyid, alg, sign};
}

function verifier({alg, key}) {
  return alg === 'sm2-sm3'
      ? async (data, signature) => sm2.doVerifySignature(bytes(data), signature.toString('hex'), key, sm2Options)
      : createVerifier(key, alg);
}

function contentDigest({alg, body}) {
  const content = Buffer.from(body, 'base64');
  return alg === 'sm2-sm3'
      ? `sm3=:${Buffer.from(sm3(bytes(content)), 'hex').toString('base64')}:`
      : `sha-256=:${crypto.createHash('sha256').update(content).digest('base64')}:`;
}

async function sign(asked) {
  const {message, request, tag, fields} = asked;
  const headers = asked.body
      ? {...message.headers, 'content-type': 'application/json', 'content-digest': contentDigest(asked)}
      : message.headers;
  const params = tag === 'igs-request'
      ? ['created', 'expires', 'nonce', 'keyid', 'alg', 'tag']
      : ['created', 'keyid', 'alg', 'tag'];
  const config = {
    key: signer(asked),
    name: 'igs',
    fields,
    params,
    paramValues: {nonce: crypto.randomBytes(16).toString('base64url'), tag},
  };
  return (await httpbis.signMessage(config, {...message, headers}, request)).headers;
}

async function verify(asked) {
  const {message, request, alg, keyid, tag, fields} = asked;
  if (asked.body && message.headers['content-digest'] !== contentDigest(asked)) {
    return false;
  }
  const config = {
    keyLookup: async (params) =>
        params.keyid === keyid && params.tag === tag ? {id: keyid, algs: [alg], verify: verifier(asked)} : null,
    requiredFields: fields,
    requiredParams: ['created', 'keyid', 'alg', 'tag'],
    all: true,
  };
  return await httpbis.verifyMessage(config, message, request) === true;
}

const commands = {sign, verify};
const asked = JSON.parse(process.argv[2]);
commands[asked.command](asked).then((answer) => console.log(JSON.stringify(answer)));

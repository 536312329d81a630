// sm-crypto on the command line: everything in and out is hex.
'use strict';

const {sm2, sm3} = require('sm-crypto');

const bytes = (hex) => Array.from(Buffer.from(hex, 'hex'));
const signing = {hash: true, der: false, userId: '1234567812345678'};
const C1C3C2 = 1;

const commands = {
  sign: (key, message) => sm2.doSignature(bytes(message), key, signing),
  verify: (key, message, signature) =>
      String(sm2.doVerifySignature(bytes(message), signature, key, signing)),
  sm3: (message) => sm3(bytes(message)),
  // sm-crypto leaves the 04 of C1 out.
  encrypt: (key, text) => '04' + sm2.doEncrypt(bytes(text), key, C1C3C2),
  decrypt: (key, wrapped) =>
      Buffer.from(sm2.doDecrypt(wrapped.slice(2), key, C1C3C2, {output: 'array'})).toString('hex'),
};

const [command, ...rest] = process.argv.slice(2);
console.log(commands[command](...rest));

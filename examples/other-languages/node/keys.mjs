// Signs and verifies by the algorithm of a key, as IGS/1 section 2.3 names them.
import crypto from 'node:crypto';
import smCrypto from 'sm-crypto';

const SM2 = {hash: true, der: false, userId: '1234567812345678'};

const hexOf = (pem) => Buffer.from(pem.split('\n').slice(1, -2).join(''), 'base64').toString('hex');

export function digest(alg, body) {
  const [name, hash] = alg === 'sm2-sm3' ? ['sm3', 'sm3'] : ['sha-256', 'sha256'];
  return `${name}=:${crypto.createHash(hash).update(body).digest('base64')}:`;
}

export function sign(alg, pem, message) {
  if (alg !== 'sm2-sm3') return crypto.sign(null, message, pem);
  const d = hexOf(pem).split('0201010420')[1].slice(0, 64); // it follows the version of the inner structure
  return Buffer.from(smCrypto.sm2.doSignature([...message], d, SM2), 'hex');
}

export function verify(alg, pem, message, signature) {
  if (alg !== 'sm2-sm3') return crypto.verify(null, message, pem, signature);
  const point = hexOf(pem).slice(-130); // 04, x and y
  return signature.length === 64 &&
      smCrypto.sm2.doVerifySignature([...message], signature.toString('hex'), point, SM2);
}

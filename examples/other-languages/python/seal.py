"""Seals personal data for the gateway, as IGS/1 section 2.6 says."""
import os
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import load_pem_public_key
import gm
from keys import base64_of, sm2_public


def sm4_block(key, block):
    return Cipher(algorithms.SM4(key), modes.ECB()).encryptor().update(block)


def ghash(h, data):
    h, y = int.from_bytes(h, "big"), 0
    for i in range(0, len(data), 16):
        x, y, v = y ^ int.from_bytes(data[i:i + 16], "big"), 0, h
        for bit in range(127, -1, -1):
            y ^= v if x >> bit & 1 else 0
            v = v >> 1 ^ (0xE1 << 120 if v & 1 else 0)
    return y.to_bytes(16, "big")


def sm4_gcm(key, iv, text, aad):
    """Returns the encrypted text and the tag (NIST SP 800-38D), since OpenSSL before 3.1 has no SM4-GCM."""
    stream = b"".join(sm4_block(key, iv + i.to_bytes(4, "big")) for i in range(1, 2 + (len(text) + 15) // 16))
    encrypted = bytes(a ^ b for a, b in zip(text, stream[16:]))
    padded = [part + bytes(-len(part) % 16) for part in (aad, encrypted)]
    lengths = (8 * len(aad)).to_bytes(8, "big") + (8 * len(encrypted)).to_bytes(8, "big")
    mac = ghash(sm4_block(key, bytes(16)), b"".join(padded) + lengths)
    return encrypted, bytes(a ^ b for a, b in zip(mac, stream))


def seal(algorithm, key_id, pem, text, pointer):
    """Seals a text for a member of the body, such as /proof/value."""
    iv, text, aad = os.urandom(12), text.encode(), pointer.encode()
    if algorithm == "sm2-sm4-gcm":
        key = os.urandom(16)
        wrapped = gm.encrypt(sm2_public(pem), key)
        encrypted, tag = sm4_gcm(key, iv, text, aad)
    else:
        key = os.urandom(32)
        oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
        wrapped = load_pem_public_key(pem.encode()).encrypt(key, oaep)
        both = AESGCM(key).encrypt(iv, text, aad)
        encrypted, tag = both[:-16], both[-16:]
    parts = {"ek": wrapped, "iv": iv, "ct": encrypted, "tag": tag}
    return {"kid": key_id, "alg": algorithm} | {name: base64_of(part) for name, part in parts.items()}

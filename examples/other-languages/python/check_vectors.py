"""Checks these samples against docs/vectors: python3 check_vectors.py ../../../docs/vectors"""
import base64
import hashlib
import json
import pathlib
import sys
from cryptography.exceptions import InvalidSignature
from igs import base, check
from keys import digest, verify

folder = pathlib.Path(sys.argv[1])
keys = {key["keyid"]: key for key in json.loads((folder / "keys.json").read_text("utf-8"))["keys"]}
checked = 0


def read(name):
    return json.loads((folder / name).read_text("utf-8"))


for vector in read("digests.json")["vectors"]:
    text = vector["text"].encode()
    assert digest("sm2-sm3", text) == vector["sm3 header"], vector
    assert digest("ed25519", text) == vector["sha-256 header"], vector
    assert hashlib.new("sm3", text).hexdigest() == vector["sm3"], vector
    checked += 1

for name in ("requests.json", "callbacks.json"):
    for vector in read(name)["vectors"]:
        key = keys[vector["signatureInput"].split('keyid="')[1].split('"')[0]] if vector["valid"] else {}
        if key.get("alg") in ("ed25519", "sm2-sm3"):
            parameters = vector["signatureInput"].removeprefix("igs=")
            values = {'"@' + part + '"': vector.get(part) for part in ("method", "authority", "path", "query")}
            values['"@query"'] = vector.get("query") or "?"
            values |= {f'"{header}"': value for header, value in vector["headers"].items()}
            names = parameters[1:].split(")")[0].split(" ")
            text = base([(part, values[part]) for part in names], parameters)
            assert text == vector["base"], vector["name"]
            signature = base64.b64decode(vector["signature"][5:-1])
            verify(key["alg"], key["publicKey"], text.encode(), signature)
            try:
                verify(key["alg"], key["publicKey"], text.encode() + b" ", signature)
                raise AssertionError(vector["name"])
            except InvalidSignature:
                checked += 1

answers = read("answers.json")
for vector in answers["vectors"]:
    key = keys["test-" + vector["name"].split(" test-")[1].split(",")[0]]
    if key["alg"] in ("ed25519", "sm2-sm3"):
        signed = {"signature-input": vector.get("signatureInput", ""), "signature": vector.get("signature", "")}
        try:
            check(key["keyid"], key["alg"], key["publicKey"], vector["status"], vector["headers"] | signed,
                  vector.get("body", "").encode(), vector["requestSignature"].removeprefix("igs="), answers["now"])
            believed = True
        except ValueError:
            believed = False
        assert believed == vector["valid"], vector["name"]
        checked += 1
print(checked, "vectors agree")

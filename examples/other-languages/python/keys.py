"""Signs and verifies by the algorithm of a key, as IGS/1 section 2.3 names them."""
import base64
import hashlib
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
import gm


def base64_of(data):
    return base64.b64encode(data).decode()


def der(pem):
    return base64.b64decode("".join(pem.splitlines()[1:-1]))


def digest(algorithm, body):
    """The Content-Digest header: SM3 with SM2, SHA-256 with all others."""
    name, function = ("sm3", "sm3") if algorithm == "sm2-sm3" else ("sha-256", "sha256")
    return f"{name}=:{base64_of(hashlib.new(function, body).digest())}:"


def sm2_public(pem):  # the point's two numbers end the key
    return gm.number(der(pem)[-64:-32]), gm.number(der(pem)[-32:])


def sign(algorithm, pem, message):
    if algorithm == "sm2-sm3":  # the number follows the version of the inner structure
        return gm.sign(gm.number(der(pem).split(b"\2\1\1\4\x20", 1)[1][:32]), message)
    return load_pem_private_key(pem.encode(), None).sign(message)


def verify(algorithm, pem, message, signature):
    """Raises InvalidSignature unless the signature is valid."""
    if algorithm != "sm2-sm3":
        load_pem_public_key(pem.encode()).verify(signature, message)
    elif not gm.verify(sm2_public(pem), message, signature):
        raise InvalidSignature

"""SM2 (GB/T 32918) for the samples. Its running time depends on the private key: in production, sign by
an HSM, a KMS, or a maintained library such as gmssl."""
import hashlib
import secrets

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A, B = P - 3, 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
     0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0)
USER_ID = b"1234567812345678"
sm3 = lambda *parts: hashlib.new("sm3", b"".join(parts)).digest()
octets = lambda number: number.to_bytes(32, "big")
number = lambda data: int.from_bytes(data, "big")

def add(p, q):
    if p is None or q is None:
        return p or q
    if p[0] == q[0] and (p[1] + q[1]) % P == 0:
        return None
    rise, run = (3 * p[0] * p[0] + A, 2 * p[1]) if p == q else (q[1] - p[1], q[0] - p[0])
    slope = rise * pow(run, -1, P)
    x = (slope * slope - p[0] - q[0]) % P
    return x, (slope * (p[0] - x) - p[1]) % P

def times(k, p):
    result = None
    for bit in bin(k)[2:]:
        result = add(result, result)
        result = add(result, p) if bit == "1" else result
    return result

def hashed(message, public):  # GB/T 32918.2 section 5.5: the user id and the key come first
    z = sm3(b"\x00\x80", USER_ID, *map(octets, (A, B, *G, *public)))
    return number(sm3(z, message))

def sign(d, message):
    k = 1 + secrets.randbelow(N - 1)
    r = (hashed(message, times(d, G)) + times(k, G)[0]) % N
    s = pow(1 + d, -1, N) * (k - r * d) % N
    return octets(r) + octets(s) if r and s and r + k != N else sign(d, message)

def verify(public, message, signature):
    r, s = number(signature[:32]), number(signature[32:])
    t = (r + s) % N
    point = len(signature) == 64 and 0 < r < N and 0 < s < N and t and add(times(s, G), times(t, public))
    return bool(point) and (hashed(message, public) + point[0]) % N == r

def encrypt(public, text):  # C1C3C2 with the leading 04; the text has at most 32 bytes
    k = 1 + secrets.randbelow(N - 1)
    x, y = map(octets, times(k, public))
    mask = sm3(x, y, b"\0\0\0\1")[:len(text)]
    masked = bytes(a ^ b for a, b in zip(text, mask))
    return b"\4" + b"".join(map(octets, times(k, G))) + sm3(x, text, y) + masked

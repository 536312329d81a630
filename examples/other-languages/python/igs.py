"""Calls an IGS/1 gateway: signs every request and accepts only answers with a valid signature."""
import base64, http.client, json, os, pathlib, re, sys, time, urllib.parse
from cryptography.exceptions import InvalidSignature
from keys import base64_of, digest, sign, verify

ACTED_ON = ["retry-after", "etag", "igs-cursor", "idempotency-replayed"]
FORM = r'igs=(\(([^()]*)\);created=(\d+);keyid="([^"]*)";alg="([^"]*)";tag="igs-response")'

def base(parts, parameters):  # the text that is signed: RFC 9421 section 2.5
    return "".join(f"{name}: {value}\n" for name, value in parts) + f'"@signature-params": {parameters}'

def check(key, algorithm, pem, status, headers, body, request_signature, now):
    """Raises ValueError unless the gateway has just signed this answer to this request."""
    said = re.fullmatch(FORM, headers.get("signature-input", ""))
    covered = ['"@status"'] + ['"content-type"', '"content-digest"'] * bool(body)
    covered += [f'"{name}"' for name in ACTED_ON if name in headers] + ['"signature";req;key="igs"']
    if not said or said[2].split(" ") != covered or (said[4], said[5]) != (key, algorithm):
        raise ValueError("not signed by the gateway, or not all that must be: do not believe it")
    if abs(now - int(said[3])) > 300 or body and headers.get("content-digest") != digest(algorithm, body):
        raise ValueError("signed long ago, or another body: do not believe it")
    values = {'"@status"': status, '"signature";req;key="igs"': request_signature}
    parts = [(name, values.get(name) or headers.get(name.strip('"'))) for name in covered]
    try:
        signature = base64.b64decode(headers.get("signature", "")[5:-1])
        verify(algorithm, pem, base(parts, said[1]).encode(), signature)
    except InvalidSignature:
        raise ValueError("the signature does not hold: do not believe it") from None

class Gateway:
    def __init__(self, config):  # client.properties, which names the key files beside it
        path = pathlib.Path(config)
        self.settings = dict(line.split("=", 1) for line in path.read_text("utf-8").splitlines() if "=" in line)
        self.pem = lambda name: (path.parent / self.settings[name]).read_text()

    def call(self, method, path, body=None, key=None):
        url = urllib.parse.urlsplit(self.settings["endpoint"] + path)
        algorithm, now = self.settings["algorithm"], int(time.time())
        content, headers = b"" if body is None else json.dumps(body).encode(), {}
        if content:
            headers |= {"content-type": "application/json", "content-digest": digest(algorithm, content)}
        if key:
            headers["idempotency-key"] = key
        signed = {"@method": method, "@authority": url.netloc, "@path": url.path, "@query": "?" + url.query}
        parts = [(f'"{name}"', value) for name, value in (signed | headers).items()]
        nonce = base64.urlsafe_b64encode(os.urandom(18)).decode()  # each attempt has its own
        parameters = (f'({" ".join(name for name, _ in parts)});created={now};expires={now + 300};nonce="{nonce}"'
                      f';keyid="{self.settings["keyId"]}";alg="{algorithm}";tag="igs-request"')
        signature = f":{base64_of(sign(algorithm, self.pem('privateKey'), base(parts, parameters).encode()))}:"
        headers |= {"signature-input": "igs=" + parameters, "signature": "igs=" + signature}
        kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
        connection = kind(url.netloc, timeout=30)  # follows no redirect, repeats nothing
        connection.request(method, url._replace(scheme="", netloc="").geturl(), content or None, headers)
        answer = connection.getresponse()
        content, headers = answer.read(), {name.lower(): value for name, value in answer.getheaders()}
        check(self.settings["gatewayKeyId"], algorithm, self.pem("gatewayPublicKey"), answer.status,
              headers, content, signature, time.time())
        return answer.status, json.loads(content) if content else None

if __name__ == "__main__":
    print(*Gateway(sys.argv[1]).call("GET", sys.argv[2]))

#!/usr/bin/env bash
# Calls an IGS/1 gateway with curl and openssl 3: igs.sh CONFIG METHOD PATH [JSON [IDEMPOTENCY-KEY]]
# Signs the request, and prints the answer only if the gateway's signature is valid.
set -euo pipefail
config=$1 method=$2 target=$3 body=${4-} key=${5-}
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
setting() { sed -n "s/^$1=//p" "$config"; }
file() { echo "${config%/*}/$(setting "$1")"; }
header() { tr -d '\r' <"$work/headers" | sed -n "s/^$1: //Ip" | tail -n 1; }
fail() { echo "$1: do not believe it" >&2; exit 1; }

algorithm=$(setting algorithm) digest=sha-256 hash=sha256 options=(-rawin)
[ "$algorithm" != sm2-sm3 ] || digest=sm3 hash=sm3 options+=(-digest sm3 -pkeyopt distid:1234567812345678)
content_digest() { echo "$digest=:$(openssl dgst "-$hash" -binary "$1" | base64 -w 0):"; }

# openssl writes an SM2 signature as ASN.1, IGS/1 as r and s of 32 bytes each.
raw() { openssl asn1parse -inform DER -in "$1" | awk -F: '/INTEGER/ {printf "%64s", $NF}' | sed 's/ /0/g; s/../\\x&/g'; }
asn1() {
  local hex && hex=$(od -An -v -tx1 "$1" | tr -d ' \n')
  printf 'asn1=SEQUENCE:rs\n[rs]\nr=INTEGER:0x%s\ns=INTEGER:0x%s\n' "${hex:0:64}" "${hex:64}" >"$work/form"
  openssl asn1parse -genconf "$work/form" -noout -out "$2"
}

url=$(setting endpoint)$target rest=${target#*\?} names='"@method" "@authority" "@path" "@query"' headers=()
authority=$(sed -E 's#^https?://([^/]+)/.*#\1#' <<<"$url")
path=$(sed -E 's#^https?://[^/]+([^?]*).*#\1#' <<<"$url")
[ "$rest" != "$target" ] || rest=
base=$(printf '"@method": %s\n"@authority": %s\n"@path": %s\n"@query": ?%s' "$method" "$authority" "$path" "$rest")
cover() { names+=" \"$1\"" base+=$'\n'"\"$1\": $2"; headers+=(-H "$1: $2"); }
printf '%s' "$body" >"$work/body"
[ -z "$body" ] || { cover content-type application/json; cover content-digest "$(content_digest "$work/body")"; }
[ -z "$body" ] || headers+=(--data-binary "@$work/body")
[ -z "$key" ] || cover idempotency-key "$key"
now=$(date +%s)
parameters="($names);created=$now;expires=$((now + 300));nonce=\"$(openssl rand 18 | base64 | tr +/ -_)\""
parameters+=";keyid=\"$(setting keyId)\";alg=\"$algorithm\";tag=\"igs-request\""
printf '%s\n"@signature-params": %s' "$base" "$parameters" >"$work/base"
openssl pkeyutl -sign -inkey "$(file privateKey)" -in "$work/base" "${options[@]}" -out "$work/signature"
[ "$algorithm" != sm2-sm3 ] || printf "$(raw "$work/signature")" >"$work/signature"
signature=":$(base64 -w 0 "$work/signature"):"
status=$(curl -sS -X "$method" "${headers[@]}" -H "signature-input: igs=$parameters" -H "signature: igs=$signature" \
  -D "$work/headers" -o "$work/answer" -w '%{http_code}' "$url")

said=$(header signature-input) && said=${said#igs=}
names='"@status"' base="\"@status\": $status"
value() { names+=" \"$1\"" base+=$'\n'"\"$1\": $(header "$1")"; }
[ ! -s "$work/answer" ] || { value content-type; value content-digest; }
for name in retry-after etag igs-cursor idempotency-replayed; do [ -z "$(header "$name")" ] || value "$name"; done
created=$(sed -nE 's/.*;created=([0-9]+);.*/\1/p' <<<"$said")
expected="($names \"signature\";req;key=\"igs\");created=$created;keyid=\"$(setting gatewayKeyId)\""
expected+=";alg=\"$algorithm\";tag=\"igs-response\""
[ "$said" = "$expected" ] || fail "not signed by the gateway, or not all that must be"
((now - created <= 300 && created - now <= 300)) || fail "signed long ago"
[ ! -s "$work/answer" ] || [ "$(header content-digest)" = "$(content_digest "$work/answer")" ] || fail "another body"
printf '%s\n"signature";req;key="igs": %s\n"@signature-params": %s' "$base" "$signature" "$said" >"$work/base"
header signature | sed -E 's/^igs=:(.*):$/\1/' | base64 -d >"$work/signature"
[ "$algorithm" != sm2-sm3 ] || asn1 "$work/signature" "$work/signature"
openssl pkeyutl -verify -pubin -inkey "$(file gatewayPublicKey)" -in "$work/base" "${options[@]}" \
  -sigfile "$work/signature" >"$work/verdict" 2>&1 || fail "the signature does not hold"
echo "$status $(cat "$work/answer")"

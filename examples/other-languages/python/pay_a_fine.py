"""Pays one fine: looks it up, holds it, charges the payer, confirms, and queries the payment."""
import datetime
import http.client
import sys
import time
import uuid
from igs import Gateway
from seal import seal

gateway = Gateway(sys.argv[1] if len(sys.argv) > 1 else "sandbox/client.properties")
settings = gateway.settings
number = settings["decisionNumbers"].split(",")[0]
plate = settings["plates"].split(",")[0]


def ask(method, path, body=None, key=None):
    """Returns the answer's body; raises if the gateway refuses."""
    status, answer = gateway.call(method, path, body, key)
    if status >= 400:
        raise SystemExit(f"{path}: {status} {answer['code']}: {answer['title']}")
    return answer


# 1. Look it up. The plate, which only the gateway can read, proves that the payer has the decision.
proof = seal(settings["sealAlgorithm"], settings["sealKeyId"], gateway.pem("sealPublicKey"), plate, "/proof/value")
fine = ask("POST", "penalties/lookup", {"decisionNumber": number, "proof": {"kind": "PLATE", "value": proof}})
print("due:", fine["total"], "fen,", fine["status"])

# 2. Hold it against other channels. Store the order number and the key before you send: after a crash or a
# lost answer, the same key and body get the first answer again, and nothing is done twice.
order, hold_key, confirm_key = (f"{name}-{uuid.uuid4()}" for name in ("order", "hold", "confirm"))
line = {"decisionNumber": number, "amount": fine["total"]}
payment = ask("POST", "payments", {"orderNo": order, "channel": "wallet", "lines": [line]}, hold_key)
print("held until:", payment["heldUntil"])

# 3. Charge the payer now, in your own system. If that fails, POST payments/{id}/release.
trade = f"trade-{uuid.uuid4()}"

# 4. Confirm, and repeat with the same key until an answer verifies, since the payer is charged already.
paid_at = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
confirmation = {"channelTradeNo": trade, "paidAt": paid_at, "amount": payment["amount"]}
for attempt in range(5):
    try:
        status, answer = gateway.call(
            "POST", f"payments/{payment['paymentId']}/confirm", confirmation, confirm_key)
        if status == 200:
            break
        if status not in (429, 500, 503) and answer["code"] != "REQUEST_IN_PROGRESS":
            raise SystemExit(f"{answer['code']}: give the payer the money back")
    except (OSError, http.client.HTTPException, ValueError) as unknown:
        print("nobody knows yet:", unknown)  # no answer, or none to believe: it may have been done
    time.sleep(2**attempt)

# 5. Query by the order number: that answer counts.
payment = ask("GET", f"payments?orderNo={order}")
print("paid:", payment["status"], payment["lines"][0].get("receiptNumber", ""))

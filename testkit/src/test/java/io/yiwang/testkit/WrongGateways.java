package io.yiwang.testkit;

import static io.yiwang.testkit.WrongAnswers.body;
import static io.yiwang.testkit.WrongAnswers.changed;
import static io.yiwang.testkit.WrongAnswers.entries;
import static io.yiwang.testkit.WrongAnswers.header;
import static io.yiwang.testkit.WrongAnswers.indexOf;
import static io.yiwang.testkit.WrongAnswers.itemsTwice;
import static io.yiwang.testkit.WrongAnswers.json;
import static io.yiwang.testkit.WrongAnswers.onceRotated;
import static io.yiwang.testkit.WrongAnswers.otherChain;
import static io.yiwang.testkit.WrongAnswers.otherDigest;
import static io.yiwang.testkit.WrongAnswers.put;
import static io.yiwang.testkit.WrongAnswers.qr;
import static io.yiwang.testkit.WrongAnswers.refuse;
import static io.yiwang.testkit.WrongAnswers.unsignedHeaders;
import static io.yiwang.testkit.WrongAnswers.unsignedWhere;
import static io.yiwang.testkit.WrongAnswers.with;
import static io.yiwang.testkit.WrongAnswers.withoutUse;
import static io.yiwang.testkit.WrongGateway.NONE;
import static io.yiwang.testkit.WrongGateway.accepts;
import static io.yiwang.testkit.WrongGateway.after;
import static io.yiwang.testkit.WrongGateway.always;
import static io.yiwang.testkit.WrongGateway.answering;
import static io.yiwang.testkit.WrongGateway.configured;
import static io.yiwang.testkit.WrongGateway.delivering;
import static io.yiwang.testkit.WrongGateway.next;
import static io.yiwang.testkit.WrongGateway.rotating;
import static io.yiwang.testkit.WrongSettings.code;
import static io.yiwang.testkit.WrongSettings.edited;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The gateways that break one rule each, for every check of {@link GatewayCheck}. */
final class WrongGateways {
  private static final Map<String, List<WrongGateway>> ALL = new LinkedHashMap<>();

  private WrongGateways() {}

  static Set<String> ids() {
    return ALL.keySet();
  }

  static List<WrongGateway> of(String check) {
    return ALL.getOrDefault(check, List.of());
  }

  static void breaks(String check, WrongGateway... wrong) {
    ALL.put(check, List.of(wrong));
  }

  static {
    signatures();
    freshness();
    keys();
    forms();
    catalog();
    messages();
    idempotency();
    WrongPayments.add();
    identity();
    callbacks();
  }

  private static void signatures() {
    breaks(
        "signature.answer",
        next(NextFault::unsignedAnswer),
        next(NextFault::forgedSignature),
        next(NextFault::answerOfAnotherRequest),
        next(NextFault::wrongDigest),
        next(fault -> fault.staleAnswer(Duration.ofMinutes(10))),
        next(fault -> fault.unsignedError(502)),
        always("*", otherDigest()));
    breaks("signature.error", always("*", unsignedWhere(answer -> answer.status() >= 400)));
    breaks(
        "signature.bound",
        always(
            "*",
            attempt -> {
              AnswerSignature right = attempt.signature();
              return new AnswerSignature(right.signer(), right.created(), null)
                  .on(attempt.process());
            }));
    breaks(
        "signature.headers",
        always("catalog.snapshot", unsignedHeaders()),
        always("catalog.snapshot", header("ETag", "")),
        always("catalog.snapshot", header("Igs-Cursor", "")));
    breaks("signature.missing", accepts("SIGNATURE_MISSING"));
    for (String rule : List.of("invalid", "query", "key", "coverage", "tag", "nonce", "lifetime")) {
      breaks("signature." + rule, accepts("SIGNATURE_INVALID"));
    }
    for (String rule : List.of("digest", "everyDigest", "knownDigest")) {
      breaks("signature." + rule, accepts("DIGEST_MISMATCH"));
    }
    breaks("signature.eitherDigest", after(1, "fine.lookup", refuse(401, "DIGEST_MISMATCH")));
    breaks("signature.keyUnknown", accepts("KEY_UNKNOWN"));
    breaks("signature.algorithm", accepts("ALGORITHM_REFUSED"));
  }

  private static void freshness() {
    breaks(
        "freshness.window",
        always("catalog.search", refuse(401, "CLOCK_SKEW")),
        after(1, "catalog.search", refuse(401, "CLOCK_SKEW")));
    breaks("freshness.old", accepts("CLOCK_SKEW"));
    breaks(
        "freshness.ahead",
        accepts("CLOCK_SKEW"),
        always("*", header("Date", "Thu, 01 Jan 2015 00:00:00 GMT")),
        always("*", header("Date", "today")));
    breaks("freshness.expired", accepts("SIGNATURE_EXPIRED"));
    breaks("freshness.replay", accepts("SIGNATURE_REPLAYED"));
    breaks("freshness.nonce", accepts("SIGNATURE_REPLAYED"));
  }

  private static void keys() {
    breaks(
        "keys.listed",
        always("keys.list", withoutUse("sign")),
        always(
            "keys.list",
            entries(
                keys ->
                    keys.forEach(
                        key -> ((ObjectNode) key).put("notAfter", "2020-01-01T00:00:00+08:00")))));
    breaks(
        "keys.unsigned",
        always(
            "keys.list",
            attempt ->
                attempt.signature().boundTo() == null
                    ? refuse(401, "SIGNATURE_MISSING").answer(attempt)
                    : attempt.answered()));
    breaks("keys.invalid", after(1, "keys.list", refuse(401, "KEY_UNKNOWN")));
    breaks("keys.old", after(1, "keys.list", refuse(401, "CLOCK_SKEW")));
    breaks(
        "keys.chain",
        always(
            "keys.list",
            entries(keys -> keys.forEach(key -> ((ObjectNode) key).set("chain", otherChain())))));
    breaks("keys.named", configured(edited("gatewayName", "gw.example.gov.cn")));
    breaks(
        "keys.usage",
        always(
            "keys.list",
            entries(
                keys ->
                    keys.forEach(
                        key ->
                            ((ObjectNode) key)
                                .put(
                                    "use",
                                    key.path("use").asText().equals("sign")
                                        ? "encrypt"
                                        : "sign")))));
    breaks("keys.sealing", always("keys.list", withoutUse("encrypt")));
    breaks(
        "keys.rotation",
        rotating(
            sandbox -> {
              sandbox.rotateKeys();
              sandbox.withdrawOldKeys();
            }),
        always("keys.list", onceRotated((keys, added) -> keys.remove(indexOf(keys, "gw-1")))),
        always(
            "keys.list",
            onceRotated(
                (keys, added) ->
                    ((ObjectNode) keys.get(indexOf(keys, "gw-1")))
                        .set("chain", added.path("chain")))));
  }

  private static void forms() {
    breaks(
        "form.problem",
        always(
            "*",
            changed(answer -> answer.status() == 404 ? Answer.json(404, json(answer)) : answer)),
        always("*", body(json -> json.remove("traceId"))),
        always("*", body(json -> json.put("status", 400))));
    breaks("form.path", accepts("NOT_FOUND"));
    breaks("form.limit", accepts("BAD_REQUEST"), always("*", body(json -> json.remove("fields"))));
    breaks(
        "form.paging",
        always("catalog.search", itemsTwice()),
        samePage(),
        always("catalog.search", body(json -> json.put("next", "x").putArray("items"))));
    breaks(
        "form.defaultLimit",
        always("catalog.search", itemsTwice()),
        always(
            "catalog.search",
            body(
                json -> {
                  ArrayNode items = (ArrayNode) json.path("items");
                  while (items.size() > 10) {
                    items.remove(0);
                  }
                })));
    breaks(
        "form.language",
        always("*", header("Content-Language", "zh-CN")),
        always("*", header("Content-Language", "en")),
        always("*", header("Content-Language", "")));
    for (String rule : List.of("unknownMember", "missingMember", "contentType")) {
      breaks(
          "form." + rule,
          accepts("BAD_REQUEST"),
          always("*", body(json -> json.putArray("fields"))));
    }
    breaks("form.doubleMember", accepts("BAD_REQUEST"));
    breaks("form.notJson", accepts("BAD_REQUEST"));
    breaks(
        "form.size", accepts("BODY_TOO_LARGE"), always("*", unsignedWhere(a -> a.status() == 413)));
    breaks(
        "form.document",
        always(
            "catalog.search",
            body(json -> json.path("items").forEach(item -> ((ObjectNode) item).put("code", 5)))),
        always("fine.lookup", body(json -> json.put("total", "150.00"))),
        always(
            "catalog.regions",
            changed(answer -> new Answer(200, "text/plain", new byte[] {65}, Map.of()))));
  }

  private static void catalog() {
    breaks("catalog.guide", always("catalog.guide", put("code", "another")));
    breaks("catalog.unknown", accepts("SERVICE_UNKNOWN"));
    breaks(
        "catalog.region",
        after(
            1,
            "catalog.search",
            body(
                json ->
                    json.path("items")
                        .forEach(item -> ((ObjectNode) item).put("region", "110000")))),
        after(1, "catalog.search", body(json -> json.putArray("items"))));
    breaks(
        "catalog.snapshot",
        always("catalog.snapshot", changed(answer -> with(answer, "{}\n".getBytes(UTF_8)))),
        always(
            "catalog.snapshot",
            changed(
                answer ->
                    new Answer(
                        answer.status(),
                        answer.contentType() == null ? null : "application/json",
                        answer.content(),
                        answer.headers()))),
        always("catalog.snapshot", header("ETag", "\"other\"")));
    breaks(
        "catalog.changes",
        always("catalog.changes", body(json -> json.remove("next"))),
        always("catalog.snapshot", header("Igs-Cursor", "")));
    breaks("catalog.cursor", accepts("CURSOR_EXPIRED"));
  }

  private static void messages() {
    breaks("message.unknown", accepts("MESSAGE_NOT_FOUND"));
    breaks("message.tooLong", accepts("TOO_LONG", 202));
    breaks("message.title", accepts("BAD_REQUEST", 202));
    breaks("message.category", accepts("CATEGORY_UNKNOWN", 202));
    breaks("message.attachment", accepts("ATTACHMENT_UNKNOWN", 202));
  }

  private static void idempotency() {
    breaks(
        "idempotency.repeated",
        always("fine.hold", header("Idempotency-Replayed", "")),
        always("fine.hold", header("Idempotency-Replayed", "true")),
        after(1, "fine.hold", put("paymentId", "pay-another")));
    breaks("idempotency.rewritten", after(1, "fine.hold", refuse(422, "IDEMPOTENCY_KEY_REUSED")));
    breaks("idempotency.resealed", after(1, "fine.hold", refuse(422, "IDEMPOTENCY_KEY_REUSED")));
    breaks(
        "idempotency.refused",
        always("fine.release", header("Idempotency-Replayed", "")),
        after(1, "fine.release", refuse(409, "PAYMENT_CLOSED")));
    breaks("idempotency.reused", accepts("IDEMPOTENCY_KEY_REUSED", 201));
    breaks("idempotency.missing", accepts("BAD_REQUEST", 201));
    breaks("idempotency.form", accepts("BAD_REQUEST", 201));
    breaks(
        "idempotency.concurrent",
        after(1, "fine.hold", put("paymentId", "pay-another")),
        after(1, "fine.hold", refuse(409, "REQUEST_IN_PROGRESS")),
        after(1, "fine.hold", refuse(409, "DECISION_HELD")));
  }

  private static void identity() {
    breaks("identity.match", always("identity.check", put("result", "MISMATCH")));
    breaks("identity.mismatch", always("identity.check", put("result", "MATCH")));
    breaks(
        "login.discovery",
        always("identity.configuration", put("issuer", "https://gw.example.com")),
        always("identity.configuration", body(json -> json.remove("jwks_uri"))),
        always(
            "identity.configuration",
            body(json -> json.putArray("code_challenge_methods_supported").add("plain"))));
    breaks(
        "signing.start",
        always("signing.start", put("status", "SIGNED")),
        always("signing.start", put("verificationCode", "12345")),
        always("signing.cancel", put("status", "WAITING")));
    breaks(
        "qr.signing",
        always("signing.start", qr(WrongSettings::forged)),
        always("signing.start", qr(code -> code.replaceFirst("//[^/]+/", "//gw.example.com/"))),
        always("signing.start", qr(code -> code.replaceFirst("x=[0-9]+", "x=1"))),
        always("signing.start", qr(code -> code.replaceFirst("k=[^&]+", "k=other"))),
        always("signing.start", qr(code -> code.replace("https:", "http:"))));
    breaks(
        "qr.printed",
        configured(code(WrongSettings::forged)),
        configured(code(code -> code.replaceFirst("//[^/]+/", "//gw.example.com/"))),
        configured(code(code -> code.replaceFirst("x=[0-9]+", "x=1"))),
        configured(code(code -> code.replaceFirst("k=[^&]+", "k=other"))));
  }

  private static CallbackRelay relay() {
    return new CallbackRelay();
  }

  private static void callbacks() {
    breaks(
        "callback.signed",
        new WrongGateway(
            NONE.change(),
            NONE.settings(),
            NONE.rotation(),
            (sandbox, listener) ->
                sandbox
                    .callbackControls()
                    .deliverForged(
                        new SandboxKey(
                                sandbox.gatewayVerifier().keyId(),
                                sandbox.scheme(),
                                KeyPool.pair(sandbox.scheme(), "thief"),
                                Instant.MIN,
                                Instant.MAX)
                            .signer())),
        delivering(relay().components("\"@method\"", "\"@path\"", "\"content-type\"")),
        delivering(relay().parameters(all -> all.put("tag", "igs-request"))),
        delivering(relay().parameters(all -> all.put("keyid", "other"))),
        delivering(relay().parameters(all -> all.put("alg", "sm2-sm3"))),
        delivering(relay().parameters(all -> all.put("created", 1_600_000_000L))),
        delivering(relay().parameters(all -> all.put("expires", 4_000_000_000L))),
        delivering(relay().parameters(all -> all.remove("nonce"))),
        delivering(relay().digest("sha-256=:" + "A".repeat(43) + "=:")));
    breaks(
        "callback.event",
        delivering(relay().event(event -> event.put("specversion", "0.3"))),
        delivering(relay().event(event -> event.put("source", "https://gw.example.com"))),
        delivering(relay().event(event -> event.remove("platform"))),
        delivering(relay().event(event -> event.put("subject", "another"))),
        delivering(relay().event(event -> event.remove("time"))),
        delivering(relay().type("application/json")));
    breaks(
        "callback.data",
        delivering(relay().event(event -> ((ObjectNode) event.path("data")).put("amount", 1))),
        delivering(relay().event(event -> ((ObjectNode) event.path("data")).remove("revision"))));
    breaks("callback.retried", delivering(relay().answer(status -> 204)));
    breaks(
        "callback.newSignature", delivering(relay().parameters(all -> all.put("nonce", "same"))));
    breaks("callback.acknowledged", delivering(relay().answer(status -> 500)));
    breaks(
        "callback.revision",
        delivering(relay().event(event -> ((ObjectNode) event.path("data")).put("revision", 7))),
        delivering(relay().event(event -> event.put("id", "evt-same"))));
  }

  /** Answers the first page again and again. */
  private static WrongGateway samePage() {
    return answering(
        sandbox -> {
          Answer[] first = new Answer[1];
          Fault.Work firstAgain =
              changed(
                  answer -> {
                    first[0] = first[0] == null ? answer : first[0];
                    return first[0];
                  });
          always("catalog.search", firstAgain).change().accept(sandbox);
        });
  }
}

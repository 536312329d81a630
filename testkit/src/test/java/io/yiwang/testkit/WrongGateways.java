package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.Signer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Gateways that break one rule each, made of the sandbox, for every check of {@link GatewayCheck}.
 */
final class WrongGateways {
  private static final int MANY = 300;

  /** Changes the files of a client. */
  @FunctionalInterface
  interface Settings {
    void apply(Path folder) throws IOException;
  }

  /**
   * A gateway.
   *
   * @param fault what it does wrong in answers
   * @param settings what its client was configured with
   * @param rotation how somebody rotates its keys
   * @param deliveries how it delivers what is due
   */
  record Wrong(
      Consumer<GovSandbox> fault,
      Settings settings,
      Consumer<GovSandbox> rotation,
      BiConsumer<GovSandbox, URI> deliveries) {}

  /** A gateway that does nothing wrong. */
  static final Wrong NONE = answering(sandbox -> {});

  private static final Map<String, List<Wrong>> ALL = new LinkedHashMap<>();

  private WrongGateways() {}

  static Set<String> ids() {
    return ALL.keySet();
  }

  static List<Wrong> of(String check) {
    return ALL.getOrDefault(check, List.of());
  }

  private static Wrong answering(Consumer<GovSandbox> fault) {
    return new Wrong(
        fault,
        folder -> {},
        GovSandbox::rotateKeys,
        (sandbox, listener) -> sandbox.callbackControls().deliver());
  }

  private static Wrong configured(Settings settings) {
    return new Wrong(NONE.fault(), settings, NONE.rotation(), NONE.deliveries());
  }

  private static Wrong rotating(Consumer<GovSandbox> rotation) {
    return new Wrong(NONE.fault(), NONE.settings(), rotation, NONE.deliveries());
  }

  private static Wrong delivering(CallbackRelay relay) {
    return new Wrong(NONE.fault(), NONE.settings(), NONE.rotation(), relay::deliver);
  }

  /** Each answer, or each of one operation, goes wrong in this way. */
  private static Wrong always(String operation, Fault.Work fault) {
    return answering(sandbox -> sandbox.faults().add(operation, MANY, new Fault("wrong", fault)));
  }

  /** The first so many answers of an operation are right, all others go wrong. */
  private static Wrong after(int right, String operation, Fault.Work fault) {
    return answering(
        sandbox -> {
          sandbox.faults().add(operation, right, Fault.NONE);
          sandbox.faults().add(operation, MANY, new Fault("wrong", fault));
        });
  }

  private static Wrong next(Consumer<NextFault> fault) {
    return answering(sandbox -> fault.accept(sandbox.faults().next().times(MANY)));
  }

  private static Fault.Work changed(UnaryOperator<Answer> change) {
    return attempt -> attempt.signature().on(change.apply(attempt.process()));
  }

  private static JsonNode json(Answer answer) {
    try {
      return answer.content().length == 0
          ? Json.MAPPER.missingNode()
          : Json.MAPPER.readTree(answer.content());
    } catch (IOException e) {
      return Json.MAPPER.missingNode();
    }
  }

  private static Answer with(Answer answer, byte[] content) {
    return new Answer(answer.status(), answer.contentType(), content, answer.headers());
  }

  /** Changes a body that is an object. */
  private static Fault.Work body(Consumer<ObjectNode> change) {
    return changed(
        answer -> {
          if (json(answer) instanceof ObjectNode object) {
            change.accept(object);
            return with(answer, Json.bytes(object));
          }
          return answer;
        });
  }

  private static Fault.Work put(String member, String value) {
    return body(json -> json.put(member, value));
  }

  private static Fault.Work header(String name, String value) {
    return changed(
        answer -> {
          Map<String, String> headers = new LinkedHashMap<>(answer.headers());
          headers.keySet().removeIf(name::equalsIgnoreCase);
          if (!value.isEmpty()) {
            headers.put(name, value);
          }
          return new Answer(answer.status(), answer.contentType(), answer.content(), headers);
        });
  }

  /** Does what it should have refused with that code. */
  private static Wrong lets(String code, int status) {
    return always(
        "*",
        changed(
            answer ->
                json(answer).path("code").asText().equals(code)
                    ? Answer.json(status, Json.object().putArray("items").removeAll())
                    : answer));
  }

  private static Wrong lets(String code) {
    return lets(code, 200);
  }

  private static Fault.Work refuses(int status, String code) {
    return attempt ->
        attempt.signature().on(attempt.refuse(new Refusal(status, code, "wrongly refused")));
  }

  private static Fault.Work unsignedWhere(Predicate<Answer> which) {
    return attempt -> {
      Answer answer = attempt.process();
      Sent signed = attempt.signature().on(answer);
      return which.test(answer) ? signed.without("Signature", "Signature-Input") : signed;
    };
  }

  /** Signs by the right key, with the digest of other keys. */
  private static Fault.Work otherDigest() {
    return attempt -> {
      AnswerSignature right = attempt.signature();
      Signer signer = right.signer();
      Signer other =
          new Signer() {
            @Override
            public String keyId() {
              return signer.keyId();
            }

            @Override
            public String algorithm() {
              return signer.algorithm();
            }

            @Override
            public ContentDigest digest() {
              return SandboxScheme.SM2.digest();
            }

            @Override
            public byte[] sign(byte[] message) throws GeneralSecurityException, IOException {
              return signer.sign(message);
            }
          };
      return right.by(other).on(attempt.process());
    };
  }

  /** Sends the headers that a client acts on without signing them. */
  private static Fault.Work unsignedHeaders() {
    return attempt -> {
      Answer answer = attempt.process();
      Answer bare = new Answer(answer.status(), answer.contentType(), answer.content(), Map.of());
      Sent sent = attempt.signature().on(bare);
      Map<String, String> headers = new LinkedHashMap<>(sent.headers());
      headers.putAll(answer.headers());
      return Sent.whole(sent.status(), headers, sent.body());
    };
  }

  private static Fault.Work entries(Consumer<ArrayNode> change) {
    return body(json -> change.accept((ArrayNode) json.path("keys")));
  }

  private static Fault.Work withoutUse(String use) {
    return entries(
        keys -> {
          for (int i = keys.size() - 1; i >= 0; i--) {
            if (keys.get(i).path("use").asText().equals(use)) {
              keys.remove(i);
            }
          }
        });
  }

  /** Changes the first signing key's entry once there are two, with the second at hand. */
  private static Fault.Work onceRotated(BiConsumer<ArrayNode, JsonNode> change) {
    return entries(
        keys -> {
          for (JsonNode each : keys) {
            if (each.path("keyid").asText().equals("gw-2")) {
              change.accept(keys, each);
              return;
            }
          }
        });
  }

  private static int indexOf(ArrayNode keys, String keyId) {
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i).path("keyid").asText().equals(keyId)) {
        return i;
      }
    }
    return -1;
  }

  private static ArrayNode otherChain() {
    CertificateAuthority other = new CertificateAuthority("Another root", false, Instant.now());
    return Json.array()
        .add(Base64.getEncoder().encodeToString(CertificateAuthority.der(other.root())));
  }

  private static Fault.Work itemsTwice() {
    return body(
        json -> {
          ArrayNode items = (ArrayNode) json.path("items");
          items.addAll(items.deepCopy());
        });
  }

  /** Answers the first page again and again. */
  private static Wrong samePage() {
    return answering(
        sandbox -> {
          Answer[] first = new Answer[1];
          sandbox
              .faults()
              .add(
                  "catalog.search",
                  MANY,
                  new Fault(
                      "wrong",
                      changed(
                          answer -> {
                            first[0] = first[0] == null ? answer : first[0];
                            return first[0];
                          })));
        });
  }

  static Settings without(String setting) {
    return edited(setting, "");
  }

  private static Settings edited(String setting, String value) {
    return folder -> {
      Path file = folder.resolve("client.properties");
      List<String> lines =
          Files.readAllLines(file).stream()
              .filter(line -> !line.startsWith(setting + "="))
              .toList();
      String added = value.isEmpty() ? "" : setting + "=" + value + "\n";
      Files.writeString(file, String.join("\n", lines) + "\n" + added);
    };
  }

  /** The configured code, made worse. */
  private static Settings code(UnaryOperator<String> change) {
    return folder -> {
      for (String line : Files.readAllLines(folder.resolve("client.properties"))) {
        if (line.startsWith("codes=")) {
          edited("codes", change.apply(line.substring("codes=".length()))).apply(folder);
          return;
        }
      }
      throw new UncheckedIOException(new IOException("no codes"));
    };
  }

  private static String forged(String code) {
    int signature = code.lastIndexOf("&s=") + 3;
    char other = code.charAt(signature) == 'A' ? 'B' : 'A';
    return code.substring(0, signature) + other + code.substring(signature + 1);
  }

  private static Fault.Work qr(UnaryOperator<String> change) {
    return body(
        json -> {
          if (json.has("qr")) {
            json.put("qr", change.apply(json.path("qr").asText()));
          }
        });
  }

  private static void breaks(String check, Wrong... wrong) {
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
    decisions();
    holds();
    identity();
    paid();
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
              return new AnswerSignature(right.signer(), right.created(), null).on(attempt.process());
            }));
    breaks(
        "signature.headers",
        always("catalog.snapshot", unsignedHeaders()),
        always("catalog.snapshot", header("ETag", "")),
        always("catalog.snapshot", header("Igs-Cursor", "")));
    breaks("signature.missing", lets("SIGNATURE_MISSING"));
    for (String rule : List.of("invalid", "query", "key", "coverage", "tag", "nonce", "lifetime")) {
      breaks("signature." + rule, lets("SIGNATURE_INVALID"));
    }
    for (String rule : List.of("digest", "everyDigest", "knownDigest")) {
      breaks("signature." + rule, lets("DIGEST_MISMATCH"));
    }
    breaks("signature.eitherDigest", after(1, "fine.lookup", refuses(401, "DIGEST_MISMATCH")));
    breaks("signature.keyUnknown", lets("KEY_UNKNOWN"));
    breaks("signature.algorithm", lets("ALGORITHM_REFUSED"));
  }

  private static void freshness() {
    breaks(
        "freshness.window",
        always("catalog.search", refuses(401, "CLOCK_SKEW")),
        after(1, "catalog.search", refuses(401, "CLOCK_SKEW")));
    breaks("freshness.old", lets("CLOCK_SKEW"));
    breaks(
        "freshness.ahead",
        lets("CLOCK_SKEW"),
        always("*", header("Date", "Thu, 01 Jan 2015 00:00:00 GMT")),
        always("*", header("Date", "today")));
    breaks("freshness.expired", lets("SIGNATURE_EXPIRED"));
    breaks("freshness.replay", lets("SIGNATURE_REPLAYED"));
    breaks("freshness.nonce", lets("SIGNATURE_REPLAYED"));
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
                    ? refuses(401, "SIGNATURE_MISSING").answer(attempt)
                    : attempt.answered()));
    breaks("keys.invalid", after(1, "keys.list", refuses(401, "KEY_UNKNOWN")));
    breaks("keys.old", after(1, "keys.list", refuses(401, "CLOCK_SKEW")));
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
    breaks("form.path", lets("NOT_FOUND"));
    breaks("form.limit", lets("BAD_REQUEST"), always("*", body(json -> json.remove("fields"))));
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
          "form." + rule, lets("BAD_REQUEST"), always("*", body(json -> json.putArray("fields"))));
    }
    breaks("form.doubleMember", lets("BAD_REQUEST"));
    breaks("form.notJson", lets("BAD_REQUEST"));
    breaks("form.size", lets("BODY_TOO_LARGE"), always("*", unsignedWhere(a -> a.status() == 413)));
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
    breaks("catalog.unknown", lets("SERVICE_UNKNOWN"));
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
    breaks("catalog.cursor", lets("CURSOR_EXPIRED"));
  }

  private static void messages() {
    breaks("message.unknown", lets("MESSAGE_NOT_FOUND"));
    breaks("message.tooLong", lets("TOO_LONG", 202));
    breaks("message.title", lets("BAD_REQUEST", 202));
    breaks("message.category", lets("CATEGORY_UNKNOWN", 202));
    breaks("message.attachment", lets("ATTACHMENT_UNKNOWN", 202));
  }

  private static void idempotency() {
    breaks(
        "idempotency.repeated",
        always("fine.hold", header("Idempotency-Replayed", "")),
        always("fine.hold", header("Idempotency-Replayed", "true")),
        after(1, "fine.hold", put("paymentId", "pay-another")));
    breaks("idempotency.rewritten", after(1, "fine.hold", refuses(422, "IDEMPOTENCY_KEY_REUSED")));
    breaks("idempotency.resealed", after(1, "fine.hold", refuses(422, "IDEMPOTENCY_KEY_REUSED")));
    breaks(
        "idempotency.refused",
        always("fine.release", header("Idempotency-Replayed", "")),
        after(1, "fine.release", refuses(409, "PAYMENT_CLOSED")));
    breaks("idempotency.reused", lets("IDEMPOTENCY_KEY_REUSED", 201));
    breaks("idempotency.missing", lets("BAD_REQUEST", 201));
    breaks("idempotency.form", lets("BAD_REQUEST", 201));
    breaks(
        "idempotency.beside",
        after(1, "fine.hold", put("paymentId", "pay-another")),
        after(1, "fine.hold", refuses(409, "REQUEST_IN_PROGRESS")),
        after(1, "fine.hold", refuses(409, "DECISION_HELD")));
  }

  private static void decisions() {
    breaks(
        "fine.lookup",
        always("fine.lookup", body(json -> json.put("total", 1))),
        always("fine.lookup", body(json -> json.put("surcharge", 9_999_999))),
        always("fine.lookup", put("decisionNumber", "1")),
        always("fine.lookup", put("quoteValidUntil", "2020-01-01T00:00:00+08:00")));
    breaks(
        "fine.masked",
        answering(
            sandbox -> {
              String district = sandbox.seed().districts().get(0);
              String plate = sandbox.seed().payableFines(district).get(0).plate();
              sandbox
                  .faults()
                  .add(
                      "fine.lookup",
                      MANY,
                      new Fault(
                          "wrong",
                          body(json -> ((ObjectNode) json.path("party")).put("plate", plate))));
            }));
    breaks(
        "fine.proof",
        after(1, "fine.lookup", put("detail", "没有这一编号")),
        after(1, "fine.lookup", put("code", "NOT_FOUND")),
        lets("PENALTY_NOT_FOUND"));
    breaks(
        "seal.place",
        lets("BAD_REQUEST"),
        always("fine.lookup", body(json -> json.putArray("fields"))));
    breaks("fine.kind", lets("BAD_REQUEST"));
    breaks("seal.key", lets("BAD_REQUEST"));
    breaks("seal.plain", lets("BAD_REQUEST"));
    breaks(
        "fine.search",
        always(
            "fine.search",
            body(
                json ->
                    json.path("items")
                        .forEach(item -> ((ObjectNode) item).put("decisionNumber", "1")))),
        always("fine.search", itemsTwice()));
    breaks("fine.token", lets("TOKEN_INVALID"));
  }

  private static void holds() {
    breaks(
        "hold.held",
        always("fine.hold", body(json -> json.put("amount", 1))),
        always("fine.hold", put("status", "SETTLED")),
        always("fine.hold", put("heldUntil", "2099-01-01T00:00:00+08:00")),
        after(1, "fine.lookup", put("status", "PAYABLE")));
    breaks(
        "hold.exclusive",
        lets("DECISION_HELD", 201),
        always("fine.hold", body(json -> json.remove(List.of("heldUntil")))));
    breaks("hold.order", lets("ORDER_NO_CONFLICT", 201));
    breaks(
        "hold.amount",
        lets("AMOUNT_CHANGED", 201),
        always("fine.hold", body(json -> json.remove("penalty"))));
    breaks("hold.partial", lets("PARTIAL_PAYMENT_REFUSED", 201));
    breaks(
        "hold.whole", lets("AMOUNT_CHANGED", 201), after(2, "fine.lookup", put("status", "HELD")));
    breaks("hold.lines", lets("BAD_REQUEST", 201));
    breaks(
        "payment.found",
        always("fine.payment", put("paymentId", "pay-another")),
        always("fine.paymentByOrder", put("paymentId", "pay-another")));
    breaks("payment.unknown", lets("PAYMENT_UNKNOWN"));
    breaks(
        "payment.mismatch",
        lets("AMOUNT_MISMATCH"),
        always("fine.payment", put("status", "SETTLED")));
    breaks(
        "payment.release",
        always("fine.release", put("status", "HELD")),
        after(1, "fine.lookup", put("status", "HELD")));
    breaks("payment.closed", lets("PAYMENT_CLOSED"));
    breaks("statement.early", lets("STATEMENT_NOT_READY"));
    breaks(
        "hold.expiry",
        always("fine.payment", put("status", "HELD")),
        after(1, "fine.lookup", put("status", "HELD")));
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
        always("signing.start", qr(WrongGateways::forged)),
        always("signing.start", qr(code -> code.replaceFirst("//[^/]+/", "//gw.example.com/"))),
        always("signing.start", qr(code -> code.replaceFirst("x=[0-9]+", "x=1"))),
        always("signing.start", qr(code -> code.replaceFirst("k=[^&]+", "k=other"))),
        always("signing.start", qr(code -> code.replace("https:", "http:"))));
    breaks(
        "qr.printed",
        configured(code(WrongGateways::forged)),
        configured(code(code -> code.replaceFirst("//[^/]+/", "//gw.example.com/"))),
        configured(code(code -> code.replaceFirst("x=[0-9]+", "x=1"))),
        configured(code(code -> code.replaceFirst("k=[^&]+", "k=other"))));
  }

  private static void paid() {
    breaks(
        "paid.settled",
        always("fine.confirm", put("status", "HELD")),
        always("fine.confirm", put("channelTradeNo", "another")),
        after(1, "fine.lookup", put("status", "PAYABLE")),
        lets("DECISION_PAID", 201));
    breaks("paid.again", lets("PAYMENT_CLOSED"));
    breaks("paid.tradeNo", lets("DUPLICATE_TRADE_NO"));
    breaks("paid.release", lets("PAYMENT_CLOSED"));
    breaks(
        "paid.receipt",
        always("fine.receipt", body(json -> json.put("amount", 1))),
        always("fine.receipt", put("paymentId", "pay-another")),
        always("fine.receipt", body(json -> json.remove("seal"))),
        always(
            "fine.receiptDocument", changed(answer -> with(answer, "no document".getBytes(UTF_8)))),
        always(
            "fine.confirm",
            body(json -> ((ObjectNode) json.at("/lines/0")).remove("receiptNumber"))));
    breaks("refund.tooMuch", lets("REFUND_NOT_ALLOWED", 201));
    breaks(
        "refund.requested",
        always("fine.refund", put("status", "REJECTED")),
        always("fine.refundStatus", body(json -> json.put("amount", 1))),
        lets("ORDER_NO_CONFLICT", 201));
    breaks(
        "paid.late",
        always("fine.confirm", refuses(409, "HOLD_LOST")),
        always("fine.confirm", put("status", "EXPIRED")));
  }

  private static CallbackRelay relay() {
    return new CallbackRelay();
  }

  private static void callbacks() {
    breaks(
        "callback.signed",
        new Wrong(
            NONE.fault(),
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
    breaks("callback.afresh", delivering(relay().parameters(all -> all.put("nonce", "same"))));
    breaks("callback.acknowledged", delivering(relay().answer(status -> 500)));
    breaks(
        "callback.revision",
        delivering(relay().event(event -> ((ObjectNode) event.path("data")).put("revision", 7))),
        delivering(relay().event(event -> event.put("id", "evt-same"))));
  }
}

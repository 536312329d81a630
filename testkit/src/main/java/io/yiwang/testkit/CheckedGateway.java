package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yiwang.signing.Sealed;
import io.yiwang.testkit.CheckOptions.WrongUse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The gateway that is checked, with the connection to it and what the checks have done there.
 * {@link #tidyUp} releases what they have openHolds.
 */
final class CheckedGateway {
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(60);

  /** Twice the time that section 4 says. */
  private static final Duration LONGEST_HOLD = Duration.ofHours(1);

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /** A payment that a check has made, with the answer to it. */
  record Paid(String paymentId, String orderNo, String tradeNo, JsonNode answer) {}

  private final CheckSettings settings;
  private final CheckOptions options;
  private final CheckWait wait;
  private final ProbeContext context;
  private final @Nullable CallbackListener callbacks;
  private final Set<String> openHolds = new LinkedHashSet<>();
  private @Nullable Paid paid;
  private @Nullable Paid paidLate;

  /** The means to reach a gateway. */
  record Connection(
      Clock clock, CheckWait waiting, HttpClient http, @Nullable CallbackListener callbacks) {}

  CheckedGateway(CheckSettings settings, CheckOptions options, Connection connection)
      throws WrongUse {
    this.settings = settings;
    this.options = options;
    wait = connection.waiting();
    callbacks = connection.callbacks();
    URI base =
        options.gateway() == null
            ? CheckOptions.url(settings.required("endpoint"))
            : options.gateway();
    ProbeContext.Platform platform =
        new ProbeContext.Platform(
            settings.required("keyId"), settings.scheme(), settings.privateKey());
    context =
        new ProbeContext(
            base, connection.clock(), connection.http(), platform, keys(settings), LONGEST_ANSWER);
  }

  private static TrustedKeys keys(CheckSettings settings) throws WrongUse {
    TrustedKeys keys = new TrustedKeys(settings.anchor());
    if (settings.text("gatewayPublicKey") != null) {
      keys.pin(
          settings.required("gatewayKeyId"),
          new TrustedKeys.Key(settings.scheme(), settings.publicKey("gatewayPublicKey")));
    } else if (!keys.hasAnchor()) {
      throw new WrongUse("the configuration lacks gatewayPublicKey or anchor; see check --help");
    }
    return keys;
  }

  URI base() {
    return context.base();
  }

  CheckSettings settings() {
    return settings;
  }

  CheckOptions options() {
    return options;
  }

  Clock clock() {
    return context.clock();
  }

  SandboxScheme scheme() {
    return context.platform().scheme();
  }

  TrustedKeys keys() {
    return context.keys();
  }

  /** Returns the places where an answer violated the OpenAPI document. */
  List<String> violations() {
    return context.violations();
  }

  void pause(Duration duration) throws InterruptedException {
    wait.pause(duration);
  }

  Probe get(String path) {
    return new Probe(context, "GET", path);
  }

  Probe post(String path, JsonNode json) {
    return new Probe(context, "POST", path).json(json);
  }

  /** Returns a request without a body. */
  Probe post(String path) {
    return new Probe(context, "POST", path);
  }

  /** Returns a request whose body is any text. */
  Probe post(String path, String contentType, String text) {
    return new Probe(context, "POST", path).body(contentType, text.getBytes(UTF_8));
  }

  /** Returns the listener for the gateway's callbacks; throws {@link CheckNotRun} without one. */
  CallbackListener callbacks() {
    CallbackListener listener = callbacks;
    if (listener == null) {
      throw new CheckNotRun(
          "give --callback-listen, and have the gateway post its callbacks there");
    }
    return listener;
  }

  /** Fetches the gateway's keys and trusts those that are certified. */
  void learnKeys() throws IOException, InterruptedException, GeneralSecurityException {
    keys().learnCertified(get("keys").send().json());
  }

  /** Returns a text that is sealed for the gateway at a place of a body. */
  ObjectNode sealed(String text, String pointer) throws GeneralSecurityException {
    Sealed sealed = settings.sealer().seal(text, pointer);
    ObjectNode json = Json.object().put("kid", sealed.kid()).put("alg", sealed.alg());
    json.put("ek", sealed.ek()).put("iv", sealed.iv());
    return json.put("ct", sealed.ct()).put("tag", sealed.tag());
  }

  /** Returns the request to look up a decision of the configuration. */
  ObjectNode lookup(int index) throws GeneralSecurityException {
    String number = settings.needed("decisionNumbers", index);
    return lookup(number, settings.needed("plates", index));
  }

  ObjectNode lookup(String number, String proof) throws GeneralSecurityException {
    ObjectNode body = Json.object().put("decisionNumber", number);
    String kind = Objects.requireNonNullElse(settings.text("proofKind"), "PLATE");
    body.putObject("proof").put("kind", kind).set("value", sealed(proof, "/proof/value"));
    return body;
  }

  /** Looks up a decision of the configuration. */
  JsonNode penalty(int index) throws IOException, InterruptedException, GeneralSecurityException {
    return post("penalties/lookup", lookup(index)).send().is(200).json();
  }

  /** Looks up a decision that can be paid; throws {@link CheckNotRun} if it cannot. */
  JsonNode payable(int index) throws IOException, InterruptedException, GeneralSecurityException {
    JsonNode penalty = penalty(index);
    if (!penalty.path("status").asText().equals("PAYABLE")) {
      throw new CheckNotRun(
          "decision " + (index + 1) + " of the configuration is not PAYABLE; give one that is");
    }
    return penalty;
  }

  /** Returns the request to hold decisions, each at its amount. */
  ObjectNode hold(String orderNo, List<JsonNode> penalties) {
    ObjectNode body = Json.object().put("orderNo", orderNo).put("channel", "conformance");
    ArrayNode lines = body.putArray("lines");
    for (JsonNode penalty : penalties) {
      lines
          .addObject()
          .put("decisionNumber", penalty.path("decisionNumber").asText())
          .put("amount", penalty.path("total").asLong());
    }
    return body;
  }

  /** Holds one decision until the check is over. */
  ProbeAnswer hold(JsonNode penalty)
      throws IOException, InterruptedException, GeneralSecurityException {
    return heldBy(post("payments", hold(unique("order"), List.of(penalty))).key(unique("key")));
  }

  /** Sends a request to hold, and remembers what it has openHolds. */
  ProbeAnswer heldBy(Probe request)
      throws IOException, InterruptedException, GeneralSecurityException {
    ProbeAnswer answer = request.send();
    remember(answer);
    return answer.is(201);
  }

  /** Remembers what an answer has held, so that it is released after the check. */
  void remember(ProbeAnswer answer) {
    String id = answer.text("paymentId");
    if (answer.status() == 201 && ID.matcher(id).matches()) {
      openHolds.add(id);
    }
  }

  ProbeAnswer release(String paymentId)
      throws IOException, InterruptedException, GeneralSecurityException {
    return post(
            "payments/" + paymentId + "/release", Json.object().put("reason", "PAYER_CANCELLED"))
        .key(unique("key"))
        .send();
  }

  ObjectNode confirm(String tradeNo, long amount) {
    return Json.object()
        .put("channelTradeNo", tradeNo)
        .put("paidAt", ChinaTime.text(clock().instant()))
        .put("amount", amount);
  }

  /** Pays the third decision, once in a run. */
  Paid paid() throws IOException, InterruptedException, GeneralSecurityException {
    needsPay();
    if (paid == null) {
      ProbeAnswer hold = hold(payable(2));
      paid = confirmed(hold.json());
    }
    return paid;
  }

  void needsPay() {
    if (!options.pay()) {
      throw new CheckNotRun("it pays a decision: give --pay");
    }
  }

  /** Holds the second decision, waits until the hold has expired, and pays; once in a run. */
  Paid paidLate() throws IOException, InterruptedException, GeneralSecurityException {
    needsPay();
    needsExpiry();
    if (paidLate == null) {
      JsonNode hold = expired(1);
      paidLate = confirmed(hold);
    }
    return paidLate;
  }

  void needsExpiry() {
    if (!options.expiry()) {
      throw new CheckNotRun("it waits for half an hour: give --expiry");
    }
  }

  /** Holds a decision and waits until the hold has expired. */
  JsonNode expired(int index) throws IOException, InterruptedException, GeneralSecurityException {
    JsonNode hold = hold(payable(index)).json();
    Duration left = Duration.between(clock().instant(), time(hold, "heldUntil"));
    if (left.compareTo(LONGEST_HOLD) > 0) {
      throw new CheckFailed("a hold that lasts for 30 minutes", "one of more than an hour");
    }
    pause(left.isNegative() ? Duration.ZERO : left.plusSeconds(5));
    return hold;
  }

  private Paid confirmed(JsonNode hold)
      throws IOException, InterruptedException, GeneralSecurityException {
    String id = hold.path("paymentId").asText();
    String tradeNo = unique("trade");
    JsonNode answer =
        post("payments/" + id + "/confirm", confirm(tradeNo, hold.path("amount").asLong()))
            .key(unique("key"))
            .send()
            .is(200)
            .json();
    openHolds.remove(id);
    return new Paid(id, hold.path("orderNo").asText(), tradeNo, settled(id, answer));
  }

  /** Waits while a payment is SETTLING. */
  private JsonNode settled(String id, JsonNode answer)
      throws IOException, InterruptedException, GeneralSecurityException {
    JsonNode now = answer;
    for (int i = 0; i < 30 && now.path("status").asText().equals("SETTLING"); i++) {
      pause(Duration.ofSeconds(2));
      now = get("payments/" + id).send().is(200).json();
    }
    return now;
  }

  /** Returns a member of an answer that must be a time. */
  static Instant time(JsonNode object, String member) {
    try {
      return OffsetDateTime.parse(object.path(member).asText()).toInstant();
    } catch (DateTimeException e) {
      throw new CheckFailed("a time of RFC 3339 in " + member, "none");
    }
  }

  /** Returns an id that was never used. */
  static String unique(String kind) {
    return "check-" + kind + "-" + Nonces.next().substring(0, 16);
  }

  /** Releases what the last check openHolds. */
  void tidyUp() throws InterruptedException {
    for (String id : new ArrayList<>(openHolds)) {
      try {
        release(id);
      } catch (IOException | GeneralSecurityException e) {
        // The hold expires by itself.
      }
      openHolds.remove(id);
    }
  }
}

package io.yiwang.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yiwang.testkit.CallbackListener.Delivery;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/** Checks the callbacks to the platform (section 7). They need {@code --callback-listen}. */
final class CallbackChecks {
  private static final Duration STEP = Duration.ofSeconds(1);
  private static final List<String> COVERED =
      List.of("\"@method\"", "\"@path\"", "\"content-type\"", "\"content-digest\"");
  private static final List<String> PARAMETERS =
      List.of("created", "expires", "nonce", "keyid", "alg", "tag");

  static final List<Check> ALL =
      List.of(
          new Check(
              "callback.signed",
              "7",
              "A callback is signed with tag igs-callback, over what it must cover, and is fresh.",
              CallbackChecks::signed),
          new Check(
              "callback.event",
              "7",
              "A callback is a CloudEvents 1.0 event: source is the gateway's base, subject the"
                  + " payment, and platform names the one it is for.",
              CallbackChecks::event),
          new Check(
              "callback.data",
              "7",
              "\"data\" is the object as its GET returns it, with a revision.",
              CallbackChecks::data),
          new Check(
              "callback.retried",
              "7",
              "An event that was answered 500, and then 404, is delivered again.",
              gateway -> acknowledged(gateway)),
          new Check(
              "callback.newSignature",
              "7",
              "Each delivery has a new signature with a new nonce.",
              CallbackChecks::newSignature),
          new Check(
              "callback.acknowledged",
              "7",
              "An event that was answered 204 is not delivered again.",
              CallbackChecks::notAgain),
          new Check(
              "callback.revision",
              "7",
              "A later event of an object has another id and a higher revision.",
              CallbackChecks::revision));

  private CallbackChecks() {}

  /** Waits for a delivery that meets a condition. */
  private static Delivery await(CheckedGateway gateway, String what, Predicate<Delivery> wanted)
      throws InterruptedException {
    CallbackListener listener = gateway.callbacks();
    long steps = Math.max(1, gateway.options().callbackWait().dividedBy(STEP));
    for (long i = 0; i <= steps; i++) {
      for (Delivery delivery : listener.deliveries()) {
        if (wanted.test(delivery)) {
          return delivery;
        }
      }
      gateway.pause(STEP);
    }
    throw new CheckFailed(
        what + " within " + gateway.options().callbackWait().toSeconds() + " s",
        listener.deliveries().size() + " callbacks, none of them that");
  }

  private static boolean isAbout(Delivery delivery, String type, String paymentId) {
    return delivery.event().path("type").asText().equals(type)
        && delivery.event().path("subject").asText().equals(paymentId);
  }

  private static Delivery settled(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    gateway.callbacks();
    String paymentId = gateway.paid().paymentId();
    return await(
        gateway,
        "igs.payment.settled with the payment as subject",
        each -> isAbout(each, "igs.payment.settled", paymentId));
  }

  private static Delivery acknowledged(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    String id = settled(gateway).id();
    return await(
        gateway,
        "the same event a third time",
        each -> each.id().equals(id) && each.answered() == 204);
  }

  private static void signed(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    Delivery delivery = settled(gateway);
    SignedParts parts = SignedParts.read(delivery.headers().get("signature-input"));
    String signature = Objects.requireNonNullElse(delivery.headers().get("signature"), "");
    if (parts == null || !signature.matches("igs=:[A-Za-z0-9+/]+={0,2}:")) {
      throw new CheckFailed("a callback signed with label igs", "one without a readable signature");
    }
    if (!parts.components().equals(COVERED) || !parts.parameterNames().equals(PARAMETERS)) {
      throw new CheckFailed(
          String.join(" ", COVERED) + " with " + String.join(" ", PARAMETERS),
          String.join(" ", parts.components())
              + " with "
              + String.join(" ", parts.parameterNames()));
    }
    if (!parts.string("tag").equals("igs-callback")) {
      throw new CheckFailed("tag=\"igs-callback\"", "another tag");
    }
    long created = parts.number("created");
    long age = gateway.clock().instant().getEpochSecond() - created;
    if (Math.abs(age) > 300 + gateway.options().callbackWait().toSeconds()
        || parts.number("expires") > created + 300) {
      throw new CheckFailed(
          "a fresh callback that expires within 300 s", "one that is " + age + " s old");
    }
    String digest = delivery.headers().get("content-digest");
    if (digest == null || !Digests.match(digest, delivery.body())) {
      throw new CheckFailed("Content-Digest of the body", "another");
    }
    verify(gateway, delivery, parts, signature.substring(5, signature.length() - 1));
  }

  private static void verify(
      CheckedGateway gateway, Delivery delivery, SignedParts parts, String signature)
      throws IOException, InterruptedException, GeneralSecurityException {
    if (gateway.keys().find(parts.string("keyid")) == null) {
      gateway.learnKeys();
    }
    TrustedKeys.Key key = gateway.keys().find(parts.string("keyid"));
    if (key == null || !key.scheme().algorithm().equals(parts.string("alg"))) {
      throw new CheckFailed("a key of the list, by its algorithm", "another key or algorithm");
    }
    String base =
        parts.base(
            component ->
                switch (component) {
                  case "@method" -> delivery.method();
                  case "@path" -> delivery.path();
                  default -> delivery.headers().get(component);
                });
    try {
      key.verify(base, Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException e) {
      throw new CheckFailed("a callback whose signature verifies", "one whose does not");
    }
  }

  private static void event(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    Delivery delivery = settled(gateway);
    JsonNode event = delivery.event();
    String type = Objects.requireNonNullElse(delivery.headers().get("content-type"), "");
    if (!type.startsWith("application/cloudevents+json")) {
      throw new CheckFailed("application/cloudevents+json", "another type");
    }
    if (!event.path("specversion").asText().equals("1.0") || delivery.id().isEmpty()) {
      throw new CheckFailed("\"specversion\": \"1.0\" and an id", "not both");
    }
    String base = gateway.base().toString().replaceFirst("/$", "");
    if (!event.path("source").asText().startsWith(base)) {
      throw new CheckFailed("source " + base, "another source");
    }
    if (event.path("platform").asText().isEmpty()) {
      throw new CheckFailed("an event with \"platform\"", "one without");
    }
    CheckedGateway.time(event, "time");
  }

  private static void data(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    JsonNode data = settled(gateway).event().path("data").deepCopy();
    if (!(data instanceof ObjectNode object) || !data.path("revision").isIntegralNumber()) {
      throw new CheckFailed("\"data\" with a whole number as revision", "not that");
    }
    object.remove("revision");
    JsonNode own = gateway.get("payments/" + gateway.paid().paymentId()).send().is(200).json();
    if (!object.equals(own)) {
      throw new CheckFailed("\"data\" as GET /payments/{id} gives it", "another object");
    }
  }

  private static void newSignature(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    acknowledged(gateway);
    Set<String> nonces = new HashSet<>();
    for (Delivery delivery : gateway.callbacks().deliveries()) {
      SignedParts parts = SignedParts.read(delivery.headers().get("signature-input"));
      if (parts == null || !nonces.add(parts.string("nonce"))) {
        throw new CheckFailed("a nonce for each delivery", "one nonce twice");
      }
    }
  }

  private static void notAgain(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    String id = acknowledged(gateway).id();
    long steps = Math.max(1, gateway.options().callbackWait().dividedBy(STEP));
    for (long i = 0; i < steps; i++) {
      long times =
          gateway.callbacks().deliveries().stream().filter(each -> each.id().equals(id)).count();
      if (times > 3) {
        throw new CheckFailed("three deliveries, of which the third was acknowledged", "a fourth");
      }
      gateway.pause(STEP);
    }
  }

  private static void revision(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    gateway.callbacks();
    String paymentId = gateway.paidLate().paymentId();
    Map<String, Delivery> events = new HashMap<>();
    for (String type : List.of("igs.payment.expired", "igs.payment.settled")) {
      events.put(
          type,
          await(
              gateway,
              type + " of the payment that was confirmed late",
              each -> isAbout(each, type, paymentId)));
    }
    Delivery expired = Objects.requireNonNull(events.get("igs.payment.expired"));
    Delivery settled = Objects.requireNonNull(events.get("igs.payment.settled"));
    if (expired.id().equals(settled.id()) || revisionOf(settled) <= revisionOf(expired)) {
      throw new CheckFailed("another id and a higher revision", "not that");
    }
  }

  private static long revisionOf(Delivery delivery) {
    return delivery.event().at("/data/revision").asLong(-1);
  }
}

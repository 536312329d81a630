package io.yiwang.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.yiwang.internal.StructuredFields.InnerList;
import io.yiwang.internal.UntrustedReplyException.Flaw;
import io.yiwang.internal.json.JsonCodec;
import io.yiwang.internal.json.UnreadableException;
import io.yiwang.internal.json.UnwritableException;
import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.Verifier;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Verifies that a callback comes from the gateway, and reads it only after that.
 *
 * @see "IGS/1 section 7"
 */
public final class CallbackVerifier {
  private static final List<String> COVERED =
      List.of("\"@method\"", "\"@path\"", "\"content-type\"", "\"content-digest\"");
  private static final String TAG = "igs-callback";
  private static final long LONGEST_LIFE_SECONDS = 300;

  /**
   * What the signature of a callback states.
   *
   * @param nonce the nonce, with the id of the key, so that it can be remembered
   * @param until when the signature expires
   */
  public record Signed(String nonce, Instant until) {}

  /** The wire form of an event (CloudEvents 1.0). */
  private record Envelope(
      String specversion,
      String id,
      String source,
      String type,
      @Nullable String subject,
      @Nullable String platform,
      OffsetDateTime time,
      JsonNode data) {
    /** Returns only the type. */
    @Override
    public String toString() {
      return type;
    }
  }

  /**
   * An event that was read.
   *
   * @param data the object that it is about, as JSON
   */
  @SuppressWarnings("ArrayRecordComponent") // Passed along once; never compared.
  public record Event(
      String id,
      String source,
      String type,
      @Nullable String subject,
      @Nullable String platform,
      OffsetDateTime time,
      long revision,
      byte[] data) {
    /** Returns only the type. */
    @Override
    public String toString() {
      return type;
    }
  }

  private final ReplyVerifier verifier = new ReplyVerifier(ContentDigest.SHA_256);
  private final JsonCodec codec = new JsonCodec(null);

  /**
   * Returns normally only if the callback is signed by a trusted key, complete and fresh.
   *
   * @param headers the headers by lower-case name
   * @param keys finds the verifier for a key id; null if the key is not trusted
   */
  public Signed verify(
      String method,
      String path,
      Map<String, String> headers,
      byte[] body,
      Function<String, @Nullable Verifier> keys,
      Instant now)
      throws CallbackRefusedException {
    try {
      return checked(method, path, new RawReply(0, headers, body), keys, now);
    } catch (UntrustedReplyException e) {
      throw new CallbackRefusedException(e.flaw().name());
    }
  }

  /**
   * Returns the id of the key that a callback claims to be signed with, to fetch it; null if there
   * is none.
   */
  public static @Nullable String claimedKey(Map<String, String> headers, byte[] body) {
    return ReplyVerifier.claimedKey(new RawReply(0, headers, body));
  }

  private Signed checked(
      String method,
      String path,
      RawReply message,
      Function<String, @Nullable Verifier> keys,
      Instant now)
      throws UntrustedReplyException {
    InnerList input = ReplyVerifier.input(message);
    byte[] signature = ReplyVerifier.signature(message);
    Map<String, Object> parameters = input.parameters();
    if (!input.items().equals(COVERED)
        || !TAG.equals(parameters.get("tag"))
        || !(parameters.get("created") instanceof Long created)
        || !(parameters.get("expires") instanceof Long expires)
        || expires - created > LONGEST_LIFE_SECONDS
        || !(parameters.get("nonce") instanceof String nonce)
        || nonce.isEmpty()
        || !isEvent(message)) {
      throw new UntrustedReplyException(Flaw.WRONG_COVERAGE);
    }
    Verifier key = ReplyVerifier.key(input, keys);
    verifier.checkDigest(message, key);
    byte[] base =
        MessageSignature.base(
            input.items(), component -> value(component, method, path, message), input.text());
    try {
      key.verify(base, signature);
    } catch (GeneralSecurityException e) {
      throw new UntrustedReplyException(Flaw.WRONG_SIGNATURE);
    }
    if (!ReplyVerifier.fresh(input, created, now.getEpochSecond())) {
      throw new UntrustedReplyException(Flaw.STALE);
    }
    return new Signed(key.keyId() + " " + nonce, Instant.ofEpochSecond(expires));
  }

  private static boolean isEvent(RawReply message) {
    String type = message.header("content-type");
    return message.hasBody()
        && type != null
        && type.split(";", 2)[0]
            .strip()
            .toLowerCase(Locale.ROOT)
            .equals("application/cloudevents+json");
  }

  private static String value(String component, String method, String path, RawReply message) {
    return switch (component) {
      case "\"@method\"" -> method;
      case "\"@path\"" -> path;
      default -> message.headers().getOrDefault(component.substring(1, component.length() - 1), "");
    };
  }

  /** Reads a body that {@link #verify} has accepted. */
  public Event event(byte[] body) throws CallbackRefusedException {
    try {
      Envelope envelope = codec.one(body, Envelope.class);
      JsonNode revision = envelope.data.path("revision");
      if (envelope.specversion.equals("1.0")
          && revision.isIntegralNumber()
          && revision.canConvertToLong()) {
        return new Event(
            envelope.id,
            envelope.source,
            envelope.type,
            envelope.subject,
            envelope.platform,
            envelope.time,
            revision.longValue(),
            codec.write(envelope.data));
      }
    } catch (UnreadableException | UnwritableException e) {
      // Refused below.
    }
    throw new CallbackRefusedException("UNREADABLE");
  }
}

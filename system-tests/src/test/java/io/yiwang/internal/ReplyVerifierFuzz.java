package io.yiwang.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.signing.ContentDigest;
import io.yiwang.systemtests.fuzz.FuzzTarget;
import io.yiwang.systemtests.fuzz.FuzzedMessage;
import io.yiwang.systemtests.fuzz.MacKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Fuzzes {@link ReplyVerifier} with changes of answers that were signed. */
public final class ReplyVerifierFuzz implements FuzzTarget {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
  private static final String REQUEST = ":cmVxdWVzdA==:";
  private static final String PARAMETERS =
      ";created=" + NOW.getEpochSecond() + ";keyid=\"gw-1\";alg=\"ed25519\";tag=\"igs-response\"";
  private static final List<FuzzedMessage> SIGNED =
      List.of(
          signed("200", "\"content-type\" \"content-digest\" ", "{\"id\":\"p-1\"}"),
          signed("409", "\"content-type\" \"content-digest\" ", "{\"code\":\"HOLD_EXPIRED\"}"),
          signed("304", "", ""));

  private static FuzzedMessage signed(String status, String ofBody, String body) {
    return FuzzedMessage.signed(
        status,
        "\"@status\" " + ofBody + "\"signature\";req;key=\"igs\"",
        PARAMETERS,
        Map.of("@status", status, "request", REQUEST, "content-type", "application/json"),
        body.getBytes(UTF_8));
  }

  @Override
  public Stream<byte[]> good() {
    return SIGNED.stream().map(FuzzedMessage::bytes);
  }

  private final ReplyVerifier verifier = new ReplyVerifier(ContentDigest.SHA_256);

  /** Checks that only signed answers pass. */
  @Override
  public boolean read(byte[] bytes) {
    FuzzedMessage message = FuzzedMessage.read(bytes);
    int status = message.first().matches("[1-5][0-9]{2}") ? Integer.parseInt(message.first()) : 200;
    RawReply reply = new RawReply(status, message.headers(), message.body());
    try {
      verifier.verify(reply, REQUEST, id -> id.equals("gw-1") ? new MacKey() : null, NOW);
    } catch (UntrustedReplyException e) {
      return false;
    }
    assertTrue(
        SIGNED.stream()
            .anyMatch(
                signed ->
                    signed.first().equals(Integer.toString(status))
                        && new String(signed.body(), UTF_8)
                            .equals(new String(message.body(), UTF_8))
                        && (message.body().length == 0
                            || "application/json".equals(reply.header("content-type")))));
    return true;
  }
}

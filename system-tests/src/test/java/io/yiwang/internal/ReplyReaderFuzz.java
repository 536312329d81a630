package io.yiwang.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.yiwang.GovRequest;
import io.yiwang.catalog.Region;
import io.yiwang.catalog.ServiceChanges;
import io.yiwang.catalog.ServiceCollection;
import io.yiwang.catalog.ServiceGuide;
import io.yiwang.catalog.ServiceSummary;
import io.yiwang.catalog.Theme;
import io.yiwang.identity.CheckedIdentity;
import io.yiwang.identity.Signing;
import io.yiwang.identity.login.OpenIdConfiguration;
import io.yiwang.internal.ReplyReader.Rejection;
import io.yiwang.internal.json.JsonCodec;
import io.yiwang.internal.json.UnreadableException;
import io.yiwang.messages.Attachment;
import io.yiwang.messages.Campaign;
import io.yiwang.messages.CategoryTree;
import io.yiwang.messages.MessageBatch;
import io.yiwang.messages.MessageReceipt;
import io.yiwang.messages.MessageStatus;
import io.yiwang.messages.PublishedMessage;
import io.yiwang.notices.Notice;
import io.yiwang.payments.Payment;
import io.yiwang.payments.Penalty;
import io.yiwang.payments.Refund;
import io.yiwang.systemtests.fuzz.FuzzTarget;
import io.yiwang.systemtests.fuzz.FuzzedMessage;
import io.yiwang.value.Money;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fuzzes {@link ReplyReader}. Inputs are messages as {@link FuzzedMessage} reads them; their first
 * letter chooses the request that they answer. The stored inputs are answers of a sandbox.
 */
public final class ReplyReaderFuzz implements FuzzTarget {
  private static final List<GovRequest<?>> REQUESTS =
      List.of(
          GovRequest.query("a", "a", ServiceGuide.class),
          GovRequest.page("b", "b", ServiceSummary.class),
          GovRequest.list("c", "c", Region.class),
          GovRequest.list("d", "d", Theme.class),
          GovRequest.list("e", "e", ServiceCollection.class),
          GovRequest.query("f", "f", ServiceChanges.class),
          GovRequest.query("g", "g", CategoryTree.class),
          GovRequest.list("h", "h", Campaign.class),
          GovRequest.query("i", "i", MessageStatus.class),
          GovRequest.query("j", "j", MessageReceipt.class),
          GovRequest.page("k", "k", PublishedMessage.class),
          GovRequest.query("l", "l", Attachment.class),
          GovRequest.page("m", "m", Notice.class),
          GovRequest.command("n", "n", MessageBatch.Result.class),
          KeyList.REQUEST,
          GovRequest.query("p", "p", Payment.class),
          GovRequest.page("q", "q", Penalty.class),
          GovRequest.query("r", "r", Refund.class),
          GovRequest.query("s", "s", Signing.class),
          GovRequest.query("t", "t", CheckedIdentity.class),
          GovRequest.query("u", "u", OpenIdConfiguration.class));

  private static final Instant NOW = Instant.parse("2026-11-01T08:00:00Z");

  private final ReplyReader reader = new ReplyReader(new JsonCodec(null), 1 << 20);

  @Override
  public Stream<byte[]> good() {
    return Stream.of(
            "0\nretry-after: 12\n\n{\"code\":\"AMOUNT_CHANGED\",\"title\":\"t\",\"detail\":\"d\","
                + "\"traceId\":\"x\",\"currentAmount\":15900,\"fields\":"
                + "[{\"pointer\":\"/amount\",\"code\":\"CHANGED\",\"detail\":\"d\"}]}",
            "o\n\n"
                + "{\"keys\":[{\"keyid\":\"gw-1\",\"alg\":\"ed25519\",\"use\":\"sign\",\"notBefore\":"
                + "\"2026-01-01T00:00:00Z\",\"notAfter\":\"2028-01-01T00:00:00+08:00\","
                + "\"chain\":[\"YQ==\"]}]}")
        .map(text -> text.getBytes(UTF_8));
  }

  @Override
  public Stream<byte[]> others() {
    return Stream.of("d\nretry-after: Wed, 21 Oct 2026 07:28:00 GMT\ncontent-encoding: gzip\n\nx")
        .map(text -> text.getBytes(UTF_8));
  }

  /** Checks that every answer is a model, a rejection, or unreadable. */
  @Override
  public boolean read(byte[] bytes) {
    FuzzedMessage message = FuzzedMessage.read(bytes);
    char letter = (message.first() + " ").charAt(0);
    RawReply reply = new RawReply(409, message.headers(), message.body());
    RetryAfter.read(reply.header("retry-after"), NOW);
    boolean taken = false;
    try {
      GovRequest<?> request = REQUESTS.get(Math.floorMod(letter - 'a', REQUESTS.size()));
      assertNotNull(reader.success(request, reply).toString());
      taken = true;
    } catch (UnreadableException | OversizedException e) {
      // The exception is declared.
    }
    try {
      Rejection rejection = reader.rejection(reply, NOW);
      assertNotNull(rejection.problem().code());
      rejection.members().read("currentAmount", Money.class);
      taken = true;
    } catch (UnreadableException | OversizedException e) {
      // Declared.
    }
    return taken;
  }
}

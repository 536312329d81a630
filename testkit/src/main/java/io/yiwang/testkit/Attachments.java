package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Keeps the ids of files that are uploaded for messages, and not their contents. Guarded by the
 * {@link VirtualScheduler}.
 */
final class Attachments {
  private static final Duration LIFETIME = Duration.ofDays(1);
  private static final Set<String> KINDS =
      Set.of("image/jpeg", "image/png", "application/pdf", "video/mp4");

  private final VirtualScheduler scheduler;
  private final Set<String> ids = new HashSet<>();
  private final Set<String> named = new HashSet<>();
  private int count;

  Attachments(VirtualScheduler scheduler) {
    this.scheduler = scheduler;
  }

  boolean has(String id) {
    return ids.contains(id);
  }

  /** Records that a message has named a file, so that it is not deleted. */
  void name(String id) {
    named.add(id);
  }

  ObjectNode add(Exchange exchange) {
    String contentType = exchange.headers().getOrDefault("content-type", "");
    if (!KINDS.contains(contentType.split(";")[0].strip().toLowerCase(Locale.ROOT))) {
      throw new Refusal(422, "CONTENT_REFUSED", "附件须为JPEG、PNG、PDF或MP4");
    }
    String id = "att-" + (1_000_001 + count++);
    Instant expiresAt = exchange.now().plus(LIFETIME);
    ids.add(id);
    scheduler.add(expiresAt, () -> deleteUnlessNamed(id));
    ObjectNode json = Json.object().put("attachmentId", id);
    json.put("size", exchange.content().length);
    // Platforms compute only one of the two digests.
    boolean sm3 = exchange.headers().getOrDefault("content-digest", "").startsWith("sm3=");
    json.putObject("digest")
        .put("alg", sm3 ? "sm3" : "sha-256")
        .put("value", sm3 ? Sm3.digest(exchange.content()) : sha256(exchange.content()));
    return json.put("expiresAt", ChinaTime.text(expiresAt));
  }

  private void deleteUnlessNamed(String id) {
    if (!named.contains(id)) {
      ids.remove(id);
    }
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

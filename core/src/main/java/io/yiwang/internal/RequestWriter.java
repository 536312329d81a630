package io.yiwang.internal;

import io.yiwang.Content;
import io.yiwang.GatewayErrors;
import io.yiwang.GovRequest;
import io.yiwang.NotSentException;
import io.yiwang.NotSentException.Reason;
import io.yiwang.internal.json.JsonCodec;
import io.yiwang.internal.json.SealingNeededException;
import io.yiwang.internal.json.UnwritableException;
import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.Sealer;
import io.yiwang.signing.Signer;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes the body and the headers of a request, as the first stage of a call. The key for sealing
 * is known before a body is written, and is fetched only if the body turns out to need one.
 */
final class RequestWriter {
  /** The largest JSON body that the interface allows (IGS/1 section 1). */
  private static final int MAX_BODY_BYTES = 1 << 20;

  private final Endpoint endpoint;
  private final JsonCodec codec;
  private final Signer signer;
  private final GatewayClock clock;

  /** The source of sealing keys; null if the client has a fixed sealer, or none at all. */
  private final @Nullable KeyList sealingKeys;

  RequestWriter(
      Endpoint endpoint,
      JsonCodec codec,
      Signer signer,
      GatewayClock clock,
      @Nullable KeyList sealingKeys) {
    this.endpoint = endpoint;
    this.codec = codec;
    this.signer = signer;
    this.clock = clock;
    this.sealingKeys = sealingKeys;
  }

  /**
   * Writes the request of a call.
   *
   * @throws NotSentException if the body cannot be written or sealed
   */
  UnsignedRequest write(CallContext context) {
    GovRequest<?> request = context.request();
    Object body = request.body();
    if (body == null) {
      return endpoint.request(request);
    }
    // The same on every attempt; if the key changes in between, the gateway knows either digest.
    ContentDigest digest = signer.activeAt(clock.now()).digest();
    if (body instanceof Content file) {
      try {
        String of = RequestSigner.contentDigest(digest, file);
        return endpoint.request(request, new byte[0], file, of);
      } catch (IOException e) {
        throw GatewayErrors.notSent(
            context.call(), Reason.UNWRITABLE_BODY, "the file to send cannot be read", e);
      }
    }
    byte[] json = json(body, context);
    return endpoint.request(request, json, null, RequestSigner.contentDigest(digest, json));
  }

  private byte[] json(Object body, CallContext context) {
    try {
      byte[] json =
          sealingKeys == null ? codec.write(body) : sealedWithListedKey(body, sealingKeys, context);
      if (json.length > MAX_BODY_BYTES) {
        throw new UnwritableException(
            "the body must be at most 1 MiB of JSON, got " + json.length + " bytes", false);
      }
      return json;
    } catch (UnwritableException e) {
      throw GatewayErrors.notSent(
          context.call(),
          e.sealing() ? Reason.SEALING_FAILED : Reason.UNWRITABLE_BODY,
          e.text(),
          null);
    }
  }

  private byte[] sealedWithListedKey(Object body, KeyList keys, CallContext context)
      throws UnwritableException {
    Instant now = clock.now();
    Sealer sealer = keys.currentSealer(now);
    try {
      return sealer == null ? codec.writeOpen(body) : codec.write(body, sealer);
    } catch (SealingNeededException needed) {
      try {
        sealer = keys.sealer(now, context.left());
      } catch (NoSealingKeyException e) {
        String text = needed.getMessage() + " must be sealed: " + e.getMessage();
        if (e.unreachable()) {
          throw GatewayErrors.notSent(context.call(), Reason.NO_CONNECTION, text, null);
        }
        throw new UnwritableException(text, true);
      }
      return codec.write(body, sealer);
    }
  }
}

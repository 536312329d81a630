package io.yiwang.internal;

import io.yiwang.Content;
import io.yiwang.internal.MessageSignature.Components;
import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.Signer;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.function.Supplier;

/** Signs each attempt of a request, with a new time and nonce. */
final class RequestSigner {
  private static final int LIFETIME_SECONDS = 300;
  private static final String LABEL = MessageSignature.LABEL + "=";

  private final Signer signer;
  private final Supplier<String> nonces;

  RequestSigner(Signer signer) {
    this(signer, new Nonces()::next);
  }

  RequestSigner(Signer signer, Supplier<String> nonces) {
    this.signer = signer;
    this.nonces = nonces;
  }

  /** Returns the digest of a body, which is the same on every attempt. */
  static String contentDigest(ContentDigest digest, byte[] body) {
    return contentDigest(digest.algorithm(), digest.digest(body));
  }

  /** Returns the digest of a file, which is read for it once. */
  static String contentDigest(ContentDigest digest, Content file) throws IOException {
    try (InputStream in = file.open()) {
      return contentDigest(digest.algorithm(), digest.digest(in));
    }
  }

  private static String contentDigest(String algorithm, byte[] value) {
    return algorithm + "=" + StructuredFields.serialised(value);
  }

  Signed sign(UnsignedRequest request, Instant now) throws GeneralSecurityException, IOException {
    Signer key = signer.activeAt(now);
    Components components = MessageSignature.requestComponents(request);
    long created = now.getEpochSecond();
    String input =
        String.join(
            "",
            LABEL,
            components.innerList(),
            ";created=",
            Long.toString(created),
            ";expires=",
            Long.toString(created + LIFETIME_SECONDS),
            ";nonce=\"",
            nonces.get(),
            "\";keyid=\"",
            key.keyId(),
            "\";alg=\"",
            key.algorithm(),
            "\";tag=\"",
            MessageSignature.REQUEST_TAG,
            "\"");
    byte[] base =
        MessageSignature.base(
            components.names(),
            component ->
                MessageSignature.requestValue(
                    component, request, name -> request.headers().getOrDefault(name, "")),
            input,
            LABEL.length());
    String signature = StructuredFields.serialised(key.sign(base));
    return new Signed(request, input, signature);
  }
}

package io.yiwang.examples;

import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.Signer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.SignatureException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Signs with an Ed25519 key of a key service: sends it the bytes and receives the signature, never
 * the key. A pattern for your key service; this one takes the bytes at {@code POST
 * /keys/{keyId}/sign} and returns the 64 bytes of the signature. Thread-safe.
 *
 * <p>If the service fails, nothing has been sent to the gateway yet, and the call ends with {@code
 * NotSentException}.
 */
public final class KmsSigner implements Signer {
  private static final int SIGNATURE_BYTES = 64;

  private final String keyId;
  private final URI service;
  private final Supplier<String> token;
  private final Duration timeout;
  private final HttpClient http = HttpClient.newBuilder().build();

  /**
   * Creates a signer for one key of a service.
   *
   * @param service the base URL, such as {@code https://kms.internal/}; https, except on this
   *     machine
   * @param token supplies the access token for each signature, since tokens expire
   * @param timeout the timeout of a signature; well below the client's call timeout
   */
  public KmsSigner(String keyId, URI service, Supplier<String> token, Duration timeout) {
    this.keyId = Objects.requireNonNull(keyId, "keyId");
    this.service = service;
    this.token = token;
    this.timeout = timeout;
  }

  @Override
  public String keyId() {
    return keyId;
  }

  @Override
  public String algorithm() {
    return "ed25519";
  }

  @Override
  public ContentDigest digest() {
    return ContentDigest.SHA_256;
  }

  @Override
  public byte[] sign(byte[] message) throws GeneralSecurityException, IOException {
    HttpRequest request =
        HttpRequest.newBuilder(service.resolve("keys/" + keyId + "/sign"))
            .timeout(timeout)
            .header("authorization", "Bearer " + token.get())
            .header("content-type", "application/octet-stream")
            .POST(BodyPublishers.ofByteArray(message))
            .build();
    HttpResponse<byte[]> answer;
    try {
      answer = http.send(request, BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the key service signed");
    }
    if (answer.statusCode() != 200) {
      throw new IOException("the key service answered " + answer.statusCode());
    }
    if (answer.body().length != SIGNATURE_BYTES) {
      throw new SignatureException("the key service gave no signature of " + algorithm());
    }
    return answer.body();
  }

  @Override
  public String toString() {
    return "key service signer " + keyId;
  }
}

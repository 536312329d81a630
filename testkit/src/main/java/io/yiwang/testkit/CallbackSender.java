package io.yiwang.testkit;

import io.yiwang.signing.Signer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/** Sends events to the platform over HTTP, each with a new signature (IGS/1 section 7). */
final class CallbackSender {
  private static final String CONTENT_TYPE = "application/cloudevents+json";
  private static final List<String> COMPONENTS =
      List.of("\"@method\"", "\"@path\"", "\"content-type\"", "\"content-digest\"");
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Clock clock;

  /** The client has a thread, and many tests have no callbacks. */
  private final Once<HttpClient> http =
      new Once<>(() -> HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());

  CallbackSender(Clock clock) {
    this.clock = clock;
  }

  /** Sends an event; returns the status of the answer, or 0 if there was none. */
  int send(byte[] event, URI url, Signer signer) {
    try {
      HttpResponse<InputStream> answer =
          http.get().send(request(event, url, signer), BodyHandlers.ofInputStream());
      // Only the status matters; a body that never ends must not delay other events.
      answer.body().close();
      return answer.statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private HttpRequest request(byte[] event, URI url, Signer signer) {
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String digest = Digests.header(signer.digest(), event);
    SignedParts parts =
        SignedParts.of(
            COMPONENTS,
            SignedParts.parameters(
                clock.instant(), signer.keyId(), signer.algorithm(), "igs-callback"));
    String base =
        parts.base(
            component ->
                switch (component) {
                  case "@method" -> "POST";
                  case "@path" -> path;
                  case "content-type" -> CONTENT_TYPE;
                  default -> digest;
                });
    byte[] signature = SandboxKey.sign(signer, base);
    return HttpRequest.newBuilder(url)
        .timeout(TIMEOUT)
        .header("Content-Type", CONTENT_TYPE)
        .header("Content-Digest", digest)
        .header("Signature-Input", "igs=" + parts.text())
        .header("Signature", "igs=:" + Base64.getEncoder().encodeToString(signature) + ":")
        .POST(BodyPublishers.ofByteArray(event))
        .build();
  }
}

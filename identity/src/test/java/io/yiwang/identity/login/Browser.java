package io.yiwang.identity.login;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Acts as a citizen's browser, as far as a login needs one. */
final class Browser {
  private final HttpClient client = HttpClient.newHttpClient();

  /** Requests a URL, and returns the location that it is redirected to. */
  URI redirect(URI url) throws IOException, InterruptedException {
    HttpResponse<Void> answer =
        client.send(
            HttpRequest.newBuilder(url).GET().build(), HttpResponse.BodyHandlers.discarding());
    return URI.create(
        answer
            .headers()
            .firstValue("location")
            .orElseThrow(() -> new IOException("not redirected: " + answer.statusCode())));
  }

  int status(URI url) throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(url).GET().build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}

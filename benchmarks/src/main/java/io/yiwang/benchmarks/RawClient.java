package io.yiwang.benchmarks;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Implements the baseline: code that a team would write on OkHttp and Jackson, without signing or
 * verifying anything. It keeps one HTTP client and one JSON reader.
 */
final class RawClient implements AutoCloseable {
  private final OkHttpClient http = new OkHttpClient();
  private final ObjectReader guides =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build()
          .readerFor(Guide.class);

  Guide get(String url) throws IOException {
    Request request = new Request.Builder().url(url).build();
    try (Response response = http.newCall(request).execute()) {
      if (!response.isSuccessful()) {
        throw new IOException("HTTP " + response.code());
      }
      return guides.readValue(response.body().bytes());
    }
  }

  @Override
  public void close() {
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}

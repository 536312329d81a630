package io.yiwang.internal;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;

/**
 * A request body that OkHttp must not send twice: by itself it repeats a POST on a dropped
 * connection, a 408, and a 503 with {@code Retry-After: 0}, and {@code
 * retryOnConnectionFailure(false)} does not stop the last of these.
 */
final class OneShotBody extends RequestBody {
  private final UnsignedRequest request;

  OneShotBody(UnsignedRequest request) {
    this.request = request;
  }

  /** Returns null: the header is set as signed, and OkHttp would replace it with this one. */
  @Override
  public @Nullable MediaType contentType() {
    return null;
  }

  @Override
  public long contentLength() {
    return request.length();
  }

  @Override
  public boolean isOneShot() {
    return true;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    if (request.file() == null) {
      sink.write(request.body());
      return;
    }
    try (Source file = Okio.source(request.file().open())) {
      sink.writeAll(file);
    }
  }
}

package io.yiwang;

/** Entry point; see the builder. */
public final class GovClient implements Gateway {
  private GovClient() {}

  @Override
  public <T> T call(GovRequest<T> request) {
    throw new IllegalStateException("the pipe comes with the next commit: " + request);
  }
}

package io.yiwang;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** Records its requests and returns prepared answers in order. */
public final class RecordingGateway implements Gateway {
  private final Queue<Object> answers = new ArrayDeque<>();
  private final List<GovRequest<?>> requests = new ArrayList<>();

  /** Sets the answer of the next call. */
  public RecordingGateway answers(Object answer) {
    answers.add(answer);
    return this;
  }

  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <T> T call(GovRequest<T> request) {
    requests.add(request);
    Object answer = answers.remove();
    if (answer instanceof RuntimeException e) {
      throw e;
    }
    return (T) answer;
  }

  /** Returns the only request so far. */
  public GovRequest<?> request() {
    if (requests.size() != 1) {
      throw new AssertionError("expected one request, got " + requests);
    }
    return requests.get(0);
  }

  /** Returns all requests so far. */
  public List<GovRequest<?>> requests() {
    return requests;
  }

  /** Returns the operation, method, path and query of a request in one line. */
  public static String line(GovRequest<?> request) {
    String query =
        String.join(
            "&",
            request.parameters().stream()
                .map(parameter -> parameter.name() + "=" + parameter.value())
                .toList());
    return request.operation()
        + " "
        + request.method()
        + " "
        + request.path()
        + (query.isEmpty() ? "" : "?" + query);
  }
}

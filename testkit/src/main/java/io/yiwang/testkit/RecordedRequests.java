package io.yiwang.testkit;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Lists the requests that have reached a sandbox so far, the oldest first. It has at most the last
 * 500, and 32 MiB of bodies. Immutable.
 *
 * <pre>{@code
 * sandbox.requests().assertOperations("fine.lookup", "fine.hold", "fine.confirm");
 * sandbox.requests().of("fine.confirm").assertCount(2).assertOneIdempotencyKey();
 * }</pre>
 */
public final class RecordedRequests implements Iterable<RecordedRequest> {
  private final List<RecordedRequest> requests;
  private final String which;

  RecordedRequests(List<RecordedRequest> requests) {
    this(requests, "");
  }

  private RecordedRequests(List<RecordedRequest> requests, String which) {
    this.requests = List.copyOf(requests);
    this.which = which;
  }

  /**
   * Returns the requests of one operation.
   *
   * @param operation the operation as named in the OpenAPI document, such as {@code fine.hold}
   * @throws IllegalArgumentException if the document has no such operation
   */
  public RecordedRequests of(String operation) {
    if (Operations.all().stream().noneMatch(each -> each.id().equals(operation))) {
      throw new IllegalArgumentException(
          operation + " is not an operation of the OpenAPI document");
    }
    return new RecordedRequests(
        requests.stream()
            .filter(each -> each.operation().filter(operation::equals).isPresent())
            .toList(),
        " of " + operation);
  }

  /** Returns the requests that meet a condition. */
  public RecordedRequests matching(Predicate<RecordedRequest> condition) {
    return new RecordedRequests(
        requests.stream().filter(condition).toList(), which + " that match");
  }

  /** Returns the number of requests. */
  public int size() {
    return requests.size();
  }

  /** Returns the requests as a list. */
  public List<RecordedRequest> list() {
    return requests;
  }

  /** Returns the requests as a stream. */
  public Stream<RecordedRequest> stream() {
    return requests.stream();
  }

  @Override
  public Iterator<RecordedRequest> iterator() {
    return requests.iterator();
  }

  /** Returns the only request; fails unless there is exactly one. */
  public RecordedRequest only() {
    return assertCount(1).requests.get(0);
  }

  /** Returns the first request; fails if there is none. */
  public RecordedRequest first() {
    return some().get(0);
  }

  /** Returns the last request; fails if there is none. */
  public RecordedRequest last() {
    return some().get(requests.size() - 1);
  }

  private List<RecordedRequest> some() {
    if (requests.isEmpty()) {
      throw Unexpected.of("there are no requests" + which);
    }
    return requests;
  }

  /** Fails unless there are exactly so many requests. */
  public RecordedRequests assertCount(int expected) {
    if (requests.size() != expected) {
      throw Unexpected.of(
          "there are " + requests.size() + " requests" + which + ", not " + expected + ": " + this,
          expected,
          requests.size());
    }
    return this;
  }

  /** Fails if there are any requests. */
  public RecordedRequests assertNone() {
    return assertCount(0);
  }

  /** Fails unless the requests have these operations, in this order. */
  public RecordedRequests assertOperations(String... expected) {
    List<String> found =
        requests.stream().map(each -> each.operation().orElse("no operation")).toList();
    if (!found.equals(Arrays.asList(expected))) {
      throw Unexpected.of(
          "the requests" + which + " are " + found + ", not " + Arrays.asList(expected),
          Arrays.asList(expected),
          found);
    }
    return this;
  }

  /**
   * Fails unless there is at least one request and all signatures verify. Login requests, which
   * have no signature, are ignored.
   */
  public RecordedRequests assertAllVerified() {
    some().stream().filter(each -> !each.isLogin()).forEach(RecordedRequest::assertVerified);
    return this;
  }

  /**
   * Fails unless there is at least one request and all have the same Idempotency-Key, as the
   * attempts of one command must.
   */
  public RecordedRequests assertOneIdempotencyKey() {
    long keys =
        some().stream().map(each -> each.header("Idempotency-Key").orElse("")).distinct().count();
    boolean one = keys == 1 && first().header("Idempotency-Key").isPresent();
    if (!one) {
      boolean lacks = requests.stream().anyMatch(r -> r.header("Idempotency-Key").isEmpty());
      throw Unexpected.of(
          "the requests"
              + which
              + (lacks ? " do not all have an Idempotency-Key" : " bear " + keys + " keys, not 1"));
    }
    return this;
  }

  /** Returns the numbers and operations of the requests. */
  @Override
  public String toString() {
    return requests.toString();
  }
}

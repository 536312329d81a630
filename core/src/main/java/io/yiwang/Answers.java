package io.yiwang;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.internal.json.StoredJson;
import io.yiwang.internal.json.UnstorableException;

/**
 * Builds gateway answers for an application's tests from JSON in the form of the contract. Any
 * version may add components to the record of an answer, which would break a test that calls its
 * constructor; a test that reads JSON keeps working.
 *
 * <pre>{@code
 * Penalty penalty = Answers.read(Penalty.class, """
 *     {"decisionNumber": "3301061234567890", "principal": 15000, "surcharge": 0, "total": 15000,
 *      "quoteValidUntil": "2026-11-30T18:00:00+08:00", "status": "PAYABLE"}""");
 * }</pre>
 */
public final class Answers {
  private Answers() {}

  /**
   * Reads an answer as a client would.
   *
   * @throws IllegalArgumentException if it lacks a member that the record needs, or has a member
   *     twice
   */
  public static <T> T read(Class<T> type, String json) {
    try {
      return StoredJson.OF_OTHERS.read(json.getBytes(UTF_8), type);
    } catch (UnstorableException e) {
      throw new IllegalArgumentException(
          "the JSON of " + type.getSimpleName() + " cannot be read" + e.getMessage());
    }
  }
}

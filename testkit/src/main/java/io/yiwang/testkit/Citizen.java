package io.yiwang.testkit;

import org.jspecify.annotations.Nullable;

/**
 * A made-up person whom the sandbox knows.
 *
 * @param idNumber an identity number that checks out and belongs to nobody
 * @param plate of the person's car
 */
public record Citizen(
    String sub,
    String name,
    String idType,
    String idNumber,
    String region,
    @Nullable String plate) {
  @Override
  public String toString() {
    return "Citizen[" + sub + "]";
  }
}

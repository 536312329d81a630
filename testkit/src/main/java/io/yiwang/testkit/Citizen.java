package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * Describes a made-up person that the sandbox knows.
 *
 * @param idNumber an identity number with a right check digit that belongs to nobody
 * @param plate the number plate of the person's car
 */
public record Citizen(
    String sub,
    String name,
    String idType,
    String idNumber,
    String region,
    @Nullable String plate) {
  /** Returns the citizen as the admin API shows it. */
  ObjectNode json() {
    ObjectNode json = Json.object().put("sub", sub).put("name", name);
    json.put("idType", idType).put("idNumber", idNumber);
    json.put("region", region);
    if (plate != null) {
      json.put("plate", plate);
    }
    return json;
  }

  @Override
  public String toString() {
    return "Citizen[" + sub + "]";
  }
}

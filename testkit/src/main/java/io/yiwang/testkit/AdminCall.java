package io.yiwang.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call of the admin API, with methods that read it. A member that cannot be read is refused by
 * name.
 *
 * @param path the path parameters, decoded
 * @param query the query parameters, decoded
 * @param body an empty object if there was none
 */
record AdminCall(Map<String, String> path, Map<String, List<String>> query, ObjectNode body) {
  /** A hundred years: a time that far from now can still be written as text. */
  private static final Duration LONGEST = Duration.ofDays(36_525);

  /** Refuses the call if its body has other members than these. */
  AdminCall allowOnly(String... names) {
    List<String> known = List.of(names);
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw badRequest(
                    name + " is not a member here; " + (known.isEmpty() ? "none is" : known));
              }
            });
    return this;
  }

  static Refusal badRequest(String detail) {
    return new Refusal(400, "BAD_REQUEST", detail);
  }

  /** Returns a path parameter. */
  String pathParameter(String name) {
    return Objects.requireNonNull(path.get(name), name);
  }

  /** Returns a query parameter; absent if it is missing or blank. */
  @Nullable String queryParameter(String name) {
    List<String> values = query.getOrDefault(name, List.of());
    return values.isEmpty() || values.get(0).isBlank() ? null : values.get(0);
  }

  /** Returns a query parameter that is required. */
  String requiredQueryParameter(String name) {
    String value = queryParameter(name);
    if (value == null) {
      throw badRequest("the query parameter " + name + " is missing");
    }
    return value;
  }

  /** Returns a whole number of the query that is at most {@code most}. */
  int queryNumber(String name, int otherwise, int most) {
    String value = queryParameter(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.matches("[0-9]{1,9}") || Integer.parseInt(value) > most) {
      throw badRequest("the query parameter " + name + " must be a whole number up to " + most);
    }
    return Integer.parseInt(value);
  }

  boolean has(String name) {
    return body.hasNonNull(name);
  }

  @Nullable String text(String name) {
    JsonNode value = body.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw badRequest(name + " must be text");
    }
    return value.textValue();
  }

  String required(String name) {
    String value = text(name);
    if (value == null || value.isBlank()) {
      throw badRequest(name + " is missing");
    }
    return value;
  }

  String text(String name, String otherwise) {
    String value = text(name);
    return value == null ? otherwise : value;
  }

  /** Returns a member that names a constant of an enum. */
  <E extends Enum<E>> E choice(String name, Class<E> type, E otherwise) {
    String value = text(name);
    if (value == null) {
      return otherwise;
    }
    for (E each : type.getEnumConstants()) {
      if (each.name().equals(value)) {
        return each;
      }
    }
    throw badRequest(name + " must be one of " + List.of(type.getEnumConstants()));
  }

  boolean flag(String name, boolean otherwise) {
    JsonNode value = body.get(name);
    if (value == null || value.isNull()) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw badRequest(name + " must be true or false");
    }
    return value.booleanValue();
  }

  long whole(String name, long least, long most) {
    JsonNode value = body.get(name);
    if (value == null
        || !value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < least
        || value.longValue() > most) {
      throw badRequest(name + " must be a whole number from " + least + " to " + most);
    }
    return value.longValue();
  }

  Duration duration(String name) {
    Duration duration;
    try {
      duration = Duration.parse(required(name));
    } catch (DateTimeException e) {
      throw badRequest(name + " must be a duration of ISO 8601, such as PT5M");
    }
    if (duration.compareTo(LONGEST) > 0 || duration.compareTo(LONGEST.negated()) < 0) {
      throw badRequest(name + " must be at most " + LONGEST);
    }
    return duration;
  }

  /** Returns a duration that is not negative. */
  Duration nonNegativeDuration(String name) {
    Duration duration = duration(name);
    if (duration.isNegative()) {
      throw badRequest(name + " must not be negative");
    }
    return duration;
  }

  Instant instant(String name) {
    return instant(name, required(name));
  }

  static Instant instant(String name, String value) {
    try {
      return OffsetDateTime.parse(value).toInstant();
    } catch (DateTimeException e) {
      throw badRequest(name + " must be a time with offset, such as 2026-01-31T09:00:00+08:00");
    }
  }

  @Override
  public String toString() {
    return "AdminCall[" + path.keySet() + "]";
  }
}

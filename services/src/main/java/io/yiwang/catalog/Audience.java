package io.yiwang.catalog;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.internal.shared.Printable;

/**
 * Names the people or organisations that a service is for (服务对象). A code that this version does not
 * know is kept; compare with {@code equals}.
 *
 * @param code of IGS/1
 * @see "IGS/1 section 3"
 */
public record Audience(@JsonValue String code) {
  /** Natural persons. */
  public static final Audience PERSON = new Audience("PERSON");

  /** Enterprises. */
  public static final Audience ENTERPRISE = new Audience("ENTERPRISE");

  /** Public institutions. */
  public static final Audience INSTITUTION = new Audience("INSTITUTION");

  /** Social organisations. */
  public static final Audience SOCIAL_ORGANISATION = new Audience("SOCIAL_ORGANISATION");

  /** Foreigners. */
  public static final Audience FOREIGNER = new Audience("FOREIGNER");

  /** Keeps the code as it is. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Audience {}

  @Override
  public String toString() {
    return Printable.of(code);
  }
}

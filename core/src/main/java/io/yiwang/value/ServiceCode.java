package io.yiwang.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.internal.shared.Id;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds the code of a service item (实施编码). It is opaque: provinces have forms of their own, and
 * only the whole text finds a service. What the national form tells can be read with {@link
 * #structure}.
 *
 * @param value 1 to 64 of {@code [A-Za-z0-9._-]}
 * @see "IGS/1 section 3"
 */
public record ServiceCode(@JsonValue String value) {
  // The last 8 of the basic code are letters in some catalogs; levels are those of GB/T 39046
  // A.2.
  private static final Pattern NATIONAL =
      Pattern.compile("(" + CreditCode.FORM + ")([1-7])([0-9]{2}([0-9]{2})[0-9A-Z]{8})([0-9]{2})?");

  /** Checks the alphabet and the length. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public ServiceCode {
    Id.check(value, "service code");
  }

  /**
   * Holds the parts of a code in the national form.
   *
   * @param agency the body that provides the service
   * @param level of government: {@code 1} national, {@code 2} province, {@code 3} city, {@code 4}
   *     county, {@code 5} township, {@code 6} village, {@code 7} several (GB/T 39046 A.2)
   * @param basicCode 基本编码, 12 characters: the same service has the same one everywhere
   * @param itemType such as {@code 01} licence or {@code 20} public service (GB/T 39046 A.1)
   * @param serial of the variant handled (业务办理项编码); null in a code of 31
   */
  public record Structure(
      CreditCode agency,
      String level,
      String basicCode,
      String itemType,
      @Nullable String serial) {}

  /**
   * Returns the parts, if this is 31 or 33 characters in the national form and the agency's check
   * character fits; otherwise nothing, which says nothing against the code.
   */
  public Optional<Structure> structure() {
    Matcher parts = NATIONAL.matcher(value);
    if (!parts.matches()) {
      return Optional.empty();
    }
    CreditCode agency = CreditCode.lenient(parts.group(1));
    return agency.isChecked()
        ? Optional.of(
            new Structure(agency, parts.group(2), parts.group(3), parts.group(4), parts.group(5)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}

package io.yiwang.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.internal.shared.Id;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds the code of a service item (实施编码). It is opaque: provinces have their own forms, and only
 * the whole text identifies a service. {@link #structure} reads the parts of the national form.
 *
 * @param value 1 to 64 of {@code [A-Za-z0-9._-]}
 * @see "IGS/1 section 3"
 */
public record ServiceCode(@JsonValue String value) {
  // The last 8 characters of the basic code are letters in some catalogs; levels are those of GB/T
  // 39046 A.2.
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
   * @param level the level of government: {@code 1} national, {@code 2} province, {@code 3} city,
   *     {@code 4} county, {@code 5} township, {@code 6} village, {@code 7} several (GB/T 39046 A.2)
   * @param basicCode the 基本编码 of 12 characters, which is the same everywhere for the same service
   * @param itemType the type, such as {@code 01} for a licence or {@code 20} for a public service
   *     (GB/T 39046 A.1)
   * @param serial the serial number of the variant (业务办理项编码); null in a code of 31 characters
   */
  public record Structure(
      CreditCode agency,
      String level,
      String basicCode,
      String itemType,
      @Nullable String serial) {}

  /**
   * Returns the parts if the code has 31 or 33 characters in the national form and the agency's
   * check character is right. An empty result does not mean that the code is invalid.
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

package io.yiwang.testkit;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Shows the gateway's verdict on a request's signature, with the text that should have been signed
 * and the text that was. Immutable.
 *
 * @see "IGS/1 sections 2.1 and 2.4"
 */
public final class RecordedSignature {
  /** The code of a signature that verifies. */
  public static final String VERIFIED = "VERIFIED";

  /**
   * Compares one line of the signed text.
   *
   * @param expected the line that the gateway expects; absent if it expects none
   * @param actual the line that the platform signed, as far as that is known; absent if none
   */
  public record Line(@Nullable String expected, @Nullable String actual) {
    /** Returns whether the two differ. */
    public boolean differs() {
      return !Objects.equals(expected, actual);
    }

    /** Shows only whether the two differ, since they may contain a token. */
    @Override
    public String toString() {
      return differs() ? "Line[differs]" : "Line[equal]";
    }
  }

  private final String code;
  private final boolean checked;
  private final Words reason;
  private final @Nullable String keyId;
  private final List<Line> lines;

  RecordedSignature(
      String code, boolean checked, Words reason, @Nullable String keyId, List<Line> lines) {
    this.code = code;
    this.checked = checked;
    this.reason = reason;
    this.keyId = keyId;
    this.lines = List.copyOf(lines);
  }

  /** Returns whether the signature verifies. */
  public boolean isValid() {
    return code.equals(VERIFIED);
  }

  /** Returns {@link #VERIFIED}, or the code of section 2.4 such as {@code SIGNATURE_INVALID}. */
  public String code() {
    return code;
  }

  /**
   * Returns whether the gateway itself checked the signature. It does not if a fault happened
   * first, or if the request is for the keys; then the code is the one that it would have found,
   * replays apart.
   */
  public boolean wasChecked() {
    return checked;
  }

  /** Returns what is wrong with the signature and what to change, in English. */
  public String reason() {
    return reason.english();
  }

  Words reasons() {
    return reason;
  }

  /** Returns the key id that the request names. */
  public Optional<String> keyId() {
    return Optional.ofNullable(keyId);
  }

  /** Returns the text that the platform should have signed. */
  public String baseString() {
    return String.join("\n", lines.stream().map(Line::expected).filter(Objects::nonNull).toList());
  }

  /** Returns both texts line by line. */
  public List<Line> lines() {
    return lines;
  }

  @Override
  public String toString() {
    return "RecordedSignature[" + code + "]";
  }
}

package io.yiwang.testkit;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says what the gateway found of a request's signature, with the text that should have been signed
 * beside the text that was. Immutable.
 *
 * @see "IGS/1 sections 2.1 and 2.4"
 */
public final class RecordedSignature {
  /** The code of a signature that holds. */
  public static final String VERIFIED = "VERIFIED";

  /**
   * Compares one line of the signed text.
   *
   * @param expected as the gateway makes it; absent where it expects none
   * @param actual as the platform made it, as far as that can be known; absent where it made none
   */
  public record Line(@Nullable String expected, @Nullable String actual) {
    /** Returns whether the two sides differ here. */
    public boolean differs() {
      return !Objects.equals(expected, actual);
    }

    /** Returns which of the two is there and whether they differ; the text may hold a token. */
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

  /** Returns whether it holds. */
  public boolean isValid() {
    return code.equals(VERIFIED);
  }

  /** Returns {@link #VERIFIED}, or the code of section 2.4 such as {@code SIGNATURE_INVALID}. */
  public String code() {
    return code;
  }

  /**
   * Returns whether the gateway itself looked at it. It does not where a fault came first or the
   * keys were asked for; then the code says what it would have found, replays apart.
   */
  public boolean wasChecked() {
    return checked;
  }

  /** Returns what is wrong and what to change, in English. */
  public String reason() {
    return reason.english();
  }

  Words reasons() {
    return reason;
  }

  /** Returns the id of the key under which the request says it was signed. */
  public Optional<String> keyId() {
    return Optional.ofNullable(keyId);
  }

  /** Returns the text that the gateway expects to be signed. */
  public String baseString() {
    return String.join("\n", lines.stream().map(Line::expected).filter(Objects::nonNull).toList());
  }

  /** Returns both texts, line by line. */
  public List<Line> lines() {
    return lines;
  }

  @Override
  public String toString() {
    return "RecordedSignature[" + code + "]";
  }
}

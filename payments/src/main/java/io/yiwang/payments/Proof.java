package io.yiwang.payments;

import io.yiwang.internal.shared.Spelling;
import io.yiwang.value.Confidential;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Shows that the payer has the decision in hand, so that nobody can look up numbers by guessing.
 *
 * <p>All spellings of one proof are normalized to one: NFKC, without zero-width characters and
 * without blanks at the ends; a plate in capitals without dots, hyphens and blanks; the tail of an
 * identity number in capitals.
 *
 * @see "IGS/1 section 4"
 */
public record Proof(Kind kind, Confidential value) {
  /** Names what the payer shows. */
  public enum Kind {
    /** The number plate. */
    PLATE,
    /** The last four characters of the party's identity number. */
    PARTY_ID_TAIL,
    /** The party's name. */
    PARTY_NAME
  }

  // The limit before normalization. No name comes near it.
  private static final int LONGEST_TYPED = 512;

  private static final Pattern TAIL = Pattern.compile("[0-9A-Z]{4}");
  // Those of the interface, and the dots and the minus that keyboards have for them; no plate has
  // any.
  private static final String NOT_OF_A_PLATE = "·•・‧-—∙⋅⸱.。\u2212";

  /** Normalizes the value and checks it. */
  public Proof {
    Objects.requireNonNull(kind, "kind");
    String text = value.reveal();
    if (text.length() > LONGEST_TYPED) {
      throw new IllegalArgumentException(
          "a proof must have at most " + LONGEST_TYPED + " characters, got " + text.length());
    }
    text = Spelling.trimmed(text);
    text =
        switch (kind) {
          case PLATE -> plateOf(text);
          case PARTY_ID_TAIL -> text.toUpperCase(Locale.ROOT);
          case PARTY_NAME -> text;
        };
    if (kind == Kind.PARTY_ID_TAIL && !TAIL.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "the tail of an identity number must be 4 letters and digits, got "
              + text.length()
              + " characters");
    }
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a proof must not be blank");
    }
    value = Confidential.of(text);
  }

  private static String plateOf(String text) {
    StringBuilder plate = new StringBuilder(text.length());
    Spelling.compact(text)
        .chars()
        .filter(
            c ->
                NOT_OF_A_PLATE.indexOf(c) < 0 && Character.getType(c) != Character.DASH_PUNCTUATION)
        .forEach(c -> plate.append((char) c));
    return plate.toString().toUpperCase(Locale.ROOT);
  }

  /** Returns a proof by the number plate, such as {@code 浙A12345}. */
  public static Proof plate(String plate) {
    return new Proof(Kind.PLATE, Confidential.of(plate));
  }

  /** Returns a proof by the last four characters of the party's identity number. */
  public static Proof partyIdTail(String tail) {
    return new Proof(Kind.PARTY_ID_TAIL, Confidential.of(tail));
  }

  /** Returns a proof by the party's full name. */
  public static Proof partyName(String name) {
    return new Proof(Kind.PARTY_NAME, Confidential.of(name));
  }
}

package io.yiwang.qr;

import java.time.Instant;

/**
 * Identifies the target of a verified code.
 *
 * @param id the decision number, service code, campaign code or signing id; a decision number may
 *     have Chinese characters, as printed
 * @param expiresAt when the code expires
 * @see "IGS/1 section 9"
 */
public record GovQr(Kind kind, String id, Instant expiresAt) {
  /** Names the kinds of target. */
  public enum Kind {
    /** A penalty decision. */
    PENALTY("p"),
    /** A public service. */
    SERVICE("s"),
    /** A campaign for messages. */
    CAMPAIGN("c"),
    /** A document that waits for a citizen's signature. */
    SIGNING("g");

    private final String letter;

    Kind(String letter) {
      this.letter = letter;
    }

    String letter() {
      return letter;
    }
  }

  /** Shows the kind alone: the number of a decision is about a person. */
  @Override
  public String toString() {
    return "GovQr[" + kind + "]";
  }
}

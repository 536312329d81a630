package io.yiwang.qr;

import java.time.Instant;

/**
 * Says what a verified code points to.
 *
 * @param id the decision number, service code, campaign code or signing id; a decision number may
 *     have Chinese characters, which stand here as they are printed
 * @param expiresAt until when the code holds
 * @see "IGS/1 section 9"
 */
public record GovQr(Kind kind, String id, Instant expiresAt) {
  /** Says what kind of code it is. */
  public enum Kind {
    /** A penalty decision. */
    PENALTY("p"),
    /** A public service. */
    SERVICE("s"),
    /** A campaign for messages. */
    CAMPAIGN("c"),
    /** A signing that waits for its citizen. */
    SIGNING("g");

    private final String letter;

    Kind(String letter) {
      this.letter = letter;
    }

    String letter() {
      return letter;
    }
  }

  /** Shows the kind alone: a decision's number is somebody's. */
  @Override
  public String toString() {
    return "GovQr[" + kind + "]";
  }
}

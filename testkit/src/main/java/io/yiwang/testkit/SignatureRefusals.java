package io.yiwang.testkit;

/**
 * Makes the refusals of signatures, each with a link to the section of the interface's text that it
 * comes from.
 *
 * @param text the address of the interface's text
 */
record SignatureRefusals(String text) {
  /** The member of a problem that shows the text to sign. */
  static final String EXPECTED = "signatureBase";

  // Anchors of the interface's text.
  static final String REQUEST = "#21-request";
  static final String ALGORITHMS = "#23-algorithms";
  static final String FRESHNESS = "#24-freshness-and-replay";

  Refusal invalid(Words rule) {
    return refusal("SIGNATURE_INVALID", REQUEST, rule);
  }

  /** Returns a refusal that links to a section. */
  Refusal refusal(String code, String section, Words detail) {
    String link = text + section;
    return new Refusal(
            401, code, detail.chinese() + "。见 " + link, detail.english() + ". See " + link)
        .with("see", link);
  }
}

package io.yiwang.identity.doctor;

import io.yiwang.internal.shared.Printable;
import io.yiwang.value.Language;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Holds what is wrong with a message: the smallest set of common mistakes that explains it. It
 * contains no key, no signature and nothing of a body.
 *
 * @param findings empty where the message is correct: then whoever rejects it makes a mistake
 */
public record Diagnosis(List<Finding> findings) {
  private static final String CLEAN =
      """
      报文完好，验签通过。对方仍拒收的，多半是对方把64字节的r‖s当作DER解析、用了别的SM2用户标识或字符集、对摘要再次验签（hash=false），或持有旧公钥。
      The message is intact and its signature verifies. If the other side refuses it, that side most likely parses the 64 bytes r and s as DER, uses another SM2 user id or charset, verifies a digest as if it were the text (hash=false), or holds an old key.
      """;

  /**
   * Names one mistake.
   *
   * @param part the component, header or parameter concerned; never its value
   * @param detail further details, such as the prefix that was added to a path; may be empty
   */
  public record Finding(Mistake mistake, String part, String detail) {
    /** Names a mistake without further details. */
    public Finding(Mistake mistake, String part) {
      this(mistake, part, "");
    }

    /** Returns the mistake in both languages, with the part. */
    @Override
    public String toString() {
      return "%s [%s]: %s / %s%s"
          .formatted(
              mistake,
              Printable.of(part, 100),
              mistake.text(Language.ZH_CN),
              mistake.text(Language.EN),
              detail.isEmpty() ? "" : " (" + Printable.of(detail, 100) + ")");
    }
  }

  /** Copies the findings. */
  public Diagnosis {
    findings = List.copyOf(findings);
  }

  /** Returns whether nothing is wrong. */
  public boolean isClean() {
    return findings.isEmpty();
  }

  /** Returns the mistakes without their parts, each once. */
  public List<Mistake> mistakes() {
    return findings.stream().map(Finding::mistake).distinct().toList();
  }

  /** Returns the diagnosis in both languages, one line for each finding. */
  public String report() {
    return isClean()
        ? CLEAN
        : findings.stream().map(finding -> finding + "\n").collect(Collectors.joining());
  }
}

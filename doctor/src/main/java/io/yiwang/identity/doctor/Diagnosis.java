package io.yiwang.identity.doctor;

import io.yiwang.internal.shared.Printable;
import io.yiwang.value.Language;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Says what is wrong with a message, by the fewest usual mistakes that explain it. Holds no key, no
 * signature and nothing of a body.
 *
 * @param findings none where the message is sound: then whoever refuses it reads it wrongly
 */
public record Diagnosis(List<Finding> findings) {
  private static final String SOUND =
      """
      报文完好，验签通过。对方仍拒收的，多半是对方把64字节的r‖s当作DER解析、用了别的SM2用户标识或字符集、对摘要再次验签（hash=false），或持有旧公钥。
      The message is intact and its signature verifies. If the other side refuses it, that side most likely parses the 64 bytes r and s as DER, uses another SM2 user id or charset, verifies a digest as if it were the text (hash=false), or holds an old key.
      """;

  /**
   * Names one mistake.
   *
   * @param part the component, header or parameter that it is about; never its value
   * @param detail what else is known, such as which prefix a path was given; empty where nothing is
   */
  public record Finding(Mistake mistake, String part, String detail) {
    /** Names a mistake of which nothing else is known. */
    public Finding(Mistake mistake, String part) {
      this(mistake, part, "");
    }

    /** Shows it in both languages, with the part. */
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

  /** Returns whether nothing is wrong with it. */
  public boolean isClean() {
    return findings.isEmpty();
  }

  /** Returns the mistakes, without where they are. */
  public List<Mistake> mistakes() {
    return findings.stream().map(Finding::mistake).distinct().toList();
  }

  /** Returns all of it in both languages, a line a finding. */
  public String report() {
    return isClean()
        ? SOUND
        : findings.stream().map(finding -> finding + "\n").collect(Collectors.joining());
  }
}

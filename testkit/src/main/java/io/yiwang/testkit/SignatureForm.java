package io.yiwang.testkit;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Checks that a request's signature has the form of IGS/1 section 2.1: its headers, components and
 * parameters.
 */
final class SignatureForm {
  /** The time for which a signature is valid, and by which clocks may differ. */
  static final long MAX_AGE_SECONDS = 300;

  /** The form of a nonce: 22 characters of base64url are 128 bits and a little more. */
  static final Pattern NONCE = Pattern.compile("[A-Za-z0-9_-]{22,128}");

  private static final List<String> PARAMETERS =
      List.of("created", "expires", "nonce", "keyid", "alg", "tag");
  private static final long FIRST_MILLISECONDS = 100_000_000_000L;

  private final SignatureRefusals refusals;

  SignatureForm(SignatureRefusals refusals) {
    this.refusals = refusals;
  }

  /** Describes why a {@code Signature-Input} header cannot be read. */
  static Words unreadableInput(String header) {
    String start = header.strip();
    if (!start.startsWith("igs=")) {
      return new Words(
          "Signature-Input 只能有一个签名，标签须为 igs，即以 `igs=(` 开头",
          "Signature-Input must hold one signature of the label igs: begin with `igs=(`");
    }
    if (!start.startsWith("igs=(") || start.indexOf(')') < 0) {
      return new Words(
          "Signature-Input 中的组件须在括号内，以空格分隔：`igs=(\"@method\" \"@authority\" ...)`",
          "the components in Signature-Input stand in parentheses, separated by blanks:"
              + " `igs=(\"@method\" \"@authority\" ...)`");
    }
    String list = start.substring(5, start.indexOf(')'));
    if (!list.matches("(\"[a-z0-9@_-]+\"(?: \"[a-z0-9@_-]++\")*+)?")) {
      return new Words(
          "Signature-Input 中的组件须小写、加双引号、各以一个空格分隔、不重复且不带参数",
          "each component in Signature-Input is in lower case, in double quotes, separated by one"
              + " blank, there once, and without parameters");
    }
    return new Words(
        "Signature-Input 的参数须写作 `;created=1700000000;expires=1700000300;nonce=\"...\";keyid=\"...\";alg=\"...\";tag=\"igs-request\"`：整数不加引号，其余加双引号，分号后无空格",
        "the parameters in Signature-Input are written"
            + " `;created=1700000000;expires=1700000300;nonce=\"...\";keyid=\"...\";alg=\"...\";tag=\"igs-request\"`:"
            + " whole numbers without quotes, the others in double quotes, no blank after a"
            + " semicolon");
  }

  /** Describes why a {@code Signature} header cannot be read. */
  static Words unreadableSignature(String header) {
    String value = header.strip();
    if (!value.startsWith("igs=")) {
      return new Words(
          "Signature 的标签须为 igs，即 `igs=:...:`", "the label in Signature must be igs: `igs=:...:`");
    }
    if (!value.matches("igs=:.*:")) {
      return new Words(
          "Signature 的值须在两个冒号之间：`igs=:Base64:`",
          "the value in Signature must be between colons: `igs=:base64:`");
    }
    if (value.contains("-") || value.contains("_")) {
      return new Words(
          "Signature 用的是 base64url（含 - 或 _），应为标准 Base64（+ 和 /，有填充）",
          "Signature is in base64url (with - or _); it must be standard base64 (+ and /, with"
              + " padding)");
    }
    return new Words(
        "Signature 只能有一个签名，写作 `igs=:Base64:`",
        "Signature must hold one signature, written `igs=:base64:`");
  }

  /**
   * Checks what a signature covers, and its parameters.
   *
   * @throws Refusal naming the component or parameter that is wrong
   */
  void check(Received request, SignatureInput input) {
    List<String> covered = SignatureBase.covered(request);
    if (!input.components().equals(covered)) {
      throw refusals
          .invalid(list("组件", "components", input.components(), covered))
          .with(SignatureRefusals.EXPECTED, SignatureBase.of(request, covered, "...").shown());
    }
    List<String> parameters = List.copyOf(input.parameters().keySet());
    if (!parameters.equals(PARAMETERS)) {
      throw refusals.invalid(list("参数", "parameters", parameters, PARAMETERS));
    }
    if (!"igs-request".equals(input.string("tag"))) {
      throw refusals.invalid(
          new Words("参数 tag 须为 \"igs-request\"", "the parameter tag must be \"igs-request\""));
    }
    String nonce = input.string("nonce");
    if (nonce == null || !NONCE.matcher(nonce).matches()) {
      throw refusals.invalid(
          new Words(
              "参数 nonce 须为至少 128 个随机位，base64url 不填充，即 22 个或更多的 [A-Za-z0-9_-]",
              "the parameter nonce must be 128 random bits or more in base64url without padding:"
                  + " 22 or more of [A-Za-z0-9_-]"));
    }
    checkTimes(input);
  }

  private void checkTimes(SignatureInput input) {
    Long created = input.number("created");
    Long expires = input.number("expires");
    if (created == null || expires == null) {
      throw refusals.invalid(
          new Words(
              "参数 created 和 expires 须为整数（Unix 秒），不加引号",
              "the parameters created and expires must be whole numbers (Unix seconds), without"
                  + " quotes"));
    }
    if (created > FIRST_MILLISECONDS) {
      throw refusals.invalid(
          new Words(
              "参数 created 是毫秒，应为秒：" + created / 1000,
              "the parameter created is in milliseconds; it must be in seconds: "
                  + created / 1000));
    }
    if (expires < created || expires > created + MAX_AGE_SECONDS) {
      throw refusals.invalid(
          new Words(
              "参数 expires 须在 created 之后 300 秒以内，现相差 " + (expires - created) + " 秒",
              "the parameter expires must be within 300 s after created; it is %d s after it"
                  .formatted(expires - created)));
    }
  }

  /** Describes how two lists differ. */
  private static Words list(
      String chinese, String english, List<String> actual, List<String> right) {
    List<String> missing = right.stream().filter(each -> !actual.contains(each)).toList();
    List<String> extra = actual.stream().filter(each -> !right.contains(each)).toList();
    String wanted = String.join(" ", right);
    if (!missing.isEmpty()) {
      return new Words(
          "所签的%s缺少 %s；依次须为 %s".formatted(chinese, String.join(" ", missing), wanted),
          "of the %s that must be signed, %s is missing; they must be, in this order, %s"
              .formatted(english, String.join(" ", missing), wanted));
    }
    if (!extra.isEmpty()) {
      return new Words(
          "所签的%s多了 %s；依次须为 %s".formatted(chinese, String.join(" ", extra), wanted),
          "of the signed %s, %s is too much; they must be, in this order, %s"
              .formatted(english, String.join(" ", extra), wanted));
    }
    return new Words(
        "所签的%s次序不对；依次须为 %s".formatted(chinese, wanted),
        "the signed %s are in another order; they must be, in this order, %s"
            .formatted(english, wanted));
  }
}

package io.yiwang.benchmarks;

import io.yiwang.benchmarks.ColdStart.Pair;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Writes the results as Markdown: every figure, then the ratios with their targets. */
final class Table {
  private record Line(String benchmark, String text) {}

  private record Row(String what, ToDoubleFunction<Round> ratio, Target target, double bound) {}

  private static final List<Line> LINES =
      List.of(
          new Line("sm2Sign", "SM2 sign: ours"),
          new Line("naiveSign", "SM2 sign: Bouncy Castle JCA, made each time"),
          new Line("lowLevelSign", "SM2 sign: Bouncy Castle low-level, kept"),
          new Line("konaSign", "SM2 sign: Tencent Kona, Java, kept"),
          new Line("opensslSign", "SM2 sign: OpenSSL of the machine"),
          new Line("sm2Sign on 2", "SM2 sign: ours, each of 2 threads"),
          new Line("sm2Verify", "SM2 verify: ours"),
          new Line("naiveVerify", "SM2 verify: Bouncy Castle JCA, made each time"),
          new Line("lowLevelVerify", "SM2 verify: Bouncy Castle low-level, kept"),
          new Line("konaVerify", "SM2 verify: Tencent Kona, Java, kept"),
          new Line("opensslVerify", "SM2 verify: OpenSSL of the machine"),
          new Line("sm2Verify on 2", "SM2 verify: ours, each of 2 threads"),
          new Line("rsaSign", "RSA-2048 sign: ours, on the JDK"),
          new Line("rsaVerify", "RSA-2048 verify: ours, on the JDK"),
          new Line("unsigned", "call: OkHttp + Jackson, nobody signs"),
          new Line("unsignedOfSm2Server", "call: OkHttp + Jackson, the server signs with SM2"),
          new Line("unsignedOfRsaServer", "call: OkHttp + Jackson, the server signs with RSA"),
          new Line("sm2Parts", "call: OkHttp + Jackson, and one SM2 sign and verify beside it"),
          new Line("rsaParts", "call: OkHttp + Jackson, and one RSA sign and verify beside it"),
          new Line("sm2", "call: GovClient, SM2 both ways"),
          new Line("rsa", "call: GovClient, RSA-2048 both ways"),
          new Line("wechatpay", "call: wechatpay-java, RSA-2048 both ways"));

  private static final List<Row> ROWS =
      List.of(
          new Row(
              "SM2 sign, speed: ours to the JCA made each time",
              round -> round.micros("naiveSign") / round.micros("sm2Sign"),
              Target.AT_LEAST,
              5),
          new Row(
              "SM2 sign, speed: ours to the low-level kept",
              round -> round.micros("lowLevelSign") / round.micros("sm2Sign"),
              Target.AT_LEAST,
              1.25),
          new Row(
              "SM2 sign, speed: 2 threads to 1",
              round -> 2 * round.micros("sm2Sign") / round.micros("sm2Sign on 2"),
              Target.AT_LEAST,
              1.8),
          new Row(
              "SM2 verify, speed: ours to the JCA made each time",
              round -> round.micros("naiveVerify") / round.micros("sm2Verify"),
              Target.NONE,
              0),
          new Row(
              "SM2 verify, speed: ours to the low-level kept",
              round -> round.micros("lowLevelVerify") / round.micros("sm2Verify"),
              Target.AT_LEAST,
              1.05),
          new Row(
              "SM2 verify, speed: 2 threads to 1",
              round -> 2 * round.micros("sm2Verify") / round.micros("sm2Verify on 2"),
              Target.AT_LEAST,
              1.8),
          new Row(
              "SM2 sign, bytes: ours to the low-level kept",
              round -> round.bytes("sm2Sign") / round.bytes("lowLevelSign"),
              Target.NONE,
              0),
          new Row(
              "SM2 call, time: ours to unsigned + one sign + one verify",
              round ->
                  round.clientMicros("sm2", "unsignedOfSm2Server")
                      / round.clientMicros("sm2Parts", "unsignedOfSm2Server"),
              Target.AT_MOST,
              1.15),
          new Row(
              "RSA call, time: ours to unsigned + one sign + one verify",
              round ->
                  round.clientMicros("rsa", "unsignedOfRsaServer")
                      / round.clientMicros("rsaParts", "unsignedOfRsaServer"),
              Target.AT_MOST,
              1.15),
          new Row(
              "RSA call, calls a second: ours to wechatpay-java",
              round ->
                  round.clientMicros("wechatpay", "unsignedOfRsaServer")
                      / round.clientMicros("rsa", "unsignedOfRsaServer"),
              Target.AT_LEAST,
              1),
          new Row(
              "RSA call, bytes: ours to wechatpay-java",
              round -> round.bytes("rsa") / round.bytes("wechatpay"),
              Target.AT_MOST,
              0.75),
          new Row(
              "RSA call, bytes without RSA's own: ours to wechatpay-java",
              round ->
                  (round.bytes("rsa") - round.bytes("rsaSign") - round.bytes("rsaVerify"))
                      / (round.bytes("wechatpay")
                          - round.bytes("rsaSign")
                          - round.bytes("rsaVerify")),
              Target.NONE,
              0),
          new Row(
              "SM2 call, calls a second: ours to wechatpay-java's with RSA",
              round ->
                  round.clientMicros("wechatpay", "unsignedOfRsaServer")
                      / round.clientMicros("sm2", "unsignedOfSm2Server"),
              Target.AT_LEAST,
              3));

  private Table() {}

  static String markdown(List<Round> rounds, List<Pair> starts) {
    StringBuilder text = new StringBuilder();
    text.append("| One operation | µs | a second | KB allocated |\n|---|---:|---:|---:|\n");
    for (Line line : LINES) {
      if (!rounds.stream().allMatch(round -> round.has(line.benchmark()))) {
        // This machine has no OpenSSL.
        continue;
      }
      double micros = median(rounds, round -> round.micros(line.benchmark()));
      double bytes = median(rounds, round -> round.bytes(line.benchmark()));
      append(
          text, "| %s | %.1f | %,.0f | %.1f |%n", line.text(), micros, 1e6 / micros, bytes / 1000);
    }
    double raw = median(starts, Pair::raw);
    double signed = median(starts, Pair::signed);
    append(text, "| first answer: OkHttp + Jackson, nobody verifies | %.0f ms | | |%n", raw);
    append(text, "| first answer: GovClient, SM2 both ways | %.0f ms | | |%n", signed);

    text.append("\n| Ratio | | lowest to highest round | target | |\n|---|---:|---|---|---|\n");
    for (Row row : ROWS) {
      append(text, row.what(), rounds, row.ratio(), row.target(), row.bound());
    }
    append(
        text,
        "first verified answer, time: GovClient with SM2 to OkHttp + Jackson",
        starts,
        pair -> pair.signed() / pair.raw(),
        Target.AT_MOST,
        1.15);
    return text.toString();
  }

  private static <T> void append(
      StringBuilder text,
      String what,
      List<T> measured,
      ToDoubleFunction<T> ratio,
      Target target,
      double bound) {
    double median = median(measured, ratio);
    append(
        text,
        "| %s | **%.2f** | %.2f to %.2f | %s | %s |%n",
        what,
        median,
        measured.stream().mapToDouble(ratio).min().orElseThrow(),
        measured.stream().mapToDouble(ratio).max().orElseThrow(),
        target.text(bound),
        target.verdict(median, bound));
  }

  private static <T> double median(List<T> measured, ToDoubleFunction<T> figure) {
    double[] sorted = measured.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static void append(StringBuilder text, String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format.replace("%n", "\n"), arguments));
  }
}

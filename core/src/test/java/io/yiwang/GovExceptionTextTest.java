package io.yiwang;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovException.Call;
import io.yiwang.NotSentException.Reason;
import io.yiwang.RejectedException.Problem;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.Language;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests the sentences that citizens read when a call has failed. */
class GovExceptionTextTest {
  private static final Call CALL = new Call("fine.hold", "8f1c", 1);
  private static final Language TIBETAN = new Language("bo-CN");

  private static final ProblemMembers NONE =
      new ProblemMembers() {
        @Override
        public <M> @Nullable M read(String name, Class<M> type) {
          return null;
        }
      };

  private static RejectedException rejected(String code) {
    return new RejectedException(
        CALL, new Problem(422, code, "title SECRET", "detail SECRET", null, List.of(), null), NONE);
  }

  private static OutcomeUnknownException unknown(@Nullable IdempotencyKey key) {
    return new OutcomeUnknownException(
        CALL, OutcomeUnknownException.Reason.NO_ANSWER, "no answer", key, null, null);
  }

  private static Properties file(String language) throws IOException {
    String name = "/META-INF/yiwang/core_" + language + ".properties";
    Properties texts = new Properties();
    try (InputStream in = GovExceptionTextTest.class.getResourceAsStream(name)) {
      texts.load(new InputStreamReader(in, UTF_8));
    }
    return texts;
  }

  @Test
  void files_ofBothLanguages_haveTheSameTexts() throws IOException {
    assertEquals(file("en").keySet(), file("zh").keySet());
  }

  @Test
  void text_everyCodeOfTheContract_hasItsOwnSentence() throws IOException {
    Set<Object> keys = file("zh").keySet();
    for (String code : codes()) {
      assertTrue(keys.contains("rejected." + code), () -> "no text for " + code);
    }
  }

  private static Set<String> codes() throws IOException {
    String document;
    try (InputStream in =
        GovExceptionTextTest.class.getResourceAsStream("/io/yiwang/igs-1.openapi.yaml")) {
      document = new String(in.readAllBytes(), UTF_8);
    }
    Set<String> codes = new TreeSet<>();
    Matcher list =
        Pattern.compile(
                "^ +'[45][0-9]{2}': *(?:#.*)?(\\[[A-Z_, ]+\\]|(?:\n +- [A-Z_]+)+)",
                Pattern.MULTILINE)
            .matcher(document);
    while (list.find()) {
      Matcher code = Pattern.compile("[A-Z][A-Z_]+").matcher(list.group(1));
      while (code.find()) {
        codes.add(code.group());
      }
    }
    assertTrue(codes.size() >= 48, () -> "codes of the contract: " + codes);
    return codes;
  }

  @ParameterizedTest
  @EnumSource
  void text_notSent_saysThatNothingWasDone(Reason reason) {
    NotSentException e = new NotSentException(CALL, reason, "SECRET", null);

    String chinese = e.text(Language.ZH_CN);

    switch (reason) {
      case LIMITED -> assertEquals("尝试次数过多，请过一会儿再试。", chinese);
      case UNSUPPORTED -> assertEquals("该地政务服务暂不支持此项操作。", chinese);
      default -> assertTrue(chinese.contains("没有提交"), chinese);
    }
  }

  @Test
  void text_rejected_dependsOnTheCodeAndQuotesNothing() {
    assertEquals("该决定书已缴清。", rejected("DECISION_PAID").text(Language.ZH_CN));
    assertEquals(
        "The decision has already been paid; nothing is due.",
        rejected("DECISION_PAID").text(Language.EN));
    assertEquals("政务服务没有受理本次操作。", rejected("NEW_SINCE").text(Language.ZH_CN));
    assertEquals("政务服务没有受理本次操作。", rejected("other").text(Language.ZH_CN));
  }

  @Test
  void text_unknown_warnsOnlyAgainstRepeatingCommands() {
    assertEquals("已经提交，结果尚未确认，请勿重复操作，稍后查询。", unknown(IdempotencyKey.random()).text(Language.ZH_CN));
    assertEquals("暂时没有查到结果，请稍后再试。", unknown(null).text(Language.ZH_CN));
  }

  @Test
  void text_languageWithoutTexts_isEnglish() {
    assertEquals(
        rejected("DECISION_PAID").text(Language.EN), rejected("DECISION_PAID").text(TIBETAN));
  }
}

package io.yiwang.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import io.yiwang.GovException;
import io.yiwang.NotSentException;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.callbacks.CallbackVerdict;
import io.yiwang.identity.login.LoginException;
import io.yiwang.internal.shared.Texts;
import io.yiwang.messages.MessageProblem;
import io.yiwang.payments.FineCode;
import io.yiwang.qr.QrRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that the guide's page of errors has every error of the code, in both languages. */
class GuideErrorsTest {
  private static final Pattern CODE = Pattern.compile("`([A-Z][A-Z_]{3,})`");

  @ParameterizedTest
  @ValueSource(strings = {"en", "zh"})
  void errorsPage_everyReasonAndCode_hasARow(String language) throws IOException {
    Map<String, List<String>> rows = rowsByCode(Guide.read(language, "errors.md"));
    Set<String> wanted = new TreeSet<>();
    for (Object[] each :
        List.<Object[]>of(
            NotSentException.Reason.values(),
            OutcomeUnknownException.Reason.values(),
            LoginException.Reason.values(),
            QrRefusedException.Reason.values(),
            CallbackVerdict.Reason.values(),
            MessageProblem.Kind.values())) {
      Arrays.stream(each).map(Object::toString).forEach(wanted::add);
    }
    for (String key : texts("core", GovException.class, language).stringPropertyNames()) {
      if (key.startsWith("rejected.") && !key.equals("rejected.other")) {
        wanted.add(key.substring("rejected.".length()));
      }
    }
    Arrays.stream(FineCode.class.getFields())
        .filter(field -> Modifier.isStatic(field.getModifiers()))
        .map(Field::getName)
        .forEach(wanted::add);
    wanted.removeAll(rows.keySet());

    assertEquals(Set.of(), wanted, "without a row in errors.md");
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "zh"})
  void errorsPage_sentencesForCitizens_areThoseOfTheCode(String language) throws IOException {
    Map<String, List<String>> rows = rowsByCode(Guide.read(language, "errors.md"));
    int compared = 0;
    for (Sentences sentences :
        List.of(
            new Sentences("core", GovException.class, "notSent."),
            new Sentences("core", GovException.class, "rejected."),
            new Sentences("payments", FineCode.class, "refused."),
            new Sentences("identity", LoginException.class, "login."),
            new Sentences("services", QrRefusedException.class, "code."))) {
      Properties texts = texts(sentences.file(), sentences.home(), language);
      for (String key : texts.stringPropertyNames()) {
        String code = key.substring(key.indexOf('.') + 1);
        if (key.startsWith(sentences.prefix()) && rows.containsKey(code)) {
          String sentence = new Texts(sentences.file(), sentences.home()).of(language, key);
          assertTrue(
              rows.get(code).stream().anyMatch(row -> row.contains(sentence)),
              () -> language + "/errors.md: the code says for " + code + ": " + sentence);
          compared++;
        }
      }
    }
    assertTrue(compared > 60, "only " + compared + " sentences were compared");
  }

  private record Sentences(String file, Class<?> home, String prefix) {}

  @Test
  void errorsPage_everyPublicException_isNamed() throws IOException {
    String page = Guide.read("en", "errors.md");
    List<String> missing = new ArrayList<>();
    for (JavaClass each : OurClasses.withoutExamples()) {
      if (each.isAssignableTo(Throwable.class)
          && each.getModifiers().contains(JavaModifier.PUBLIC)
          && !each.getModifiers().contains(JavaModifier.ABSTRACT)
          && !each.getPackageName().contains("internal")
          && !page.contains("`" + each.getSimpleName() + "`")) {
        missing.add(each.getName());
      }
    }
    assertEquals(List.of(), missing);
  }

  private static Properties texts(String file, Class<?> home, String language) throws IOException {
    Properties texts = new Properties();
    String name = "META-INF/yiwang/" + file + "_" + language + ".properties";
    try (InputStream in = home.getClassLoader().getResourceAsStream(name)) {
      texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    return texts;
  }

  /** Returns the rows of tables by the codes in their first cell; a code may have several. */
  private static Map<String, List<String>> rowsByCode(String page) {
    Map<String, List<String>> rows = new TreeMap<>();
    page.lines()
        .filter(line -> line.startsWith("| `"))
        .forEach(
            line ->
                Guide.found(CODE, line.substring(0, line.indexOf('|', 1)))
                    .forEach(code -> rows.computeIfAbsent(code, c -> new ArrayList<>()).add(line)));
    return rows;
  }
}

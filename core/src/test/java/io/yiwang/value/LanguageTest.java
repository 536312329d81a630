package io.yiwang.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageTest {
  @ParameterizedTest
  @ValueSource(strings = {"zh-CN", "en", "bo", "ug-Arab-CN", "mn-Mong"})
  void new_tag_isALanguage(String tag) {
    assertEquals(tag, new Language(tag).tag());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "../en", "en_US", "en-", "en\r\nX: y", "en;q=1", "en\n"})
  void new_invalidTag_isRefusedWithoutBeingQuoted(String tag) {
    Exception e = assertThrows(IllegalArgumentException.class, () -> new Language(tag));

    assertFalse(tag.length() > 2 && e.getMessage().contains(tag));
  }

  @Test
  void equals_constantAndItsTag_isTrue() {
    assertEquals(Language.ZH_CN, new Language("zh-CN"));
    assertEquals(Language.EN, new Language("en"));
  }
}

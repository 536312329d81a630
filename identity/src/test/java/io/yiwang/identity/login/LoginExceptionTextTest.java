package io.yiwang.identity.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.login.LoginException.Reason;
import io.yiwang.value.Language;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoginExceptionTextTest {
  @ParameterizedTest
  @EnumSource
  void text_ofEachReason_isInBothLanguagesAndInEnglishForOthers(Reason reason) {
    LoginException e = new LoginException(reason, "detail SECRET");

    String chinese = e.text(Language.ZH_CN);
    String english = e.text(Language.EN);

    assertTrue(chinese.endsWith("。"), chinese);
    assertNotEquals(chinese, english);
    assertEquals(english, e.text(new Language("fr")));
  }
}

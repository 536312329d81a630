package io.yiwang.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTokenTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "mF_9.B5f-4.1JqM", "abc~+/==", "0"})
  void construct_token68_isAccepted(String value) {
    assertEquals(value, new AccessToken(value).value());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "=", "a=b", "a b", "a\r\nx-evil: 1", "a,b", "a\"b", "\u6d59", "a;b"})
  void construct_anythingElse_isRefusedWithoutBeingQuoted(String value) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new AccessToken(value));

    assertEquals("an access token must be RFC 6750 token68 text", e.getMessage());
  }

  @Test
  void toString_hidesAll() {
    assertEquals("******", new AccessToken("SECRET").toString());
  }
}

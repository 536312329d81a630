package io.yiwang.signing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests the examples of RFC 9530 appendix B. */
class ContentDigestTest {
  static Stream<Arguments> examples() throws IOException {
    try (InputStream in =
        ContentDigestTest.class.getResourceAsStream("/fixtures/rfc9530/examples.json")) {
      JsonNode examples = new ObjectMapper().readTree(in).path("examples");
      return StreamSupport.stream(examples.spliterator(), false)
          .map(
              example ->
                  Arguments.of(
                      example.path("section").textValue(),
                      example.path("hex").textValue(),
                      example.path("field").textValue()));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void digest_appendixB_isTheRfcs(String section, String hex, String field) {
    ContentDigest digest = ContentDigest.SHA_256;
    byte[] content = HexFormat.of().parseHex(hex);

    String ours =
        digest.algorithm()
            + "=:"
            + Base64.getEncoder().encodeToString(digest.digest(content))
            + ":";

    assertEquals(field, ours, section);
  }
}

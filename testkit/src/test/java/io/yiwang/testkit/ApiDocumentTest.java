package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Compares the OpenAPI document that the sandbox reads with the YAML. To write it again: {@code mvn
 * test -pl testkit -am -Dtest=ApiDocumentTest -Dopenapi.write=true}.
 */
class ApiDocumentTest {
  private static final Path JSON =
      Path.of("src", "main", "resources", "io", "yiwang", "testkit", ApiDocument.JSON);

  private static String text() throws Exception {
    try (InputStream yaml =
        ApiDocumentTest.class.getResourceAsStream("/io/yiwang/igs-1.openapi.yaml")) {
      JsonNode document = new ObjectMapper(new YAMLFactory()).readTree(yaml);
      return document + "\n";
    }
  }

  @BeforeAll
  static void writeIfAsked() throws Exception {
    if (Boolean.getBoolean("openapi.write")) {
      Files.writeString(JSON, text());
    }
  }

  @Test
  void json_isTheYaml() throws Exception {
    // Without assertEquals, which would print both.
    assertTrue(
        text().equals(Files.readString(JSON)), "write it again, see the comment of this test");
  }
}

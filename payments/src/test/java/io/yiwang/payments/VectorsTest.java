package io.yiwang.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.yiwang.value.Confidential;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Tests that numbers and proofs are sent as in docs/vectors, which was written with the sandbox.
 */
class VectorsTest {
  private static JsonNode vectors(String list) throws IOException {
    JsonNode file =
        new ObjectMapper()
            .readTree(Path.of("..", "docs", "vectors", "decision-numbers.json").toFile());
    assertTrue(file.path(list).size() > 7, list);
    return file.path(list);
  }

  @Test
  void decisionNumbers_haveTheSpellingOfTheFile() throws IOException {
    for (JsonNode vector : vectors("decisionNumbers")) {
      String typed = vector.path("typed").asText();
      assertEquals(vector.path("wire").asText(), new PenaltyDecisionNumber(typed).value(), typed);
    }
  }

  @Test
  void proofs_haveTheSpellingOfTheFile() throws IOException {
    for (JsonNode vector : vectors("proofs")) {
      String typed = vector.path("typed").asText();
      Proof proof =
          new Proof(Proof.Kind.valueOf(vector.path("kind").asText()), Confidential.of(typed));
      assertEquals(vector.path("wire").asText(), proof.value().reveal(), typed);
    }
  }
}

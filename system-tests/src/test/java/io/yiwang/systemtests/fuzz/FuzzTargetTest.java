package io.yiwang.systemtests.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks that the fuzzer starts with inputs that the parsers accept, as it would otherwise mean
 * little that nothing forged passes.
 */
class FuzzTargetTest {
  @ParameterizedTest
  @EnumSource
  void read_goodInput_isAccepted(Parser parser) throws Exception {
    FuzzTarget target = parser.target();

    List<byte[]> good = target.good().toList();

    assertEquals(parser == Parser.TOKENS, good.isEmpty());
    for (int i = 0; i < good.size(); i++) {
      assertTrue(target.read(good.get(i)), "number " + i);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "campaigns",
        "categories",
        "collections",
        "guide",
        "keys",
        "message",
        "notices",
        "themes"
      })
  void read_answerOfASandbox_isAccepted(String name) throws Exception {
    String folder = "ForeignBytesFuzzTestInputs/read_anyBytes_doesWhatItMay/";
    try (InputStream in = getClass().getResourceAsStream(folder + "answer-" + name)) {
      assertNotNull(in);
      byte[] input = in.readAllBytes();

      assertEquals(Parser.ANSWER.letter(), (char) input[0]);
      assertTrue(Parser.ANSWER.target().read(Arrays.copyOfRange(input, 1, input.length)));
    }
  }
}

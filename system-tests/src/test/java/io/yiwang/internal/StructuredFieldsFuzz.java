package io.yiwang.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.examples.fuzz.FuzzTarget;
import io.yiwang.internal.StructuredFields.InnerList;
import java.util.Map;
import java.util.stream.Stream;

public final class StructuredFieldsFuzz implements FuzzTarget {
  @Override
  public Stream<byte[]> good() {
    return Stream.of(
            "igs=(\"@status\" \"content-type\" \"content-digest\" \"signature\";req;key=\"igs\")"
                + ";created=1800000000;expires=1800000300;nonce=\"n\\\"1\";keyid=\"gw-1\""
                + ";alg=\"sm2-sm3\";tag=\"igs-response\"",
            "igs=(\"@method\" \"x\\\\y\");n=-1;flag, other=( \"a\"  \"b\" );created=999999999999999",
            "igs=:YWJj:, sha-256=:RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=:;p=\"v\"",
            "*k._-9=::")
        .map(text -> text.getBytes(ISO_8859_1));
  }

  /** What is read is what stands there: it can be found in the text, or written again. */
  @Override
  public boolean read(byte[] bytes) {
    String header = new String(bytes, ISO_8859_1);
    boolean taken = false;
    try {
      for (InnerList list : StructuredFields.innerLists(header).values()) {
        assertTrue(header.contains(list.text()));
        assertEquals(
            Map.of("again", list), StructuredFields.innerLists("again=" + list.text()), header);
      }
      taken = true;
    } catch (MalformedFieldException e) {
      // Refused.
    }
    try {
      for (byte[] value : StructuredFields.byteSequences(header).values()) {
        String written = StructuredFields.serialised(value);
        assertArrayEquals(value, StructuredFields.byteSequences("again=" + written).get("again"));
      }
      taken = true;
    } catch (MalformedFieldException e) {
      // Refused.
    }
    return taken;
  }
}

package io.yiwang.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.internal.StructuredFields.InnerList;
import io.yiwang.systemtests.fuzz.FuzzTarget;
import java.util.stream.Stream;

/** Fuzzes {@link StructuredFields}. */
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

  /**
   * Checks that what is read can be written and read again as the same. A list's text is the RFC
   * 8941 serialization, which may differ from the text in the header.
   */
  @Override
  public boolean read(byte[] bytes) {
    String header = new String(bytes, ISO_8859_1);
    boolean taken = false;
    try {
      for (InnerList list : StructuredFields.innerLists(header).values()) {
        InnerList again = StructuredFields.innerLists("again=" + list.text()).get("again");
        assertEquals(list.text(), again.text(), header);
        assertEquals(list.items(), again.items(), header);
        assertEquals(list.parameters().keySet(), again.parameters().keySet(), header);
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

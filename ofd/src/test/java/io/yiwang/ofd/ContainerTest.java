package io.yiwang.ofd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.DocumentVerdict.Status;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerTest extends DialectFixture {
  private static final Charset GBK = Charset.forName("GBK");

  @Test
  void verify_namesInGbk_isValid() throws Exception {
    OfdMaker made =
        OfdMaker.receipt().rewritten(xml -> xml.replace(">einvoice.xml<", ">电子票据.xml<"));
    made.files.put("Doc_0/Attachs/电子票据.xml", made.files.remove("Doc_0/Attachs/einvoice.xml"));
    made.seal(sealing());

    for (Charset each : List.of(GBK, UTF_8)) {
      OfdVerdict verdict = verify(ZipMaker.zip(made.files, each));

      assertEquals(Status.VALID, verdict.status(), verdict::report);
      assertTrue(
          verdict.signatures().get(0).covered().contains("Doc_0/Attachs/电子票据.xml"),
          verdict::report);
    }
  }

  @Test
  void verify_backslashesInNames_isValid() throws Exception {
    Map<String, byte[]> windows = new LinkedHashMap<>();
    OfdMaker.receipt()
        .seal(sealing())
        .files
        .forEach((name, bytes) -> windows.put(name.replace('/', '\\'), bytes));

    OfdVerdict verdict = verify(ZipMaker.zip(windows));

    assertEquals(Status.VALID, verdict.status(), verdict::report);
  }

  @Test
  void verify_storedEntriesFoldersAndComment_isValid() throws Exception {
    OfdVerdict verdict = verify(ZipMaker.stored(OfdMaker.receipt().seal(sealing()).files));

    assertEquals(Status.VALID, verdict.status(), verdict::report);
  }

  @Test
  void verify_zip64_isValid() throws Exception {
    OfdVerdict verdict = verify(ZipMaker.asZip64(OfdMaker.receipt().seal(sealing()).zip()));

    assertEquals(Status.VALID, verdict.status(), verdict::report);
  }

  @Test
  void verify_zip64InLocalHeaders_isValid() throws Exception {
    OfdVerdict verdict =
        verify(ZipMaker.withZip64Headers(OfdMaker.receipt().seal(sealing()).files));

    assertEquals(Status.VALID, verdict.status(), verdict::report);
  }
}

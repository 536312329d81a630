package io.yiwang.systemtests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovClient;
import io.yiwang.KeyRing;
import io.yiwang.identity.sm.Sm4GcmCipher;
import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.journal.Journal;
import io.yiwang.messages.Author;
import io.yiwang.messages.Message;
import io.yiwang.messages.MessageOutbox;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.value.RegionCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests a journal that encrypts with SM4. */
class Sm4JournalTest {
  private final Sm4GcmCipher cipher = new Sm4GcmCipher("k1", new byte[16]);

  @Test
  void outbox_onAJournalWithSm4_keepsTheTextSecretAndDeliversIt(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("sm4.journal");
    Message message =
        Message.to(new RegionCode("330106"), "井盖坏了", "三元桥南侧的井盖坏了")
            .author(Author.of("王小明", "13800138000"))
            .build();
    try (GovSandbox sandbox = GovSandbox.builder().services(0).start();
        GovClient gov =
            GovClient.builder()
                .account(sandbox.account())
                .endpoint(sandbox.endpoint())
                .signer(sandbox.platformSigner())
                .keyRing(KeyRing.trusting(TrustAnchors.pem(sandbox.anchorPem())))
                .build()) {
      try (Journal journal = Journal.at(file, cipher)) {
        new MessageOutbox(gov, journal).submit("m-1", message, "citizen-1");
      }
      assertFalse(contains(file, "三元桥"));
      assertFalse(contains(file, "王小明"));
      assertTrue(contains(file, "m-1"));
      try (Journal journal = Journal.at(file, cipher)) {
        assertEquals(1, new MessageOutbox(gov, journal).runOnce());
      }

      assertEquals(
          List.of(message.body()),
          sandbox.messageControls().received().stream().map(each -> each.body()).toList());
    }
  }

  private static boolean contains(Path journal, String text) throws Exception {
    StringBuilder bytes = new StringBuilder();
    for (String ending : List.of("", "-wal")) {
      Path file = journal.resolveSibling(journal.getFileName() + ending);
      bytes.append(Files.exists(file) ? Files.readString(file, ISO_8859_1) : "");
    }
    return bytes.indexOf(new String(text.getBytes(UTF_8), ISO_8859_1)) >= 0;
  }
}

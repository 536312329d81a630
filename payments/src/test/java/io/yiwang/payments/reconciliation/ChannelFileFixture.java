package io.yiwang.payments.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.payments.reconciliation.ChannelFile.Kind;
import io.yiwang.payments.reconciliation.ChannelFile.Line;
import io.yiwang.value.Money;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Reads files as channels publish them, with invented data. */
abstract class ChannelFileFixture {
  static final String ALIPAY_TRADE = "202611022200140449140000000";
  static final String UNIONPAY = "unionpay-INN26110288ZM_777290058110048";
  static final Charset GBK = Charset.forName("GBK");
  @TempDir Path folder;
  final List<Line> lines = new ArrayList<>();

  static byte[] bytes(String name) throws IOException {
    try (InputStream in = ChannelFileFixture.class.getResourceAsStream("/channel-files/" + name)) {
      return in.readAllBytes();
    }
  }

  Path file(String name) throws IOException {
    return Files.write(folder.resolve(name), bytes(name));
  }

  Path edited(String name, Charset charset, String from, String to) throws IOException {
    String text = new String(bytes(name), charset);
    assertEquals(2, text.split(java.util.regex.Pattern.quote(from), -1).length, "once: " + from);
    return Files.write(folder.resolve(name), text.replace(from, to).getBytes(charset));
  }

  static Line charge(String orderNo, String tradeNo, long fen) {
    return new Line(Kind.CHARGE, orderNo, tradeNo, Money.fen(fen));
  }

  static Line refund(String orderNo, String tradeNo, long fen) {
    return new Line(Kind.REFUND, orderNo, tradeNo, Money.fen(fen));
  }

  String refusal(ChannelFile file) {
    return String.valueOf(
        assertThrows(IOException.class, () -> file.read(lines::add)).getMessage());
  }
}

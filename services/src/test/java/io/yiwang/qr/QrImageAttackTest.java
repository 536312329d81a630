package io.yiwang.qr;

import static io.yiwang.qr.JpegMaker.jpeg;
import static io.yiwang.qr.JpegMaker.page;
import static io.yiwang.qr.PhotoCost.assertCheap;
import static io.yiwang.qr.PngMaker.marks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reads photos that are made to cost time or memory. */
@Timeout(60)
class QrImageAttackTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  @Tag("proof")
  void read_manyMarks_isCheap() throws IOException {
    for (int[] each : new int[][] {{20, 3}, {20, 8}, {60, 2}, {120, 2}, {200, 1}, {400, 1}}) {
      assertCheap(each[0] + " by " + each[0] + " marks of " + each[1], marks(each[0], each[1]));
    }
  }

  /** The platform reads more formats, and applications can register further readers. */
  @Test
  void read_otherFormats_areRefusedWithoutAskingRegisteredReaders() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    ImageReaderSpi plugin =
        new ImageReaderSpi() {
          @Override
          public String[] getFormatNames() {
            asked.incrementAndGet();
            return new String[] {"jpeg", "png"};
          }

          @Override
          public boolean canDecodeInput(Object source) {
            asked.incrementAndGet();
            return false;
          }

          @Override
          public ImageReader createReaderInstance(Object extension) {
            throw new IllegalStateException("a registered reader");
          }

          @Override
          public Class<?>[] getInputTypes() {
            return new Class<?>[] {ImageInputStream.class};
          }

          @Override
          public String getDescription(Locale locale) {
            return "a plugin";
          }
        };
    IIORegistry.getDefaultInstance().registerServiceProvider(plugin);
    try {
      asked.set(0);
      for (String hex :
          List.of("49492a0008000000", "4d4d002a00000008", "474946383961", "424d", "52494646")) {
        byte[] image = Arrays.copyOf(HexFormat.of().parseHex(hex), 264);
        IOException refused = assertThrows(IOException.class, () -> QrImage.read(image));
        assertEquals("not a PNG or JPEG, of 264 bytes", refused.getMessage());
      }
      QrImage.read(QrImage.png("one", 8), LONG);
      QrImage.read(jpeg(page(600, 600, BufferedImage.TYPE_INT_RGB), false), LONG);
    } finally {
      IIORegistry.getDefaultInstance().deregisterServiceProvider(plugin);
    }
  }

  @Test
  @Tag("proof")
  void read_interruptedOrOutOfTime_stops() throws Exception {
    byte[] slow = marks(400, 2);
    byte[] photo = jpeg(page(4000, 3000, BufferedImage.TYPE_INT_RGB), false);
    for (byte[] image : List.of(slow, photo)) {
      FutureTask<List<String>> reading = new FutureTask<>(() -> QrImage.read(image, LONG));
      CompletableFuture<Boolean> after = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                Thread.currentThread().interrupt();
                reading.run();
                after.complete(Thread.currentThread().isInterrupted());
              });
      thread.start();
      ExecutionException thrown = assertThrows(ExecutionException.class, reading::get);
      assertInstanceOf(InterruptedIOException.class, thrown.getCause());
      assertTrue(after.get());

      IOException late =
          assertThrows(IOException.class, () -> QrImage.read(image, Duration.ofMillis(1)));
      assertEquals("reading a photo took longer than 1 ms; scale it down", late.getMessage());
    }
    // The interrupt comes at any point of the reading.
    FutureTask<List<String>> reading =
        new FutureTask<>(
            () -> {
              while (true) {
                QrImage.read(slow, LONG);
              }
            });
    Thread thread = new Thread(reading);
    thread.start();
    while (thread.getState() == Thread.State.NEW) {
      Thread.onSpinWait();
    }
    thread.interrupt();
    ExecutionException thrown = assertThrows(ExecutionException.class, reading::get);
    assertInstanceOf(InterruptedIOException.class, thrown.getCause());
  }
}

package io.yiwang.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.yiwang.GovClient;
import io.yiwang.identity.sm.Sm2Signer;
import io.yiwang.identity.sm.SmKeys;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import okio.Buffer;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.nop.NOPServiceProvider;

/**
 * Measures the time from the start of a JVM to the first answer, compared with hand-written code
 * without signatures. The two take turns, each in a new JVM with the smallest class path that it
 * needs. Both call a server that signs with SM2, so the server does the same work for both.
 */
final class ColdStart {
  private static final Class<?>[] RAW = {
    Guide.class,
    OkHttpClient.class,
    Buffer.class,
    kotlin.Unit.class,
    JsonMapper.class,
    JsonFactory.class,
    JsonProperty.class
  };
  private static final Class<?>[] SIGNED = {
    GovClient.class,
    Sm2Signer.class,
    GMObjectIdentifiers.class,
    X509CertificateHolder.class,
    Logger.class,
    NOPServiceProvider.class,
    Nullable.class
  };

  /** The times of one pair of starts, in milliseconds. */
  record Pair(double raw, double signed) {}

  private ColdStart() {}

  /** Measures pairs of starts, after one pair that warms the file cache and does not count. */
  static List<Pair> measure(int pairs)
      throws IOException, GeneralSecurityException, InterruptedException {
    String rawPath = Jvm.classPathOf(RAW);
    String signedPath =
        Jvm.classPathOf(Stream.concat(Stream.of(RAW), Stream.of(SIGNED)).toArray(Class<?>[]::new));
    String ownKey = Keys.text(SmKeys.pkcs8Pem(SmKeys.generate()).getBytes(US_ASCII));
    List<Pair> measured = new ArrayList<>();
    try (ServerProcess server = ServerProcess.start()) {
      String base = server.base("sm2");
      String gatewayKey = Keys.text(SmKeys.spkiPem(server.sm2Key()).getBytes(US_ASCII));
      for (int i = 0; i <= pairs; i++) {
        double raw = millis(rawPath, FirstRawAnswer.class, base);
        double signed = millis(signedPath, FirstSignedAnswer.class, base, ownKey, gatewayKey);
        if (i > 0) {
          measured.add(new Pair(raw, signed));
        }
      }
    }
    return measured;
  }

  private static double millis(String classPath, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process = Jvm.start(classPath, main, arguments);
    String line = process.inputReader(UTF_8).readLine();
    long end = System.nanoTime();
    if (process.waitFor() != 0 || !"330100".equals(line)) {
      throw new IOException(main.getSimpleName() + " got no answer");
    }
    return (end - start) / 1e6;
  }
}

package io.yiwang.systemtests.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.yiwang.identity.DocumentTrust;
import io.yiwang.identity.EvidenceBundle;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Fuzzes evidence bundles. The good bundle is a file, since the signatures of a new one would
 * differ.
 */
public final class BundleFuzz implements FuzzTarget {
  private static final byte[] BUNDLE = bundle();

  private final DocumentTrust trust = CmsFuzz.trust();

  private static byte[] bundle() {
    try (InputStream in = BundleFuzz.class.getResourceAsStream("evidence.zip")) {
      return Objects.requireNonNull(in).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Stream<byte[]> good() {
    return Stream.of(BUNDLE);
  }

  /** Checks that a bundle is valid only if it is the good one, to the byte. */
  @Override
  public boolean read(byte[] bytes) {
    EvidenceBundle.Verdict verdict = EvidenceBundle.verify(bytes, trust, trust);
    assertNotNull(verdict.problem());
    if (verdict.valid()) {
      assertArrayEquals(BUNDLE, bytes);
    }
    return verdict.valid();
  }
}

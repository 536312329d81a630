package io.yiwang.ofd;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Computes the digests of the files within a document. Each file is read once, even if many
 * signatures refer to it.
 */
final class PartDigests {
  private static final BouncyCastleProvider BC = new BouncyCastleProvider();

  private final Container container;
  private final Set<Entry> reachable;
  private final Set<Entry> ofSignatures;
  private final Map<Entry, byte[]> digests = new HashMap<>();

  /**
   * Creates the digests of a document.
   *
   * @param reachable the files that the document consists of, including {@code OFD.xml}
   * @param ofSignatures the list of signatures and the files of each signature, which no signature
   *     needs to cover
   */
  PartDigests(Container container, Set<Entry> reachable, Set<Entry> ofSignatures) {
    this.container = container;
    this.reachable = reachable;
    this.ofSignatures = ofSignatures;
  }

  Container container() {
    return container;
  }

  /** Returns the SM3 digest of a file within. */
  byte[] sm3(Entry entry) throws IOException {
    byte[] known = digests.get(entry);
    if (known == null) {
      MessageDigest digest = newDigest();
      byte[] piece = new byte[16 << 10];
      try (InputStream in = container.stream(entry)) {
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
          digest.update(piece, 0, read);
        }
      }
      known = digest.digest();
      digests.put(entry, known);
    }
    return known;
  }

  static byte[] sm3(byte[] bytes) {
    return newDigest().digest(bytes);
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SM3", BC);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Bouncy Castle has SM3", e);
    }
  }

  /** Returns the files of the document that are not covered. */
  List<String> needed(Collection<Entry> covered) {
    return reachable.stream()
        .filter(each -> !covered.contains(each) && !ofSignatures.contains(each))
        .map(Entry::name)
        .toList();
  }

  /** Returns all files that are not covered, without those of signatures. */
  List<String> others(Collection<Entry> covered) {
    return container.entries().stream()
        .filter(each -> !covered.contains(each) && !ofSignatures.contains(each))
        .map(Entry::name)
        .toList();
  }
}

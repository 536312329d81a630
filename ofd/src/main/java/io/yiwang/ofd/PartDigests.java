package io.yiwang.ofd;

import io.yiwang.ofd.Container.Entry;
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
 * The files within a document while its signatures are looked at: each is digested once, however
 * often it is referred to.
 */
final class PartDigests {
  private static final BouncyCastleProvider BC = new BouncyCastleProvider();

  private final Container container;
  private final Set<Entry> reachable;
  private final Set<Entry> ofSignatures;
  private final Map<Entry, byte[]> digests = new HashMap<>();

  /**
   * Digests of a document's files.
   *
   * @param reachable what the document consists of, from {@code OFD.xml} on
   * @param ofSignatures the list of signatures and what belongs to each of them, which each of them
   *     protects by itself
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

  /** Returns what the document consists of and is not among the covered. */
  List<String> needed(Collection<Entry> covered) {
    return reachable.stream()
        .filter(each -> !covered.contains(each) && !ofSignatures.contains(each))
        .map(Entry::name)
        .toList();
  }

  /** Returns all files that are not among the covered, without those of signatures. */
  List<String> others(Collection<Entry> covered) {
    return container.entries().stream()
        .filter(each -> !covered.contains(each) && !ofSignatures.contains(each))
        .map(Entry::name)
        .toList();
  }
}

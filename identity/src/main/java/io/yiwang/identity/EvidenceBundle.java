package io.yiwang.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.identity.x509.RevocationData;
import io.yiwang.internal.shared.Printable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Holds in one zip everything that proves a signature: document, statement, CMS with its time
 * stamp, chain, revocation answers and any attachments, such as the signed request and answer.
 * {@link #verify} needs no network, even years later.
 *
 * <p>A manifest lists every entry with its SM3 digest and is signed by the platform that made the
 * bundle. The bytes of the zip follow from its entries, on every JDK and in every time zone, so a
 * bit that was changed between the entries is found as well as one within them. The whole bundle is
 * held in memory, so this is for documents of up to some hundred megabytes.
 */
public final class EvidenceBundle {
  private static final String DOCUMENT = "document";
  private static final String STATEMENT = "statement.txt";
  private static final String SIGNATURE = "signature.cms";
  private static final String ATTACHED = "attached/";
  private static final String MANIFEST = "manifest.txt";
  private static final String MANIFEST_SIGNATURE = "manifest.cms";

  /** The names that a bundle's entries have; any other name was added to do harm. */
  private static final Pattern ENTRY =
      Pattern.compile(
          "document|statement\\.txt|signature\\.cms|manifest\\.(txt|cms)|chain/[0-9]{3,9}\\.cer"
              + "|revocation/[0-9]{3,9}\\.(crl|ocsp)|attached/[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  /** Far more than a signature needs; each costs time when the bundle is verified. */
  private static final int MAX_ENTRIES = 2000;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private final Map<String, byte[]> entries = new TreeMap<>();

  private EvidenceBundle() {}

  /**
   * Returns a bundle of a document and its detached signature.
   *
   * @param statement the text that the citizen was shown; null if there was none
   */
  public static EvidenceBundle of(
      byte[] document, @Nullable String statement, SignedDocument signature) {
    EvidenceBundle bundle = new EvidenceBundle();
    bundle.entries.put(DOCUMENT, document.clone());
    if (statement != null) {
      bundle.entries.put(STATEMENT, statement.getBytes(UTF_8));
    }
    bundle.entries.put(SIGNATURE, signature.cms());
    return bundle;
  }

  /** Adds the signer's chain, in the order of {@link DocumentVerdict#chain}. */
  public EvidenceBundle chain(List<X509Certificate> chain) throws CertificateEncodingException {
    for (int i = 0; i < chain.size(); i++) {
      entries.put("chain/" + number(i) + ".cer", chain.get(i).getEncoded());
    }
    return this;
  }

  /** Adds revocation lists and OCSP answers. */
  public EvidenceBundle revocation(RevocationData data) {
    for (int i = 0; i < data.crls().size(); i++) {
      entries.put("revocation/" + number(i) + ".crl", data.crls().get(i));
    }
    for (int i = 0; i < data.ocspResponses().size(); i++) {
      entries.put("revocation/" + number(i) + ".ocsp", data.ocspResponses().get(i));
    }
    return this;
  }

  /**
   * Adds an attachment, such as a request or an answer with its signature headers. It is stored
   * unchanged and covered by the manifest; its content is not examined.
   *
   * @param name 1 to 100 of {@code [A-Za-z0-9._-]}, beginning with a letter or digit
   */
  public EvidenceBundle attach(String name, byte[] content) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "the name of an attachment must be 1 to 100 characters of [A-Za-z0-9._-], the first a"
              + " letter or digit");
    }
    entries.put(ATTACHED + name, content.clone());
    return this;
  }

  private static String number(int i) {
    return String.format(Locale.ROOT, "%03d", i);
  }

  /**
   * Returns the bundle as a zip.
   *
   * @param archivist signs the manifest
   * @param stamps supplies an RFC 3161 token, so that the manifest outlives its certificate; null
   *     for no time stamp
   * @throws IllegalStateException if there are more than 2000 entries
   */
  public byte[] zip(DocumentSigner archivist, @Nullable TimestampSource stamps)
      throws GeneralSecurityException, IOException {
    if (entries.size() > MAX_ENTRIES) {
      throw new IllegalStateException(
          "a bundle must have at most " + MAX_ENTRIES + " entries, got " + entries.size());
    }
    Map<String, byte[]> all = new LinkedHashMap<>(entries);
    byte[] manifest = manifest(lines(entries));
    SignedDocument signed = archivist.detached(manifest);
    if (stamps != null) {
      signed = signed.withTimestamp(stamps.stamp(signed.timestampImprint()));
    }
    all.put(MANIFEST, manifest);
    all.put(MANIFEST_SIGNATURE, signed.cms());
    return StoredZip.write(all);
  }

  /** Supplies time stamps. */
  @FunctionalInterface
  public interface TimestampSource {
    /** Returns an RFC 3161 token, DER, over a digest of these bytes. */
    byte[] stamp(byte[] bytes) throws GeneralSecurityException, IOException;
  }

  /**
   * Holds the result of verifying a bundle.
   *
   * @param intact whether the bundle is unchanged since its manifest was signed; who signed the
   *     manifest is said by {@code bundle}
   * @param problem what has changed; empty where it is intact
   * @param bundle whether the platform's signature over the manifest holds
   * @param document whether the citizen's signature holds, by what is in the bundle
   */
  public record Verdict(
      boolean intact, String problem, DocumentVerdict bundle, DocumentVerdict document) {
    /** Returns whether the bundle is intact and both signatures hold. */
    public boolean valid() {
      return intact && bundle.valid() && document.valid();
    }
  }

  /**
   * Returns the attachments by name. They can be trusted only as far as {@link #verify} finds the
   * bundle valid.
   *
   * @throws IOException if the zip cannot be read, or is not a bundle
   */
  public static Map<String, byte[]> attachments(byte[] zip) throws IOException {
    Map<String, byte[]> all = new LinkedHashMap<>();
    String problem = read(zip, all);
    if (problem != null) {
      throw new IOException(problem);
    }
    Map<String, byte[]> attached = new TreeMap<>();
    all.forEach(
        (name, content) -> {
          if (name.startsWith(ATTACHED)) {
            attached.put(name.substring(ATTACHED.length()), content);
          }
        });
    return attached;
  }

  /** Verifies a file; see {@link #verify(byte[], DocumentTrust, DocumentTrust)}. */
  public static Verdict verify(Path zip, DocumentTrust archivists, DocumentTrust signers)
      throws IOException {
    return verify(Files.readAllBytes(zip), archivists, signers);
  }

  /**
   * Verifies a bundle offline.
   *
   * @param archivists the authorities of those who may have made the bundle
   * @param signers the authorities of those who may have signed the document; only its anchors are
   *     trusted, and the certificates and revocation answers of the bundle are used in addition to
   *     its own
   */
  public static Verdict verify(byte[] zip, DocumentTrust archivists, DocumentTrust signers) {
    Map<String, byte[]> all = new LinkedHashMap<>();
    String problem;
    try {
      String unreadable = read(zip, all);
      problem = unreadable != null ? unreadable : problem(zip, all);
    } catch (IOException | RuntimeException e) {
      problem = "the zip cannot be read";
    }
    byte[] none = new byte[0];
    byte[] manifest = all.getOrDefault(MANIFEST, none);
    DocumentVerdict bundle =
        SignedDocument.of(all.getOrDefault(MANIFEST_SIGNATURE, none))
            .verify(manifest, null, archivists);
    byte[] statement = all.get(STATEMENT);
    DocumentVerdict document =
        SignedDocument.of(all.getOrDefault(SIGNATURE, none))
            .verify(
                all.getOrDefault(DOCUMENT, none),
                statement == null ? null : new String(statement, UTF_8),
                signers,
                new SuppliedEvidence(
                    chain(all),
                    RevocationData.of(
                        within(all, "revocation/", ".crl"), within(all, "revocation/", ".ocsp"))));
    return new Verdict(problem.isEmpty(), problem, bundle, document);
  }

  private static List<byte[]> within(Map<String, byte[]> all, String folder, String ending) {
    List<byte[]> found = new ArrayList<>();
    all.forEach(
        (name, content) -> {
          if (name.startsWith(folder) && name.endsWith(ending)) {
            found.add(content);
          }
        });
    return found;
  }

  private static List<X509Certificate> chain(Map<String, byte[]> all) {
    List<X509Certificate> chain = new ArrayList<>();
    for (byte[] der : within(all, "chain/", ".cer")) {
      try {
        chain.add(CmsAlgorithms.certificate(der));
      } catch (CertificateException e) {
        // It proves nothing. If it was changed, the manifest shows it.
      }
    }
    return chain;
  }

  private static String problem(byte[] zip, Map<String, byte[]> all) throws IOException {
    Map<String, byte[]> listed = new TreeMap<>(all);
    byte[] manifest = listed.remove(MANIFEST);
    if (manifest == null || listed.remove(MANIFEST_SIGNATURE) == null) {
      return "there is no manifest";
    }
    // Each entry is digested once, however often the manifest names it.
    Map<String, String> lines = lines(listed);
    for (String line : new String(manifest, UTF_8).split("\n")) {
      String name = line.substring(line.indexOf(' ') + 1);
      if (!line.equals(lines.get(name))) {
        return Printable.of(name) + " is missing or was changed";
      }
    }
    if (!Arrays.equals(manifest, manifest(lines))) {
      return "the manifest does not list everything that is there";
    }
    return StoredZip.isOf(zip, all) ? "" : "the zip was changed around its entries";
  }

  private static byte[] manifest(Map<String, String> lines) {
    StringBuilder text = new StringBuilder();
    lines.values().forEach(line -> text.append(line).append('\n'));
    return text.toString().getBytes(UTF_8);
  }

  /** Returns the manifest's line for each entry, by name and in order. */
  private static Map<String, String> lines(Map<String, byte[]> entries) {
    Map<String, String> lines = new TreeMap<>();
    entries.forEach(
        (name, content) ->
            lines.put(
                name, HexFormat.of().formatHex(CmsAlgorithms.digest("SM3", content)) + " " + name));
    return lines;
  }

  /** Reads the entries; they are not compressed, so none can be larger than the zip. */
  private static @Nullable String read(byte[] zip, Map<String, byte[]> into) throws IOException {
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip), UTF_8)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (entry.getMethod() != ZipEntry.STORED) {
          return "an entry is compressed, which no entry of a bundle is";
        }
        if (!ENTRY.matcher(entry.getName()).matches()) {
          return "an entry has a name that no bundle's entry has";
        }
        // The manifest and its signature are two more.
        if (into.size() == MAX_ENTRIES + 2) {
          return "there are more entries than a bundle may have";
        }
        if (into.put(entry.getName(), in.readAllBytes()) != null) {
          return "an entry occurs twice";
        }
      }
      return null;
    }
  }
}

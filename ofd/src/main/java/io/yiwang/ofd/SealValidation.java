package io.yiwang.ofd;

import io.yiwang.identity.DocumentTrust;
import io.yiwang.identity.DocumentVerdict;
import io.yiwang.identity.DocumentVerdict.Reason;
import io.yiwang.identity.Finding;
import io.yiwang.identity.SignedDocument;
import io.yiwang.identity.Timestamp;
import io.yiwang.identity.TimestampVerifier;
import io.yiwang.identity.sm.Sm2Verifier;
import io.yiwang.identity.sm.SmKeys;
import io.yiwang.identity.x509.CertificateBounds;
import io.yiwang.internal.shared.Printable;
import io.yiwang.ofd.SealedSignature.Signed;
import io.yiwang.ofd.SealedSignature.UnknownVersionException;
import java.io.IOException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Validates one signature of a document, once. */
final class SealValidation {
  private static final Duration MAX_CLOCK_SKEW = Duration.ofMinutes(5);
  private static final Set<String> SM3 =
      Set.of("sm3", "1.2.156.10197.1.401", "1.2.156.10197.1.401.1");
  private static final Set<String> SM2 =
      Set.of(
          "1.2.156.10197.1.501",
          "1.2.156.10197.1.301",
          "1.2.156.10197.1.301.1",
          "1.2.156.10197.1.301.3",
          "1.2.840.10045.2.1");

  /** The most names of files in the detail of a finding. */
  private static final int MOST_NAMES = 5;

  private final PartDigests parts;
  private final DocumentTrust trust;
  private final OfdPolicy policy;
  private final OfdLimits limits;
  private final Instant now;
  private final SignaturePart part;
  private final Findings findings = new Findings();
  private List<String> covered = List.of();
  private List<String> uncovered = List.of();
  private @Nullable Seal seal;
  private @Nullable X509Certificate maker;
  private @Nullable X509Certificate signer;
  private List<X509Certificate> chain = List.of();
  private @Nullable Instant claimed;
  private @Nullable Instant proven;

  SealValidation(
      PartDigests parts,
      DocumentTrust trust,
      OfdPolicy policy,
      OfdLimits limits,
      SignaturePart part) {
    this.parts = parts;
    this.trust = trust;
    this.policy = policy;
    this.limits = limits;
    this.part = part;
    this.now = trust.clock().instant();
  }

  /**
   * Returns the verdict. Bytes that cannot be read make a malformed signature, not an exception,
   * since whoever made the file chose them.
   */
  SealVerdict verdict() throws IOException {
    DocumentVerdict verdict = null;
    try {
      verdict = validate();
    } catch (UnknownVersionException e) {
      findings.add(Finding.FORM_NOT_READ, e);
    } catch (OfdException | SignatureException e) {
      findings.add(Finding.MALFORMED, e);
    } catch (RuntimeException e) {
      findings.add(Finding.MALFORMED, "its structure is broken");
    }
    return new SealVerdict(
        part.id(),
        verdict != null
            ? verdict
            : DocumentVerdict.of(
                findings.reasons(), signer, chain, proven != null ? proven : claimed),
        seal,
        maker,
        claimed,
        proven,
        covered,
        uncovered);
  }

  /** Returns the verdict on a signature without a seal, if it has a certificate; else null. */
  private @Nullable DocumentVerdict validate() throws IOException, SignatureException {
    Entry file = part.file();
    SignatureXml xml = part.xml();
    checkReferences(file, xml);
    Entry value = parts.container().find(xml.valueLocation(), file.name());
    if (value == null) {
      throw new SignatureException("the file with the signed value is missing");
    }
    byte[] bytes = parts.container().bytes(value, limits.sealBytes());
    if (SealedSignature.isOne(bytes)) {
      checkSealed(file, xml, SealedSignature.read(bytes));
      return null;
    }
    if (part.isSeal()) {
      throw new SignatureException("a seal is announced, and there is none");
    }
    return checkUnsealed(file, bytes);
  }

  private void checkReferences(Entry file, SignatureXml xml) throws IOException {
    if (!SM3.contains(xml.checkMethod().toLowerCase(Locale.ROOT))) {
      findings.add(Finding.DIGEST_REFUSED, "CheckMethod " + Printable.of(xml.checkMethod(), 50));
    }
    Set<Entry> matching = new LinkedHashSet<>();
    List<String> changed = new ArrayList<>();
    for (SignatureXml.Reference each : xml.references()) {
      Entry entry = parts.container().find(each.file(), file.name());
      if (entry != null && hex(parts.sm3(entry)).equals(each.digest())) {
        matching.add(entry);
      } else {
        changed.add(each.file());
      }
    }
    covered = matching.stream().map(Entry::name).toList();
    uncovered = parts.others(matching);
    if (changed.isEmpty()) {
      findings.add(Finding.DOCUMENT_INTACT);
    } else {
      findings.add(Finding.DOCUMENT_CHANGED, "changed or missing: " + firstOf(changed));
    }
    List<String> needed = parts.needed(matching);
    if (!needed.isEmpty()) {
      findings.add(
          policy.allowsUncovered()
              ? Finding.PARTS_NOT_COVERED_BY_POLICY
              : Finding.PARTS_NOT_COVERED,
          "not covered: " + firstOf(needed));
    }
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  private static String firstOf(List<String> files) {
    List<String> first = files.subList(0, Math.min(files.size(), MOST_NAMES));
    String more = files.size() > MOST_NAMES ? " and " + (files.size() - MOST_NAMES) + " more" : "";
    return Printable.of(String.join(", ", first), 400) + more;
  }

  /**
   * Checks a signature of type Sign over {@code Signature.xml}: in the form of GB/T 35275, or two
   * bare numbers.
   */
  private @Nullable DocumentVerdict checkUnsealed(Entry file, byte[] value)
      throws IOException, SignatureException {
    if (Der.isTooDeep(value)) {
      throw new SignatureException("the signed value is nested too deep");
    }
    if (Sm2SignatureValue.isBare(value)) {
      findings.add(Finding.CERTIFICATE_MISSING, "the signature is two bare numbers");
      return null;
    }
    DocumentVerdict signed =
        SignedDocument.of(value)
            .verify(parts.container().bytes(file, limits.xmlBytes()), null, trust);
    claimed = signed.signedAt();
    if (signed.found(Finding.TIME_PROVEN)) {
      proven = signed.signedAt();
    }
    X509Certificate certificate = signed.signer();
    boolean isExpired = certificate != null && now.isAfter(certificate.getNotAfter().toInstant());
    for (Reason each : signed.reasons()) {
      boolean isBelieved =
          each.finding() == Finding.TIME_NOT_PROVEN
              && each.detail().startsWith("expired")
              && isExpired
              && policy.believesClaimedTime();
      findings.add(isBelieved ? new Reason(Finding.TIME_BELIEVED, each.detail()) : each);
    }
    return DocumentVerdict.of(findings.reasons(), certificate, signed.chain(), signed.signedAt());
  }

  private void checkSealed(Entry file, SignatureXml xml, SealedSignature signature)
      throws IOException {
    Seal carried = signature.seal();
    Signed bySigner = signature.bySigner();
    Signed byMaker = signature.byMaker();
    seal = carried;
    maker = byMaker.certificate();
    signer = bySigner.certificate();
    claimed = signature.claimedTime();
    checkLooseSeal(file, xml, signature);
    if (!MessageDigest.isEqual(parts.sm3(file), signature.documentDigest())) {
      findings.add(Finding.DOCUMENT_CHANGED, "Signature.xml is not the one that was signed");
    }
    if (!names(signature.property(), file)) {
      findings.add(Finding.DOCUMENT_CHANGED, "another Signature.xml is named in the signature");
    }
    boolean isSigned = verify(bySigner, Finding.SIGNATURE_WRONG);
    if (isSigned) {
      findings.add(Finding.SIGNATURE_HOLDS);
    }
    boolean isGenuine = verify(byMaker, Finding.SEAL_FORGED);
    boolean isListed = lists(carried.signers(), bySigner.certificateBytes());
    if (!isListed) {
      findings.add(Finding.SEAL_OF_OTHERS);
    }
    if (!isSigned || !isGenuine) {
      // Further findings would be about certificates that have nothing to do with the signature.
      return;
    }
    CertificateValidation certificates = new CertificateValidation(trust, policy, now, findings);
    certificates.checkMaker(byMaker.certificate(), carried.createdAt());
    Instant at = checkTime(carried, signature, isListed);
    if (at != null) {
      chain = certificates.checkSigner(bySigner.certificate(), at, proven);
    }
  }

  private void checkLooseSeal(Entry file, SignatureXml xml, SealedSignature signature)
      throws IOException {
    String location = xml.sealLocation();
    if (location == null) {
      return;
    }
    Entry loose = parts.container().find(location, file.name());
    if (loose == null
        || !Arrays.equals(
            parts.container().bytes(loose, limits.sealBytes()), signature.sealBytes())) {
      findings.add(Finding.SEAL_SUBSTITUTED);
    }
  }

  /**
   * Returns whether a signature's property names the file: by its path from the root, as the
   * standard has it, or, without a leading slash, by the end of its path.
   */
  private static boolean names(String property, Entry file) {
    String given = property.strip();
    String path = Container.path("/" + given, "");
    String name = file.name().toLowerCase(Locale.ROOT);
    if (path == null || path.isEmpty()) {
      return false;
    }
    String named = path.toLowerCase(Locale.ROOT);
    return named.equals(name) || (!given.startsWith("/") && name.endsWith("/" + named));
  }

  private boolean verify(Signed signed, Finding wrong) {
    if (!SM2.contains(signed.algorithm())) {
      findings.add(Finding.ALGORITHM_NOT_ACCEPTED, "signature algorithm " + signed.algorithm());
      return false;
    }
    if (!CertificateBounds.contains(signed.certificate())) {
      findings.add(wrong, "the certificate or its key is larger than any in use");
      return false;
    }
    try {
      new Sm2Verifier("seal", SmKeys.publicKey(signed.certificate()))
          .verify(signed.over(), Sm2SignatureValue.sideBySide(signed.signature()));
      return true;
    } catch (InvalidKeyException e) {
      findings.add(wrong, "the certificate's key is not an SM2 key");
    } catch (SignatureException e) {
      findings.add(wrong, e);
    }
    return false;
  }

  private static boolean lists(Seal.SignerList list, byte[] certificate) {
    return list.certificates().stream().anyMatch(each -> Arrays.equals(each, certificate))
        || list.digests().stream()
            .anyMatch(
                each ->
                    SM3.contains(each.algorithm().strip().toLowerCase(Locale.ROOT))
                        && each.value().equals(hex(PartDigests.sm3(certificate))));
  }

  /** Returns the time of the signature, proven or claimed; null if there is neither. */
  private @Nullable Instant checkTime(Seal carried, SealedSignature signature, boolean isListed) {
    if (signature.timestamp() != null) {
      Timestamp stamp =
          new TimestampVerifier(trust)
              .verify(signature.timestamp(), signature.bySigner().signature());
      proven = stamp.time();
      if (proven == null) {
        findings.add(stamp.finding(), stamp.detail());
      }
    }
    Instant at = proven != null ? proven : claimed;
    if (at == null) {
      findings.add(Finding.TIME_MISSING);
      return null;
    }
    Instant latest = (proven != null ? proven : now).plus(MAX_CLOCK_SKEW);
    if ((claimed != null && claimed.isAfter(latest)) || at.isAfter(now.plus(MAX_CLOCK_SKEW))) {
      findings.add(Finding.TIME_IMPOSSIBLE, "claimed " + claimed + ", at the latest " + latest);
    }
    if (at.isBefore(carried.validFrom()) || at.isAfter(carried.validUntil())) {
      findings.add(
          Finding.SEAL_NOT_IN_FORCE,
          "from " + carried.validFrom() + " to " + carried.validUntil() + ", used at " + at);
    } else if (isListed) {
      findings.add(Finding.SEAL_OF_SIGNER);
    }
    return at;
  }
}

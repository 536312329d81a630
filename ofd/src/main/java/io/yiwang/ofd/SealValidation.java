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
import io.yiwang.identity.x509.CertificatePurpose;
import io.yiwang.identity.x509.Revocation;
import io.yiwang.identity.x509.RevocationData;
import io.yiwang.internal.shared.Printable;
import io.yiwang.ofd.Container.Entry;
import io.yiwang.ofd.SealedSignature.Signed;
import io.yiwang.ofd.SealedSignature.UnknownVersionException;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SignatureException;
import java.security.cert.CertificateException;
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
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.jspecify.annotations.Nullable;

/** One look at one signature of a document, from its files to the verdict. */
final class SealValidation {
  private static final Duration SKEW = Duration.ofMinutes(5);
  private static final Set<String> SM3 =
      Set.of("sm3", "1.2.156.10197.1.401", "1.2.156.10197.1.401.1");
  private static final Set<String> SM2 =
      Set.of(
          "1.2.156.10197.1.501",
          "1.2.156.10197.1.301",
          "1.2.156.10197.1.301.1",
          "1.2.156.10197.1.301.3",
          "1.2.840.10045.2.1");
  private static final int SHOWN = 5;
  private static final int NUMBER = 32;

  private final PartDigests parts;
  private final DocumentTrust trust;
  private final OfdPolicy policy;
  private final OfdLimits limits;
  private final Instant now;
  private final SignaturePart part;
  private final List<Reason> reasons = new ArrayList<>();
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

  /** Whatever trips over the bytes has found no signature: whoever made it chose them. */
  SealVerdict verdict() throws IOException {
    DocumentVerdict verdict = null;
    try {
      verdict = examine();
    } catch (UnknownVersionException e) {
      found(Finding.FORM_NOT_READ, text(e));
    } catch (OfdException | SignatureException e) {
      found(Finding.MALFORMED, text(e));
    } catch (RuntimeException e) {
      found(Finding.MALFORMED, "its structure is broken");
    }
    return new SealVerdict(
        part.id(),
        verdict != null
            ? verdict
            : DocumentVerdict.of(reasons, signer, chain, proven != null ? proven : claimed),
        seal,
        maker,
        claimed,
        proven,
        covered,
        uncovered);
  }

  private void found(Finding finding, String detail) {
    reasons.add(new Reason(finding, detail));
  }

  private void found(Finding finding) {
    found(finding, "");
  }

  private static String text(Exception e) {
    return String.valueOf(e.getMessage());
  }

  /** Gives the verdict where a signature without a seal has one, else nothing. */
  private @Nullable DocumentVerdict examine() throws IOException, SignatureException {
    Entry file = part.file();
    SignatureXml xml = part.xml();
    references(file, xml);
    Entry value = parts.container().find(xml.valueLocation(), file.name());
    if (value == null) {
      throw new SignatureException("the file with the signed value is missing");
    }
    byte[] bytes = parts.container().bytes(value, limits.sealBytes());
    if (SealedSignature.isOne(bytes)) {
      sealed(file, xml, SealedSignature.read(bytes));
      return null;
    }
    if (part.isSeal()) {
      throw new SignatureException("a seal is announced, and there is none");
    }
    return unsealed(file, bytes);
  }

  private void references(Entry file, SignatureXml xml) throws IOException {
    if (!SM3.contains(xml.checkMethod().toLowerCase(Locale.ROOT))) {
      found(Finding.DIGEST_REFUSED, "CheckMethod " + Printable.of(xml.checkMethod(), 50));
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
      found(Finding.DOCUMENT_INTACT);
    } else {
      found(Finding.DOCUMENT_CHANGED, shown("changed or missing: ", changed));
    }
    List<String> needed = parts.needed(matching);
    if (!needed.isEmpty()) {
      found(
          policy.allowsUncovered()
              ? Finding.PARTS_NOT_COVERED_BY_POLICY
              : Finding.PARTS_NOT_COVERED,
          shown("not covered: ", needed));
    }
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  private static String shown(String what, List<String> files) {
    List<String> first = files.subList(0, Math.min(files.size(), SHOWN));
    String more = files.size() > SHOWN ? " and " + (files.size() - SHOWN) + " more" : "";
    return what + Printable.of(String.join(", ", first), 400) + more;
  }

  /** A signature of type Sign: over {@code Signature.xml}, as GB/T 35275 has it or bare. */
  private @Nullable DocumentVerdict unsealed(Entry file, byte[] value)
      throws IOException, SignatureException {
    if (Der.isTooDeep(value)) {
      throw new SignatureException("the signed value is nested too deep");
    }
    if (value.length == 2 * NUMBER || isBare(value)) {
      found(Finding.CERTIFICATE_MISSING, "the signature is two bare numbers");
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
      reasons.add(isBelieved ? new Reason(Finding.TIME_BELIEVED, each.detail()) : each);
    }
    return DocumentVerdict.of(reasons, certificate, signed.chain(), signed.signedAt());
  }

  private static boolean isBare(byte[] value) {
    try {
      ASN1Sequence pair = ASN1Sequence.getInstance(Der.read(value));
      return pair.size() == 2
          && pair.getObjectAt(0) instanceof ASN1Integer
          && pair.getObjectAt(1) instanceof ASN1Integer;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private void sealed(Entry file, SignatureXml xml, SealedSignature signature) throws IOException {
    Seal carried = signature.seal();
    Signed bySigner = signature.bySigner();
    seal = carried;
    maker = signature.byMaker().certificate();
    signer = bySigner.certificate();
    claimed = signature.claimedTime();
    looseSeal(file, xml, signature);
    if (!MessageDigest.isEqual(parts.sm3(file), signature.documentDigest())) {
      found(Finding.DOCUMENT_CHANGED, "Signature.xml is not the one that was signed");
    }
    if (!names(signature.property(), file)) {
      found(Finding.DOCUMENT_CHANGED, "another Signature.xml is named in the signature");
    }
    boolean isSigned = signed(bySigner, Finding.SIGNATURE_WRONG);
    if (isSigned) {
      found(Finding.SIGNATURE_HOLDS);
    }
    boolean isGenuine = signed(signature.byMaker(), Finding.SEAL_FORGED);
    boolean isListed = lists(carried.signers(), bySigner.certificateBytes());
    if (!isListed) {
      found(Finding.SEAL_OF_OTHERS);
    }
    if (!isSigned || !isGenuine) {
      // The rest would speak of certificates that have nothing to do with it.
      return;
    }
    maker(carried, signature.byMaker().certificate());
    time(carried, signature, isListed);
  }

  private void looseSeal(Entry file, SignatureXml xml, SealedSignature signature)
      throws IOException {
    String location = xml.sealLocation();
    if (location == null) {
      return;
    }
    Entry loose = parts.container().find(location, file.name());
    if (loose == null
        || !Arrays.equals(
            parts.container().bytes(loose, limits.sealBytes()), signature.sealBytes())) {
      found(Finding.SEAL_SUBSTITUTED);
    }
  }

  /**
   * Returns whether a signature's property names the file: from the root on, as the standard has
   * it, or, without a slash at its beginning, from a folder on that the file is in.
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

  private boolean signed(Signed signed, Finding wrong) {
    if (!SM2.contains(signed.algorithm())) {
      found(Finding.ALGORITHM_NOT_ACCEPTED, "signature algorithm " + signed.algorithm());
      return false;
    }
    if (!CertificateBounds.contains(signed.certificate())) {
      found(wrong, "the certificate or its key is larger than any in use");
      return false;
    }
    try {
      new Sm2Verifier("seal", SmKeys.publicKey(signed.certificate()))
          .verify(signed.over(), sideBySide(signed.signature()));
      return true;
    } catch (InvalidKeyException e) {
      found(wrong, "the certificate's key is not an SM2 key");
    } catch (SignatureException e) {
      found(wrong, text(e));
    }
    return false;
  }

  /** The verifier wants r and s side by side; a seal has them as DER, and a few do not. */
  private static byte[] sideBySide(byte[] signature) throws SignatureException {
    if (signature.length == 2 * NUMBER && !isBare(signature)) {
      return signature;
    }
    try {
      ASN1Sequence pair = ASN1Sequence.getInstance(Der.read(signature));
      byte[] both = new byte[2 * NUMBER];
      for (int i = 0; i < 2; i++) {
        BigInteger number = ASN1Integer.getInstance(pair.getObjectAt(i)).getPositiveValue();
        byte[] bytes = number.toByteArray();
        int from = bytes[0] == 0 ? 1 : 0;
        if (bytes.length - from > NUMBER) {
          throw new SignatureException("a number of the signature is too large");
        }
        System.arraycopy(
            bytes, from, both, NUMBER * (i + 1) - (bytes.length - from), bytes.length - from);
      }
      if (pair.size() != 2) {
        throw new SignatureException("the signature has more than two numbers");
      }
      return both;
    } catch (IOException | RuntimeException e) {
      throw new SignatureException("the signature is not two numbers");
    }
  }

  private static boolean lists(Seal.SignerList list, byte[] certificate) {
    return list.certificates().stream().anyMatch(each -> Arrays.equals(each, certificate))
        || list.digests().stream()
            .anyMatch(
                each ->
                    SM3.contains(each.algorithm().strip().toLowerCase(Locale.ROOT))
                        && each.value().equals(hex(PartDigests.sm3(certificate))));
  }

  /** The maker's certificate must have been good when the seal was made. */
  private void maker(Seal carried, X509Certificate certificate) {
    try {
      CertificatePurpose.DOCUMENTS.check(certificate);
      List<X509Certificate> path =
          trust.signers().chain(certificate, List.of(), carried.createdAt());
      Revocation.Finding known =
          trust.signers().revocationOf(path, earlier(carried.createdAt()), RevocationData.NONE);
      if (trust.signers().passes(known)) {
        found(Finding.SEAL_GENUINE);
      } else {
        found(Finding.SEAL_MAKER_UNTRUSTED, "its certificate is revoked, or its status is unknown");
      }
    } catch (GeneralSecurityException e) {
      found(Finding.SEAL_MAKER_UNTRUSTED, text(e));
    }
  }

  private Instant earlier(Instant time) {
    return time.isAfter(now) ? now : time;
  }

  private void time(Seal carried, SealedSignature signature, boolean isListed) {
    if (signature.timestamp() != null) {
      Timestamp stamp =
          new TimestampVerifier(trust)
              .verify(signature.timestamp(), signature.bySigner().signature());
      proven = stamp.time();
      if (proven == null) {
        found(stamp.finding(), stamp.detail());
      }
    }
    Instant at = proven != null ? proven : claimed;
    if (at == null) {
      found(Finding.TIME_MISSING);
      return;
    }
    Instant latest = (proven != null ? proven : now).plus(SKEW);
    if ((claimed != null && claimed.isAfter(latest)) || at.isAfter(now.plus(SKEW))) {
      found(Finding.TIME_IMPOSSIBLE, "claimed " + claimed + ", at the latest " + latest);
    }
    if (at.isBefore(carried.validFrom()) || at.isAfter(carried.validUntil())) {
      found(
          Finding.SEAL_NOT_IN_FORCE,
          "from " + carried.validFrom() + " to " + carried.validUntil() + ", used at " + at);
    } else if (isListed) {
      found(Finding.SEAL_OF_SIGNER);
    }
    certificate(signature.bySigner().certificate(), at);
  }

  private void certificate(X509Certificate certificate, Instant at) {
    try {
      CertificatePurpose.DOCUMENTS.check(certificate);
    } catch (CertificateException e) {
      found(Finding.CERTIFICATE_NOT_FOR_SIGNING, text(e));
      return;
    }
    Instant from = certificate.getNotBefore().toInstant();
    Instant to = certificate.getNotAfter().toInstant();
    if (at.isBefore(from) || at.isAfter(to)) {
      found(Finding.CERTIFICATE_NOT_IN_FORCE, "from " + from + " to " + to + ", signed at " + at);
      return;
    }
    try {
      chain = trust.signers().chain(certificate, List.of(), at);
      found(Finding.CERTIFICATE_TRUSTED);
      revocation(at);
    } catch (CertificateException e) {
      found(Finding.CERTIFICATE_UNTRUSTED, text(e));
      return;
    }
    if (proven != null) {
      found(Finding.TIME_PROVEN, proven.toString());
    } else if (!now.isAfter(to)) {
      found(Finding.TIME_CLAIMED);
    } else if (policy.believesClaimedTime()) {
      found(Finding.TIME_BELIEVED, "expired at " + to);
    } else {
      found(Finding.TIME_NOT_PROVEN, "expired at " + to);
    }
  }

  private void revocation(Instant at) {
    Revocation.Finding known;
    try {
      known = trust.signers().revocationOf(chain, earlier(at), RevocationData.NONE);
    } catch (GeneralSecurityException e) {
      found(Finding.REVOCATION_UNKNOWN, text(e));
      return;
    }
    Instant since = known.revokedAt();
    switch (known.status()) {
      case GOOD -> {
        if (since != null && proven == null && !since.isAfter(now)) {
          // Who stole a key can write any date; no policy believes that.
          found(Finding.TIME_NOT_PROVEN, "revoked at " + since + ", claimed " + at);
        } else {
          found(Finding.NOT_REVOKED);
        }
      }
      case REVOKED -> found(Finding.CERTIFICATE_REVOKED, "revoked at " + since);
      case NOT_CHECKED -> found(Finding.REVOCATION_NOT_PROVEN, "revocation is not checked");
      case UNKNOWN ->
          found(
              trust.signers().passes(known)
                  ? Finding.REVOCATION_NOT_PROVEN
                  : Finding.REVOCATION_UNKNOWN,
              "no usable CRL or OCSP answer at hand");
    }
  }
}

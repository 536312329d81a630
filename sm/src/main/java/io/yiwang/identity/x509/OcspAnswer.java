package io.yiwang.identity.x509;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Holds what an OCSP response says about one certificate. The response is signed by the
 * certificate's issuer, or by a responder that the issuer has authorised.
 *
 * @see "RFC 6960 sections 3.2 and 4.2.2.2"
 */
final class OcspAnswer {
  /**
   * The most certificates of responders, and the most certificates in the response, that are
   * examined.
   */
  private static final int MAX_PARTS = 8;

  /** How long an answer without an end is valid. */
  static final Duration GRACE = Duration.ofDays(1);

  private final byte[] response;
  private final Instant thisUpdate;
  private final @Nullable Instant nextUpdate;
  private final @Nullable Instant revokedAt;
  private final boolean isHold;

  /** Reads everything that is needed later, so that errors in it show now. */
  private OcspAnswer(byte[] response, SingleResp single) {
    this.response = response;
    thisUpdate = single.getThisUpdate().toInstant();
    Date next = single.getNextUpdate();
    nextUpdate = next == null ? null : next.toInstant();
    if (single.getCertStatus() instanceof RevokedStatus revoked) {
      revokedAt = since(revoked, single);
      isHold =
          revoked.hasRevocationReason()
              && revoked.getRevocationReason() == CRLReason.certificateHold;
    } else {
      revokedAt = null;
      isHold = false;
    }
  }

  /** Returns since when the certificate is revoked: the invalidity date, if that is earlier. */
  private static Instant since(RevokedStatus revoked, SingleResp single) {
    Instant since = revoked.getRevocationTime().toInstant();
    Extension extension = single.getExtension(Extension.invalidityDate);
    if (extension == null) {
      return since;
    }
    try {
      Instant invalid =
          ASN1GeneralizedTime.getInstance(extension.getParsedValue()).getDate().toInstant();
      return invalid.isBefore(since) ? invalid : since;
    } catch (ParseException | RuntimeException e) {
      return since;
    }
  }

  /** Reads the answer about a certificate; null if there is none that is correctly signed. */
  static @Nullable OcspAnswer read(
      byte[] response, X509Certificate certificate, X509Certificate issuer, Provider provider) {
    try {
      X509CertificateHolder authority = new JcaX509CertificateHolder(issuer);
      if (!(new OCSPResp(response).getResponseObject() instanceof BasicOCSPResp basic)) {
        return null;
      }
      var digests = new JcaDigestCalculatorProviderBuilder().setProvider(provider).build();
      for (SingleResp each : basic.getResponses()) {
        if (each.getCertID().getSerialNumber().equals(certificate.getSerialNumber())
            && each.getCertID().matchesIssuer(authority, digests)) {
          // A responder that does not know the certificate says nothing about it.
          return !(each.getCertStatus() instanceof UnknownStatus)
                  && isSigned(basic, authority, provider)
              ? new OcspAnswer(response, each)
              : null;
        }
      }
      return null;
    } catch (IOException
        | OCSPException
        | CertException
        | OperatorCreationException
        | GeneralSecurityException
        | RuntimeException e) {
      // What cannot be read says nothing.
      return null;
    }
  }

  /** Returns the serial numbers of the certificates that a response is about, up to a limit. */
  static List<BigInteger> serials(byte[] response) {
    try {
      if (new OCSPResp(response).getResponseObject() instanceof BasicOCSPResp basic) {
        return Arrays.stream(basic.getResponses())
            .limit(MAX_PARTS)
            .map(each -> each.getCertID().getSerialNumber())
            .distinct()
            .toList();
      }
    } catch (IOException | OCSPException | RuntimeException e) {
      // What cannot be read is not about any certificate.
    }
    return List.of();
  }

  /** Returns when a response was made, by its own account; 1970 if it cannot be read. */
  static Instant producedAt(byte[] response) {
    try {
      if (new OCSPResp(response).getResponseObject() instanceof BasicOCSPResp basic) {
        return basic.getProducedAt().toInstant();
      }
    } catch (IOException | OCSPException | RuntimeException e) {
      // Other checks decide whether it is kept.
    }
    return Instant.EPOCH;
  }

  private static boolean isSigned(
      BasicOCSPResp basic, X509CertificateHolder issuer, Provider provider)
      throws OCSPException, CertException, OperatorCreationException, GeneralSecurityException {
    ContentVerifierProvider byIssuer = verifier(issuer, provider);
    X509CertificateHolder[] brought = basic.getCerts();
    for (X509CertificateHolder named :
        Arrays.copyOf(brought, Math.min(brought.length, MAX_PARTS))) {
      if (named.getIssuer().equals(issuer.getSubject())
          && named.isValidOn(basic.getProducedAt())
          && isResponder(named)
          && named.isSignatureValid(byIssuer)) {
        return basic.isSignatureValid(verifier(named, provider));
      }
    }
    return basic.isSignatureValid(byIssuer);
  }

  private static boolean isResponder(X509CertificateHolder certificate) {
    Extension usage = certificate.getExtension(Extension.extendedKeyUsage);
    return usage != null
        && ExtendedKeyUsage.getInstance(usage.getParsedValue())
            .hasKeyPurposeId(KeyPurposeId.id_kp_OCSPSigning);
  }

  private static ContentVerifierProvider verifier(
      X509CertificateHolder certificate, Provider provider)
      throws OperatorCreationException, GeneralSecurityException {
    return new JcaContentVerifierProviderBuilder().setProvider(provider).build(certificate);
  }

  /** Returns the whole response in DER. */
  byte[] response() {
    return response;
  }

  Instant thisUpdate() {
    return thisUpdate;
  }

  /**
   * Returns whether the answer is valid at a time. Responders that sign each answer on demand give
   * no end, or the time of the answer as its end; such an answer is valid for a day, as in
   * browsers.
   */
  boolean covers(Instant at) {
    return !at.isBefore(thisUpdate)
        && !at.isAfter(nextUpdate == null || hasNoEnd() ? thisUpdate.plus(GRACE) : nextUpdate);
  }

  /** Returns whether the answer has no end, or its own time as its end. */
  boolean hasNoEnd() {
    return nextUpdate == null || nextUpdate.equals(thisUpdate);
  }

  /** Returns whether the answer says anything about a time. One that was made later does. */
  boolean isOfUse(Instant at) {
    return covers(at) || !thisUpdate.isBefore(at);
  }

  Statement statement() {
    return revokedAt == null
        ? Statement.good(thisUpdate, "")
        : Statement.revoked(thisUpdate, "", revokedAt, isHold);
  }
}

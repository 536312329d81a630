package io.yiwang.systemtests.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.yiwang.identity.DocumentSigner;
import io.yiwang.identity.DocumentTrust;
import io.yiwang.identity.DocumentVerdict;
import io.yiwang.identity.SignedDocument;
import io.yiwang.identity.sm.Sm2Signer;
import io.yiwang.identity.x509.TrustAnchors;
import java.security.GeneralSecurityException;
import java.security.SignatureException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

/** Fuzzes signed documents. */
public final class CmsFuzz implements FuzzTarget {
  static final byte[] FORM = "form".getBytes(UTF_8);
  static final String STATEMENT = "本人同意。";
  private static final Clock THEN = Clock.fixed(FuzzPki.NOW, ZoneOffset.UTC);

  private final DocumentTrust trust = trust();

  static DocumentTrust trust() {
    try {
      TrustAnchors anchors = TrustAnchors.of(FuzzPki.ROOT);
      return new DocumentTrust(anchors, anchors, THEN);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static DocumentSigner citizen() throws GeneralSecurityException {
    return new DocumentSigner(
        new Sm2Signer("doc-1", FuzzPki.key()), List.of(FuzzPki.CITIZEN), THEN);
  }

  @Override
  public Stream<byte[]> good() throws Exception {
    SignedDocument detached = citizen().detached(FORM, STATEMENT);
    return Stream.of(detached.cms(), citizen().enveloping(FORM).cms());
  }

  /** Returns a document with an invalid timestamp, so that timestamps are read. */
  @Override
  public Stream<byte[]> others() throws Exception {
    SignedDocument enveloping = citizen().enveloping(FORM);
    return Stream.of(citizen().detached(FORM).withTimestamp(enveloping.cms()).cms());
  }

  /** Checks that a document is valid only as the citizen has signed it. */
  @Override
  public boolean read(byte[] bytes) {
    SignedDocument document = SignedDocument.of(bytes);
    DocumentVerdict detached = document.verify(FORM, STATEMENT, trust);
    check(detached);
    DocumentVerdict own = document.verify(null, trust);
    check(own);
    try {
      byte[] content = document.content();
      if (own.valid()) {
        assertArrayEquals(FORM, content);
      }
      assertNotNull(document.withTimestamp(bytes));
    } catch (SignatureException e) {
      assertNotNull(e.getMessage());
    }
    return detached.valid() || own.valid();
  }

  private static void check(DocumentVerdict verdict) {
    assertNotNull(verdict.report());
    if (verdict.valid()) {
      assertEquals(FuzzPki.CITIZEN.getPublicKey(), verdict.signer().getPublicKey());
      assertEquals(FuzzPki.NOW, verdict.signedAt());
    }
  }
}

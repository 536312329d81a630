package io.yiwang.testkit;

import org.jspecify.annotations.Nullable;

/** Makes the sandbox's CMS signatures: seals of receipts, and citizens' signatures on documents. */
@FunctionalInterface
interface CmsSealer {
  /**
   * Returns a detached CMS SignedData (RFC 5652), DER.
   *
   * <p>It takes a digest, since the gateway never sees the documents that a citizen signs.
   *
   * @param digestAlgorithm {@code sm3} or {@code sha-256}
   * @param contentDigest the value of the signed attribute message-digest
   * @param statementDigest SM3 of the statement the citizen read; absent for a receipt's seal
   */
  byte[] seal(String digestAlgorithm, byte[] contentDigest, byte @Nullable [] statementDigest);
}

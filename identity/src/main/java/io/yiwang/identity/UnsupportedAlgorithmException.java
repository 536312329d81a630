package io.yiwang.identity;

import java.security.SignatureException;

/** Thrown for an algorithm that is not accepted, so that nothing is proven or disproven by it. */
final class UnsupportedAlgorithmException extends SignatureException {
  private static final long serialVersionUID = 1;

  UnsupportedAlgorithmException(String message) {
    super(message);
  }
}

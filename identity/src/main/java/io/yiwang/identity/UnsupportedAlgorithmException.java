package io.yiwang.identity;

import java.security.SignatureException;

/** An algorithm that is not accepted here: what it protects is neither proven nor disproven. */
final class UnsupportedAlgorithmException extends SignatureException {
  private static final long serialVersionUID = 1;

  UnsupportedAlgorithmException(String message) {
    super(message);
  }
}

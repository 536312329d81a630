package io.yiwang.internal;

import java.util.Map;

/**
 * One attempt: a request with the headers of its signature.
 *
 * @param headers all of them, those of the signature included
 * @param signature the value of the member {@code igs} of the Signature header, as serialised; what
 *     the answer must be bound to
 */
record Signed(Outgoing request, Map<String, String> headers, String signature) {
  @Override
  public String toString() {
    return request.toString();
  }
}

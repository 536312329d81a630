package io.yiwang.internal;

import java.util.function.BiConsumer;

/**
 * One attempt: a request with the headers of its signature.
 *
 * @param input the value of the Signature-Input header
 * @param signature the value of the member {@code igs} of the Signature header, as serialised; what
 *     the answer must be bound to
 */
record Signed(UnsignedRequest request, String input, String signature) {
  private static final String LABEL = MessageSignature.LABEL + "=";

  /** Passes on all headers, those of the signature included. */
  void forEachHeader(BiConsumer<String, String> each) {
    request.headers().forEach(each);
    each.accept("signature-input", input);
    each.accept("signature", LABEL + signature);
  }

  @Override
  public String toString() {
    return request.toString();
  }
}

package io.yiwang.internal;

import java.util.function.BiConsumer;

/**
 * A request with the signature of one attempt.
 *
 * @param input the value of the Signature-Input header
 * @param signature the serialised value of the member {@code igs} of the Signature header, to which
 *     the answer must be bound
 */
record Signed(UnsignedRequest request, String input, String signature) {
  private static final String LABEL = MessageSignature.LABEL + "=";

  /** Passes all headers, including those of the signature, to an action. */
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

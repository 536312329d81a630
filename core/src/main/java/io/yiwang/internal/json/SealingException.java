package io.yiwang.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonMappingException;

/** Says which member could not be sealed and why; its text is made here. */
final class SealingException extends JsonMappingException {
  private static final long serialVersionUID = 1L;

  private final String text;

  SealingException(JsonGenerator generator, String text) {
    super(generator, text);
    this.text = text;
  }

  /** Returns which member, and why. */
  String text() {
    return text;
  }
}

package io.yiwang.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonMappingException;

/** Thrown when a member could not be sealed; the text is this library's own. */
final class SealingException extends JsonMappingException {
  private static final long serialVersionUID = 1L;

  private final String text;

  SealingException(JsonGenerator generator, String text) {
    super(generator, text);
    this.text = text;
  }

  /** Returns which member could not be sealed, and why. */
  String text() {
    return text;
  }
}

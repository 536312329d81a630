package io.yiwang.identity.doctor;

import io.yiwang.internal.shared.Texts;
import io.yiwang.value.Language;

/** Names a usual mistake of those who sign, carry, verify or seal, in words for who must fix it. */
public enum Mistake {
  /** The body was parsed and written again, so its bytes are others. */
  BODY_RESERIALISED,
  /** Line ends of the body, or its last one, were changed. */
  BODY_LINE_ENDS,
  /** The body travels in another charset than the one that was digested. */
  BODY_CHARSET,
  /** The body was packed or unpacked after it was digested. */
  BODY_CODING,
  /** A body was announced, and none arrived. */
  BODY_MISSING,
  /** The digest belongs to other bytes, and nothing usual makes them these. */
  DIGEST_OF_ANOTHER_BODY,
  /** There is a body and no digest that could be checked. */
  DIGEST_MISSING,
  /** The digest was made with another algorithm than it says. */
  DIGEST_ALGORITHM,

  /** A header was broken over several lines. */
  HEADER_FOLDED,
  /** Several header lines of one name were joined, or not joined, in another way. */
  HEADER_COMBINED,
  /** The value of a header was changed. */
  HEADER_REWRITTEN,
  /** The method is another, or in another case. */
  METHOD_REWRITTEN,
  /** The host or port is another. */
  AUTHORITY_REWRITTEN,
  /** The path is another, or written in another way. */
  PATH_REWRITTEN,
  /** The query is another, or written in another way. */
  QUERY_REWRITTEN,
  /** The status is another. */
  STATUS_REWRITTEN,
  /** The answer is bound to another request. */
  ANSWER_OF_ANOTHER_REQUEST,
  /** The answer is bound to the request's signature in another form. */
  REQUEST_SIGNATURE_FORM,
  /** There is no request to check the answer with. */
  REQUEST_MISSING,
  /** The signature's parameters were written in another way than they were signed. */
  PARAMETERS_REWRITTEN,
  /** The signed text was put together in another way. */
  SIGNED_TEXT_FORM,

  /** DER where the two numbers alone should be. */
  DER_FOR_RAW,
  /** A number lost its leading zeros, or got a zero too many. */
  HALVES_UNPADDED,
  /** A structure of a device's interface, each number in 64 bytes. */
  DEVICE_STRUCTURE,
  /** The public key behind the two numbers. */
  KEY_APPENDED,
  /** The byte 04 before the two numbers. */
  PREFIX_BEFORE_R,
  /** The numbers with their last byte first. */
  HALVES_LITTLE_ENDIAN,
  /** The second number was replaced by its negative, as is usual for ECDSA. */
  LOW_S,
  /** The second number comes first. */
  HALVES_SWAPPED,
  /** The two numbers as a text. */
  HALVES_AS_TEXT,
  /** Hexadecimal digits where base64 should be. */
  HEX_FOR_BASE64,
  /** Base64 of base64. */
  BASE64_TWICE,
  /** Base64 broken over lines. */
  BASE64_LINE_BREAKS,
  /** Base64 of the kind for URLs, or without its padding. */
  BASE64_ALPHABET,
  /** Not the syntax of a byte sequence. */
  FIELD_SYNTAX,

  /** An own key is used where the other side's should be, or the other way round. */
  OWN_KEY,
  /** Another known key than the one it names. */
  OTHER_KEY,
  /** Nobody's key has that id. */
  KEY_UNKNOWN,
  /** The private key was read wrongly by whoever signed. */
  PRIVATE_KEY_MISREAD,
  /** The key is given with a byte 04 too many or too few. */
  PUBLIC_KEY_PREFIX,
  /** Another user id went into Z. */
  WRONG_USER_ID,
  /** The user id with the zero that ends a text in C. */
  USER_ID_TERMINATED,
  /** The public key was used as the user id. */
  USER_ID_IS_KEY,
  /** The length of the user id in another unit. */
  USER_ID_LENGTH,
  /** What Z is a hash of, itself. */
  Z_NOT_HASHED,
  /** Z behind the message. */
  Z_AFTER_TEXT,
  /** Z of a key that did not sign. */
  Z_OF_OTHER_KEY,
  /** The digest in hexadecimal was signed. */
  DIGEST_AS_TEXT,
  /** The user's part of the digest was left out. */
  Z_LEFT_OUT,
  /** The message was taken for a digest. */
  NOT_HASHED,
  /** The digest was taken for the message. */
  HASHED_TWICE,
  /** Another algorithm than the key's. */
  WRONG_ALGORITHM,

  /** The clocks are apart. */
  CLOCK,
  /** The time is in another unit or zone. */
  TIME_UNIT,
  /** The signature does not cover what it must, or lacks a parameter. */
  COVERAGE,
  /** The signature covers what a capture has left out. */
  MASKED,
  /** There is no signature. */
  UNSIGNED,

  /** The parts of the encrypted key are in another order. */
  CIPHER_LAYOUT,
  /** A structure of a device's interface. */
  CIPHER_STRUCTURE,
  /** The point is compressed. */
  CIPHER_COMPRESSED,
  /** The point lacks its prefix, or has it twice. */
  CIPHER_PREFIX,
  /** Another mode than GCM. */
  CIPHER_MODE,
  /** The content key was read as a text. */
  CONTENT_KEY_FORM,
  /** iv and tag are somewhere else. */
  IV_OR_TAG_MISPLACED,
  /** The additional data is another. */
  ADDITIONAL_DATA,
  /** RSA with other parameters. */
  PADDING,
  /** The text is in another charset. */
  TEXT_CHARSET,

  /** Nothing usual explains it. */
  UNEXPLAINED;

  private static final Texts TEXTS = new Texts("doctor", Mistake.class);

  /** Returns what is wrong and what would be right, in that language. */
  public String text(Language language) {
    return TEXTS.of(language.tag(), "mistake." + name());
  }
}

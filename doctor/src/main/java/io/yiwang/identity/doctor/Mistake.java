package io.yiwang.identity.doctor;

import io.yiwang.internal.shared.Texts;
import io.yiwang.value.Language;

/** Names a common mistake in signing, forwarding, verifying or sealing, and how to fix it. */
public enum Mistake {
  /** The body was parsed and serialised again, which changed its bytes. */
  BODY_RESERIALISED,
  /** Line ends of the body, or its last one, were changed. */
  BODY_LINE_ENDS,
  /** The body is sent in another charset than the one that was digested. */
  BODY_CHARSET,
  /** The body was compressed or decompressed after it was digested. */
  BODY_CODING,
  /** A body was announced, and none arrived. */
  BODY_MISSING,
  /** The digest belongs to another body, and no common mistake explains the difference. */
  DIGEST_OF_ANOTHER_BODY,
  /** There is a body, but no digest that can be checked. */
  DIGEST_MISSING,
  /** The digest was made with another algorithm than its label names. */
  DIGEST_ALGORITHM,

  /** A header was folded over several lines. */
  HEADER_FOLDED,
  /** Header lines of the same name were joined in another way, or not at all. */
  HEADER_COMBINED,
  /** The value of a header was changed. */
  HEADER_REWRITTEN,
  /** The method was changed, or its case was. */
  METHOD_REWRITTEN,
  /** The host or port was changed. */
  AUTHORITY_REWRITTEN,
  /** The path was changed, or is written in another way. */
  PATH_REWRITTEN,
  /** The query was changed, or is written in another way. */
  QUERY_REWRITTEN,
  /** The status was changed. */
  STATUS_REWRITTEN,
  /** The answer is bound to another request. */
  ANSWER_OF_ANOTHER_REQUEST,
  /** The answer is bound to the request's signature in the wrong form. */
  REQUEST_SIGNATURE_FORM,
  /** The answer's request is needed and was not given. */
  REQUEST_MISSING,
  /** The signature's parameters are written in another way than they were signed. */
  PARAMETERS_REWRITTEN,
  /** The text to sign was composed in the wrong way. */
  SIGNED_TEXT_FORM,

  /** The signature is in DER instead of the bare numbers r and s. */
  DER_FOR_RAW,
  /** A number lost its leading zeros, or has a zero too many. */
  HALVES_UNPADDED,
  /** The signature is a structure of a device's interface, with 64 bytes for each number. */
  DEVICE_STRUCTURE,
  /** The public key is appended to the numbers r and s. */
  KEY_APPENDED,
  /** The numbers r and s have a byte 04 before them. */
  PREFIX_BEFORE_R,
  /** The numbers r and s have their last byte first. */
  HALVES_LITTLE_ENDIAN,
  /** The number s was replaced by n - s, as some ECDSA libraries do. */
  LOW_S,
  /** The number s comes before r. */
  HALVES_SWAPPED,
  /** The numbers r and s are written as a text. */
  HALVES_AS_TEXT,
  /** A value is in hexadecimal instead of base64. */
  HEX_FOR_BASE64,
  /** A value was encoded in base64 twice. */
  BASE64_TWICE,
  /** The base64 contains line breaks. */
  BASE64_LINE_BREAKS,
  /** The base64 uses the alphabet for URLs, or lacks its padding. */
  BASE64_ALPHABET,
  /** A value does not have the syntax of a byte sequence. */
  FIELD_SYNTAX,

  /** The message was signed with the receiving party's own key. */
  OWN_KEY,
  /** The message was signed with another known key than the one it names. */
  OTHER_KEY,
  /** No known key has the id that the message names. */
  KEY_UNKNOWN,
  /** The signer misread its private key. */
  PRIVATE_KEY_MISREAD,
  /** The public key has its prefix 04 twice, or lacks it. */
  PUBLIC_KEY_PREFIX,
  /** Z was made with another user id. */
  WRONG_USER_ID,
  /** The user id includes the zero byte that ends a string in C. */
  USER_ID_TERMINATED,
  /** The public key was used as the user id. */
  USER_ID_IS_KEY,
  /** The length of the user id is in bytes instead of bits. */
  USER_ID_LENGTH,
  /** The parts of Z were used without hashing them. */
  Z_NOT_HASHED,
  /** Z was put after the message. */
  Z_AFTER_TEXT,
  /** Z was made with another public key than the signer's. */
  Z_OF_OTHER_KEY,
  /** The digest was signed as hexadecimal text. */
  DIGEST_AS_TEXT,
  /** Z was omitted from the digest. */
  Z_LEFT_OUT,
  /** The message was signed as if it were a digest. */
  NOT_HASHED,
  /** A digest was signed as if it were the message. */
  HASHED_TWICE,
  /** Another algorithm was used than the key's, or other parameters. */
  WRONG_ALGORITHM,

  /** The clocks differ too much, or the message is too old. */
  CLOCK,
  /** The time is in another unit or zone. */
  TIME_UNIT,
  /** The signature does not cover a required component, or lacks a required parameter. */
  COVERAGE,
  /** The signature covers a value that a capture has masked. */
  MASKED,
  /** There is no signature. */
  UNSIGNED,

  /** The parts of the encrypted key are in another order. */
  CIPHER_LAYOUT,
  /** The encrypted key is a structure of a device's interface. */
  CIPHER_STRUCTURE,
  /** The point in the encrypted key is compressed. */
  CIPHER_COMPRESSED,
  /** The point in the encrypted key lacks its prefix 04, or has it twice. */
  CIPHER_PREFIX,
  /** Another mode than GCM was used. */
  CIPHER_MODE,
  /** The content key was handled as a text. */
  CONTENT_KEY_FORM,
  /** The iv or the tag is in the wrong place. */
  IV_OR_TAG_MISPLACED,
  /** The additional data is wrong. */
  ADDITIONAL_DATA,
  /** RSA was used with another padding, or other parameters of it. */
  PADDING,
  /** The text is not in UTF-8. */
  TEXT_CHARSET,

  /** No common mistake explains the failure. */
  UNEXPLAINED;

  private static final Texts TEXTS = new Texts("doctor", Mistake.class);

  /** Returns a sentence that says what is wrong and what would be right. */
  public String text(Language language) {
    return TEXTS.of(language.tag(), "mistake." + name());
  }
}

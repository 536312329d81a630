package io.yiwang.systemtests.fuzz;

import io.yiwang.identity.command.DoctorCommandFuzz;
import io.yiwang.internal.ReplyReaderFuzz;
import io.yiwang.internal.ReplyVerifierFuzz;
import io.yiwang.internal.StructuredFieldsFuzz;
import java.util.function.Supplier;

/** The parsers that are fuzzed. The letter is the first byte of an input for the parser. */
@SuppressWarnings("ImmutableEnumChecker") // The suppliers return new targets.
public enum Parser {
  STRUCTURED_FIELDS('a', StructuredFieldsFuzz::new),
  SIGNED_ANSWER('b', ReplyVerifierFuzz::new),
  ANSWER('c', ReplyReaderFuzz::new),
  CALLBACK('d', CallbackReceiverFuzz::new),
  CANONICAL_JSON('e', CanonicalJsonFuzz::new),
  SNAPSHOT('f', JsonLinesFuzz::new),
  STATEMENT('g', StatementFuzz::new),
  CHANNEL_FILE('h', ChannelFileFuzz::new),
  RECEIPT('i', ReceiptFuzz::new),
  VALUES('j', ValuesFuzz::new),
  QR_TEXT('k', GovQrReaderFuzz::new),
  QR_IMAGE('l', QrImageFuzz::new),
  KEYS('m', KeysFuzz::new),
  SEALED('n', SealedFuzz::new),
  CERTIFICATE('o', CertificateFuzz::new),
  REVOCATION('p', RevocationFuzz::new),
  CMS('q', CmsFuzz::new),
  BUNDLE('r', BundleFuzz::new),
  LOGIN('s', LoginFuzz::new),
  HTTP_MESSAGE('t', HttpMessageFuzz::new),
  TOKENS('u', TokensFuzz::new),
  SIGNATURE_DOCTOR('v', SignatureDoctorFuzz::new),
  SEALING_DOCTOR('w', SealingDoctorFuzz::new),
  DOCTOR_COMMAND('x', DoctorCommandFuzz::new),
  OFD('y', OfdFuzz::new);

  private final char letter;
  private final Supplier<FuzzTarget> target;

  Parser(char letter, Supplier<FuzzTarget> target) {
    this.letter = letter;
    this.target = target;
  }

  char letter() {
    return letter;
  }

  FuzzTarget target() {
    return target.get();
  }
}

package io.yiwang.examples.fuzz;

import io.yiwang.identity.command.DoctorCommandFuzz;
import io.yiwang.internal.ReplyReaderFuzz;
import io.yiwang.internal.ReplyVerifierFuzz;
import io.yiwang.internal.StructuredFieldsFuzz;
import java.util.function.Supplier;

/** What is fuzzed; the letter opens an input that is meant for it. */
@SuppressWarnings("ImmutableEnumChecker") // A supplier of new ones.
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
  private final Supplier<FuzzTarget> maker;

  Parser(char letter, Supplier<FuzzTarget> maker) {
    this.letter = letter;
    this.maker = maker;
  }

  char letter() {
    return letter;
  }

  FuzzTarget target() {
    return maker.get();
  }
}

package io.yiwang.identity.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.yiwang.identity.command.CommandLine.WrongUse;
import io.yiwang.identity.doctor.Diagnosis;
import io.yiwang.identity.doctor.HttpMessage;
import io.yiwang.identity.doctor.KnownKey;
import io.yiwang.identity.doctor.Mistake;
import io.yiwang.identity.doctor.SignatureDoctor;
import io.yiwang.internal.shared.Printable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Diagnoses why a captured message does not verify. */
final class DoctorCommand {
  private static final int CLEAN = 0;
  private static final int EXPLAINED = 1;
  private static final int UNEXPLAINED = 3;
  private static final String CAPTURE_SEPARATOR = "\r\n----- answer -----\r\n";
  private static final String KEYS = "--keys";
  private static final String OWN = "--own";
  private static final String USER_ID = "--user-id";
  private static final String AUTHORITY = "--authority";
  private static final String PATH = "--path";
  private static final String AT = "--at";

  static final String HELP =
      """
      java -jar yiwang-doctor-tools.jar doctor MESSAGE [REQUEST ...] --keys PATH [options]

        MESSAGE             a request, callback or answer in the format of HTTP/1.1: head, empty
                            line, body; or a file of a client's ExchangeCapture, which contains
                            the answer and its request
        REQUEST             for an answer: its request, then others that it might belong to
        --keys PATH         public keys of the expected signer: a file, or a folder of files
                            KEYID.pem (PEM, DER, hex or bare; also certificates)
        --own PATH          public keys of the receiving party, in the same forms
        --user-id FILE      a file with an SM2 user id that may have been used; repeatable
        --authority HOST    another host[:port] that may have been signed; repeatable
        --path PATH         another path that may have been signed, such as the public path of a
                            callback; repeatable
        --at TIME           when the message arrived, such as 2026-11-26T12:00:00+08:00
      Prints what is wrong, in Chinese and English, and nothing of the message or the keys. The
      exit code is 0 if nothing is wrong, 1 if the mistake was found, 3 if it was not, and 2 if the
      command line is wrong or a file cannot be read.
      """;

  private DoctorCommand() {}

  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    if (arguments.contains("--help")) {
      out.print(HELP);
      return CLEAN;
    }
    try {
      return examine(
          new CommandLine(arguments, List.of(KEYS, OWN, USER_ID, AUTHORITY, PATH, AT)), out);
    } catch (WrongUse e) {
      err.println(Printable.of(e.getMessage(), 1000));
      err.println("try: java -jar yiwang-doctor-tools.jar doctor --help");
      return Main.WRONG_USE;
    }
  }

  private static int examine(CommandLine line, PrintStream out) throws WrongUse {
    if (line.files().isEmpty()) {
      throw new WrongUse("no message is given");
    }
    List<HttpMessage> messages = new ArrayList<>();
    for (String file : line.files()) {
      try {
        for (byte[] message : parts(CommandLine.read(file))) {
          messages.add(HttpMessage.read(message));
        }
      } catch (IllegalArgumentException e) {
        throw new WrongUse(file + ": " + e.getMessage());
      }
    }
    HttpMessage[] requests = messages.subList(1, messages.size()).toArray(HttpMessage[]::new);
    Diagnosis diagnosis = doctor(line).examine(messages.get(0), requests);
    out.print(diagnosis.report());
    if (diagnosis.isClean()) {
      return CLEAN;
    }
    return diagnosis.mistakes().contains(Mistake.UNEXPLAINED)
            || diagnosis.mistakes().equals(List.of(Mistake.MASKED))
        ? UNEXPLAINED
        : EXPLAINED;
  }

  /** Returns the answer and the request of a client's capture, or the whole of any other file. */
  private static List<byte[]> parts(byte[] file) {
    String text = new String(file, ISO_8859_1);
    int at = text.indexOf(CAPTURE_SEPARATOR);
    return at < 0
        ? List.of(file)
        : List.of(
            text.substring(at + CAPTURE_SEPARATOR.length()).getBytes(ISO_8859_1),
            text.substring(0, at).getBytes(ISO_8859_1));
  }

  private static SignatureDoctor doctor(CommandLine line) throws WrongUse {
    SignatureDoctor.Builder doctor = SignatureDoctor.builder();
    List<KnownKey> signers = keys(line.all(KEYS));
    if (signers.isEmpty()) {
      throw new WrongUse(KEYS + " is missing, or names no key; give the expected signer's key");
    }
    signers.forEach(doctor::signerKey);
    keys(line.all(OWN)).forEach(doctor::ownKey);
    for (String file : line.all(USER_ID)) {
      doctor.userId(withoutLineEnd(CommandLine.read(file)));
    }
    line.all(AUTHORITY).forEach(doctor::authority);
    line.all(PATH).forEach(doctor::path);
    String at = line.option(AT);
    if (at != null) {
      try {
        doctor.at(OffsetDateTime.parse(at).toInstant());
      } catch (DateTimeException e) {
        throw new WrongUse(AT + " needs a time such as 2026-11-26T12:00:00+08:00");
      }
    }
    return doctor.build();
  }

  private static List<KnownKey> keys(List<String> paths) throws WrongUse {
    List<KnownKey> keys = new ArrayList<>();
    for (String path : paths) {
      for (Path file : files(CommandLine.path(path))) {
        String keyId = String.valueOf(file.getFileName()).replaceFirst("\\.[A-Za-z0-9]+$", "");
        try {
          keys.add(KnownKey.of(keyId, CommandLine.read(file)));
        } catch (InvalidKeyException | IllegalArgumentException e) {
          throw new WrongUse(file + ": " + e.getMessage());
        }
      }
    }
    return keys;
  }

  private static List<Path> files(Path path) throws WrongUse {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new WrongUse("cannot read " + path);
    }
  }

  /** Removes the line end that an editor adds at the end of a file; it is not part of the id. */
  private static byte[] withoutLineEnd(byte[] content) {
    int length = content.length;
    while (length > 0 && (content[length - 1] == '\n' || content[length - 1] == '\r')) {
      length--;
    }
    return Arrays.copyOf(content, length);
  }
}

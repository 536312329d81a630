package io.yiwang.identity.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.systemtests.fuzz.FuzzTarget;
import io.yiwang.systemtests.fuzz.SignatureDoctorFuzz;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.Stream;

/** Fuzzes the files that the doctor command reads. */
public final class DoctorCommandFuzz implements FuzzTarget {
  private static final String SEPARATOR = "\r\n----- answer -----\r\n";

  private final Path message = file("message");
  private final Path key = file("gw-1.pem");

  /** Creates the command's files, which are deleted when the process exits. */
  public DoctorCommandFuzz() {
    try {
      Files.write(key, SignatureDoctorFuzz.PUBLIC);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path file(String name) {
    try {
      Path folder = Files.createTempDirectory("fuzz");
      Path file = folder.resolve(name);
      folder.toFile().deleteOnExit();
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Stream<byte[]> good() throws GeneralSecurityException {
    return Stream.of(SignatureDoctorFuzz.signed());
  }

  @Override
  public Stream<byte[]> others() throws GeneralSecurityException {
    String request = new String(SignatureDoctorFuzz.signed(), UTF_8);
    String answer = "HTTP/1.1 200 OK\r\nSignature-Input: igs=()\r\nSignature: igs=:AA==:\r\n\r\n";
    return Stream.of(request + SEPARATOR + answer, SEPARATOR).map(text -> text.getBytes(UTF_8));
  }

  /** Checks the exit code, and that nothing is printed that controls a terminal. */
  @Override
  public boolean read(byte[] bytes) throws IOException {
    Files.write(message, bytes);
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    int code;
    try (PrintStream out = new PrintStream(output, true, UTF_8)) {
      code =
          Main.run(
              List.of(
                  "doctor",
                  message.toString(),
                  "--keys",
                  key.toString(),
                  "--at",
                  "2027-01-15T08:00:00Z"),
              out,
              out);
    }
    assertTrue(code >= 0 && code <= 3, "an exit code that the help does not name");
    String text = output.toString(UTF_8);
    assertTrue(!text.isEmpty() && text.length() < 100_000);
    assertEquals(
        0,
        text.chars().filter(each -> Character.isISOControl(each) && each != '\n').count(),
        "a control character is printed");
    return code == 0;
  }
}

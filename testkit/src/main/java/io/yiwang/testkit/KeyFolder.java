package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * Keeps a sandbox's keys in a folder, so that clients know a sandbox that is started again. Keys
 * that are missing are made and written.
 */
final class KeyFolder implements KeySource {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

  private final Path folder;

  KeyFolder(Path folder) {
    this.folder = folder;
  }

  @Override
  public KeyPair pair(SandboxScheme scheme, String name) {
    Path file = folder.resolve(fileName(scheme + "-" + name) + ".pem");
    try {
      if (Files.exists(file)) {
        return scheme.keys(block(file, 0), block(file, 1));
      }
      KeyPair made = scheme.ownKeys();
      write(
          file,
          Pem.of("PRIVATE KEY", made.getPrivate().getEncoded())
              + Pem.of("PUBLIC KEY", made.getPublic().getEncoded()));
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new UncheckedIOException(new IOException(file + " does not hold a key of " + scheme));
    }
  }

  @Override
  public X509CertificateHolder root(
      String name, KeyPair pair, Function<KeyPair, X509CertificateHolder> issue) {
    Path file = folder.resolve(fileName(name) + ".crt.pem");
    try {
      if (Files.exists(file)) {
        return new X509CertificateHolder(block(file, 0));
      }
      X509CertificateHolder made = issue.apply(pair);
      write(file, Pem.of("CERTIFICATE", CertificateAuthority.der(made)));
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String secret(String name) {
    Path file = folder.resolve(fileName(name) + ".txt");
    try {
      if (Files.exists(file)) {
        return Files.readString(file, UTF_8).strip();
      }
      String made = Nonces.next();
      write(file, made + "\n");
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String fileName(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]+", "-");
  }

  private void write(Path file, String text) throws IOException {
    Files.createDirectories(folder);
    PrivateFile.write(file, text.getBytes(UTF_8));
  }

  private static byte[] block(Path file, int number) throws IOException {
    List<byte[]> blocks = blocks(Files.readString(file, UTF_8));
    if (blocks.size() <= number) {
      throw new IOException(file + " is not complete; delete it to have it made again");
    }
    return blocks.get(number);
  }

  /** Returns the contents of the blocks of a PEM file, in order. */
  static List<byte[]> blocks(String pem) {
    Matcher matcher = BLOCK.matcher(pem);
    return matcher.results().map(each -> Base64.getMimeDecoder().decode(each.group(2))).toList();
  }

  @Override
  public String toString() {
    return "KeyFolder[" + folder + "]";
  }
}

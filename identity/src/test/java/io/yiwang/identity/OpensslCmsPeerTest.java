package io.yiwang.identity;

import static io.yiwang.identity.TestPki.CITIZEN;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.DocumentVerdict.Status;
import io.yiwang.identity.TestPki.Holder;
import io.yiwang.identity.sm.Peer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests against OpenSSL's CMS and time stamps; it does not support SM2 in CMS. */
@Tag("peer")
class OpensslCmsPeerTest {
  private static final byte[] FORM = "申请表\r\nwith lines\n".getBytes(UTF_8);

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  @TempDir Path folder;
  private Holder root;
  private DocumentTrust trust;

  @BeforeEach
  void files() throws Exception {
    root = holder(null, "CN=Root", "SHA256withRSA", TestPki.AUTHORITY);
    Instant soon = now.plusSeconds(60);
    trust = TestTrust.in(soon, root.certificate());
    Files.write(folder.resolve("form"), FORM);
    Files.writeString(folder.resolve("root.pem"), TestPki.pem(root.certificate()));
  }

  /** Issues a certificate that is valid now, because OpenSSL uses the system's clock. */
  private Holder holder(Holder issuer, String name, String scheme, TestPki.Shape shape)
      throws Exception {
    Instant from = now.minus(Duration.ofDays(1));
    return TestPki.issue(issuer, name, scheme, shape, from, from.plus(Duration.ofDays(30)));
  }

  private void write(Holder holder, String name) throws Exception {
    Files.writeString(folder.resolve(name + ".pem"), TestPki.pem(holder.certificate()));
    Files.writeString(folder.resolve(name + ".key"), pem(holder.key()));
  }

  private static String pem(PrivateKey key) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(key.getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  private Peer.Ended openssl(String command) throws Exception {
    List<String> words = new ArrayList<>(List.of("openssl"));
    words.addAll(List.of(command.split(" ")));
    return Peer.run(folder, words);
  }

  @ParameterizedTest
  @CsvSource({
    "SHA256withECDSA, sha256, ''",
    "SHA256withECDSA, sha384, ''",
    "SHA256withRSA, sha256, ''",
    "SHA256withRSA, sha512, ''",
    "SHA256withRSA, sha256, ' -keyopt rsa_padding_mode:pss'",
  })
  void verify_signedByOpenssl_isValid(String scheme, String digest, String option)
      throws Exception {
    write(holder(root, "CN=Li", scheme, CITIZEN), "li");
    String sign =
        "cms -sign -cades -binary -in form -signer li.pem -inkey li.key -outform DER -md ";
    openssl(sign + digest + option + " -out detached.cms").good();
    openssl(sign + digest + option + " -nodetach -out whole.cms").good();
    SignedDocument detached = SignedDocument.of(Files.readAllBytes(folder.resolve("detached.cms")));
    SignedDocument whole = SignedDocument.of(Files.readAllBytes(folder.resolve("whole.cms")));

    assertValid(detached.verify(FORM, null, trust));
    assertValid(whole.verify(null, trust));
    assertArrayEquals(FORM, whole.content());
    assertTrue(
        detached.verify("another".getBytes(UTF_8), null, trust).found(Finding.DOCUMENT_CHANGED));
  }

  @Test
  void verify_signedByOpensslWithoutNamingTheCertificate_isReported() throws Exception {
    write(holder(root, "CN=Li", "SHA256withECDSA", CITIZEN), "li");
    openssl(
            "cms -sign -binary -in form -signer li.pem -inkey li.key -outform DER -md sha256"
                + " -out detached.cms")
        .good();
    SignedDocument detached = SignedDocument.of(Files.readAllBytes(folder.resolve("detached.cms")));

    DocumentVerdict verdict = detached.verify(FORM, null, trust);
    assertEquals(Status.INDETERMINATE, verdict.status(), verdict::report);
    assertTrue(verdict.found(Finding.SIGNATURE_HOLDS), verdict::report);
    assertTrue(verdict.found(Finding.CERTIFICATE_NOT_NAMED), verdict::report);
  }

  private static void assertValid(DocumentVerdict verdict) {
    assertEquals(Status.VALID, verdict.status(), verdict::report);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SHA256withECDSA", "SHA256withRSA"})
  void sign_document_verifiesInOpenssl(String scheme) throws Exception {
    Holder citizen = holder(root, "CN=Li", scheme, CITIZEN);
    DocumentSigner signer =
        new DocumentSigner(
            citizen.signer(), List.of(citizen.certificate()), Clock.fixed(now, ZoneOffset.UTC));
    Files.write(folder.resolve("detached.cms"), signer.detached(FORM, "本人同意。").cms());
    Files.write(folder.resolve("whole.cms"), signer.enveloping(FORM).cms());
    Files.writeString(folder.resolve("other"), "another");
    String verify = "cms -verify -binary -inform DER -CAfile root.pem -purpose any -out out ";

    openssl(verify + "-in detached.cms -content form").good();
    assertArrayEquals(FORM, Files.readAllBytes(folder.resolve("out")));
    openssl(verify + "-in whole.cms").good();
    assertArrayEquals(FORM, Files.readAllBytes(folder.resolve("out")));
    assertNotEquals(0, openssl(verify + "-in detached.cms -content other").code());
  }

  @Test
  void sign_rsaPss_verifiesInOpenssl() throws Exception {
    Holder citizen = holder(root, "CN=Li", "SHA256withRSA", CITIZEN);
    DocumentSigner signer =
        new DocumentSigner(citizen.pssSigner(), List.of(citizen.certificate()), Clock.systemUTC());
    Files.write(folder.resolve("detached.cms"), signer.detached(FORM).cms());

    openssl(
            "cms -verify -binary -inform DER -CAfile root.pem -purpose any -out out"
                + " -in detached.cms -content form")
        .good();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sha256", "sha512", "sm3"})
  void verify_stampedByOpenssl_provesTheTime(String digest) throws Exception {
    Holder citizen = holder(root, "CN=Li", "SM3withSM2", CITIZEN);
    write(holder(root, "CN=TSA", "SHA256withRSA", TestPki.STAMPS), "tsa");
    SignedDocument signed =
        new DocumentSigner(citizen.signer(), List.of(citizen.certificate()), Clock.systemUTC())
            .detached(FORM);
    Files.write(folder.resolve("signature"), signed.timestampImprint());
    Files.writeString(folder.resolve("serial"), "01\n");
    Files.writeString(
        folder.resolve("tsa.cnf"),
        """
        [tsa]
        serial = serial
        default_policy = 1.2.3.4
        digests = sha256, sha512, sm3
        signer_digest = sha256
        """);
    openssl("ts -query -data signature -" + digest + " -cert -out query").good();
    openssl(
            "ts -reply -config tsa.cnf -section tsa -queryfile query -signer tsa.pem"
                + " -inkey tsa.key -token_out -out token")
        .good();
    byte[] token = Files.readAllBytes(folder.resolve("token"));

    DocumentVerdict verdict = signed.withTimestamp(token).verify(FORM, null, trust);
    assertValid(verdict);
    assertTrue(verdict.found(Finding.TIME_PROVEN), verdict::report);
    SignedDocument another =
        new DocumentSigner(citizen.signer(), List.of(citizen.certificate()), Clock.systemUTC())
            .detached(FORM);
    assertFalse(another.withTimestamp(token).verify(FORM, null, trust).found(Finding.TIME_PROVEN));
  }
}

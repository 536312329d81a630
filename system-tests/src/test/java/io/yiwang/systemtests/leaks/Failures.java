package io.yiwang.systemtests.leaks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.Content;
import io.yiwang.Gateway;
import io.yiwang.GovClient;
import io.yiwang.GovRequest;
import io.yiwang.KeyRing;
import io.yiwang.identity.IdentityCheck;
import io.yiwang.identity.IdentityClient;
import io.yiwang.identity.sm.SmKeys;
import io.yiwang.journal.Draft;
import io.yiwang.journal.Journal;
import io.yiwang.journal.NoSensitivePayload;
import io.yiwang.messages.Message;
import io.yiwang.messages.MessageClient;
import io.yiwang.messages.MessageStatus;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.PenaltyDecisionNumber;
import io.yiwang.payments.Proof;
import io.yiwang.signing.AesGcmCipher;
import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.EcdsaP256Signer;
import io.yiwang.signing.Ed25519Signer;
import io.yiwang.signing.RsaSigner;
import io.yiwang.signing.Sealed;
import io.yiwang.signing.Sealer;
import io.yiwang.signing.Signer;
import io.yiwang.value.CitizenId;
import io.yiwang.value.Confidential;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.ProviderException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

/** Causes every failure of calls, keys and journals that hold marked data. */
final class Failures {
  private final LeakNode node;
  private final Parent parent;
  private final Path folder;

  Failures(LeakNode node, Parent parent, Path folder) {
    this.node = node;
    this.parent = parent;
    this.folder = folder;
  }

  private String value(String name) {
    return parent.value(name);
  }

  void all(Signer signer, KeyRing ring, Sealer sealer) throws Exception {
    notSent(signer, ring, sealer);
    unknown(signer, ring, sealer);
    strangers(signer, ring, sealer);
    keys();
    journals();
  }

  private GovClient.Builder hurried(Signer signer, KeyRing ring, Sealer sealer) throws Exception {
    return node.builder(signer, ring, sealer).callTimeout(Duration.ofMillis(400));
  }

  private Object lookup(Gateway gov) {
    return new FineClient(gov)
        .lookup(new PenaltyDecisionNumber(value("decision-1")), Proof.plate(value("plate-1")));
  }

  private Object submit(Gateway gov) {
    return new MessageClient(gov)
        .submit(new Operations(gov, parent, Clock.systemUTC(), folder).message());
  }

  private void notSent(Signer signer, KeyRing ring, Sealer sealer) throws Exception {
    try (GovClient gov =
        node.builder(signer, ring, sealer).endpoint(URI.create("https://127.0.0.1:1/x/")).build()) {
      node.attempt("closed port", () -> lookup(gov));
    }
    try (GovClient gov =
        node.builder(signer, ring, sealer)
            .endpoint(URI.create("https://no-such-host.invalid/x/"))
            .build()) {
      node.attempt("unknown host", () -> submit(gov));
    }
    try (GovClient gov =
        node.builder(signer, ring, sealer).callTimeout(Duration.ofNanos(1)).build()) {
      node.attempt("deadline", () -> lookup(gov));
    }
    try (GovClient gov = node.builder(signer, ring, sealer).build()) {
      node.attempt(
          "interrupted",
          () -> {
            Thread.currentThread().interrupt();
            try {
              return lookup(gov);
            } finally {
              Thread.interrupted();
            }
          });
      node.attempt(
          "no such folder",
          () -> new FineClient(gov).receiptDocument("1", Path.of("/no/such/folder")));
      node.attempt(
          "unwritable",
          () -> gov.call(GovRequest.command("a.b", "x", new Unwritable(value("body")), Map.class)));
      node.attempt(
          "too large",
          () ->
              gov.call(
                  GovRequest.command(
                      "a.b", "x", Map.of("text", value("body").repeat(100_000)), Map.class)));
      Path file = Files.writeString(folder.resolve("gone.txt"), "x");
      Content content = Content.of(file, "text/plain");
      Files.delete(file);
      node.attempt("file gone", () -> new MessageClient(gov).attach(content, value("file-name")));
      IdentityClient limited = new IdentityClient(gov, 1, Duration.ofHours(1), Clock.systemUTC());
      for (int i = 0; i < 2; i++) {
        node.attempt(
            "guesses",
            () ->
                limited.check(
                    IdentityCheck.of(value("author"), new CitizenId(value("id-number")))));
      }
      node.attempt("not sealed", () -> submit(unsealing(signer, ring)));
      node.attempt(
          "wrong proof",
          () ->
              new FineClient(gov)
                  .lookup(
                      new PenaltyDecisionNumber(value("decision-1")),
                      Proof.partyName(value("author"))));
    }
    try (GovClient gov =
        node.builder(new TalkativeSigner(signer, value("key-pem")), ring, sealer).build()) {
      node.attempt("signing", () -> lookup(gov));
    }
    try (GovClient gov = node.builder(signer, ring, new TalkativeSealer()).build()) {
      node.attempt("sealing", () -> lookup(gov));
    }
  }

  private GovClient unsealing(Signer signer, KeyRing ring) throws Exception {
    return node.builder(signer, ring, null).build();
  }

  /** Causes the failures that need more than one fault. */
  private void unknown(Signer signer, KeyRing ring, Sealer sealer) throws Exception {
    try (GovClient gov = node.builder(signer, ring, sealer).maxAttempts(2).build()) {
      parent.ask("everyFault", "message.submit", "answerLost");
      parent.ask("everyFault", "message.submit", "rateLimited");
      node.attempt("rate limited", () -> submit(gov));
      parent.ask("clear");
      // The client adjusts to the gateway's clock once, after the first fault.
      parent.ask("everyFault", "message.submit", "clockSkew");
      parent.ask("everyFault", "message.submit", "clockSkew");
      node.attempt("two clocks", () -> submit(gov));
      parent.ask("clear");
    }
    try (GovClient gov = hurried(signer, ring, sealer).build()) {
      parent.ask("everyFault", "message.submit", "verySlowBody");
      node.attempt("late", () -> submit(gov));
      parent.ask("clear");
    }
    // Has the usual timeout, so that the interrupt comes before the deadline.
    try (GovClient gov = node.builder(signer, ring, sealer).build()) {
      // Asks for the texts now, since the parent answers nothing while it waits for the request.
      Message message = new Operations(gov, parent, Clock.systemUTC(), folder).message();
      parent.ask("everyFault", "message.submit", "verySlowBody");
      Thread caller =
          new Thread(
              () ->
                  node.attempt(
                      "interrupted while it waits", () -> new MessageClient(gov).submit(message)));
      caller.start();
      parent.ask("untilMet");
      caller.interrupt();
      caller.join();
      parent.ask("clear");
    }
  }

  /** Lets something between client and gateway answer with data that it has seen. */
  private void strangers(Signer signer, KeyRing ring, Sealer sealer) throws Exception {
    String stranger = value("stranger");
    for (String way : value("stranger-ways").split(" ")) {
      try (GovClient gov =
          node.builder(signer, ring, sealer).endpoint(URI.create(stranger + way + "/")).build()) {
        for (int i = 0; i < 2; i++) {
          node.attempt("stranger " + way, () -> lookup(gov));
          node.attempt("stranger " + way, () -> submit(gov));
          node.attempt(
              "stranger " + way,
              () -> new FineClient(gov).receiptDocument("1", folder.resolve("downloads/s.pdf")));
        }
      }
    }
  }

  private void keys() {
    node.attempt(
        "key", () -> SmKeys.privateKey((value("key-pem") + "x").substring(40).getBytes(US_ASCII)));
    node.attempt(
        "key", () -> SmKeys.privateKey(value("key-pem").replace("M", "!").getBytes(US_ASCII)));
    node.attempt(
        "key",
        () ->
            SmKeys.privateKey(
                value("key-pem").getBytes(US_ASCII), value("password").toCharArray()));
    node.attempt(
        "key",
        () ->
            SmKeys.privateKey(
                value("encrypted-pem").getBytes(US_ASCII),
                (value("password") + "x").toCharArray()));
    node.attempt(
        "key",
        () ->
            SmKeys.privateKey(
                value("encrypted-pem").getBytes(US_ASCII), value("password").toCharArray()));
    node.attempt("key", () -> SmKeys.privateKey(value("encrypted-pem").getBytes(US_ASCII)));
    node.attempt("key", () -> SmKeys.rawPrivateKey(value("password").getBytes(UTF_8)));
    node.attempt("key", () -> SmKeys.publicKey(value("key-pem").getBytes(US_ASCII)));
    node.attempt(
        "key",
        () ->
            SmKeys.pkcs12(
                new ByteArrayInputStream(value("password").getBytes(UTF_8)),
                value("password").toCharArray(),
                null));
    node.attempt(
        "key", () -> SmKeys.privateKey(folder.resolve("no.pem"), value("password").toCharArray()));
    byte[] ed25519 = Base64.getDecoder().decode(value("ed25519"));
    node.attempt(
        "key",
        () -> {
          Signer signer =
              new Ed25519Signer(
                  "k",
                  KeyFactory.getInstance("Ed25519")
                      .generatePrivate(new PKCS8EncodedKeySpec(ed25519)));
          return signer.sign(new byte[] {1}).length + signer.toString();
        });
    node.attempt(
        "key",
        () ->
            new EcdsaP256Signer(
                "k",
                KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new PKCS8EncodedKeySpec(ed25519))));
    node.attempt(
        "key",
        () ->
            new RsaSigner(
                "k",
                KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new PKCS8EncodedKeySpec(ed25519))));
    node.attempt("key", () -> new AesGcmCipher("k", value("password").getBytes(UTF_8)));
  }

  private record Text(String text) {}

  private record Secret(Confidential text) {}

  private void journals() throws Exception {
    Path file = folder.resolve("journal/other.db");
    byte[] key = value("journal-key").getBytes(US_ASCII);
    try (Journal journal = Journal.at(file)) {
      node.attempt(
          "journal",
          () ->
              journal
                  .intents("leaks", "a", Text.class, Secret.class)
                  .begin(
                      Draft.<Text, Secret>of("1", "S", new Text("x"))
                          .sensitivePayload(
                              value("citizen"), new Secret(Confidential.of(value("author")))),
                      Duration.ZERO));
      node.attempt(
          "journal",
          () ->
              journal
                  .intents("leaks", "b", Secret.class, NoSensitivePayload.class)
                  .begin(
                      Draft.of("1", "S", new Secret(Confidential.of(value("author")))),
                      Duration.ZERO));
      node.attempt(
          "journal",
          () ->
              journal
                  .intents("leaks", "c", Unwritable.class, NoSensitivePayload.class)
                  .begin(Draft.of("1", "S", new Unwritable(value("author"))), Duration.ZERO));
    }
    node.attempt("journal", () -> Journal.at(file.resolve("no")));
    try (Journal journal = Journal.at(file, new AesGcmCipher("j1", key))) {
      node.attempt(
          "journal",
          () ->
              journal
                  .intents("leaks", "d", Text.class, Secret.class)
                  .begin(
                      Draft.<Text, Secret>of("1", "S", new Text("x"))
                          .exclusiveNames(Set.of(value("author")))
                          .sensitivePayload(
                              value("citizen"), new Secret(Confidential.of(value("author")))),
                      Duration.ZERO));
      node.attempt(
          "journal",
          () ->
              journal
                  .intents("leaks", "d", Text.class, Secret.class)
                  .begin(
                      Draft.<Text, Secret>of("2", "S", new Text("x"))
                          .exclusiveNames(Set.of(value("author"))),
                      Duration.ZERO));
      node.attempt(
          "journal", () -> journal.intents("leaks", "d", Text.class, Secret.class).find("1"));
      node.attempt(
          "journal",
          () -> journal.intents("leaks", "d", Text.class, MessageStatus.class).find("1"));
    }
    key[0]++;
    try (Journal journal = Journal.at(file, new AesGcmCipher("j1", key))) {
      node.attempt(
          "journal", () -> journal.intents("leaks", "d", Text.class, Secret.class).find("1"));
    }
    try (Journal journal = Journal.at(file)) {
      node.attempt(
          "journal", () -> journal.intents("leaks", "d", Text.class, Secret.class).find("1"));
    }
    Files.writeString(folder.resolve("journal/none.db"), "this is no database at all, but a text");
    node.attempt("journal", () -> Journal.at(folder.resolve("journal/none.db")));
  }

  /** A body that cannot be serialized, and whose text is in the exception. */
  public record Unwritable(String text) {
    /** Fails as an application's getter might. */
    @SuppressWarnings("DoNotCallSuggester") // Jackson calls it by reflection.
    public String getMore() {
      throw new IllegalStateException(text);
    }
  }

  /** A signer whose exception has the key and the message, as that of a token's driver might. */
  private record TalkativeSigner(Signer signer, String key) implements Signer {
    @Override
    public String keyId() {
      return signer.keyId();
    }

    @Override
    public String algorithm() {
      return signer.algorithm();
    }

    @Override
    public ContentDigest digest() {
      return signer.digest();
    }

    @Override
    public byte[] sign(byte[] message) throws IOException {
      throw new ProviderException(key, new IOException(new String(message, UTF_8)));
    }
  }

  /** A sealer whose exception has the text. */
  private static final class TalkativeSealer implements Sealer {
    @Override
    public Sealed seal(String text, String pointer) throws GeneralSecurityException {
      throw new GeneralSecurityException("cannot seal " + text);
    }
  }
}

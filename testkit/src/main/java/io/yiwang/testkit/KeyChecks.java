package io.yiwang.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;

/** Checks the list of the gateway's keys, who may read it, and how keys rotate (section 2.5). */
final class KeyChecks {
  private static final Duration STEP = Duration.ofSeconds(5);

  static final List<Check> ALL =
      List.of(
          new Check(
              "keys.listed",
              "2.5",
              "The key that signs answers is in the list, for signing, and valid.",
              KeyChecks::listed),
          new Check(
              "keys.unsigned",
              "2.5",
              "The list is returned to a client that does not sign, in a signed answer.",
              gateway -> gateway.get("keys").unsigned().send().is(200)),
          new Check(
              "keys.invalid",
              "2.5",
              "The list is returned to a client that signs with an unknown key, bound to its signature.",
              gateway ->
                  gateway
                      .get("keys")
                      .parameter("keyid", CheckedGateway.unique("keyid"))
                      .send()
                      .is(200)),
          new Check(
              "keys.old",
              "2.5",
              "The list is returned to a client with a wrong clock.",
              KeyChecks::answeredToAnOldClock),
          new Check(
              "keys.chain",
              "2.5",
              "Each key's chain leads to the anchor, leaf first.",
              KeyChecks::chained),
          new Check(
              "keys.named", "2.5", "Each leaf names the gateway by a dNSName.", KeyChecks::named),
          new Check(
              "keys.usage",
              "2.5",
              "Each leaf allows what \"use\" says of its key.",
              KeyChecks::usable),
          new Check(
              "keys.sealing",
              "2.5",
              "The key that fields are sealed for is in the list, for encryption.",
              KeyChecks::sealing),
          new Check(
              "keys.rotation",
              "2.5",
              "When keys rotate, a key of the old list signs the new list, old and new keys overlap,"
                  + " and no key id gets another key.",
              KeyChecks::rotated));

  private KeyChecks() {}

  private static JsonNode list(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    return gateway.get("keys").send().is(200).json();
  }

  private static void listed(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    ProbeAnswer answer = gateway.get("services?limit=1").send().is(200);
    String signer =
        Objects.requireNonNull(SignedParts.read(answer.header("signature-input"))).string("keyid");
    Instant now = gateway.clock().instant();
    for (JsonNode entry : TrustedKeys.signing(list(gateway))) {
      if (entry.path("keyid").asText().equals(signer)
          && !now.isBefore(CheckedGateway.time(entry, "notBefore"))
          && !now.isAfter(CheckedGateway.time(entry, "notAfter"))) {
        return;
      }
    }
    throw new CheckFailed(
        "a list with the key that signs answers, for \"sign\" and valid", "one without it");
  }

  private static void answeredToAnOldClock(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    long created = gateway.clock().instant().minus(Duration.ofDays(1)).getEpochSecond();
    gateway
        .get("keys")
        .parameter("created", created)
        .parameter("expires", created + 300)
        .send()
        .is(200);
  }

  private static List<JsonNode> entries(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    List<JsonNode> entries = new ArrayList<>();
    list(gateway).path("keys").forEach(entries::add);
    return entries;
  }

  private static void chained(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    if (!gateway.keys().hasAnchor()) {
      throw new CheckNotRun("the configuration has no anchor");
    }
    for (JsonNode entry : entries(gateway)) {
      String flaw = gateway.keys().chainFlaw(TrustedKeys.chain(entry));
      if (flaw != null) {
        throw new CheckFailed("chains that lead to the anchor", flaw);
      }
    }
  }

  private static X509CertificateHolder leaf(JsonNode entry) {
    List<X509CertificateHolder> chain = TrustedKeys.chain(entry);
    if (chain.isEmpty()) {
      throw new CheckFailed("a chain of certificates in base64 DER for each key", "none");
    }
    return chain.get(0);
  }

  private static void named(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    String host = gateway.base().getHost();
    String name = gateway.settings().text("gatewayName");
    if (name == null && host.matches("127[.].*|\\[::1]")) {
      name = "localhost";
    } else if (name == null && host.matches("[0-9.]+|\\[.*")) {
      throw new CheckNotRun("the gateway is called by an address; give gatewayName");
    }
    String expected = Objects.requireNonNullElse(name, host).toLowerCase(Locale.ROOT);
    for (JsonNode entry : entries(gateway)) {
      if (!names(leaf(entry)).contains(expected)) {
        throw new CheckFailed(
            "leaves that name " + expected + " by a dNSName", "one that does not");
      }
    }
  }

  private static List<String> names(X509CertificateHolder leaf) {
    GeneralNames names =
        GeneralNames.fromExtensions(leaf.getExtensions(), Extension.subjectAlternativeName);
    return names == null
        ? List.of()
        : Arrays.stream(names.getNames())
            .filter(each -> each.getTagNo() == GeneralName.dNSName)
            .map(each -> each.getName().toString().toLowerCase(Locale.ROOT))
            .toList();
  }

  private static void usable(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    for (JsonNode entry : entries(gateway)) {
      KeyUsage usage = KeyUsage.fromExtensions(leaf(entry).getExtensions());
      boolean signs = entry.path("use").asText().equals("sign");
      int needed = signs ? KeyUsage.digitalSignature : KeyUsage.keyEncipherment;
      if (usage != null && !usage.hasUsages(needed)) {
        throw new CheckFailed(
            "leaves that allow what \"use\" says",
            "one that does not allow its key to " + (signs ? "sign" : "encrypt"));
      }
    }
  }

  private static void sealing(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    String keyId = gateway.settings().needed("sealKeyId");
    byte[] expected = gateway.settings().sealer().pair().getPublic().getEncoded();
    for (JsonNode entry : entries(gateway)) {
      if (entry.path("use").asText().equals("encrypt")
          && entry.path("keyid").asText().equals(keyId)
          && Arrays.equals(
              CheckSettings.publicKey(leaf(entry).getSubjectPublicKeyInfo().getEncoded())
                  .getEncoded(),
              expected)) {
        return;
      }
    }
    throw new CheckFailed("a list with the configuration's sealing key", "one without it");
  }

  private static Map<String, String> publicKeys(JsonNode list) throws IOException {
    Map<String, String> found = new HashMap<>();
    for (JsonNode entry : list.path("keys")) {
      byte[] key = leaf(entry).getSubjectPublicKeyInfo().getEncoded();
      found.put(entry.path("keyid").asText(), HexFormat.of().formatHex(key));
    }
    return found;
  }

  private static void rotated(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    if (gateway.options().rotation().isZero()) {
      throw new CheckNotRun(
          "give --rotation SECONDS, and have somebody rotate the gateway's keys within that time");
    }
    Map<String, String> before = publicKeys(list(gateway));
    long steps = gateway.options().rotation().dividedBy(STEP) + 1;
    for (long i = 0; i < steps; i++) {
      // Fails if it is signed by a key that is not trusted yet.
      JsonNode now = list(gateway);
      Map<String, String> after = publicKeys(now);
      before.forEach(
          (keyId, key) -> {
            if (!key.equals(after.getOrDefault(keyId, key))) {
              throw new CheckFailed("a key id that stays bound to its key", "one with another key");
            }
          });
      if (!before.keySet().containsAll(after.keySet())) {
        if (!after.keySet().containsAll(before.keySet())) {
          throw new CheckFailed("old keys and new ones in one list", "a list without an old key");
        }
        gateway.keys().learnVouched(now);
        gateway.get("services?limit=1").send().is(200);
        return;
      }
      gateway.pause(STEP);
    }
    throw new CheckNotRun("no key was added within --rotation");
  }
}

package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a client in another process needs, written to a folder. */
final class ClientFiles {
  private ClientFiles() {}

  static void write(GovSandbox sandbox, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<String, String> pem : pems(sandbox).entrySet()) {
      if (pem.getKey().equals("platform-private.pem")) {
        writePrivate(folder.resolve(pem.getKey()), pem.getValue());
      } else {
        Files.writeString(folder.resolve(pem.getKey()), pem.getValue());
      }
    }
    String number = sandbox.seed().payableFines(firstDistrict(sandbox)).get(0).decisionNumber();
    Files.write(folder.resolve("letter.png"), sandbox.printedCodes().letter(number));
    StringBuilder text = new StringBuilder();
    properties(sandbox)
        .forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    writePrivate(folder.resolve("client.properties"), text.toString());
  }

  /** Returns the files in PEM that the settings name. */
  static Map<String, String> pems(GovSandbox sandbox) {
    Map<String, String> pems = new LinkedHashMap<>();
    pems.put("platform-private.pem", sandbox.platformKeyPem());
    pems.put("platform-public.pem", sandbox.platformPublicKeyPem());
    pems.put("gateway-public.pem", sandbox.gatewayKeyPem());
    pems.put("anchor.pem", sandbox.anchorPem());
    pems.put("document-anchor.pem", sandbox.documentAnchorPem());
    pems.put("seal-public.pem", sandbox.sealKeyPem());
    String tls = sandbox.tlsAnchorPem();
    if (tls != null) {
      pems.put("tls-ca.pem", tls);
    }
    return pems;
  }

  private static String firstDistrict(GovSandbox sandbox) {
    return sandbox.seed().districts().get(0);
  }

  /** Readable by its owner alone where the file system knows owners. */
  private static void writePrivate(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(file);
    java.io.File plain = file.toFile();
    if (!plain.setReadable(false, false) || !plain.setReadable(true, true)) {
      throw new IOException("cannot keep " + file.getFileName() + " to its owner");
    }
    Files.writeString(file, text, UTF_8);
  }

  /** Files are named relative to the folder. Text other than ASCII is UTF-8. */
  static Map<String, String> properties(GovSandbox sandbox) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("account", sandbox.account());
    properties.put("endpoint", sandbox.endpoint().toString());
    properties.put("keyId", sandbox.platformSigner().keyId());
    properties.put("algorithm", sandbox.scheme().algorithm());
    properties.put("privateKey", "platform-private.pem");
    properties.put("gatewayKeyId", sandbox.gatewayVerifier().keyId());
    properties.put("gatewayPublicKey", "gateway-public.pem");
    properties.put("anchor", "anchor.pem");
    properties.put("documentAnchor", "document-anchor.pem");
    properties.put("sealKeyId", sandbox.sealKeyId());
    properties.put("sealPublicKey", "seal-public.pem");
    properties.put("sealAlgorithm", sandbox.scheme().sealAlgorithm());
    if (sandbox.tlsAnchorPem() != null) {
      properties.put("tlsAnchor", "tls-ca.pem");
    }
    properties.put("loginClient", LoginControls.CLIENT_ID);
    properties.put("loginSecret", sandbox.loginControls().clientSecret());
    Seed seed = sandbox.seed();
    Citizen citizen = seed.citizens().get(0);
    properties.put("accessToken", sandbox.clientToken());
    // One fine in time of each of three districts.
    List<Seed.Fine> fines =
        seed.districts().stream()
            .limit(3)
            .map(district -> seed.payableFines(district).get(0))
            .toList();
    properties.put(
        "decisionNumbers",
        String.join(",", fines.stream().map(Seed.Fine::decisionNumber).toList()));
    properties.put("letter", "letter.png"); // about the first of them
    properties.put("plates", String.join(",", fines.stream().map(Seed.Fine::plate).toList()));
    properties.put("regions", String.join(",", fines.stream().map(Seed.Fine::region).toList()));
    properties.put("codes", sandbox.printedCodes().penalty(fines.get(0).decisionNumber()));
    properties.put("serviceText", "停车");
    properties.put("citizenName", citizen.name());
    properties.put("citizenIdType", citizen.idType());
    properties.put("citizenIdNumber", citizen.idNumber());
    return properties;
  }
}

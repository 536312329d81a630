package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes what a client in another process needs to a folder. */
final class ClientFiles {
  private final World world;
  private final World.Setup setup;
  private final Seed seed;

  ClientFiles(World world) {
    this.world = world;
    setup = world.setup();
    seed = world.handlers().seed();
  }

  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<String, String> pem : pems().entrySet()) {
      PrivateFile.write(folder.resolve(pem.getKey()), pem.getValue().getBytes(UTF_8));
    }
    String number = seed.payableFines(seed.districts().get(0)).get(0).decisionNumber();
    PrivateFile.write(folder.resolve("letter.png"), world.printedCodes().letter(number));
    StringBuilder text = new StringBuilder();
    properties().forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    PrivateFile.write(folder.resolve("client.properties"), text.toString().getBytes(UTF_8));
  }

  /** Returns the PEM files that the settings name, by file name. */
  Map<String, String> pems() {
    Map<String, String> pems = new LinkedHashMap<>();
    pems.put("platform-private.pem", Pem.ofPrivate(setup.platform().pair()));
    pems.put("platform-public.pem", Pem.ofPublic(setup.platform().pair()));
    pems.put("gateway-public.pem", Pem.ofPublic(world.keys().current().pair()));
    pems.put("anchor.pem", setup.authority().rootPem());
    pems.put("document-anchor.pem", setup.documents().rootPem());
    pems.put("seal-public.pem", Pem.ofPublic(world.keys().sealing().pair()));
    if (setup.tlsAnchor() != null) {
      pems.put("tls-ca.pem", setup.tlsAnchor());
    }
    return pems;
  }

  /** Returns the settings; files are named relative to the folder. */
  Map<String, String> properties() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("account", world.account());
    properties.put("endpoint", setup.base() + "/");
    properties.put("keyId", setup.platform().keyId());
    properties.put("algorithm", setup.scheme().algorithm());
    properties.put("privateKey", "platform-private.pem");
    properties.put("gatewayKeyId", world.keys().current().keyId());
    properties.put("gatewayPublicKey", "gateway-public.pem");
    properties.put("anchor", "anchor.pem");
    properties.put("documentAnchor", "document-anchor.pem");
    properties.put("sealKeyId", world.keys().sealing().keyId());
    properties.put("sealPublicKey", "seal-public.pem");
    properties.put("sealAlgorithm", setup.scheme().sealAlgorithm());
    if (setup.tlsAnchor() != null) {
      properties.put("tlsAnchor", "tls-ca.pem");
    }
    properties.put("loginClient", LoginControls.CLIENT_ID);
    properties.put("loginSecret", setup.loginSecret());
    Citizen citizen = seed.citizens().get(0);
    properties.put("accessToken", setup.clientToken());
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
    properties.put("codes", world.printedCodes().penalty(fines.get(0).decisionNumber()));
    properties.put("serviceText", "停车");
    properties.put("citizenName", citizen.name());
    properties.put("citizenIdType", citizen.idType());
    properties.put("citizenIdNumber", citizen.idNumber());
    return properties;
  }
}

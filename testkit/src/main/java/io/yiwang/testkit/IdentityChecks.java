package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks identities, logins, signings and QR codes (sections 5 and 9). */
final class IdentityChecks {
  private static final Pattern CODE =
      Pattern.compile(
          "(https://([^/?#]+)/q/([pscg])/[^/?#&]+\\?x=([0-9]{1,12})&k=([A-Za-z0-9._-]{1,64}))"
              + "&s=([A-Za-z0-9_-]+)");

  static final List<Check> ALL =
      List.of(
          new Check(
              "identity.match",
              "5",
              "A name and a number that belong together are a MATCH.",
              gateway -> checked(gateway, gateway.settings().needed("citizenName"), "MATCH")),
          new Check(
              "identity.mismatch",
              "5",
              "A name that does not belong to the number is a MISMATCH.",
              gateway -> checked(gateway, "查无此人", "MISMATCH")),
          new Check(
              "login.discovery",
              "5",
              "Login is OpenID Connect by code and PKCE S256, and the issuer is the gateway's base.",
              IdentityChecks::discovery),
          new Check(
              "signing.start",
              "5",
              "A signing waits with a code of 4 digits, and is over when it is cancelled.",
              IdentityChecks::signing),
          new Check(
              "qr.signing",
              "9",
              "The code of a signing leads to the gateway, and a key of the list has signed it.",
              IdentityChecks::signingCode),
          new Check(
              "qr.printed",
              "9",
              "The printed codes of the configuration lead to the gateway, are signed and not expired.",
              IdentityChecks::printedCodes));

  private IdentityChecks() {}

  private static void checked(CheckedGateway gateway, String name, String expected)
      throws IOException, InterruptedException, GeneralSecurityException {
    ObjectNode body = Json.object();
    body.set("name", gateway.sealed(name, "/name"));
    body.put("idType", gateway.settings().needed("citizenIdType"));
    body.set("idNumber", gateway.sealed(gateway.settings().needed("citizenIdNumber"), "/idNumber"));
    String result = gateway.post("identity/checks", body).send().is(200).text("result");
    if (!result.equals(expected)) {
      throw new CheckFailed("200 " + expected, "200 of another result");
    }
  }

  private static void discovery(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    ProbeAnswer answer = gateway.get(".well-known/openid-configuration").send().is(200);
    String base = gateway.base().toString().replaceFirst("/$", "");
    if (!answer.text("issuer").replaceFirst("/$", "").equals(base)) {
      throw new CheckFailed("issuer " + base, "another issuer");
    }
    for (String member : List.of("authorization_endpoint", "token_endpoint", "jwks_uri")) {
      answer.needed(member);
    }
    JsonNode json = answer.json();
    if (!json.path("code_challenge_methods_supported").toString().contains("\"S256\"")
        || !json.path("response_types_supported").toString().contains("\"code\"")) {
      throw new CheckFailed("the authorization code flow with PKCE S256", "not both");
    }
  }

  /** Starts a signing of one document that nobody signs. */
  private static JsonNode started(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    ObjectNode body = Json.object().put("statement", "一致性测试，请勿签署。").put("expiresIn", 300);
    byte[] document = "conformance".getBytes(UTF_8);
    body.putArray("documents")
        .addObject()
        .put("name", "check.txt")
        .put("mediaType", "text/plain")
        .put("size", document.length)
        .putObject("digest")
        .put("alg", "sm3")
        .put("value", Base64.getEncoder().encodeToString(Sm3.digest(document)));
    body.putObject("signer")
        .put("idType", gateway.settings().needed("citizenIdType"))
        .set(
            "idNumber",
            gateway.sealed(gateway.settings().needed("citizenIdNumber"), "/signer/idNumber"));
    return gateway.post("signings", body).key(CheckedGateway.unique("key")).send().is(201).json();
  }

  private static JsonNode cancelled(CheckedGateway gateway, JsonNode signing)
      throws IOException, InterruptedException, GeneralSecurityException {
    return gateway
        .post("signings/" + signing.path("signingId").asText() + "/cancel")
        .key(CheckedGateway.unique("key"))
        .send()
        .is(200)
        .json();
  }

  private static void signing(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    JsonNode signing = started(gateway);
    JsonNode after = cancelled(gateway, signing);
    if (!signing.path("status").asText().equals("WAITING")
        || !signing.path("verificationCode").asText().matches("[0-9]{4}")) {
      throw new CheckFailed("201 WAITING with a code of 4 digits", "201 of another form");
    }
    if (!after.path("status").asText().equals("CANCELLED")) {
      throw new CheckFailed("200 CANCELLED", "200 of another state");
    }
  }

  private static void signingCode(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    JsonNode signing = started(gateway);
    cancelled(gateway, signing);
    good(gateway, signing.path("qr").asText());
  }

  private static void printedCodes(CheckedGateway gateway) {
    List<String> codes = gateway.settings().list("codes", "\\s+");
    if (codes.isEmpty()) {
      throw new CheckNotRun("the configuration has no codes");
    }
    codes.forEach(code -> good(gateway, code));
  }

  private static void good(CheckedGateway gateway, String text) {
    Matcher code = CODE.matcher(text);
    if (!code.matches()) {
      throw new CheckFailed("https://{host}/q/{kind}/{id}?x=&k=&s=", "a code of another form");
    }
    String host = gateway.base().getAuthority();
    if (!code.group(2).equalsIgnoreCase(host)) {
      throw new CheckFailed("a code that leads to " + host, "one that leads elsewhere");
    }
    if (!Instant.ofEpochSecond(Long.parseLong(code.group(4))).isAfter(gateway.clock().instant())) {
      throw new CheckFailed("a code that is not expired", "one that has expired");
    }
    TrustedKeys.Key key = gateway.keys().find(code.group(5));
    if (key == null) {
      throw new CheckFailed("a code by a key of the list", "one by another key");
    }
    try {
      key.verify(code.group(1), Base64.getUrlDecoder().decode(code.group(6)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new CheckFailed("a code whose signature verifies", "one whose signature does not");
    }
  }
}

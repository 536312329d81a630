// Calls an IGS/1 gateway from plain Java: java -cp .:bcprov.jar Igs CONFIG PATH
// Signs the request, and prints the answer only if the gateway's signature is valid.
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.http.*;
import java.nio.file.*;
import java.util.*;
import java.util.regex.*;

class Igs {
  static final Pattern FORM =
      Pattern.compile("igs=(\\(([^()]*)\\);created=([0-9]+)(;keyid=\"[^\"]*\";alg=\"[^\"]*\";tag=\"igs-response\"))");

  public static void main(String[] arguments) throws Exception {
    Path config = Path.of(arguments[0]);
    Properties settings = new Properties();
    settings.load(Files.newBufferedReader(config, UTF_8));
    Keys keys = new Keys(settings.getProperty("algorithm"));
    URI uri = URI.create(settings.getProperty("endpoint") + arguments[1]);
    long now = System.currentTimeMillis() / 1000;
    byte[] nonce = new byte[18]; // each attempt has its own
    new java.security.SecureRandom().nextBytes(nonce);
    String own = ";keyid=\"" + settings.getProperty("keyId") + "\";alg=\"" + keys.algorithm() + "\";tag=\"igs-request\"";
    String parameters = "(\"@method\" \"@authority\" \"@path\" \"@query\");created=" + now + ";expires=" + (now + 300)
        + ";nonce=\"" + Base64.getUrlEncoder().encodeToString(nonce) + "\"" + own;
    String base = "\"@method\": GET\n\"@authority\": " + uri.getAuthority() + "\n\"@path\": " + uri.getRawPath()
        + "\n\"@query\": ?" + Objects.requireNonNullElse(uri.getRawQuery(), "") + "\n\"@signature-params\": " + parameters;
    byte[] signed = keys.sign(Files.readString(config.resolveSibling(settings.getProperty("privateKey"))), base);
    String signature = ":" + Base64.getEncoder().encodeToString(signed) + ":";
    HttpRequest request = HttpRequest.newBuilder(uri)
        .header("Signature-Input", "igs=" + parameters).header("Signature", "igs=" + signature).build();
    var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());

    byte[] body = answer.body();
    Map<String, String> values = new LinkedHashMap<>(Map.of("\"@status\"", "" + answer.statusCode()));
    for (String name : body.length > 0 ? List.of("content-type", "content-digest") : List.<String>of())
      values.put("\"" + name + "\"", answer.headers().firstValue(name).orElse(""));
    for (String name : List.of("retry-after", "etag", "igs-cursor", "idempotency-replayed"))
      answer.headers().firstValue(name).ifPresent(value -> values.put("\"" + name + "\"", value));
    values.put("\"signature\";req;key=\"igs\"", signature); // binds the answer to this request

    String gateway = ";keyid=\"" + settings.getProperty("gatewayKeyId") + "\";alg=\"" + keys.algorithm() + "\"";
    Matcher said = FORM.matcher(answer.headers().firstValue("signature-input").orElse(""));
    if (!said.matches() || !said.group(2).equals(String.join(" ", values.keySet()))
        || !said.group(4).equals(gateway + ";tag=\"igs-response\"") || Math.abs(now - Long.parseLong(said.group(3))) > 300
        || body.length > 0 && !keys.digest(body).equals(values.get("\"content-digest\"")))
      throw new SecurityException("not signed by the gateway, or too old, or another body: do not believe it");
    StringBuilder text = new StringBuilder();
    values.forEach((name, value) -> text.append(name + ": " + value + "\n"));
    text.append("\"@signature-params\": " + said.group(1));
    String sent = answer.headers().firstValue("signature").orElse("").replaceAll("^igs=:|:$", "");
    if (!keys.verify(Files.readString(config.resolveSibling(settings.getProperty("gatewayPublicKey"))), text.toString(),
        Base64.getDecoder().decode(sent))) throw new SecurityException("the signature does not hold: do not believe it");
    System.out.println(answer.statusCode() + " " + new String(body, UTF_8));
  }
}

package io.yiwang.testkit;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Checks that requests are refused that are too old, too new or replayed (section 2.4). */
final class FreshnessChecks {
  private static final String ANY = "services?limit=1";

  static final List<Check> ALL =
      List.of(
          new Check(
              "freshness.window",
              "2.4",
              "A signature up to 300 s old, or made by a clock up to 300 s ahead, is accepted.",
              FreshnessChecks::window),
          new Check(
              "freshness.old",
              "2.4",
              "A signature created more than 300 s ago is refused.",
              gateway ->
                  created(gateway, -400).send().isRefused(401, "CLOCK_SKEW", "SIGNATURE_EXPIRED")),
          new Check(
              "freshness.ahead",
              "2.4",
              "A signature created more than 300 s ahead is refused with CLOCK_SKEW and a Date,"
                  + " by which a client corrects its clock.",
              FreshnessChecks::ahead),
          new Check(
              "freshness.expired",
              "2.4",
              "A signature that has expired is refused.",
              FreshnessChecks::expired),
          new Check(
              "freshness.replay",
              "2.4",
              "The same request, sent again byte for byte, is refused.",
              FreshnessChecks::replay),
          new Check(
              "freshness.nonce",
              "2.4",
              "A nonce that was used for another request is refused.",
              FreshnessChecks::nonce));

  private FreshnessChecks() {}

  private static Probe created(CheckedGateway gateway, long fromNow) {
    long created = gateway.clock().instant().getEpochSecond() + fromNow;
    return gateway.get(ANY).parameter("created", created).parameter("expires", created + 300);
  }

  private static void window(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    created(gateway, -240).send().is(200);
    created(gateway, 240).send().is(200);
  }

  private static void ahead(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    ProbeAnswer answer = created(gateway, 400).send().isRefused(401, "CLOCK_SKEW");
    String date = answer.header("date");
    try {
      Instant said =
          ZonedDateTime.parse(date == null ? "" : date, DateTimeFormatter.RFC_1123_DATE_TIME)
              .toInstant();
      Duration off = Duration.between(said, gateway.clock().instant()).abs();
      if (off.toSeconds() > 60) {
        throw new CheckFailed(
            "401 CLOCK_SKEW with the gateway's time in Date",
            "a Date that is " + off.toSeconds() + " s from the clock here");
      }
    } catch (DateTimeException e) {
      throw new CheckFailed("401 CLOCK_SKEW with Date", "401 CLOCK_SKEW without a readable Date");
    }
  }

  private static void expired(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    long now = gateway.clock().instant().getEpochSecond();
    gateway
        .get(ANY)
        .parameter("created", now - 200)
        .parameter("expires", now - 100)
        .send()
        .isRefused(401, "SIGNATURE_EXPIRED");
  }

  private static void replay(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    Probe request = gateway.get(ANY);
    request.send().is(200);
    request.again().isRefused(401, "SIGNATURE_REPLAYED");
  }

  private static void nonce(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    String nonce = Nonces.next();
    gateway.get(ANY).parameter("nonce", nonce).send().is(200);
    gateway.get("regions").parameter("nonce", nonce).send().isRefused(401, "SIGNATURE_REPLAYED");
  }
}

package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.signing.Signer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells the platform what has happened (section 7), over real HTTP, when a test says so: there is
 * no thread behind it unless {@link #deliverAutomatically} asks for one. What is not acknowledged with 2xx is
 * reported again by the next {@link #deliver}, until 72 hours have passed. Thread-safe.
 */
public final class CallbackControls {
  private static final Duration KEPT = Duration.ofDays(3);

  /** How often the courier looks whether something has happened. */
  private static final long LOOK_MILLIS = 100;

  /**
   * Says what was delivered and how the platform answered.
   *
   * @param status what the platform answered; 0 if there was no answer
   */
  public record Delivery(String type, @Nullable String subject, int status) {}

  private final VirtualScheduler scheduler;
  private final SandboxClock clock;
  private final Events events;
  private final Supplier<Signer> signer;
  private final SecureRandom random = new SecureRandom();
  private Consumer<String> told = id -> {};
  private @Nullable HttpClient http;
  private volatile @Nullable URI platform;
  private volatile @Nullable Thread courier;
  private boolean wanted;
  private boolean held;

  CallbackControls(
      VirtualScheduler scheduler, SandboxClock clock, Events events, Supplier<Signer> signer) {
    this.scheduler = scheduler;
    this.clock = clock;
    this.events = events;
    this.signer = signer;
  }

  /**
   * Tells this URL what happens from now on.
   *
   * @throws IllegalArgumentException unless it is an http or https URL with a host
   */
  public synchronized void deliverTo(URI url) {
    if (url.getHost() == null || !String.valueOf(url.getScheme()).matches("https?")) {
      throw new IllegalArgumentException("the callback URL must be http or https, with a host");
    }
    platform = url;
    scheduler.runExclusively(events::listen);
  }

  /**
   * Delivers each event as it happens from now on, or waits for {@link #deliver} again, as at
   * first. What is not acknowledged is delivered again after 1, 2, 4 and at most 60 seconds.
   */
  public synchronized void deliverAutomatically(boolean on) {
    wanted = on;
    setCourier(on && !held);
  }

  /** Delivers nothing by itself until it is let go, whatever is said of it. */
  synchronized void hold(boolean on) {
    held = on;
    setCourier(wanted && !held);
  }

  private void setCourier(boolean on) {
    Thread running = courier;
    if (on == (running != null)) {
      return;
    }
    if (running != null) {
      running.interrupt();
      courier = null;
      return;
    }
    Thread started = new Thread(this::deliverForEver, "igs-sandbox-callbacks");
    started.setDaemon(true);
    courier = started;
    started.start();
  }

  @SuppressWarnings("BusyWait") // The gateway's clock may be moved: there is nothing to wait for.
  private void deliverForEver() {
    long pause = LOOK_MILLIS;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        boolean failed = deliver().stream().anyMatch(each -> each.status() / 100 != 2);
        pause = failed ? Math.min(60_000, Math.max(1000, pause * 2)) : LOOK_MILLIS;
        Thread.sleep(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean isAutomatic() {
    return courier != null;
  }

  @Nullable URI url() {
    return platform;
  }

  /** Returns what is not acknowledged yet, in order. */
  List<Events.Event> waiting() {
    return scheduler.inTurn(events::untold);
  }

  /** Takes an event for acknowledged, as it was before a restart. */
  void told(String eventId) {
    scheduler.runExclusively(() -> events.told(eventId));
  }

  /** Hears of each event that was acknowledged. */
  void onTold(Consumer<String> listener) {
    told = listener;
  }

  /** Returns how many events are not acknowledged yet. */
  public int unacknowledged() {
    return scheduler.inTurn(() -> events.untold().size());
  }

  /** Tells all that is not acknowledged yet, in order. */
  public synchronized List<Delivery> deliver() {
    return tell(due(), signer.get());
  }

  /** Returns the same, each twice. */
  public synchronized List<Delivery> deliverTwice() {
    List<Events.Event> twice = new ArrayList<>();
    for (Events.Event event : due()) {
      twice.add(event);
      twice.add(event);
    }
    return tell(twice, signer.get());
  }

  /** Delivers the same in an order that follows from the seed. */
  public synchronized List<Delivery> deliverShuffled(long seed) {
    List<Events.Event> shuffled = new ArrayList<>(due());
    Collections.shuffle(shuffled, new Random(seed));
    return tell(shuffled, signer.get());
  }

  /**
   * Returns the same as somebody else would tell it: signed with another key under the gateway's
   * id. The events stay untold, whatever the platform answers.
   */
  public synchronized List<Delivery> deliverForged(Signer somebody) {
    List<Delivery> deliveries = new ArrayList<>();
    due().forEach(event -> deliveries.add(tell(event, somebody)));
    return deliveries;
  }

  private List<Events.Event> due() {
    return scheduler.inTurn(
        () -> {
          Instant oldest = clock.instant().minus(KEPT);
          events.untold().stream()
              .filter(event -> event.at().isBefore(oldest))
              .forEach(events::told);
          return events.untold();
        });
  }

  private List<Delivery> tell(List<Events.Event> due, Signer by) {
    List<Delivery> deliveries = new ArrayList<>();
    for (Events.Event event : due) {
      Delivery delivery = tell(event, by);
      if (delivery.status / 100 == 2) {
        scheduler.runExclusively(
            () -> {
              told.accept(event.id());
              events.told(event);
            });
      }
      deliveries.add(delivery);
    }
    return deliveries;
  }

  private Delivery tell(Events.Event event, Signer by) {
    try {
      HttpClient client = http;
      if (client == null) {
        // Made when first needed: it has a thread, and many tests have no callbacks.
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        http = client;
      }
      HttpResponse<InputStream> answer =
          client.send(request(event.json(), by), BodyHandlers.ofInputStream());
      // The status is all there is to know; a body that never ends must not hold the others up.
      answer.body().close();
      return new Delivery(event.type(), event.subject(), answer.statusCode());
    } catch (IOException e) {
      return new Delivery(event.type(), event.subject(), 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Delivery(event.type(), event.subject(), 0);
    }
  }

  private HttpRequest request(byte[] json, Signer by) {
    URI url = platform;
    if (url == null) {
      throw new IllegalStateException("nobody listens; call .deliverTo(url) first");
    }
    String type = "application/cloudevents+json";
    String digest = Digests.header(by.digest(), json);
    byte[] nonce = new byte[16];
    random.nextBytes(nonce);
    long now = clock.instant().getEpochSecond();
    String input =
        "(\"@method\" \"@path\" \"content-type\" \"content-digest\");created=%d;expires=%d;nonce=\"%s\";keyid=\"%s\";alg=\"%s\";tag=\"igs-callback\""
            .formatted(
                now,
                now + 300,
                Base64.getUrlEncoder().withoutPadding().encodeToString(nonce),
                by.keyId(),
                by.algorithm());
    String text =
        "\"@method\": POST\n\"@path\": "
            + (url.getRawPath().isEmpty() ? "/" : url.getRawPath())
            + "\n\"content-type\": "
            + type
            + "\n\"content-digest\": "
            + digest
            + "\n\"@signature-params\": "
            + input;
    return HttpRequest.newBuilder(url)
        .timeout(Duration.ofSeconds(5))
        .header("Content-Type", type)
        .header("Content-Digest", digest)
        .header("Signature-Input", "igs=" + input)
        .header("Signature", "igs=:" + sign(text, by) + ":")
        .POST(BodyPublishers.ofByteArray(json))
        .build();
  }

  private static String sign(String text, Signer by) {
    try {
      return Base64.getEncoder().encodeToString(by.sign(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a key in memory signs", e);
    }
  }
}

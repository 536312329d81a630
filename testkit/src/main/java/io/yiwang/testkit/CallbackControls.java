package io.yiwang.testkit;

import io.yiwang.signing.Signer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Notifies the platform of events (section 7) over real HTTP, when a test asks for it: without
 * {@link #deliverAutomatically} no thread delivers anything. An event that is not acknowledged with
 * 2xx is delivered again by the next {@link #deliver}, until it is 72 hours old. Thread-safe.
 */
public final class CallbackControls {
  private static final Duration KEPT = Duration.ofDays(3);
  private static final long POLL_MILLIS = 100;

  /**
   * Describes one delivery and the platform's answer.
   *
   * @param status the status that the platform answered; 0 if there was no answer
   */
  public record Delivery(String type, @Nullable String subject, int status) {
    private boolean isAcknowledged() {
      return status / 100 == 2;
    }
  }

  private final VirtualScheduler scheduler;
  private final SandboxClock clock;
  private final Events events;
  private final Supplier<Signer> signer;
  private final CallbackSender sender;
  private Consumer<String> acknowledgements = id -> {};
  private volatile @Nullable URI platform;
  private volatile @Nullable Thread courier;
  private boolean automatic;
  private boolean suspended;

  CallbackControls(
      VirtualScheduler scheduler, SandboxClock clock, Events events, Supplier<Signer> signer) {
    this.scheduler = scheduler;
    this.clock = clock;
    this.events = events;
    this.signer = signer;
    sender = new CallbackSender(clock);
  }

  /**
   * Sets the URL that events are delivered to. Events before the first call are not kept.
   *
   * @throws IllegalArgumentException unless it is an http or https URL with a host
   */
  public synchronized void deliverTo(URI url) {
    if (url.getHost() == null || !String.valueOf(url.getScheme()).matches("https?")) {
      throw new IllegalArgumentException("the callback URL must be http or https, with a host");
    }
    platform = url;
    scheduler.runExclusively(events::startKeeping);
  }

  /**
   * Sets whether each event is delivered as it happens; by default only {@link #deliver} and its
   * like deliver. An event that is not acknowledged is delivered again after 1, 2, 4 and at most 60
   * seconds.
   */
  public synchronized void deliverAutomatically(boolean on) {
    automatic = on;
    updateCourier();
  }

  /** Suspends automatic deliveries, or resumes them. */
  synchronized void suspend(boolean on) {
    suspended = on;
    updateCourier();
  }

  private void updateCourier() {
    boolean wanted = automatic && !suspended;
    Thread running = courier;
    if (wanted == (running != null)) {
      return;
    }
    if (running != null) {
      running.interrupt();
      courier = null;
      return;
    }
    Thread started = new Thread(this::deliverUntilInterrupted, "igs-sandbox-callbacks");
    started.setDaemon(true);
    courier = started;
    started.start();
  }

  @SuppressWarnings("BusyWait") // The gateway's clock may be moved: there is nothing to wait for.
  private void deliverUntilInterrupted() {
    long pause = POLL_MILLIS;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        boolean failed = !deliver().stream().allMatch(Delivery::isAcknowledged);
        pause = failed ? Math.min(60_000, Math.max(1000, pause * 2)) : POLL_MILLIS;
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

  /** Returns the events that are not acknowledged yet, in order. */
  List<Events.Event> waiting() {
    return scheduler.inTurn(events::unacknowledged);
  }

  /** Marks an event as acknowledged, as it was before a restart. */
  void acknowledge(String eventId) {
    scheduler.runExclusively(() -> events.acknowledge(eventId));
  }

  /** Sets the listener that is given the id of each event that the platform acknowledges. */
  void onAcknowledged(Consumer<String> listener) {
    acknowledgements = listener;
  }

  /** Returns how many events are not acknowledged yet. */
  public int unacknowledged() {
    return waiting().size();
  }

  /** Delivers the events that are not acknowledged yet, in order. */
  public synchronized List<Delivery> deliver() {
    return deliver(due());
  }

  /** Delivers the events that are not acknowledged yet, each twice. */
  public synchronized List<Delivery> deliverTwice() {
    List<Events.Event> twice = new ArrayList<>();
    for (Events.Event event : due()) {
      twice.add(event);
      twice.add(event);
    }
    return deliver(twice);
  }

  /** Delivers the events that are not acknowledged yet, in an order that follows from the seed. */
  public synchronized List<Delivery> deliverShuffled(long seed) {
    List<Events.Event> shuffled = new ArrayList<>(due());
    Collections.shuffle(shuffled, new Random(seed));
    return deliver(shuffled);
  }

  /**
   * Delivers the events that are not acknowledged yet as a forger would, who signs with another key
   * under the gateway's key id. They stay unacknowledged, whatever the platform answers.
   */
  public synchronized List<Delivery> deliverForged(Signer forger) {
    List<Delivery> deliveries = new ArrayList<>();
    due().forEach(event -> deliveries.add(deliver(event, forger)));
    return deliveries;
  }

  /** Returns the events to deliver, without those that are too old. */
  private List<Events.Event> due() {
    return scheduler.inTurn(
        () -> {
          Instant oldest = clock.instant().minus(KEPT);
          for (Events.Event event : events.unacknowledged()) {
            if (event.at().isBefore(oldest)) {
              events.acknowledge(event.id());
            }
          }
          return events.unacknowledged();
        });
  }

  private List<Delivery> deliver(List<Events.Event> due) {
    Signer gateway = signer.get();
    List<Delivery> deliveries = new ArrayList<>();
    for (Events.Event event : due) {
      Delivery delivery = deliver(event, gateway);
      if (delivery.isAcknowledged()) {
        scheduler.runExclusively(
            () -> {
              acknowledgements.accept(event.id());
              events.acknowledge(event.id());
            });
      }
      deliveries.add(delivery);
    }
    return deliveries;
  }

  private Delivery deliver(Events.Event event, Signer by) {
    URI url = platform;
    if (url == null) {
      throw new IllegalStateException("no callback URL is set; call .deliverTo(url) first");
    }
    return new Delivery(event.type(), event.subject(), sender.send(event.json(), url, by));
  }
}

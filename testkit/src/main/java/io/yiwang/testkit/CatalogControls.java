package io.yiwang.testkit;

import java.time.Instant;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Changes the catalog, as its maintainers would; {@code catalog.changes} shows the changes to the
 * platforms. Thread-safe.
 */
public final class CatalogControls {
  private final VirtualScheduler scheduler;
  private final SandboxClock clock;
  private final SandboxContext context;
  private final Events events;
  private final Instant start;
  private @Nullable Catalog catalog;
  private int forgotten;

  CatalogControls(VirtualScheduler scheduler, SandboxContext context, Events events) {
    this.scheduler = scheduler;
    this.context = context;
    this.events = events;
    clock = context.clock();
    start = clock.instant();
  }

  /** Returns the catalog, which is made when it is first needed: many tests never use it. */
  Catalog catalog() {
    Catalog made = catalog;
    if (made == null) {
      made = new Catalog(context.seed(), context.services(), start);
      catalog = made;
    }
    return made;
  }

  /** Updates a service, of which nothing changes but the time of its last update. */
  public void update(String code) {
    change(code, (catalog, service) -> catalog.update(service, clock.instant()));
  }

  /**
   * Withdraws a service.
   *
   * @param replacedBy the code of the service that takes its place, if one does
   */
  public void withdraw(String code, @Nullable String replacedBy) {
    change(code, (catalog, service) -> catalog.withdraw(service, replacedBy));
  }

  /** Forgets all changes so far: a platform that has not read them yet needs the snapshot. */
  public void forgetChanges() {
    scheduler.runExclusively(() -> forgotten = catalog().version());
  }

  /** Returns the version up to which changes are forgotten. */
  int forgotten() {
    return forgotten;
  }

  /** The size and the version of the catalog, and the version up to which changes are forgotten. */
  record Summary(long services, int version, int forgotten) {}

  Summary summary() {
    return scheduler.inTurn(
        () -> new Summary(catalog().all().count(), catalog().version(), forgotten));
  }

  private void change(String code, ObjIntConsumer<Catalog> work) {
    scheduler.runExclusively(
        () -> {
          int service = catalog().find(code);
          if (Catalog.isNone(service)) {
            throw new IllegalArgumentException("there is no such service");
          }
          work.accept(catalog(), service);
          events.happened(
              "igs.catalogue.changed",
              null,
              Json.object().put("changedAt", ChinaTime.text(clock.instant())));
        });
  }
}

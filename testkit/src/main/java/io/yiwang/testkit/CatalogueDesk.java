package io.yiwang.testkit;

import java.time.Instant;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The people who keep the catalogue: a test tells them what to change, and {@code catalog.changes}
 * tells the platforms. Thread-safe.
 */
public final class CatalogueDesk {
  private final Agenda agenda;
  private final SandboxClock clock;
  private final DeskContext context;
  private final Events events;
  private final Instant start;
  private @Nullable Catalogue catalogue;
  private int forgotten;

  CatalogueDesk(Agenda agenda, DeskContext context, Events events) {
    this.agenda = agenda;
    this.context = context;
    this.events = events;
    clock = context.clock();
    start = clock.instant();
  }

  /** Made when first needed: many tests never look at it. */
  Catalogue catalogue() {
    Catalogue made = catalogue;
    if (made == null) {
      made = new Catalogue(context.seed(), context.services(), start);
      catalogue = made;
    }
    return made;
  }

  /** Changes nothing of it but its time. */
  public void update(String code) {
    change(code, (catalogue, service) -> catalogue.update(service, clock.instant()));
  }

  /**
   * Withdraws it.
   *
   * @param replacedBy the code of the service that takes its place, if one does
   */
  public void withdraw(String code, @Nullable String replacedBy) {
    change(code, (catalogue, service) -> catalogue.withdraw(service, replacedBy));
  }

  /** Forgets all changes until now: whoever has not asked for them yet needs the snapshot. */
  public void forgetChanges() {
    agenda.doInTurn(() -> forgotten = catalogue().version());
  }

  /** Changes up to this version are no longer told. */
  int forgotten() {
    return forgotten;
  }

  private void change(String code, ObjIntConsumer<Catalogue> work) {
    agenda.doInTurn(
        () -> {
          int service = catalogue().find(code);
          if (Catalogue.isNone(service)) {
            throw new IllegalArgumentException("there is no such service");
          }
          work.accept(catalogue(), service);
          events.happened(
              "igs.catalogue.changed",
              null,
              Json.object().put("changedAt", ChinaTime.text(clock.instant())));
        });
  }
}

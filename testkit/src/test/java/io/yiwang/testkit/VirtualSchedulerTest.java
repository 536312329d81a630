package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualSchedulerTest {
  private final SandboxClock clock =
      new SandboxClock(Clock.fixed(HandlerTester.START, ZoneOffset.UTC));
  private final VirtualScheduler scheduler = new VirtualScheduler(clock);
  private final List<String> done = new ArrayList<>();

  private void plan(int minutes, String what) {
    scheduler.add(HandlerTester.START.plus(Duration.ofMinutes(minutes)), () -> done.add(what));
  }

  private List<String> done() {
    return scheduler.inTurn(() -> List.copyOf(done));
  }

  @Test
  void inTurn_dueWork_isDoneFirstInTheOrderOfItsTimes() {
    plan(2, "second");
    plan(1, "first");
    plan(2, "third");
    plan(9, "later");

    assertEquals(List.of(), done());
    clock.advance(Duration.ofMinutes(2));
    assertEquals(List.of("first", "second", "third"), done());
    assertEquals(List.of("first", "second", "third"), done());
  }

  @Test
  void inTurn_workThatPlansWork_isCaughtUpWithAsWell() {
    scheduler.add(HandlerTester.START.plusSeconds(1), () -> plan(1, "planned by work"));
    clock.advance(Duration.ofHours(1));

    assertEquals(List.of("planned by work"), done());
  }

  @Test
  void inTurn_clockMovedBack_undoesNothing() {
    plan(1, "once");
    clock.advance(Duration.ofMinutes(5));
    done();
    clock.advance(Duration.ofMinutes(-5));

    assertEquals(List.of("once"), done());
  }
}

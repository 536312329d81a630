package io.yiwang.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class GatewayClockTest {
  private static final Instant OURS = Instant.parse("2026-11-30T08:00:00Z");

  private final GatewayClock clock = new GatewayClock(Clock.fixed(OURS, ZoneOffset.UTC));
  private final Logger logger = (Logger) LoggerFactory.getLogger(GatewayClock.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.setLevel(Level.WARN);
    logger.addAppender(log);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
    logger.setLevel(null);
  }

  @Test
  void set_anotherTime_isAdoptedAndLoggedOnce() {
    clock.set(OURS.plusSeconds(3600));
    clock.set(OURS.plusSeconds(3630));

    assertEquals(OURS.plusSeconds(3630), clock.now());
    assertEquals(
        List.of(
            "this machine's clock is 3600 seconds behind the gateway's; calls use the gateway's"
                + " time from now on; please correct this machine's clock (NTP)"),
        log.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
    assertEquals(Level.WARN, log.list.get(0).getLevel());
  }

  @Test
  void set_earlierTime_saysThatThisClockIsAhead() {
    clock.set(OURS.minusSeconds(600));

    assertEquals(
        "this machine's clock is 600 seconds ahead of the gateway's; calls use the gateway's"
            + " time from now on; please correct this machine's clock (NTP)",
        log.list.get(0).getFormattedMessage());
  }
}

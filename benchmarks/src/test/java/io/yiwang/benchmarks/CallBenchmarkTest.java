package io.yiwang.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.benchmarks.Turns.Call;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Checks that every client reads the same answer from the server process. */
class CallBenchmarkTest {
  private final CallBenchmark benchmark = new CallBenchmark();

  @BeforeEach
  void start() throws Exception {
    benchmark.start();
  }

  @AfterEach
  void stop() throws Exception {
    benchmark.stop();
  }

  @Test
  void call_ofEveryContender_readsTheGuide() throws Exception {
    Map<String, Call> contenders = new HashMap<>(benchmark.contenders());
    GsonGuide gson = (GsonGuide) contenders.remove("wechatpay").make();

    Guide guide = (Guide) contenders.remove("unsigned").make();

    assertEquals("核发机动车驾驶证", guide.name());
    assertEquals(2, guide.fees().size());
    assertEquals(guide.enquiries(), gson.enquiries);
    assertEquals(6, contenders.size());
    for (Call contender : contenders.values()) {
      assertEquals(guide, contender.make());
    }
  }
}

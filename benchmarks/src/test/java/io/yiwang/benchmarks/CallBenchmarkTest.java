package io.yiwang.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every client gets the same answer out of the server's process. */
class CallBenchmarkTest {
  private final CallBenchmark benchmark = new CallBenchmark();

  @BeforeEach
  void start() throws Exception {
    benchmark.start();
  }

  @AfterEach
  void stop() {
    benchmark.stop();
  }

  @Test
  void call_ofEveryClient_readsTheGuide() throws Exception {
    Guide guide = benchmark.unsigned();

    assertEquals("核发机动车驾驶证", guide.name());
    assertEquals(2, guide.fees().size());
    assertEquals(guide, benchmark.unsignedOfSm2Server());
    assertEquals(guide, benchmark.unsignedOfRsaServer());
    assertEquals(guide, benchmark.sm2());
    assertEquals(guide, benchmark.rsa());
    assertEquals(guide.enquiries(), ((GsonGuide) benchmark.wechatpay()).enquiries);
  }

  @Test
  void guide_inJson_has1024Bytes() {
    assertEquals(1024, Guide.json().length);
  }
}

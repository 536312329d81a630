package io.yiwang.testkit;

/**
 * What all desks share.
 *
 * @param seed of everything made up at random: equal seeds give equal worlds
 * @param services how many service items the catalog has, withdrawn ones besides
 */
record SandboxContext(
    SandboxClock clock, long seed, int services, CmsSealer cms, GatewayAddress address) {
  SandboxContext(SandboxClock clock, long seed, int services, CmsSealer cms) {
    this(clock, seed, services, cms, GatewayAddress.NOWHERE);
  }
}

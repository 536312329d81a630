package io.yiwang.testkit;

/**
 * What all desks share.
 *
 * @param seed of everything made up at random: equal seeds give equal worlds
 * @param services how many service items the catalogue has, withdrawn ones besides
 */
record DeskContext(
    SandboxClock clock, long seed, int services, CmsSealer cms, GatewayAddress address) {
  DeskContext(SandboxClock clock, long seed, int services, CmsSealer cms) {
    this(clock, seed, services, cms, GatewayAddress.NOWHERE);
  }
}

package io.yiwang.testkit;

/**
 * The settings that all handlers share.
 *
 * @param seed the seed of all random data; equal seeds give equal data
 * @param services the number of services in the catalog, without withdrawn ones
 */
record SandboxContext(
    SandboxClock clock, long seed, int services, CmsSealer cms, GatewayAddress address) {
  SandboxContext(SandboxClock clock, long seed, int services, CmsSealer cms) {
    this(clock, seed, services, cms, GatewayAddress.NOWHERE);
  }
}

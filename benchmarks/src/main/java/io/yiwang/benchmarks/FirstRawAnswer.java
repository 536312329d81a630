package io.yiwang.benchmarks;

/** Makes one call with hand-written code on OkHttp and Jackson, as the only work of a JVM. */
final class FirstRawAnswer {
  private FirstRawAnswer() {}

  /** Calls the base URL in the argument and prints the region in the answer. */
  public static void main(String[] arguments) throws Exception {
    System.out.println(new RawClient().get(arguments[0] + "services/guide").region());
    System.exit(0);
  }
}

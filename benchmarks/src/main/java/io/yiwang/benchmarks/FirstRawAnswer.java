package io.yiwang.benchmarks;

/** A JVM's whole life: one answer by hand on OkHttp and Jackson. */
final class FirstRawAnswer {
  private FirstRawAnswer() {}

  /** Takes the base to ask; prints the region in the answer. */
  public static void main(String[] arguments) throws Exception {
    System.out.println(new RawClient().get(arguments[0] + "services/guide").region());
    System.exit(0);
  }
}

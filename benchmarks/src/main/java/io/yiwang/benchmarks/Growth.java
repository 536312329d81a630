package io.yiwang.benchmarks;

/**
 * Prints how the local catalog and the journal scale: {@link CatalogGrowth}, {@link JournalGrowth}.
 */
public final class Growth {
  private Growth() {}

  /** Measures both. */
  public static void main(String[] arguments) throws Exception {
    CatalogGrowth.main(new String[0]);
    System.out.println();
    JournalGrowth.main(new String[0]);
  }
}

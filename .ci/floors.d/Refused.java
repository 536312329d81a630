import io.yiwang.GovClient;

/** Builds a client where a library is too old, and prints what it says. */
final class Refused {
  private Refused() {}

  public static void main(String[] args) {
    try {
      GovClient.builder().build();
    } catch (IllegalStateException e) {
      System.out.println(e.getMessage());
    }
  }
}

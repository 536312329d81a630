package io.yiwang.internal;

import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.databind.cfg.PackageVersion;
import okhttp3.OkHttp;

/**
 * Knows the version of this library, and the oldest versions of Jackson and OkHttp that it works
 * with. An application may bring other versions than those this library was built with. One that is
 * too old is reported when the first client is built, not by a missing method in the middle of a
 * payment.
 */
public final class LibraryVersions {
  /** This library's own version, as in its {@code pom.xml}. */
  public static final String OWN = "0.1.0-SNAPSHOT";

  static final String OLDEST_JACKSON = "2.16";
  static final String OLDEST_OKHTTP = "4.12";

  private LibraryVersions() {}

  /**
   * Checks what is on the class path.
   *
   * @throws IllegalStateException naming the library, what was found, and what is needed
   */
  public static void check() {
    Version core = com.fasterxml.jackson.core.json.PackageVersion.VERSION;
    check("Jackson (jackson-core)", core.toString(), OLDEST_JACKSON, "jackson-bom");
    Version databind = PackageVersion.VERSION;
    check("Jackson (jackson-databind)", databind.toString(), OLDEST_JACKSON, "jackson-bom");
    check("OkHttp", okHttp(), OLDEST_OKHTTP, "yiwang-bom");
  }

  private static String okHttp() {
    try {
      // Not a compile-time constant, so it is the version on the class path.
      return OkHttp.VERSION;
    } catch (NoClassDefFoundError e) {
      // The class exists since 4.0.
      return "one before 4.0";
    }
  }

  static void check(String library, String found, String oldest, String bom) {
    if (!isAtLeast(found, oldest)) {
      throw new IllegalStateException(
          "Yiwang needs "
              + library
              + " "
              + oldest
              + " or newer, and found "
              + found
              + "; import "
              + bom
              + " into your dependency management, or raise the version");
    }
  }

  /** Compares the first two numbers; a version without numbers counts as too old. */
  private static boolean isAtLeast(String found, String oldest) {
    String[] one = found.split("[.-]", 3);
    String[] other = oldest.split("[.]", 3);
    for (int i = 0; i < 2; i++) {
      if (i >= one.length || !one[i].matches("[0-9]{1,9}")) {
        return false;
      }
      int difference = Integer.compare(Integer.parseInt(one[i]), Integer.parseInt(other[i]));
      if (difference != 0) {
        return difference > 0;
      }
    }
    return true;
  }
}

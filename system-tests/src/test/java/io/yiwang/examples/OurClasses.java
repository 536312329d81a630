package io.yiwang.examples;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.regex.Pattern;

/** The classes of all modules without tests, read once for all who look at them. */
final class OurClasses {
  /** Test classes that are in a folder beside those they test, whatever compiled them. */
  private static final Pattern TESTS_BESIDE = Pattern.compile(".*/test-[a-z-]+/io/yiwang/.*");

  static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(new ArchitectureTest.NoTests())
          .withImportOption(location -> !location.matches(TESTS_BESIDE))
          .importPackages("io.yiwang");

  private OurClasses() {}
}

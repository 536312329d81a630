package io.yiwang.systemtests;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the classes of all modules, except for tests, once for all tests that examine them. */
final class OurClasses {
  /** Leaves out test classes, in folders and in the test jars of modules. */
  static final class NoTests implements ImportOption {
    /** Matches folders of test classes that are not named as Maven names them. */
    private static final Pattern OTHER_TESTS = Pattern.compile(".*/test-[a-z-]+/io/yiwang/.*");

    @Override
    public boolean includes(Location location) {
      return !location.contains("/test-classes/")
          && !location.contains("-tests.jar")
          && !location.matches(OTHER_TESTS);
    }
  }

  static final JavaClasses ALL =
      new ClassFileImporter().withImportOption(new NoTests()).importPackages("io.yiwang");

  private OurClasses() {}

  /** Returns all classes but those of the examples. */
  static List<JavaClass> withoutExamples() {
    return ALL.stream()
        .filter(type -> !type.getPackageName().startsWith("io.yiwang.examples"))
        .toList();
  }
}

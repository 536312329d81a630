package io.yiwang.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Checks that no two files use each other, within a package or across packages. A sealed type that
 * names its permitted types does not count, since it calls none of them.
 */
class CyclesTest {
  private static final Map<String, Set<String>> FILES = files();

  @Test
  void files_ofAllModules_areExamined() {
    assertTrue(FILES.size() > 500, FILES.size() + " files");
  }

  @Test
  void files_ofAPackage_haveNoCycle() {
    Map<String, Set<String>> within = new TreeMap<>();
    FILES.forEach(
        (file, used) -> {
          Set<String> same = new TreeSet<>(used);
          same.removeIf(other -> !packageOf(other).equals(packageOf(file)));
          within.put(file, same);
        });
    Set<String> found = new TreeSet<>();
    for (Set<String> cycle : cycles(within)) {
      List<String> names =
          cycle.stream().map(name -> name.substring(name.lastIndexOf('.') + 1)).toList();
      found.add(packageOf(cycle.iterator().next()) + ": " + String.join(" ", names));
    }

    assertEquals(Set.of(), found);
  }

  /**
   * Excepts {@code GovClient}, which assembles the pipe, and {@code KeyRing}, whose keys the pipe
   * refreshes: they use {@code io.yiwang.internal}, which uses {@code io.yiwang}.
   */
  @Test
  void packages_haveNoCycle() {
    Map<String, Set<String>> packages = new TreeMap<>();
    FILES.forEach(
        (file, used) -> {
          Set<String> others = packages.computeIfAbsent(packageOf(file), any -> new TreeSet<>());
          for (String other : used) {
            boolean front =
                packageOf(file).equals("io.yiwang")
                    && packageOf(other).equals("io.yiwang.internal")
                    && Set.of("GovClient", "KeyRing")
                        .contains(file.substring(file.lastIndexOf('.') + 1));
            if (!front && !packageOf(other).equals(packageOf(file))) {
              others.add(packageOf(other));
            }
          }
        });

    assertEquals(List.of(), cycles(packages));
  }

  @Test
  void cycles_ofThreeAmongFourNodes_areFound() {
    Map<String, Set<String>> graph =
        Map.of("a", Set.of("b"), "b", Set.of("c"), "c", Set.of("a", "d"), "d", Set.of());

    assertEquals(List.of(Set.of("a", "b", "c")), cycles(graph));
  }

  /** Returns the files that each source file uses. */
  private static Map<String, Set<String>> files() {
    Map<String, Set<String>> files = new TreeMap<>();
    for (JavaClass type : OurClasses.ALL) {
      if (isExamined(type)) {
        Set<String> used = files.computeIfAbsent(file(type), any -> new TreeSet<>());
        for (Dependency each : type.getDirectDependenciesFromSelf()) {
          JavaClass other = each.getTargetClass().getBaseComponentType();
          if (isExamined(other) && !file(other).equals(file(type))) {
            used.add(file(other));
          }
        }
      }
    }
    return files;
  }

  private static boolean isExamined(JavaClass type) {
    return type.getPackageName().startsWith("io.yiwang")
        && !type.getPackageName().startsWith("io.yiwang.examples")
        && !type.getPackageName().startsWith("io.yiwang.benchmarks")
        && !type.getSimpleName().equals("package-info");
  }

  private static String file(JavaClass type) {
    int nested = type.getName().indexOf('$');
    return nested < 0 ? type.getName() : type.getName().substring(0, nested);
  }

  private static String packageOf(String file) {
    return file.substring(0, file.lastIndexOf('.'));
  }

  /** Returns the strongly connected components of more than one node (Kosaraju's algorithm). */
  private static List<Set<String>> cycles(Map<String, Set<String>> graph) {
    Map<String, Set<String>> back = new HashMap<>();
    graph.forEach(
        (from, tos) ->
            tos.forEach(to -> back.computeIfAbsent(to, any -> new TreeSet<>()).add(from)));
    Deque<String> finished = new ArrayDeque<>();
    Set<String> seen = new TreeSet<>();
    for (String each : new TreeSet<>(graph.keySet())) {
      walk(each, graph, seen, finished);
    }
    List<Set<String>> cycles = new ArrayList<>();
    Set<String> taken = new TreeSet<>();
    for (String each : finished) {
      Deque<String> component = new ArrayDeque<>();
      walk(each, back, taken, component);
      if (component.size() > 1) {
        cycles.add(new TreeSet<>(component));
      }
    }
    return cycles;
  }

  /** Pushes every node that is reached and was not seen, after the nodes that it leads to. */
  private static void walk(
      String node, Map<String, Set<String>> graph, Set<String> seen, Deque<String> finished) {
    if (seen.add(node)) {
      for (String next : graph.getOrDefault(node, Set.of())) {
        walk(next, graph, seen, finished);
      }
      finished.push(node);
    }
  }
}

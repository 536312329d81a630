import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.TreeSet;
import org.gradle.api.Project;
import org.gradle.api.artifacts.component.ModuleComponentIdentifier;
import org.gradle.api.artifacts.dsl.DependencyHandler;
import org.gradle.api.artifacts.result.DependencyResult;
import org.gradle.api.artifacts.result.UnresolvedDependencyResult;
import org.gradle.testfixtures.ProjectBuilder;

/**
 * Prints what Gradle resolves for a project that has a {@code platform(...)} and modules without
 * versions. The arguments are a folder to work in, a Maven repository, the platform, and the
 * modules.
 */
final class Gradle {
  private Gradle() {}

  public static void main(String[] arguments) {
    File work = Path.of(arguments[0]).toFile();
    Project project =
        ProjectBuilder.builder()
            .withProjectDir(new File(work, "project"))
            .withGradleUserHomeDir(new File(work, "home"))
            .build();
    project.getPluginManager().apply("java-library");
    URI own = Path.of(arguments[1]).toUri();
    project.getRepositories().maven(repository -> repository.setUrl(own));
    project.getRepositories().mavenCentral();
    DependencyHandler dependencies = project.getDependencies();
    dependencies.add("implementation", dependencies.platform(arguments[2]));
    for (int i = 3; i < arguments.length; i++) {
      dependencies.add("implementation", arguments[i]);
    }
    TreeSet<String> found = new TreeSet<>();
    for (DependencyResult each :
        project
            .getConfigurations()
            .getByName("runtimeClasspath")
            .getIncoming()
            .getResolutionResult()
            .getAllDependencies()) {
      if (each instanceof UnresolvedDependencyResult unresolved) {
        System.out.println("! " + unresolved.getFailure().getMessage());
      }
    }
    project
        .getConfigurations()
        .getByName("runtimeClasspath")
        .getIncoming()
        .getResolutionResult()
        .getAllComponents()
        .forEach(
            component -> {
              if (component.getId() instanceof ModuleComponentIdentifier id) {
                found.add(id.getGroup() + ":" + id.getModule() + ":" + id.getVersion());
              }
            });
    found.forEach(each -> System.out.println("= " + each));
    System.exit(0);
  }
}

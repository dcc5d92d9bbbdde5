package dev.athanor.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.maven.testing.JpaModule;
import dev.athanor.maven.testing.MavenProject;
import dev.athanor.maven.testing.MavenProject.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A build of several modules, by the very commands of the page that tells how. */
class MultiModuleIT {
  private static final Path PAGE = Path.of("..", "docs", "maven-plugin.md");

  private static final String SNAKE_CASE =
      """
      spring:
        jpa:
          show-sql: true
          hibernate:
            naming:
              physical-strategy: >-
                org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy
      """;

  @Test
  void revisionsInTheApplicationsModule() throws IOException {
    MavenProject build = build("revisions-in-app", "");
    build.write("app/versions/.gitkeep", "");

    commands(build, "### Revisions in the application's module");

    assertThat(revision(build, "app")).contains("CREATE TABLE user_account (");
  }

  @Test
  void revisionsInTheEntitiesModule() throws IOException {
    MavenProject build = build("revisions-in-model", "<application>app</application>");
    build.write("model/versions/.gitkeep", "");

    commands(build, "### Revisions in the entities' module");

    assertThat(revision(build, "model")).contains("CREATE TABLE user_account (");
  }

  @Test
  void otherNamesThanTheApplicationsAreSaid() {
    MavenProject build = build("other-names", "");
    build.write("model/versions/.gitkeep", "");
    String[] check = {"athanor:check", "-pl", "model"};
    build.maven("compile", "-Dmaven.compiler.release=17");

    Run silent = build.maven(check);
    assertThat(silent.output())
        .contains("WARNING", "Module app is built on this one", "CamelCaseToUnderscores")
        .contains("-Dathanor.application=app", "added table public.useraccount")
        .doesNotContain("show_sql");
    Run meant = build.maven(check[0], check[1], check[2], "-Dathanor.application=model");
    assertThat(meant.output())
        .doesNotContain("is built on this one")
        .contains("public.useraccount");
    Run asked = build.maven(check[0], check[1], check[2], "-Dathanor.application=app");
    assertThat(asked.output())
        .doesNotContain("is built on this one")
        .contains("added table public.user_account");
    Run unknown = build.maven(check[0], check[1], check[2], "-Dathanor.application=shop");
    assertThat(unknown.output())
        .contains(
            "There is no module shop in this build", "app, model", "directory of all modules");
  }

  @Test
  void initStartsRevisionsInTheModuleThatIsNamed() {
    MavenProject build = build("init-in-app", "");

    Run run = build.maven("athanor:init", "-pl", "app");

    assertThat(run.succeeded()).describedAs(run.output()).isTrue();
    assertThat(build.path("app/versions")).isDirectory();
    assertThat(run.output()).contains("mvn compile athanor:revision -Dautogenerate");
    assertThat(build.path("versions")).doesNotExist();
    assertThat(build.path("model/versions")).doesNotExist();
  }

  @Test
  void modulesThatAreNotCompiledYetAreNamed() {
    MavenProject build = build("not-compiled", "<application>app</application>");
    build.write("model/versions/.gitkeep", "");

    Run run = build.maven("compile", "athanor:check", "-Dmaven.compiler.release=17");

    assertThat(run.succeeded()).describedAs(run.output()).isFalse();
    assertThat(run.output())
        .contains("app/src/main/java/shop/Main.java is newer than what was compiled")
        .contains("Compile all modules first, then run the goal: mvn compile && mvn athanor:");
  }

  /** A parent with the modules {@code model} and {@code app}, where app depends on model. */
  private static MavenProject build(String name, String configuration) {
    MavenProject build = MavenProject.aggregator(name);
    JpaModule.write(build.module("model"), "model", configuration, JpaModule.HIBERNATE);
    build.write(
        "model/src/main/java/shop/UserAccount.java",
        "package shop;\n\nimport jakarta.persistence.*;\n\n"
            + "@Entity\npublic class UserAccount {\n  @Id Long id;\n}\n");
    String model =
        "<dependency><groupId>com.example</groupId><artifactId>model</artifactId>"
            + "<version>1.0</version></dependency>";
    JpaModule.write(build.module("app"), "app", "", model);
    return build
        .write("app/src/main/java/shop/Main.java", "package shop;\n\nclass Main {}\n")
        .write("app/src/main/resources/application.yml", SNAKE_CASE);
  }

  /** Runs what stands in code blocks below a heading of the page. */
  private static void commands(MavenProject build, String heading) throws IOException {
    String page = Files.readString(PAGE);
    String section = page.substring(page.indexOf(heading) + heading.length()).split("\n#")[0];
    List<String> lines = section.lines().filter(line -> line.startsWith("mvn ")).toList();
    assertThat(lines).isNotEmpty();
    for (String line : lines) {
      String[] words = line.strip().substring("mvn ".length()).replace("\"", "").split(" ");
      String[] arguments = java.util.Arrays.copyOf(words, words.length + 1);
      arguments[words.length] = "-Dmaven.compiler.release=17";
      Run run = build.maven(arguments);
      assertThat(run.succeeded()).describedAs(line + "\n" + run.output()).isTrue();
    }
  }

  private static String revision(MavenProject build, String module) {
    return String.join("\n", build.files(module + "/versions").values());
  }
}

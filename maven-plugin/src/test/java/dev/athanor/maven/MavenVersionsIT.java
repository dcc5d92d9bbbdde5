package dev.athanor.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.athanor.maven.testing.MavenProject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packaged plugin on the oldest Maven that it asks for, which is Debian's, and on the next one;
 * all other tests run on the build's.
 */
class MavenVersionsIT {
  @ParameterizedTest
  @ValueSource(strings = {"test.oldest-maven", "test.next-maven"})
  void goalsRunOn(String property) {
    assumeFalse(System.getProperty("test.mode").equals("offline=true"), "it has to be fetched");
    String version = System.getProperty(property);
    MavenProject project =
        MavenProject.create(
                "maven-" + version,
                "",
                "<execution><goals><goal>package</goal></goals><phase>validate</phase></execution>")
            .revision("aaa111", "<base>", "CREATE TABLE a (id int)", "DROP TABLE a");

    MavenProject.Run bound = project.mavenOf(version, "validate");
    assertThat(bound.output()).contains("BUILD SUCCESS");
    assertThat(bound.exitCode()).isZero();

    MavenProject.Run history = project.mavenOf(version, "athanor:history");
    assertThat(history.output()).contains("<base> -> aaa111 (head), revision aaa111");
    assertThat(history.exitCode()).isZero();

    MavenProject.Run refused = project.mavenOf(version, "athanor:show", "-Dathanor.revision=bbb");
    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.output()).contains("bbb");
  }
}

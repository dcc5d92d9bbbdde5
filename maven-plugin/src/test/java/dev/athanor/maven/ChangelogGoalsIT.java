package dev.athanor.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.autogenerate.compare.Baseline;
import dev.athanor.maven.testing.MavenProject;
import dev.athanor.maven.testing.MavenProject.Run;
import org.junit.jupiter.api.Test;

/** The goals that need no database. */
class ChangelogGoalsIT {

  @Test
  void aProjectGrowsFromNothingToAMerge() {
    MavenProject project = MavenProject.create("grows");

    Run init = project.maven("athanor:init", "athanor:heads");
    assertThat(init.output()).contains("versions/.gitkeep ...  done").contains("BUILD SUCCESS");
    assertThat(project.files("").get("athanor-baseline.txt")).isEqualTo(Baseline.EMPTY);

    Run first =
        project.maven(
            "athanor:revision", "-Dmessage=create users", "-Dathanor.revisionId=1975ea83b712");
    assertThat(first.output()).contains("_1975ea83b712_create_users.sql ...  done");

    // The long names of the same properties.
    Run second =
        project.maven(
            "athanor:revision",
            "-Dathanor.message=branch",
            "-Dathanor.format=yaml",
            "-Dathanor.head=base",
            "-Dathanor.revisionId=27c6a30d7c24");
    assertThat(second.output()).contains("_27c6a30d7c24_branch.yaml ...  done");

    Run heads =
        project.maven(
            "athanor:heads", "athanor:merge", "athanor:branches", "-Dmessage=join", "-Dverbose");
    assertThat(heads.output())
        .contains("Rev: 1975ea83b712 (head)")
        .contains("Rev: 27c6a30d7c24 (head)")
        .contains("_join.sql ...  done");
    assertThat(heads.succeeded()).isTrue();
  }
}

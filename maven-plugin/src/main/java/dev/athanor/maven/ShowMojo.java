package dev.athanor.maven;

import dev.athanor.engine.command.Show;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Shows all about a revision. */
@Mojo(name = "show", threadSafe = true)
public final class ShowMojo extends ChangelogMojo {

  /** An id or a unique prefix of one, {@code head}, {@code heads}, a branch label, and so on. */
  @Parameter(property = "athanor.revision", defaultValue = "${revision}")
  private String revision;

  @Override
  void runOnChangelog() {
    String symbol = revision == null ? "head" : revision;
    print(new Show(changelog().graph(), symbol, Optional.empty()).run());
  }
}

package dev.athanor.maven;

import dev.athanor.engine.command.Show;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Shows all about a revision. A database is asked only for {@code current}. */
@Mojo(name = "show", threadSafe = true)
public final class ShowMojo extends AskingMojo {

  /** An id or a unique prefix of one, {@code head}, {@code heads}, {@code current}, a label. */
  @Parameter(property = "athanor.revision", defaultValue = "${revision}")
  private String revision;

  @Override
  void runOnChangelog() {
    String symbol = revision == null ? "head" : revision;
    print(new Show(graph(), symbol, this::currentIds).run());
  }
}

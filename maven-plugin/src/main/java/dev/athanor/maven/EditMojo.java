package dev.athanor.maven;

import dev.athanor.engine.command.Edit;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Opens the file of a revision in the editor that VISUAL or EDITOR names. A database is asked only
 * for {@code current}.
 */
@Mojo(name = "edit", threadSafe = true)
public final class EditMojo extends AskingMojo {

  /** An id or a unique prefix of one, {@code head}, {@code heads}, {@code current}, a label. */
  @Parameter(property = "athanor.revision", defaultValue = "${revision}")
  private String revision;

  @Override
  void runOnChangelog() {
    String symbol = revision == null ? "head" : revision;
    print(new Edit(changelog(), graph(), symbol, this::currentIds, System.getenv()).run());
  }
}

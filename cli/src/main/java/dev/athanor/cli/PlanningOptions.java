package dev.athanor.cli;

import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.args.Values;
import dev.athanor.engine.history.TrustedRoles;
import dev.athanor.engine.plan.PlanOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Which changesets count, and what of the history is trusted. */
public final class PlanningOptions {
  /** The system property that names a directory of jars: in the image, /opt/athanor/live. */
  private static final String LIVE = "athanor.live";

  private final SelectionOptions selection;
  private final boolean declares;
  private boolean allowSuperuser;
  private boolean allowLive;
  private TrustedRoles trusted = TrustedRoles.NONE;
  private boolean allowUnknownHistory;

  public PlanningOptions() {
    this.selection = new SelectionOptions();
    this.declares = true;
  }

  /**
   * @param selection which somebody else declares
   */
  public PlanningOptions(SelectionOptions selection) {
    this.selection = selection;
    this.declares = false;
  }

  public void declare(Arguments arguments) {
    if (declares) {
      selection.declare(arguments);
    }
    arguments
        .flag(
            "--allow-superuser",
            "let a superuser run undo SQL that only the database vouches for",
            () -> allowSuperuser = true)
        .flag(
            "--allow-live",
            "let Liquibase run what could not be compiled to SQL",
            () -> allowLive = true)
        .flag(
            "--allow-foreign-history",
            "trust a history that other roles may change, whoever they are",
            () -> trusted = TrustedRoles.EVERYBODY)
        .option(
            "--trusted-roles",
            "A,B",
            "trust a history that these roles may change, too",
            this::trust)
        .flag(
            "--allow-unknown-history",
            "leave rows alone that the bundle does not know",
            () -> allowUnknownHistory = true);
  }

  /** The contexts and labels. */
  public SelectionOptions selection() {
    return selection;
  }

  private void trust(String roles) {
    if (!trusted.everybody()) {
      trusted = TrustedRoles.of(Values.list(roles));
    }
  }

  public PlanOptions on(PlanOptions base) {
    return on(base, List.of());
  }

  /**
   * @param classpath what Liquibase is given where it may run what could not be compiled, besides
   *     the directory that {@value #LIVE} names
   */
  public PlanOptions on(PlanOptions base, List<Path> classpath) {
    return selection
        .on(allowLive ? base.withLive(live(classpath)) : base)
        .withAllowSuperuser(allowSuperuser)
        .withTrusted(trusted)
        .withAllowUnknownHistory(allowUnknownHistory);
  }

  private static List<Path> live(List<Path> classpath) {
    List<Path> all = new ArrayList<>(classpath);
    String directory = System.getProperty(LIVE);
    if (directory != null) {
      // All jars in it, to a JVM.
      all.add(Path.of(directory, "*"));
    }
    return all;
  }
}

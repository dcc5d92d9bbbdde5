package dev.athanor.engine.plan;

import dev.athanor.engine.history.TrustedRoles;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How to plan.
 *
 * @param way which way may be gone
 * @param allowDowngrade whether {@link Way#EITHER} may end in a downgrade
 * @param contexts Liquibase's contexts; none run every changeset
 * @param labels Liquibase's label expression, empty for none
 * @param trusted whose hand in the history is no reason to stop
 * @param allowSuperuser let a superuser run undo SQL that only the database vouches for
 * @param allowUnknownHistory leave rows alone that neither the bundle nor Athanor knows: those of
 *     another changelog in the same table, or of files since deleted
 * @param downgradeTo the revisions, separated by commas ({@code base} for none), to which {@link
 *     Way#EITHER} may go down though downgrades are not allowed as such; empty for none
 * @param live what Liquibase is given as class path besides its own where it may run what could not
 *     be compiled; empty where it may not
 */
public record PlanOptions(
    Way way,
    boolean allowDowngrade,
    List<String> contexts,
    String labels,
    TrustedRoles trusted,
    boolean allowSuperuser,
    boolean allowUnknownHistory,
    String downgradeTo,
    Optional<List<Path>> live) {

  /** Which way a plan may go. */
  public enum Way {
    /** The verb {@code upgrade}: a target that is older is an error. */
    UP,
    /** The verb {@code downgrade}: a target that is newer is an error. */
    DOWN,
    /** To the target, wherever it lies: what the operator asks for. */
    EITHER,
    /**
     * Down to where the first run began of those that did not succeed since the last that did,
     * whatever the target: what a failure policy asks for.
     */
    BACK;

    /** Whether a plan that goes this way undoes, and does nothing else. */
    boolean leadsDown() {
      return this == DOWN || this == BACK;
    }
  }

  /** Upwards only, nothing special allowed. */
  public static final PlanOptions UPGRADE = of(Way.UP);

  /** Downwards only, nothing special allowed. */
  public static final PlanOptions DOWNGRADE = of(Way.DOWN);

  public PlanOptions {
    Objects.requireNonNull(way, "way");
    contexts = List.copyOf(contexts);
    Objects.requireNonNull(labels, "labels");
    Objects.requireNonNull(trusted, "trusted");
    Objects.requireNonNull(downgradeTo, "downgradeTo");
    live = live.map(List::copyOf);
  }

  /** Either way, a downgrade only when allowed. */
  public static PlanOptions either(boolean allowDowngrade) {
    return new PlanOptions(
        Way.EITHER,
        allowDowngrade,
        List.of(),
        "",
        TrustedRoles.NONE,
        false,
        false,
        "",
        Optional.empty());
  }

  private static PlanOptions of(Way way) {
    return new PlanOptions(
        way, way == Way.DOWN, List.of(), "", TrustedRoles.NONE, false, false, "", Optional.empty());
  }

  /** The same, gone another way; {@link Way#DOWN} and {@link Way#BACK} allow what they are. */
  public PlanOptions withWay(Way value) {
    return new PlanOptions(
        value,
        value.leadsDown(),
        contexts,
        labels,
        trusted,
        allowSuperuser,
        allowUnknownHistory,
        downgradeTo,
        live);
  }

  public PlanOptions withContexts(List<String> value) {
    return new PlanOptions(
        way,
        allowDowngrade,
        value,
        labels,
        trusted,
        allowSuperuser,
        allowUnknownHistory,
        downgradeTo,
        live);
  }

  public PlanOptions withLabels(String value) {
    return new PlanOptions(
        way,
        allowDowngrade,
        contexts,
        value,
        trusted,
        allowSuperuser,
        allowUnknownHistory,
        downgradeTo,
        live);
  }

  public PlanOptions withTrusted(TrustedRoles value) {
    return new PlanOptions(
        way,
        allowDowngrade,
        contexts,
        labels,
        value,
        allowSuperuser,
        allowUnknownHistory,
        downgradeTo,
        live);
  }

  public PlanOptions withAllowSuperuser(boolean value) {
    return new PlanOptions(
        way,
        allowDowngrade,
        contexts,
        labels,
        trusted,
        value,
        allowUnknownHistory,
        downgradeTo,
        live);
  }

  public PlanOptions withAllowUnknownHistory(boolean value) {
    return new PlanOptions(
        way, allowDowngrade, contexts, labels, trusted, allowSuperuser, value, downgradeTo, live);
  }

  public PlanOptions withDowngradeTo(String value) {
    return new PlanOptions(
        way,
        allowDowngrade,
        contexts,
        labels,
        trusted,
        allowSuperuser,
        allowUnknownHistory,
        value,
        live);
  }

  /**
   * The same, in which Liquibase may run what could not be compiled.
   *
   * @param classpath jars and directories, with the classes of custom changes for one
   */
  public PlanOptions withLive(List<Path> classpath) {
    return new PlanOptions(
        way,
        allowDowngrade,
        contexts,
        labels,
        trusted,
        allowSuperuser,
        allowUnknownHistory,
        downgradeTo,
        Optional.of(classpath));
  }
}

package dev.athanor.autogenerate.compare;

import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.snapshot.SnapshotOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a model asks of the schema that the revisions build.
 *
 * @param graph of the revisions
 * @param diff what a revision has to do
 * @param listed what the schema has and the model does not say, undecided
 * @param accepted the same, accepted by the baseline
 * @param database where what the revisions build stands, renames not done
 * @param options what of it was compared
 * @param baseline the accepted differences
 * @param notReplayed changesets that only a live Liquibase could run: what they do is not seen
 * @param cutNames a line for each name of the model that the server cuts
 * @param generators what numbers the model's keys; nothing where no provider has made it
 */
public record Comparison(
    RevisionGraph graph,
    SchemaDiff diff,
    List<Difference> listed,
    List<Difference> accepted,
    String database,
    SnapshotOptions options,
    Baseline baseline,
    List<String> notReplayed,
    List<String> cutNames,
    Generators generators) {
  public Comparison {
    Objects.requireNonNull(graph, "graph");
    Objects.requireNonNull(diff, "diff");
    listed = List.copyOf(listed);
    accepted = List.copyOf(accepted);
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(baseline, "baseline");
    notReplayed = List.copyOf(notReplayed);
    cutNames = List.copyOf(cutNames);
    Objects.requireNonNull(generators, "generators");
  }

  /** The same, but that what the schema has and the model does not say is listed in any case. */
  public Comparison lenient() {
    Judgement.Sorted sorted = Judgement.lenient(diff.headlines());
    List<Difference> lenient = new ArrayList<>(listed);
    lenient.addAll(sorted.listed());
    return new Comparison(
        graph,
        diff.select(Judgement.wanted(sorted)),
        lenient,
        accepted,
        database,
        options,
        baseline,
        notReplayed,
        cutNames,
        generators);
  }

  /** What is listed, by what it is: said as what becomes of it, it would read as if it had. */
  public List<String> onlyInSchema() {
    return listed.stream()
        .map(difference -> difference.describe().replaceFirst("^(removed|changed) ", ""))
        .toList();
  }

  /** The columns among what is listed without which the application's INSERTs fail. */
  public List<ObjectId> required() {
    return listed.stream().filter(Judgement::breaksInserts).map(Difference::id).toList();
  }
}

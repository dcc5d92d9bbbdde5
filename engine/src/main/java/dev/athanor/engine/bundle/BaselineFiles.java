package dev.athanor.engine.bundle;

import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.changelog.Problems;
import dev.athanor.engine.changelog.RevisionArchive;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetSql;
import dev.athanor.engine.model.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The baselines beside a changelog's revisions. */
final class BaselineFiles {
  private final Changelog changelog;

  BaselineFiles(Changelog changelog) {
    this.changelog = changelog;
  }

  /** Where they are; none of a master changelog, whose order is Liquibase's to say. */
  List<String> paths() {
    return changelog.source().kind() == ChangelogSource.Kind.VERSIONS
        ? changelog.files().list(RevisionArchive.DIRECTORY, false).orElse(List.of()).stream()
            .filter(path -> path.endsWith(".sql"))
            .toList()
        : List.of();
  }

  /** Of all their texts. */
  String digest() {
    List<String> texts = new ArrayList<>();
    for (String path : paths()) {
      texts.add(path);
      texts.add(changelog.files().text(path));
    }
    return Digest.of(String.join("\0", texts));
  }

  /** Those that stand for what the revisions are now; of the others it says what is wrong. */
  List<Baseline> read(Bundle bundle, Function<Changeset, ChangesetSql> sql, Problems problems) {
    List<Baseline> baselines = new ArrayList<>();
    for (String path : paths()) {
      try {
        Baseline baseline = Baseline.parse(path, changelog.files().text(path));
        require(baseline, bundle, sql);
        baselines.add(baseline);
      } catch (AthanorException e) {
        problems.add(e);
      }
    }
    return baselines;
  }

  private static void require(
      Baseline baseline, Bundle bundle, Function<Changeset, ChangesetSql> sql) {
    if (bundle.graph().get(baseline.revision()).isEmpty()) {
      throw Baseline.damaged(baseline.path(), "is of a revision that there is not");
    }
    if (!Baseline.digestOf(bundle.covered(baseline), sql).equals(baseline.covers())) {
      throw Baseline.damaged(
          baseline.path(),
          "stands for revisions up to " + baseline.revision() + " that were edited since");
    }
  }
}

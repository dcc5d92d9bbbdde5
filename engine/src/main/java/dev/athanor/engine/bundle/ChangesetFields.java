package dev.athanor.engine.bundle;

import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.Changeset.OnValidationFail;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.Guard;
import dev.athanor.engine.model.Live;
import java.util.List;
import java.util.Optional;

/** A changeset being read, with what is usual in place. */
final class ChangesetFields {
  String author;
  String id;
  String path;
  String checksum;
  List<String> validChecksums = List.of();
  OnValidationFail onValidationFail = OnValidationFail.HALT;
  boolean transactional = true;
  boolean runAlways;
  boolean runOnChange;
  boolean failOnError = true;
  String contexts = "";
  String labels = "";
  boolean reversible = true;
  String description = ManifestWriter.USUAL_DESCRIPTION;
  String comments = "";
  Optional<String> tag = Optional.empty();
  Optional<Live> live = Optional.empty();
  Optional<Guard> guard = Optional.empty();
  List<String> keeps = List.of();
  int line;

  ChangesetFields(String path) {
    this.path = path;
  }

  Changeset build() {
    return new Changeset(
        new ChangesetKey(author, id, path),
        checksum,
        validChecksums,
        onValidationFail,
        transactional,
        runAlways,
        runOnChange,
        failOnError,
        contexts,
        labels,
        guard,
        reversible,
        description,
        comments,
        tag,
        live,
        keeps,
        line);
  }
}

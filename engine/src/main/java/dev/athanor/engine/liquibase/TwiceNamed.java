package dev.athanor.engine.liquibase;

import dev.athanor.engine.changelog.ChangelogFiles;
import dev.athanor.engine.changelog.ChangesetLine;
import dev.athanor.engine.model.ChangesetKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import liquibase.changelog.ChangeSet;

/** Says of changesets with one key, which contexts or labels tell apart, where each stands. */
final class TwiceNamed {
  /** The changesets of a file with one author and id, whomever they are for. */
  private record Name(String file, String author, String id) {}

  private final ChangelogFiles files;
  private final Map<Name, Integer> counted = new HashMap<>();
  private final Map<String, Integer> rendered = new HashMap<>();
  private final List<Integer> numbers = new ArrayList<>();
  private Name last;

  TwiceNamed(ChangelogFiles files) {
    this.files = files;
  }

  /** Takes note of a changeset of the changelog, whether it is rendered or not. */
  void count(ChangeSet changeset) {
    String file = changeset.getChangeLog().getPhysicalFilePath();
    last = new Name(file, changeset.getAuthor(), changeset.getId());
    counted.merge(last, 1, Integer::sum);
  }

  /** Takes note that the one counted last is rendered. */
  RenderedChangeset add(RenderedChangeset changeset) {
    numbers.add(counted.get(last) - 1);
    rendered.merge(changeset.changeset().key().identity(), 1, Integer::sum);
    return changeset;
  }

  /**
   * @param all those added, in that order
   */
  List<RenderedChangeset> withLines(List<RenderedChangeset> all) {
    List<RenderedChangeset> lines = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      RenderedChangeset each = all.get(i);
      ChangesetKey key = each.changeset().key();
      lines.add(
          rendered.get(key.identity()) == 1
              ? each
              : each.withLine(
                  ChangesetLine.of(files, each.file(), key.author(), key.id(), numbers.get(i))));
    }
    return lines;
  }
}

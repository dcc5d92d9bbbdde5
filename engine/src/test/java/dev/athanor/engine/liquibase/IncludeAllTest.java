package dev.athanor.engine.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.model.Changeset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import liquibase.Contexts;
import liquibase.LabelExpression;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory is read as stock Liquibase 4.33 reads it, however its way is written. */
class IncludeAllTest {
  @TempDir Path root;

  @Test
  void depthsAreCountedFromTheDirectory() throws IOException {
    for (String file : List.of("z", "all/b", "all/a", "all/sub/c", "all/sub/deep/d", "x/y/e")) {
      write("db/" + file + ".sql", "--liquibase formatted sql\n--changeset x:a\nSELECT 1;\n");
    }
    Target stock = Target.fresh();
    int found = 0;
    for (String path : List.of("db/all", "/db/all/", "./db/all", "db/x/..//all", "db")) {
      for (String depth : List.of("", ", minDepth: 1, maxDepth: 2", ", minDepth: 2")) {
        write("c.yaml", "databaseChangeLog: [{includeAll: {path: %s%s}}]".formatted(path, depth));
        List<String> theirs = new ArrayList<>();
        StockLiquibase.run(
            root,
            "c.yaml",
            stock.url.withSecrets(),
            l ->
                l.listUnrunChangeSets(new Contexts(), new LabelExpression())
                    .forEach(each -> theirs.add(each.getFilePath())));
        assertThat(ours()).as(path + depth).isEqualTo(theirs);
        found += theirs.size();
      }
    }
    assertThat(found).isPositive();
  }

  private List<String> ours() {
    return BundleCompiler.compile(
            Changelog.load(ChangelogSource.master(root, "c.yaml")), CompileOptions.defaults())
        .revisions()
        .stream()
        .flatMap(each -> each.changesets().stream())
        .map(Changeset::key)
        .map(each -> each.path())
        .toList();
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}

package dev.athanor.engine.kept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.apply.MigrationListener;
import dev.athanor.engine.apply.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A database whose upgrades keep for a week what they drop, and what is said of that. */
abstract class KeptRuns {
  final Target target = Target.fresh();
  final List<String> said = new ArrayList<>();

  KeptRuns() {
    keep(target, Optional.of(Duration.ofDays(7)));
  }

  /** Runs of {@code which} keep for so long, and tell {@link #said}. */
  final void keep(Target which, Optional<Duration> time) {
    which.options =
        which
            .options
            .withRetainDropped(time)
            .withListener(
                new MigrationListener() {
                  @Override
                  public void kept(String line) {
                    said.add(line);
                  }

                  @Override
                  public void warning(String line) {
                    said.add(line);
                  }
                });
  }

  final List<String> rows(String query) {
    return target.list("SELECT x::text FROM (" + query + ") x ORDER BY 1");
  }

  final void nothingIsLeft() {
    assertThat(target.list("SELECT id FROM athanor.kept")).isEmpty();
    assertThat(
            target.list(
                "SELECT relname FROM pg_class WHERE relnamespace = 'athanor_kept'::regnamespace"))
        .isEmpty();
  }
}

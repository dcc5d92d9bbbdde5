package dev.athanor.maven;

import dev.athanor.autogenerate.scratch.ScratchSettings;
import java.io.File;
import java.util.Optional;

/** The scratch server that a goal's parameters name. */
final class ScratchChoice {
  private ScratchChoice() {}

  static ScratchSettings of(File home, File binaries, String url, String idle) {
    return new ScratchSettings(
        home == null ? ScratchSettings.defaults().home() : home.toPath(),
        Optional.ofNullable(binaries).map(File::toPath),
        Optional.ofNullable(url),
        Durations.parse("athanor.scratch.idle", idle));
  }
}

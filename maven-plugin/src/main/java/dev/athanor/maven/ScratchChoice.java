package dev.athanor.maven;

import dev.athanor.scratch.Binaries;
import dev.athanor.scratch.ScratchSettings;
import java.io.File;
import java.util.Optional;

/** The embedded server that a goal's parameters name; null where nobody set them. */
record ScratchChoice(File home, File binaries, String version, String url, String idle) {

  ScratchSettings settings(PublishedPostgres published) {
    return new ScratchSettings(
        home == null ? ScratchSettings.defaultHome() : home.toPath(),
        binaries == null ? published.binaries(version) : new Binaries.Installed(binaries.toPath()),
        Optional.ofNullable(url),
        Durations.parse("athanor.scratch.idle", idle));
  }
}

package dev.athanor.engine.command;

import dev.athanor.engine.backup.BackingUp;
import dev.athanor.engine.backup.BackupListener;

/** Says how a backup goes: in place at a terminal, else in lines. */
final class BackupOutput implements BackupListener {
  private final ProgressOutput output;
  private final BackupText text = new BackupText();

  BackupOutput(ProgressOutput output) {
    this.output = output;
  }

  @Override
  public void progress(String line) {
    output.line(line);
  }

  @Override
  public void backingUp(BackingUp how) {
    if (!output.moment(BackupText.of(how))) {
      text.line(how).ifPresent(output::line);
    }
  }
}

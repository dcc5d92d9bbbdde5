package dev.athanor.maven;

import dev.athanor.engine.command.DatabaseTarget;

/** A goal about revisions that asks the database only where {@code current} is named. */
abstract class AskingMojo extends DatabaseMojo {
  @Override
  abstract void runOnChangelog();

  @Override
  final void runOn(DatabaseTarget database, boolean ownServer) {
    throw new IllegalStateException("this goal asks for current alone");
  }
}

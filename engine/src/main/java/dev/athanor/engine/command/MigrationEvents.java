package dev.athanor.engine.command;

import dev.athanor.engine.apply.MigrationListener;
import dev.athanor.engine.backup.BackupListener;
import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.database.ServerFacts;
import dev.athanor.engine.history.History;
import dev.athanor.engine.plan.MigrationPlan;

/** Hears how a migration goes, step by step, on the thread that runs it unless said otherwise. */
public interface MigrationEvents extends MigrationListener, BackupListener {

  /** The database was read: before planning, which may then fail, and after running. */
  default void read(History history, ServerFacts facts) {}

  /** This is what is to run, or that nothing is. */
  default void planned(MigrationPlan plan) {}

  /** The backup is verified, or waived. */
  default void backedUp(BackupReceipt receipt) {}

  @Override
  default void progress(String line) {}

  @Override
  default void kept(String line) {
    progress(line);
  }
}

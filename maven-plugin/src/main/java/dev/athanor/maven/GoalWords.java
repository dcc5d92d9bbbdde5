package dev.athanor.maven;

import dev.athanor.engine.model.Term;
import dev.athanor.engine.model.Vocabulary;
import java.util.List;

/** The goals' own words for what advice names. */
final class GoalWords implements Vocabulary {
  @Override
  public String word(Term term, List<String> values) {
    return switch (term) {
      case ALLOW_DOWNGRADE -> "athanor:downgrade";
      case ALLOW_UNKNOWN_HISTORY -> "-Dathanor.allowUnknownHistory";
      case TRUSTED_ROLES -> "-Dathanor.trustedRoles=" + Vocabulary.shellWord(values.get(0));
      case ALLOW_LIVE -> "-Dathanor.allowLive";
      case ALLOW_SUPERUSER -> "-Dathanor.allowSuperuser";
      case ROLE -> "-Dathanor.role";
      case SEARCH_PATH -> "-Dathanor.searchPath";
      case LOCK_TIMEOUT -> "-Dathanor.lockTimeout";
      case STATEMENT_TIMEOUT -> "-Dathanor.statementTimeout";
      case TOOLS -> "-Dathanor.postgresBin";
      case BACKUP_DIRECTORY -> "-Dathanor.backupDirectory";
      case BACKUP_KEY -> "-Dathanor.backupKeyFile";
      case BACKUP_RETAIN -> "-Dathanor.backupRetain";
      case BACKUP_DAYS -> "-Dathanor.backupDays";
      // The goals have no option for these two, so that nobody is advised to use one.
      case BACKUP_JOBS -> "the number of jobs";
      case BACKUP_MAX_AGE -> "the age";
      case ACCEPT_LOSS -> "-Dathanor.acceptLoss=" + values.get(0);
      case BACKUPS -> "mvn athanor:backups";
      // There is no goal for it: it is the command that does it.
      case UNLOCK -> "athanor unlock";
      case REPAIR -> "mvn athanor:repair";
      case ADOPT -> "mvn athanor:adopt";
      case ACCEPT -> "-Dathanor.accept=" + Vocabulary.shellWord(String.join(",", values));
      case AT -> "-Dathanor.at";
      case TOOL -> "-Dathanor.tool=" + values.get(0);
      case TABLE -> "-Dathanor.table";
      case SCRATCH_SERVER -> "-Dathanor.scratch.url";
      case SCRATCH_HOME -> "-Dathanor.scratch.home";
      case RETAIN_DROPPED -> "-Dathanor.retainDropped";
      case DROPPED -> "mvn athanor:dropped -Dathanor.purge=" + values.get(0);
      case HISTORY -> "mvn athanor:history";
      case RESTORE ->
          "`mvn athanor:restore -Dathanor.restore="
              + values.get(0)
              + " -Dathanor.backupDirectory="
              + Vocabulary.shellWord(values.get(1))
              + " -Dathanor.url="
              + Vocabulary.shellWord(values.get(2))
              + "`";
    };
  }
}

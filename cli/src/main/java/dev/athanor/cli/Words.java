package dev.athanor.cli;

import dev.athanor.engine.model.Term;
import dev.athanor.engine.model.Vocabulary;
import java.util.List;
import java.util.stream.Collectors;

/** The command's own words, and those of a resource, whose Jobs it runs. */
public enum Words implements Vocabulary {
  /** {@code athanor VERB}. */
  COMMAND {
    @Override
    public String word(Term term, List<String> values) {
      return option(term, values);
    }
  },

  /**
   * {@code athanor job STEP}: what people can change is the DatabaseMigration, and the
   * DatabaseRestore.
   */
  RESOURCE {
    @Override
    public String word(Term term, List<String> values) {
      return switch (term) {
        case ALLOW_DOWNGRADE -> "spec.allowDowngradeTo";
        case ALLOW_UNKNOWN_HISTORY -> "spec.history.allowUnknown";
        case TRUSTED_ROLES -> "spec.history.trustedRoles: [" + values.get(0) + "]";
        case ALLOW_SUPERUSER -> "`athanor downgrade --allow-superuser`";
        case ALLOW_LIVE -> "spec.allowLive";
        case ROLE -> "spec.database.role";
        case SEARCH_PATH -> "spec.database.searchPath";
        case LOCK_TIMEOUT -> "spec.timeouts.lock";
        case STATEMENT_TIMEOUT -> "spec.timeouts.statement";
        case BACKUP_KEY -> "spec.backup.encryption";
        case BACKUP_RETAIN -> "spec.backup.retain";
        case BACKUP_DAYS -> "spec.backup.days";
        case BACKUP_JOBS -> "spec.backup.jobs";
        case BACKUP_MAX_AGE -> "spec.backup.maxAge";
        case RESTORE -> "a DatabaseRestore with spec.backup: " + values.get(0);
        case ACCEPT_LOSS -> "spec.acceptLoss: " + values.get(0);
        case ACCEPT ->
            "spec.adopt.accept: "
                + values.stream()
                    .map(name -> "'" + name.replace("'", "''") + "'")
                    .collect(Collectors.joining(", ", "[", "]"));
        case AT -> "spec.adopt.revision";
        case TOOL -> "spec.adopt.tool: " + values.get(0);
        case TABLE -> "spec.adopt.table";
        case SCRATCH_SERVER -> "spec.adopt.image";
        case TOOLS,
            BACKUP_DIRECTORY,
            BACKUPS,
            UNLOCK,
            REPAIR,
            ADOPT,
            HISTORY,
            SCRATCH_HOME,
            RETAIN_DROPPED,
            DROPPED ->
            option(term, values);
      };
    }
  };

  private static String option(Term term, List<String> values) {
    return switch (term) {
      case ALLOW_DOWNGRADE -> "--allow-downgrade";
      case ALLOW_UNKNOWN_HISTORY -> "--allow-unknown-history";
      case TRUSTED_ROLES -> "--trusted-roles " + Vocabulary.shellWord(values.get(0));
      case ALLOW_SUPERUSER -> "--allow-superuser";
      case ALLOW_LIVE -> "--allow-live";
      case ROLE -> "--database-role";
      case SEARCH_PATH -> "--search-path";
      case LOCK_TIMEOUT -> "--lock-timeout";
      case STATEMENT_TIMEOUT -> "--statement-timeout";
      case TOOLS -> "--tools-dir";
      case BACKUP_DIRECTORY -> "--backup-dir";
      case BACKUP_KEY -> "--backup-key-file";
      case BACKUP_RETAIN -> "--backup-retain";
      case BACKUP_DAYS -> "--backup-days";
      case BACKUP_JOBS -> "--backup-jobs";
      case BACKUP_MAX_AGE -> "--backup-max-age";
      case ACCEPT_LOSS -> "--accept-loss " + values.get(0);
      case BACKUPS -> "athanor backups";
      case UNLOCK -> "athanor unlock";
      case REPAIR -> "athanor repair";
      case ADOPT -> "athanor adopt";
      case ACCEPT ->
          values.stream()
              .map(name -> "--accept " + Vocabulary.shellWord(name))
              .collect(Collectors.joining(" "));
      case AT -> "--at";
      case TOOL -> "--tool " + values.get(0);
      case TABLE -> "--table";
      case SCRATCH_SERVER -> "--scratch-url";
      case SCRATCH_HOME -> "--scratch-home";
      case RETAIN_DROPPED -> "--retain-dropped";
      case DROPPED -> "athanor dropped --purge " + values.get(0);
      case HISTORY -> "athanor history";
      case RESTORE ->
          "`athanor restore "
              + values.get(0)
              + " --backup-dir "
              + Vocabulary.shellWord(values.get(1))
              + " --database-url "
              + Vocabulary.shellWord(values.get(2))
              + "`";
    };
  }
}

package dev.athanor.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/**
 * Where the history in the database is, and what is accepted of it.
 *
 * @param allowUnknown leaves rows of DATABASECHANGELOG alone that neither the bundle nor Athanor
 *     knows: those of another changelog in the same table, or of files deleted on purpose. Without
 *     it they stop the plan with reason {@code UnknownHistory}.
 * @param trustedRoles roles that may change the history, and so what runs in the migrating role's
 *     name: those of its tables' owners, for one. Any other role that may stops the plan with
 *     reason {@code UntrustedHistory}, which names it.
 * @param allowForeign trusts every role in that way, also those that come later; deprecated: name
 *     them in {@code trustedRoles}.
 * @param changelogTable Liquibase's {@code databaseChangeLogTableName}; {@code databasechangelog}
 *     unless given.
 * @param changelogLockTable Liquibase's {@code databaseChangeLogLockTableName}; {@code
 *     databasechangeloglock} unless given.
 * @param liquibaseSchema Liquibase's {@code liquibaseSchemaName}: the schema of both tables; unless
 *     given, where the search path finds them, or else its first schema.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HistorySpec(
    @Default("false") Boolean allowUnknown,
    @Size(max = 16) List<@Size(min = 1, max = 63) @Pattern("^[^,]+$") String> trustedRoles,
    @Default("false") Boolean allowForeign,
    @Pattern(NAME) @Size(max = 63) String changelogTable,
    @Pattern(NAME) @Size(max = 63) String changelogLockTable,
    @Pattern(NAME) @Size(max = 63) String liquibaseSchema) {

  private static final String NAME = "^[A-Za-z_][A-Za-z0-9_]*$";

  public HistorySpec {
    trustedRoles = trustedRoles == null ? null : List.copyOf(trustedRoles);
  }
}

import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.boot.model.naming.PhysicalNamingStrategyStandardImpl;
import org.hibernate.engine.jdbc.env.spi.JdbcEnvironment;

/**
 * Names as PostgreSQL folds them, as Spring Boot's strategy would also have them.
 *
 * <p>Without it liquibase-hibernate writes {@code "Account"}, quoted, for a table that Hibernate makes as {@code account}.
 */
public final class LowerCaseNames extends PhysicalNamingStrategyStandardImpl {
  @Override
  public Identifier toPhysicalSchemaName(Identifier name, JdbcEnvironment context) {
    return folded(name);
  }

  @Override
  public Identifier toPhysicalTableName(Identifier name, JdbcEnvironment context) {
    return folded(name);
  }

  @Override
  public Identifier toPhysicalSequenceName(Identifier name, JdbcEnvironment context) {
    return folded(name);
  }

  @Override
  public Identifier toPhysicalColumnName(Identifier name, JdbcEnvironment context) {
    return folded(name);
  }

  private static Identifier folded(Identifier name) {
    return name == null || name.isQuoted() ? name : Identifier.toIdentifier(name.getText().toLowerCase(java.util.Locale.ROOT));
  }
}

package dev.athanor.engine.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "postgresql://ann:s3cret@db.example:6543/shop | ann | s3cret | [db.example:6543] | shop",
        "postgres://ann@db/shop | ann | | [db:5432] | shop",
        "postgresql+psycopg2://ann:x@db/shop | ann | x | [db:5432] | shop",
        "jdbc:postgresql://db:1/shop?user=ann&password=a%26b | ann | a&b | [db:1] | shop",
        "jdbc:postgresql:shop?user=ann | ann | | [localhost:5432] | shop",
        "jdbc:postgresql://db1,db2:5433/shop?user=ann | ann | | [db1:5432, db2:5433] | shop",
        "postgresql:///shop?port=55771&host=127.0.0.1&user=ann | ann | | [127.0.0.1:55771] | shop",
        "postgresql://ann@a,b:2/shop?port=7 | ann | | [a:7, b:7] | shop",
        "postgresql://ann@/shop?hostaddr=::1 | ann | | [[::1]:5432] | shop",
        "postgresql://ann@[2001:db8::1]:5433/shop | ann | | [[2001:db8::1]:5433] | shop",
        "postgresql://a%40b:p%40%3A%2F%3F%23+w@db/my%20db | a@b | p@:/?#+w | [db:5432] | my db",
        "postgresql://ann:p;w@db/my%3Bdb | ann | p;w | [db:5432] | my;db",
        "postgresql://ann:p@ss@db/shop | ann | p@ss | [db:5432] | shop",
        "postgresql:///shop?host=db&port=7&user=ann | ann | | [db:7] | shop",
        "postgresql://ann@db | ann | | [db:5432] | ann",
        "postgresql://ann:%C3%A9t%C3%A9@db/s | ann | été | [db:5432] | s",
      })
  void readsBothForms(String url, String user, String password, String hosts, String database) {
    DatabaseUrl parsed = DatabaseUrl.parse(url.strip());
    assertThat(parsed.user()).isEqualTo(user);
    assertThat(parsed.password().orElse(null)).isEqualTo(password);
    assertThat(parsed.hosts().toString()).isEqualTo(hosts);
    assertThat(parsed.database()).isEqualTo(database);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://ann:s3cret@db/shop?sslmode=require&sslpassword=s3cret",
        "jdbc:postgresql://db/shop?user=ann&password=s3cret&sslpassword=s3cret",
      })
  void showsNoPassword(String url) {
    DatabaseUrl parsed = DatabaseUrl.parse(url);
    assertThat(parsed.toString()).contains("ann:***@db:5432/shop").doesNotContain("s3cret");
    assertThat(parsed.jdbcUrl()).isEqualTo("jdbc:postgresql://db:5432/shop");
    assertThat(parsed.jdbcProperties()).containsEntry("password", "s3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql://ann:s3cret@db/shop",
        "ann:s3cret@db/shop",
        "postgresql://ann:s3cret@db:port/shop",
        "postgresql://ann:s3cret@db:99999/shop",
        "postgresql://ann:s3cret%zz@db/shop",
        "postgresql://ann:s3cret%f@db/shop",
        "postgresql://ann:s3/cret@db/shop",
        "postgresql://ann:p@ss/s3cret@db/shop",
        "postgresql://ann:p@ss/s3cret#db",
        "postgresql://ann:s3cret@[::1/shop",
        "postgresql://ann:s3cret@fe80::1/shop",
        "postgresql://ann:s3cret@db/shop?nonsense=1",
        "postgresql://ann:s3cret@%2Fvar%2Frun/shop",
        "jdbc:mysql://db/shop?password=s3cret",
        "jdbc:postgresql://db/shop;user=ann;password=s3cret",
        "jdbc:postgresql://db/shop;user=ann;password=s3cret%zz?a=b",
        "jdbc:postgresql://db;user=ann;password=s3cret@x",
        "jdbc:postgresql:shop;password=s3cret",
        "postgresql://ann@db/shop;password=s3cret",
      })
  void saysWhatIsWrongWithoutThePassword(String url) {
    AthanorException e = catchThrowableOfType(AthanorException.class, () -> DatabaseUrl.parse(url));
    assertThat(e).isNotNull();
    assertThat(e.reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
    for (Throwable t = e; t != null; t = t.getCause()) {
      assertThat(t.toString()).doesNotContain("s3cret").doesNotContain("cret@");
    }
    assertThat(e.nextStep()).contains("postgresql://");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"postgresql://db/shop?sslmode=bogus", "jdbc:postgresql://db/shop?sslmode=bogus"})
  void anUnknownSslModeIsNoNetworkFailure(String url) {
    AthanorException e = catchThrowableOfType(AthanorException.class, () -> DatabaseUrl.parse(url));
    assertThat(e.reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
    assertThat(e).hasMessage("There is no sslmode \"bogus\".");
    assertThat(e.nextStep()).contains("verify-full");
    DatabaseUrl fine = DatabaseUrl.parse("postgresql://db/shop?sslmode=verify-ca");
    assertThat(
            catchThrowableOfType(
                    AthanorException.class, () -> fine.withParameter("sslmode", "bogus"))
                .reason())
        .isEqualTo(Reason.INVALID_CONFIGURATION);
  }

  @Test
  void whatLibpqKnowsIsTakenOrRefusedByName() {
    for (LibpqParameter parameter : LibpqParameter.all()) {
      String url = "postgresql://db/shop?" + parameter.name() + "=0x";
      AthanorException e =
          catchThrowableOfType(AthanorException.class, () -> DatabaseUrl.parse(url));
      if (!parameter.advice().isEmpty()) {
        assertThat(e).hasMessageContaining("does not take").hasMessageContaining(parameter.name());
        assertThat(e.nextStep()).isEqualTo(parameter.advice());
      } else if (!parameter.values().isEmpty()) {
        assertThat(e).hasMessageContaining("There is no " + parameter.name() + " \"0x\"");
        parameter.values().forEach(v -> DatabaseUrl.parse(url.replace("0x", v)));
      }
    }
    assertThat(DatabaseUrl.parse("postgresql://db/s?ssl=true&load_balance_hosts=random"))
        .hasToString("postgresql://db:5432/s?sslmode=require&load_balance_hosts=random");
    assertThat(DatabaseUrl.parse("postgresql://db/s?connect_timeout=-1").jdbcProperties())
        .containsEntry("connectTimeout", "0");
    assertThat(DatabaseUrl.parse("postgresql://db/s?sslmode=Require").libpqEnvironment())
        .containsEntry("PGSSLMODE", "require");
  }

  @Test
  void givesLibpqItsEnvironment() {
    DatabaseUrl url =
        DatabaseUrl.parse(
            "postgresql://ann:s3cret@db1:1,db2:2/shop?sslmode=verify-full&sslrootcert=/ca.crt"
                + "&target_session_attrs=read-write&connect_timeout=3");
    assertThat(url.libpqEnvironment())
        .containsEntry("PGHOST", "db1,db2")
        .containsEntry("PGPORT", "1,2")
        .containsEntry("PGUSER", "ann")
        .containsEntry("PGDATABASE", "shop")
        .containsEntry("PGPASSWORD", "s3cret")
        .containsEntry("PGSSLMODE", "verify-full")
        .containsEntry("PGSSLROOTCERT", "/ca.crt")
        .containsEntry("PGCONNECT_TIMEOUT", "3")
        .containsEntry("PGTARGETSESSIONATTRS", "read-write");
    assertThat(url.jdbcProperties()).containsEntry("targetServerType", "primary");
  }

  @Test
  void takesCredentialsFromElsewhere() {
    DatabaseUrl url =
        DatabaseUrl.of("db", 5432, "shop")
            .withCredentials("ann", "s3cret")
            .withParameter("sslmode", "require");
    assertThat(url).hasToString("postgresql://ann:***@db:5432/shop?sslmode=require");
    assertThat(url.withCredentials(null, null).password()).contains("s3cret");
    assertThat(url.withDatabase("other").database()).isEqualTo("other");
  }

  @Test
  void aPartThatIsAUrlIsNotShown() {
    String url = "postgresql://ann:s3cret@db/shop";
    assertThatThrownBy(() -> DatabaseUrl.of(url, 5432, "shop"))
        .hasMessage("The host of the database is a URL.");
    assertThatThrownBy(() -> DatabaseUrl.of("db", 5432, "jdbc:postgresql:shop?password=s3cret"))
        .hasMessage("The name of the database is a URL.");
  }

  @Test
  void readsTheEnvironment() {
    assertThat(DatabaseUrl.fromEnvironment(Map.of())).isEmpty();
    assertThat(DatabaseUrl.fromEnvironment(Map.of("DATABASE_URL", "  "))).isEmpty();
    assertThat(DatabaseUrl.fromEnvironment(Map.of("DATABASE_URL", "postgres://a@b/c")))
        .hasValueSatisfying(url -> assertThat(url.database()).isEqualTo("c"));
  }
}

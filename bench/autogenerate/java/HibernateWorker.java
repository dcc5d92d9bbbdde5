import dev.athanor.bench.Wire;
import jakarta.persistence.Persistence;
import java.util.Map;

/** Hibernate's own schema of a model, made by Hibernate in the database: what all contenders are measured against. */
final class HibernateWorker {
  private HibernateWorker() {}

  public static void main(String[] arguments) throws Exception {
    String server = "jdbc:postgresql://127.0.0.1:" + arguments[0] + "/";
    Wire.serve(
        request -> {
          Persistence.generateSchema(
              request.unit(request.verb()),
              Map.of(
                  "jakarta.persistence.jdbc.url", server + request.database(),
                  "jakarta.persistence.jdbc.user", "postgres",
                  "jakarta.persistence.schema-generation.database.action", "create",
                  "jakarta.persistence.create-database-schemas", "true",
                  "hibernate.hbm2ddl.halt_on_error", "true"));
          return Wire.Answer.DONE;
        });
  }
}

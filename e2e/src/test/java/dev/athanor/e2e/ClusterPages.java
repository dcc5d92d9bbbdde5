package dev.athanor.e2e;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.athanor.engine.testing.pages.Page;
import dev.athanor.engine.testing.pages.Step.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Pages whose commands for a cluster are run as their reader would type them; PagesIT runs the
 * others. {@code -Dpages=runbook,chart} runs these.
 */
final class ClusterPages implements AutoCloseable {
  private final Tenant server;

  /**
   * With a PostgreSQL for all of them.
   *
   * @param namespace the server's
   */
  ClusterPages(String namespace) {
    assumeFalse("own".equals(System.getenv("ATHANOR_CLUSTER")), "pages delete all resources");
    Cluster.install();
    server = new Tenant(namespace);
    server.createRole();
    server.sql("postgres", "ALTER ROLE tweeteval CREATEDB"); // a restore to the side
  }

  /**
   * One test a page.
   *
   * @param withHelm those that install, change or remove the operator, or those that do not
   * @param before is done before each
   */
  Stream<DynamicTest> tests(boolean withHelm, Runnable before) throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Page page : Page.chosen(Cluster.root(), Place.CLUSTER)) {
      if (page.calls(Place.CLUSTER, "helm") == withHelm) {
        tests.add(DynamicTest.dynamicTest(page.name(), () -> run(page, before)));
      }
    }
    return tests.stream();
  }

  private void run(Page page, Runnable before) throws IOException {
    before.run();
    try (ClusterDesk desk = new ClusterDesk(page.name(), server)) {
      page.run(Place.CLUSTER, desk);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}

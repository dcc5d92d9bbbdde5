package dev.athanor.e2e;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.athanor.engine.testing.pages.Page;
import dev.athanor.engine.testing.pages.Step.Place;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Every command of a page that is for a cluster, run as its reader would type it; PagesIT runs the
 * others. {@code -Dpages=runbook,chart} runs these.
 */
@Isolated("pages install and remove the operator that the other tests need")
class ClusterPagesTest {
  private static Tenant server;

  @BeforeAll
  static void install() {
    assumeFalse("own".equals(System.getenv("ATHANOR_CLUSTER")), "pages delete all resources");
    Cluster.install();
    server = new Tenant("athanor-e2e-pages");
    server.createRole();
    server.sql("postgres", "ALTER ROLE tweeteval CREATEDB"); // a restore to the side
  }

  @AfterAll
  static void close() {
    if (server != null) {
      server.close();
      Cluster.installAnew();
    }
  }

  @TestFactory
  Stream<DynamicTest> everyCommandRuns() throws IOException {
    return Page.chosen(Cluster.root(), Place.CLUSTER).stream()
        .map(page -> DynamicTest.dynamicTest(page.name(), () -> run(page)));
  }

  private static void run(Page page) throws IOException {
    Cluster.installAnew();
    try (ClusterDesk desk = new ClusterDesk(page.name(), server)) {
      page.run(Place.CLUSTER, desk);
    }
  }
}

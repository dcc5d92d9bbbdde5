package dev.athanor.e2e;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Isolated;

/** Pages that install, change or remove the operator. */
@Isolated("the other tests need the operator")
class OperatorPagesTest {
  private static ClusterPages pages;

  @BeforeAll
  static void open() {
    pages = new ClusterPages("athanor-e2e-operator");
  }

  @AfterAll
  static void close() {
    if (pages != null) {
      pages.close();
      Cluster.installAnew();
    }
  }

  @TestFactory
  Stream<DynamicTest> everyCommandRuns() throws IOException {
    return pages.tests(true, Cluster::installAnew);
  }
}

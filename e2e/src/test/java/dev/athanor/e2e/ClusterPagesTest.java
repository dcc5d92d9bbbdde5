package dev.athanor.e2e;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Pages that leave the operator as it is. */
class ClusterPagesTest {
  @AutoClose private static ClusterPages pages;

  @BeforeAll
  static void open() {
    pages = new ClusterPages("athanor-e2e-pages");
  }

  @TestFactory
  Stream<DynamicTest> everyCommandRuns() throws IOException {
    return pages.tests(false, () -> {});
  }
}

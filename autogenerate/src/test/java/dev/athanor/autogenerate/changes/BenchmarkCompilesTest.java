package dev.athanor.autogenerate.changes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench/score} compiles its worker against this module, outside of the build. */
class BenchmarkCompilesTest {
  @TempDir Path out;

  @Test
  void theScoresWorkerCompilesAgainstThisModule() throws Exception {
    Path sources = Path.of("..", "bench", "autogenerate", "java");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  said,
                  files,
                  null,
                  List.of("-d", out.toString(), "-cp", System.getProperty("java.class.path")),
                  null,
                  files.getJavaFileObjects(
                      sources.resolve("Wire.java"), sources.resolve("AthanorWorker.java")))
              .call();
      assertThat(compiled).as(said.toString()).isTrue();
    }
  }
}

package dev.athanor.cli.job;

import dev.athanor.cli.Log;
import dev.athanor.crds.report.JobReport;
import dev.athanor.crds.report.JobReports;
import dev.athanor.engine.model.Uninterrupted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file that Kubernetes reads as the container's termination message. */
record ReportFile(Path path, Log log) {

  /**
   * @return whether it could be written; if not, the log has the report
   */
  boolean write(JobReport report) {
    byte[] json = JobReports.write(report);
    try {
      // An interrupt would close the file under our hands. In place: the kubelet has mounted this
      // very file.
      Uninterrupted.run(() -> Files.write(path, json));
      return true;
    } catch (IOException e) {
      log.error("The report cannot be written to " + path + ": " + e);
      log.info(new String(json, StandardCharsets.UTF_8));
      return false;
    }
  }
}

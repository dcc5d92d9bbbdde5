package dev.athanor.maven;

import dev.athanor.pages.command.Docs;
import java.io.File;
import java.util.Locale;
import java.util.Optional;
import org.apache.maven.doxia.sink.Sink;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.reporting.MavenReport;
import org.apache.maven.reporting.MavenReportException;

/**
 * Documents the schema that the revisions build, and what each of them did to it: as a site, and as
 * Markdown to commit, with diagrams that GitHub draws. As a report of {@code mvn site} it writes
 * the site alone, into {@code athanor/} of that site. No database of the project's is touched.
 */
@Mojo(name = "docs", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public final class DocsMojo extends DocumentingMojo implements MavenReport {
  private static final String REPORT = "athanor";

  /**
   * Where the site goes: files to open from there, with diagrams, the graph of revisions, and any
   * two revisions compared.
   */
  @Parameter(
      property = "athanor.docs.site",
      defaultValue = "${project.build.directory}/athanor/docs",
      required = true)
  private File site;

  /** Writes nothing, and fails when the Markdown is not what would be written. */
  @Parameter(property = "athanor.docs.check", defaultValue = "false")
  private boolean docsCheck;

  /** The root of the project's site; null where the goal is no report of it. */
  private File reports;

  @Override
  void runOnChangelog() {
    if (reports != null) {
      print(docs(bundle(), Optional.empty(), Optional.of(site().toPath())).run());
      return;
    }
    Docs docs = docs(bundle(), markdown(), Optional.of(site().toPath()));
    print(docsCheck ? docs.check() : docs.run());
  }

  private File site() {
    return reports == null ? site : new File(reports, REPORT);
  }

  @Override
  public boolean canGenerateReport() {
    return !skip && hasRevisions();
  }

  /** Whether the files are the report's own, and no page of the project's site. */
  @Override
  public boolean isExternalReport() {
    return true;
  }

  /** As site plugins from 3.20 ask for it. */
  public void generate(Sink sink, Locale locale) throws MavenReportException {
    report();
  }

  /** As those before them do. */
  @Override
  @SuppressWarnings("deprecation")
  public void generate(org.codehaus.doxia.sink.Sink sink, Locale locale)
      throws MavenReportException {
    report();
  }

  private void report() throws MavenReportException {
    try {
      execute();
    } catch (MojoExecutionException | MojoFailureException e) {
      throw new MavenReportException(e.getMessage(), e);
    }
  }

  @Override
  public String getOutputName() {
    return REPORT + "/index";
  }

  @Override
  public String getCategoryName() {
    return CATEGORY_PROJECT_REPORTS;
  }

  @Override
  public String getName(Locale locale) {
    return "Database schema";
  }

  @Override
  public String getDescription(Locale locale) {
    return "The tables, the revisions that made them, and what each of them changed.";
  }

  @Override
  public void setReportOutputDirectory(File directory) {
    reports = directory;
  }

  @Override
  public File getReportOutputDirectory() {
    return reports;
  }
}

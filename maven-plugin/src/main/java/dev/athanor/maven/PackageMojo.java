package dev.athanor.maven;

import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.command.PackageBundle;
import java.io.File;
import java.util.Map;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProjectHelper;

/** Compiles the revisions into a bundle and attaches it ({@code zip}, classifier athanor). */
@Mojo(name = "package", defaultPhase = LifecyclePhase.PACKAGE, threadSafe = true)
public final class PackageMojo extends ChangelogMojo {
  static final String CLASSIFIER = "athanor";
  private static final String TYPE = "zip";

  @Inject private MavenProjectHelper projectHelper;

  /** The bundle. */
  @Parameter(
      property = "athanor.bundle",
      defaultValue = "${project.build.directory}/${project.build.finalName}-athanor.zip",
      required = true)
  private File bundle;

  /** Liquibase's changelog parameters. */
  @Parameter private Map<String, String> parameters = Map.of();

  /** Where compiled revisions are kept from one run to the next. */
  @Parameter(
      property = "athanor.cache",
      defaultValue = "${project.build.directory}/athanor/cache",
      required = true)
  private File cache;

  @Override
  void runOnChangelog() {
    CompileOptions options =
        CompileOptions.defaults().withParameters(parameters).withCache(cache.toPath());
    print(new PackageBundle(changelog(), options, bundle.toPath()).run());
    projectHelper.attachArtifact(project, TYPE, CLASSIFIER, bundle);
  }
}

package dev.athanor.maven;

import dev.athanor.autogenerate.command.Check;
import dev.athanor.autogenerate.command.CheckResult;
import org.apache.maven.plugins.annotations.Mojo;

/** Fails when the model asks for what no revision does yet. */
@Mojo(name = "check", threadSafe = true)
public final class CheckMojo extends ModelMojo {

  @Override
  void runOnChangelog() {
    CheckResult result = new Check(compareRequest()).run();
    print(result);
    result.orThrow();
  }
}

package dev.athanor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of exit codes in docs/cli.md, which scripts go by, is what comes out. */
class ExitCodeTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d) \\| (.+) \\|$");

  private static Map<Integer, String> table() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "cli.md"));
    Matcher row = ROW.matcher(page.substring(page.indexOf("| exit code | means |")));
    Map<Integer, String> table = new TreeMap<>();
    while (row.find()) {
      table.put(Integer.valueOf(row.group(1)), row.group(2));
    }
    return table;
  }

  @Test
  void thePageHasEachCodeAndNoOther() throws Exception {
    Set<Integer> codes = new TreeSet<>();
    for (Field field : ExitCode.class.getFields()) {
      codes.add(field.getInt(null));
    }
    assertThat(table().keySet()).isEqualTo(codes);
  }

  @Test
  void whatThePageNamesEndsAsItSays() throws IOException {
    Map<Integer, String> table = table();
    assertThat(table.get(ExitCode.OK)).isEqualTo("done, or nothing to do");
    assertThat(Commands.capture("--help").code()).isEqualTo(ExitCode.OK);
    assertThat(table.get(ExitCode.USAGE)).startsWith("wrong arguments or settings");
    assertThat(Commands.capture("upgrade", "--nonsense").code()).isEqualTo(ExitCode.USAGE);
    assertThat(reasons(ExitCode.USAGE)).containsExactly(Reason.INVALID_CONFIGURATION);
    assertThat(table.get(ExitCode.RETRYABLE))
        .contains("may succeed later", "locked, unreachable, volume full, interrupted");
    assertThat(reasons(ExitCode.RETRYABLE))
        .contains(
            Reason.LOCKED,
            Reason.LOCK_TIMEOUT,
            Reason.CONNECTION_FAILED,
            Reason.BACKUP_VOLUME_FULL,
            Reason.INTERRUPTED);
    assertThat(table.get(ExitCode.DEFECT)).isEqualTo("a defect of Athanor's");
    assertThat(reasons(ExitCode.DEFECT)).containsExactly(Reason.INTERNAL_ERROR);
    assertThat(ExitCode.of(new IllegalStateException())).isEqualTo(ExitCode.DEFECT);
  }

  @Test
  void whatFailsAgainUnchangedIsNotToldAsWorthTryingAgain() throws IOException {
    assertThat(table().get(ExitCode.FAILED)).contains("the same again fails again");
    Set<Reason> unchanged =
        EnumSet.allOf(Reason.class).stream()
            .filter(each -> !each.retryable())
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Reason.class)));
    unchanged.removeAll(EnumSet.of(Reason.INVALID_CONFIGURATION, Reason.INTERNAL_ERROR));
    // Whoever reviewed the old plan has to see the new one first.
    unchanged.add(Reason.PLAN_CHANGED);
    assertThat(reasons(ExitCode.FAILED)).isEqualTo(unchanged);
  }

  private static Set<Reason> reasons(int code) {
    return EnumSet.allOf(Reason.class).stream()
        .filter(each -> ExitCode.of(new AthanorException(each, "what", "next")) == code)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Reason.class)));
  }
}

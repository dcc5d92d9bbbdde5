package dev.athanor.rehearsal.recording;

import dev.athanor.engine.model.Digest;
import dev.athanor.engine.plan.PlanStep;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a plan did, changeset by changeset, in the order in which it ran.
 *
 * @param format the version of this record, {@value #FORMAT}
 * @param server where it ran
 * @param changesets what ran, and what could not
 */
public record Recording(int format, Server server, List<ChangesetRecording> changesets) {
  /** What this version of Athanor writes. */
  public static final int FORMAT = 1;

  public Recording {
    Objects.requireNonNull(server, "server");
    changesets = List.copyOf(changesets);
  }

  public Recording(Server server, List<ChangesetRecording> changesets) {
    this(FORMAT, server, changesets);
  }

  /**
   * The server of a rehearsal.
   *
   * @param version {@code server_version_num}, such as 170006
   * @param walLevel {@code wal_level}: on a {@code minimal} one, much of what a rewrite writes is
   *     not in the WAL
   */
  public record Server(int version, String walLevel) {
    public Server {
      Objects.requireNonNull(walLevel, "walLevel");
    }

    /** The major version, such as 17. */
    public int major() {
      return version / 10_000;
    }
  }

  /** What binds it to what ran: SHA-256 over the digests of its changesets, in order. */
  public String digest() {
    return Digest.of(
        changesets.stream().map(ChangesetRecording::digest).collect(Collectors.joining("\n")));
  }

  /** What is known of a step; empty where this very step, SQL included, was not recorded. */
  public Optional<ChangesetRecording> of(PlanStep step) {
    String digest = step.digest();
    return changesets.stream().filter(each -> each.digest().equals(digest)).findFirst();
  }
}

package dev.athanor.s3.testing;

import java.nio.file.Path;

/** The test's S3 server as a process, for the benchmark; it serves until its input ends. */
public final class ServeS3 {
  private ServeS3() {}

  /**
   * Prints the port, and then nothing more.
   *
   * @param args the directory of its objects
   */
  public static void main(String[] args) throws Exception {
    TestS3 server = new TestS3(Path.of(args[0]));
    System.out.println(server.port());
    System.in.transferTo(java.io.OutputStream.nullOutputStream());
    // Its threads are no daemons.
    System.exit(0);
  }
}

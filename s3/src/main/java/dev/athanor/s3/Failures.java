package dev.athanor.s3;

import dev.athanor.engine.backup.object.ObjectStoreException;
import dev.athanor.engine.backup.object.ObjectStoreException.Kind;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What Amazon's client throws, in our words. */
final class Failures {
  private static final int NOT_FOUND = 404;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NO_ROOM = 507;

  /** Amazon has no full buckets; these are MinIO's, Ceph's and others' words for them. */
  private static final Set<String> FULL =
      Set.of(
          "QuotaExceeded",
          "XMinioAdminBucketQuotaExceeded",
          "XMinioStorageFull",
          "InsufficientStorage",
          "StorageFull");

  private Failures() {}

  /** Something that is asked of a bucket. */
  interface Request<T> {
    T send();
  }

  /**
   * @param what is tried, for people
   */
  static <T> T told(String what, Request<T> request) throws ObjectStoreException {
    Thread thread = Thread.currentThread();
    ClassLoader context = thread.getContextClassLoader();
    // The client looks there for its parts, and a Maven plugin's threads have another one.
    thread.setContextClassLoader(Failures.class.getClassLoader());
    try {
      return request.send();
    } catch (S3Exception e) {
      throw new ObjectStoreException(
          kind(e.statusCode(), code(e.awsErrorDetails())), "cannot " + what + ": " + text(e), e);
    } catch (AbortedException e) {
      Thread.currentThread().interrupt();
      throw new ObjectStoreException(Kind.FAILED, "interrupted: cannot " + what, e);
    } catch (SdkException e) {
      throw new ObjectStoreException(Kind.FAILED, "cannot " + what + ": " + root(e), e);
    } finally {
      thread.setContextClassLoader(context);
    }
  }

  /** Of one key of many. */
  static ObjectStoreException of(S3Error error) {
    Kind kind = "AccessDenied".equals(error.code()) ? Kind.DENIED : Kind.FAILED;
    return new ObjectStoreException(
        kind, "cannot delete " + error.key() + ": " + error.code() + " " + error.message(), null);
  }

  private static Kind kind(int status, String code) {
    if (status == NO_ROOM || FULL.contains(code)) {
      return Kind.FULL;
    }
    if (status == NOT_FOUND && !code.equals("NoSuchBucket")) {
      return Kind.MISSING;
    }
    return status == FORBIDDEN || status == UNAUTHORIZED ? Kind.DENIED : Kind.FAILED;
  }

  private static String code(AwsErrorDetails details) {
    return details == null || details.errorCode() == null ? "" : details.errorCode();
  }

  private static String text(S3Exception e) {
    AwsErrorDetails details = e.awsErrorDetails();
    String message = details == null ? e.getMessage() : details.errorMessage();
    return (code(details) + " (HTTP " + e.statusCode() + ") " + (message == null ? "" : message))
        .strip();
  }

  /** The client wraps what happened in what it did about it. */
  private static String root(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root == e ? String.valueOf(e.getMessage()) : e.getMessage() + " (" + root + ")";
  }
}

package dev.athanor.s3;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/** The environment's keys: variables, a pod's identity, a profile, the machine's. */
final class Keys implements AwsCredentialsProvider {
  /** Who set one of these wants to know what became of it. */
  private static final List<String> IDENTITIES =
      List.of(
          "AWS_WEB_IDENTITY_TOKEN_FILE",
          "AWS_CONTAINER_CREDENTIALS_FULL_URI",
          "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
          "AWS_PROFILE");

  private final DefaultCredentialsProvider chain = DefaultCredentialsProvider.builder().build();
  private final Map<String, String> environment;

  Keys(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public AwsCredentials resolveCredentials() {
    try {
      return chain.resolveCredentials();
    } catch (SdkClientException e) {
      if (IDENTITIES.stream().anyMatch(environment::containsKey)) {
        throw e;
      }
      // What the chain says is a paragraph of class names.
      throw SdkClientException.create(
          "there are no keys; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or"
              + " run where a pod or a machine has an identity");
    }
  }
}

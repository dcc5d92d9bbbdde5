package dev.athanor.s3;

import dev.athanor.engine.backup.object.ObjectStore;
import dev.athanor.engine.backup.object.ObjectStoreProvider;

/** {@code s3://bucket/prefix}: Amazon S3, and what speaks its protocol. */
public final class S3Provider implements ObjectStoreProvider {
  @Override
  public String scheme() {
    return S3Address.SCHEME;
  }

  @Override
  public ObjectStore open(String location) {
    return new S3ObjectStore(S3Address.parse(location), S3ObjectStore.SILENCE);
  }
}

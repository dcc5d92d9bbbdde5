# Operator and cli in one image. After ./mvnw package: docker build -t athanor . (or make image)
FROM docker.io/library/debian:trixie-slim AS base
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      ca-certificates openjdk-25-jre-headless postgresql-client \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/apt /var/log/dpkg.log \
 && echo 'athanor:x:65532:65532::/athanor/work:/usr/sbin/nologin' >> /etc/passwd \
 && echo 'athanor:x:65532:' >> /etc/group \
 && mkdir -p /athanor/bundle /athanor/credentials /athanor/backup /athanor/work \
 && chown 65532:65532 /athanor/backup /athanor/work

# A server to train the AOT cache on: none of it is in the image.
FROM base AS training
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql \
 && rm -rf /var/lib/apt/lists/*
COPY image/bin/ /opt/athanor/bin/
COPY operator/target/lib/ operator/target/athanor-operator-*.jar /opt/athanor/lib/operator/
COPY cli/target/lib/ cli/target/athanor-cli-*.jar /opt/athanor/lib/cli/
COPY image/lay-out image/train /tmp/
RUN /tmp/lay-out && /tmp/train

FROM base
COPY --from=training /opt/athanor /opt/athanor
USER 65532:65532
WORKDIR /athanor/work
ENTRYPOINT ["/opt/athanor/bin/athanor"]

# Operator and cli in one image. After ./mvnw package: docker build -t athanor . (or make image)
FROM docker.io/library/debian:trixie-slim AS base
# A server needs a pg_dump of its own major or a newer one: PostgreSQL 18's client and its libpq are in Debian's next release, from where
# nothing else is taken. A mirror may lag behind: what it has is signed all the same.
RUN apt-get update \
 && echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg check-valid-until=no lang=none]" \
      "$(apt-get indextargets --format '$(REPO_URI)' 'Codename: trixie' | head -n 1) forky main" > /etc/apt/sources.list.d/forky.list \
 && printf 'Package: %s\nPin: release n=forky\nPin-Priority: %s\n\n' '*' -1 'libpq5 postgresql-client-18' 500 > /etc/apt/preferences.d/forky \
 && apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      ca-certificates openjdk-25-jre-headless postgresql-client-17 postgresql-client-18 \
 && rm -rf /etc/apt/sources.list.d/forky.list /etc/apt/preferences.d/forky \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/apt /var/log/dpkg.log \
 && echo 'athanor:x:65532:65532::/athanor/work:/usr/sbin/nologin' >> /etc/passwd \
 && echo 'athanor:x:65532:' >> /etc/group \
 && mkdir -p /athanor/bundle /athanor/credentials /athanor/backup /athanor/work \
 && chown 65532:65532 /athanor/backup /athanor/work
# Without a locale Java takes arguments and file names for ASCII: a schema's name would be another.
ENV LANG=C.UTF-8

# A server to train the AOT cache on: none of it is in the image.
FROM base AS training
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql-17 \
 && rm -rf /var/lib/apt/lists/*
COPY image/bin/ /opt/athanor/bin/
COPY operator/target/lib/ operator/target/athanor-operator-*.jar /opt/athanor/lib/operator/
COPY cli/target/lib/ cli/target/athanor-cli-*.jar /opt/athanor/lib/cli/
COPY s3/target/lib/ s3/target/athanor-s3-*.jar /opt/athanor/lib/s3/
COPY image/lay-out image/train /tmp/
RUN /tmp/lay-out && /tmp/train

FROM base
COPY --from=training /opt/athanor /opt/athanor
USER 65532:65532
WORKDIR /athanor/work
ENTRYPOINT ["/opt/athanor/bin/athanor"]

package com.example.tweeteval;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The entities and the revisions say the same: Hibernate's schema is the upgraded one. */
class SchemaAgreementTest {
  /** What JPA cannot express. Everything else must be equal. */
  private static final SortedSet<String> ONLY_IN_REVISIONS =
      new TreeSet<>(
          List.of(
              "CREATE INDEX tweets_text_fts_idx ON public.tweets"
                  + " USING gin (to_tsvector('english'::regconfig, text))",
              "CREATE INDEX search_history_query_fts_idx ON public.search_history"
                  + " USING gin (to_tsvector('english'::regconfig, query))"));

  private static EmbeddedPostgres server;
  private static String upgraded;
  private static String modelled;

  @BeforeAll
  static void start() throws Exception {
    server = EmbeddedPostgres.builder()
            .setPGStartupWait(Duration.ofMinutes(1))
            .setServerConfig("fsync", "off")
            .start();
    Target target = Target.create(server, "upgraded");
    target.upgrade("head");
    upgraded = target.url();
    modelled = Target.create(server, "modelled").url();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void theModelIsWhatTheRevisionsBuild() throws Exception {
    try (EntityManagerFactory model = hibernate(modelled, "create-only")) {
      SortedSet<String> expected = new TreeSet<>(SchemaSnapshot.of(modelled));
      expected.addAll(ONLY_IN_REVISIONS);
      assertThat(SchemaSnapshot.of(upgraded)).containsExactlyElementsOf(expected);
    }
  }

  /** All the way back leaves nothing behind, and the way up ends where it did before. */
  @Test
  void everyRevisionCanBeUndone() throws Exception {
    Target target = Target.create(server, "undone");
    target.upgrade("head");
    SortedSet<String> head = SchemaSnapshot.of(target.url());

    target.downgrade("base");

    assertThat(SchemaSnapshot.of(target.url())).isEmpty();
    target.upgrade("head");
    assertThat(SchemaSnapshot.of(target.url())).isEqualTo(head);
  }

  /** The migrations of data, there and back, with rows in the tables. */
  @Test
  void migratedDataComesBack() throws Exception {
    Target target = Target.create(server, "data");
    target.upgrade("8c3fa15e7b09");
    target.execute(
        """
        INSERT INTO users (username, email, password_hash) VALUES ('ada', 'ada@example.org', 'x');
        INSERT INTO datasets (user_id, name, file_name, file_path, file_size, file_hash, mime_type)
          SELECT id, 'week 1', 'w.csv', '/w.csv', 1, 'h', 'text/csv' FROM users;
        INSERT INTO tweets (dataset_id, text, language)
          SELECT id, 'good morning', language FROM datasets, unnest(ARRAY['en', NULL]) AS language;
        INSERT INTO analysis_results (tweet_id, model_version, sentiment, sentiment_confidence,
            emotion, emotion_confidence, emotion_scores, offensive_language, offensive_confidence)
          SELECT id, '1.0', 'neutral', 0.9, 'other', 0.8, '{"other": 0.8, "joy": 0.1}', false, 0.9
            FROM tweets
        """);
    List<String> before = target.rows();

    target.upgrade("head");

    assertThat(target.rows())
        .anyMatch(row -> row.contains("others") && !row.contains("\"other\""))
        .anyMatch(row -> row.contains("unknown"));
    target.downgrade("8c3fa15e7b09");
    assertThat(target.rows()).isEqualTo(before);
  }

  @Test
  void theModelWorksOnWhatTheRevisionsBuild() throws Exception {
    try (EntityManagerFactory model = hibernate(upgraded, "validate");
        EntityManager manager = model.createEntityManager()) {
      manager.getTransaction().begin();
      User user = new User("ada", "ada@example.org", "argon2id$…");
      manager.persist(user);
      Dataset dataset =
          new Dataset(
              user,
              "week 1",
              new Dataset.StoredFile("week1.csv", "/data/week1.csv", 2048, "5e88…", "text/csv"));
      manager.persist(dataset);
      Tweet tweet = new Tweet(dataset, "what a lovely morning ☀");
      manager.persist(tweet);
      AnalysisResult result =
          new AnalysisResult(
              tweet,
              "1.0",
              judged(Sentiment.POSITIVE, 0.98),
              judged(Emotion.OTHERS, 0.71),
              judged(false, 0.99));
      manager.persist(result);
      manager.persist(
          new SearchHistory(user, "mornings", InetAddress.getByName("192.0.2.7"), tweet.getId()));
      manager.persist(new ExportJob(user, dataset, ExportType.CSV));
      manager.persist(new SystemConfig("search.page_size", IntNode.valueOf(20)));
      manager.getTransaction().commit();

      assertThat(user.getId()).isNotNull();
      assertThat(user.getCreatedAt()).isNotNull();
      assertThat(result.isHighConfidence()).isTrue();
    }
  }

  private static <T> AnalysisResult.Judgement<T> judged(T label, double confidence) {
    return new AnalysisResult.Judgement<>(
        label, confidence, Map.of(String.valueOf(label), confidence));
  }

  private static EntityManagerFactory hibernate(String url, String action) {
    return Persistence.createEntityManagerFactory(
        "tweeteval",
        Map.of("jakarta.persistence.jdbc.url", url, "hibernate.hbm2ddl.auto", action));
  }
}

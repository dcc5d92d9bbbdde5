--liquibase formatted sql
-- revision: 8c3fa15e7b09
-- down-revision: 70b9d4e8f216
-- message: seed system config
-- created: 2026-04-20T17:10:00Z

--changeset tweeteval:8c3fa15e7b09
INSERT INTO system_config (key, value, description, category, is_public) VALUES
    ('analysis.confidence_threshold', '0.5', 'From this confidence on, a label counts as high-confidence', 'analysis', true),
    ('analysis.model_version', '"1.0"', 'Version of the models for new analyses', 'analysis', true),
    ('upload.max_file_size', '104857600', 'Largest upload, in bytes', 'upload', true),
    ('upload.mime_types', '["text/csv", "application/json"]', 'What may be uploaded', 'upload', true),
    ('export.retention_days', '7', 'How long a finished export can be downloaded', 'export', false);
--rollback DELETE FROM system_config WHERE key IN (
--rollback     'analysis.confidence_threshold', 'analysis.model_version',
--rollback     'upload.max_file_size', 'upload.mime_types', 'export.retention_days');

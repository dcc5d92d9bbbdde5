--liquibase formatted sql
-- revision: 91d6e0b4a2c7
-- down-revision: 8c3fa15e7b09
-- message: rename emotion other to others
-- created: 2026-05-11T09:50:00Z

-- The new model writes "others". No row holds that label before this revision, so the way back is
-- exact. In steps, so that no lock is held while rows are rewritten or scanned: a check that takes
-- both labels, the rows, a check that takes the new one only, and its validation.

--changeset tweeteval:91d6e0b4a2c7-widen
ALTER TABLE analysis_results DROP CONSTRAINT analysis_results_emotion_check;
ALTER TABLE analysis_results ADD CONSTRAINT analysis_results_emotion_check
    CHECK (emotion IN ('surprise', 'joy', 'sadness', 'disgust', 'anger', 'other', 'others', 'fear')) NOT VALID;
--rollback ALTER TABLE analysis_results DROP CONSTRAINT analysis_results_emotion_check;
--rollback ALTER TABLE analysis_results ADD CONSTRAINT analysis_results_emotion_check
--rollback     CHECK (emotion IN ('surprise', 'joy', 'sadness', 'disgust', 'anger', 'other', 'fear'));

--changeset tweeteval:91d6e0b4a2c7-relabel
UPDATE analysis_results SET emotion = 'others' WHERE emotion = 'other';
UPDATE analysis_results
   SET emotion_scores = emotion_scores - 'other' || jsonb_build_object('others', emotion_scores -> 'other')
 WHERE jsonb_exists(emotion_scores, 'other');
--rollback UPDATE analysis_results SET emotion = 'other' WHERE emotion = 'others';
--rollback UPDATE analysis_results
--rollback    SET emotion_scores = emotion_scores - 'others' || jsonb_build_object('other', emotion_scores -> 'others')
--rollback  WHERE jsonb_exists(emotion_scores, 'others');

--changeset tweeteval:91d6e0b4a2c7-narrow
ALTER TABLE analysis_results DROP CONSTRAINT analysis_results_emotion_check;
ALTER TABLE analysis_results ADD CONSTRAINT analysis_results_emotion_check
    CHECK (emotion IN ('surprise', 'joy', 'sadness', 'disgust', 'anger', 'others', 'fear')) NOT VALID;
--rollback ALTER TABLE analysis_results DROP CONSTRAINT analysis_results_emotion_check;
--rollback ALTER TABLE analysis_results ADD CONSTRAINT analysis_results_emotion_check
--rollback     CHECK (emotion IN ('surprise', 'joy', 'sadness', 'disgust', 'anger', 'other', 'others', 'fear')) NOT VALID;

--changeset tweeteval:91d6e0b4a2c7-validate
ALTER TABLE analysis_results VALIDATE CONSTRAINT analysis_results_emotion_check;
--rollback not required

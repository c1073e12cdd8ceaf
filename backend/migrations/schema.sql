-- All tables of the server. Migration 0001 makes a database with this file; once a server is deployed, a change is a
-- new migration in versions/ and this file stays as it is.

-- ---------------------------------------------------------------------------------------------------------- Accounts

CREATE TABLE accounts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    name_key text NOT NULL UNIQUE, -- what names are compared by
    look text UNIQUE, -- what names that look alike share; made-up people have none
    password_hash text NOT NULL,
    -- A session is good only under the password it was begun with: changing the password ends the others at once, also
    -- one that is being begun at that moment.
    password_version integer NOT NULL DEFAULT 1,
    administrator boolean NOT NULL DEFAULT false,
    demo boolean NOT NULL DEFAULT false, -- made up by the demo command, which takes it away again
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX one_administrator ON accounts (administrator) WHERE administrator;

CREATE TABLE sessions (
    token_sha256 bytea PRIMARY KEY,
    id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    password_version integer NOT NULL DEFAULT 1,
    kind text NOT NULL DEFAULT 'browser' CHECK (kind IN ('browser', 'script', 'site')),
    device text NOT NULL DEFAULT '',
    origin text, -- the other site that may send samples by it
    level text CHECK (level IN ('shapes', 'photos')), -- and at most which
    created_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    CHECK ((kind = 'site') = (origin IS NOT NULL AND level IS NOT NULL))
);
CREATE INDEX ON sessions (account_id);
CREATE INDEX ON sessions (expires_at);

-- Every choice is kept, so that it can be shown what someone had agreed to, and when; the newest is in force.
CREATE TABLE consents (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    level text NOT NULL CHECK (level IN ('nothing', 'shapes', 'photos')), -- each allows what those before it do
    version integer NOT NULL CHECK (version > 0), -- of the text that was agreed to
    chosen_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON consents (account_id, id DESC);

-- Whose attempts they are is stored as a hash, and only for as long as it matters.
-- Blanks that are taken away where the disk is full, so that logging in and deleting go on (backend.database). A crash
-- empties what is unlogged: also one for want of room for the log, which takes 16 MB of these 40 MB at once.
-- One row fills a page, and is short enough that the table has no second one for long values, whose index would have to
-- be made anew on the full disk.
CREATE UNLOGGED TABLE reserve (blanks char(400) NOT NULL) WITH (fillfactor = 10);
INSERT INTO reserve SELECT '' FROM generate_series(1, 5000);

CREATE TABLE rate_limits (key bytea PRIMARY KEY, free_at timestamptz NOT NULL);
CREATE INDEX ON rate_limits (free_at);

-- What each account used of its day (in UTC); kept for two days.
CREATE TABLE account_days (
    day date,
    account_id bigint REFERENCES accounts ON DELETE CASCADE,
    samples bigint NOT NULL,
    bytes bigint NOT NULL, -- of batches, stored or not
    requests bigint NOT NULL, -- batches
    consents bigint NOT NULL,
    PRIMARY KEY (day, account_id)
);
CREATE INDEX ON account_days (account_id);

-- ----------------------------------------------------------------------------------------------------------- Samples

-- A key of a partitioned table holds the column it is partitioned by, so that it cannot keep an id from being stored in
-- two months. This table can, and it keeps the ids of deleted samples: a page that sends one again, since it had no
-- answer, must not bring it back.
CREATE TABLE sample_ids (
    sample_id uuid PRIMARY KEY,
    received_at timestamptz NOT NULL DEFAULT now(),
    deleted boolean NOT NULL DEFAULT false
);
CREATE INDEX ON sample_ids USING brin (received_at);
CREATE INDEX ON sample_ids (received_at) WHERE deleted;

CREATE FUNCTION confidence_of(probabilities real[]) RETURNS real LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
    'SELECT max(p) FROM unnest(probabilities) AS p';

-- One frame that a page chose to send, with what the model said of it; a table a month.
CREATE TABLE samples (
    sample_id uuid NOT NULL,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    session_id uuid NOT NULL, -- one opening of the page
    number integer NOT NULL, -- counts the samples of a session
    captured_at timestamptz NOT NULL CHECK (isfinite(captured_at)), -- by the device's clock
    received_at timestamptz NOT NULL,
    model_id text NOT NULL CHECK (length(model_id) <= 300),
    predicted text NOT NULL CHECK (length(predicted) <= 300),
    probabilities real[] NOT NULL CHECK (
        cardinality(probabilities) > 0 AND array_position(probabilities, NULL) IS NULL
        AND 0 <= ALL (probabilities) AND 1 >= ALL (probabilities)
    ),
    label text CHECK (length(label) <= 300), -- the gesture that was shown, where a person said which
    label_source text NOT NULL CHECK (label_source IN ('none', 'prompted', 'corrected')),
    reason text NOT NULL, -- why the page chose this frame; 'random' says how it is used, the others what is interesting
    sampling_probability real NOT NULL CHECK (sampling_probability BETWEEN 0.001::real AND 1),
    inference_ms real NOT NULL CHECK (inference_ms BETWEEN 0 AND 1e6),
    total_ms real NOT NULL CHECK (total_ms BETWEEN 0 AND 1e6), -- from the camera's frame to the answer
    fps real CHECK (fps BETWEEN 0 AND 1e6),
    noise real CHECK (noise BETWEEN 0 AND 1), -- of the silhouette; points have none
    area real CHECK (area BETWEEN 0 AND 1), -- white part of the silhouette; points have none
    light real CHECK (light BETWEEN 0 AND 1), -- mean luma of the frame
    hands integer CHECK (hands BETWEEN 0 AND 2), -- how many were seen in the frame
    hand_size real CHECK (hand_size BETWEEN 0 AND 4), -- longer side of the hand's box, in shorter sides of the frame
    hand_side text CHECK (hand_side IN ('left', 'right')), -- which hand of the person it is
    -- Since the sample before: for how long hands were followed, and how often one was lost and found again at once.
    followed_ms integer CHECK (followed_ms >= 0),
    lost integer CHECK (lost >= 0),
    device text NOT NULL CHECK (length(device) <= 300),
    origin text, -- of the other site that it came from; none: our own page, or a script
    backend text CHECK (length(backend) <= 300), -- what computed the answer, such as WebGL
    consent_version integer NOT NULL,
    reviewed boolean NOT NULL DEFAULT false, -- whether the administrator looked at its label
    input_kind text NOT NULL,
    input_width integer NOT NULL,
    input_height integer NOT NULL,
    network_input bytea NOT NULL,
    frame_image_width integer,
    frame_image_height integer,
    frame_image bytea,
    -- A challenger that answered the same frames, unseen: how many since the sample before, in how many it differed,
    -- and its answer for this frame where that differed.
    shadow_model_id text CHECK (length(shadow_model_id) <= 300),
    shadow_compared integer CHECK (shadow_compared >= 0),
    shadow_disagreed integer CHECK (shadow_disagreed BETWEEN 0 AND shadow_compared),
    shadow_predicted text CHECK (length(shadow_predicted) <= 300),
    shadow_probabilities real[],
    PRIMARY KEY (account_id, received_at, sample_id),
    CHECK ((label_source = 'none') = (label IS NULL)),
    CHECK (num_nulls(frame_image, frame_image_width, frame_image_height) IN (0, 3)),
    CHECK (num_nulls(shadow_model_id, shadow_compared, shadow_disagreed) IN (0, 3)),
    CHECK (shadow_model_id IS NOT NULL OR shadow_predicted IS NULL)
) PARTITION BY RANGE (received_at);
-- Network inputs are small and many: compressing each costs more than the bytes it saves. Images are compressed.
ALTER TABLE samples ALTER COLUMN network_input SET STORAGE EXTERNAL, ALTER COLUMN frame_image SET STORAGE EXTERNAL;
CREATE INDEX ON samples USING brin (received_at);
-- The worst mistakes that nobody has looked at, without looking at every sample.
CREATE INDEX samples_wrong ON samples (confidence_of(probabilities) DESC, received_at DESC, sample_id)
    WHERE label_source <> 'none' AND predicted <> label AND NOT reviewed;

-- A sample as a batch brings it, with the fields of Sample in backend/samples/check.py in their order: an array of these
-- takes the server and Postgres less time than an array for each column.
CREATE TYPE sent_sample AS (
    sample_id uuid, session_id uuid, number integer, captured_at timestamptz, model_id text, predicted text,
    probabilities real[], label text, label_source text, reason text, sampling_probability real, inference_ms real,
    total_ms real, noise real, device text, consent_version integer, input_kind text, input_width integer,
    input_height integer, network_input bytea, area real, fps real, backend text, frame_image bytea,
    frame_image_width integer, frame_image_height integer, shadow_model_id text, shadow_compared integer,
    shadow_disagreed integer, shadow_predicted text, shadow_probabilities real[], light real, hands integer,
    hand_size real, hand_side text, followed_ms integer, lost integer
);

-- A month is made first and attached then, because CREATE … PARTITION OF would wait for every query on samples, and
-- make every later one wait for it.
CREATE FUNCTION make_samples_partition(month date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    partition text := 'samples_' || to_char(month, 'YYYY_MM');
BEGIN
    PERFORM pg_advisory_xact_lock(7214023402);
    IF to_regclass(partition) IS NOT NULL THEN
        RETURN;
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE samples INCLUDING ALL)', partition);
    EXECUTE format(
        'ALTER TABLE samples ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', partition,
        date_trunc('month', month::timestamp) AT TIME ZONE 'UTC',
        (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC'
    );
END $$;

CREATE FUNCTION make_samples_partitions_ahead(months integer) RETURNS void LANGUAGE sql AS $$
    SELECT make_samples_partition((now() AT TIME ZONE 'UTC' + make_interval(months => n))::date)
    FROM generate_series(0, months) AS n
$$;

-- ----------------------------------------------------------------------------------------------------- Learning loop

-- One key for ever, so that every machine that collects parts people in the same way. It also keeps a snapshot's names
-- of people from being guessed by who has the snapshot and not the database.
CREATE TABLE learning_key (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    key bytea NOT NULL CHECK (length(key) = 32)
);
INSERT INTO learning_key (key)
SELECT sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'));

CREATE TABLE snapshots (
    digest text PRIMARY KEY,
    collected_at timestamptz NOT NULL,
    samples integer NOT NULL,
    newest_at timestamptz NOT NULL
);

-- Not tied to accounts: it must still be told which models learned from somebody who has deleted everything. It holds
-- the keyed hash of a name, and how many samples; nothing of the samples.
CREATE TABLE snapshot_people (
    digest text NOT NULL REFERENCES snapshots,
    person text NOT NULL,
    held_out boolean NOT NULL,
    samples integer NOT NULL,
    PRIMARY KEY (digest, person)
);
CREATE INDEX ON snapshot_people (person);

CREATE TABLE model_decisions (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    champion text NOT NULL,
    challenger text NOT NULL,
    -- What is rolled back is in registry.json; only the demo's, which no registry knows, is here.
    verdict text NOT NULL CHECK (verdict IN ('promoted', 'refused') OR demo AND verdict = 'rolled back'),
    reasons jsonb NOT NULL,
    snapshots text[] NOT NULL,
    demo boolean NOT NULL DEFAULT false -- made up by the demo command, which takes it away again
);

-- ------------------------------------------------------------------------------- What pages say of a promoted model

-- One vote an account on each promotion: its newest report.
CREATE TABLE model_reports (
    model_id text NOT NULL,
    promoted_at timestamptz NOT NULL,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    outcome text NOT NULL CHECK (outcome IN ('running', 'wrong', 'slower')),
    backend text,
    fps_before real,
    fps_after real,
    PRIMARY KEY (model_id, promoted_at, account_id)
);
CREATE INDEX ON model_reports (account_id);

-- ------------------------------------------------------------------- Connectors: what gestures do outside of the page

-- What the server can tell something to for its owner, such as a broker. Nothing here says what there is to tell: that
-- is bound to gestures in a browser, and comes with each run.
CREATE TABLE connectors (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    kind text NOT NULL,
    name text NOT NULL,
    sealed bytea NOT NULL, -- address, user and secret, encrypted (backend/actions/vault.py)
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON connectors (account_id);

-- What was told lately, and what came of it. The key is made by the page, so that asking twice acts once.
CREATE TABLE connector_runs (
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    key uuid NOT NULL,
    connector_id uuid NOT NULL REFERENCES connectors ON DELETE CASCADE,
    at timestamptz NOT NULL DEFAULT now(),
    gesture text, -- none where somebody tries it by hand
    command text NOT NULL,
    outcome text NOT NULL DEFAULT 'waiting' CHECK (outcome IN ('waiting', 'done', 'failed')),
    attempts integer NOT NULL DEFAULT 0,
    ms real, -- from the request to the end
    detail text,
    PRIMARY KEY (account_id, key)
);
CREATE INDEX ON connector_runs (account_id, at DESC);
CREATE INDEX ON connector_runs (connector_id);

-- ---------------------------------------------------------------------------------- Rollups: what the stats page reads
--
-- Sums over samples by day of receipt in UTC, a table for each question; docs/decisions/0016 says why they are so.
-- Triggers on samples log what came and went; every few seconds the log is folded into the rollups. Where summing up
-- all days takes too long, the sum is kept too, as the day -infinity. A row that counts nothing any more goes away.

-- How many samples of whom are there?
CREATE TABLE stats_samples (
    day date, model_id text, device text,
    samples bigint NOT NULL,
    PRIMARY KEY (day, model_id, device)
);

-- Who opened the page, and how often?
CREATE TABLE stats_sessions (
    day date, account_id bigint, session_id uuid, model_id text, device text,
    samples bigint NOT NULL,
    PRIMARY KEY (day, account_id, session_id, model_id, device)
);
CREATE INDEX stats_sessions_session ON stats_sessions (session_id); -- was it open on a day before?

-- How often is each gesture answered?
CREATE TABLE stats_predictions (
    day date, model_id text, device text, predicted text,
    samples bigint NOT NULL,
    random_samples bigint NOT NULL, -- those that were taken by chance and have no label
    random_weight numeric NOT NULL CHECK (random_weight < 'Infinity'), -- and the frames that they stand for, exact so
    -- that it can be taken away again; NaN, which is above infinity here, could not
    PRIMARY KEY (day, model_id, device, predicted)
);

-- How often is which gesture taken for which, and in which light? Keeps all days.
CREATE TABLE stats_confusion (
    day date, model_id text, device text, label_source text, label text, predicted text,
    light text, -- see light_of
    samples bigint NOT NULL,
    PRIMARY KEY (day, model_id, device, label_source, label, predicted, light)
);

-- How well is each person's gesture known? Keeps all days.
CREATE TABLE stats_people (
    day date, model_id text, device text, label_source text, account_id bigint, gesture text,
    correct bigint NOT NULL,
    missed bigint NOT NULL, -- shown, and another one was answered
    mistaken bigint NOT NULL, -- answered, and another one was shown
    samples bigint NOT NULL GENERATED ALWAYS AS (correct + missed + mistaken) STORED,
    PRIMARY KEY (day, model_id, device, label_source, account_id, gesture)
);

-- How sure is the model, and how often is it right then? Of samples with a label, and of those taken by chance. Keeps
-- all days.
CREATE TABLE stats_confidence (
    day date, model_id text, device text, label_source text,
    bucket integer, -- 20 equal ones from 0 to 1
    samples bigint NOT NULL,
    correct bigint NOT NULL,
    confidence numeric NOT NULL CHECK (confidence < 'Infinity'), -- the sum of all confidences
    weight numeric NOT NULL CHECK (weight < 'Infinity'), -- the frames that the samples stand for
    PRIMARY KEY (day, model_id, device, label_source, bucket)
);

-- Under which conditions are hands seen, and how often is the model right then? Of samples with a label, and of those
-- taken by chance. Keeps all days.
CREATE TABLE stats_conditions (
    day date, measure text, -- see buckets_of
    model_id text, device text, label_source text,
    bucket integer,
    samples bigint NOT NULL,
    correct bigint NOT NULL,
    weight numeric NOT NULL CHECK (weight < 'Infinity'), -- the frames that the samples stand for
    PRIMARY KEY (day, measure, model_id, device, label_source, bucket)
);

-- For how long are hands followed, and how often are they lost?
CREATE TABLE stats_tracking (
    day date, model_id text, device text,
    samples bigint NOT NULL,
    followed_ms bigint NOT NULL,
    lost bigint NOT NULL,
    PRIMARY KEY (day, model_id, device)
);

-- How fast is it? Keeps all days.
CREATE TABLE stats_latency (
    day date, model_id text, device text, backend text,
    metric text, -- inference_ms, answer_ms, outbox_delay_s (from the frame to the receipt) or fps
    bucket integer, -- see log_bucket
    samples bigint NOT NULL,
    PRIMARY KEY (day, metric, model_id, device, backend, bucket)
);

-- In how many frames does a challenger differ from the model?
CREATE TABLE stats_shadow_frames (
    day date, model_id text, device text, challenger text,
    samples bigint NOT NULL,
    compared bigint NOT NULL,
    disagreed bigint NOT NULL,
    PRIMARY KEY (day, model_id, device, challenger)
);

-- What do the two say where they differ, and who is right? Nobody knows without a label.
CREATE TABLE stats_shadow_differences (
    day date, model_id text, device text, challenger text, label_source text, predicted text, challenger_predicted text,
    samples bigint NOT NULL,
    model_correct bigint NOT NULL,
    challenger_correct bigint NOT NULL,
    PRIMARY KEY (day, model_id, device, challenger, label_source, predicted, challenger_predicted)
);

-- In which minutes was who there, and in which of them freely, without being asked to show something? By quarter of an
-- hour, of which all time zones in use are multiples.
CREATE FUNCTION bits_of(counts integer[]) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    'SELECT sum((n <> 0)::integer << place::integer - 1)::integer FROM unnest(counts) WITH ORDINALITY AS one (n, place)';
CREATE TABLE stats_usage (
    quarter timestamptz, account_id bigint, model_id text, device text,
    samples_by_minute integer[] NOT NULL, -- 15 numbers
    free_by_minute integer[] NOT NULL,
    minutes integer NOT NULL GENERATED ALWAYS AS (bits_of(samples_by_minute)) STORED, -- a bit for each
    free_minutes integer NOT NULL GENERATED ALWAYS AS (bits_of(free_by_minute)) STORED,
    PRIMARY KEY (quarter, account_id, model_id, device) INCLUDE (minutes, free_minutes)
);

-- What became of what pages sent? Counted by the server as it comes, and not from samples.
CREATE TABLE stats_ingest (
    day date, status text, -- stored, duplicate or refused
    samples bigint NOT NULL,
    PRIMARY KEY (day, status)
);

CREATE TABLE stats_state (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    version bigint NOT NULL, -- changes with the rollups
    today date NOT NULL, -- in UTC, as whoever folded last knew it
    past_version bigint NOT NULL, -- changes with the rollups of days before today
    computed_at timestamptz NOT NULL, -- when they were last known to be up to date
    set_aside bigint NOT NULL DEFAULT 0 -- changes that could not be counted
);
INSERT INTO stats_state (version, today, past_version, computed_at) VALUES (1, '2000-01-01', 1, now());

CREATE FUNCTION delete_empty_rollup() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DELETE FROM %I WHERE ctid = $1', TG_TABLE_NAME) USING NEW.ctid;
    RETURN NULL;
END $$;
DO $$
DECLARE
    rollup text;
BEGIN
    FOREACH rollup IN ARRAY ARRAY[
        'samples', 'sessions', 'predictions', 'confusion', 'people', 'confidence', 'conditions', 'tracking',
        'latency', 'shadow_frames', 'shadow_differences'
    ] LOOP
        EXECUTE format(
            'CREATE TRIGGER delete_empty AFTER INSERT OR UPDATE ON %I FOR EACH ROW WHEN (NEW.samples = 0) '
            'EXECUTE FUNCTION delete_empty_rollup()', 'stats_' || rollup
        );
    END LOOP;
END $$;
CREATE TRIGGER delete_empty AFTER INSERT OR UPDATE ON stats_usage
    FOR EACH ROW WHEN (NEW.minutes = 0) EXECUTE FUNCTION delete_empty_rollup();

-- What came (sign 1) and went (-1). Only ever added to and taken from, never changed: whoever folds it takes the rows
-- that it sees, and what commits after that stays for the next time.
CREATE TABLE stats_changes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sign integer NOT NULL,
    account_id bigint, session_id uuid, captured_at timestamptz, received_at timestamptz, model_id text, predicted text,
    confidence real, label text, label_source text, reason text, sampling_probability real, inference_ms real,
    total_ms real, fps real, noise real, area real, light real, hands integer, hand_size real, hand_side text,
    followed_ms integer, lost integer, device text, backend text, shadow_model_id text, shadow_compared integer,
    shadow_disagreed integer, shadow_predicted text
);

CREATE FUNCTION log_samples() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO stats_changes (
            sign, account_id, session_id, captured_at, received_at, model_id, predicted, confidence, label,
            label_source, reason, sampling_probability, inference_ms, total_ms, fps, noise, area, light, hands,
            hand_size, hand_side, followed_ms, lost, device, backend, shadow_model_id, shadow_compared,
            shadow_disagreed, shadow_predicted
        )
        SELECT -1, account_id, session_id, captured_at, received_at, model_id, predicted,
            confidence_of(probabilities), label, label_source, reason, sampling_probability, inference_ms, total_ms,
            fps, noise, area, light, hands, hand_size, hand_side, followed_ms, lost, device, backend, shadow_model_id,
            shadow_compared, shadow_disagreed, shadow_predicted
        FROM old_rows;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO stats_changes (
            sign, account_id, session_id, captured_at, received_at, model_id, predicted, confidence, label,
            label_source, reason, sampling_probability, inference_ms, total_ms, fps, noise, area, light, hands,
            hand_size, hand_side, followed_ms, lost, device, backend, shadow_model_id, shadow_compared,
            shadow_disagreed, shadow_predicted
        )
        SELECT 1, account_id, session_id, captured_at, received_at, model_id, predicted,
            confidence_of(probabilities), label, label_source, reason, sampling_probability, inference_ms, total_ms,
            fps, noise, area, light, hands, hand_size, hand_side, followed_ms, lost, device, backend, shadow_model_id,
            shadow_compared, shadow_disagreed, shadow_predicted
        FROM new_rows;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER log_added AFTER INSERT ON samples
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION log_samples();
CREATE TRIGGER log_deleted AFTER DELETE ON samples
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION log_samples();
CREATE TRIGGER log_changed AFTER UPDATE ON samples
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION log_samples();

-- A bucket is 5 % wide, so its middle is at most 2.5 % from everything in it.
CREATE FUNCTION log_bucket(value double precision) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    'SELECT floor(ln(least(greatest(value, 0.01), 1e9)) / ln(1.05))::integer';

-- How light it is, in a word: below `dark` the page says that a hand is hard to see (guidance.ts).
CREATE FUNCTION light_of(light real) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN light < 0.1 THEN 'dark' WHEN light < 0.3 THEN 'dim' WHEN light IS NULL THEN 'unknown'
        ELSE 'bright' END
$$;

-- What is known of a frame, each in its bucket: equal ones for light and area, of a twentieth for hand_size, each 1.25
-- times the one before for noise, as many hands as there are, and 1 for a left hand. Arrays, because Postgres prepares
-- each row of VALUES anew for each sample, which takes longer than to compute it.
CREATE FUNCTION buckets_of(noise real, area real, light real, hand_size real, hands integer, hand_side text)
RETURNS TABLE (measure text, bucket integer) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT unnest(ARRAY['noise', 'area', 'light', 'hand_size', 'hands', 'side']), unnest(ARRAY[
        CASE WHEN noise < 1e-4 THEN -42 ELSE floor(ln(noise::float8) / ln(1.25))::integer END,
        CASE WHEN area < 1 THEN floor(area::numeric * 50)::integer WHEN area >= 1 THEN 49 END,
        CASE WHEN light < 1 THEN floor(light::numeric * 20)::integer WHEN light >= 1 THEN 19 END,
        CASE WHEN hand_size < 1.5 THEN floor(hand_size::numeric * 20)::integer WHEN hand_size >= 1.5 THEN 29 END,
        hands, (hand_side = 'left')::integer
    ])
$$;

CREATE FUNCTION add_to_minute(counts integer[], minute integer, samples integer) RETURNS integer[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    counts[minute] := counts[minute] + samples;
    RETURN counts;
END $$;
CREATE AGGREGATE count_by_minute(minute integer, samples integer) (
    SFUNC = add_to_minute, STYPE = integer[], INITCOND = '{0,0,0,0,0,0,0,0,0,0,0,0,0,0,0}'
);
CREATE FUNCTION add_counts(a integer[], b integer[]) RETURNS integer[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    'SELECT array_agg(x + y ORDER BY place) FROM unnest(a, b) WITH ORDINALITY AS pair (x, y, place)';

-- Adds the oldest changes, `most` of them or all (NULL), to the rollups, and says how many there were. All of it is
-- sums, so that what was added can be taken away again. Whoever calls it holds the lock 7214023403.
CREATE FUNCTION add_stats_changes(most integer) RETURNS integer LANGUAGE plpgsql SET TimeZone = 'UTC' AS $$
DECLARE
    folded integer;
    today_then date := (SELECT greatest(today, current_date) FROM stats_state); -- clocks may go back
    past boolean;
BEGIN
    WITH taken AS (
        DELETE FROM stats_changes WHERE id IN (SELECT id FROM stats_changes ORDER BY id LIMIT most) RETURNING *
    ), facts AS MATERIALIZED (
        SELECT *, received_at::date AS day, label_source <> 'none' AS labelled, predicted = label AS is_correct,
            label_source = 'none' AND reason = 'random' AS by_chance,
            round(1 / greatest(sampling_probability, 0.001::real)::numeric, 6) AS weight,
            date_bin('15 minutes', received_at, '2000-01-01') AS quarter,
            1 + extract(minute FROM received_at)::integer % 15 AS minute, light_of(light) AS light_word
        FROM taken
    ), alike AS MATERIALIZED ( -- one person shows the same for a while, so these are few
        SELECT day, model_id, device, account_id, session_id, label_source, label, predicted, labelled, is_correct,
            by_chance, weight, light_word, sum(sign) AS samples
        FROM facts GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
    ), of_samples AS (
        INSERT INTO stats_samples AS r (day, model_id, device, samples)
        SELECT day, model_id, device, sum(samples) FROM alike GROUP BY 1, 2, 3
        ON CONFLICT (day, model_id, device) DO UPDATE SET samples = r.samples + excluded.samples
    ), of_sessions AS (
        INSERT INTO stats_sessions AS r (day, account_id, session_id, model_id, device, samples)
        SELECT day, account_id, session_id, model_id, device, sum(samples) FROM alike GROUP BY 1, 2, 3, 4, 5
        ON CONFLICT (day, account_id, session_id, model_id, device) DO UPDATE
        SET samples = r.samples + excluded.samples
    ), of_predictions AS (
        INSERT INTO stats_predictions AS r (day, model_id, device, predicted, samples, random_samples, random_weight)
        SELECT day, model_id, device, predicted, sum(samples), coalesce(sum(samples) FILTER (WHERE by_chance), 0),
            coalesce(sum(samples * weight) FILTER (WHERE by_chance), 0)
        FROM alike GROUP BY 1, 2, 3, 4
        ON CONFLICT (day, model_id, device, predicted) DO UPDATE
        SET samples = r.samples + excluded.samples, random_samples = r.random_samples + excluded.random_samples,
            random_weight = r.random_weight + excluded.random_weight
    ), of_confusion AS (
        INSERT INTO stats_confusion AS r (day, model_id, device, label_source, label, predicted, light, samples)
        SELECT coalesce(day, '-infinity'), model_id, device, label_source, label, predicted, light_word, sum(samples)
        FROM alike WHERE labelled GROUP BY 2, 3, 4, 5, 6, 7, GROUPING SETS ((day), ())
        ON CONFLICT (day, model_id, device, label_source, label, predicted, light) DO UPDATE
        SET samples = r.samples + excluded.samples
    ), of_people AS (
        INSERT INTO stats_people AS r (
            day, model_id, device, label_source, account_id, gesture, correct, missed, mistaken
        )
        SELECT coalesce(day, '-infinity'), model_id, device, label_source, account_id, gesture,
            sum(samples * part.correct), sum(samples * part.missed), sum(samples * part.mistaken)
        FROM alike CROSS JOIN LATERAL (
            VALUES (label, is_correct::integer, (NOT is_correct)::integer, 0),
                (predicted, 0, 0, (NOT is_correct)::integer)
        ) AS part (gesture, correct, missed, mistaken)
        WHERE labelled GROUP BY 2, 3, 4, 5, 6, GROUPING SETS ((day), ())
        ON CONFLICT (day, model_id, device, label_source, account_id, gesture) DO UPDATE
        SET correct = r.correct + excluded.correct, missed = r.missed + excluded.missed,
            mistaken = r.mistaken + excluded.mistaken
    ), of_confidence AS (
        INSERT INTO stats_confidence AS r (
            day, model_id, device, label_source, bucket, samples, correct, confidence, weight
        )
        SELECT coalesce(day, '-infinity'), model_id, device, label_source,
            least(floor(confidence::numeric * 20)::integer, 19) AS bucket, sum(sign),
            coalesce(sum(sign) FILTER (WHERE is_correct), 0), sum(sign * confidence::numeric), sum(sign * weight)
        FROM facts WHERE by_chance OR labelled GROUP BY 2, 3, 4, 5, GROUPING SETS ((day), ())
        ON CONFLICT (day, model_id, device, label_source, bucket) DO UPDATE
        SET samples = r.samples + excluded.samples, correct = r.correct + excluded.correct,
            confidence = r.confidence + excluded.confidence, weight = r.weight + excluded.weight
    ), of_conditions AS (
        INSERT INTO stats_conditions AS r (
            day, measure, model_id, device, label_source, bucket, samples, correct, weight
        )
        SELECT coalesce(day, '-infinity'), measure, model_id, device, label_source, bucket, sum(sign),
            coalesce(sum(sign) FILTER (WHERE is_correct), 0), sum(sign * weight)
        FROM facts CROSS JOIN LATERAL buckets_of(noise, area, light, hand_size, hands, hand_side) AS part
        WHERE (by_chance OR labelled) AND bucket IS NOT NULL GROUP BY 2, 3, 4, 5, 6, GROUPING SETS ((day), ())
        ON CONFLICT (day, measure, model_id, device, label_source, bucket) DO UPDATE
        SET samples = r.samples + excluded.samples, correct = r.correct + excluded.correct,
            weight = r.weight + excluded.weight
    ), of_tracking AS (
        INSERT INTO stats_tracking AS r (day, model_id, device, samples, followed_ms, lost)
        SELECT day, model_id, device, sum(sign), sum(sign * followed_ms), sum(sign * lost)
        FROM facts WHERE followed_ms > 0 GROUP BY 1, 2, 3
        ON CONFLICT (day, model_id, device) DO UPDATE
        SET samples = r.samples + excluded.samples, followed_ms = r.followed_ms + excluded.followed_ms,
            lost = r.lost + excluded.lost
    ), of_latency AS (
        INSERT INTO stats_latency AS r (day, model_id, device, backend, metric, bucket, samples)
        SELECT coalesce(day, '-infinity'), model_id, device, coalesce(backend, ''), metric, log_bucket(value), sum(sign)
        FROM facts CROSS JOIN LATERAL (
            VALUES ('inference_ms', inference_ms), ('answer_ms', total_ms), ('fps', fps),
                ('outbox_delay_s', extract(epoch FROM received_at - captured_at))
        ) AS part (metric, value)
        WHERE value IS NOT NULL GROUP BY 2, 3, 4, 5, 6, GROUPING SETS ((day), ())
        ON CONFLICT (day, metric, model_id, device, backend, bucket) DO UPDATE
        SET samples = r.samples + excluded.samples
    ), of_shadow_frames AS (
        INSERT INTO stats_shadow_frames AS r (day, model_id, device, challenger, samples, compared, disagreed)
        SELECT day, model_id, device, shadow_model_id, sum(sign), sum(sign * shadow_compared),
            sum(sign * shadow_disagreed)
        FROM facts WHERE shadow_compared > 0 GROUP BY 1, 2, 3, 4
        ON CONFLICT (day, model_id, device, challenger) DO UPDATE
        SET samples = r.samples + excluded.samples, compared = r.compared + excluded.compared,
            disagreed = r.disagreed + excluded.disagreed
    ), of_shadow_differences AS (
        INSERT INTO stats_shadow_differences AS r (
            day, model_id, device, challenger, label_source, predicted, challenger_predicted, samples, model_correct,
            challenger_correct
        )
        SELECT day, model_id, device, shadow_model_id, label_source, predicted, shadow_predicted, sum(sign),
            coalesce(sum(sign) FILTER (WHERE is_correct), 0),
            coalesce(sum(sign) FILTER (WHERE shadow_predicted = label), 0)
        FROM facts WHERE shadow_predicted IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7
        ON CONFLICT (day, model_id, device, challenger, label_source, predicted, challenger_predicted) DO UPDATE
        SET samples = r.samples + excluded.samples, model_correct = r.model_correct + excluded.model_correct,
            challenger_correct = r.challenger_correct + excluded.challenger_correct
    ), of_usage AS (
        INSERT INTO stats_usage AS r (quarter, account_id, model_id, device, samples_by_minute, free_by_minute)
        SELECT quarter, account_id, model_id, device, count_by_minute(minute, samples),
            count_by_minute(minute, samples) FILTER (WHERE NOT labelled)
        FROM ( -- first by minute, since the aggregate takes long for each row
            SELECT quarter, account_id, model_id, device, minute, labelled, sum(sign)::integer AS samples
            FROM facts GROUP BY 1, 2, 3, 4, 5, 6
        ) AS by_minute GROUP BY 1, 2, 3, 4
        ON CONFLICT (quarter, account_id, model_id, device) DO UPDATE
        SET samples_by_minute = add_counts(r.samples_by_minute, excluded.samples_by_minute),
            free_by_minute = add_counts(r.free_by_minute, excluded.free_by_minute)
    )
    SELECT count(*), bool_or(received_at < today_then) INTO folded, past FROM taken;
    IF folded > 0 THEN
        UPDATE stats_state SET version = version + 1, computed_at = statement_timestamp(), today = today_then,
            past_version = CASE WHEN past THEN version + 1 ELSE past_version END;
    ELSE
        UPDATE stats_state SET computed_at = statement_timestamp()
        WHERE computed_at < statement_timestamp() - interval '5 seconds';
    END IF;
    RETURN folded;
END $$;

-- The same, but a change that cannot be counted is set aside, since all figures would else stand still for good. It is
-- found by halving: of n changes with one bad one among them, about log n times as much is folded.
CREATE FUNCTION fold_stats_changes(most integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    changes integer;
BEGIN
    RETURN add_stats_changes(most);
EXCEPTION
    WHEN data_exception OR integrity_constraint_violation OR program_limit_exceeded OR feature_not_supported THEN
    SELECT count(*) INTO changes FROM (SELECT FROM stats_changes LIMIT most) AS c;
    IF changes > 1 THEN
        RETURN fold_stats_changes(changes / 2) + fold_stats_changes(changes - changes / 2);
    END IF;
    RAISE WARNING 'a change of samples cannot be counted, and is set aside: %', SQLERRM;
    DELETE FROM stats_changes WHERE id = (SELECT min(id) FROM stats_changes);
    UPDATE stats_state SET set_aside = set_aside + 1;
    RETURN 1;
END $$;

-- Folds, unless another process is at it.
CREATE FUNCTION refresh_stats(most integer) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    IF pg_try_advisory_xact_lock(7214023403) THEN
        RETURN fold_stats_changes(most);
    END IF;
    RETURN 0;
END $$;

-- Makes the rollups anew, from the samples, as if they had all just come. Whoever calls it holds the lock, in a
-- transaction that sees one moment and a session that has not folded yet.
CREATE PROCEDURE rebuild_stats() LANGUAGE plpgsql SET work_mem = '64MB' AS $$ -- which halves its time
BEGIN
    DELETE FROM stats_changes;
    DELETE FROM stats_samples;
    DELETE FROM stats_sessions;
    DELETE FROM stats_predictions;
    DELETE FROM stats_confusion;
    DELETE FROM stats_people;
    DELETE FROM stats_confidence;
    DELETE FROM stats_conditions;
    DELETE FROM stats_tracking;
    DELETE FROM stats_latency;
    DELETE FROM stats_shadow_frames;
    DELETE FROM stats_shadow_differences;
    DELETE FROM stats_usage;
    -- A log of the same name that hides the real one until the end of the transaction, so that this leaves no hole as
    -- large as all samples in that.
    CREATE TEMPORARY TABLE stats_changes (LIKE stats_changes INCLUDING IDENTITY) ON COMMIT DROP;
    INSERT INTO stats_changes (
        sign, account_id, session_id, captured_at, received_at, model_id, predicted, confidence, label, label_source,
        reason, sampling_probability, inference_ms, total_ms, fps, noise, area, light, hands, hand_size, hand_side,
        followed_ms, lost, device, backend, shadow_model_id, shadow_compared, shadow_disagreed, shadow_predicted
    )
    SELECT 1, account_id, session_id, captured_at, received_at, model_id, predicted, confidence_of(probabilities),
        label, label_source, reason, sampling_probability, inference_ms, total_ms, fps, noise, area, light, hands,
        hand_size, hand_side, followed_ms, lost, device, backend, shadow_model_id, shadow_compared, shadow_disagreed,
        shadow_predicted
    FROM samples;
    PERFORM fold_stats_changes(NULL);
    UPDATE stats_state SET version = version + 1, past_version = version + 1; -- also where no sample is left
END $$;

-- Drops a month of samples with its figures, which fires no trigger. The lock comes first, as for everybody who folds,
-- so that nobody waits for us while we wait for them. Once nobody else uses the month, all that ever changed in it is
-- in the log, and its days can be taken away as they are.
CREATE FUNCTION drop_samples_partition(partition text, month date) RETURNS void
LANGUAGE plpgsql SET TimeZone = 'UTC' AS $$
DECLARE
    month_end date := month + interval '1 month';
    rollup text;
    keys text; -- columns of the rollup's key but the day, and what is done with its sums
    sums text;
    lessened text;
    meets text;
BEGIN
    PERFORM set_config('lock_timeout', '2s', true);
    PERFORM pg_advisory_xact_lock(7214023403);
    PERFORM fold_stats_changes(NULL);
    EXECUTE format('LOCK TABLE ONLY samples, ONLY %I IN ACCESS EXCLUSIVE MODE', partition);
    PERFORM fold_stats_changes(NULL);
    FOREACH rollup IN ARRAY ARRAY['confusion', 'people', 'confidence', 'conditions', 'latency'] LOOP
        SELECT string_agg(format('%I', a.attname), ', ') FILTER (WHERE a.attnum = ANY(i.indkey)),
            string_agg(format('sum(%I) AS %1$I', a.attname), ', ') FILTER (WHERE a.attnum <> ALL(i.indkey)),
            string_agg(format('%I = r.%1$I - less.%1$I', a.attname), ', ') FILTER (WHERE a.attnum <> ALL(i.indkey)),
            string_agg(format('r.%I = less.%1$I', a.attname), ' AND ') FILTER (WHERE a.attnum = ANY(i.indkey))
        INTO keys, sums, lessened, meets
        FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid
        WHERE i.indrelid = ('stats_' || rollup)::regclass AND i.indisprimary AND a.attnum > 0 AND a.attname <> 'day'
            AND a.attgenerated = '' AND NOT a.attisdropped;
        EXECUTE format(
            'WITH gone AS (DELETE FROM %1$I WHERE day >= $1 AND day < $2 RETURNING *), '
            'less AS (SELECT %2$s, %3$s FROM gone GROUP BY %2$s) '
            'UPDATE %1$I r SET %4$s FROM less WHERE r.day = ''-infinity'' AND %5$s',
            'stats_' || rollup, keys, sums, lessened, meets
        ) USING month, month_end;
    END LOOP;
    DELETE FROM stats_samples WHERE day >= month AND day < month_end;
    DELETE FROM stats_sessions WHERE day >= month AND day < month_end;
    DELETE FROM stats_predictions WHERE day >= month AND day < month_end;
    DELETE FROM stats_tracking WHERE day >= month AND day < month_end;
    DELETE FROM stats_shadow_frames WHERE day >= month AND day < month_end;
    DELETE FROM stats_shadow_differences WHERE day >= month AND day < month_end;
    DELETE FROM stats_usage WHERE quarter >= month AND quarter < month_end;
    EXECUTE format('DROP TABLE %I', partition);
    UPDATE stats_state SET version = version + 1, past_version = version + 1, computed_at = statement_timestamp();
END $$;

SELECT make_samples_partitions_ahead(6);

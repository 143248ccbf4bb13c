-- +goose Up

-- The citizen and the staff were told that a message is dead.
ALTER TABLE outbox ADD COLUMN told boolean NOT NULL DEFAULT false;
CREATE INDEX outbox_dead ON outbox (added) WHERE state = 'dead';

-- How far we have heard of what a case system did.
CREATE TABLE case_cursor (
    system text PRIMARY KEY, -- desk, webhook, open311
    place  text NOT NULL
);

-- What a case system did to a case that is not here yet, or not under that
-- number: it is matched when the case is, and dropped after three days.
CREATE TABLE case_parked (
    id      text   PRIMARY KEY, -- of the update: heard twice, it is one
    about   text   NOT NULL,    -- id or number of the case
    body    text   NOT NULL,    -- sealed
    added   bigint NOT NULL,
    expires bigint NOT NULL
);

CREATE INDEX case_parked_about ON case_parked (about);

-- Short texts (短信) that are due to a phone; the SMS channel sends them.
CREATE TABLE notice (
    id      text   PRIMARY KEY, -- what it is about: asked for twice, it is one
    phone   text   NOT NULL,    -- sealed
    words   text   NOT NULL,    -- without personal data
    state   text   NOT NULL,    -- waiting, sent, failed, expired
    added   bigint NOT NULL,
    after   bigint NOT NULL,    -- not to be sent before
    expires bigint NOT NULL     -- nor after
);

CREATE INDEX notice_waiting ON notice (after) WHERE state = 'waiting';

-- +goose Down
DROP TABLE notice;
DROP TABLE case_parked;
DROP TABLE case_cursor;
DROP INDEX outbox_dead;
ALTER TABLE outbox DROP COLUMN told;

-- +goose Up

-- What is personal in a talk, sealed; a JSON object once opened.
ALTER TABLE turn ADD COLUMN private text NOT NULL DEFAULT '';

-- What was handed in (工单, 办件). It is written in the transaction of the turn
-- that acknowledges it.
CREATE TABLE case_file (
    id         text    PRIMARY KEY, -- the idempotency key towards the case system
    receipt    text    NOT NULL UNIQUE,
    kind       text    NOT NULL,
    state      text    NOT NULL,
    talk       text    NOT NULL,
    seq        bigint  NOT NULL,
    scope      text    NOT NULL, -- whose key it is
    key        text,             -- under which it was handed in; NULL: none
    digest     text    NOT NULL, -- SHA-256 of what was handed in, in hex
    citizen    text    NOT NULL, -- token of the signed-in citizen, or ''
    region     text    NOT NULL,
    item       text    NOT NULL,
    edition    text    NOT NULL,
    category   text    NOT NULL,
    department text    NOT NULL,
    title      text    NOT NULL, -- without personal data
    secret     boolean NOT NULL,
    parent     text    NOT NULL,
    opened     bigint  NOT NULL,
    due        bigint  NOT NULL, -- 0: none
    number     text    NOT NULL, -- of the case system, or ''
    updated    bigint  NOT NULL,
    content    text    NOT NULL, -- sealed
    FOREIGN KEY (talk, seq) REFERENCES turn (talk, seq)
);

CREATE UNIQUE INDEX case_by_key ON case_file (scope, key) WHERE key IS NOT NULL;
CREATE INDEX case_by_citizen ON case_file (citizen) WHERE citizen <> '';
CREATE INDEX case_by_talk ON case_file (talk);
CREATE INDEX case_by_number ON case_file (number) WHERE number <> '';

-- What was done to a case, in the order in which we heard of it.
CREATE TABLE case_event (
    case_id    text    NOT NULL REFERENCES case_file (id),
    seq        bigint  NOT NULL, -- from 1
    id         text    NOT NULL UNIQUE, -- heard twice, it is one
    action     text    NOT NULL,
    before     text    NOT NULL, -- state
    after      text    NOT NULL,
    at         bigint  NOT NULL,
    department text    NOT NULL,
    due        bigint  NOT NULL, -- 0: none
    words      text    NOT NULL, -- sealed
    actor      text    NOT NULL,
    inside     boolean NOT NULL, -- not for the citizen
    told       boolean NOT NULL, -- the citizen was told in the talk, or there is nothing to tell
    PRIMARY KEY (case_id, seq)
);

CREATE INDEX case_event_untold ON case_event (at) WHERE NOT told;

-- What is on its way to the case system. Messages of one case go in their order;
-- one that is stuck holds up no other case.
CREATE TABLE outbox (
    case_id text   NOT NULL REFERENCES case_file (id),
    seq     bigint NOT NULL, -- from 1
    act     text   NOT NULL, -- opened, supplemented, withdrawn, rated
    words   text   NOT NULL, -- sealed
    digest  text   NOT NULL,
    state   text   NOT NULL, -- waiting, sent, dead
    tries   bigint NOT NULL,
    after   bigint NOT NULL, -- not to be tried before
    lease   bigint NOT NULL, -- until when a worker has it; 0: nobody has
    fence   bigint NOT NULL, -- goes up with every lease: who has an older one comes too late
    why     text   NOT NULL, -- a code of why it was not taken, or ''
    added   bigint NOT NULL,
    sent    bigint NOT NULL, -- 0: not yet
    PRIMARY KEY (case_id, seq)
);

CREATE INDEX outbox_waiting ON outbox (after) WHERE state = 'waiting';

-- +goose Down
DROP TABLE outbox;
DROP TABLE case_event;
DROP TABLE case_file;
ALTER TABLE turn DROP COLUMN private;

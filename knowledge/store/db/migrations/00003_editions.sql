-- +goose Up

-- People who change knowledge (知识管理员, 审核人, 管理员). How they prove who
-- they are is for a later migration to add.
CREATE TABLE person (
    name     text    PRIMARY KEY,
    active   boolean NOT NULL,
    added    bigint  NOT NULL, -- microseconds since 1970, UTC, like every time here
    added_by text    NOT NULL
);

CREATE TABLE person_role (
    person text NOT NULL REFERENCES person (name),
    role   text NOT NULL, -- curator, reviewer, admin
    PRIMARY KEY (person, role)
);

-- Whose records a person may change and review. No row: everyone's.
CREATE TABLE person_department (
    person     text NOT NULL REFERENCES person (name),
    department text NOT NULL,
    PRIMARY KEY (person, department)
);

-- What a record said at one time. Never changed, never removed.
CREATE TABLE version (
    kind       text   NOT NULL, -- item, document, event, region, hall, override
    code       text   NOT NULL,
    hash       text   NOT NULL, -- SHA-256 of body, in hex
    name       text   NOT NULL,
    department text   NOT NULL, -- who answers for it, or ''
    body       text   NOT NULL, -- canonical JSON
    made       bigint NOT NULL,
    PRIMARY KEY (kind, code, hash)
);

CREATE TABLE edition (
    number  bigint PRIMARY KEY,
    id      text   NOT NULL, -- names the content; '' while it is being made
    state   text   NOT NULL, -- building, draft, review, approved, released, withdrawn
    base    bigint REFERENCES edition (number), -- what it was made from; NULL: from nothing
    why     text   NOT NULL,
    author  text   NOT NULL REFERENCES person (name),
    made    bigint NOT NULL,
    touched bigint NOT NULL  -- while it is being made: when something was last done
);

CREATE INDEX edition_by_id ON edition (id);

-- Which version of each record an edition holds.
CREATE TABLE entry (
    edition bigint NOT NULL REFERENCES edition (number),
    kind    text   NOT NULL,
    code    text   NOT NULL,
    hash    text   NOT NULL,
    PRIMARY KEY (edition, kind, code),
    FOREIGN KEY (kind, code, hash) REFERENCES version (kind, code, hash)
);

-- What an edition changes in its base, and who wants it so: a row for everybody
-- who had a hand in the change of a record.
CREATE TABLE change (
    edition    bigint NOT NULL REFERENCES edition (number),
    kind       text   NOT NULL,
    code       text   NOT NULL,
    author     text   NOT NULL REFERENCES person (name),
    before     text,          -- hash; NULL: the record is new
    after      text,          -- hash; NULL: the record is withdrawn
    department text NOT NULL, -- who answers for it: before the change, where there was one
    PRIMARY KEY (edition, kind, code, author),
    CHECK (before IS NOT NULL OR after IS NOT NULL)
);

-- Whose records in an edition a reviewer has approved. It counts for changes of
-- others only.
CREATE TABLE approval (
    edition    bigint NOT NULL REFERENCES edition (number),
    person     text   NOT NULL REFERENCES person (name),
    department text   NOT NULL, -- '*': every department
    at         bigint NOT NULL,
    PRIMARY KEY (edition, person, department)
);

-- What the program found when it examined the content of an edition.
CREATE TABLE examination (
    edition bigint  NOT NULL REFERENCES edition (number),
    name    text    NOT NULL, -- check, regression
    id      text    NOT NULL, -- of the content that was examined
    passed  boolean NOT NULL,
    summary text    NOT NULL,
    detail  text    NOT NULL, -- JSON list of lines
    at      bigint  NOT NULL,
    PRIMARY KEY (edition, name)
);

-- Which edition serves from when. The last one that has taken effect serves.
CREATE TABLE publication (
    seq       bigint PRIMARY KEY,
    edition   bigint NOT NULL REFERENCES edition (number),
    kind      text   NOT NULL, -- publish, rollback
    effective bigint NOT NULL,
    taken     bigint,          -- when it was seen to take effect; NULL: not yet
    cancelled bigint,          -- NULL: not
    author    text   NOT NULL REFERENCES person (name),
    why       text   NOT NULL,
    at        bigint NOT NULL
);

-- The questions that an edition must answer as well as the one before.
CREATE TABLE question (
    id    text   PRIMARY KEY,
    body  text   NOT NULL, -- JSON, as in FORMAT.md
    by    text   NOT NULL REFERENCES person (name),
    added bigint NOT NULL
);

-- What somebody must see to: a reported error, a finding.
CREATE TABLE task (
    number     bigint PRIMARY KEY,
    kind       text   NOT NULL, -- error
    subject    text   NOT NULL, -- kind of the record, or ''
    code       text   NOT NULL, -- of the record, or ''
    element    text   NOT NULL, -- path, or ''
    edition    text   NOT NULL, -- id of the edition it was seen in, or ''
    words      text   NOT NULL, -- masked
    reporter   text   NOT NULL, -- name of a person, or citizen, or operator
    origin     text   NOT NULL, -- talk and turn, or ''
    department text   NOT NULL,
    owner      text   NOT NULL, -- name of a person, or '' for nobody yet
    due        bigint NOT NULL,
    opened     bigint NOT NULL,
    closed     bigint,
    closed_by  text   NOT NULL DEFAULT '',
    outcome    text   NOT NULL DEFAULT ''
);

CREATE UNIQUE INDEX task_by_origin ON task (origin) WHERE origin <> '';

-- Who did what, when and why; each row's hash covers the row before.
CREATE TABLE audit (
    seq     bigint PRIMARY KEY,
    at      bigint NOT NULL,
    actor   text   NOT NULL,
    action  text   NOT NULL,
    subject text   NOT NULL,
    detail  text   NOT NULL,
    hash    text   NOT NULL
);

CREATE INDEX audit_by_subject ON audit (subject, seq);

-- The end of the chain: a trail cut short shows.
CREATE TABLE audit_tip (
    one  bigint PRIMARY KEY CHECK (one = 1),
    seq  bigint NOT NULL,
    at   bigint NOT NULL,
    hash text   NOT NULL
);

INSERT INTO audit_tip (one, seq, at, hash) VALUES (1, 0, 0, '');

-- +goose Down
DROP TABLE audit_tip;
DROP TABLE audit;
DROP TABLE task;
DROP TABLE question;
DROP TABLE publication;
DROP TABLE examination;
DROP TABLE approval;
DROP TABLE change;
DROP TABLE entry;
DROP TABLE edition;
DROP TABLE version;
DROP TABLE person_department;
DROP TABLE person_role;
DROP TABLE person;

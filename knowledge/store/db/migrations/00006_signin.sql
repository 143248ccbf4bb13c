-- +goose Up

-- Where a person works. No row: everywhere. A region has its parts with it.
CREATE TABLE person_region (
    person text NOT NULL REFERENCES person (name),
    region text NOT NULL,
    PRIMARY KEY (person, region)
);

-- How a person proves who they are without a provider of identities.
CREATE TABLE person_password (
    person  text   PRIMARY KEY REFERENCES person (name),
    hash    text   NOT NULL, -- argon2id, in PHC form
    changed bigint NOT NULL
);

-- Who a person is at a provider of identities: SHA-256 of its issuer and the
-- subject it gave them.
CREATE TABLE person_subject (
    subject text PRIMARY KEY,
    person  text NOT NULL REFERENCES person (name)
);

-- Wrong passwords, by SHA-256 of what they are counted by. Forgotten after a day.
CREATE TABLE signin_try (
    id    text   PRIMARY KEY,
    who   text   NOT NULL, -- SHA-256 of the name that was tried, or ''
    wrong bigint NOT NULL,
    last  bigint NOT NULL
);

CREATE INDEX signin_try_by_who ON signin_try (who);
CREATE INDEX signin_try_by_last ON signin_try (last);

-- Who is signed in. The token itself is in the cookie alone.
CREATE TABLE session (
    id       text   PRIMARY KEY, -- SHA-256 of the token
    kind     text   NOT NULL, -- staff, citizen
    who      text   NOT NULL, -- name of a person; of a citizen a token that tells nothing
    roles    text   NOT NULL, -- that the provider grants, with a blank between; '*': all the person has
    began    bigint NOT NULL,
    seen     bigint NOT NULL,
    ends     bigint NOT NULL,
    subject  text   NOT NULL, -- token of issuer and subject, or '': signed in here
    sid      text   NOT NULL, -- token of issuer and the session there, or ''
    identity text   NOT NULL  -- sealed, or ''
);

CREATE INDEX session_by_who ON session (kind, who);
CREATE INDEX session_by_subject ON session (subject) WHERE subject <> '';
CREATE INDEX session_by_sid ON session (sid) WHERE sid <> '';
CREATE INDEX session_by_end ON session (ends);

-- Sign-outs that a provider told: each counts once.
CREATE TABLE signout_notice (
    id    text   PRIMARY KEY, -- SHA-256 of issuer and id
    until bigint NOT NULL
);

-- +goose Down
DROP TABLE signout_notice;
DROP TABLE session;
DROP TABLE signin_try;
DROP TABLE person_subject;
DROP TABLE person_password;
DROP TABLE person_region;

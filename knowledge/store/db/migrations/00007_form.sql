-- +goose Up

-- A form that is being filled in (草稿). What is personal stands in content,
-- sealed.
CREATE TABLE draft (
    id      text   PRIMARY KEY,
    talk    text   NOT NULL,
    citizen text   NOT NULL, -- token of the signed-in citizen, or ''
    region  text   NOT NULL,
    item    text   NOT NULL, -- code
    edition text   NOT NULL,
    content text   NOT NULL, -- sealed
    version bigint NOT NULL, -- from 1, goes up with every change
    made    bigint NOT NULL,
    touched bigint NOT NULL,
    case_id text   NOT NULL  -- that it became, or ''
);

CREATE INDEX draft_by_talk ON draft (talk);
CREATE INDEX draft_by_citizen ON draft (citizen) WHERE citizen <> '';
CREATE INDEX draft_by_touch ON draft (touched) WHERE case_id = '';

-- What was uploaded for a draft (附件), and later belongs to its case.
CREATE TABLE attachment (
    id       text   PRIMARY KEY,
    draft    text   NOT NULL,
    case_id  text   NOT NULL, -- or ''
    material text   NOT NULL, -- id of the line of the list, or ''
    name     text   NOT NULL, -- sealed
    type     text   NOT NULL, -- by its content
    size     bigint NOT NULL, -- bytes
    sha256   text   NOT NULL, -- of the content, in hex
    key      text   NOT NULL, -- of its own, under which body is sealed; sealed
    body     text   NOT NULL, -- sealed under key
    at       bigint NOT NULL
);

CREATE UNIQUE INDEX attachment_once ON attachment (draft, material, sha256);
CREATE INDEX attachment_by_case ON attachment (case_id) WHERE case_id <> '';

-- A link that opens a draft on another device, once. Its token is not stored,
-- only the hash of it.
CREATE TABLE draft_link (
    hash    text   PRIMARY KEY, -- SHA-256, in hex
    draft   text   NOT NULL,
    leads   text   NOT NULL, -- photos, draft
    expires bigint NOT NULL
);

CREATE INDEX draft_link_by_draft ON draft_link (draft);
CREATE INDEX draft_link_by_end ON draft_link (expires);

-- +goose Down
DROP TABLE draft_link;
DROP TABLE attachment;
DROP TABLE draft;

-- +goose Up

-- A talk is written with its first turn. What it has come to (state, number of
-- turns) is what its last turn says, so that rows are only ever added.
CREATE TABLE talk (
    id      text   PRIMARY KEY,
    secret  text   NOT NULL,
    channel text   NOT NULL,
    began   bigint NOT NULL -- microseconds since 1970, UTC
);

CREATE TABLE turn (
    talk     text   NOT NULL REFERENCES talk (id),
    seq      bigint NOT NULL CHECK (seq >= 1),
    id       text,           -- the client's id of the message; NULL: none
    said     text   NOT NULL, -- masked
    reply    text   NOT NULL, -- JSON of assistant.Reply without its trace
    state    text   NOT NULL, -- JSON of guide.State after the turn
    at       bigint NOT NULL, -- microseconds since 1970, UTC
    feedback text   NOT NULL DEFAULT '',
    comment  text   NOT NULL DEFAULT '',
    PRIMARY KEY (talk, seq)
);

-- Said twice, it is one turn.
CREATE UNIQUE INDEX turn_by_client_id ON turn (talk, id) WHERE id IS NOT NULL;

-- +goose Down
DROP TABLE turn;
DROP TABLE talk;

-- +goose Up

-- The built-in case desk (工单台): a case system with rows of its own, as if it
-- stood in another house. It reads nothing of case_file and writes nothing there.
CREATE TABLE desk_case (
    number      text    PRIMARY KEY, -- 工单编号, as 云2026112500012
    day         text    NOT NULL,    -- it came in, as 20261125
    serial      bigint  NOT NULL,    -- on that day, from 1
    id          text    NOT NULL UNIQUE, -- of the case at who delivered it
    receipt     text    NOT NULL,
    kind        text    NOT NULL,
    state       text    NOT NULL,
    region      text    NOT NULL,
    item        text    NOT NULL,
    edition     text    NOT NULL,
    category    text    NOT NULL,
    department  text    NOT NULL, -- 主办, or ''
    title       text    NOT NULL, -- without personal data
    secret      boolean NOT NULL, -- who handed it in is shown to the holder alone
    parent      text    NOT NULL, -- id of the case that it belongs to, or ''
    merged      text    NOT NULL, -- number of the case that it was merged into (并单), or ''
    holder      text    NOT NULL, -- name of the person who signed for it (经办人), or ''
    replier     text    NOT NULL, -- name of the person who replied last, or ''
    opened      bigint  NOT NULL, -- by the citizen
    taken       bigint  NOT NULL, -- in, here
    due         bigint  NOT NULL, -- 0: none
    since       bigint  NOT NULL, -- in its state
    assigned    bigint  NOT NULL, -- last; 0: never
    replied     bigint  NOT NULL, -- last; 0: never
    done        bigint  NOT NULL, -- 0: not yet
    withdrawn   bigint  NOT NULL, -- the citizen wants it ended, since; 0: no
    updated     bigint  NOT NULL,
    supervised  bigint  NOT NULL, -- how many times
    stars       bigint  NOT NULL, -- of the last rating, 1 to 5; 0: none
    version     bigint  NOT NULL, -- goes up with everything that is done
    digest      text    NOT NULL, -- of what was handed in
    content     text    NOT NULL, -- sealed
    UNIQUE (day, serial)
);

CREATE INDEX desk_case_by_receipt ON desk_case (receipt);
CREATE INDEX desk_case_by_state ON desk_case (state, due);
CREATE INDEX desk_case_by_department ON desk_case (department, state);
CREATE INDEX desk_case_by_merged ON desk_case (merged) WHERE merged <> '';

-- Departments that have another part in a case than to be in charge.
CREATE TABLE desk_part (
    number     text NOT NULL REFERENCES desk_case (number),
    department text NOT NULL,
    part       text NOT NULL, -- help: 协办; recused: 回避, it must not see the case
    PRIMARY KEY (number, department)
);

-- What was delivered, by its key: heard twice, it is one.
CREATE TABLE desk_message (
    key    text   PRIMARY KEY,
    number text   NOT NULL REFERENCES desk_case (number),
    digest text   NOT NULL, -- of what came under the key
    at     bigint NOT NULL
);

-- What was done, in one order over all cases: who follows it remembers the last
-- place it has seen.
CREATE TABLE desk_event (
    place      bigint  PRIMARY KEY, -- from 1, without gaps
    number     text    NOT NULL REFERENCES desk_case (number),
    version    bigint  NOT NULL, -- of the case after it
    action     text    NOT NULL, -- as the citizen's side knows it
    act        text    NOT NULL, -- as the desk knows it
    before     text    NOT NULL, -- state
    after      text    NOT NULL,
    at         bigint  NOT NULL,
    department text    NOT NULL,
    due        bigint  NOT NULL, -- 0: as it was
    words      text    NOT NULL, -- to the citizen; sealed
    remark     text    NOT NULL, -- among departments; sealed
    actor      text    NOT NULL,
    inside     boolean NOT NULL, -- not for the citizen
    UNIQUE (number, version)
);

-- +goose Down
DROP TABLE desk_event;
DROP TABLE desk_message;
DROP TABLE desk_part;
DROP TABLE desk_case;

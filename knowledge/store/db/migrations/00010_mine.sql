-- +goose Up

-- Tries at a receipt number, by SHA-256 of what they are counted by. Forgotten
-- after a day.
CREATE TABLE proof_try (
    id    text   PRIMARY KEY,
    wrong bigint NOT NULL,
    last  bigint NOT NULL
);

CREATE INDEX proof_try_by_last ON proof_try (last);

-- Whose a talk is: of a citizen who signed in and wants it kept with theirs.
CREATE TABLE talk_citizen (
    talk    text   PRIMARY KEY REFERENCES talk (id),
    citizen text   NOT NULL, -- token
    at      bigint NOT NULL
);

CREATE INDEX talk_by_citizen ON talk_citizen (citizen);

-- What citizens thought of a whole consultation or of a case (好差评).
CREATE TABLE rating (
    subject    text   PRIMARY KEY, -- 'talk ' or 'case ' and the id: rated once
    level      bigint NOT NULL CHECK (level BETWEEN 1 AND 5), -- 5 非常满意 … 1 非常不满意
    options    text   NOT NULL, -- codes of indicators, a blank between
    words      text   NOT NULL, -- sealed
    item       text   NOT NULL,
    department text   NOT NULL,
    region     text   NOT NULL,
    channel    text   NOT NULL,
    rework     text   NOT NULL, -- id of the case that it opened, or ''
    at         bigint NOT NULL
);

CREATE INDEX rating_by_time ON rating (at);

-- Appointments (预约) at the halls.
CREATE TABLE appointment (
    id      text   PRIMARY KEY,
    code    text   NOT NULL UNIQUE, -- told to the citizen
    person  text   NOT NULL, -- token of the citizen, or of their phone number
    item    text   NOT NULL,
    hall    text   NOT NULL,
    desk    text   NOT NULL, -- 服务窗口
    begins  bigint NOT NULL,
    ends    bigint NOT NULL,
    seat    bigint NOT NULL, -- from 1 to the capacity of the slot
    state   text   NOT NULL, -- booked, cancelled, past
    private text   NOT NULL, -- name and phone, sealed
    booked  bigint NOT NULL,
    changed bigint NOT NULL,
    told    bigint NOT NULL DEFAULT 0 -- when they were reminded; 0: not yet
);

-- A seat is taken once, and a person has one appointment for an item.
CREATE UNIQUE INDEX appointment_by_seat ON appointment (hall, desk, begins, seat) WHERE state = 'booked';
CREATE UNIQUE INDEX appointment_by_person ON appointment (person, item) WHERE state = 'booked';
CREATE INDEX appointment_by_time ON appointment (begins);

-- +goose Down
DROP TABLE appointment;
DROP TABLE rating;
DROP TABLE talk_citizen;
DROP TABLE proof_try;

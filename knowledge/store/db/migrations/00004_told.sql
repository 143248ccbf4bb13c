-- +goose Up

-- What a turn told: the edition it was answered from, and the ids of the items
-- and documents that it quotes, with a blank before and after each. Earlier
-- turns have neither; their reply says it.
ALTER TABLE turn ADD COLUMN edition text NOT NULL DEFAULT '';
ALTER TABLE turn ADD COLUMN cites text NOT NULL DEFAULT '';
CREATE INDEX turn_by_edition ON turn (edition);

-- +goose Down
DROP INDEX turn_by_edition;
ALTER TABLE turn DROP COLUMN cites;
ALTER TABLE turn DROP COLUMN edition;

-- +goose Up

-- What was tapped: the id of a choice, or drop: and the id of a tag. Earlier
-- turns keep none.
ALTER TABLE turn ADD COLUMN pick text NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE turn DROP COLUMN pick;

-- +goose Up

-- Nearly all cases are done, and nearly all questions are about those that are
-- not. The condition stands as it does in the queries, or no engine uses it.
CREATE INDEX desk_case_open ON desk_case (department) WHERE state NOT IN ('closed', 'declined', 'ended');
CREATE INDEX desk_case_by_age ON desk_case (updated, number, title); -- the title, to be searched without the rows
CREATE INDEX desk_case_by_taken ON desk_case (taken);

-- +goose Down
DROP INDEX desk_case_by_taken;
DROP INDEX desk_case_by_age;
DROP INDEX desk_case_open;

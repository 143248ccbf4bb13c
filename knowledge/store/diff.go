package store

import (
	"context"

	"wenban/knowledge"
	"wenban/knowledge/ingest"
)

// Diff compares two editions, element by element; number 0 is the empty one. It
// reads only the records that differ.
func (s *Store) Diff(ctx context.Context, from, to int64) (c ingest.Changes, err error) {
	var same int64
	var before, after knowledge.Parts
	err = s.view(ctx, func(t *tx) error {
		for _, n := range []int64{from, to} {
			if _, err := t.edition(n); n != 0 && err != nil {
				return err
			}
		}
		if err := t.differing(&before, from, to); err != nil {
			return err
		}
		if err := t.differing(&after, to, from); err != nil {
			return err
		}
		same, err = t.count(`SELECT count(*) FROM entry a JOIN entry b ON b.edition = $2 AND b.kind = a.kind AND b.code = a.code AND b.hash = a.hash
			WHERE a.edition = $1`, from, to)
		return err
	})
	if err != nil {
		return c, err
	}
	c = ingest.Compare(before, after)
	c.Unchanged = int(same)
	return c, nil
}

// differing reads the records of an edition that another does not have just so.
func (t *tx) differing(p *knowledge.Parts, in, other int64) error {
	return t.rows(func(scan func(...any) error) error {
		var kind string
		var body []byte
		if err := scan(&kind, &body); err != nil {
			return err
		}
		return p.Add(knowledge.Kind(kind), body)
	}, `SELECT e.kind, v.body FROM entry e JOIN version v ON v.kind = e.kind AND v.code = e.code AND v.hash = e.hash
		WHERE e.edition = $1 AND NOT EXISTS (SELECT 1 FROM entry o WHERE o.edition = $2 AND o.kind = e.kind AND o.code = e.code AND o.hash = e.hash)`, in, other)
}

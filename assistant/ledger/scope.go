package ledger

import (
	"context"
	"time"

	"wenban/assistant/handoff"
	"wenban/knowledge/store/db"
)

// CasesOfScope returns the cases of whoever handed them in under keys of a scope
// that were opened between two times, newest first, at most so many.
func (l *Database) CasesOfScope(ctx context.Context, scope string, from, to time.Time, most int) ([]handoff.Case, error) {
	return l.cases(ctx, selectCase+`scope = $1 AND key IS NOT NULL AND opened BETWEEN $2 AND $3 ORDER BY opened DESC, id DESC LIMIT $4`, db.Text(scope), db.Micros(from), db.Micros(to), most)
}

// CasesUnderWay returns the cases that the case system has and that are not at
// their end, those that were not heard of for longest first, at most 10,000.
func (l *Database) CasesUnderWay(ctx context.Context) ([]handoff.Case, error) {
	return l.cases(ctx, selectCase+`number <> '' AND state NOT IN ($1, $2, $3) ORDER BY updated, id LIMIT 10000`, string(handoff.Declined), string(handoff.Closed), string(handoff.Ended))
}

package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"wenban/knowledge/store"
	"wenban/knowledge/store/db"
)

// Rule is how long one kind of data is kept. What it counts is what it erases:
// pick finds, do erases one of what was found.
type Rule struct {
	Name string // as the configuration names it
	What string // for people
	Days int    // as it is kept when nothing else is set; 0 keeps it for ever
	pick string // selects the keys of what is older than $1
	do   []string
}

// aCaseIsOver is what is true of a case that is over since before $1, and of
// which something personal is still kept.
const aCaseIsOver = `state IN ('declined', 'closed', 'ended') AND updated < $1 AND content <> ''`

// Rules are the rules, in the order in which they are carried out. What a case in
// progress needs is not touched by any of them.
var Rules = []Rule{
	{
		Name: "talk_private", What: "匿名对话里的个人信息（姓名、电话等）", Days: 30,
		pick: `SELECT DISTINCT talk FROM turn WHERE private <> '' AND at < $1 AND talk NOT IN (SELECT talk FROM talk_citizen) ORDER BY talk`,
		do:   []string{`UPDATE turn SET private = '' WHERE talk = $1`},
	},
	{
		Name: "talks", What: "匿名对话", Days: 180,
		pick: `SELECT id FROM talk WHERE ` + oldTalk + ` AND id NOT IN (SELECT talk FROM talk_citizen) ORDER BY id`,
		do:   eraseTalk,
	},
	{
		Name: "citizen_talks", What: "登录市民名下的对话", Days: 730,
		pick: `SELECT id FROM talk WHERE ` + oldTalk + ` AND id IN (SELECT talk FROM talk_citizen) ORDER BY id`,
		do:   eraseTalk,
	},
	{
		Name: "cases", What: "办结的工单里的个人信息、附件和那次对话的内容", Days: 1095,
		pick: `SELECT id FROM case_file WHERE ` + aCaseIsOver + ` ORDER BY id`,
		do: []string{
			`UPDATE turn SET said = '', reply = '{}', state = '{}', comment = '', private = ''
				WHERE talk = (SELECT talk FROM case_file WHERE id = $1) AND NOT EXISTS (SELECT 1 FROM case_file o WHERE o.talk = turn.talk AND o.id <> $1 AND o.content <> '')`,
			`UPDATE case_event SET words = '' WHERE case_id = $1`,
			`UPDATE outbox SET words = '' WHERE case_id = $1`,
			`DELETE FROM attachment WHERE case_id = $1`,
			`DELETE FROM draft WHERE case_id = $1`,
			`UPDATE desk_event SET words = '', remark = '' WHERE number IN (SELECT number FROM desk_case WHERE id = $1)`,
			`UPDATE desk_case SET content = '' WHERE id = $1`,
			`UPDATE rating SET words = '' WHERE subject = 'case ' || $1`,
			`UPDATE case_file SET content = '', citizen = '' WHERE id = $1`,
		},
	},
	{
		Name: "uploads", What: "没有提交的附件", Days: 7,
		pick: `SELECT id FROM attachment WHERE case_id = '' AND at < $1 AND draft NOT IN (SELECT id FROM draft WHERE touched >= $1) ORDER BY id`,
		do:   []string{`DELETE FROM attachment WHERE id = $1`},
	},
	{
		Name: "appointments", What: "过期预约里的姓名和电话", Days: 90,
		pick: `SELECT id FROM appointment WHERE private <> '' AND ends < $1 ORDER BY id`,
		do:   []string{`UPDATE appointment SET private = '', person = '' , state = CASE WHEN state = 'booked' THEN 'past' ELSE state END WHERE id = $1`},
	},
	{
		Name: "ratings", What: "评价里的原话", Days: 1095,
		pick: `SELECT subject FROM rating WHERE words <> '' AND at < $1 ORDER BY subject`,
		do:   []string{`UPDATE rating SET words = '' WHERE subject = $1`},
	},
	{
		Name: "notices", What: "发过或者过期的短信", Days: 30,
		pick: `SELECT id FROM notice WHERE expires < $1 ORDER BY id`,
		do:   []string{`DELETE FROM notice WHERE id = $1`},
	},
	{
		Name: "sessions", What: "已经结束的登录", Days: 1,
		pick: `SELECT id FROM session WHERE ends < $1 ORDER BY id`,
		do:   []string{`DELETE FROM session WHERE id = $1`},
	},
}

// oldTalk is true of a talk in which nothing was said since $1 and from which no
// case came: the turn that acknowledged one stays as long as the case.
const oldTalk = `began < $1 AND NOT EXISTS (SELECT 1 FROM turn WHERE turn.talk = talk.id AND turn.at >= $1) AND NOT EXISTS (SELECT 1 FROM case_file WHERE case_file.talk = talk.id)`

// eraseTalk takes a talk away; that it was rated, and how, stays in the figures.
var eraseTalk = []string{
	`UPDATE rating SET words = '' WHERE subject = 'talk ' || $1`,
	`DELETE FROM talk_citizen WHERE talk = $1`,
	`DELETE FROM turn WHERE talk = $1`,
	`DELETE FROM talk WHERE id = $1`,
}

// Overdue counts what is older than a rule keeps it.
func (l *Database) Overdue(ctx context.Context, r Rule, before time.Time) (n int, err error) {
	return n, l.db.Reader().QueryRowContext(ctx, `SELECT count(*) FROM (`+r.pick+`) AS due`, db.Micros(before)).Scan(&n)
}

// keepBatch is how many are erased in one transaction, so that citizens do not
// wait for it.
const keepBatch = 100

// Enforce erases what is older than a rule keeps it and returns how much that
// was. What it did stands in the audit trail.
func (l *Database) Enforce(ctx context.Context, r Rule, before, now time.Time) (done int, err error) {
	for {
		n, err := l.enforce(ctx, r, before, now)
		done += n
		if err != nil {
			return done, fmt.Errorf("erase %s: %w", r.Name, err)
		}
		if n < keepBatch {
			return done, nil
		}
	}
}

func (l *Database) enforce(ctx context.Context, r Rule, before, now time.Time) (n int, err error) {
	err = l.db.Update(ctx, func(tx *sql.Tx) error {
		keys, err := column(ctx, tx, r.pick+fmt.Sprintf(" LIMIT %d", keepBatch), db.Micros(before))
		if err != nil || len(keys) == 0 {
			return err
		}
		for _, key := range keys {
			for _, statement := range r.do {
				if _, err := tx.ExecContext(ctx, statement, key); err != nil {
					return err
				}
			}
		}
		n = len(keys)
		return store.Record(ctx, l.db, tx, store.Step{At: now, Actor: "系统", Action: "retention", Subject: "retention " + r.Name, Detail: fmt.Sprintf("%s：%d 条", r.What, n)})
	})
	return n, err
}

// column returns the one column of a query.
func column(ctx context.Context, tx *sql.Tx, query string, values ...any) (out []string, err error) {
	return db.All(db.One[string])(tx.QueryContext(ctx, query, values...))
}

package webhook

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"wenban/assistant/handoff"
)

// Page is what a system answers to GET /updates.
type Page struct {
	Updates []handoff.Update `json:"updates"` // oldest first, at most 500
	Next    string           `json:"next"`    // cursor after them
}

const (
	maxPage   = 500
	maxCursor = 512
)

// Updates asks a system that does not call back what was done after a cursor.
func (s *System) Updates(ctx context.Context, cursor string) ([]handoff.Update, string, error) {
	if !s.config.Poll {
		return nil, cursor, nil
	}
	got, err := s.get(ctx, "updates", url.Values{"after": {cursor}})
	if err != nil {
		return nil, cursor, err
	}
	if got.Status != http.StatusOK {
		return nil, cursor, unclear(got)
	}
	var p Page
	if err := object(got, &p); err != nil {
		return nil, cursor, err
	}
	if err := p.check(s.config.Now()); err != nil {
		return nil, cursor, err
	}
	if p.Next == "" {
		p.Next = cursor
	}
	return p.Updates, p.Next, nil
}

// check refuses a page as a whole: with one update left out, those after it
// would be taken for the wrong ones.
func (p Page) check(now time.Time) error {
	if len(p.Updates) > maxPage || len(p.Next) > maxCursor {
		return fmt.Errorf("%w: 一页最多 %d 条", ErrAnswer, maxPage)
	}
	for i, u := range p.Updates {
		if err := Check(u, now); err != nil {
			return fmt.Errorf("%w: 第 %d 条：%w", ErrAnswer, i+1, err)
		}
	}
	return nil
}

// Limits of an update.
const (
	maxName = 100    // characters of a department, of who acted
	maxText = 20_000 // characters of what is told to the citizen
)

var visible = regexp.MustCompile(`^[\x21-\x7e]{1,128}$`)

// Check refuses an update that cannot be one. Whether it is possible for the
// case is for the ledger to say.
func Check(u handoff.Update, now time.Time) error {
	switch {
	case !visible.MatchString(u.ID):
		return errors.New("id 应是 1 到 128 个可见的 ASCII 字符")
	case u.Case == "" && u.Number == "":
		return errors.New("要有 case 或者 number，说明是哪个工单")
	case u.Case != "" && !visible.MatchString(u.Case), u.Number != "" && !number.MatchString(u.Number):
		return errors.New("case 或者 number 不合格式")
	case !slices.Contains(handoff.Actions, u.Action) || u.Action == handoff.Rate:
		return errors.New("action 不是约定的操作；评价只能由市民作出")
	case !sane(u.At) || u.At.After(now.Add(Window)):
		return errors.New("at 应是带时区的时间，不能在将来")
	case !u.Due.IsZero() && !sane(u.Due):
		return errors.New("due 不是合理的时间")
	case !name(u.Department) || !name(u.Actor):
		return fmt.Errorf("department 和 actor 最多 %d 个字，不能有换行", maxName)
	case utf8.RuneCountInString(u.Text) > maxText || strings.ContainsFunc(u.Text, control):
		return fmt.Errorf("text 最多 %d 个字，不能有控制字符", maxText)
	}
	return nil
}

// sane reports whether a time can be that of a case.
func sane(t time.Time) bool { return t.Year() >= 2000 && t.Year() < 2200 }

func name(s string) bool {
	return utf8.RuneCountInString(s) <= maxName && !strings.ContainsFunc(s, unicode.IsControl)
}

func control(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' }

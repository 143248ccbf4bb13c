package assistant

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"wenban/assistant/guide"
	"wenban/assistant/handoff"
	"wenban/knowledge"
)

// News (新进展) is something about a case that its citizen did not ask for: what
// the department did, or that a person must look at it.
type News struct {
	ID    string // told twice under one, it is one turn
	Case  handoff.Case
	Lead  string // what happened, without personal data
	Words string // what the department wrote, or ""
}

// newsID begins the id of a turn that is news.
const newsID = "news "

// IsNews reports whether a turn is something that nobody in the talk asked for.
// It changes nothing: what was asked before it may still be answered.
func (t Turn) IsNews() bool { return strings.HasPrefix(t.ID, newsID) && t.Said == "" && t.Pick == "" }

// Tell puts news into the talk of their case. What the talk was asking stays open
// and is shown again. It is told once for each ID; the error is ErrNoTalk where
// the talk is not there any more.
func (a *Assistant) Tell(ctx context.Context, n News) error {
	for range newsTries {
		talk, err := a.Ledger.Talk(ctx, n.Case.Talk)
		if err != nil {
			return fmt.Errorf("load talk of case %s: %w", n.Case.ID, err)
		}
		turns, err := a.Ledger.Turns(ctx, talk.ID, talk.Turns-1)
		if err != nil || len(turns) == 0 {
			return cmp.Or(err, ErrConflict)
		}
		turn := newsTurn(n, talk, turns[len(turns)-1], a.at(Question{}))
		if _, err = a.Ledger.Save(ctx, talk, turn); !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return ErrConflict
}

// newsTries is how often the citizen may come first with a word of theirs.
const newsTries = 10

// newsTurn is news as the turn that comes after the last one of a talk.
func newsTurn(n News, talk Talk, last Turn, at time.Time) Turn {
	receipt := ReceiptOf(n.Case)
	receipt.Words = n.Words
	r := Reply{
		Talk: talk.ID, Seq: talk.Turns + 1, Outcome: guide.Informed, Reason: guide.AsProgress, Lead: n.Lead, Receipt: receipt,
		Focus: last.Reply.Focus, Region: last.Reply.Region, Edition: last.Reply.Edition, Ask: last.Reply.Ask, Choices: last.Reply.Choices, Summary: last.Reply.Summary,
		Items: []Ranked{}, Materials: []Line{}, Sources: []Source{},
	}
	if r.Choices == nil {
		r.Choices = []Choice{}
	}
	r.Text = n.Lead
	if n.Words != "" {
		r.Text += "\n" + n.Words
	}
	if r.Ask != nil {
		r.Text += "\n接着刚才的问题：" + r.Ask.Question
	}
	return Turn{Talk: talk.ID, Seq: r.Seq, ID: newsID + n.ID, Reply: r, State: talk.State, At: at, Private: talk.Private}
}

// keep saves a turn. Where news came in between, which change nothing, it comes
// after them.
func (a *Assistant) keep(ctx context.Context, talk Talk, turn Turn) (Turn, error) {
	for {
		saved, err := a.Ledger.Save(ctx, talk, turn)
		if !errors.Is(err, ErrConflict) {
			return saved, err
		}
		since, lost := a.Ledger.Turns(ctx, talk.ID, turn.Seq-1)
		if lost != nil || len(since) == 0 {
			return Turn{}, errors.Join(err, lost)
		}
		for _, t := range since {
			if !t.IsNews() {
				return Turn{}, err
			}
		}
		turn.Seq += len(since)
		turn.Reply.Seq = turn.Seq
	}
}

// Progress says what was done to a case, in a sentence or two without personal
// data: the department, the state, until when.
func Progress(c handoff.Case, u handoff.Update, after handoff.State) string {
	return fmt.Sprintf("您的%s（回执号 %s）：%s。", c.Kind.Name(), handoff.Grouped(c.Receipt), done(c, u, after))
}

// done is what was done, as one clause.
func done(c handoff.Case, u handoff.Update, after handoff.State) string {
	who := cmp.Or(u.Department, c.Department, "承办单位")
	switch u.Action {
	case handoff.Accept:
		return who + "已受理" + until(c, u)
	case handoff.Decline:
		return who + "不予受理"
	case handoff.Assign:
		return "已派单，由" + who + "办理" + until(c, u)
	case handoff.Return:
		return "正在改派给别的单位办理"
	case handoff.Start:
		return who + "已开始办理"
	case handoff.AskMore:
		return who + "需要您补充材料或者说明"
	case handoff.Supply:
		return "补充的内容已收到，继续办理"
	case handoff.Reply:
		return who + "已答复"
	case handoff.Again:
		return "已退回重办"
	case handoff.Close:
		return "已办结"
	case handoff.End:
		return "已按要求终止"
	case handoff.Extend:
		return "办理时间要延长" + until(c, u)
	}
	return cmp.Or(after.Name(), "有新进展")
}

// until is by when the department answers, as "，将在12月2日前答复".
func until(c handoff.Case, u handoff.Update) string {
	due := u.Due
	if due.IsZero() {
		due = c.Due
	}
	if due.IsZero() || due.Before(u.At) {
		return ""
	}
	due = due.In(knowledge.Zone)
	if due.Year() != u.At.In(knowledge.Zone).Year() {
		return "，将在" + due.Format("2006年1月2日") + "前答复"
	}
	return "，将在" + due.Format("1月2日") + "前答复"
}

// labels stand before what a department wrote.
var labels = map[handoff.Action]string{
	handoff.Decline: "原因：", handoff.Return: "原因：", handoff.Extend: "原因：", handoff.Again: "原因：", handoff.End: "说明：",
	handoff.AskMore: "需要补充：", handoff.Reply: "答复：", handoff.Close: "结果：",
}

// Written is what the department wrote, with what it is; "" for nothing.
func Written(u handoff.Update) string {
	text := strings.TrimSpace(u.Text)
	if text == "" {
		return ""
	}
	return cmp.Or(labels[u.Action], "说明：") + text
}

// Short is the news as a short text of at most shortMost characters, which leave
// room for a signature: the receipt number and what was done.
//
// PRIVACY: of a secret report it says nothing but the number and the state:
// whoever reads the phone must not learn that something was reported.
func Short(c handoff.Case, u handoff.Update, after handoff.State) string {
	number := handoff.Grouped(c.Receipt)
	if c.Secret {
		return number + "：" + after.Name()
	}
	for _, text := range []string{
		fmt.Sprintf("您的%s（%s）%s。凭回执号查进度。", c.Kind.Name(), number, done(c, u, after)),
		fmt.Sprintf("您的%s（%s）%s。", c.Kind.Name(), number, done(c, u, after)),
	} {
		if len([]rune(text)) <= shortMost {
			return text
		}
	}
	return fmt.Sprintf("您的%s（%s）%s。", c.Kind.Name(), number, after.Name())
}

const shortMost = 60

// Stuck says that a case has not reached the department and that a person sees to
// it.
func Stuck(c handoff.Case) string {
	return fmt.Sprintf("您的%s（回执号 %s）已经记下，但是没能送进承办单位的系统。工作人员会人工转办，您不用再交一次。", c.Kind.Name(), handoff.Grouped(c.Receipt))
}

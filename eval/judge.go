package eval

import (
	"slices"
	"strings"

	"wenban/assistant"
	"wenban/assistant/guide"
	"wenban/knowledge"
)

// Verdict is a judgement; the zero value means that it was not measured.
type Verdict string

// The verdicts.
const (
	Right Verdict = "right"
	Wrong Verdict = "wrong"
)

func verdict(ok bool) Verdict {
	if ok {
		return Right
	}
	return Wrong
}

// Picks allowed until an item must be in focus for a case to count as reached.
const allowedPicks = 2

// Result is one case as it was played and judged.
type Result struct {
	Case    Case
	Moves   []Move
	Replies []assistant.Reply
	Millis  []float64 // per message
	Err     error     // the message that failed, or nil

	Class     Class    // what the reply to the last words of the case was
	Outcome   Verdict  // whether Class is what was expected
	Ranked    []string // the focus, then what was found; of the same reply
	Rank      int      // place of the first acceptable one in Ranked, from 1; 0: none. Only for item cases
	Score     float64  // of the best candidate of that reply
	Reached   Verdict  // item and event cases: in focus after at most two picks
	Turns     int      // messages from the last words on until it was, when Reached is Right
	List      Verdict  // item cases with a list or a stop that were reached
	Detail    Verdict  // cases with Answer
	Questions int      // situations asked, from the last words on
	Offers    int      // offers and open questions made, from the last words on
	Minimum   int      // situations that had to be asked; -1: not measured
	Strays    []Stray  // facts that stand in no field
}

// judge judges talks against one edition.
type judge struct {
	edition *knowledge.Edition
	fields  *fieldBook
}

func newJudge(e *knowledge.Edition) *judge { return &judge{e, newFieldBook(e)} }

func (j *judge) judge(c Case, t talk) Result {
	r := Result{Case: c, Moves: t.moves, Replies: t.replies, Err: t.err, Minimum: -1}
	for _, d := range t.spent {
		r.Millis = append(r.Millis, float64(d.Microseconds())/1000)
	}
	for i, reply := range t.replies {
		r.Strays = append(r.Strays, j.fields.strays(reply, i+1)...)
	}
	r.Class, r.Outcome = Failed, Wrong
	if from := len(c.Words()) - 1; from < len(t.replies) {
		j.first(&r, t.replies[from])
		j.rest(&r, t.replies[from:])
	} else if c.Expect == Item || c.Expect == Event {
		r.Reached = Wrong
	}
	return r
}

// first judges the reply to the last words.
func (j *judge) first(r *Result, reply assistant.Reply) {
	r.Class = classOf(j.edition, reply)
	r.Outcome = verdict(expected(r.Case, j.edition, r.Class, reply))
	r.Ranked = ranking(reply)
	if len(reply.Items) > 0 {
		r.Score = reply.Items[0].Score
	}
	if r.Case.Expect == Item {
		r.Rank = 1 + slices.IndexFunc(r.Ranked, func(code string) bool { return slices.Contains(r.Case.Items, code) })
	}
}

// rest judges the talk from the last words on.
func (j *judge) rest(r *Result, replies []assistant.Reply) {
	r.Questions, r.Offers = asks(replies)
	if len(r.Case.Answer) > 0 {
		r.Detail = verdict(slices.ContainsFunc(replies, r.Case.contains))
	}
	if r.Case.Expect != Item && r.Case.Expect != Event {
		return
	}
	at := slices.IndexFunc(replies, func(x assistant.Reply) bool { return r.Case.fits(j.edition, x.Focus) })
	r.Reached = verdict(at >= 0 && at <= allowedPicks)
	if r.Reached == Wrong {
		return
	}
	r.Turns = at + 1
	if r.Case.Expect == Item {
		r.List = r.Case.list(replies)
		r.Minimum = j.minimum(r.Case)
	}
}

// minimum is MinimumQuestions of the best item, or -1 where the case does not
// tell the citizen's situation although the item asks for it.
func (j *judge) minimum(c Case) int {
	region := c.Region
	if region == "" {
		region = j.edition.Regions.Root()
	}
	it, ok := j.edition.Local(c.Items[0], region)
	if !ok || c.Answers == nil && len(it.Situations) > 0 {
		return -1
	}
	return MinimumQuestions(it, c.Situation, c.Answers)
}

// ranking is the focus and then the candidates, each once.
func ranking(r assistant.Reply) []string {
	var codes []string
	if r.Focus != "" {
		codes = append(codes, r.Focus)
	}
	for _, x := range r.Items {
		if !slices.Contains(codes, x.Code) {
			codes = append(codes, x.Code)
		}
	}
	return codes
}

// asks counts the questions about situations and the other ones.
func asks(replies []assistant.Reply) (questions, offers int) {
	for _, r := range replies {
		switch {
		case r.Outcome == guide.Asked && r.Ask != nil && r.Ask.Situation != "":
			questions++
		case r.Outcome == guide.Asked, r.Outcome == guide.Offered:
			offers++
		}
	}
	return questions, offers
}

// list compares the last list that was shown with the one the case names; a
// case that stops must be told the reason instead.
func (c Case) list(replies []assistant.Reply) Verdict {
	switch {
	case c.Stop != nil:
		return verdict(slices.ContainsFunc(replies, func(r assistant.Reply) bool {
			told := r.Outcome == guide.Declined || r.Outcome == guide.Answered
			return told && strings.Contains(squeeze(r.Text), strings.TrimRight(squeeze(c.Stop.Reason), "。."))
		}))
	case c.Materials == nil:
		return ""
	}
	return verdict(slices.Equal(shown(replies), sorted(c.Materials)))
}

// shown returns the ids of the decided lines of the last list, sorted.
func shown(replies []assistant.Reply) []string {
	for _, r := range slices.Backward(replies) {
		if len(r.Materials) == 0 {
			continue
		}
		var ids []string
		for _, l := range r.Materials {
			if l.Open == "" {
				ids = append(ids, l.ID)
			}
		}
		return sorted(ids)
	}
	return nil
}

func sorted(ids []string) []string {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}

// contains reports whether a reply holds what a right answer contains.
func (c Case) contains(r assistant.Reply) bool {
	var b strings.Builder
	b.WriteString(r.Text)
	for _, s := range r.Sections {
		for _, f := range s.Facts {
			b.WriteString("\n" + f.Value)
		}
	}
	text := squeeze(b.String())
	for _, all := range append([][]string{c.Answer}, c.AnswerAlt...) {
		if !slices.ContainsFunc(all, func(s string) bool { return !strings.Contains(text, squeeze(s)) }) {
			return true
		}
	}
	return false
}

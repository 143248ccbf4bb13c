package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"wenban/assistant"
	"wenban/assistant/handoff"
	"wenban/channels/internal/page"
	"wenban/knowledge"
)

// receiptView is a receipt (回执) as the page shows it.
type receiptView struct {
	Seq        int // of the turn that shows it
	Number     string
	Kind       string
	Title      string
	State      string
	Department string
	Due        string // 2026年12月2日前
	Words      string // what the department wrote
	Over       bool   // nothing more happens to it: it may be rated
}

// viewReceipt makes the view of the receipt of a turn, nil where it has none.
func viewReceipt(t assistant.Turn) *receiptView {
	r := t.Reply.Receipt
	if r == nil {
		return nil
	}
	return &receiptView{
		Seq: t.Seq, Number: handoff.Grouped(r.Number), Kind: r.Kind, Title: r.Title, State: r.State, Department: r.Department, Due: dueBy(r.Due),
		Words: r.Words, Over: over(r.State),
	}
}

// Untold is the number of a receipt that the words of the turn do not give.
func (v turnView) Untold() string {
	if v.Receipt == nil || strings.Contains(v.Lead+v.More, v.Receipt.Number) {
		return ""
	}
	return v.Receipt.Number
}

// over reports whether a state, as it is called, is one in which nothing more
// happens.
func over(name string) bool {
	return slices.ContainsFunc(handoff.States, func(s handoff.State) bool { return s.Final() && s.Name() == name })
}

// viewReceipts makes the views of all receipts of a talk; of a case that is told
// of several times the last one.
func viewReceipts(turns []assistant.Turn) (out []*receiptView) {
	for _, t := range turns {
		x := viewReceipt(t)
		if x == nil {
			continue
		}
		out = slices.DeleteFunc(out, func(old *receiptView) bool { return old.Number == x.Number })
		out = append(out, x)
	}
	return out
}

// dueBy is a time limit as it is told; "" where there is none yet.
func dueBy(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return dateOf(t.In(knowledge.Zone)) + "前"
}

// receiptPage is a receipt alone, to print or to keep, as the case stands now.
type receiptPage struct {
	receiptView
	Home   string
	Opened string
	Base   string   // address of the form that was handed in, or ""
	Bring  []string // papers that are not there yet
	Remote bool     // nobody has to come to a window
	Call   bool     // a phone number was left: progress can be asked for with it
	Now    string
}

// receipt shows the receipt of a turn of the visitor's talk. Its address holds
// the number of the turn, so it says nothing to anybody else.
func (s *Server) receipt(w http.ResponseWriter, r *http.Request) {
	p, no := s.receiptPage(r)
	if no != nil {
		s.fail(w, r, *no)
		return
	}
	s.render(w, r, http.StatusOK, "receipt", page.Frame{Title: "回执", Class: "paper", Scripts: []string{"web.js"}, Body: p})
}

func (s *Server) receiptPage(r *http.Request) (receiptPage, *problem) {
	none := problem{http.StatusNotFound, "no_receipt", "这次对话里没有这张回执。可以回到首页看说过的话，或者拨打 12345 查询。"}
	talk, ok := s.kept(r)
	turns, err := s.turns(r, talk)
	if err != nil {
		return receiptPage{}, s.problemOf(err)
	}
	seq, err := strconv.Atoi(r.PathValue("seq"))
	if !ok || err != nil || seq < 1 || seq > len(turns) || turns[seq-1].Reply.Receipt == nil {
		return receiptPage{}, &none
	}
	p := receiptPage{receiptView: *viewReceipt(turns[seq-1]), Home: s.homeName(), Opened: dateOf(turns[seq-1].At.In(knowledge.Zone)), Now: dateOf(s.now().In(knowledge.Zone))}
	c, found, err := s.caseOfTalk(r, talk.ID, turns[seq-1].Reply.Receipt.Case)
	if err != nil {
		return receiptPage{}, s.problemOf(err)
	}
	if found {
		p.State, p.Department, p.Due, p.Opened = c.State.Name(), c.Department, dueBy(c.Due), dateOf(c.Opened.In(knowledge.Zone))
		p.Call = c.Content.Phone != ""
	}
	return p, nil
}

// caseOfTalk returns a case of a talk as it stands now.
func (s *Server) caseOfTalk(r *http.Request, talk, id string) (c handoff.Case, found bool, err error) {
	if s.config.Cases == nil {
		return c, false, nil
	}
	all, err := s.config.Cases.CasesOfTalk(r.Context(), talk)
	i := slices.IndexFunc(all, func(c handoff.Case) bool { return c.ID == id })
	if err != nil || i < 0 {
		return c, false, err
	}
	return all[i], true, nil
}

func (s *Server) homeName() string { return s.know().Edition.Regions.Name(s.know().Home) }

package triage

import (
	"slices"
	"time"

	"wenban/assistant/handoff"
	"wenban/assistant/read"
	"wenban/knowledge/sieve"
)

// Branch (分流) is what becomes of a matter, DOMAIN 4.3: one of a closed set.
type Branch string

// The branches.
const (
	Answer      Branch = "answer"       // a question that the knowledge answers: at once
	Dispatch    Branch = "dispatch"     // in duty: taken down and sent to the department
	Emergency   Branch = "emergency"    // 110, 119, 120, 122: that line first
	LegalRoute  Branch = "legal_route"  // courts, arbitration, discipline, reconsideration, disclosure, petition: told, no case
	Same        Branch = "same"         // handed in before and nothing new: its progress, no second case
	Secret      Branch = "secret"       // secrets and private lives: explained, not taken down
	Beyond      Branch = "beyond"       // not government's duty: told who it is for
	Illegal     Branch = "illegal"      // against the law or public decency: dissuaded
	Malicious   Branch = "malicious"    // the same again and again after a warning
	NotAccepted Branch = "not_accepted" // not taken, with the reason and where it goes
)

// Branches lists the branches.
var Branches = []Branch{Answer, Dispatch, Emergency, LegalRoute, Same, Secret, Beyond, Illegal, Malicious, NotAccepted}

// Matter is what is decided on.
type Matter struct {
	Reading    read.Reading
	Answerable bool    // the knowledge answers it as a question
	Category   string  // proposed, or ""
	Place      Place   // where it is
	Filed      []Filed // what was handed in before, in this talk or by the same citizen, oldest first
}

// Filed (已提交) is something that was handed in before. It holds nothing
// personal.
type Filed struct {
	Receipt  string       `json:"receipt"`
	Kind     handoff.Kind `json:"kind"`
	Category string       `json:"category,omitempty"`
	Region   string       `json:"region,omitempty"`
	What     string       `json:"what"`            // masked words
	At       time.Time    `json:"at"`              // when it was handed in
	Again    int          `json:"again,omitempty"` // how often it was said again since
}

// Verdict is the decision.
type Verdict struct {
	Branch Branch       `json:"branch"`
	Kind   handoff.Kind `json:"kind,omitempty"` // of what is taken down
	Reason string       `json:"reason,omitempty"`
	Filed  Filed        `json:"filed,omitzero"`   // of Same and Malicious: what it repeats
	Warn   bool         `json:"warn,omitempty"`   // of Same: once more and it is Malicious
	Hidden bool         `json:"hidden,omitempty"` // who said it is kept secret from whom it is about
}

// How often the same may be said again before a warning, and before that has
// failed (济南 §42).
const (
	warned = 3
	failed = 5
)

// Decide is the triage table, in the order in which it holds: danger before
// anything else, then what must not be taken down, whose it is, whether it was
// taken down already.
func Decide(m Matter) Verdict {
	r := m.Reading
	kind := KindOf(r)
	switch {
	case r.Intent == read.Emergency || r.Intent == read.Crisis:
		return Verdict{Branch: Emergency, Reason: r.Category}
	case r.Duty == read.Illegal:
		return Verdict{Branch: Illegal, Reason: r.Duty}
	case r.Duty == read.Secret || r.Duty == read.Trade || r.Duty == read.Private:
		return Verdict{Branch: Secret, Reason: r.Duty}
	case r.Intent == read.Scope && read.Routed(r.Category):
		return Verdict{Branch: LegalRoute, Reason: r.Category}
	case r.Duty == read.Market:
		return Verdict{Branch: Beyond, Reason: r.Duty}
	case kind == handoff.Consultation && m.Answerable:
		return Verdict{Branch: Answer, Kind: kind}
	case r.Elsewhere != "" && m.Place.Region == "":
		return Verdict{Branch: NotAccepted, Reason: r.Elsewhere}
	}
	if i := repeated(m); i >= 0 {
		return again(m.Filed[i])
	}
	return Verdict{Branch: Dispatch, Kind: kind, Hidden: kind == handoff.Report || anonymous.MatchString(r.Text)}
}

func again(f Filed) Verdict {
	if f.Again+1 >= failed {
		return Verdict{Branch: Malicious, Filed: f, Kind: f.Kind}
	}
	return Verdict{Branch: Same, Filed: f, Kind: f.Kind, Warn: f.Again+1 >= warned}
}

var (
	reports   = sieve.Compile(`举报|检举|揭发|告发`)
	seeksHelp = sieve.Compile(`求助|救助|求救|走丢|走失|无家可归|冻得|帮帮(我|他|她|老人|孩子)`)
	anonymous = sieve.Compile(`匿名|保密|别(让|给).{0,8}知道|不要(让|告诉|透露)|怕(被)?报复|不想让.{0,8}知道`)
)

// KindOf is what kind of case a reading asks for: a consultation unless it
// complains, reports, suggests, praises or calls for help.
func KindOf(r read.Reading) handoff.Kind {
	switch {
	case r.Intent != read.Complaint:
		return handoff.Consultation
	case r.Category == "suggest":
		return handoff.Suggestion
	case r.Category == "praise":
		return handoff.Praise
	case reports.MatchString(r.Text):
		return handoff.Report
	case seeksHelp.MatchString(r.Text):
		return handoff.Help
	}
	return handoff.Complaint
}

// alike is the share of pairs of characters from which two tellings are the
// same matter, and samePlace the share that is enough where category and place
// are the same.
const (
	alike     = 0.6
	samePlace = 0.25
)

// repeated returns which of the earlier matters this one is, -1 for a new one:
// the latest that fits.
func repeated(m Matter) int {
	for i, f := range slices.Backward(m.Filed) {
		share := likeness(m.Reading.Text, f.What)
		near := m.Place.Region == "" || f.Region == "" || m.Place.Region == f.Region
		if share >= alike && near || share >= samePlace && near && m.Category != "" && m.Category == f.Category {
			return i
		}
	}
	return -1
}

// likeness is the share of the pairs of characters of the shorter text that
// stand in the other.
func likeness(a, b string) float64 {
	pa, pb := pairs(a), pairs(b)
	if len(pa) > len(pb) {
		pa, pb = pb, pa
	}
	if len(pa) == 0 {
		return 0
	}
	n := 0
	for p := range pa {
		if pb[p] {
			n++
		}
	}
	return float64(n) / float64(len(pa))
}

func pairs(s string) map[[2]rune]bool {
	all := map[[2]rune]bool{}
	r := []rune(chaff.ReplaceAllString(s, ""))
	for i := 0; i+1 < len(r); i++ {
		all[[2]rune{r[i], r[i+1]}] = true
	}
	return all
}

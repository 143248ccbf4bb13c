package guide

import (
	"math"
	"slices"
	"testing"

	"wenban/assistant/read"
	"wenban/assistant/read/kind"
	"wenban/knowledge"
	"wenban/knowledge/index"
)

// styled is a style that gives one kind a share and the rest to services.
func styled(k kind.Kind, share float64) (s kind.Shares) {
	for i, x := range kind.Kinds {
		switch x {
		case kind.Service:
			s[i] += 1 - share
		case k:
			s[i] += share
		}
	}
	return s
}

// TestWitnessesAreWeighedTogether holds what one of them alone gets wrong.
func TestWitnessesAreWeighedTogether(t *testing.T) {
	hit := func(score, alike float64) []index.Hit {
		return []index.Hit{{Kind: index.Item, ID: "a", Score: score, Vector: alike, Cover: score / 2}}
	}
	strange := styled(kind.Refuse, .95)
	for _, c := range []struct {
		name  string
		r     read.Reading
		hits  []index.Hit
		duty  float64
		s     State
		want  read.Intent
		route string
	}{
		{"strange words that resemble nothing", read.Reading{Intent: read.Find, OutOf: .31, Kind: strange}, hit(.3, .4), 0, State{}, read.Scope, ""},
		{"strange words that resemble something", read.Reading{Intent: read.Find, OutOf: .31, Kind: styled(kind.Refuse, .6)}, hit(.5, .6), 0, State{}, read.Find, ""},
		{"strange words that name something", read.Reading{Intent: read.Find, OutOf: .31, Kind: styled(kind.Refuse, .85)}, hit(1, .9), 0, State{}, read.Find, ""},
		{"strange words that answer a question", read.Reading{Intent: read.Find, OutOf: .31, Kind: strange}, hit(.3, .4), 0, State{Focus: "a", Asking: "q"}, read.Find, ""},
		{"strange words about the item in focus", read.Reading{Intent: read.Find, OutOf: .31, Kind: styled(kind.Refuse, .7)}, hit(.5, .5), 0, State{Focus: "a"}, read.Find, ""},
		{"a complaint in no word but the style", read.Reading{Intent: read.Find, Kind: styled(kind.Complaint, .7)}, hit(.4, .5), .7, State{}, read.Complaint, ""},
		{"a loose complaint that names an item", read.Reading{Intent: read.Complaint, Loose: true, Kind: styled(kind.Complaint, .1)}, hit(1.1, .8), .4, State{}, read.Find, ""},
		{"a loose complaint that names none", read.Reading{Intent: read.Complaint, Loose: true, Kind: styled(kind.Complaint, .7)}, hit(.8, .5), .6, State{}, read.Complaint, ""},
		{"a loose complaint that answers an offer", read.Reading{Intent: read.Complaint, Loose: true, Kind: styled(kind.Complaint, .9)}, hit(.4, .4), .9, State{Offer: []string{"a", "b"}}, read.Find, ""},
		{"a plain complaint that answers an offer", read.Reading{Intent: read.Complaint, Kind: styled(kind.Complaint, .9)}, hit(.4, .4), .9, State{Offer: []string{"a", "b"}}, read.Complaint, ""},
		{"a plain complaint that names an item", read.Reading{Intent: read.Complaint, Kind: styled(kind.Complaint, .1)}, hit(1.3, .9), 0, State{}, read.Complaint, ""},
		{"the courts, beside an item that is very like", read.Reading{Intent: read.Scope, Category: read.Court, Kind: styled(kind.Legal, .1)}, hit(1.3, .9), 0, State{}, read.Scope, read.Court},
		{"a word for a person in a story that wants none", read.Reading{Intent: read.Human, Kind: styled(kind.Human, .1)}, hit(.9, .8), 0, State{}, read.Find, ""},
		{"danger that is over", read.Reading{Intent: read.Emergency, Kind: styled(kind.Complaint, .05)}, hit(1.1, .8), 0, State{}, read.Find, ""},
		{"danger", read.Reading{Intent: read.Emergency, Kind: styled(kind.Complaint, .5)}, hit(1.1, .8), 0, State{}, read.Emergency, ""},
		{"another language, of which the style knows nothing", read.Reading{Intent: read.Find, Lang: "en", Kind: strange}, hit(.3, .4), 0, State{}, read.Find, ""},
		{"another language, put into Chinese", read.Reading{Intent: read.Find, Lang: "en", Typed: "ten words or so", Kind: strange}, hit(.3, .4), 0, State{}, read.Scope, ""},
	} {
		c.r.Text = "十个字左右的一句话吧"
		g := &Guide{Edition: knowledge.NewEdition("t", knowledge.Parts{})}
		r, _ := g.settled(In{Reading: c.r, Items: c.hits, Duty: c.duty, State: c.s})
		if r.Intent != c.want || r.Category != c.route {
			t.Errorf("%s: settled = %s %q, want %s %q", c.name, r.Intent, r.Category, c.want, c.route)
		}
	}
}

func TestSharesSumToOneWithoutAnyEvidence(t *testing.T) {
	for _, e := range []Evidence{{}, {Rule: kind.Refuse, OutOf: 1}, {Rule: kind.Service, Score: 9, Alike: 1}} {
		sum := 0.0
		for _, p := range e.Shares() {
			sum += p
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("the shares of %+v sum to %v, want 1", e, sum)
		}
	}
}

func TestAQuestionAboutProgressIsForAnItemThatTellsOfIt(t *testing.T) {
	e := knowledge.NewEdition("t", knowledge.Parts{Items: []knowledge.Item{{Code: "p", Name: "居住证办理进度查询"}, {Code: "r", Name: "居住证申领"}}})
	g := &Guide{Edition: e, Matcher: NewMatcher(e, nil, nil)}
	for _, c := range []struct {
		name, text, code string
		score            float64
		s                State
		want             Outcome
		beside           int
	}{
		{"of what is said", "我的居住证办到哪一步了", "p", .9, State{}, Answered, 0},
		{"any of them", "怎么查进度", "p", .9, State{}, Answered, 0},
		{"with a number it is what was handed in", "居住证办到哪了，JZ440111230567", "p", .9, State{}, Informed, 0},
		{"of what, is not said", "我上周交的材料到哪步了", "p", .9, State{}, Informed, 0},
		{"the item does not tell", "我的居住证办到哪一步了", "r", .9, State{}, Informed, 0},
		{"hardly like it", "我的居住证办到哪一步了", "p", .4, State{}, Informed, 0},
		{"within the talk about an item", "我的居住证办到哪一步了", "p", .9, State{Focus: "r"}, Informed, 0},
	} {
		in := In{Reading: read.Reading{Text: c.text, Intent: read.Progress, Kind: styled(kind.Progress, .95)}, Items: []index.Hit{{Kind: index.Item, ID: c.code, Score: c.score, Vector: .8, Cover: .5}}, State: c.s}
		if plan, _ := g.Decide(in); plan.Outcome != c.want || len(plan.Beside) != c.beside {
			t.Errorf("%s: Decide(%s) = %s with %v beside, want %s with %d", c.name, c.text, plan.Outcome, plan.Beside, c.want, c.beside)
		}
	}
}

// Who asks how long something takes does not ask how far it is, however much like
// waiting it sounds.
func TestHowLongIsNotHowFar(t *testing.T) {
	waiting := kind.Shares{}
	waiting[slices.Index(kind.Kinds, kind.Progress)] = 1
	for text, want := range map[string]bool{
		"办本护照几天能拿到手": true, "护照多久能拿到": true, "我的护照多久能拿到": false, "上周办的护照多久能拿到": false, "交完税几天能拿到": false,
	} {
		r := read.Reading{Text: text, Intent: read.Find, Details: []string{"time"}, Kind: waiting}
		if got := asksHowLong(r); got != want {
			t.Errorf("asksHowLong(%s) = %v, want %v", text, got, want)
		}
	}
}

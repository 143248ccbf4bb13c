package guide

import (
	"math"
	"slices"
	"strings"
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
		r, _, _ := g.settled(In{Reading: c.r, Items: c.hits, Duty: c.duty, State: c.s})
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

func TestAStoryThatAsksWhoKnowsIsANeed(t *testing.T) {
	g := &Guide{Edition: knowledge.NewEdition("t", knowledge.Parts{Items: []knowledge.Item{{Code: "a", Name: "种植政策咨询"}}})}
	hits := []index.Hit{{Kind: index.Item, ID: "a", Score: .6, Vector: .6}}
	for _, row := range []struct {
		name    string
		clauses []string
		want    read.Intent
	}{
		{"who knows of the matter of a story", []string{"我们几家想合伙包山种茶", "听说上面有补贴但是谁也讲不清", "上哪找个懂的人问问"}, read.Find},
		{"the wish alone", []string{"上哪找个懂的人问问"}, read.Human},
		{"the wish behind little", []string{"喂", "上哪找个懂的人问问"}, read.Human},
		{"who is tired of the program", []string{"我问了三遍种茶的补贴", "你们这个机器答的都不对", "上哪找个懂的人问问"}, read.Human},
		{"a story that asks for a person", []string{"我们几家想合伙包山种茶", "听说上面有补贴但是谁也讲不清", "找个懂的人跟我说"}, read.Human},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := read.Reading{Intent: read.Human, Text: strings.Join(row.clauses, ","), Kind: styled(kind.Human, .6)}
			for _, c := range row.clauses {
				r.Clauses = append(r.Clauses, read.Clause{Text: c})
			}
			if got, _, _ := g.settled(In{Reading: r, Items: hits, At: noon}); got.Intent != row.want {
				t.Errorf("settled(%s) = %s, want %s", r.Text, got.Intent, row.want)
			}
		})
	}
}

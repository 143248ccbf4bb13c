package rating_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"wenban/assistant/handoff"
	"wenban/assistant/rating"
)

func TestCheck(t *testing.T) {
	for name, c := range map[string]struct {
		r    rating.Rating
		want error
	}{
		"a level alone is enough": {rating.Rating{Level: 3}, nil},
		"no level":                {rating.Rating{}, rating.ErrLevel},
		"a level above":           {rating.Rating{Level: 6}, rating.ErrLevel},
		"an unknown indicator":    {rating.Rating{Level: 3, Options: []string{"price"}}, rating.ErrOption},
		"too many words":          {rating.Rating{Level: 3, Words: strings.Repeat("字", 1001)}, rating.ErrWords},
		"as many as go":           {rating.Rating{Level: 3, Words: strings.Repeat("字", 1000)}, nil},
	} {
		if _, err := rating.Check(c.r); !errors.Is(err, c.want) {
			t.Errorf("%s: Check = %v, want %v", name, err, c.want)
		}
	}
	if r, _ := rating.Check(rating.Rating{Level: 5, Options: []string{"guide", "efficiency", "guide"}}); fmt.Sprint(r.Options) != "[efficiency guide]" {
		t.Errorf("Check keeps options %v, want each once", r.Options)
	}
}

func TestEveryLevelHasANameAndTheLastTwoAreBad(t *testing.T) {
	for _, l := range rating.Levels {
		if l.Name() == "" || l.Bad() != (l <= 2) {
			t.Errorf("level %d: name %q, bad %v", l, l.Name(), l.Bad())
		}
	}
}

func TestARatingSaysNothingOfWhoRated(t *testing.T) {
	of := handoff.Case{ID: "1", Receipt: "WB26112500000008", Title: "噪声", Content: handoff.Content{Name: "王秀兰", Phone: "13800138000"}}
	c := rating.Rework(rating.Rating{Level: 1, Words: "打13800138000没人接，身份证110105194912310021"}, of, of.Due)
	all := fmt.Sprintf("%+v", c)
	for _, personal := range []string{"王秀兰", "13800138000", "110105194912310021"} {
		if strings.Contains(all, personal) {
			t.Errorf("Rework tells %s: %s", personal, all)
		}
	}
	if !strings.Contains(all, "没人接") || c.Parent != "1" {
		t.Errorf("Rework = %s, want the words and the parent", all)
	}
}

package triage

import (
	"os"
	"strings"
	"testing"

	"wenban/assistant/handoff"
	"wenban/knowledge/calendar"
)

// TestTheSampleList: the breadth of a city's hotline, each department one that
// a desk can be opened for.
func TestTheSampleList(t *testing.T) {
	l, e := Sample(), sampleEdition(t)
	if len(l.Categories) < 150 {
		t.Errorf("the sample list has %d categories; want 150 at least", len(l.Categories))
	}
	inItems := map[string]bool{}
	for _, it := range e.Items {
		inItems[it.Department] = true
	}
	shared := map[string]bool{}
	for _, c := range l.Categories {
		main, _ := l.Office(c, e.Regions, "990104001")
		if strings.Contains(main, "{") || main == "" || l.Group(c) == "" {
			t.Errorf("%s %s: department %q in group %q", c.ID, c.Name, main, l.Group(c))
		}
		if inItems[main] {
			shared[main] = true
		}
	}
	if len(shared) < 12 {
		t.Errorf("%d departments of the sample items take complaints; want 12 at least", len(shared))
	}
}

func TestOffices(t *testing.T) {
	l, regions := Sample(), sampleEdition(t).Regions
	for _, c := range []struct{ category, region, want string }{
		{"SQ01", "990102001", "朝晖街道办事处"},
		{"SQ01", "990121101", "石桥镇人民政府"},
		{"SQ01", "990121200", "云台乡人民政府"},
		{"SQ01", "990121", "云溪市民政局"}, // the town is not known
		{"CG08", "990102001", "云溪市城市管理局"},
	} {
		category, _ := l.Category(c.category)
		if got, _ := l.Office(category, regions, c.region); got != c.want {
			t.Errorf("Office(%s, %s) = %q; want %q", c.category, c.region, got, c.want)
		}
	}
	if got, _ := l.Office(Category{}, regions, "990102"); got != l.Desk {
		t.Errorf("Office of no category = %q; want the desk %q", got, l.Desk)
	}
}

func TestLimitsOfKinds(t *testing.T) {
	l := Sample()
	manhole, _ := l.Category("CG07")
	lamp, _ := l.Category("CG08")
	for _, c := range []struct {
		kind handoff.Kind
		of   Category
		want calendar.Limit
	}{
		{handoff.Complaint, lamp, calendar.Limit{N: 5, Unit: calendar.WorkingDays}},
		{handoff.Consultation, lamp, calendar.Limit{N: 3, Unit: calendar.WorkingDays}},
		{handoff.Complaint, manhole, calendar.Limit{N: 24, Unit: calendar.Hours}},
		{handoff.Suggestion, manhole, calendar.Limit{N: 5, Unit: calendar.WorkingDays}},
	} {
		if got := l.Limit(c.kind, c.of); got != c.want {
			t.Errorf("Limit(%s, %s) = %v; want %v", c.kind, c.of.Name, got, c.want)
		}
	}
}

func TestAListThatIsWrongIsRefusedByLine(t *testing.T) {
	const head = `{"list":"目录","region":"1","desk":"热线"}`
	for _, c := range []struct{ name, lines, want string }{
		{"nothing", "", "没有一个类别"},
		{"no head", `{"id":"A","name":"甲","department":"局","level":"市级","words":["甲"]}`, "第1行"},
		{"a misspelt field", head + "\n" + `{"id":"A","name":"甲","departmnt":"局"}`, "第2行"},
		{"an id twice", head + "\n" + `{"id":"A","name":"甲","department":"局","level":"市级","words":["甲"]}` + "\n" + `{"id":"A","name":"乙","department":"局","level":"市级","words":["乙"]}`, "第3行"},
		{"a parent that is not there", head + "\n" + `{"id":"A","parent":"Z","name":"甲"}`, "上级"},
		{"nobody whose it is", head + "\n" + `{"id":"A","name":"甲","level":"市级","words":["甲"]}`, "主办单位"},
		{"a level that is none", head + "\n" + `{"id":"A","name":"甲","department":"局","level":"组","words":["甲"]}`, "层级"},
		{"a limit of nothing", head + "\n" + `{"id":"A","name":"甲","department":"局","level":"市级","words":["甲"],"limit":{"n":0,"unit":"工作日"}}`, "时限"},
		{"an office of a place that may not be told", head + "\n" + `{"id":"A","name":"甲","department":"{镇街级}","level":"镇街级","words":["甲"]}`, "otherwise"},
		{"two on a line", head + "\n" + `{"id":"A","name":"甲"}{"id":"B","name":"乙"}`, "一行"},
		{"a limit of an unknown kind", `{"list":"目录","region":"1","desk":"热线","limits":{"wish":{"n":1,"unit":"小时"}}}`, "时限"},
	} {
		if _, err := ReadList(strings.NewReader(c.lines)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: ReadList = %v; want an error with %q", c.name, err, c.want)
		}
	}
}

func FuzzReadList(f *testing.F) {
	f.Add(yunxi[:4000])
	f.Add(`{"list":"目录","region":"1","desk":"热线"}` + "\n" + `{"id":"A","name":"甲","department":"{县级}局","otherwise":"局","level":"县级","said":["甲"]}`)
	f.Fuzz(func(t *testing.T, text string) {
		l, err := ReadList(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, c := range l.Categories {
			if main := l.unit(c.ID); main == "" {
				t.Errorf("unit(%q) is empty in a list that was taken", c.ID)
			}
		}
	})
}

// TestEveryCategoryHasComplaintsToLearnFrom: the classifier hears no complaint of
// a kind that it has never seen.
func TestEveryCategoryHasComplaintsToLearnFrom(t *testing.T) {
	text, err := os.ReadFile("../read/kind/data/complaints-2.tsv")
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]int{}
	for line := range strings.Lines(string(text)) {
		if f := strings.Split(line, "\t"); len(f) == 3 {
			id, _, _ := strings.Cut(f[1], " ")
			told[id] += strings.Count(f[2], "|") + 1
		}
	}
	for _, c := range Sample().Categories {
		if told[c.ID] < 5 {
			t.Errorf("%s %s: %d complaints in complaints-2.tsv, want 5 at least", c.ID, c.Name, told[c.ID])
		}
	}
}

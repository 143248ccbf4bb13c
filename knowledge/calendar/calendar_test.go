package calendar

import (
	"strings"
	"testing"
	"time"

	"wenban/knowledge"
)

func at(t *testing.T, s string) time.Time {
	t.Helper()
	x, err := time.ParseInLocation("2006-01-02 15:04", s, knowledge.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// TestWorkingDays: the deadlines were counted by hand on the State Council's
// arrangements.
func TestWorkingDays(t *testing.T) {
	for _, c := range []struct {
		name, from string
		n          int
		want       string
		guessed    bool
	}{
		{"a plain week", "2026-11-25 10:00", 5, "2026-12-02 17:30", false},
		{"after office hours counts as the next day", "2026-11-25 17:31", 5, "2026-12-03 17:30", false},
		{"at the close of office is still that day", "2026-11-25 17:30", 5, "2026-12-02 17:30", false},
		{"on a Saturday counts as Monday", "2026-11-28 09:00", 1, "2026-12-01 17:30", false},
		{"over the Spring Festival of 2026, with its two Saturdays worked", "2026-02-13 10:00", 5, "2026-02-27 17:30", false},
		{"a Saturday that is worked counts", "2026-02-27 10:00", 1, "2026-02-28 17:30", false},
		{"over the National Day of 2026", "2026-09-30 10:00", 3, "2026-10-10 17:30", false},
		{"over the National Day of 2025", "2025-09-30 18:00", 1, "2025-10-10 17:30", false},
		{"a Sunday that is worked is a day of receipt", "2025-01-26 09:00", 1, "2025-01-27 17:30", false},
		{"none", "2026-11-25 10:00", 0, "2026-11-25 17:30", false},
		{"into a year without a table: weekends alone, and it says so", "2026-12-30 10:00", 3, "2027-01-04 17:30", true},
	} {
		got := China().AddWorkingDays(at(t, c.from), c.n)
		if got.At.In(knowledge.Zone).Format("2006-01-02 15:04") != c.want || got.Guessed != c.guessed {
			t.Errorf("%s: AddWorkingDays(%s, %d) = %v, guessed %v; want %s, %v", c.name, c.from, c.n, got.At, got.Guessed, c.want, c.guessed)
		}
	}
}

func TestADayBeginsInShanghai(t *testing.T) {
	from := time.Date(2026, 11, 25, 16, 30, 0, 0, time.UTC) // 00:30 of the 26th there
	if got := China().AddWorkingDays(from, 1).At.In(knowledge.Zone).Format(time.DateOnly); got != "2026-11-27" {
		t.Errorf("AddWorkingDays(%v, 1) = %s; want 2026-11-27", from, got)
	}
}

func TestLimits(t *testing.T) {
	from := "2026-09-30 20:00"
	for _, c := range []struct {
		limit Limit
		want  string
	}{
		{Limit{24, Hours}, "2026-10-01 20:00"},
		{Limit{15, Days}, "2026-10-15 17:30"},
		{Limit{3, WorkingDays}, "2026-10-12 17:30"},
	} {
		if got := China().End(at(t, from), c.limit).At.Format("2006-01-02 15:04"); got != c.want {
			t.Errorf("End(%s, %v) = %s; want %s", from, c.limit, got, c.want)
		}
	}
	if (Limit{0, Hours}).Valid() || (Limit{5, "周"}).Valid() || (Limit{1 << 30, Days}).Valid() || !(Limit{5, WorkingDays}).Valid() {
		t.Error("Valid takes a limit that is none, or refuses 5 工作日")
	}
}

// TestTheTableAsPublished counts the days off and the weekends worked of each
// year, as the notices state them.
func TestTheTableAsPublished(t *testing.T) {
	for year, want := range map[int][2]int{2025: {28, 5}, 2026: {33, 6}} {
		var off, worked int
		for d := time.Date(year, 1, 1, 0, 0, 0, 0, knowledge.Zone); d.Year() == year; d = d.AddDate(0, 0, 1) {
			working, known := China().Working(d)
			if !known {
				t.Fatalf("Working(%s) is not known", d.Format(time.DateOnly))
			}
			weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
			_, listed := China().days[d.Format(time.DateOnly)]
			if listed && !working {
				off++
			}
			if working && weekend {
				worked++
			}
		}
		if got := [2]int{off, worked}; got != want {
			t.Errorf("%d has %v days off and weekends worked; want %v", year, got, want)
		}
	}
}

func TestOpen(t *testing.T) {
	for when, want := range map[string]bool{
		"2026-11-25 08:29": false, "2026-11-25 08:30": true, "2026-11-25 17:30": false,
		"2026-10-01 10:00": false, "2026-10-10 10:00": true, "2026-11-28 10:00": false,
	} {
		if got := China().Open(at(t, when)); got != want {
			t.Errorf("Open(%s) = %v; want %v", when, got, want)
		}
	}
}

func TestATableThatIsWrongIsRefusedByLine(t *testing.T) {
	for _, c := range []struct{ name, table, want string }{
		{"a date that is none", "year\t2027\tx\nrest\t2027-02-30\t2027-03-01\t春节", "第2行"},
		{"the end before the beginning", "year\t2027\tx\nrest\t2027-02-10\t2027-02-01\t春节", "第2行"},
		{"half a year off", "year\t2027\tx\nrest\t2027-01-01\t2027-06-01\t春节", "第2行"},
		{"a day twice", "year\t2027\tx\nrest\t2027-01-01\t2027-01-01\t元旦\nwork\t2027-01-01\t2027-01-01\t元旦", "写了两次"},
		{"a year that is not listed", "rest\t2027-01-01\t2027-01-01\t元旦", "year 2027"},
		{"an unknown kind", "holiday\t2027-01-01\t2027-01-01", "holiday"},
		{"too few columns", "year\t2027", "第1行"},
		{"office hours turned round", "office\t17:30\t08:30", "第1行"},
	} {
		if _, err := Read(strings.NewReader(c.table)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: Read(%q) = %v; want an error with %q", c.name, c.table, err, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(china)
	f.Add("office\t00:00\t23:59\nyear\t9999\tx\nrest\t9999-12-31\t9999-12-31\tx")
	f.Fuzz(func(t *testing.T, table string) {
		c, err := Read(strings.NewReader(table))
		if err == nil {
			c.AddWorkingDays(time.Unix(1.7e9, 0), 30)
		}
	})
}

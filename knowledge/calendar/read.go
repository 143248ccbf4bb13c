package calendar

import (
	"bufio"
	_ "embed" // data/china.tsv
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

//go:embed data/china.tsv
var china string

// China is the calendar that is compiled in: the years in data/china.tsv.
var China = sync.OnceValue(func() *Calendar {
	c, err := Read(strings.NewReader(china))
	if err != nil {
		panic(fmt.Sprintf("data/china.tsv: %v", err)) // a file of this package, and tested
	}
	return c
})

// maxStretch is how many days one row may cover; no holiday is as long.
const maxStretch = 40

// Read reads a table in the form of data/china.tsv. A row that cannot be read
// is an error that names its line.
func Read(r io.Reader) (*Calendar, error) {
	c := &Calendar{years: map[int]string{}, days: map[string]bool{}, closes: 24 * time.Hour}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimRight(strings.TrimPrefix(lines.Text(), "\ufeff"), "\r ")
		if line == "" || line[0] == '#' {
			continue
		}
		if err := c.row(strings.Split(line, "\t")); err != nil {
			return nil, fmt.Errorf("节假日表第%d行：%w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("读节假日表：%w", err)
	}
	return c, c.check()
}

func (c *Calendar) row(f []string) error {
	if len(f) < 3 {
		return fmt.Errorf("有%d列，至少要有3列，用制表符隔开", len(f))
	}
	switch f[0] {
	case "year":
		t, err := time.Parse("2006", f[1])
		if err != nil {
			return fmt.Errorf("“%s”不是年份", f[1])
		}
		c.years[t.Year()] = f[2]
		return nil
	case "office":
		return c.office(f[1], f[2])
	case "rest", "work":
		return c.stretch(f[1], f[2], f[0] == "work")
	}
	return fmt.Errorf("“%s”不认识，应是 year、rest、work 或者 office", f[0])
}

func (c *Calendar) office(opens, closes string) error {
	from, err := time.Parse("15:04", opens)
	to, err2 := time.Parse("15:04", closes)
	if errors.Join(err, err2) != nil || !to.After(from) {
		return fmt.Errorf("办公时间“%s”到“%s”读不出来，应写成 08:30 和 17:30", opens, closes)
	}
	midnight := from.Truncate(24 * time.Hour)
	c.opens, c.closes = from.Sub(midnight), to.Sub(midnight)
	return nil
}

func (c *Calendar) stretch(first, last string, worked bool) error {
	from, err := time.Parse(time.DateOnly, first)
	to, err2 := time.Parse(time.DateOnly, last)
	if errors.Join(err, err2) != nil {
		return fmt.Errorf("日期“%s”“%s”读不出来，应写成 2026-10-01", first, last)
	}
	if to.Before(from) || to.Sub(from) > maxStretch*24*time.Hour {
		return fmt.Errorf("“%s”到“%s”不是一段放假的日子", first, last)
	}
	for d := from; !d.After(to); d = d.AddDate(0, 0, 1) {
		day := d.Format(time.DateOnly)
		if _, twice := c.days[day]; twice {
			return fmt.Errorf("%s 写了两次", day)
		}
		c.days[day] = worked
	}
	return nil
}

// check holds the days against the years: a day of a year that is not listed
// would never be counted as known.
func (c *Calendar) check() error {
	for day := range c.days {
		t, _ := time.Parse(time.DateOnly, day) // was written from a date
		if !c.Covers(t.Year()) {
			return fmt.Errorf("节假日表里有 %s，却没有 year %d 这一行", day, t.Year())
		}
	}
	return nil
}

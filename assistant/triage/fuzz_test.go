package triage

import (
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"wenban/assistant/handoff"
	"wenban/assistant/read"
	"wenban/knowledge/memory"
	"wenban/knowledge/sample"
)

// fuzzClerk is the clerk of the sample city with its reader; built once.
var fuzzClerk = sync.OnceValues(func() (*Clerk, *read.Reader) {
	e, err := sample.Load()
	if err != nil {
		panic(err)
	}
	p, err := NewProposer(Sample(), memory.Base())
	if err != nil {
		panic(err)
	}
	return NewClerk(e, p, nil), read.New(e.Regions)
})

// FuzzClerk tells the clerk anything, a message a line: it never panics, asks no
// question for ever, keeps the text whole, and what is personal stays out of the
// draft.
func FuzzClerk(f *testing.F) {
	f.Add("我要投诉楼下油烟太大\n溪南区锦溪大道88号\n13800138000\n确认提交")
	f.Add("\n不知道\n说不准\n不留\n修改\n地点\n取消")
	f.Add("康宁路和青松路路口井盖没了，每天晚上七点，希望修一下\n第二个\n138001380\n改成13900139000")
	f.Add("路路路路路街街街\xff\xfe里小区号楼\n\x00")
	f.Fuzz(func(t *testing.T, talk string) {
		clerk, reader := fuzzClerk()
		at := time.Unix(1.79e9, 0)
		lines := strings.Split(talk, "\n")
		said := func(text string) Said {
			return Said{Reading: reader.Read(text, read.Context{Asked: true}), Raw: text, At: at}
		}
		d, w := clerk.Begin(handoff.Complaint, false, nil, said(lines[0]))
		for _, line := range lines[1:min(len(lines), 30)] {
			d = d.Ask(clerk.Next(d), at)
			var heard Heard
			if d, w, heard = clerk.Hear(d, w, said(line)); heard == Cancel || heard == Submit {
				break
			}
			for _, part := range []string{d.What, d.Where, d.Street, d.When, d.Wish} {
				if phone := w[Phone]; len(phone) == 11 && strings.Contains(part, phone) || len(part) > maxWords || utf8.ValidString(talk) && !utf8.ValidString(part) {
					t.Fatalf("draft holds %q after %q", part, line)
				}
			}
		}
		for range 20 { // whoever says nothing more is not asked for ever
			if d = d.Ask(clerk.Next(d), at); d.Asking == Confirm || d.Hopeless() {
				break
			}
		}
		if d.Asking != Confirm && !d.Hopeless() {
			t.Fatalf("after %q it still asks %q", talk, d.Asking)
		}
		clerk.Case(d, w, "990100", at)
	})
}

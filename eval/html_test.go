package eval_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"wenban/assistant"
	"wenban/assistant/guide"
	"wenban/assistant/read/kind"
	"wenban/eval"
)

// rich is a report with something in every part of it, evil words included.
func rich(t *testing.T) eval.Report {
	t.Helper()
	var cases []eval.Case
	for i := range 30 {
		c := caseA()
		c.ID, c.Tags = fmt.Sprintf("<script>alert(%d)</script>", i), []string{`"><img src=x>`, "short"}
		cases = append(cases, c)
	}
	cases = append(cases, eval.Case{ID: "h", Q: "转人工", Expect: eval.Human})
	reply := list("A", "id", "lease")
	reply.Items = ranked("A", "</svg><script>")
	reply.Text = "收费 99 元"
	reply.Trace = &assistant.Trace{Plan: guide.Plan{Sure: .8, Ranked: []guide.Candidate{{Code: "A"}}, Kinds: kind.Shares{.9, .1}}}
	return play(t, script{"办居住证": reply}, cases...)
}

// elements counts the elements of a page and fails where they do not nest.
func elements(t *testing.T, page []byte) map[string]int {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	counts := map[string]int{}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return counts
		}
		if err != nil {
			t.Fatalf("the page does not parse: %v", err)
		}
		if start, ok := token.(xml.StartElement); ok {
			counts[start.Name.Local]++
			for _, a := range start.Attr {
				if a.Name.Local == "src" || a.Name.Local == "href" || strings.HasPrefix(a.Name.Local, "on") {
					t.Errorf("the page has %s=%q: it must need nothing else and run nothing", a.Name.Local, a.Value)
				}
			}
		}
	}
}

func TestThePageParsesHasPlotsAndRunsNothing(t *testing.T) {
	var page bytes.Buffer
	if err := rich(t).HTML(&page); err != nil {
		t.Fatal(err)
	}
	got := elements(t, page.Bytes())
	if got["html"] != 1 || got["svg"] < 5 || got["rect"] < 5 || got["path"] < 2 || got["table"] < 6 {
		t.Errorf("the page has %v, want five plots and a heat map, each with its table", got)
	}
	if got["script"] != 0 || got["img"] != 0 {
		t.Errorf("the page has %d scripts and %d images, want none", got["script"], got["img"])
	}
	for _, want := range []string{"&lt;script&gt;alert(0)&lt;/script&gt;", "指标", "期望与实际", "选了怎样答复", "从多少把握起直接答复", "有 30 处说法在版次里没有出处", `lang="zh-CN"`} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(page.String(), "NaN") || strings.Contains(page.String(), "Inf") {
		t.Error("the page has NaN or Inf in it, want a dash where nothing was measured")
	}
}

func TestTheTerminalShowsTheSameFigures(t *testing.T) {
	var b bytes.Buffer
	r := rich(t)
	if err := r.Text(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"31 题", "期望 item", "标签 short", "fact", "出错 1 题"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, b.String())
		}
	}
}

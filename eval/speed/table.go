package speed

import (
	"fmt"
	"io"
	"strings"
)

// Markdown writes a report as tables.
func (r Report) Markdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Synthetic items (seed %d), %d cores, %s; %d blocks of %d questions, contenders in turns (A B … B A); load average %s at the start, %s at the end.\n",
		r.Seed, r.Cores, r.Machine, r.Blocks, BlockSize, or(r.LoadStart), or(r.LoadEnd))
	r.speeds(&b)
	r.growths(&b)
	r.sizes(&b)
	r.exacts(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

func (r Report) speeds(b *strings.Builder) {
	head(b, "layout", "items", "", "p50 ms", "p99 ms", "cpu ms", "queries/s, all cores", "hit@10", "bleve's time over its, median of blocks (range)", "tuned bleve's", "tuned bleve's with jieba")
	for _, st := range r.Stands {
		for _, s := range st.Standings {
			cells := []any{st.Layout, thousands(st.Items), s.Name, sig(s.P50), sig(s.P99), sig(s.CPU), fmt.Sprintf("%.0f", s.PerSecond), fmt.Sprintf("%.3f", s.At10), "", "", ""}
			for i, r := range s.Ratios {
				cells[8+i] = r.text("%.3g")
			}
			row(b, cells...)
		}
		row(b, st.Layout, thousands(st.Items), "turn, up to its decision", sig(st.Decided), "", "", "", "", "", "", "")
	}
}

func (r Report) growths(b *strings.Builder) {
	if len(r.Growth) == 0 {
		return
	}
	head(b, "layout", "", "from", "to", "time grows by (range)", "exponent (range)")
	for _, g := range r.Growth {
		row(b, g.Layout, g.Name, thousands(g.From), thousands(g.To), "× "+g.Factor.text("%.2f"), g.Exponent.text("%.2f"))
	}
}

func (r Report) sizes(b *strings.Builder) {
	head(b, "layout", "items", "build s (words alone)", "bleve's build s: quickest, default, tuned, with jieba", "bleve's quickest over ours", "bytes an item", "resident bytes an item", "process MB, edition included", "bleve's bytes an item", "allocations a query")
	for _, st := range r.Stands {
		peer, quicker, peerSize, own, process := "", "", "", "", ""
		if p := st.Peer; p != nil {
			peer, peerSize = seconds(p.Quick)+", "+seconds(p.Default)+", "+seconds(p.Tuned)+", "+seconds(p.Cut), fmt.Sprintf("%.0f", p.Size)
			quicker = fmt.Sprintf("%.2g", min(p.Quick.Millis, p.Default.Millis, p.Tuned.Millis)/st.Ours.Millis)
		}
		if st.Resident != nil {
			own, process = fmt.Sprintf("%.0f", st.Resident.AnItem(st.Items)), fmt.Sprintf("%.0f", st.Resident.After/(1<<20))
		}
		row(b, st.Layout, thousands(st.Items), seconds(st.Ours)+" ("+seconds(st.Lexical)+")", peer, quicker,
			fmt.Sprintf("%.0f", st.Size), own, process, peerSize, fmt.Sprintf("%.1f", st.Allocs))
	}
}

func seconds(c Construction) string { return sig(c.Millis / 1000) }

func (r Report) exacts(b *strings.Builder) {
	head(b, "layout", "items", "against a float64 reference", "identical top 10", "but for ties", "recall@10", "worst shortfall", "worst deviation of a score")
	for _, st := range r.Stands {
		for i, e := range []Exactness{st.Exact, st.ExactBoth} {
			name := []string{"words: BM25F", "words and vectors"}[i]
			row(b, st.Layout, thousands(st.Items), name, fmt.Sprintf("%d/%d", e.Identical, e.Queries), fmt.Sprintf("%d/%d", e.ButTies, e.Queries),
				fmt.Sprintf("%.4f", e.Recall), fmt.Sprintf("%.1e", e.Shortfall), fmt.Sprintf("%.1e", e.Deviation))
		}
	}
}

func head(b *strings.Builder, cells ...any) {
	b.WriteString("\n")
	row(b, cells...)
	b.WriteString("|" + strings.Repeat("---|", len(cells)) + "\n")
}

func row(b *strings.Builder, cells ...any) {
	for _, c := range cells {
		fmt.Fprintf(b, "| %v ", c)
	}
	b.WriteString("|\n")
}

// sig is a number with three digits that mean something.
func sig(x float64) string {
	switch {
	case x >= 100:
		return fmt.Sprintf("%.0f", x)
	case x >= 10:
		return fmt.Sprintf("%.1f", x)
	case x >= 1:
		return fmt.Sprintf("%.2f", x)
	}
	return strings.TrimPrefix(fmt.Sprintf("%.3g", x), "0")
}

func (s Spread) text(format string) string {
	return fmt.Sprintf(format+" ("+format+"–"+format+")", s.Median, s.Low, s.High)
}

// thousands is 10,000 as 10k and 1,000,000 as 1M.
func thousands(n int) string {
	switch {
	case n >= 1_000_000 && n%1_000_000 == 0:
		return fmt.Sprintf("%dM", n/1_000_000)
	case n >= 1000 && n%1000 == 0:
		return fmt.Sprintf("%dk", n/1000)
	}
	return fmt.Sprint(n)
}

func or(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}

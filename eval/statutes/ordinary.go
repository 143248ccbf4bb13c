package statutes

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"wenban/assistant"
	"wenban/knowledge"
	"wenban/knowledge/memory"
)

// ordinary is the search that answers where too few questions are confirmed for a
// library: the index of an edition, as it finds passages in a talk.
type ordinary struct {
	dir  string // keeps what editions that differ in their questions alone share
	keys map[[2]string]int
}

// edition makes the documents of the data with the questions that are known.
func (r *run) edition(known []memory.Confirmed) *knowledge.Edition {
	asked := map[int][]string{}
	for _, c := range known {
		for _, p := range c.Passages {
			asked[p] = append(asked[p], c.Question)
		}
	}
	var docs []knowledge.Document
	var text strings.Builder
	end := func() {
		if len(docs) > 0 {
			docs[len(docs)-1].Text = text.String()
		}
		text.Reset()
	}
	heading := ""
	for i, p := range r.data.Provisions {
		if len(docs) == 0 || docs[len(docs)-1].ID != p.Document {
			end()
			docs = append(docs, knowledge.Document{ID: p.Document, Title: p.Title, Effective: knowledge.Period{From: p.Date}})
			heading = ""
		}
		if p.Heading != heading {
			heading = p.Heading
			fmt.Fprintln(&text, heading)
		}
		fmt.Fprintln(&text, p.Article+"　"+strings.ReplaceAll(p.Text, "\n", " "))
		for _, q := range asked[i] {
			d := &docs[len(docs)-1]
			d.Asked = append(d.Asked, knowledge.Asked{Q: q, Articles: []string{p.Article}})
		}
	}
	end()
	return knowledge.NewEdition(fmt.Sprint("statutes-", len(known)), knowledge.Parts{Documents: docs})
}

// learnOrdinary readies the search of passages with the questions that are known.
func (r *run) learnOrdinary(known []memory.Confirmed) (*assistant.Knowledge, error) {
	k, err := assistant.Leave(r.ordinary.dir, r.edition(known), func(stage string, done, total int) { r.Progress("平常索引:"+stage, done, total) })("")
	if err != nil {
		return nil, fmt.Errorf("make the ordinary index: %w", err)
	}
	return k, nil
}

// measureOrdinary asks the ordinary search: without any question, and per share
// of the known ones with those of the other parts.
func (r *run) measureOrdinary(ctx context.Context) (err error) {
	if r.ordinary.dir, err = os.MkdirTemp("", "statutes-"); err != nil {
		return fmt.Errorf("measure the ordinary index: %w", err)
	}
	defer os.RemoveAll(r.ordinary.dir)
	r.ordinary.keys = map[[2]string]int{}
	for i, p := range r.data.Provisions {
		r.ordinary.keys[[2]string{p.Document, p.Article}] = r.corpus.Key(i)
	}
	k, err := r.learnOrdinary(nil)
	if err != nil {
		return err
	}
	var s sums
	for _, f := range r.curved() {
		if err := r.cite(ctx, k, f.asked, &s); err != nil {
			return err
		}
	}
	r.ordinaryRows = append(r.ordinaryRows, s.row("平常索引,没有确认过的问题"))
	for _, share := range r.Shares {
		var s sums
		for _, f := range r.curved() {
			k, err := r.learnOrdinary(part(f.confirmed, share))
			if err != nil {
				return err
			}
			if err := r.cite(ctx, k, f.asked, &s); err != nil {
				return err
			}
		}
		r.ordinaryRows = append(r.ordinaryRows, s.row(fmt.Sprintf("平常索引,确认过 %d 个问题", int(share*float64(len(r.folds[0].confirmed))))))
	}
	return nil
}

// cite adds up what is found for some questions.
func (r *run) cite(ctx context.Context, k *assistant.Knowledge, asked []int, s *sums) error {
	for n, q := range asked {
		began := time.Now()
		hits, err := k.Cite(ctx, r.data.Questions[q].Text, deep)
		s.spent = append(s.spent, time.Since(began))
		if err != nil {
			return fmt.Errorf("cite: %w", err)
		}
		var keys []int
		seen := map[int]bool{}
		for _, h := range hits {
			if key, ok := r.ordinary.keys[[2]string{h.ID, h.Article}]; ok && !seen[key] {
				seen[key] = true
				keys = append(keys, key)
			}
		}
		s.add(q, keys, r.gold(q))
		r.Progress("平常索引", n+1, len(asked))
	}
	return nil
}

// part is the first of some questions, by share.
func part(all []memory.Confirmed, share float64) []memory.Confirmed {
	return all[:min(len(all), int(share*float64(len(all))))]
}

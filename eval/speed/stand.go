package speed

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"wenban/assistant"
	"wenban/eval/baseline"
	"wenban/eval/synthetic"
	"wenban/knowledge"
	"wenban/knowledge/index"
	"wenban/knowledge/index/reference"
	"wenban/knowledge/memory"
)

// Lexical are the weights of the words alone: plain BM25F.
var Lexical = index.Weights{Cover: -1, Vector: -1, Exact: -1}

// Built is what it took to build a stand.
type Built struct {
	Layout   synthetic.Layout `json:"layout"`
	Items    int              `json:"items"`
	Ours     Construction     `json:"ours"`               // words and vectors
	Lexical  Construction     `json:"lexical"`            // words alone
	Size     float64          `json:"bytes_an_item"`      // of ours
	Resident *Resident        `json:"resident,omitempty"` // of a process that only serves
	Peer     *PeerBuilt       `json:"peer,omitempty"`
}

// PeerBuilt is what it took to build the peer.
type PeerBuilt struct {
	Default Construction `json:"default"`       // as the manual says, on disk
	Tuned   Construction `json:"tuned"`         // merged, on disk
	Cut     Construction `json:"cut"`           // the same with words of jieba
	Quick   Construction `json:"quick"`         // in memory, the quickest way
	Size    float64      `json:"bytes_an_item"` // of the tuned one's files
}

// Stand is a catalogue with all that finds items in it.
type Stand struct {
	Built
	catalogue     *synthetic.Catalogue
	both, lexical *index.Index
	known         *assistant.Knowledge
	plain         *reference.Index
	only          filter
	peers         []peer // none: too many items for them
	decided       *laps
}

// peer is bleve in one of its ways.
type peer struct {
	name string
	*baseline.Disk
}

// laps gathers the milliseconds of turns up to their decision.
type laps struct {
	mu  sync.Mutex
	all []float64
}

func (l *laps) add(ms float64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, ms)
}

// stage names what is being done and how far it is.
type stage func(name string, done, total int)

func (s stage) named(name string) func(done, total int) {
	return func(done, total int) { s(name, done, total) }
}

// newStand builds everything for a catalogue. The peer is built in a folder
// below dir, where it may have so many items. Between its parts it looks whether
// it should stop.
func newStand(ctx context.Context, c synthetic.Config, peerMax int, dir string, s stage) (*Stand, error) {
	title := fmt.Sprintf("%s %d：", c.Layout, c.Items)
	memory.Base() // read before anything is measured
	st := &Stand{catalogue: synthetic.New(c, s.named(title+"造事项")), decided: new(laps)}
	st.Layout, st.Items = c.Layout, c.Items
	peers := func(s stage, title string) error { return st.buildPeers(peerMax, dir, s, title) }
	for _, part := range []func(stage, string) error{st.buildOurs, peers, st.buildReference} {
		err := ctx.Err()
		if err == nil {
			err = part(s, title)
		}
		if err != nil {
			return nil, fmt.Errorf("build for %s %d: %w", c.Layout, c.Items, errors.Join(err, st.close()))
		}
	}
	return st, nil
}

func (st *Stand) buildOurs(s stage, title string) (err error) {
	e := st.catalogue.Edition
	if st.Lexical, err = Construct(func() (err error) {
		st.lexical, err = build(e, Lexical, nil, s.named(title+"索引（词）"))
		return err
	}); err != nil {
		return err
	}
	if st.Ours, err = Construct(func() (err error) {
		st.both, err = build(e, index.Weights{}, memory.Base(), s.named(title+"索引（词和向量）"))
		return err
	}); err != nil {
		return err
	}
	st.Size = float64(st.both.Size()) / float64(st.Items)
	st.known = assistant.Know(e, st.both, memory.Base().Embed)
	return nil
}

func (st *Stand) buildPeers(most int, dir string, s stage, title string) error {
	if st.Items > most {
		return nil
	}
	e := st.catalogue.Edition
	b := new(PeerBuilt)
	st.Peer = b
	var err error
	if b.Quick, err = Construct(func() error { return baseline.BuildInMemory(e) }); err != nil {
		return err
	}
	for _, p := range []struct {
		name  string
		took  *Construction
		build func(dir string, e *knowledge.Edition, done func(done, total int)) (*baseline.Disk, error)
	}{
		{"bleve cjk, default", &b.Default, baseline.NewDefault},
		{"bleve cjk, tuned", &b.Tuned, baseline.NewTuned},
		{"bleve jieba, tuned", &b.Cut, baseline.NewCut},
	} {
		if *p.took, err = Construct(func() error {
			d, err := p.build(dir, e, s.named(title+p.name))
			if err == nil {
				st.peers = append(st.peers, peer{p.name, d})
			}
			return err
		}); err != nil {
			return err
		}
	}
	b.Size = float64(st.peers[1].Bytes()) / float64(st.Items)
	return nil
}

// buildReference indexes the same items the plain way.
func (st *Stand) buildReference(s stage, title string) error {
	st.only = newFilter(st.catalogue.Edition)
	w := index.Weights{}.Full()
	items := st.catalogue.Edition.Items
	st.plain = reference.New(len(items), func(i int) (t reference.Thing) {
		if i%1000 == 0 {
			s(title+"逐项对照", i, len(items))
		}
		r := index.RecipeOf(items[i], w)
		for _, p := range r.Fields {
			t.Fields = append(t.Fields, reference.Field{Weight: p.Weight, Text: p.Text})
		}
		t.Names, t.Vector = r.Names, index.Kept(index.VectorOf(r.Vector, memory.Base()))
		return t
	}, reference.Constants{K1: w.K1, B: w.B, Cover: w.Cover, Exact: w.Exact, Vector: w.Vector})
	return nil
}

// queries draws n questions.
func (st *Stand) queries(n int, seed uint64) []Query {
	all := make([]Query, n)
	for i, q := range st.catalogue.Questions(n, seed) {
		all[i] = Query{q.Text, q.Region, []string{q.Item}}
	}
	return all
}

// contenders are ours, then brute force where the items are few enough for it,
// then the peers where there are any.
func (st *Stand) contenders(bruteMax int) []Contender {
	all := st.ours()
	e := st.catalogue.Edition
	if st.Items <= bruteMax {
		all = append(all, Brute("brute force", e, st.plain.With(0, 0, .5), st.only, memory.Base()))
	}
	for _, p := range st.peers {
		all = append(all, Peer(p.name, e, p.Disk))
	}
	return all
}

func (st *Stand) ours() []Contender {
	return []Contender{Index("words", st.lexical), Index("words and vectors", st.both), Turn("whole turn", st.known, st.decided.add)}
}

// close frees what the peers keep on disk; a nil stand keeps nothing.
func (st *Stand) close() (err error) {
	if st == nil {
		return nil
	}
	for _, p := range st.peers {
		err = errors.Join(err, p.Close())
	}
	return err
}

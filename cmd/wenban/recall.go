package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"wenban/assistant"
	"wenban/assistant/ledger"
	"wenban/knowledge/ingest"
	"wenban/knowledge/store"
)

// recallCommand lists the talks that were told what was corrected later.
type recallCommand struct {
	stored
	Told    string   `help:"哪个版次答错过；不写就是上一个现行版次" placeholder:"版次"`
	Against string   `help:"和哪个版次比；不写就是现行版次" placeholder:"版次"`
	Item    []string `help:"只看这些事项或文件的编码，可多次给出"`
	Since   string   `help:"只看这个时间以后的，北京时间" placeholder:"时间"`
	JSON    bool     `name:"json" help:"以 JSON 输出，一轮一行"`
}

// recalled is one turn that told something that is said otherwise now.
//
// PRIVACY: it names the talk and the turn, and nothing of what the citizen said.
type recalled struct {
	Talk        string                 `json:"talk"`
	Seq         int                    `json:"seq"`
	At          time.Time              `json:"at"`
	Edition     string                 `json:"edition"`
	Corrections []assistant.Correction `json:"corrections"`
}

// Run prints a line for every turn and what in it was corrected.
func (c recallCommand) Run(ctx context.Context) error {
	since, err := moment(c.Since)
	if err != nil {
		return err
	}
	if since.IsZero() {
		since = time.Unix(0, 0)
	}
	d, err := c.open(ctx)
	if err != nil {
		return err
	}
	err = c.recall(ctx, newStore(d), ledger.New(d, nil), since)
	return errors.Join(err, d.Close())
}

func (c recallCommand) recall(ctx context.Context, s *store.Store, talks *ledger.Database, since time.Time) error {
	told, against, err := c.editions(ctx, s)
	if err != nil {
		return err
	}
	changes, err := s.Diff(ctx, told.Number, against.Number)
	if err != nil {
		return err
	}
	then, err := s.Load(ctx, told.Number)
	if err != nil {
		return err
	}
	now, err := s.Load(ctx, against.Number)
	if err != nil {
		return err
	}
	found, list := 0, map[string]bool{}
	err = talks.Told(ctx, told.ID, changedIDs(changes), since, func(t assistant.Turn) error {
		r := recalled{t.Talk, t.Seq, t.At, told.ID, c.of(assistant.Corrections(then, now, t.Reply))}
		if len(r.Corrections) == 0 {
			return nil
		}
		found++
		list[t.Talk] = true
		return c.print(r)
	})
	if err == nil && !c.JSON {
		fmt.Printf("按版次 %d 答复、与版次 %d 不同的有 %d 个会话的 %d 轮\n", told.Number, against.Number, len(list), found)
	}
	return err
}

// editions returns the one that was told and the one that says otherwise.
func (c recallCommand) editions(ctx context.Context, s *store.Store) (told, against store.Edition, err error) {
	if against, err = c.named(ctx, s, c.Against, s.Serving); err != nil {
		return told, against, err
	}
	told, err = c.named(ctx, s, c.Told, s.Before)
	return told, against, err
}

func (c recallCommand) named(ctx context.Context, s *store.Store, name string, usual func(context.Context) (store.Publication, error)) (store.Edition, error) {
	if name != "" {
		return s.Find(ctx, name)
	}
	p, err := usual(ctx)
	if err == nil && p.Edition == 0 {
		err = errors.New("还没有先后两个现行版次，没有可以更正的；用 --told 和 --against 指明版次")
	}
	if err != nil {
		return store.Edition{}, err
	}
	return s.Edition(ctx, p.Edition)
}

// changedIDs returns what changed, by id: the records themselves, and the items whose
// regional differences changed.
func changedIDs(changes ingest.Changes) []string {
	var ids []string
	for _, list := range [][]ingest.Change{changes.Changed, changes.Withdrawn, changes.Added} {
		for _, x := range list {
			ids = append(ids, x.ID)
			if code, _, ok := strings.Cut(x.ID, " "); ok { // of an override
				ids = append(ids, code)
			}
		}
	}
	return ids
}

// of leaves only what is about the items that were named.
func (c recallCommand) of(all []assistant.Correction) []assistant.Correction {
	if len(c.Item) == 0 {
		return all
	}
	return slices.DeleteFunc(all, func(x assistant.Correction) bool { return !slices.Contains(c.Item, x.Item) })
}

func (c recallCommand) print(r recalled) error {
	if c.JSON {
		return json.NewEncoder(os.Stdout).Encode(r)
	}
	fmt.Printf("%s 会话 %s 第 %d 轮\n", store.Shown(r.At), r.Talk, r.Seq)
	for _, x := range r.Corrections {
		fmt.Printf("    %s %s：当时答“%s”，现在是“%s”\n", x.Item, x.What, shownValue(x.Told), shownValue(x.Now))
	}
	return nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/alecthomas/kong"

	"wenban/assistant"
	"wenban/knowledge"
	"wenban/knowledge/index"
	"wenban/knowledge/index/qdrant"
	"wenban/knowledge/store"
)

// qdrantCommand keeps the index on a Qdrant server in step with the knowledge.
type qdrantCommand struct {
	Sync   qdrantSync   `cmd:"" help:"建立或者修好这个版次的索引，再让别名指向它；在此之前旧索引照常服务"`
	Verify qdrantVerify `cmd:"" help:"逐条核对索引和知识，只看不改；有出入时退出码是 1"`
}

type qdrantSync struct{ placed }

// Run puts the index on the server and says what changed.
func (c qdrantSync) Run(ctx context.Context, call *kong.Context) error {
	keep, err := c.needed(ctx)
	if err != nil {
		return err
	}
	r, err := c.mirror(ctx, func(ctx context.Context, conn *qdrant.Conn, x *index.Exported, p qdrant.Progress) (qdrant.Report, error) {
		return qdrant.Sync(ctx, conn, x, keep, p)
	})
	if err != nil {
		return err
	}
	tellDrift(call.Stdout, r)
	if r.Before == r.Collection {
		_, err = fmt.Fprintf(call.Stdout, "别名 %s 原本就指向它。\n", c.QdrantAlias)
		return err
	}
	fmt.Fprintf(call.Stdout, "别名 %s 现在指向它（原来：%s）。\n", c.QdrantAlias, orNothing(r.Before))
	for _, name := range r.Removed {
		fmt.Fprintf(call.Stdout, "删除了更早的索引 %s。\n", name)
	}
	return nil
}

type qdrantVerify struct{ placed }

// Run compares and says what differs.
func (c qdrantVerify) Run(ctx context.Context, call *kong.Context) error {
	r, err := c.mirror(ctx, qdrant.Verify)
	if unsynced(err) {
		return fmt.Errorf("在 Qdrant 上没有这个版次的索引，请运行 wenban qdrant sync：%w", err)
	}
	if err != nil {
		return err
	}
	tellDrift(call.Stdout, r)
	if r.Before != r.Collection {
		fmt.Fprintf(call.Stdout, "别名 %s 指向的是 %s。\n", c.QdrantAlias, orNothing(r.Before))
	}
	if !r.Drift.None() {
		return errors.New("索引和知识有出入，请运行 wenban qdrant sync 修复")
	}
	return nil
}

func tellDrift(out io.Writer, r qdrant.Report) {
	state := "已有"
	if r.Created {
		state = "新建"
	}
	fmt.Fprintf(out, "索引 %s（%s）：核对了 %d 条，缺 %d 条，不同 %d 条，多出 %d 条。\n", r.Collection, state, r.Drift.Compared, len(r.Drift.Missing), len(r.Drift.Different), len(r.Drift.Extra))
}

func orNothing(name string) string {
	if name == "" {
		return "没有"
	}
	return name
}

// needed names the editions of the database whose indexes must stay.
func (s stored) needed(ctx context.Context) (ids []string, err error) {
	if !s.exists() {
		return nil, nil
	}
	err = s.with(ctx, func(all *store.Store) error {
		ids, err = needed(ctx, all)
		return err
	})
	return ids, err
}

// needed names the editions that serve or may serve soon.
func needed(ctx context.Context, s *store.Store) (ids []string, err error) {
	all, err := s.Editions(ctx, 0)
	for _, e := range all {
		if e.State == store.Serving || e.State == store.Scheduled || e.State == store.Approved {
			ids = append(ids, e.ID)
		}
	}
	return ids, err
}

// mirrorFunc is qdrant.Sync or qdrant.Verify.
type mirrorFunc func(context.Context, *qdrant.Conn, *index.Exported, qdrant.Progress) (qdrant.Report, error)

// mirror takes the index of the knowledge apart, as serve would open it, and
// holds it against the server.
func (p placed) mirror(ctx context.Context, do mirrorFunc) (r qdrant.Report, err error) {
	if p.Qdrant == "" {
		return r, errors.New("请用 --qdrant 主机:端口，或者配置项 qdrant.address，说明 Qdrant 在哪里")
	}
	e, err := p.edition(ctx)
	if err != nil {
		return r, err
	}
	conn, err := p.dial(ctx)
	if err != nil {
		return r, err
	}
	defer leaving(conn)
	bar := newProgress("")
	defer bar.done()
	_, err = assistant.LearnWith(cache(), e, func(e *knowledge.Edition, o index.Options) (assistant.Finder, error) {
		x, err := index.Export(e, o)
		if err != nil {
			return nil, err
		}
		r, err = do(ctx, conn, x, bar.stage)
		return nil, err
	}, bar.stage)
	return r, err
}

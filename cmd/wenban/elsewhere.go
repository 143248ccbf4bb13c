package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/alecthomas/kong"

	"wenban/assistant"
	"wenban/knowledge"
	"wenban/knowledge/index"
	"wenban/knowledge/index/qdrant"
)

// elsewhere says which Qdrant server keeps the index; without one it is built in
// this process.
type elsewhere struct {
	Qdrant      string `name:"qdrant" help:"Qdrant 的 gRPC 地址，如 127.0.0.1:6334；不写就在本程序内检索" key:"qdrant.address" placeholder:"主机:端口"`
	QdrantTLS   bool   `name:"qdrant-tls" help:"用 TLS 连接 Qdrant" key:"qdrant.tls"`
	QdrantAlias string `name:"qdrant-alias" help:"索引在 Qdrant 上的别名" default:"wenban" key:"qdrant.alias"`

	secret string // by the key qdrant.key, which is no flag
}

// placed is knowledge, and where its index is.
type placed struct {
	source
	elsewhere
}

// AfterApply takes what is secret from the configuration: the address of the
// database, and the API key. Of several parts that want to be told, only the
// outermost is.
func (p *placed) AfterApply(call *kong.Context, all *settings) error {
	return errors.Join(p.configure(call, all), p.source.AfterApply(call, all))
}

func (w *elsewhere) configure(call *kong.Context, all *settings) error {
	c, err := all.of(call)
	w.secret = c.Qdrant.Key
	return err
}

func (w elsewhere) dial(ctx context.Context) (*qdrant.Conn, error) {
	conn, err := qdrant.Dial(ctx, qdrant.Config{Addr: w.Qdrant, Key: w.secret, TLS: w.QdrantTLS, Alias: w.QdrantAlias})
	if err != nil {
		return nil, fmt.Errorf("连不上 Qdrant，请检查地址、密钥和 TLS 设置：%w", err)
	}
	return conn, nil
}

// know makes all that answers from an edition, with progress. leave is called
// when it is no longer asked. On a server nothing is written.
func (w elsewhere) know(ctx context.Context, e *knowledge.Edition) (k *assistant.Knowledge, leave func(), err error) {
	return w.learn(ctx, e, nil)
}

// know is that of elsewhere, but puts the index on the server where it is not
// there: what is to serve needs no other step. Several processes may do so at
// once; what one writes the other finds.
func (p placed) know(ctx context.Context, e *knowledge.Edition) (k *assistant.Knowledge, leave func(), err error) {
	if p.Qdrant == "" {
		return p.elsewhere.know(ctx, e)
	}
	keep, err := p.needed(ctx)
	if err != nil {
		return nil, nil, err
	}
	return p.learn(ctx, e, mending(keep))
}

// ready puts the index of an edition on the server before it serves, unless it
// is there; keep names the editions whose indexes must stay.
func (w elsewhere) ready(ctx context.Context, e *knowledge.Edition, keep []string) error {
	_, leave, err := w.learn(ctx, e, mending(keep))
	if err == nil {
		leave()
	}
	return err
}

// mendFunc puts an index on a server.
type mendFunc func(context.Context, *qdrant.Conn, *index.Exported, qdrant.Progress) error

func mending(keep []string) mendFunc {
	return func(ctx context.Context, conn *qdrant.Conn, x *index.Exported, p qdrant.Progress) error {
		_, err := qdrant.Sync(ctx, conn, x, keep, p)
		return err
	}
}

// learn is know; mend, unless it is nil, is called where the index is not there.
func (w elsewhere) learn(ctx context.Context, e *knowledge.Edition, mend mendFunc) (k *assistant.Knowledge, leave func(), err error) {
	if w.Qdrant == "" {
		k, err := know(e)
		return k, func() {}, err
	}
	conn, err := w.dial(ctx)
	if err != nil {
		return nil, nil, err
	}
	leave = func() { leaving(conn) }
	bar := newProgress("")
	defer bar.done()
	k, err = assistant.LearnWith(cache(), e, func(e *knowledge.Edition, o index.Options) (assistant.Finder, error) {
		return found(ctx, conn, e, o, mend, bar.stage)
	}, bar.stage)
	if err != nil {
		leave()
		return nil, nil, err
	}
	return k, leave, nil
}

func leaving(conn *qdrant.Conn) {
	if err := conn.Close(); err != nil {
		slog.Error("close the connection to Qdrant", "error", err)
	}
}

// found opens the index of an edition on a server, and says what to do where it
// is not there, or not this one, and not mended.
func found(ctx context.Context, conn *qdrant.Conn, e *knowledge.Edition, o index.Options, mend mendFunc, p qdrant.Progress) (*qdrant.Index, error) {
	x, err := index.Export(e, o)
	if err != nil {
		return nil, err
	}
	i, err := qdrant.Open(ctx, conn, e.Regions, x)
	if unsynced(err) && mend != nil {
		if err = mend(ctx, conn, x, p); err == nil {
			i, err = qdrant.Open(ctx, conn, e.Regions, x)
		}
	}
	if unsynced(err) {
		return nil, fmt.Errorf("在 Qdrant 上没有这个版次的完整索引，请先运行 wenban qdrant sync：%w", err)
	}
	return i, err
}

func unsynced(err error) bool {
	return errors.Is(err, qdrant.ErrAbsent) || errors.Is(err, qdrant.ErrMismatch) || errors.Is(err, qdrant.ErrIncomplete)
}

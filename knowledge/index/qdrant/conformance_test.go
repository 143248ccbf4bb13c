package qdrant

import (
	"context"
	"crypto/rand"
	"os"
	"testing"
	"time"

	"wenban/knowledge"
	"wenban/knowledge/index"
	"wenban/knowledge/index/indextest"
	"wenban/knowledge/index/qdrant/qdranttest"
)

// dial connects to the server that WENBAN_TEST_QDRANT names (host:port, its key
// in WENBAN_TEST_QDRANT_KEY), else to one in this process. Each test has an
// alias of its own, and all that it made is removed at its end.
func dial(t testing.TB) *Conn {
	t.Helper()
	addr := os.Getenv("WENBAN_TEST_QDRANT")
	if addr == "" {
		addr = new(qdranttest.Server).Start(t)
	}
	return dialTo(t, Config{Addr: addr, Key: os.Getenv("WENBAN_TEST_QDRANT_KEY"), Alias: "wenban-test-" + rand.Text(), Timeout: time.Minute})
}

func dialTo(t testing.TB, c Config) *Conn {
	t.Helper()
	conn, err := Dial(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if os.Getenv("WENBAN_TEST_QDRANT") != "" {
		t.Cleanup(func() { conn.sweep(t) })
	}
	return conn
}

// sweep removes all collections of the alias.
func (c *Conn) sweep(t testing.TB) {
	ctx := context.Background() // that of the test is over
	all, err := c.client.ListCollections(ctx)
	for _, name := range all {
		if len(name) > len(c.alias) && name[:len(c.alias)] == c.alias {
			_ = c.client.DeleteCollection(ctx, name)
		}
	}
	if err != nil {
		t.Log(err)
	}
}

// export takes an edition apart or fails the test.
func export(t testing.TB, e *knowledge.Edition, o index.Options) *index.Exported {
	t.Helper()
	x, err := index.Export(e, o)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// open syncs an edition and opens its index.
func open(t testing.TB, c *Conn, e *knowledge.Edition, o index.Options) *Index {
	t.Helper()
	x := export(t, e, o)
	if _, err := Sync(t.Context(), c, x, nil, nil); err != nil {
		t.Fatal(err)
	}
	found, err := Open(t.Context(), c, e.Regions, x)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestTheIndexOnQdrantConforms(t *testing.T) {
	indextest.Run(t, func(t testing.TB, e *knowledge.Edition, o index.Options) indextest.Finder {
		return open(t, dial(t), e, o)
	})
}

// Package dbtest gives tests both engines: a fresh SQLite file, and a fresh
// database on a real PostgreSQL that the tests start by themselves.
//
// A package that uses it runs its tests through Main, which stops the server.
package dbtest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"wenban/knowledge/store/db"
)

// require names the variable that turns a PostgreSQL that is not installed from
// a reason to skip into a failure.
const require = "WENBAN_REQUIRE_POSTGRES"

// Main runs the tests of a package and stops the server they used.
func Main(m *testing.M) int {
	defer func() {
		if shared.stop != nil {
			shared.stop()
		}
	}()
	return m.Run()
}

// Each runs a test on both engines, with the address of an empty database.
func Each(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, filepath.Join(t.TempDir(), "wenban.db")) })
	t.Run("postgresql", func(t *testing.T) { test(t, Postgres(t)) })
}

// Another returns the address of another empty database of the same engine.
func Another(t testing.TB, url string) string {
	t.Helper()
	if strings.HasPrefix(url, "postgres") {
		return Postgres(t)
	}
	return filepath.Join(t.TempDir(), "wenban.db")
}

// Open opens a database for the length of a test.
func Open(t testing.TB, url string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), url)
	if err != nil {
		t.Fatalf("Open(%s) = %v, want nil", url, err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("Close(%s) = %v, want nil", url, err)
		}
	})
	return d
}

// shared is the server of this test process.
var shared struct {
	server
	once sync.Once
	err  error
}

var databases atomic.Int64

// Postgres returns the address of an empty schema, which is as good as a database
// and made in no time, for the length of a test. It skips the test where
// PostgreSQL is not installed.
func Postgres(t testing.TB) string {
	t.Helper()
	return create(t, "SCHEMA")
}

// Database is Postgres with a database of its own, for what is set or heard by
// database.
func Database(t testing.TB) (url, name string) {
	t.Helper()
	url = create(t, "DATABASE")
	name, _, _ = strings.Cut(strings.TrimPrefix(url, "postgres:///"), "?")
	return url, name
}

func create(t testing.TB, what string) (url string) {
	t.Helper()
	shared.once.Do(func() { shared.err = shared.start() })
	if shared.err == errAbsent && os.Getenv(require) == "" {
		t.Skip("没有安装 PostgreSQL（apt install postgresql），跳过")
	}
	if shared.err != nil {
		t.Fatalf("start PostgreSQL: %v", shared.err)
	}
	name := fmt.Sprint("test", databases.Add(1))
	if err := Exec(t.Context(), shared.url("postgres"), "CREATE "+what+" "+name); err != nil {
		t.Fatalf("make a %s: %v", what, err)
	}
	if what == "SCHEMA" {
		return shared.url("postgres") + "&search_path=" + name
	}
	return shared.url(name)
}

// Exec runs statements on PostgreSQL over a connection of its own.
func Exec(ctx context.Context, url string, statements ...string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	for _, s := range statements {
		if _, err := conn.Exec(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}

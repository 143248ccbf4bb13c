package db_test

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"

	"wenban/knowledge/store/db"
	"wenban/knowledge/store/db/dbtest"
)

func TestPostgresSettingsThatCanLoseDataAreRefused(t *testing.T) {
	for name, c := range map[string]struct{ set, reset []string }{
		"synchronous_commit":    {set: []string{"ALTER DATABASE %s SET synchronous_commit = off"}},
		"transaction_read_only": {set: []string{"ALTER DATABASE %s SET default_transaction_read_only = on"}},
		"fsync":                 {[]string{"ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"}, []string{"ALTER SYSTEM RESET fsync", "SELECT pg_reload_conf()"}},
		"full_page_writes":      {[]string{"ALTER SYSTEM SET full_page_writes = off", "SELECT pg_reload_conf()"}, []string{"ALTER SYSTEM RESET full_page_writes", "SELECT pg_reload_conf()"}},
	} {
		t.Run(name, func(t *testing.T) {
			url, database := dbtest.Database(t)
			for i := range c.set {
				c.set[i] = strings.ReplaceAll(c.set[i], "%s", database)
			}
			must(t, dbtest.Exec(t.Context(), url, c.set...))
			t.Cleanup(func() { must(t, dbtest.Exec(context.Background(), url, c.reset...)); await(t, url, name, false) })
			await(t, url, name, true)
			_, err := db.Open(t.Context(), url)
			if !errors.Is(err, db.ErrUnsafe) || !strings.Contains(err.Error(), name) {
				t.Errorf("Open with %s spoiled = %v, want ErrUnsafe naming it", name, err)
			}
		})
	}
}

// await waits until new connections have a setting, which the server takes over
// soon after it was told: each try is a connection, so the loop does not spin.
func await(t *testing.T, url, setting string, spoiled bool) {
	t.Helper()
	good := "on"
	if setting == "transaction_read_only" {
		return // set for the database, at once
	}
	for range 10000 {
		d, err := sql.Open("pgx", url)
		must(t, err)
		var got string
		must(t, d.QueryRow("SELECT setting FROM pg_settings WHERE name = $1", setting).Scan(&got))
		must(t, d.Close())
		if spoiled == (got != good) || setting == "synchronous_commit" && !spoiled {
			return
		}
	}
	t.Fatalf("the server did not take over %s", setting)
}

func TestAPasswordIsInNoError(t *testing.T) {
	for _, url := range []string{
		"postgres://u:geheim@127.0.0.1:1/x?connect_timeout=2", "postgres://u:geheim@/%zz", "postgres://u:geheim@127.0.0.1:99999/x",
	} {
		_, err := db.Open(t.Context(), url)
		if err == nil || strings.Contains(err.Error(), "geheim") {
			t.Errorf("Open(%s) = %v, want an error without the password", url, err)
		}
	}
}

func TestListenersHearWhatWasCommitted(t *testing.T) {
	d := dbtest.Open(t, dbtest.Postgres(t))
	ctx, stop := context.WithCancel(t.Context())
	heard, ended := make(chan bool, 100), make(chan error, 1)
	go func() { ended <- d.Listen(ctx, "news", func() { heard <- true }) }()
	<-heard // listening now
	oops := errors.New("oops")
	notify := func(tx *sql.Tx) error { return d.Notify(t.Context(), tx, "news") }
	if err := d.Update(t.Context(), func(tx *sql.Tx) error { return errors.Join(notify(tx), oops) }); !errors.Is(err, oops) {
		t.Fatalf("Update = %v, want %v", err, oops)
	}
	must(t, d.Update(t.Context(), notify))
	<-heard
	stop()
	if err := <-ended; err == nil || len(heard) != 0 {
		t.Errorf("Listen ended with %v after %d more calls, want an error and none", err, len(heard))
	}
}

func TestSQLiteHasNoListeners(t *testing.T) {
	d := dbtest.Open(t, t.TempDir()+"/wenban.db")
	if err := d.Listen(t.Context(), "news", func() {}); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("Listen = %v, want errors.ErrUnsupported", err)
	}
}

package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wenban/knowledge/index/qdrant"
	"wenban/knowledge/index/qdrant/qdranttest"
)

// called runs a command line as main does and returns what it printed.
func called(t *testing.T, args ...string) (string, error) {
	t.Helper()
	p, err := grammar(t.Context(), new(settings))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	p.Stdout = &out
	call, err := p.Parse(args)
	if err == nil {
		err = call.Run()
	}
	return out.String(), err
}

// TestTheIndexIsKeptOnQdrant is the way of an operator: nothing is there, sync,
// verify, serve; the server is reached by the configuration, its key stands in a
// file of its own.
func TestTheIndexIsKeptOnQdrant(t *testing.T) {
	key := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(key, []byte("4h7Fq0pL\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	addr := (&qdranttest.Server{Key: "4h7Fq0pL"}).Start(t)
	t.Setenv("WENBAN_DATA", t.TempDir())
	t.Setenv("WENBAN_QDRANT_ADDRESS", addr)
	if out, err := called(t, "qdrant", "sync"); err == nil {
		t.Fatalf("qdrant sync without the key = %q, nil, want a refusal", out)
	}
	t.Setenv("WENBAN_QDRANT_KEY_FILE", key)
	if out, err := called(t, "qdrant", "verify"); err == nil || !strings.Contains(err.Error(), "wenban qdrant sync") {
		t.Errorf("qdrant verify before any sync = %q, %v, want to be told to sync", out, err)
	}
	e, err := source{}.edition(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	where := elsewhere{Qdrant: addr, QdrantAlias: "wenban", secret: "4h7Fq0pL"}
	if _, _, err := where.know(t.Context(), e); err == nil || !strings.Contains(err.Error(), "wenban qdrant sync") {
		t.Errorf("know before any sync = %v, want to be told to sync", err)
	}
	for _, step := range []struct {
		args []string
		want string
	}{
		{[]string{"qdrant", "sync"}, "新建"}, {[]string{"qdrant", "sync"}, "原本就指向它"}, {[]string{"qdrant", "verify"}, "缺 0 条，不同 0 条，多出 0 条"},
	} {
		if out, err := called(t, step.args...); err != nil || !strings.Contains(out, step.want) {
			t.Errorf("%v = %q, %v, want %q in it", step.args, out, err, step.want)
		}
	}
	k, leave, err := where.know(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	here, err := know(e)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := k.Finder.(*qdrant.Index); !ok {
		t.Fatalf("the finder is a %T, want the one on Qdrant", k.Finder)
	}
	for _, text := range []string{"身份证丢了", "我爸去世了要办什么", "小餐饮登记证有效期几年", "开餐馆"} {
		got, want := k.Rank(t.Context(), text, 10), here.Rank(t.Context(), text, 10)
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("Rank(%s) on Qdrant = %v, want that of this process, %v", text, got, want)
		}
	}
}

// TestWhatServesPutsItsIndexThereItself: a first start needs no other step.
func TestWhatServesPutsItsIndexThereItself(t *testing.T) {
	where := elsewhere{Qdrant: new(qdranttest.Server).Start(t), QdrantAlias: "wenban"}
	p := placed{source: source{stored: stored{Data: t.TempDir()}}, elsewhere: where}
	e, err := p.edition(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time it is there
		k, leave, err := p.know(t.Context(), e)
		if err != nil {
			t.Fatal(err)
		}
		if got := k.Rank(t.Context(), "养犬登记", 1); len(got) != 1 {
			t.Errorf("Rank(养犬登记) = %v, want an item", got)
		}
		leave()
	}
}

func TestQdrantNeedsAnAddress(t *testing.T) {
	if _, err := called(t, "qdrant", "sync"); err == nil || !strings.Contains(err.Error(), "--qdrant") {
		t.Errorf("qdrant sync without an address = %v, want to be told how to give one", err)
	}
	t.Setenv("WENBAN_DATA", t.TempDir())
	if _, err := called(t, "ask", "--qdrant", "127.0.0.1:1", "身份证丢了"); err == nil || !strings.Contains(err.Error(), "连不上 Qdrant") {
		t.Errorf("ask with a server that is not there = %v, want that", err)
	}
}

// TestTheDatabaseIsStillConfigured: two parts of a command take a secret from
// the configuration, and both get theirs.
func TestTheDatabaseIsStillConfigured(t *testing.T) {
	t.Setenv("WENBAN_DATABASE", filepath.Join(t.TempDir(), "other.db"))
	t.Setenv("WENBAN_QDRANT_KEY", "4h7Fq0pL")
	s := new(settings)
	var got serveCommand
	p, err := grammar(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	call, err := p.Parse([]string{"serve"})
	if err != nil {
		t.Fatal(err)
	}
	got = call.Selected().Target.Interface().(serveCommand)
	if !strings.HasSuffix(got.configured, "other.db") || got.secret != "4h7Fq0pL" {
		t.Errorf("serve takes database %q and key %q from the configuration, want both", got.configured, got.secret)
	}
}

// TestAPublishPutsTheIndexOnTheServerFirst publishes twice and goes back, with
// no sync by hand; a server that is down stops a publish before it takes effect.
func TestAPublishPutsTheIndexOnTheServerFirst(t *testing.T) {
	var server qdranttest.Server
	addr := server.Start(t)
	t.Setenv("WENBAN_QDRANT_ADDRESS", addr)
	data := t.TempDir()
	staffed(t, data)
	where := elsewhere{Qdrant: addr, QdrantAlias: "wenban"}
	published := func(number string) {
		t.Helper()
		k, leave, err := where.know(t.Context(), serving(t, data))
		if err != nil {
			t.Fatalf("the index of edition %s after its publish: %v", number, err)
		}
		defer leave()
		if codes := k.Rank(t.Context(), map[string]string{"1": "甲", "2": "乙"}[number], 1); len(codes) != 1 {
			t.Errorf("edition %s finds %v, want its item", number, codes)
		}
	}
	steps(t, data, "import --as 甲 --why 首次 "+file(t, "a.jsonl", one))
	if code, _ := command(t, "publish", "1", "--as", "乙", "--why", "发", "--data", data); code == 0 || server.Collections() != 0 {
		t.Errorf("publish without a review = %d with %d collections, want it refused and none made", code, server.Collections())
	}
	steps(t, data, "submit 1 --as 甲 --why 好", "review 1 --approve --as 乙 --why 好", "publish 1 --as 乙 --why 发")
	published("1")
	steps(t, data, "import --replace --as 甲 --why 又 "+file(t, "b.jsonl", two), "submit 2 --as 甲 --why 好", "review 2 --approve --as 乙 --why 好", "publish 2 --as 乙 --why 发")
	published("2")
	steps(t, data, "rollback 1 --as 乙 --why 回")
	published("1")
	server.Stop()
	if code, out := command(t, "rollback", "2", "--as", "乙", "--why", "急", "--data", data); code != 1 || serving(t, data).Items[0].Code != "Y" {
		t.Errorf("rollback without the server = %d, %q, want it done all the same, and the index told to be missing", code, out)
	}
}

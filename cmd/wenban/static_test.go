//go:build linux

package main

import (
	"context"
	"debug/elf"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"wenban/channels/logtest"
)

// TestTheStaticBinaryNeedsNothing runs the binary of `make static` with nothing
// around it: the root is a folder that holds the binary alone, there is no
// library, no /proc, no /tmp, no environment, no module cache.
func TestTheStaticBinaryNeedsNothing(t *testing.T) {
	binary := os.Getenv("WENBAN_TEST_STATIC")
	if binary == "" {
		t.Skip("WENBAN_TEST_STATIC names no binary; `make static-test` builds one")
	}
	needsNoLibrary(t, binary)
	root := t.TempDir()
	text, err := os.ReadFile(binary)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "wenban"), text, 0o700); err != nil {
		t.Fatal(err)
	}
	out, err := alone(t.Context(), root, "ask", "我家孩子身份证丢了").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "居民身份证丢失补领") {
		t.Errorf("wenban ask in an empty root: %v\n%s", err, out)
	}
	if out, err := alone(t.Context(), root, "serve", "--addr", "127.0.0.1:99999").CombinedOutput(); err == nil {
		t.Errorf("control: wenban serve on a port that cannot be: no error\n%s", out)
	}
	serves(t, root)
}

// needsNoLibrary reads the binary: it names no interpreter and no library.
func needsNoLibrary(t *testing.T, binary string) {
	t.Helper()
	f, err := elf.Open(binary)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	libraries, err := f.ImportedLibraries()
	if err != nil || len(libraries) > 0 {
		t.Errorf("%s needs %v (%v), want nothing", binary, libraries, err)
	}
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP {
			t.Errorf("%s names an interpreter, so it is not static", binary)
		}
	}
}

// alone is the binary in a root of its own. Who is not root becomes it in a
// namespace.
func alone(ctx context.Context, root string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, "/wenban", args...)
	c.Env, c.Dir = []string{"PATH="}, "/"
	c.SysProcAttr = &syscall.SysProcAttr{Chroot: root}
	if os.Getuid() != 0 {
		c.SysProcAttr.Cloneflags = syscall.CLONE_NEWUSER
		c.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		c.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	return c
}

func serves(t *testing.T, root string) {
	t.Helper()
	addr := free(t)
	c := alone(t.Context(), root, "serve", "--addr", addr)
	var said logtest.Text
	c.Stdout, c.Stderr = &said, &said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	late := time.After(2 * time.Minute)
	for !get(addr, "/readyz", "ready") {
		select {
		case <-late:
			_ = c.Process.Kill()
			t.Fatalf("wenban serve in an empty root is not ready after two minutes: %s", &said)
		case <-time.After(50 * time.Millisecond):
		}
	}
	if !get(addr, "/", "问办") {
		t.Error("wenban serve in an empty root: the page is not there")
	}
	_ = c.Process.Signal(syscall.SIGTERM)
	if err := c.Wait(); err != nil {
		t.Errorf("wenban serve in an empty root, after SIGTERM: %v\n%s", err, &said)
	}
}

// get reports that a page is there and holds a word.
func get(addr, path, word string) bool {
	r, err := http.Get("http://" + addr + path)
	if err != nil {
		return false
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	return err == nil && r.StatusCode == http.StatusOK && strings.Contains(string(b), word)
}

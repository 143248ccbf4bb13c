// Package browsertest is a real browser for the tests of pages: a Chromium with an
// empty profile, what a person does in it, and axe-core, which finds what keeps
// people from using a page.
package browsertest

import (
	"context"
	_ "embed" // axe.min.js
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Look is how a browser looks at a page.
type Look struct {
	Width, Height int64
	Dark          bool
	NoScript      bool
	Print         bool
}

// What pages are looked at with.
var (
	Phone   = Look{Width: 390, Height: 844}
	Desktop = Look{Width: 1280, Height: 900}
)

// Start starts a real Chromium with an empty profile. Without one the test is
// skipped, unless WENBAN_REQUIRE_BROWSER=1 says that it must run.
func Start(t *testing.T, l Look) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("WENBAN_REQUIRE_BROWSER") == "1" {
			t.Fatal("chromium is not installed, and WENBAN_REQUIRE_BROWSER=1: apt-get install chromium fonts-noto-cjk")
		}
		t.Skip("chromium is not installed; make browser installs it")
	}
	opts := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.NoFirstRun, chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("lang", "zh-CN"), chromedp.WSURLReadTimeout(60 * time.Second),
	}
	alloc, stop := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil { // the browser lives as long as this context
		t.Fatalf("start chromium: %v", err)
	}
	Do(t, ctx, l.actions()...)
	return ctx
}

// Act is something a browser does.
type Act = chromedp.Action[chromedp.Void]

func (l Look) actions() []Act {
	scheme := "light"
	if l.Dark {
		scheme = "dark"
	}
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if l.Print {
		media.Media = "print"
	}
	return []Act{
		Call(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: l.Width, Height: l.Height, DeviceScaleFactor: 1, Mobile: l.Width < 500}),
		Call(emulation.SetEmulatedMedia, media),
		Call(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: l.NoScript}),
	}
}

// Call sends a command of the DevTools protocol.
func Call[P, R any](c cdp.Command[P, R], p P) Act {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, p)
		return err
	})
}

// Do does something in a browser, within half a minute.
func Do(t *testing.T, ctx context.Context, acts ...Act) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, acts...); err != nil {
		t.Fatalf("browser: %v\n%s", err, Seen(ctx))
	}
}

// Eval returns what an expression gives in the page.
func Eval[T any](t *testing.T, ctx context.Context, js string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js))
	if err != nil {
		t.Fatalf("evaluate %s: %v", js, err)
	}
	return v
}

// Open goes to an address.
func Open(url string) Act { return chromedp.Navigate(url) }

// Visible waits until an element is seen.
func Visible(sel string) Act { return chromedp.WaitVisible(chromedp.CSS(sel)) }

// Click clicks on an element.
func Click(sel string) Act { return chromedp.Click(chromedp.CSS(sel)) }

// Press presses a key where the focus is, once the page listens: what is seen is
// there before its script is.
func Press(key string) Act {
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		return chromedp.Do(ctx, Until(`document.readyState === "complete"`), chromedp.KeyEvent(key))
	})
}

// TypeIn types into an element.
func TypeIn(sel, text string) Act { return chromedp.SendKeys(chromedp.CSS(sel), text) }

// Until waits for something that is true of the page, also while another page
// is being loaded.
func Until(js string) Act {
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		for {
			ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](js))
			if ok || ctx.Err() != nil {
				return errors.Join(err, ctx.Err())
			}
		}
	})
}

// Seen returns what the page shows, for a failure to print.
func Seen(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Text(chromedp.CSS("body")))
	if err != nil {
		return "(the page cannot be read: " + err.Error() + ")"
	}
	return text
}

// Shot writes a picture where WENBAN_SHOTS names a folder.
func Shot(t *testing.T, ctx context.Context, name string, full bool) {
	t.Helper()
	dir := os.Getenv("WENBAN_SHOTS")
	if dir == "" {
		return
	}
	action := chromedp.CaptureScreenshot()
	if full {
		action = chromedp.FullScreenshot(100)
	}
	b, err := chromedp.Run(ctx, action)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), b, 0o600); err != nil {
		t.Fatal(err)
	}
}

//go:embed axe.min.js
var axe string

// Finding is what axe-core found wrong.
type Finding struct {
	ID     string   `json:"id"`
	Impact string   `json:"impact"`
	Help   string   `json:"help"`
	Nodes  []string `json:"nodes"`
}

// Serious reports whether a finding keeps somebody from using the page.
func (f Finding) Serious() bool { return f.Impact == "serious" || f.Impact == "critical" }

const audit = `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(v => ({id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.map(n => n.html.slice(0, 150) + " " + n.any.map(a => a.message).join(" "))})))`

// Findings audits the page that is open.
func Findings(t *testing.T, ctx context.Context) []Finding {
	t.Helper()
	Do(t, ctx, chromedp.Evaluate[chromedp.Void](axe))
	out, err := chromedp.Run(ctx, chromedp.Evaluate[[]Finding](audit, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("audit: %v", err)
	}
	return out
}

// Audit fails the test for what is serious on the page that is open.
func Audit(t *testing.T, ctx context.Context, page string) {
	t.Helper()
	for _, f := range Findings(t, ctx) {
		if f.Serious() {
			t.Errorf("%s: %s (%s): %s\n  %s", page, f.ID, f.Impact, f.Help, strings.Join(f.Nodes, "\n  "))
		}
	}
}

// Spoil makes a page that is wrong on purpose: the control of an audit.
func Spoil(t *testing.T, ctx context.Context) {
	t.Helper()
	Do(t, ctx, chromedp.Evaluate[chromedp.Void](`document.body.innerHTML = '<img src="x"><button></button>'`))
	if len(Findings(t, ctx)) == 0 {
		t.Error("control: a page with a nameless button passes")
	}
}

package web

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// look is how a browser looks at the page.
type look struct {
	width, height int64
	dark          bool
	elder         bool
	noScript      bool
	print         bool
}

var phone = look{width: 390, height: 844}

// browser starts a real Chromium with an empty profile. Without one the test is
// skipped, unless WENBAN_REQUIRE_BROWSER=1 says that it must run.
func browser(t *testing.T, l look) context.Context {
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
	do(t, ctx, l.actions()...)
	return ctx
}

// act is something a browser does.
type act = chromedp.Action[chromedp.Void]

func (l look) actions() []act {
	scheme := "light"
	if l.dark {
		scheme = "dark"
	}
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if l.print {
		media.Media = "print"
	}
	return []act{
		call(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: l.width, Height: l.height, DeviceScaleFactor: 1, Mobile: l.width < 500}),
		call(emulation.SetEmulatedMedia, media),
		call(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: l.noScript}),
	}
}

func call[P, R any](c cdp.Command[P, R], p P) act {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, p)
		return err
	})
}

func do(t *testing.T, ctx context.Context, acts ...act) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, acts...); err != nil {
		t.Fatalf("browser: %v\n%s", err, seen(ctx))
	}
}

// eval returns what an expression gives in the page.
func eval[T any](t *testing.T, ctx context.Context, js string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js))
	if err != nil {
		t.Fatalf("evaluate %s: %v", js, err)
	}
	return v
}

func open(url string) act    { return chromedp.Navigate(url) }
func visible(sel string) act { return chromedp.WaitVisible(chromedp.CSS(sel)) }
func click(sel string) act   { return chromedp.Click(chromedp.CSS(sel)) }
func press(key string) act   { return chromedp.KeyEvent(key) }

func typeIn(sel, text string) act { return chromedp.SendKeys(chromedp.CSS(sel), text) }

// until waits for something that is true of the page, also while another page
// is being loaded.
func until(js string) act {
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		for {
			ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](js))
			if ok || ctx.Err() != nil {
				return errors.Join(err, ctx.Err())
			}
		}
	})
}

// seen returns what the page shows, for a failure to print.
func seen(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Text(chromedp.CSS("body")))
	if err != nil {
		return "(the page cannot be read: " + err.Error() + ")"
	}
	return text
}

// ask types a message and sends it with Enter, then waits for turn seq.
func ask(text, seq string) act {
	return chromedp.Steps(typeIn("#text", text+"\r"), visible(`.turn.last[data-seq="`+seq+`"]`))
}

// shot writes a picture where WENBAN_SHOTS names a folder.
func shot(t *testing.T, ctx context.Context, name string, full bool) {
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

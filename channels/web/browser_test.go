package web

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"

	"wenban/channels/internal/browsertest"
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

// browser starts a real browser, see browsertest.Start.
func browser(t *testing.T, l look) context.Context {
	t.Helper()
	return browsertest.Start(t, browsertest.Look{Width: l.width, Height: l.height, Dark: l.dark, NoScript: l.noScript, Print: l.print})
}

// act is something a browser does.
type act = browsertest.Act

var (
	do      = browsertest.Do
	open    = browsertest.Open
	visible = browsertest.Visible
	click   = browsertest.Click
	press   = browsertest.Press
	typeIn  = browsertest.TypeIn
	until   = browsertest.Until
	seen    = browsertest.Seen
	shot    = browsertest.Shot
)

func eval[T any](t *testing.T, ctx context.Context, js string) T {
	t.Helper()
	return browsertest.Eval[T](t, ctx, js)
}

func call[P, R any](c cdp.Command[P, R], p P) act { return browsertest.Call(c, p) }

// ask types a message and sends it with Enter, then waits for turn seq.
func ask(text, seq string) act {
	return chromedp.Steps(typeIn("#text", text+"\r"), visible(`.turn.last[data-seq="`+seq+`"]`))
}

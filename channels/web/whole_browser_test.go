package web

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"wenban/channels/logtest"
)

// program is the built program, run as whoever runs a county does.
type program struct {
	path, data string
	env        []string
}

// built builds the program once for a test, with the simulated systems of others
// running beside it.
func built(t *testing.T) *program {
	t.Helper()
	if _, err := exec.LookPath("chromium"); err != nil && os.Getenv("WENBAN_REQUIRE_BROWSER") != "1" {
		t.Skip("chromium is not installed; make browser installs it")
	}
	p := &program{path: filepath.Join(t.TempDir(), "wenban"), data: t.TempDir()}
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", p.path, "wenban/cmd/wenban").CombinedOutput(); err != nil {
		t.Fatalf("build the program: %v\n%s", err, out)
	}
	return p
}

// environ is the environment of the program: nothing of the test's own settings.
func (p *program) environ() []string {
	all := slices.DeleteFunc(os.Environ(), func(s string) bool { return strings.HasPrefix(s, "WENBAN_") })
	return append(append(all, p.env...), "WENBAN_DATA="+p.data)
}

// run runs a command to its end.
func (p *program) run(t *testing.T, stdin string, args ...string) {
	t.Helper()
	c := exec.CommandContext(t.Context(), p.path, args...)
	c.Env, c.Stdin = p.environ(), strings.NewReader(stdin)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("wenban %q: %v\n%s", args, err, out)
	}
}

// start starts a command that serves, and waits until it answers at url.
func (p *program) start(t *testing.T, url string, args ...string) *logtest.Text {
	t.Helper()
	log := new(logtest.Text)
	c := exec.CommandContext(t.Context(), p.path, args...)
	c.Env, c.Stdout, c.Stderr = p.environ(), log, log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	for {
		r, _ := http.NewRequestWithContext(ctx, http.MethodGet, url, nil) // a plain address
		resp, err := http.DefaultTransport.RoundTrip(r)
		if err == nil {
			_ = resp.Body.Close()
			return log
		}
		if ctx.Err() != nil {
			t.Fatalf("wenban %q does not answer at %s: %v\n%s", args, url, err, log)
		}
	}
}

// free returns an address of this machine that nobody listens at.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// TestBrowserTheWholeStory is the whole way with the real program and four
// browsers: a citizen asks, signs in, has the form filled in, photographs a
// paper with the phone, hands it in; the department accepts and closes it; the
// citizen sees that without doing anything, and rates it.
func TestBrowserTheWholeStory(t *testing.T) {
	p := built(t)
	others, ours := "http://"+free(t), free(t)
	site := "http://" + ours
	p.start(t, others, "simulate", "--addr", strings.TrimPrefix(others, "http://"), "--site", site)
	p.env = simulated(others, site)
	p.run(t, deskPassword, "user", "add", "--role", "admin", "--role", "operator", "--password-file", "-", "周建国")
	p.run(t, deskPassword, "user", "add", "--as", "周建国", "--role", "handler", "--department", "云溪市公安局", "--password-file", "-", "吴桂英")
	log := p.start(t, site+"/healthz", "serve", "--addr", ours)

	citizen := browser(t, look{width: 1280, height: 900})
	do(t, citizen, open(site), ask("我家孩子身份证丢了", "1"), press("1"), visible(`.turn.last[data-seq="2"] .list`))
	shot(t, citizen, "story-1-list", false)
	do(t, citizen, click(".bar .who"), visible(`button[value="linxiulan"]`), click(`button[value="linxiulan"]`), visible("form.who"), visible(".turn.last .offer button"))
	do(t, citizen, click(".offer button"), at("/sources"), click(".choose .main"), until(`!location.pathname.endsWith("/sources") && document.readyState === "complete"`))
	filledIn(t, citizen)
	if got := seen(citizen); !strings.Contains(got, "登录的实名信息") {
		t.Errorf("nothing of the form comes from the sign-in:\n%s", got)
	}
	shot(t, citizen, "story-2-check", true)
	do(t, citizen, click(".apply form .main"), at("/papers"), click(`form[action$="/link"] button`), visible(".qr"))

	hand := browser(t, phone)
	do(t, hand, open(eval[string](t, citizen, `document.querySelector("[data-link]").textContent`)), click(".main"), at("/photos"))
	file := filepath.Join(t.TempDir(), "IMG_1.png")
	if err := os.WriteFile(file, picture, 0o600); err != nil {
		t.Fatal(err)
	}
	do(t, hand, chromedp.SetUploadFiles(chromedp.CSS(`input[type=file]`), []string{file}), visible(".papers .done"))
	shot(t, hand, "story-3-phone", true)
	do(t, citizen, until(`document.querySelector("[data-arrived]").textContent === "已经收到 1 个文件。"`), click(".choose .main"), at("/papers"), click(".choose .main"), at("/send"), click(".choose .main"), at("/sent"))
	shot(t, citizen, "story-4-receipt", true)
	receipt := eval[string](t, citizen, `document.querySelector("[data-receipt]").textContent`)
	do(t, citizen, open(site), visible(".turn.last .receipt"))

	staff := atTheDesk(t, site, "周建国")
	openCase(t, staff, site, receipt)
	shot(t, staff, "story-5-desk", true)
	acted(t, staff, "accept", "")
	do(t, citizen, until(`document.querySelector(".turn.last").innerText.includes("已受理")`))
	shot(t, citizen, "story-6-accepted", false)
	acted(t, staff, "assign", "")
	handler := atTheDesk(t, site, "吴桂英")
	openCase(t, handler, site, receipt)
	acted(t, handler, "sign", "")
	acted(t, handler, "start", "")
	acted(t, handler, "close", "新证已经做好，请到窗口领取")
	do(t, citizen, until(`document.querySelector(".turn.last").innerText.includes("请到窗口领取")`))
	shot(t, citizen, "story-7-closed", false)
	rated(t, citizen, site)
	if strings.Contains(log.String(), "panic") {
		t.Errorf("the log of the program:\n%s", log)
	}
	for _, private := range []string{childID, "王小明", "滨江中路", "19900000001"} {
		if strings.Contains(log.String(), private) {
			t.Errorf("the log has %q, want nothing personal", private)
		}
	}
}

// simulated points the program at the simulated systems.
func simulated(others, site string) []string {
	return []string{
		"WENBAN_SIGNIN_SITE=" + site,
		"WENBAN_SIGNIN_CITIZEN_ISSUER=" + others + "/citizen", "WENBAN_SIGNIN_CITIZEN_CLIENT_ID=wenban",
		"WENBAN_SIGNIN_CITIZEN_CLIENT_SECRET=simulated-for-trying-only",
		"WENBAN_LICENCES_ADDRESS=" + others + "/zz", "WENBAN_LICENCES_SECRET=simulated-for-trying-only", "WENBAN_LICENCES_PRIVATE=true",
	}
}

// filledIn answers the questions of the form until the page to check comes.
func filledIn(t *testing.T, ctx context.Context) {
	t.Helper()
	for range 40 {
		path := eval[string](t, ctx, "location.pathname")
		switch {
		case strings.HasSuffix(path, "/check"):
			return
		case eval[bool](t, ctx, `!!document.querySelector(".option")`):
			do(t, ctx, click(".option"), left(path))
		default:
			do(t, ctx, typeIn("#text", typedFor(eval[string](t, ctx, `document.querySelector("h1").textContent`))), click(".choose .main"), left(path))
		}
	}
	t.Fatal("the questions do not end")
}

// typedFor answers a question of a form by its words.
func typedFor(question string) string {
	for word, entry := range map[string]string{"身份证": childID, "日期": "2026年11月20日", "哪一天": "2026年11月20日", "电话": "13800138000", "地址": entries["address"], "住址": entries["address"]} {
		if strings.Contains(question, word) {
			return entry
		}
	}
	return "王小明"
}

// deskPassword is that of the staff of the story.
const deskPassword = "correct horse battery"

// atTheDesk is a browser in which somebody of the staff is signed in.
func atTheDesk(t *testing.T, site, name string) context.Context {
	t.Helper()
	ctx := browser(t, look{width: 1280, height: 900})
	do(t, ctx, open(site+"/staff/sign-in"), typeIn("#name", name), typeIn("#password", deskPassword), click(".fields button"), visible(".pairs"))
	return ctx
}

// openCase opens a case at the desk by its receipt number, once it is there.
func openCase(t *testing.T, ctx context.Context, site, receipt string) {
	t.Helper()
	for range 30 {
		do(t, ctx, open(site+"/desk/search?q="+strings.ReplaceAll(receipt, "-", "")), until(`document.readyState === "complete"`))
		if eval[bool](t, ctx, `!!document.querySelector('a[href^="/desk/case/"]') || location.pathname.startsWith("/desk/case/")`) {
			break
		}
	}
	if !strings.HasPrefix(eval[string](t, ctx, "location.pathname"), "/desk/case/") {
		do(t, ctx, click(`a[href^="/desk/case/"]`), until(`location.pathname.startsWith("/desk/case/") && document.readyState === "complete"`))
	}
}

// acted does something to the case that is open at the desk.
func acted(t *testing.T, ctx context.Context, action, words string) {
	t.Helper()
	form := fmt.Sprintf(`form[action$="/act/%s"]`, action)
	do(t, ctx, chromedp.Evaluate[chromedp.Void](`document.querySelector('`+form+`').closest("details")?.setAttribute("open", "")`))
	if words != "" {
		do(t, ctx, typeIn(form+" textarea", words))
	}
	do(t, ctx, click(form+" button"), until(`location.search === "?done=`+action+`" && document.readyState === "complete"`))
}

// rated rates what the page offers to rate.
func rated(t *testing.T, ctx context.Context, site string) {
	t.Helper()
	do(t, ctx, open(site), visible(".turn.last .receipt"), click(`.turn.last .take a[href="/progress"]`), visible(`form[action="/rate/case"] button`), click(`form[action="/rate/case"] button`), visible(`input[name=level]`))
	do(t, ctx, click(`input[name=level]`), click(".fields .main"), visible(".notice.done"))
	shot(t, ctx, "story-8-rated", false)
}

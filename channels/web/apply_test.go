package web

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"wenban/assistant/form"
	"wenban/assistant/form/drafts"
	"wenban/assistant/handoff"
	"wenban/assistant/ledger"
	"wenban/channels/signin"
	"wenban/knowledge"
	"wenban/knowledge/personal"
	"wenban/knowledge/sample"
	"wenban/knowledge/store/db"
	"wenban/knowledge/store/db/dbtest"
	"wenban/knowledge/store/seal"
)

// lost is the code of the item whose list stands after the two turns of desk.
const lost = "1199010000990109120007090210103"

// filling is a site on which forms can be filled in, with a clock to set.
type fillingSite struct {
	*site
	at   time.Time
	book *drafts.Store
	data *db.DB
}

// forgetCase takes away that a draft became a case.
func (f *fillingSite) forgetCase(t testing.TB, base string) {
	t.Helper()
	err := f.data.Update(t.Context(), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(t.Context(), `UPDATE draft SET case_id = '', version = version - 1 WHERE id = $1`, strings.TrimPrefix(base, "/apply/"))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// onlyFile is the id of the one file of a draft.
func (f *fillingSite) onlyFile(t testing.TB, base string) string {
	t.Helper()
	files, err := f.book.Files(t.Context(), strings.TrimPrefix(base, "/apply/"))
	if err != nil || len(files) != 1 {
		t.Fatalf("Files(%s) = %d files, %v, want 1", base, len(files), err)
	}
	return files[0].ID
}

func newFilling(t testing.TB, change ...func(*Config)) *fillingSite {
	t.Helper()
	f := &fillingSite{at: noon}
	now := func() time.Time { return f.at }
	ring, err := seal.File(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	d := dbtest.Open(t, filepath.Join(t.TempDir(), "wenban.db"))
	f.data, f.book = d, drafts.New(d, ring, now)
	f.site = newSite(t, append([]func(*Config){func(c *Config) {
		c.Assistant.Ledger, c.Forms.Drafts, c.Forms.Keys, c.Now = ledger.New(d, ring), f.book, ring, now
		c.Limits.Messages, c.Limits.Talks = 1<<30, 1<<30
	}}, change...)...)
	return f
}

// signedInAs makes every visitor of the site somebody.
func (f *fillingSite) signedInAs(who *signin.Identity) {
	f.identity = func(*http.Request) *signin.Identity { return who }
	f.citizen = func(*http.Request) string {
		if who == nil {
			return ""
		}
		return who.Citizen
	}
}

// wang is one of the invented citizens, as sign-in gives her.
func wang(t testing.TB) *signin.Identity {
	t.Helper()
	people, err := sample.LoadPeople()
	if err != nil {
		t.Fatal(err)
	}
	p := people.Citizens[0]
	return &signin.Identity{Citizen: "c-1", Name: p.Name, IDCard: p.IDCard, Phone: p.Phone, Address: p.Address}
}

// begun says what is needed, and begins to fill in the form: it returns the
// address of the draft.
func (f *fillingSite) begun(t testing.TB) string {
	t.Helper()
	f.post(t, "/ask", "text", "我家孩子身份证丢了")
	f.post(t, "/ask", "pick", "option:yes", "on", "1")
	_, body := f.get(t, "/")
	if !strings.Contains(body, "填写《居民身份证丢失补领登记表》") {
		t.Fatalf("the answer offers no form:\n%s", body)
	}
	r, err := f.client.PostForm(f.URL+"/apply", url.Values{"item": {lost}})
	if err != nil {
		t.Fatal(err)
	}
	body = read(t, r)
	base := regexp.MustCompile(`^/apply/[0-9A-Z]{26}`).FindString(r.Request.URL.Path)
	if base == "" || !strings.Contains(body, "哪些信息可以用来填表") {
		t.Fatalf("POST /apply leads to %s, want the page of sources:\n%s", r.Request.URL, body)
	}
	return base
}

// on posts a page of the draft as it was shown.
func (f *fillingSite) on(t testing.TB, base, step string, fields ...string) (path string, status int, body string) {
	t.Helper()
	d, err := f.book.Draft(t.Context(), strings.TrimPrefix(base, "/apply/"))
	if err != nil {
		t.Fatalf("Draft(%s): %v", base, err)
	}
	return f.stamped(t, base+step, d.Version, f.at, fields...)
}

func (f *fillingSite) stamped(t testing.TB, path string, version int, at time.Time, fields ...string) (string, int, string) {
	t.Helper()
	values := url.Values{"version": {fmt.Sprint(version)}, "at": {fmt.Sprint(at.Unix())}}
	for i := 0; i+1 < len(fields); i += 2 {
		values.Set(fields[i], fields[i+1])
	}
	r, err := f.client.PostForm(f.URL+path, values)
	if err != nil {
		t.Fatal(err)
	}
	return r.Request.URL.Path, r.StatusCode, read(t, r)
}

// entries are right answers by type of field.
var entries = map[string]string{
	"id_card": "990102201503070017", "phone": "13800138000", "date": "2026年11月20日", "address": "云东区滨江中路118号2栋301", "number": "3",
	"region": "云东区", "bool": "是", "text": "王小明", "textarea": "在公交车上丢的",
}

// answered goes through the questions until the page to check comes.
func (f *fillingSite) answered(t testing.TB, base string) {
	t.Helper()
	for range 60 {
		r, err := f.client.Get(f.URL + base)
		if err != nil {
			t.Fatal(err)
		}
		body := read(t, r)
		at := r.Request.URL.Path
		switch {
		case strings.HasPrefix(at, base+"/field/"):
			f.on(t, base, strings.TrimPrefix(at, base), "text", f.entry(t, strings.TrimPrefix(at, base+"/field/"), body))
		case strings.HasPrefix(at, base+"/about/"):
			f.on(t, base, strings.TrimPrefix(at, base), "option", regexp.MustCompile(`name="option" value="([^"]+)"`).FindStringSubmatch(body)[1])
		default:
			return
		}
	}
	t.Fatal("the questions do not end")
}

func (f *fillingSite) entry(t testing.TB, field, body string) string {
	t.Helper()
	it, _ := f.know().Edition.Item(lost)
	for _, x := range it.Form.Fields {
		if x.ID != field {
			continue
		}
		if m := regexp.MustCompile(`name="text" value="([^"]+)"`).FindStringSubmatch(body); x.Type == "select" && m != nil {
			return m[1]
		}
		if x.Type == "id_card" {
			return childID
		}
		return entries[x.Type]
	}
	t.Fatalf("no field %q", field)
	return ""
}

// childID is an invented number with a right check digit, of a region there is
// not.
var childID = withCheckDigit("99010220150307001")

func withCheckDigit(n string) string {
	last, _ := personal.IDCheck(n) // it has 17 digits
	return n + string(last)
}

// picture is a drawing that Drafts takes.
var picture = drawing(8)

// drawing is one of its own for every width.
func drawing(width int) []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, width, 8))) // into memory
	return b.Bytes()
}

func TestFromTheListToTheReceipt(t *testing.T) {
	f := newFilling(t)
	base := f.begun(t)
	f.on(t, base, "/sources", "use", "ticked", "talk", "1")
	f.answered(t, base)
	_, body := f.get(t, base+"/check")
	for _, want := range []string{"请核对这张表", "您填写的", "D 本人填报", "修改"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page to check has no %q:\n%s", want, body)
		}
	}
	if path, status, body := f.on(t, base, "/check"); path != base+"/papers" || status != 200 {
		t.Fatalf("confirmed: got %s %d, want the papers\n%s", path, status, body)
	}
	_, body = f.get(t, base+"/send")
	if !strings.Contains(body, "身份到窗口核验") || !strings.Contains(body, "还要带") {
		t.Errorf("the last page does not say that the identity is checked at the window and what to bring:\n%s", body)
	}
	path, _, body := f.on(t, base, "/send", "name", "王小明", "id_card", childID, "phone", "13800138000")
	if path != base+"/sent" || !strings.Contains(body, "已提交，待受理") {
		t.Fatalf("sent: got %s, want the receipt\n%s", path, body)
	}
	id, _ := f.cookieTalk(t)
	cases := f.casesOf(t, id)
	if len(cases) != 1 {
		t.Fatalf("got %d cases, want 1", len(cases))
	}
	c := cases[0]
	if c.Kind != handoff.Application || c.Item != lost || c.Content.Phone != "13800138000" || c.Content.IDCard != childID || len(c.Content.Form) < 3 || c.Department == "" {
		t.Errorf("case = %+v, want an application with the form and who handed it in", c)
	}
	for _, x := range c.Content.Form {
		if x.Source == "" || x.Trust == "" || x.Label == "" {
			t.Errorf("field %+v, want its source and trust", x)
		}
	}
	if _, body := f.get(t, "/"); !strings.Contains(body, handoff.Grouped(c.Receipt)) {
		t.Error("the talk does not show the receipt")
	}
	for _, private := range []string{"13800138000", childID, "王小明", "滨江中路"} {
		if strings.Contains(f.log.String(), private) {
			t.Errorf("the log has %q, want nothing personal", private)
		}
	}
}

func TestA25AFormPressedTwiceIsOneCase(t *testing.T) {
	f := newFilling(t)
	base := f.begun(t)
	f.ready(t, base)
	d, _ := f.book.Draft(t.Context(), strings.TrimPrefix(base, "/apply/"))
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			path, status, body := f.stamped(t, base+"/send", d.Version, f.at, "name", "王小明", "id_card", childID, "phone", "13800138000")
			if path != base+"/sent" || status != 200 || !strings.Contains(body, "WB") {
				t.Errorf("POST send: got %s %d, want the receipt", path, status)
			}
		})
	}
	wg.Wait()
	id, _ := f.cookieTalk(t)
	if got := len(f.casesOf(t, id)); got != 1 {
		t.Errorf("got %d cases, want 1", got)
	}
}

// ready fills a draft in up to the last page.
func (f *fillingSite) ready(t testing.TB, base string) {
	t.Helper()
	f.on(t, base, "/sources", "use", "none")
	f.answered(t, base)
	if path, _, body := f.on(t, base, "/check"); path != base+"/papers" {
		t.Fatalf("confirmed: got %s, want the papers\n%s", path, body)
	}
}

func TestAFormThatBecameACaseUnnoticedIsFoundAgain(t *testing.T) {
	f := newFilling(t)
	base := f.begun(t)
	f.ready(t, base)
	f.on(t, base, "/send", "name", "王小明", "id_card", childID, "phone", "13800138000")
	f.forgetCase(t, base) // as if the program had stopped before it noted the case
	path, _, _ := f.on(t, base, "/send", "name", "王大明", "id_card", childID, "phone", "13800138001")
	id, _ := f.cookieTalk(t)
	if got := len(f.casesOf(t, id)); path != base+"/sent" || got != 1 {
		t.Errorf("sent again with something else: got %s and %d cases, want the receipt of the one", path, got)
	}
}

func TestC54AnOldOrChangedFormIsNotConfirmed(t *testing.T) {
	f := newFilling(t)
	base := f.begun(t)
	f.on(t, base, "/sources", "use", "none")
	f.answered(t, base)
	d, _ := f.book.Draft(t.Context(), strings.TrimPrefix(base, "/apply/"))
	x := f.field(t, base, "text")
	f.on(t, base, "/field/"+x.ID, "text", "李小红", "from", "check")
	if path, status, body := f.stamped(t, base+"/check", d.Version, f.at); status != 409 || !strings.Contains(body, "“"+x.Label+"”") || !strings.Contains(body, "李小红") {
		t.Errorf("confirming an old page: got %s %d, want 409 with what changed\n%s", path, status, body)
	}
	d, _ = f.book.Draft(t.Context(), strings.TrimPrefix(base, "/apply/"))
	if _, status, body := f.stamped(t, base+"/check", d.Version, f.at.Add(-121*time.Minute)); status != 409 || !strings.Contains(body, "超过两小时") {
		t.Errorf("confirming a page of two hours ago: got %d, want 409\n%s", status, body)
	}
	f.on(t, base, "/check")
	d, _ = f.book.Draft(t.Context(), strings.TrimPrefix(base, "/apply/"))
	who := []string{"name", "王小明", "id_card", childID, "phone", "13800138000"}
	if _, status, _ := f.stamped(t, base+"/send", d.Version, f.at.Add(-3*time.Hour), who...); status != 409 {
		t.Errorf("sending a page of three hours ago: got %d, want 409", status)
	}
	if _, status, _ := f.stamped(t, base+"/send", d.Version-1, f.at, who...); status != 409 {
		t.Errorf("sending an old version: got %d, want 409", status)
	}
	id, _ := f.cookieTalk(t)
	if got := len(f.casesOf(t, id)); got != 0 {
		t.Errorf("got %d cases, want none", got)
	}
	first, _, _ := f.stamped(t, base+"/send", d.Version, f.at, who...)
	second, _, _ := f.stamped(t, base+"/send", d.Version, f.at, who...)
	if got := len(f.casesOf(t, id)); first != base+"/sent" || second != base+"/sent" || got != 1 {
		t.Errorf("sent twice: got %s, %s and %d cases, want the receipt of one", first, second, got)
	}
}

// field is the first field of a type that applies to a draft.
func (f *fillingSite) field(t testing.TB, base, kind string) knowledge.FormField {
	t.Helper()
	d, err := f.book.Draft(t.Context(), strings.TrimPrefix(base, "/apply/"))
	if err != nil {
		t.Fatal(err)
	}
	it, _ := f.know().Edition.Item(d.Item)
	for _, x := range form.Fields(*it.Form, d.Content.Answers) {
		if x.Type == kind {
			return x
		}
	}
	t.Fatalf("no field of type %s applies", kind)
	return knowledge.FormField{}
}

func TestC54AnotherDeviceCannotConfirm(t *testing.T) {
	f := newFilling(t)
	base := f.begun(t)
	f.ready(t, base)
	d, _ := f.book.Draft(t.Context(), strings.TrimPrefix(base, "/apply/"))
	owner := f.client
	f.client = visitor()
	if _, status, body := f.stamped(t, base+"/send", d.Version, f.at, "name", "王小明", "id_card", childID, "phone", "13800138000"); status != 404 || strings.Contains(body, "王小明") {
		t.Errorf("sent from another device: got %d, want 404", status)
	}
	f.client = owner
	id, _ := f.cookieTalk(t)
	if got := len(f.casesOf(t, id)); got != 0 {
		t.Errorf("got %d cases, want none", got)
	}
}

func TestC56HalfAFormIsNotSubmitted(t *testing.T) {
	f := newFilling(t)
	base := f.begun(t)
	f.on(t, base, "/sources", "use", "none")
	path, status, body := f.on(t, base, "/send", "name", "王小明", "id_card", childID, "phone", "13800138000")
	id, _ := f.cookieTalk(t)
	if !strings.Contains(path, "/field/") && !strings.Contains(path, "/about/") || status != 200 || len(f.casesOf(t, id)) != 0 {
		t.Errorf("half a form sent: got %s %d and %d cases, want the question that is open and none\n%s", path, status, len(f.casesOf(t, id)), body)
	}
	if all, _ := f.book.OfTalk(t.Context(), id); len(all) != 1 {
		t.Errorf("got %d drafts, want the one to go on with", len(all))
	}
	if r, _ := f.client.PostForm(f.URL+"/apply", url.Values{"item": {lost}}); !strings.HasPrefix(r.Request.URL.Path, base) {
		t.Errorf("beginning again leads to %s, want the draft there is", r.Request.URL.Path)
	}
	f.client = visitor()
	if status, _ := f.get(t, base); status != 404 {
		t.Errorf("GET %s of a stranger = %d, want 404", base, status)
	}
}

func TestC53BeginningAnewDeletesTheDraft(t *testing.T) {
	for name, anew := range map[string]func(*fillingSite, testing.TB){
		"重新开始 as words": func(f *fillingSite, t testing.TB) { f.post(t, "/ask", "text", "重新开始") },
		"取消 as words":   func(f *fillingSite, t testing.TB) { f.post(t, "/ask", "text", "取消") },
		"the button":    func(f *fillingSite, t testing.TB) { f.post(t, "/restart") },
		"a tap":         func(f *fillingSite, t testing.TB) { f.post(t, "/ask", "pick", "command:restart", "on", "2") },
		"another word":  nil,
	} {
		t.Run(name, func(t *testing.T) {
			f := newFilling(t)
			base := f.begun(t)
			id, _ := f.cookieTalk(t)
			f.on(t, base, "/sources", "use", "none")
			if anew == nil {
				f.post(t, "/ask", "text", "谢谢")
			} else {
				anew(f, t)
			}
			all, _ := f.book.OfTalk(t.Context(), id)
			if want := map[bool]int{true: 1, false: 0}[anew == nil]; len(all) != want {
				t.Errorf("got %d drafts, want %d", len(all), want)
			}
		})
	}
}

func TestADraftIsDeletedOnRequest(t *testing.T) {
	f := newFilling(t)
	base := f.begun(t)
	f.on(t, base, "/sources", "use", "none")
	f.sendFile(t, base+"/papers", f.paper(t, base), "a.png", picture)
	if _, body := f.get(t, base+"/erase"); !strings.Contains(body, "1 个文件") {
		t.Errorf("the page that asks says not what goes:\n%s", body)
	}
	if _, body := f.post(t, base+"/erase"); !strings.Contains(body, "草稿已经删除") {
		t.Errorf("deleted: got\n%s", body)
	}
	if status, _ := f.get(t, base); status != 404 {
		t.Errorf("GET the draft after it was deleted = %d, want 404", status)
	}
	if files, err := f.book.Files(t.Context(), strings.TrimPrefix(base, "/apply/")); err != nil || len(files) != 0 {
		t.Errorf("%d files are left, %v, want none", len(files), err)
	}
}

// paper is a paper that is wanted.
func (f *fillingSite) paper(t testing.TB, base string) string {
	t.Helper()
	_, body := f.get(t, base+"/papers")
	m := regexp.MustCompile(`name="paper" value="([^"]+)"`).FindStringSubmatch(body)
	if m == nil {
		t.Fatalf("no paper to upload:\n%s", body)
	}
	return m[1]
}

func upload(t testing.TB, paper, name string, file []byte) (kind string, body []byte) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.WriteField("paper", paper) // a buffer takes everything
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write(file)
	_ = w.Close()
	return w.FormDataContentType(), b.Bytes()
}

func (f *fillingSite) sendFile(t testing.TB, path, paper, name string, file []byte) (status int, body string) {
	t.Helper()
	kind, b := upload(t, paper, name, file)
	r, err := f.client.Post(f.URL+path, kind, bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, read(t, r)
}

func TestC71FilesAreJudgedByWhatIsInThem(t *testing.T) {
	f := newFilling(t)
	base := f.begun(t)
	paper := f.paper(t, base)
	for _, c := range []struct {
		name, file string
		body       []byte
		paper      string
		status     int
		want       string
	}{
		{"a picture", "身份证.png", picture, paper, 200, "身份证.png"},
		{"a path", "../../etc/x.png", drawing(9), paper, 200, ">x.png<"},
		{"markup in the name", `"><script>alert(1)</script>.png`, drawing(10), paper, 200, ".png"},
		{"an svg", "a.png", []byte("<svg onload=alert(1)>"), paper, 422, "只收照片"},
		{"a program", "a.png.exe", []byte("MZ"), paper, 422, "只收照片"},
		{"nothing", "a.png", nil, paper, 422, "还没有选文件"},
		{"for no paper", "a.png", picture, "nothing", 422, "没有这一样材料"},
		{"too big", "a.png", append(slices.Clone(picture), make([]byte, 10<<20)...), paper, 413, "最多 10 MB"},
	} {
		status, body := f.sendFile(t, base+"/papers", c.paper, c.file, c.body)
		if status != c.status || !strings.Contains(body, c.want) || strings.Contains(body, "<script>alert") {
			t.Errorf("%s: got %d, want %d with %q\n%.600s", c.name, status, c.status, c.want, body)
		}
	}
	if files, _ := f.book.Files(t.Context(), strings.TrimPrefix(base, "/apply/")); len(files) != 3 {
		t.Errorf("got %d files, want 3", len(files))
	}
}

func TestA31AFileCutHalfWayIsNotKept(t *testing.T) {
	f := newFilling(t)
	base := f.begun(t)
	kind, b := upload(t, f.paper(t, base), "a.png", append([]byte("\x89PNG"), make([]byte, 100_000)...))
	r, err := f.client.Post(f.URL+base+"/papers", kind, bytes.NewReader(b[:50_000]))
	if err != nil {
		t.Fatal(err)
	}
	if body := read(t, r); r.StatusCode != 400 || !strings.Contains(body, "没有传完") {
		t.Errorf("half a file: got %d, want 400\n%.400s", r.StatusCode, body)
	}
	if files, _ := f.book.Files(t.Context(), strings.TrimPrefix(base, "/apply/")); len(files) != 0 {
		t.Errorf("got %d files, want none", len(files))
	}
	if status, _ := f.get(t, base); status != 200 {
		t.Errorf("the draft after half a file: got %d, want it kept", status)
	}
}

func TestA02AndA55ADraftIsItsOwnersAlone(t *testing.T) {
	f := newFilling(t)
	base := f.begun(t)
	f.on(t, base, "/sources", "use", "none")
	f.sendFile(t, base+"/papers", f.paper(t, base), "a.png", picture)
	file := f.onlyFile(t, base)
	paths := []string{"", "/sources", "/check", "/papers", "/file/" + file, "/form.pdf", "/form.json", "/erase", "/send", "/sent", "/arrived", "/field/" + f.know().Edition.Items[0].Code}
	owner := f.client
	for who, client := range map[string]*http.Client{"a stranger": visitor(), "another talk": f.otherTalk(t)} {
		f.client = client
		for _, p := range paths {
			if status, body := f.get(t, base+p); status != 404 || strings.Contains(body, "PNG") {
				t.Errorf("GET %s of %s = %d, want 404", p, who, status)
			}
		}
		for _, p := range []string{"/sources", "/check", "/papers/remove", "/link", "/send", "/erase"} {
			if _, status, _ := f.on(t, base, p, "file", file); status != 404 {
				t.Errorf("POST %s of %s = %d, want 404", p, who, status)
			}
		}
	}
	f.client = owner
	if status, body := f.get(t, base+"/file/"+file); status != 200 || !strings.Contains(body, "PNG") {
		t.Errorf("control: the owner gets %d, want the file", status)
	}
}

func (f *fillingSite) otherTalk(t testing.TB) *http.Client {
	t.Helper()
	owner := f.client
	defer func() { f.client = owner }()
	f.client = visitor()
	f.post(t, "/ask", "text", "我家孩子身份证丢了")
	return f.client
}

func TestWhatCameFromASignInIsShownToWhoSignedInAlone(t *testing.T) {
	f := newFilling(t)
	who := wang(t)
	f.signedInAs(who)
	base := f.begun(t)
	f.on(t, base, "/sources", "use", "all")
	if _, body := f.get(t, base+"/check"); !strings.Contains(body, "登录的实名信息") {
		t.Errorf("signed in: nothing was filled in from the identity\n%s", body)
	}
	f.signedInAs(nil)
	if status, body := f.get(t, base+"/check"); status != 401 || strings.Contains(body, who.IDCard) || strings.Contains(body, who.Address) {
		t.Errorf("signed out on the same browser: got %d, want 401 and nothing of the form", status)
	}
	other := *who
	other.Citizen = "c-2"
	f.signedInAs(&other)
	if status, _ := f.get(t, base+"/check"); status != 401 {
		t.Errorf("somebody else on the same browser: got %d, want 401", status)
	}
	f.signedInAs(who)
	f.client = visitor()
	if status, _ := f.get(t, base+"/check"); status != 200 {
		t.Errorf("the same citizen on another device: got %d, want 200", status)
	}
}

// outage is a licence library that is down, and counts who asks it.
type outage struct{ asked int }

func (o *outage) Licences(context.Context, form.Holder) ([]form.Licence, error) {
	o.asked++
	return nil, errors.Join(form.ErrOutage, errors.New("connection refused"))
}

func TestNothingIsUsedWithoutConsent(t *testing.T) {
	library := &outage{}
	f := newFilling(t, func(c *Config) { c.Forms.Licences = library })
	who := wang(t)
	f.signedInAs(who)
	base := f.begun(t)
	f.on(t, base, "/sources", "use", "none")
	if _, body := f.get(t, base+"/check"); strings.Contains(body, who.IDCard) || strings.Contains(body, "登录的实名信息") || library.asked != 0 {
		t.Errorf("without consent: the form is filled, or the library was asked %d times", library.asked)
	}
	f.on(t, base, "/sources", "use", "ticked", "identity", "1", "licences", "1")
	_, body := f.get(t, base+"/check")
	if library.asked == 0 || !strings.Contains(body, "电子证照库刚才连不上") {
		t.Errorf("an outage of the library is not told (asked %d times)\n%s", library.asked, body)
	}
}

func TestALinkOpensADraftOnceForTenMinutes(t *testing.T) {
	f := newFilling(t)
	base := f.begun(t)
	paper := f.paper(t, base)
	link := func(to string) string {
		t.Helper()
		_, _, body := f.on(t, base, "/link", "to", to)
		m := regexp.MustCompile(`data-link>http://[^/]+(/r/[0-9A-Za-z_-]+)<`).FindStringSubmatch(body)
		if m == nil {
			t.Fatalf("no link:\n%s", body)
		}
		return m[1]
	}
	desktop := f.client
	path := link("photos")
	f.client = visitor()
	if status, body := f.get(t, "/photos"); status != 401 {
		t.Errorf("photos without a link: got %d, want 401\n%.300s", status, body)
	}
	f.get(t, path) // looking at it spends nothing
	if status, body := f.post(t, path); status != 200 || !strings.Contains(body, "拍材料") || strings.Contains(body, base) {
		t.Fatalf("the link on a phone: got %d, want the papers alone\n%s", status, body)
	}
	if status, body := f.sendFile(t, "/photos", paper, "IMG_1.png", picture); status != 200 || !strings.Contains(body, "已经传了 1 个") {
		t.Errorf("a photo from the phone: got %d\n%s", status, body)
	}
	if status, _ := f.get(t, base+"/check"); status != 404 {
		t.Errorf("the form on a phone that may send photos: got %d, want 404", status)
	}
	f.client = visitor()
	if status, _ := f.post(t, path); status != 404 {
		t.Errorf("the link again: got %d, want 404", status)
	}
	f.client = desktop
	if _, body := f.get(t, base+"/arrived"); body != "{\"files\":1}\n" {
		t.Errorf("arrived: got %q, want 1 file", body)
	}
	late := link("photos")
	f.at = f.at.Add(11 * time.Minute)
	f.client = visitor()
	if status, _ := f.post(t, late); status != 404 {
		t.Errorf("the link after 11 minutes: got %d, want 404", status)
	}
	f.client = desktop
	whole := link("draft")
	f.client = visitor()
	if status, body := f.post(t, whole); status != 200 || !strings.Contains(body, "哪些信息可以用来填表") {
		t.Errorf("the whole on another device: got %d\n%s", status, body)
	}
	if _, body := f.get(t, "/"); !strings.Contains(body, "我家孩子身份证丢了") {
		t.Error("the talk is not on the other device")
	}
}

func TestAPhonesLeaveEnds(t *testing.T) {
	f := newFilling(t)
	base := f.begun(t)
	_, _, body := f.on(t, base, "/link", "to", "photos")
	path := regexp.MustCompile(`/r/[0-9A-Za-z_-]+`).FindString(body)
	f.client = visitor()
	f.post(t, path)
	f.at = f.at.Add(31 * time.Minute)
	if status, _ := f.get(t, "/photos"); status != 401 {
		t.Errorf("photos after 31 minutes: got %d, want 401", status)
	}
	f.at = f.at.Add(-31 * time.Minute)
	u, _ := url.Parse(f.URL + "/photos")
	f.client.Jar.SetCookies(u, []*http.Cookie{{Name: handCookie, Value: "s1.made.up", Path: "/photos"}})
	if status, _ := f.get(t, "/photos"); status != 401 {
		t.Errorf("photos with a made up cookie: got %d, want 401", status)
	}
}

func TestA54AndA55DownloadsAreTheOwnersAndNeverKept(t *testing.T) {
	f := newFilling(t)
	base := f.begun(t)
	if status, _ := f.get(t, base+"/form.json"); status != 409 {
		t.Errorf("data of half a form: got %d, want 409", status)
	}
	f.ready(t, base)
	for path, kind := range map[string]string{"/form.pdf": "application/pdf", "/form.json": "application/json; charset=utf-8"} {
		r, err := f.client.Get(f.URL + base + path)
		if err != nil {
			t.Fatal(err)
		}
		body := read(t, r)
		h := r.Header
		if r.StatusCode != 200 || h.Get("Content-Type") != kind || h.Get("Cache-Control") != "no-store" || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("GET %s: got %d %v, want %s that is never kept", path, r.StatusCode, h, kind)
		}
		if d := h.Get("Content-Disposition"); !strings.HasPrefix(d, `attachment; filename="file`) || !strings.Contains(d, "filename*=UTF-8''%E5%B1%85%E6%B0%91") {
			t.Errorf("GET %s is named %q, want both names", path, d)
		}
		if strings.HasSuffix(path, "json") && !json.Valid([]byte(body)) || strings.HasSuffix(path, "pdf") && !strings.HasPrefix(body, "%PDF") {
			t.Errorf("GET %s: got %.40q", path, body)
		}
	}
}

func TestA54Disposition(t *testing.T) {
	for name, want := range map[string]string{
		"a.png":                    `attachment; filename="file.png"; filename*=UTF-8''a.png`,
		"表.pdf":                    `attachment; filename="file.pdf"; filename*=UTF-8''%E8%A1%A8.pdf`,
		"a\r\nSet-Cookie: x=1.pdf": `attachment; filename="file.pdf"; filename*=UTF-8''a__Set-Cookie_%20x=1.pdf`,
		`a".pdf`:                   `attachment; filename="file.pdf"; filename*=UTF-8''a_.pdf`,
		"":                         `attachment; filename="file"; filename*=UTF-8''file`,
		"../../x":                  `attachment; filename="file"; filename*=UTF-8''_.._x`,
		"a'b.pdf":                  `attachment; filename="file.pdf"; filename*=UTF-8''a%27b.pdf`,
	} {
		if got := disposition(name); got != want {
			t.Errorf("disposition(%q) = %s, want %s", name, got, want)
		}
	}
	if got := disposition(strings.Repeat("长", 300) + ".pdf"); len(got) > 900 || !strings.HasSuffix(got, ".pdf") {
		t.Errorf("disposition(300 characters) = %d bytes, want a short name that keeps its end", len(got))
	}
}

func TestWrongEntriesAreSaidBesideTheField(t *testing.T) {
	f := newFilling(t)
	base := f.begun(t)
	f.on(t, base, "/sources", "use", "none")
	x := f.field(t, base, "id_card")
	path, status, body := f.on(t, base, "/field/"+x.ID, "text", "99010219900307001")
	if status != 422 || path != base+"/field/"+x.ID {
		t.Errorf("a short number: got %s %d, want 422", path, status)
	}
	for _, want := range []string{"身份证号应为18位，现在是17位", `value="99010219900307001"`, `role="alert"`, `href="#text"`, `aria-invalid`} {
		if !strings.Contains(body, want) {
			t.Errorf("a short number: no %q in\n%s", want, body)
		}
	}
	for _, path := range []string{"/field/nothing", "/about/nothing"} {
		if status, _ := f.get(t, base+path); status != 404 {
			t.Errorf("GET %s = %d, want 404", path, status)
		}
	}
}

func TestNobodyFillsInWhatThereIsNot(t *testing.T) {
	f := newFilling(t)
	if status, _ := f.post(t, "/apply", "item", lost); status != 404 {
		t.Errorf("without a talk: got %d, want 404", status)
	}
	f.post(t, "/ask", "text", "我家孩子身份证丢了")
	if status, _ := f.post(t, "/apply", "item", "nothing"); status != 404 {
		t.Errorf("no such item: got %d, want 404", status)
	}
	bare := newSite(t)
	bare.post(t, "/ask", "text", "我家孩子身份证丢了")
	if status, _ := bare.post(t, "/apply", "item", lost); status != 503 {
		t.Errorf("where nothing can be filled in: got %d, want 503", status)
	}
	if _, body := bare.get(t, "/"); strings.Contains(body, "填写《") {
		t.Error("a form is offered where nothing can be filled in")
	}
}

func TestWhatWasHandedInIsNotErasedWithItsDraft(t *testing.T) {
	f := newFilling(t)
	base := f.begun(t)
	f.ready(t, base)
	f.sendFile(t, base+"/papers", f.paper(t, base), "a.png", picture)
	f.on(t, base, "/send", "name", "王小明", "id_card", childID, "phone", "13800138000")
	id, _ := f.cookieTalk(t)
	f.forgetCase(t, base) // as if the program had stopped before it noted the case
	f.post(t, "/ask", "text", "重新开始")
	cases := f.casesOf(t, id)
	if len(cases) != 1 || len(cases[0].Content.Attached) != 1 {
		t.Fatalf("got %d cases, want 1 with its file", len(cases))
	}
	if body, err := f.book.FileOf(t.Context(), cases[0].Content.Attached[0]); err != nil || !bytes.Equal(body, picture) {
		t.Errorf("FileOf(the file of the case) = %d bytes, %v, want what was handed in", len(body), err)
	}
}

func TestSigningOutKeepsWhatTheCitizenFillsIn(t *testing.T) {
	f := newFilling(t)
	f.signedInAs(wang(t))
	base := f.begun(t)
	f.on(t, base, "/sources", "use", "all")
	r, err := http.NewRequestWithContext(t.Context(), "POST", f.URL+"/sign-out", nil)
	if err != nil {
		t.Fatal(err)
	}
	id, secret := f.cookieTalk(t)
	r.AddCookie(&http.Cookie{Name: talkCookie, Value: id + "." + secret})
	f.Leave(httptest.NewRecorder(), r)
	f.client = visitor()
	if status, body := f.get(t, base+"/check"); status != 200 || !strings.Contains(body, "登录的实名信息") {
		t.Errorf("signed in again: got %d, want the draft as it was", status)
	}
	f.answered(t, base)
	f.on(t, base, "/check")
	if path, _, body := f.on(t, base, "/send"); path != base+"/sent" || !strings.Contains(body, "WB") {
		t.Errorf("handed in after the talk was ended: got %s, want the receipt\n%s", path, body)
	}
}

func TestADraftSurvivesARestart(t *testing.T) {
	f := newFilling(t)
	base := f.begun(t)
	f.on(t, base, "/sources", "use", "none")
	x := f.field(t, base, "text")
	f.on(t, base, "/field/"+x.ID, "text", "李小红", "from", "check")
	again := newSite(t, func(c *Config) {
		c.Assistant.Ledger, c.Forms, c.Now = f.config.Assistant.Ledger, f.config.Forms, f.config.Now
	})
	id, secret := f.cookieTalk(t)
	again.reached(t, id, secret)
	if status, body := again.get(t, base+"/check"); status != 200 || !strings.Contains(body, "李小红") || !strings.Contains(body, "保留到2026年12月25日") {
		t.Errorf("after a restart: got %d, want what was typed, and until when it is kept\n%s", status, body)
	}
}

func TestAnItemThatIsOverIsNotAppliedFor(t *testing.T) {
	f := newFilling(t)
	base := f.begun(t)
	f.ready(t, base)
	d, _ := f.book.Draft(t.Context(), strings.TrimPrefix(base, "/apply/"))
	f.at = time.Date(1990, 1, 1, 0, 0, 0, 0, knowledge.Zone) // before it began to hold
	for _, step := range []string{"/check", "/send"} {
		if status, body := f.get(t, base+step); status != 410 || !strings.Contains(body, "停止受理") {
			t.Errorf("GET %s of an item that does not hold = %d, want 410", step, status)
		}
	}
	_, status, _ := f.stamped(t, base+"/send", d.Version, f.at, "name", "王小明", "id_card", childID, "phone", "13800138000")
	id, _ := f.cookieTalk(t)
	if status != 410 || len(f.casesOf(t, id)) != 0 {
		t.Errorf("sent: got %d and %d cases, want 410 and none", status, len(f.casesOf(t, id)))
	}
}

func TestADraftIsNotWrittenWithoutEnd(t *testing.T) {
	f := newFilling(t)
	base := f.begun(t)
	status := 0
	for i := 0; i < writesOfDraft+5 && status != 429; i++ {
		_, status, _ = f.on(t, base, "/link", "to", "photos")
	}
	if status != 429 {
		t.Errorf("after %d links in a moment: got %d, want 429", writesOfDraft, status)
	}
	f.at = f.at.Add(time.Minute)
	if _, status, _ := f.on(t, base, "/sources", "use", "none"); status != 200 {
		t.Errorf("a minute later: got %d, want 200", status)
	}
}

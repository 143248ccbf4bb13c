package web

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"wenban/assistant"
	"wenban/assistant/handoff"
	"wenban/channels/signin"
)

// who makes every visitor of a site the citizen that a header names.
func (s *site) who() {
	s.citizen = func(r *http.Request) string { return r.Header.Get("Test-Citizen") }
	s.identity = func(r *http.Request) *signin.Identity {
		if c := r.Header.Get("Test-Citizen"); c != "" {
			return &signin.Identity{Citizen: c, Name: "王秀兰", Phone: "13800138000"}
		}
		return nil
	}
}

// citizens is a browser of somebody who is signed in.
func citizens(token string) *http.Client {
	c := visitor()
	c.Transport = stamped(token)
	return c
}

type stamped string

func (s stamped) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Test-Citizen", string(s))
	return http.DefaultTransport.RoundTrip(r)
}

// lived is a site on which a citizen has a talk with a case and a draft.
func lived(t *testing.T) *fillingSite {
	t.Helper()
	f := newFilling(t)
	f.who()
	f.site.client = citizens("c1")
	f.begun(t)
	talk, _ := f.cookieTalk(t)
	if _, err := f.assistant.Submit(t.Context(), assistant.Submission{Talk: talk, At: noon, Said: "提交投诉", Case: handoff.Case{
		Kind: handoff.Complaint, Citizen: "c1", Title: "夜间施工噪声", Content: handoff.Content{Name: "王秀兰", Phone: "13800138000", What: "半夜施工"},
	}}); err != nil {
		t.Fatal(err)
	}
	return f
}

func (s *site) exported(t *testing.T) map[string]string {
	t.Helper()
	r, err := s.client.PostForm(s.URL+"/mine/export", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != 200 || r.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("export: %d, %v, %v", r.StatusCode, r.Header, err)
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatalf("export is no ZIP: %v", err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(in)
		files[f.Name] = string(text)
	}
	return files
}

func TestMineShowsWhatIsTheirs(t *testing.T) {
	f := lived(t)
	_, body := f.get(t, "/mine")
	for _, want := range []string{"夜间施工噪声", "已提交，待受理", "居民身份证丢失补领", "/apply/", "把这次对话记到我的名下", "导出我的信息"} {
		if !strings.Contains(body, want) {
			t.Errorf("GET /mine: no %q", want)
		}
	}
	if _, body := f.post(t, "/mine/keep"); strings.Contains(body, "把这次对话记到我的名下") || !strings.Contains(body, "夜间施工噪声") {
		t.Error("after keeping the talk: want it kept and the page as before")
	}
	f.site.client = citizens("c1") // another device
	if _, body := f.get(t, "/mine"); !strings.Contains(body, "夜间施工噪声") || !strings.Contains(body, "<h2>对话</h2>") {
		t.Error("on another device: want the case and the talk")
	}
}

// A02, A68: nobody sees, exports or erases what is another's.
func TestA68MineIsNobodyElses(t *testing.T) {
	f := lived(t)
	f.post(t, "/mine/keep")
	talk, secret := f.cookieTalk(t)
	for name, c := range map[string]*http.Client{"a stranger": visitor(), "another citizen": citizens("c2")} {
		f.site.client = c
		if _, body := f.get(t, "/mine"); strings.Contains(body, "夜间施工噪声") || strings.Contains(body, "/apply/") {
			t.Errorf("%s sees it at /mine", name)
		}
		if files := f.exported(t); strings.Contains(files["data.json"], "夜间施工噪声") || strings.Contains(files["data.json"], "王秀兰") {
			t.Errorf("%s exports it", name)
		}
		f.post(t, "/mine/erase", "sure", "yes", "citizen", "c1", "talk", talk, "secret", secret)
	}
	f.site.client = citizens("c1")
	if files := f.exported(t); !strings.Contains(files["data.json"], "夜间施工噪声") || !strings.Contains(files["data.json"], "半夜施工") || strings.Count(files["data.json"], `"said"`) == 0 {
		t.Error("after others tried to erase it: want all of it there")
	}
	if status, _ := f.post(t, "/mine/keep"); status != 404 {
		t.Errorf("keep without a talk: got %d, want 404", status)
	}
}

func TestExportIsForProgramsAndPeople(t *testing.T) {
	f := lived(t)
	files := f.exported(t)
	var e exported
	if err := json.Unmarshal([]byte(files["data.json"]), &e); err != nil || len(e.Cases) != 1 || len(e.Talks) != 1 || len(e.Drafts) != 1 || e.Cases[0].Content.Phone != "13800138000" {
		t.Errorf("data.json has %d cases, %d talks, %d drafts, %v, want one each, whole", len(e.Cases), len(e.Talks), len(e.Drafts), err)
	}
	if page := files["我的信息.html"]; !strings.Contains(page, "夜间施工噪声") || !strings.Contains(page, "13800138000") || strings.Contains(page, "<script") {
		t.Errorf("我的信息.html = %.300s, want the case in it and no script", page)
	}
	if strings.Contains(files["data.json"], "Scope") || strings.Contains(files["data.json"], `"secret":"`) {
		t.Error("data.json holds what is ours: keys or secrets")
	}
}

func TestA68EraseSaysFirstAndIsDoneOnce(t *testing.T) {
	f := lived(t)
	f.post(t, "/mine/keep")
	_, body := f.get(t, "/mine/erase")
	for _, want := range []string{"对话 1 次", "没有交的申请表 1 份", "夜间施工噪声", "还在办理"} {
		if !strings.Contains(body, want) {
			t.Errorf("GET /mine/erase: no %q", want)
		}
	}
	if _, body := f.post(t, "/mine/erase"); strings.Contains(body, "删除好了") {
		t.Error("POST /mine/erase without having been asked erases, want it asked")
	}
	if _, body := f.post(t, "/mine/erase", "sure", "yes"); !strings.Contains(body, "删除了对话 1 次") || !strings.Contains(body, "夜间施工噪声") {
		t.Errorf("POST /mine/erase: want what went and what stays, got %.300s", body)
	}
	_, body = f.get(t, "/mine")
	if strings.Contains(body, "/apply/") || strings.Contains(body, "<h2>对话</h2>") || !strings.Contains(body, "夜间施工噪声") {
		t.Error("after it: want the case alone")
	}
	if files := f.exported(t); strings.Contains(files["data.json"], "身份证丢了") {
		t.Error("after it the words are still exported")
	}
	if _, body := f.post(t, "/mine/erase", "sure", "yes"); !strings.Contains(body, "没有可以删除的内容") {
		t.Error("erased twice: want that there is nothing more")
	}
	f.post(t, "/ask", "text", "我家孩子身份证丢了") // the same person returns
	if _, body := f.get(t, "/mine"); !strings.Contains(body, "<h2>对话</h2>") {
		t.Error("after they return: want a new record")
	}
}

func TestTheAnonymousVisitorHasTheirTalk(t *testing.T) {
	f := newFilling(t)
	f.who()
	if _, body := f.get(t, "/mine"); !strings.Contains(body, "这里还没有内容") {
		t.Error("GET /mine of somebody new: want that there is nothing")
	}
	f.begun(t)
	if _, body := f.get(t, "/mine"); !strings.Contains(body, "/apply/") || !strings.Contains(body, "没有登录") {
		t.Error("GET /mine: want the draft, and that nobody is signed in")
	}
	if _, body := f.post(t, "/mine/erase", "sure", "yes"); !strings.Contains(body, "删除了对话 1 次") {
		t.Error("erase: want the talk erased")
	}
	if _, body := f.get(t, "/"); !strings.Contains(body, "您想办什么事？") || strings.Contains(body, "data-seq") {
		t.Error("after it the first page shows the talk")
	}
}

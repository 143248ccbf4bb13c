package open311

import (
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"wenban/assistant"
	"wenban/assistant/handoff"
	geo "wenban/assistant/handoff/open311"
	"wenban/assistant/ledger"
	"wenban/channels/logtest"
	"wenban/knowledge/sample"
	"wenban/knowledge/store/db/dbtest"
	"wenban/knowledge/store/seal"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

const (
	appKey   = "app-key-app-key-app-key-app-key-"
	otherKey = "other-key-other-key-other-key-oth"
)

var learned = sync.OnceValues(func() (*assistant.Knowledge, error) {
	e, err := sample.Load()
	if err != nil {
		return nil, err
	}
	return assistant.Learn(e, nil)
})

// city is the sample city with a server and two programs.
type city struct {
	t    *testing.T
	book *ledger.Database
	log  *logtest.Text
	now  time.Time
	url  string
}

func newCity(t *testing.T, database string, change ...func(*Config)) *city {
	t.Helper()
	know, err := learned()
	if err != nil {
		t.Fatal(err)
	}
	var none *seal.Ring
	c := &city{t: t, book: ledger.New(dbtest.Open(t, database), none.Next()), log: new(logtest.Text), now: time.Date(2026, 11, 25, 9, 30, 0, 0, time.UTC)}
	config := Config{
		Assistant: &assistant.Assistant{Knowledge: func() *assistant.Knowledge { return know }, Ledger: c.book}, Cases: c.book,
		Keys: map[string]string{"app": appKey, "other": otherKey}, Now: func() time.Time { return c.now }, Log: slog.New(slog.NewTextHandler(c.log, nil)),
	}
	for _, f := range change {
		f(&config)
	}
	s, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	c.url = server.URL + "/open311/v2/"
	return c
}

func (c *city) send(r *http.Request) (status int, body string) {
	c.t.Helper()
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

func (c *city) get(path string) (status int, body string) {
	c.t.Helper()
	r, err := http.NewRequest(http.MethodGet, c.url+path, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.send(r)
}

func (c *city) postTo(path, body string, change ...func(*http.Request)) (status int, answer string) {
	c.t.Helper()
	r, err := http.NewRequest(http.MethodPost, c.url+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	for _, f := range change {
		f(r)
	}
	return c.send(r)
}

// post hands a form in and returns the number.
func (c *city) post(form url.Values, change ...func(*http.Request)) string {
	c.t.Helper()
	status, body := c.postTo("requests.json", form.Encode(), change...)
	all, err := geo.DecodeList[geo.Created]("json", "service_requests", []byte(body))
	if err != nil || status != 201 || len(all) != 1 {
		c.t.Fatalf("POST %v = %d %s, want one request", form, status, body)
	}
	return string(all[0].ID)
}

func filled(change ...string) url.Values {
	form := url.Values{
		"api_key": {appKey}, "service_code": {"CG01"}, "address_string": {"云东区青年路 12 号"}, "first_name": {"秀兰"}, "last_name": {"王"},
		"phone": {"13800138000"}, "description": {"人行道被小摊占满了，我电话13800138000"}, "attribute[when]": {"每天晚上"}, "attribute[wish]": {"清走"},
	}
	for i := 0; i < len(change); i += 2 {
		form.Set(change[i], change[i+1])
		if change[i+1] == "" {
			form.Del(change[i])
		}
	}
	return form
}

func TestARequestBecomesACase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, database string) {
		c := newCity(t, database)
		id := c.post(filled())
		got, err := c.book.ByReceipt(t.Context(), id)
		if err != nil {
			t.Fatalf("ByReceipt(%s) = %v", id, err)
		}
		x := got.Content
		if got.Kind != handoff.Help || got.State != handoff.Submitted || got.Category != "CG01" || got.Department == "" || got.Region != "990102" || got.Due.IsZero() || got.Secret ||
			x.Name != "王秀兰" || x.Phone != "13800138000" || !strings.Contains(x.What, "小摊") || !strings.Contains(x.Where, "青年路") || x.When != "每天晚上" || x.Wish != "清走" {
			t.Errorf("the case is %+v, want what was handed in, dispatched", got)
		}
		if strings.Contains(got.Title, "13800138000") {
			t.Errorf("the title is %q, want no phone in it", got.Title)
		}
		turns, err := c.book.Turns(t.Context(), got.Talk, 0)
		if err != nil || len(turns) != 1 || turns[0].Reply.Receipt.Number != id || !strings.Contains(turns[0].Reply.Text, "已提交，待受理") {
			t.Errorf("the talk is %+v, %v, want one turn that acknowledges %s", turns, err, id)
		}
		if strings.Contains(c.log.String(), "13800138000") || strings.Contains(c.log.String(), appKey) {
			t.Errorf("the log says too much: %s", c.log.String())
		}
	})
}

func TestAReportIsKeptSecret(t *testing.T) {
	c := newCity(t, t.TempDir()+"/w.db")
	for _, form := range []url.Values{filled("attribute[kind]", "report"), filled("description", "举报隔壁饭店半夜倒泔水，请替我保密")} {
		got, err := c.book.ByReceipt(t.Context(), c.post(form))
		if err != nil || !got.Secret {
			t.Errorf("POST %v: the case is a %s, secret %v, %v, want it secret", form, got.Kind, got.Secret, err)
		}
	}
}

// TestTheSameFormIsOneRequest: programs send again what nobody answered.
func TestTheSameFormIsOneRequest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, database string) {
		c := newCity(t, database)
		var wg sync.WaitGroup
		ids := make([]string, 20)
		for i := range ids {
			wg.Go(func() { ids[i] = c.post(filled()) })
		}
		wg.Wait()
		if all := slices.Compact(slices.Sorted(slices.Values(ids))); len(all) != 1 {
			t.Errorf("twenty at once: numbers %q, want one", all)
		}
		with := func(key string) func(*http.Request) {
			return func(r *http.Request) { r.Header.Set("Idempotency-Key", key) }
		}
		for name, x := range map[string]struct {
			id   string
			same bool
		}{
			"a minute later":       {func() string { c.now = c.now.Add(time.Minute); return c.post(filled()) }(), true},
			"another text":         {c.post(filled("description", "垃圾没人清")), false},
			"another program":      {c.post(filled("api_key", otherKey)), false},
			"with a key":           {c.post(filled(), with("k1")), false},
			"the next day (China)": {func() string { c.now = c.now.Add(8 * time.Hour); return c.post(filled()) }(), false},
		} {
			if (x.id == ids[0]) != x.same {
				t.Errorf("%s: number %s beside %s, want the same: %v", name, x.id, ids[0], x.same)
			}
		}
		first := c.post(filled(), with("k2"))
		if again := c.post(filled(), with("k2")); again != first {
			t.Errorf("the same key again: %s, want %s", again, first)
		}
		if status, body := c.postTo("requests.json", filled("description", "别的事").Encode(), with("k2")); status != 400 || !strings.Contains(body, "Idempotency-Key") {
			t.Errorf("the key for another form: %d %s, want 400", status, body)
		}
	})
}

func TestServices(t *testing.T) {
	c := newCity(t, t.TempDir()+"/w.db")
	for _, f := range []string{"json", "xml"} {
		status, body := c.get("services." + f)
		all, err := geo.DecodeList[geo.Service](f, "services", []byte(body))
		if status != 200 || err != nil || len(all) < 150 || all[0].Code == "" || all[0].Type != "realtime" || all[0].Group == "" {
			t.Errorf("GET services.%s = %d with %d services, %v, want the dispatch list", f, status, len(all), err)
		}
		status, body = c.get("services/CG01." + f)
		d, err := geo.DecodeDefinition(f, []byte(body))
		if status != 200 || err != nil || d.Code != "CG01" || len(d.Attributes) != 3 || len(d.Attributes[0].Values) != len(kinds) || bool(d.Attributes[0].Required) {
			t.Errorf("GET services/CG01.%s = %d %+v, %v, want three attributes", f, status, d, err)
		}
	}
	if _, body := c.get("services.xml"); !strings.HasPrefix(body, `<?xml version="1.0" encoding="utf-8"?>`) {
		t.Errorf("GET services.xml begins %.60q, want the XML declaration", body)
	}
}

func TestWhereARequestStands(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, database string) {
		c := newCity(t, database)
		id := c.post(filled())
		theirs := c.post(filled("api_key", otherKey))
		ask := func(path string) []geo.Request {
			t.Helper()
			format := "json"
			if strings.Contains(path, ".xml") {
				format = "xml"
			}
			status, body := c.get(path)
			all, err := geo.DecodeList[geo.Request](format, "service_requests", []byte(body))
			if status != 200 || err != nil {
				t.Fatalf("GET %s = %d %s, %v", path, status, body, err)
			}
			for _, secret := range []string{"13800138000", "王", "秀兰", "青年路", "小摊", "清走"} {
				if strings.Contains(body, secret) {
					t.Errorf("GET %s tells %q: %s", path, secret, body)
				}
			}
			return all
		}
		one := ask("requests/" + id + ".xml?api_key=" + appKey)
		if len(one) != 1 || string(one[0].ID) != id || one[0].Status != "open" || one[0].Notes != "已提交，待受理" || one[0].Requested != "2026-11-25T17:30:00+08:00" || one[0].Service == "" || one[0].Expected == "" {
			t.Errorf("GET requests/%s = %+v, want it open", id, one)
		}
		for i, a := range []handoff.Action{handoff.Accept, handoff.Reply, handoff.Close} {
			got, err := c.book.ByReceipt(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := c.book.Apply(t.Context(), handoff.Update{ID: string(a), Case: got.ID, Action: a, At: c.now.Add(time.Duration(i) * time.Second), Text: "王秀兰您好"}); err != nil {
				t.Fatal(err)
			}
		}
		for query, want := range map[string]int{
			"": 1, "&status=closed": 1, "&status=open": 0, "&status=open,closed": 1, "&service_code=CG01": 1, "&service_code=CG02": 0, "&service_request_id=" + id: 1,
			"&service_request_id=" + id + "," + theirs: 1, "&service_request_id=" + theirs: 0, "&start_date=2026-11-25T00:00:00Z": 1, "&end_date=2026-11-25T00:00:00Z": 0,
			"&start_date=2026-11-01T00:00:00Z&end_date=2026-11-30T00:00:00%2B08:00": 1,
		} {
			if got := ask("requests.json?api_key=" + appKey + query); len(got) != want {
				t.Errorf("GET requests?%s has %d, want %d", query, len(got), want)
			}
		}
		if got := ask("requests/" + id + ".json?api_key=" + appKey); got[0].Status != "closed" || got[0].Notes != "已办结" {
			t.Errorf("GET requests/%s = %+v, want it closed", id, got)
		}
	})
}

// TestFaults: every refusal is an error document of the specification in the
// format that was asked for, and leaves nothing behind.
func TestFaults(t *testing.T) {
	c := newCity(t, t.TempDir()+"/w.db", func(x *Config) { x.Jurisdiction = "yunxi.gov.cn" })
	form := func(change ...string) string { return filled(change...).Encode() }
	asJSON := func(r *http.Request) { r.Header.Set("Content-Type", "application/json") }
	id := c.post(filled())
	for name, x := range map[string]struct {
		method, path, body string
		change             []func(*http.Request)
		status             int
		want               string
	}{
		"no key":                         {"POST", "requests.json", form("api_key", ""), nil, 403, "api_key"},
		"a wrong key":                    {"POST", "requests.xml", form("api_key", "xyz"), nil, 403, "api_key"},
		"the key in the address alone":   {"POST", "requests.json?api_key=" + appKey, form("api_key", ""), nil, 403, "api_key"},
		"no service":                     {"POST", "requests.json", form("service_code", ""), nil, 400, "service_code"},
		"a service that is not there":    {"POST", "requests.json", form("service_code", "001"), nil, 404, "service_code"},
		"a group of services":            {"POST", "requests.json", form("service_code", "CG"), nil, 404, "service_code"},
		"another city":                   {"POST", "requests.json", form("jurisdiction_id", "sfgov.org"), nil, 404, "jurisdiction_id"},
		"no description":                 {"POST", "requests.json", form("description", ""), nil, 400, "description"},
		"blanks for a description":       {"POST", "requests.json", form("description", " \u0000\u0001 \n"), nil, 400, "description"},
		"a description without end":      {"POST", "requests.json", form("description", strings.Repeat("长", 4001)), nil, 400, "4000"},
		"a body without end":             {"POST", "requests.json", form("description", strings.Repeat("长", 40_000)), nil, 413, "太长"},
		"no place":                       {"POST", "requests.json", form("address_string", ""), nil, 400, "address_string"},
		"half a point":                   {"POST", "requests.json", form("lat", "30.1"), nil, 400, "lat"},
		"a point that is none":           {"POST", "requests.json", form("lat", "NaN", "long", "1"), nil, 400, "lat"},
		"a point off the earth":          {"POST", "requests.json", form("lat", "91", "long", "1e309"), nil, 400, "lat"},
		"a kind that is none":            {"POST", "requests.json", form("attribute[kind]", "application"), nil, 400, "kind"},
		"an unknown parameter":           {"POST", "requests.json", form("status", "closed"), nil, 400, "参数"},
		"a parameter twice":              {"POST", "requests.json", form() + "&service_code=CG02", nil, 400, "两次"},
		"not UTF-8":                      {"POST", "requests.json", form() + "&email=%ff%fe", nil, 400, "UTF-8"},
		"no form":                        {"POST", "requests.json", "%zz", nil, 400, "表单"},
		"JSON":                           {"POST", "requests.json", "{}", []func(*http.Request){asJSON}, 415, "urlencoded"},
		"a phone of words":               {"POST", "requests.json", form("phone", "<script>"), nil, 400, "phone"},
		"an idempotency key with spaces": {"POST", "requests.json", form(), []func(*http.Request){func(r *http.Request) { r.Header.Set("Idempotency-Key", "a b") }}, 400, "Idempotency-Key"},
		"another method":                 {"PUT", "requests.json", form(), nil, 405, ""},
		"requests without a key":         {"GET", "requests.xml", "", nil, 403, "api_key"},
		"one request without a key":      {"GET", "requests/" + id + ".xml", "", nil, 403, "api_key"},
		"one of another program":         {"GET", "requests/" + id + ".xml?api_key=" + otherKey, "", nil, 404, noSuch.text},
		"one that is not there":          {"GET", "requests/WB26112500000000.xml?api_key=" + appKey, "", nil, 404, noSuch.text},
		"one that cannot be":             {"GET", "requests/1%27--.json?api_key=" + appKey, "", nil, 404, noSuch.text},
		"one without a format":           {"GET", "requests/" + id + "?api_key=" + appKey, "", nil, 404, noSuch.text},
		"a key twice":                    {"GET", "requests.json?api_key=" + appKey + "&api_key=x", "", nil, 400, "两次"},
		"a status that is none":          {"GET", "requests.json?status=new&api_key=" + appKey, "", nil, 400, "status"},
		"a date that is none":            {"GET", "requests.json?start_date=2026-11-25&api_key=" + appKey, "", nil, 400, "start_date"},
		"more than 90 days":              {"GET", "requests.json?start_date=2026-01-01T00:00:00Z&end_date=2026-11-25T00:00:00Z&api_key=" + appKey, "", nil, 400, "90"},
		"dates turned round":             {"GET", "requests.json?start_date=2026-11-25T00:00:00Z&end_date=2026-11-24T00:00:00Z&api_key=" + appKey, "", nil, 400, "start_date"},
		"numbers without end":            {"GET", "requests.json?service_request_id=" + strings.Repeat("1,", 60) + "&api_key=" + appKey, "", nil, 400, "50"},
		"a definition of nothing":        {"GET", "services/001.json", "", nil, 404, "service_code"},
		"services of another city":       {"GET", "services.json?jurisdiction_id=city.gov", "", nil, 404, "jurisdiction_id"},
		"a token":                        {"GET", "tokens/12345.xml?api_key=" + appKey, "", nil, 404, "token"},
		"nothing":                        {"GET", "../v3/x.xml", "", nil, 404, ""},
	} {
		r, err := http.NewRequest(x.method, c.url+x.path, strings.NewReader(x.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for _, f := range x.change {
			f(r)
		}
		status, body := c.send(r)
		format := "json"
		if strings.Contains(x.path, ".xml") {
			format = "xml"
		}
		faults, err := geo.DecodeList[geo.Fault](format, "errors", []byte(body))
		if status != x.status || err != nil || len(faults) != 1 || !strings.Contains(string(faults[0].Description), x.want) {
			t.Errorf("%s: %s %s = %d %s, want %d with %q", name, x.method, x.path, status, body, x.status, x.want)
		}
	}
	all, err := c.book.CasesOfScope(t.Context(), scope("app"), c.now.Add(-time.Hour), c.now.Add(time.Hour), 10)
	if err != nil || len(all) != 1 {
		t.Errorf("%d cases, %v, want the one that was right", len(all), err)
	}
}

func TestTheExampleOfTheSpecification(t *testing.T) {
	c := newCity(t, t.TempDir()+"/w.db")
	body := "api_key=" + appKey + "&jurisdiction_id=city.gov&service_code=CG02&lat=37.76524078&long=-122.4212043&address_string=1234+5th+street&email=smit333%40sfgov.edu&device_id=tt222111&account_id=123456&first_name=john&last_name=smith&phone=111111111&description=A+large+sinkhole+is+destroying+the+street&media_url=http%3A%2F%2Ffarm3.static.flickr.com%2F2002%2F2212426634_5ed477a060.jpg&attribute[WHISPAWN]=123456&attribute[WHISDORN]=COISL001"
	status, answer := c.postTo("requests.xml", body)
	all, err := geo.DecodeList[geo.Created]("xml", "service_requests", []byte(answer))
	if status != 201 || err != nil || len(all) != 1 {
		t.Fatalf("POST = %d %s, %v, want a request", status, answer, err)
	}
	got, err := c.book.ByReceipt(t.Context(), string(all[0].ID))
	if err != nil || got.Content.What != "A large sinkhole is destroying the street" || got.Content.Name != "john smith" || !strings.Contains(got.Content.Where, "1234 5th street（纬度 37.76524078，经度 -122.4212043）") {
		t.Errorf("the case is %+v, %v, want what the example says", got.Content, err)
	}
}

func TestALimitIsAPrograms(t *testing.T) {
	c := newCity(t, t.TempDir()+"/w.db", func(x *Config) { x.Each = 3 })
	var got []int
	for range 5 {
		status, _ := c.get("requests.json?api_key=" + appKey)
		got = append(got, status)
	}
	if !slices.Equal(got, []int{200, 200, 200, 429, 429}) {
		t.Errorf("five at once: %v, want three answered", got)
	}
	if status, _ := c.get("requests.json?api_key=" + otherKey); status != 200 {
		t.Errorf("the other program: %d, want 200", status)
	}
	count := map[int]int{}
	for range 150 {
		status, _ := c.get("requests.json?api_key=guess")
		count[status]++
	}
	if count[403] != 100 || count[429] != 50 {
		t.Errorf("150 guesses of a key: %v, want 100 refused and 50 told to wait", count)
	}
}

func TestParseKeys(t *testing.T) {
	long := strings.Repeat("k", 32)
	for text, want := range map[string]map[string]string{
		"a:" + long: {"a": long}, "a:" + long + " b:" + long: {"a": long, "b": long}, "": {}, "a:short": nil, long: nil, ":" + long: nil, "a:" + long + " a:" + long: nil,
	} {
		got, err := ParseKeys(text)
		if !maps.Equal(got, want) || (err == nil) != (want != nil) || err != nil && strings.Contains(err.Error(), long) {
			t.Errorf("ParseKeys(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
}

// FuzzForm: whatever is posted, a report that gets through has what a case needs.
func FuzzForm(f *testing.F) {
	f.Add(filled().Encode())
	f.Add("api_key=x&service_code=1&lat=1&long=2&description=a&attribute[a][]=1&attribute[a][]=2")
	f.Fuzz(func(t *testing.T, body string) {
		form, err := url.ParseQuery(body)
		if err != nil {
			return
		}
		if r, wrong := read311(form); wrong == nil && (r.service == "" || r.what == "" || r.where == "" || !r.kind.Valid()) {
			t.Errorf("read311(%q) = %+v, want what a case needs", body, r)
		}
		_, _ = ask(form, time.Unix(0, 0))
		_ = keyOf("", form, time.Unix(0, 0))
	})
}

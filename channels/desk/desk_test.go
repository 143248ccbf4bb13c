package desk

import (
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"wenban/assistant/handoff"
)

// TestACaseGoesItsWayOverThePages: by forms, without script.
func TestACaseGoesItsWayOverThePages(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		number := o.open()
		boss, handler, other := o.as(seat), o.as(li), o.as(second)
		status, text := boss.get("/desk/")
		boss.want("GET /desk/", status, text, 200, "待受理", number, "夜间施工噪声", "云东区", "还有 5 天", `aria-current="page"`)
		boss.act(o, number, "accept")
		text = boss.act(o, number, "assign", "department", city, "helpers", market, "remark", "请现场核实")
		boss.want("after assign", 200, text, 200, "已派单", city, "协办："+market, "请现场核实")
		status, text = handler.get("/desk/")
		handler.want("GET /desk/", status, text, 200, "待签收", number)
		handler.act(o, number, "sign")
		handler.act(o, number, "start")
		o.later(3 * time.Hour)
		text = handler.act(o, number, "reply", "words", "已责令夜间停工。\n谢谢反映。")
		handler.want("after reply", 200, text, 200, "告诉市民：已责令夜间停工。\n谢谢反映。", "3 小时前")
		other.act(o, number, "approve")
		other.act(o, number, "contact", "result", "满意", "remark", "很快")
		text = other.act(o, number, "close", "words", "")
		other.want("after close", 200, text, 200, "已办结", "按时", "满意。很快")
		status, text = other.get("/desk/queue/done")
		other.want("GET done", status, text, 200, number)
		status, text = other.get("/desk/figures")
		other.want("GET figures", status, text, 200, city, "3 小时", "合计")
		status, text = other.get("/desk/case/" + number + "/print")
		other.want("GET print", status, text, 200, number, "王秀兰", "13800138000", "打印于 2026-11-25 12:00", "责令")
		if log := o.log.String(); strings.Contains(log, "王秀兰") || strings.Contains(log, "138") || strings.Contains(log, "停工") {
			t.Errorf("the log holds what is personal: %s", log)
		}
	})
}

// TestWhoMayCome (A01, A02): strangers sign in first, others read a sentence, and
// a case of another department is not there, in the same words as one that is
// none.
func TestWhoMayCome(t *testing.T) {
	o := light(t, func(c *Config) { c.File = file })
	number := o.open(func(c *handoff.Case) { c.Content.Attached = []handoff.Attachment{{ID: "F1", Name: "a.jpg"}} })
	o.as(seat).act(o, number, "assign", "department", city)
	pages := []string{"/desk/", "/desk/queue/accept", "/desk/search?q=x", "/desk/case/" + number, "/desk/case/" + number + "/print", "/desk/case/" + number + "/files/F1", "/desk/figures", "/desk/nothing"}
	stranger, wrong, foreign := o.stranger(), o.as(curator), o.as(wang)
	for _, path := range pages {
		status, text := stranger.get(path)
		stranger.want("a stranger, GET "+path, status, text, 200, "工作人员登录")
		status, text = wrong.get(path)
		wrong.want("a curator, GET "+path, status, text, 403, "您的角色不能用这一页")
	}
	status, text := stranger.post("/desk/case/"+number+"/act/sign", "version", o.version(number))
	stranger.want("a stranger, POST", status, text, 401, "请先登录")
	status, text = wrong.post("/desk/case/"+number+"/act/sign", "version", o.version(number))
	wrong.want("a curator, POST", status, text, 403, "您的角色")
	for _, rest := range []string{"", "/print", "/files/F1"} {
		status, theirs := foreign.get("/desk/case/" + number + rest)
		_, none := foreign.get("/desk/case/云2026112599999" + rest)
		foreign.want("another department, GET "+rest, status, theirs, 404, "没有这个工单，或者不归您办")
		if theirs != none {
			t.Errorf("GET %s of another department differs from one of no number:\n%s\n%s", rest, theirs, none)
		}
	}
	status, text = foreign.post("/desk/case/"+number+"/act/sign", "version", o.version(number))
	foreign.want("another department, POST", status, text, 404, "没有这个工单")
	status, text = foreign.get("/desk/search?q=" + number)
	foreign.want("another department, search", status, text, 200, "没有找到")
	mine := o.as(li) // the control
	status, text = mine.get("/desk/case/" + number)
	mine.want("the department, GET", status, text, 200, "楼下工地半夜施工", "13800138000", "9901••••••••1234")
	if strings.Contains(text, "990102199001011234") {
		t.Error("the page shows the whole identity number")
	}
	status, text, h := mine.do("GET", "/desk/case/"+number+"/files/F1", "", "")
	mine.want("the department, GET file", status, text, 200, "file of CASEX")
	if h.Get("Content-Type") != "application/octet-stream" || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || h.Get("Cache-Control") != "no-store" {
		t.Errorf("a file comes with %v, want it to be kept, not shown", h)
	}
}

// TestForgedRequests (A03, A05, A07, A08, A11, A13): what is not our form is not
// done.
func TestForgedRequests(t *testing.T) {
	o := light(t)
	number := o.open()
	b := o.as(seat)
	path := "/desk/case/" + number + "/act/accept"
	good := url.Values{"version": {"1"}}.Encode()
	for _, c := range []struct {
		name, method, kind, body string
		headers                  []string
		want                     int
	}{
		{"from another site", "POST", formType, good, []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"from a site that does not say", "POST", formType, good, []string{"Sec-Fetch-Site", "", "Origin", ""}, 403},
		{"a field that is none", "POST", formType, good + "&state=closed", nil, 400},
		{"a field twice", "POST", formType, good + "&version=2", nil, 400},
		{"JSON", "POST", "application/json", `{"version":1}`, nil, 400},
		{"too much", "POST", formType, good + "&words=" + strings.Repeat("x", mostBody), nil, 400},
		{"bad bytes", "POST", formType, good + "&words=%ff", nil, 400},
		{"no version", "POST", formType, "", nil, 422},
		{"another method", "PUT", formType, good, nil, 405},
	} {
		if status, text, _ := b.do(c.method, path, c.kind, c.body, c.headers...); status != c.want {
			t.Errorf("%s: %s = %d, want %d\n%s", c.name, path, status, c.want, notices(text))
		}
	}
	status, text := b.post("/desk/case/"+number+"/act/drop", "version", "1")
	b.want("an action that is none", status, text, 400)
	if got := o.version(number); got != "1" {
		t.Errorf("after forged requests the case has version %s, want 1", got)
	}
	_, _, h := b.do("GET", "/desk/case/"+number, "", "")
	if csp := h.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe") || h.Get("Cache-Control") != "no-store" {
		t.Errorf("a case comes with %v, want it never framed and never kept", h)
	}
	b.act(o, number, "accept") // the control
}

// TestWhatWasTypedIsKept: a fault and a conflict show the case as it is now with
// the words of whoever wrote them.
func TestWhatWasTypedIsKept(t *testing.T) {
	o := light(t)
	number := o.open()
	boss := o.as(seat)
	status, text := boss.post("/desk/case/"+number+"/act/assign", "version", "1", "department", "没有的局", "remark", "写了很久的说明")
	boss.want("assign to nobody", status, text, 422, "没有“没有的局”这个部门", "写了很久的说明", `value="没有的局"`, `aria-invalid="true"`, "<details class=\"act\" open>")
	status, text = boss.post("/desk/case/"+number+"/act/accept", "version", "1", "due", "明天")
	boss.want("a time that is none", status, text, 422, "没有看懂这个时间", `value="明天"`)
	old := o.version(number)
	o.as(second).act(o, number, "accept")
	status, text = boss.post("/desk/case/"+number+"/act/decline", "version", old, "words", "不属于<政府>职责，请找市场渠道")
	boss.want("what another changed", status, text, 409, "刚被别人改过", "不属于&lt;政府&gt;职责，请找市场渠道", "已受理", `name="version" value="2"`)
	status, text = o.stranger().post("/desk/case/"+number+"/act/reply", "version", "1", "words", "会话过期前写的<答复>")
	boss.want("after the session ended", status, text, 401, "会话过期前写的&lt;答复&gt;", "/staff/sign-in")
	status, text = boss.post("/desk/case/"+number+"/act/sign", "version", o.version(number))
	boss.want("what is not theirs", status, text, 403, "您的角色不能这样操作")
	boss.act(o, number, "assign", "department", city)
	status, text = o.as(li).post("/desk/case/"+number+"/act/reply", "version", o.version(number), "words", strings.Repeat("长", 4001))
	boss.want("too long", status, text, 422, "最多 4000 字，现在 4001 字")
}

// TestStoredScriptIsText (A56): whatever a citizen, a colleague or a list may
// hold is text on every page that shows it.
func TestStoredScriptIsText(t *testing.T) {
	const bad = `"><script>alert(1)</script><img src=x onerror=alert(1)>'{{.}}`
	evil := func(i string) string { return i + bad }
	o := light(t, func(c *Config) {
		c.File, c.Departments = file, func() []string { return []string{evil("部门")} }
		c.Category = func(string) string { return evil("类别") }
		c.Region = func(string) string { return evil("地区") }
	})
	number := o.open(func(c *handoff.Case) {
		c.Kind, c.Title, c.Category, c.Department = handoff.Application, evil("标题"), "x", evil("主办") // a form shows most
		c.Content = handoff.Content{
			Name: evil("姓名"), Phone: evil("电话"), IDCard: evil("证件"), What: evil("事情"), Where: evil("地点"), Street: evil("街道"), When: evil("时间"), Wish: evil("诉求"), About: evil("对象"),
			Form:     []handoff.Field{{ID: "a", Label: evil("标签"), Value: evil("值"), Source: evil("来源"), Trust: evil("级")}},
			Attached: []handoff.Attachment{{ID: "F1", Name: evil("文件"), Type: evil("类型")}}, Talk: []string{evil("对话")},
		}
	})
	boss := o.as(seat)
	boss.act(o, number, "supervise", "remark", evil("督办"))
	boss.act(o, number, "ask_more", "words", evil("补正"))
	pages := map[string][]string{
		"/desk/queue/all":                              {"标题", "主办", "地区"},
		"/desk/case/" + number:                         {"标题", "类别", "主办", "姓名", "电话", "事情", "地点", "街道", "时间", "诉求", "对象", "标签", "值", "来源", "级", "文件", "类型", "对话", "督办", "补正", "部门", "地区"},
		"/desk/case/" + number + "/print":              {"标题", "事情", "地点", "街道", "诉求", "姓名", "电话", "督办", "补正"},
		"/desk/search?q=" + url.QueryEscape(evil("词")): {"词"},
		"/desk/figures":                                {"主办"},
	}
	for path, sinks := range pages {
		_, text := boss.get(path)
		if strings.Contains(text, "<script>alert") || strings.Contains(text, "<img src=x") {
			t.Errorf("GET %s shows the script as it is:\n%s", path, text)
		}
		for _, sink := range sinks {
			if !strings.Contains(text, sink+"&#34;&gt;&lt;script&gt;") { // the control: it is there
				t.Errorf("GET %s does not show %s escaped", path, sink)
			}
		}
	}
	_, text := boss.post("/desk/case/"+number+"/act/note", "version", "1", "remark", evil("附注"))
	boss.want("a form that is shown again", 200, text, 200, "附注&#34;&gt;&lt;script&gt;")
	_, _, h := boss.do("GET", "/desk/case/"+number+"/files/F1", "", "")
	kind, values, err := mime.ParseMediaType(h.Get("Content-Disposition"))
	if err != nil || kind != "attachment" || strings.ContainsAny(values["filename"], `"<>/`) {
		t.Errorf("the file is called %q (%v), want a plain name", values["filename"], err)
	}
}

// TestFileNames (A54).
func TestFileNames(t *testing.T) {
	for in, want := range map[string]string{
		"照片.jpg": "照片.jpg", "a\r\nSet-Cookie: x.pdf": "a__Set-Cookie_ x.pdf", `..\..\boot.ini`: "boot.ini", "/etc/passwd": "passwd", "": "附件", "...": "附件", `a".txt`: "a_.txt",
		strings.Repeat("长", 300) + ".docx": strings.Repeat("长", 95) + ".docx", "x\u202egpj.exe": "x_gpj.exe",
	} {
		if got := plainName(in); got != want {
			t.Errorf("plainName(%.40q) = %q, want %q", in, got, want)
		}
	}
}

// TestASecretReport shows who reported to the handler who signed alone.
func TestASecretReport(t *testing.T) {
	o := light(t)
	number := o.open(func(c *handoff.Case) {
		c.Kind, c.Secret, c.Content.About = handoff.Report, true, market
	})
	boss, handler := o.as(seat), o.as(li)
	status, text := boss.post("/desk/case/"+number+"/act/assign", "version", "1", "department", market)
	boss.want("assign to whom it is about", status, text, 422, "要回避")
	boss.act(o, number, "assign", "department", city)
	for b, when := range map[*browser]string{boss: "a dispatcher", handler: "a handler before signing"} {
		for _, rest := range []string{"", "/print"} {
			_, text := b.get("/desk/case/" + number + rest)
			if strings.Contains(text, "王秀兰") || strings.Contains(text, "13800138000") || !strings.Contains(text, "已隐去") {
				t.Errorf("%s sees who reported on %q", when, rest)
			}
		}
	}
	text = handler.act(o, number, "sign")
	handler.want("the handler who signed", 200, text, 200, "王秀兰", "每次查看都有记录")
	status, text = o.as(wang).get("/desk/search?q=噪声")
	boss.want("whom it is about, search", status, text, 200, "没有找到")
}

// TestTooManyViews (A50): a person who opens case after case is stopped.
func TestTooManyViews(t *testing.T) {
	o := light(t, func(c *Config) { c.Views = 5 })
	number := o.open()
	b := o.as(seat)
	var got []int
	for range 8 {
		status, _ := b.get("/desk/case/" + number)
		got = append(got, status)
	}
	if want := []int{200, 200, 200, 200, 200, 429, 429, 429}; !slices.Equal(got, want) {
		t.Errorf("eight views in a moment = %v, want %v", got, want)
	}
	status, _ := o.as(second).get("/desk/case/" + number)
	if status != http.StatusOK {
		t.Errorf("another person = %d, want 200", status)
	}
}

// TestEmptyPagesSayWhatToDo: each queue, a search, and who has no department.
func TestEmptyPagesSayWhatToDo(t *testing.T) {
	o := light(t)
	boss := o.as(seat)
	for _, path := range []string{"/desk/queue/accept", "/desk/queue/late", "/desk/queue/done", "/desk/search?q=路灯", "/desk/figures"} {
		status, text := boss.get(path)
		boss.want("GET "+path, status, text, 200, `class="empty"`)
	}
	status, text := o.as(homeless).get("/desk/")
	boss.want("a handler without a department", status, text, 200, "还没有登记部门", "wenban user add 新人 --role handler")
	for path, want := range map[string]int{"/desk/queue/x": 404, "/desk/x": 404, "/desk/search?q=": 422, "/desk/search?q=" + url.QueryEscape("a b c d e f"): 422,
		"/desk/figures?from=x": 422, "/desk/figures?from=2026-12-01&until=2026-11-01": 422, "/desk/figures?from=0001-01-01&until=9999-12-31": 422, "/desk/queue/accept?after=x": 200} {
		if status, text := boss.get(path); status != want {
			t.Errorf("GET %s = %d, want %d\n%s", path, status, want, notices(text))
		}
	}
}

// TestLongLists: pages follow each other.
func TestLongLists(t *testing.T) {
	o := light(t)
	for range 53 {
		o.open()
	}
	b := o.as(seat)
	_, text := b.get("/desk/queue/accept")
	if got := strings.Count(text, "<tr><td"); got != 50 {
		t.Errorf("the first page has %d rows, want 50", got)
	}
	_, rest, _ := strings.Cut(text, `href="/desk/queue/accept?after=`)
	after, _, _ := strings.Cut(rest, `"`)
	_, text = b.get("/desk/queue/accept?after=" + after)
	if got := strings.Count(text, "<tr><td"); got != 3 {
		t.Errorf("the second page (after %s) has %d rows, want 3", after, got)
	}
}

func TestEveryFieldHasALabel(t *testing.T) {
	o := light(t)
	number := o.open()
	b := o.as(seat)
	_, text := b.get("/desk/case/" + number)
	if n := strings.Count(text, "<textarea"); n < 4 {
		t.Fatalf("the page has %d fields for text, want some", n)
	}
	for part := range strings.SplitSeq(text, " id=\"") {
		id, after, _ := strings.Cut(part, `"`)
		if strings.HasPrefix(after, ` name="`) && !strings.Contains(text, `for="`+id+`"`) {
			t.Errorf("field %s has no label", id)
		}
	}
}

// TestAnAssignmentBeginsWithWhatIsKnown: the departments that the dispatch list
// names, and on the second time those that help already.
func TestAnAssignmentBeginsWithWhatIsKnown(t *testing.T) {
	o := light(t, func(c *Config) {
		c.Helpers = func(category, _ string) []string { return map[string][]string{"noise": {market, city}}[category] }
	})
	number := o.open(func(c *handoff.Case) { c.Category, c.Department = "noise", city })
	b := o.as(seat)
	_, text := b.get("/desk/case/" + number)
	b.want("before it is assigned", 200, text, 200, `name="department" value="`+city+`"`, `name="helpers" value="`+market+`"`)
	text = b.act(o, number, "assign", "department", market, "helpers", city)
	b.want("to be assigned anew", 200, text, 200, `name="department" value="`+market+`"`, `name="helpers" value="`+city+`"`, "改派")
}

// TestTheFirstPersonIsToldWhatToDo: the sign-in page of a new house says how
// people are added; once there is somebody it does not.
func TestTheFirstPersonIsToldWhatToDo(t *testing.T) {
	o := light(t)
	status, text := o.stranger().get("/desk/")
	if strings.Contains(text, "wenban user add 您的姓名") {
		t.Errorf("GET /desk/ with people = %d, and says how to add the first one", status)
	}
	b := &browser{t, empty(t), &http.Client{Timeout: 20 * time.Second}}
	status, text = b.get("/staff/sign-in")
	b.want("GET /staff/sign-in of a new house", status, text, 200, "wenban user add 您的姓名 --role admin", "--role handler --department")
}

// TestSigningInGoesOnToTheCase: whoever followed a link to a case is there after
// signing in, although its number is not ASCII.
func TestSigningInGoesOnToTheCase(t *testing.T) {
	o := light(t)
	number := o.open()
	b := o.stranger()
	_, text := b.get("/desk/case/" + number)
	_, rest, _ := strings.Cut(text, `name="next" value="`)
	next, _, _ := strings.Cut(rest, `"`)
	status, text := b.post("/staff/sign-in", "name", seat, "password", password, "next", next)
	b.want("sign in with next "+next, status, text, 200, number, "楼下工地半夜施工")
}

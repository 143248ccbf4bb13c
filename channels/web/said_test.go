package web

import (
	"net/http"
	"strings"
	"testing"
)

// TestWhatWasSaidCanBeTakenToAPerson asks for a person: the answer promises
// none, and leads to a page with all that was said.
func TestWhatWasSaidCanBeTakenToAPerson(t *testing.T) {
	s := newSite(t)
	if status, _ := s.get(t, "/talk"); status != http.StatusNotFound {
		t.Errorf("GET /talk before the first word: got %d, want 404", status)
	}
	s.post(t, "/ask", "text", "我家孩子身份证丢了")
	s.post(t, "/ask", "pick", "option:yes", "on", "1")
	_, body := s.post(t, "/ask", "pick", "command:human", "on", "2")
	for _, want := range []string{"没有工作人员在线", `href="tel:12345"`, `href="/talk"`, "云溪市政务服务中心"} {
		if !strings.Contains(body, want) {
			t.Errorf("after 转人工: page has no %q", want)
		}
	}
	if strings.Contains(body, "为您转") || strings.Contains(body, "转接") {
		t.Error("after 转人工: the page promises a person who is not there")
	}
	_, body = s.get(t, "/talk")
	for _, want := range []string{"我说：<b>我家孩子身份证丢了</b>", "我说：<b>在同一户口簿</b>", "居民身份证丢失补领", "未满十六周岁", "2026年11月25日"} {
		if !strings.Contains(body, want) {
			t.Errorf("GET /talk: page has no %q", want)
		}
	}
}

// TestAListIsLeftBehind has no list to print any more once the talk came to
// something that is not accepted.
func TestAListIsLeftBehind(t *testing.T) {
	s := newSite(t)
	s.post(t, "/ask", "text", "高龄补贴")
	if status, _ := s.get(t, "/list"); status != http.StatusOK {
		t.Fatalf("control: GET /list after 高龄补贴: got %d, want 200", status)
	}
	s.post(t, "/ask", "text", "谢谢")
	if status, _ := s.get(t, "/list"); status != http.StatusOK {
		t.Errorf("GET /list after 谢谢: got %d, want the list still there", status)
	}
	_, body := s.post(t, "/ask", "text", "不满八十周岁")
	if status, _ := s.get(t, "/list"); status != http.StatusNotFound || !strings.Contains(body, "不能受理") {
		t.Errorf("GET /list after a stop: got %d, want 404", status)
	}
}

package open311

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/oklog/ulid/v2"

	"wenban/assistant"
	"wenban/assistant/guide"
	"wenban/assistant/handoff"
	geo "wenban/assistant/handoff/open311"
	"wenban/assistant/read"
	"wenban/assistant/triage"
)

// maxForm is the size of a form in bytes: 4,000 characters, escaped, and the rest.
const maxForm = 96 << 10

// takes is how long a submission may take; it is finished also when the caller
// goes away.
const takes = 20 * time.Second

// post takes a request in. When it is answered with a number, the case is
// durable and on its way.
func (s *Server) post(w http.ResponseWriter, r *http.Request) {
	form, f := posted(w, r)
	var name string
	if f == nil {
		name, f = s.client(form.Get("api_key"))
	}
	var reply assistant.Reply
	if f == nil {
		reply, f = s.take(r, name, form)
	}
	if f != nil {
		s.fail(w, r, *f)
		return
	}
	notice := "有人受伤、着火或者正在发生危险的，请立即拨打 110、119、120 或者 122。已提交，待受理；查进度凭 service_request_id。"
	tell(w, r, http.StatusCreated, "service_requests", []geo.Created{{ID: geo.Text(reply.Receipt.Number), Notice: geo.Text(notice)}})
}

// posted reads the form of the body; what stands in the address does not count.
func posted(w http.ResponseWriter, r *http.Request) (url.Values, *fault) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, &fault{http.StatusUnsupportedMediaType, "请用 Content-Type: application/x-www-form-urlencoded; charset=utf-8。"}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxForm))
	if tooBig := (*http.MaxBytesError)(nil); errors.As(err, &tooBig) {
		return nil, &fault{http.StatusRequestEntityTooLarge, "内容太长。"}
	}
	form, wrong := url.ParseQuery(string(body))
	if err != nil || wrong != nil {
		return nil, &fault{http.StatusBadRequest, "正文没有收全，或者不是表单格式。"}
	}
	for name, values := range form {
		if !utf8.ValidString(name + strings.Join(values, "")) {
			return nil, &fault{http.StatusBadRequest, "文字要用 UTF-8 编码。"}
		}
	}
	return form, nil
}

// take hands a form in.
func (s *Server) take(r *http.Request, name string, form url.Values) (assistant.Reply, *fault) {
	if !s.ours(form.Get("jurisdiction_id")) {
		return assistant.Reply{}, &elsewhere
	}
	in, f := read311(form)
	if f != nil {
		return assistant.Reply{}, f
	}
	if _, ok := s.list().Category(in.service); !ok {
		return assistant.Reply{}, &noService
	}
	header := r.Header.Get("Idempotency-Key")
	if len(header) > 255 || strings.ContainsFunc(header, func(c rune) bool { return c < '!' || c > '~' }) {
		return assistant.Reply{}, &fault{http.StatusBadRequest, "Idempotency-Key 应是 1 到 255 个可见的 ASCII 字符。"}
	}
	now := s.config.Now()
	c := s.caseOf(in, now)
	c.Scope, c.Key = scope(name), keyOf(header, form, now)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), takes)
	defer cancel()
	reply, err := s.submit(ctx, c, now)
	switch {
	case errors.Is(err, handoff.ErrKeyReused):
		return assistant.Reply{}, &reusedKey
	case err != nil:
		s.config.Log.Error("open311 submission failed", "error", err)
		return assistant.Reply{}, &busy
	}
	return reply, nil
}

func scope(client string) string { return "client open311 " + client }

// caseOf is the case of a report: dispatched by the service and the place, and
// secret where it is a report or the words ask for it.
func (s *Server) caseOf(in report, now time.Time) handoff.Case {
	know := s.config.Assistant.Knowledge()
	where := know.Clerk.Places.Find(in.where, know.Reader.Read(in.where, read.Context{}).Region)
	said := know.Reader.Read(in.what, read.Context{})
	d := triage.Draft{
		Kind: in.kind, Began: now, Category: in.service, What: said.Text, Region: where.Region, Street: where.Street,
		When: in.when, Wish: in.wish, Hidden: in.kind == handoff.Report || triage.Decide(triage.Matter{Reading: said}).Hidden,
	}
	c, _ := know.Clerk.Case(d, triage.Words{triage.What: in.what, triage.Where: in.where, triage.Phone: in.phone, triage.Name: in.name}, know.Home, now)
	return c
}

// submit hands a case in in a talk of its own.
func (s *Server) submit(ctx context.Context, c handoff.Case, now time.Time) (assistant.Reply, error) {
	talk := assistant.Talk{ID: ulid.Make().String(), Secret: rand.Text(), Channel: "open311", Began: now, State: guide.State{Region: c.Region}}
	a := *s.config.Assistant
	a.Ledger = opening{a.Ledger, talk}
	return a.Submit(ctx, assistant.Submission{Talk: talk.ID, Said: "通过 Open311 提交" + c.Kind.Name(), Case: c, At: now})
}

// opening is a ledger in which one talk is open in which nothing was said yet.
type opening struct {
	assistant.Ledger
	talk assistant.Talk
}

func (o opening) Talk(ctx context.Context, id string) (assistant.Talk, error) {
	if id == o.talk.ID {
		return o.talk, nil
	}
	return o.Ledger.Talk(ctx, id)
}

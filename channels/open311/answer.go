package open311

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strconv"
	"strings"

	geo "wenban/assistant/handoff/open311"
	"wenban/channels/signin"
)

// fault is why a request was not carried out: a status of the specification,
// and a sentence for people.
type fault struct {
	status int
	text   string
}

// The faults that more than one route meets.
var (
	badKey      = fault{http.StatusForbidden, "api_key 没有写，或者不对。请向本地 12345 申请。"}
	tooFast     = fault{http.StatusTooManyRequests, "请求太频繁，请过一分钟再试。"}
	busy        = fault{http.StatusServiceUnavailable, "系统暂时没有响应，没有记下。请过一会儿再发同一条，或者拨打 12345。"}
	noSuch      = fault{http.StatusNotFound, "service_request_id 没有查到。"}
	noService   = fault{http.StatusNotFound, "service_code 没有查到。可用的代码见 /open311/v2/services.json。"}
	elsewhere   = fault{http.StatusNotFound, "jurisdiction_id 没有查到。"}
	twice       = fault{http.StatusBadRequest, "同一个参数写了两次。"}
	noAddress   = fault{http.StatusNotFound, "没有这个地址。"}
	reusedKey   = fault{http.StatusBadRequest, "这个 Idempotency-Key 已经用于另一份内容。"}
	badDates    = fault{http.StatusBadRequest, "start_date 和 end_date 应是带时区的时间，如 2026-11-01T00:00:00Z，相隔最多 90 天。"}
	badStatuses = fault{http.StatusBadRequest, "status 只能是 open 或者 closed。"}
)

// format is how a request wants its answer: the end of its path. JSON is for
// what names no format.
func format(r *http.Request) string {
	if strings.HasSuffix(r.URL.Path, ".xml") {
		return "xml"
	}
	return "json"
}

// named is the name in the last part of a path, without the format; ok is false
// where no format stands behind it.
func named(last string) (name string, ok bool) {
	for _, f := range []string{".json", ".xml"} {
		if name, ok := strings.CutSuffix(last, f); ok {
			return name, true
		}
	}
	return "", false
}

// tell answers with a list document.
func tell[T any](w http.ResponseWriter, r *http.Request, status int, document string, all []T) {
	b, err := geo.EncodeList(format(r), document, all)
	write(w, r, status, b, err)
}

func write(w http.ResponseWriter, r *http.Request, status int, b []byte, err error) {
	if err != nil {
		http.Error(w, busy.text, http.StatusInternalServerError)
		return
	}
	kind := "application/json; charset=utf-8"
	if format(r) == "xml" {
		kind = "text/xml; charset=utf-8"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(b) // the caller went away: nothing to do
}

// fail answers with an error of the specification.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, f fault) {
	s.config.Log.Info("open311 refused", "status", f.status)
	if f.status == http.StatusTooManyRequests || f.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "60")
	}
	tell(w, r, f.status, "errors", []geo.Fault{{Code: geo.Text(strconv.Itoa(f.status)), Description: geo.Text(f.text)}})
}

func (s *Server) refuse(w http.ResponseWriter, r *http.Request, no signin.Refusal) {
	s.fail(w, r, fault{no.Status, no.Text})
}

func (s *Server) missing(w http.ResponseWriter, r *http.Request) { s.fail(w, r, noAddress) }

// client returns the name of the program whose key it is, and counts the
// request against its limit. All keys are compared, whichever it is.
func (s *Server) client(key string) (name string, f *fault) {
	sum := sha256.Sum256([]byte(key))
	var found *client
	for i := range s.clients {
		if subtle.ConstantTimeCompare(s.clients[i].key[:], sum[:]) == 1 {
			found = &s.clients[i]
		}
	}
	now := s.config.Now()
	switch {
	case found == nil && !s.strange.AllowN(now, 1):
		return "", &tooFast
	case found == nil:
		return "", &badKey
	case !found.limit.AllowN(now, 1):
		return "", &tooFast
	}
	return found.name, nil
}

// ours reports whether a jurisdiction_id is ours.
func (s *Server) ours(id string) bool {
	return id == "" || s.config.Jurisdiction == "" || id == s.config.Jurisdiction
}

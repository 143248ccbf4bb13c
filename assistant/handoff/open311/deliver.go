package open311

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"wenban/assistant/handoff"
	"wenban/assistant/handoff/outside"
)

// maxDescription is the limit of the specification, in characters.
const maxDescription = 4000

// persistent is how long a server must answer 400 to a message before it is
// taken for its last word.
const persistent = 24 * time.Hour

// Deliver looks for the key of a message, and posts the case when the server
// has not got it.
func (s *System) Deliver(ctx context.Context, m handoff.Message) (handoff.Answer, error) {
	if why := s.impossible(m); why != "" {
		return handoff.Answer{}, handoff.Refused{Why: why}
	}
	defer s.locks.lock(m.Key)()
	d := s.remembered(m.Key)
	switch a, ok, err := s.find(ctx, m.Key, d); {
	case err != nil:
		return handoff.Answer{}, err
	case ok && a.Digest != short(m.Digest):
		return handoff.Answer{}, handoff.ErrAltered
	case ok:
		return handoff.Answer{Number: a.Number}, nil
	}
	if rest := s.config.Settle - s.config.Now().Sub(d.posted); !d.posted.IsZero() && rest > 0 {
		return handoff.Answer{}, handoff.Later{After: rest, Err: fmt.Errorf("%w: 上一次没有得到回答，等它出现在列表里", errAnswer)}
	}
	form, err := s.form(ctx, m)
	if err != nil {
		return handoff.Answer{}, err
	}
	return s.send(ctx, m, d, form)
}

// impossible says why GeoReport cannot take a message, or "".
//
// PRIVACY: requests are open to all.
func (s *System) impossible(m handoff.Message) string {
	switch {
	case m.Act != handoff.Opened:
		return "open311_first_message_only"
	case m.Case.Secret:
		return "open311_is_public_secret"
	case m.Case.Kind == handoff.Application:
		return "open311_is_public_application"
	case utf8.RuneCountInString(s.description(m)) > maxDescription:
		return "open311_too_long"
	}
	return ""
}

// description is the citizen's words with our key at the end.
func (s *System) description(m handoff.Message) string {
	c := m.Case.Content
	text := s.config.Mask(c.What)
	for _, part := range [][2]string{{"时间", c.When}, {"希望", c.Wish}, {"被反映的一方", c.About}} {
		if part[1] != "" {
			text += "\n" + part[0] + "：" + s.config.Mask(part[1])
		}
	}
	return strings.ReplaceAll(text, "\x00", "") + "\n\n" + Reference(m.Key, m.Digest)
}

// Reference is our key as it stands at the end of a description, with the
// beginning of the digest.
func Reference(key, digest string) string { return "[问办 " + key + " " + short(digest) + "]" }

func short(digest string) string { return digest[:min(len(digest), 16)] }

var reference = regexp.MustCompile(`\[问办 ([0-9A-Za-z]+/[0-9]+) ([0-9a-f]{16})\]\s*$`)

// referred returns the key and the short digest at the end of a description.
func referred(description Text) (key, digest string) {
	if m := reference.FindStringSubmatch(string(description)); m != nil {
		return m[1], m[2]
	}
	return "", ""
}

// form is a case as it is posted.
func (s *System) form(ctx context.Context, m handoff.Message) (url.Values, error) {
	service, err := s.service(ctx, m.Case)
	if err != nil {
		return nil, err
	}
	c := m.Case.Content
	form := url.Values{
		"api_key": {s.config.Key}, "service_code": {string(service.Code)}, "description": {s.description(m)},
		"address_string": {strings.TrimSpace(c.Where + " " + c.Street)}, "first_name": {c.Name}, "phone": {c.Phone},
	}
	if form.Get("address_string") == "" {
		form.Set("address_string", "没有说明地点（区划 "+m.Case.Region+"）")
	}
	if s.config.Jurisdiction != "" {
		form.Set("jurisdiction_id", s.config.Jurisdiction)
	}
	for name, values := range form {
		if values[0] == "" {
			delete(form, name)
		}
	}
	return form, s.attributes(ctx, service, m, form)
}

// send posts a form and reads the number.
func (s *System) send(ctx context.Context, m handoff.Message, d *delivery, form url.Values) (handoff.Answer, error) {
	if err := ctx.Err(); err != nil {
		return handoff.Answer{}, err // nothing was sent
	}
	d.posted = s.config.Now() // until we know better
	got, err := s.post(ctx, m.Key, form)
	if dial := (*net.OpError)(nil); errors.As(err, &dial) && dial.Op == "dial" {
		d.posted = time.Time{} // nothing was sent
	}
	if err != nil {
		return handoff.Answer{}, err
	}
	if got.Status != http.StatusOK && got.Status != http.StatusCreated {
		return handoff.Answer{}, s.refused(got, d)
	}
	all, err := DecodeList[Created](s.config.Format, "service_requests", got.Body)
	if err != nil {
		return handoff.Answer{}, err
	}
	if len(all) != 1 || !named(all[0].ID) && !named(all[0].Token) {
		return handoff.Answer{}, fmt.Errorf("%w: 没有编号", errAnswer)
	}
	d.number, d.digest = s.numberOf(ctx, all[0]), short(m.Digest)
	return handoff.Answer{Number: d.number}, nil
}

// refused judges an answer that is none of success. With errors of the
// specification nothing was taken, and it may be posted again at once.
func (s *System) refused(got outside.Answer, d *delivery) error {
	faults, err := DecodeList[Fault](s.config.Format, "errors", got.Body)
	if err == nil && len(faults) > 0 && got.Status < 500 {
		d.posted = time.Time{}
	}
	now := s.config.Now()
	switch {
	case got.Status == http.StatusNotFound && d.posted.IsZero():
		s.forget() // the list of services may be old
		return handoff.Refused{Why: "open311_no_service"}
	case got.Status != http.StatusBadRequest || !d.posted.IsZero():
	case d.refused.IsZero():
		d.refused = now
	case now.Sub(d.refused) >= persistent:
		return handoff.Refused{Why: "open311_bad_request"}
	}
	return fmt.Errorf("%w: HTTP %d", errAnswer, got.Status)
}

// tokenMark begins the number of a case of which only the token is known.
const tokenMark = "token:"

// looks is how often a new token is looked up before its case goes on without.
const looks = 3

// numberOf returns the number of what was created. Servers that work in batches
// give a token first; when it is not resolved soon, the token is the number.
func (s *System) numberOf(ctx context.Context, c Created) string {
	if c.ID != "" {
		return string(c.ID)
	}
	for range looks {
		if id, err := s.resolve(ctx, string(c.Token)); err == nil {
			return id
		}
		if !s.config.wait(ctx, time.Second) {
			break
		}
	}
	return tokenMark + string(c.Token)
}

// resolve returns the number that a token became.
func (s *System) resolve(ctx context.Context, token string) (string, error) {
	got, err := s.get(ctx, "tokens/"+url.PathEscape(token), url.Values{})
	if err != nil {
		return "", err
	}
	all, err := DecodeList[Created](s.config.Format, "service_requests", got.Body)
	if err != nil || got.Status != http.StatusOK || len(all) != 1 || !named(all[0].ID) {
		return "", fmt.Errorf("%w: 还没有编号", errAnswer)
	}
	return string(all[0].ID), nil
}

var number = regexp.MustCompile(`^[\p{L}\p{N}\p{P}\p{S}]{1,64}$`)

// named reports whether text can be a number or a token.
func named(t Text) bool { return number.MatchString(string(t)) }

package open311

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode"

	"wenban/assistant/handoff"
)

// batch is how many requests are asked for at a time.
const batch = 50

// Updates asks how the cases under way stand and tells the way from where they
// stand with us to there. It needs no cursor, and hands back the one it got.
func (s *System) Updates(ctx context.Context, cursor string) ([]handoff.Update, string, error) {
	if s.config.Open == nil {
		return nil, cursor, nil
	}
	cases, err := s.config.Open(ctx)
	if err != nil {
		return nil, cursor, fmt.Errorf("list the cases under way: %w", err)
	}
	var out []handoff.Update
	for len(cases) > 0 {
		n := min(batch, len(cases))
		some, err := s.standing(ctx, cases[:n])
		if err != nil {
			return nil, cursor, err
		}
		out, cases = append(out, some...), cases[n:]
	}
	return out, cursor, nil
}

// standing tells of some cases.
func (s *System) standing(ctx context.Context, cases []handoff.Case) (out []handoff.Update, err error) {
	byNumber := map[string]handoff.Case{}
	var ids []string
	for _, c := range cases {
		if id := s.current(ctx, c.Number); id != "" {
			byNumber[id], ids = c, append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	all, err := s.requests(ctx, url.Values{"service_request_id": {strings.Join(ids, ",")}})
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		if c, ok := byNumber[string(r.ID)]; ok {
			out = append(out, told(c, r, s.config.Now())...)
		}
	}
	return out, nil
}

// current returns the number to ask for, which a token may have become
// meanwhile; "" when it has not, or when a comma would make it two.
func (s *System) current(ctx context.Context, number string) string {
	token, ok := strings.CutPrefix(number, tokenMark)
	if !ok {
		token = number
	} else if id, err := s.resolve(ctx, token); err == nil {
		token = id
	} else {
		return ""
	}
	if strings.Contains(token, ",") {
		return ""
	}
	return token
}

// told is the way from where a case stands to how a server shows it.
func told(c handoff.Case, r Request, now time.Time) []handoff.Update {
	at, ok := r.Updated.when()
	if !ok || at.After(now) {
		at = now.UTC().Truncate(time.Second)
	}
	u := handoff.Update{Case: c.ID, Number: c.Number, At: at, Actor: "Open311"}
	if strings.EqualFold(string(r.Status), "closed") {
		return closing(c, u, notes(r.Notes))
	}
	var out []handoff.Update
	if agency := oneLine(r.Agency); agency != "" && c.State == handoff.Submitted {
		out = append(out, step(u, handoff.Assign, "", agency))
	}
	if text := notes(r.Notes); text != "" {
		out = append(out, step(u, handoff.Note, text, "")) // heard before, it changes nothing
	}
	return out
}

// ways lead from a state to closed.
var ways = map[handoff.State][]handoff.Action{
	handoff.Submitted: {handoff.Accept, handoff.Reply, handoff.Close}, handoff.Accepted: {handoff.Reply, handoff.Close},
	handoff.Assigned: {handoff.Reply, handoff.Close}, handoff.Signed: {handoff.Reply, handoff.Close}, handoff.Working: {handoff.Reply, handoff.Close},
	handoff.Redo: {handoff.Reply, handoff.Close}, handoff.Lacking: {handoff.Supply, handoff.Reply, handoff.Close},
	handoff.Disputed: {handoff.Uphold, handoff.Reply, handoff.Close}, handoff.Returned: {handoff.Uphold, handoff.Reply, handoff.Close},
	handoff.Replied: {handoff.Close}, handoff.Reviewed: {handoff.Close},
}

// closing is the way to closed; the notes are the reply.
func closing(c handoff.Case, u handoff.Update, text string) (out []handoff.Update) {
	for _, a := range ways[c.State] {
		said := ""
		if a == handoff.Reply {
			said = text
		}
		next := step(u, a, said, "")
		next.Inside = a != handoff.Reply && a != handoff.Close // nobody there said so
		out = append(out, next)
	}
	return out
}

// step is one update. Its id is the same whenever it is told again.
func step(u handoff.Update, a handoff.Action, text, department string) handoff.Update {
	u.Action, u.Text, u.Department = a, text, department
	sum := sha256.Sum256([]byte(strings.Join([]string{u.Case, string(a), text, department}, "\x00")))
	u.ID = "open311-" + hex.EncodeToString(sum[:12])
	if a == handoff.Note {
		return u
	}
	u.ID += "-" + u.At.UTC().Format("20060102T150405") // closed again later, it is another
	return u
}

// maxNotes is how much of a server's notes is told, in characters.
const maxNotes = 4000

// notes are a server's notes as they may be told.
func notes(t Text) string {
	clean := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(string(t), "\uFFFD"))
	clean = strings.TrimSpace(clean)
	if r := []rune(clean); len(r) > maxNotes {
		clean = string(r[:maxNotes]) + "……"
	}
	return clean
}

func oneLine(t Text) string {
	line := strings.Join(strings.Fields(notes(t)), " ")
	if r := []rune(line); len(r) > 100 {
		line = string(r[:100])
	}
	return line
}

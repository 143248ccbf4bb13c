package handofftest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"wenban/assistant/handoff"
)

func taken(t *testing.T, b *Book, s Subject) {
	c := Case(1)
	a := deliver(t, b, s, c)
	got, ok := seen(t, s)[a.Number]
	if !ok || got.What != c.Content.What || got.Secret {
		t.Errorf("Taken()[%s] = %+v, %v, want %q", a.Number, got, ok, c.Content.What)
	}
	if a.Digest != "" && a.Digest != c.Digest() {
		t.Errorf("Deliver(%s).Digest = %s, want %s", c.ID, a.Digest, c.Digest())
	}
}

func kinds(t *testing.T, b *Book, s Subject) {
	for i, k := range handoff.Kinds {
		c := Case(i)
		c.Kind = k
		if k == handoff.Application {
			c.Item, c.Content.Form = "990100-001", []handoff.Field{{ID: "name", Label: "姓名", Value: "王秀兰", Source: "本人填写", Trust: "D"}}
		}
		a, err := s.System.Deliver(t.Context(), Message(c, 1, handoff.Opened, ""))
		if s.Least && err != nil {
			wantRefused(t, string(k), err)
			continue
		}
		if err != nil || a.Number == "" {
			t.Errorf("Deliver(%s) = %+v, %v, want a number", k, a, err)
		}
	}
}

func sameKey(t *testing.T, b *Book, s Subject) {
	c := Case(1)
	first := deliver(t, b, s, c)
	moved := c
	moved.State, moved.Number = handoff.Working, first.Number // as it stands when it is sent again
	for range 3 {
		again, err := s.System.Deliver(t.Context(), Message(moved, 1, handoff.Opened, ""))
		if err != nil || again.Number != first.Number {
			t.Errorf("Deliver(the same key again) = %+v, %v, want %s", again, err, first.Number)
		}
	}
	if n := len(seen(t, s)); n != 1 {
		t.Errorf("Taken() has %d cases, want 1", n)
	}
}

func atOnce(t *testing.T, b *Book, s Subject) {
	c := Case(1)
	var wg sync.WaitGroup
	numbers, errs := make([]string, 20), make([]error, 20)
	for i := range numbers {
		wg.Go(func() {
			a, err := s.System.Deliver(t.Context(), Message(c, 1, handoff.Opened, ""))
			numbers[i], errs[i] = a.Number, err
		})
	}
	wg.Wait()
	kept := seen(t, s)
	if len(kept) != 1 {
		t.Errorf("Taken() has %d cases, want 1", len(kept))
	}
	answered := 0
	for i, number := range numbers {
		if errs[i] != nil { // it may say: again later
			wantRetry(t, "Deliver(beside others)", errs[i])
			continue
		}
		if answered++; kept[number].Number != number {
			t.Errorf("Deliver(beside others) = %q, want the number of the one case", number)
		}
	}
	if answered == 0 {
		t.Errorf("Deliver twenty times at once: got %v, want at least one answer", errs)
	}
}

func found(t *testing.T, b *Book, s Subject) {
	c := Case(1)
	key := Message(c, 1, handoff.Opened, "").Key
	if a, ok, err := s.System.Find(t.Context(), key); ok || err != nil {
		t.Errorf("Find(before it came) = %+v, %v, %v, want false, nil", a, ok, err)
	}
	want := deliver(t, b, s, c)
	got, ok, err := s.System.Find(t.Context(), key)
	if !ok || err != nil || got.Number != want.Number || got.Digest != "" && got.Digest != c.Digest() {
		t.Errorf("Find(%s) = %+v, %v, %v, want %s", key, got, ok, err, want.Number)
	}
	for _, other := range []string{Case(2).ID + "/1", key + "1", "", "'; DROP TABLE x; --/1", "a/../b/1"} {
		if a, ok, err := s.System.Find(t.Context(), other); ok || err != nil {
			t.Errorf("Find(%q) = %+v, %v, %v, want false, nil", other, a, ok, err)
		}
	}
}

func altered(t *testing.T, b *Book, s Subject) {
	c := Case(1)
	number := deliver(t, b, s, c).Number
	other := c
	other.Content.What = "别的事情"
	if a, err := s.System.Deliver(t.Context(), Message(other, 1, handoff.Opened, "")); !errors.Is(err, handoff.ErrAltered) {
		t.Errorf("Deliver(the same key, another content) = %+v, %v, want ErrAltered", a, err)
	}
	kept := seen(t, s)
	if len(kept) != 1 || kept[number].What != c.Content.What {
		t.Errorf("Taken() = %+v, want the first content alone", kept)
	}
}

// said are texts as citizens and other programs send them.
var said = []string{
	"噪声😡👨‍👩‍👧‍👦🏳️‍🌈", "㐂𠮷野家旁边的井盖，圵畓", "إزعاج ליל", "e\u0301 ﬁ Ⅷ ①", "第一行\n第二行\r\n\t第三行", `"引号" \反斜杠 <script>alert(1)</script> &amp; ' -- ; %00 %s {{x}}`,
	"零\u200b宽\u202e字\ufeff", "中间\x00有零", strings.Repeat("长", 3000), strings.Repeat("很长的话。", 64<<10/15),
}

func texts(t *testing.T, b *Book, s Subject) {
	for i, text := range said {
		c := Case(i)
		c.Content.What = text
		a, err := s.System.Deliver(t.Context(), Message(c, 1, handoff.Opened, ""))
		if s.Least && utf8.RuneCountInString(text) > s.Limit {
			wantRefused(t, "a text over the limit", err)
			continue
		}
		if err != nil {
			t.Errorf("Deliver(%.40q) = %v, want nil", text, err)
			continue
		}
		if got := seen(t, s)[a.Number].What; without(got) != without(text) {
			t.Errorf("Deliver(%.40q): the far side has %.40q (%d bytes), want all %d bytes", text, got, len(got), len(text))
		}
	}
}

func secret(t *testing.T, b *Book, s Subject) {
	c := Case(1)
	c.Kind, c.Secret = handoff.Report, true
	a, err := s.System.Deliver(t.Context(), Message(c, 1, handoff.Opened, ""))
	if s.Least {
		wantRefused(t, "a secret report", err)
		if kept := seen(t, s); len(kept) != 0 {
			t.Errorf("Taken() = %+v, want nothing: it was refused", kept)
		}
		return
	}
	if got := seen(t, s)[a.Number]; err != nil || !got.Secret {
		t.Errorf("Deliver(a secret report) = %v, and the far side has Secret %v, want true", err, got.Secret)
	}
}

func added(t *testing.T, b *Book, s Subject) {
	c := Case(1)
	number := deliver(t, b, s, c).Number
	c.Number = number
	for i, act := range []handoff.Act{handoff.Supplemented, handoff.Rated, handoff.Withdrawn} {
		for range 2 {
			a, err := s.System.Deliver(t.Context(), Message(c, i+2, act, "补充：昨晚又响到两点"))
			if s.Least && err != nil {
				wantRefused(t, string(act), err)
				continue
			}
			if err != nil || a.Number != number {
				t.Errorf("Deliver(%s) = %+v, %v, want %s", act, a, err, number)
			}
		}
	}
	if n := len(seen(t, s)); n != 1 {
		t.Errorf("Taken() has %d cases, want 1", n)
	}
}

func cancelled(t *testing.T, b *Book, s Subject) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c := Case(1)
	_, err := s.System.Deliver(ctx, Message(c, 1, handoff.Opened, ""))
	wantRetry(t, "Deliver(cancelled)", err)
	deliver(t, b, s, c)
	if n := len(seen(t, s)); n != 1 {
		t.Errorf("Taken() has %d cases, want 1", n)
	}
}

func wantRefused(t *testing.T, what string, err error) {
	t.Helper()
	if no := (handoff.Refused{}); !errors.As(err, &no) || no.Why == "" {
		t.Errorf("Deliver(%s) = %v, want Refused with a reason", what, err)
	}
}

// wantRetry wants an error that leads to another try.
func wantRetry(t *testing.T, what string, err error) {
	t.Helper()
	if no := (handoff.Refused{}); err == nil || errors.As(err, &no) || errors.Is(err, handoff.ErrAltered) {
		t.Errorf("%s = %v, want an error that is worth another try", what, err)
	}
}

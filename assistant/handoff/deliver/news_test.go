package deliver_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"wenban/assistant"
	"wenban/assistant/handoff"
	"wenban/assistant/handoff/deliver"
	"wenban/assistant/ledger"
	"wenban/assistant/ledger/ledgertest"
)

// tell starts what hears updates and tells them, and returns what was alarmed.
func (b *bench) tell(change func(*deliver.Teller)) (alarms *[]string) {
	b.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(b.Context()))
	ended := make(chan struct{}, 2)
	alarms = new([]string)
	a := &assistant.Assistant{Ledger: b.ledger}
	teller := deliver.Teller{Bulletin: b.ledger, Say: a.Tell, Alarm: func(_ context.Context, c handoff.Case, u ledger.Unsent) error {
		*alarms = append(*alarms, fmt.Sprint(c.Receipt, " ", u.Why))
		return nil
	}}
	if change != nil {
		change(&teller)
	}
	poller := deliver.Poller{Name: "script", System: b.system, Casebook: b.ledger, Every: time.Second, Count: b.count}
	go func() { teller.Run(ctx); ended <- struct{}{} }()
	go func() { poller.Run(ctx); ended <- struct{}{} }()
	b.Cleanup(func() { cancel(); <-ended; <-ended })
	return alarms
}

// did adds what the case system did.
func (s *script) did(updates ...handoff.Update) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.updates = append(s.updates, updates...)
}

func TestWhatTheDepartmentDidIsToldInTheTalkOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{}
		b := start(t, s, nil)
		b.tell(nil)
		c := ledgertest.Case(1, "k1")
		c.Secret = false
		ledgertest.Save(t, b.ledger, ledgertest.Handed("t1", 1, "m", c))
		time.Sleep(time.Second)
		at := c.Opened.Add(time.Hour)
		s.did(
			handoff.Update{ID: "u1", Number: "N-" + c.ID, Action: handoff.Accept, At: at, Department: "云东区城市管理局", Due: time.Date(2026, 12, 2, 9, 0, 0, 0, time.UTC)},
			handoff.Update{ID: "u1", Number: "N-" + c.ID, Action: handoff.Accept, At: at},
			handoff.Update{ID: "u2", Number: "N-" + c.ID, Action: handoff.Supervise, At: at, Inside: true},
			handoff.Update{ID: "u3", Case: c.ID, Action: handoff.Reply, At: at, Text: "王女士您好，工地已停工。"},
			handoff.Update{ID: "u4", Case: c.ID, Action: handoff.Accept, At: at}, // backwards
			handoff.Update{ID: "u5", Case: c.ID, Action: "explode", At: at},
		)
		time.Sleep(time.Minute)
		turns := ledgertest.Turns(t, b.ledger, "t1", 1)
		if len(turns) != 2 {
			t.Fatalf("the talk has %d turns after the first, want 2: accept, reply", len(turns))
		}
		if got, want := turns[0].Reply.Lead, "您的投诉（回执号 WB261125-0000-0001）：云东区城市管理局已受理，将在12月2日前答复。"; got != want || !turns[0].IsNews() {
			t.Errorf("turn 2 says %q, want %q", got, want)
		}
		if got := turns[1].Reply; got.Receipt.State != "已反馈，审核中" || !strings.Contains(got.Text, "\n答复：王女士您好，工地已停工。\n接着刚才的问题") || strings.Contains(got.Lead, "王女士") {
			t.Errorf("turn 3 = %q, %+v, want the reply in words, and none of it in the lead", got.Text, got.Receipt)
		}
		if b.counted("applied") != 3 || b.counted("again") != 1 || b.counted("refused") != 2 {
			t.Errorf("counted %v, want applied 3, again 1, refused 2", b.codes)
		}
		texts, err := b.ledger.Notices(t.Context(), time.Now(), 10)
		if err != nil || len(texts) != 2 || texts[0].Phone != c.Content.Phone || texts[0].Expires.Sub(texts[0].Added) != 72*time.Hour {
			t.Errorf("Notices = %+v, %v, want two for the phone, for 72 hours", texts, err)
		}
	})
}

func TestADeadMessageIsToldToTheCitizenAndToStaff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{before: func(int, handoff.Message) error { return handoff.Refused{Why: "x"} }}
		b := start(t, s, nil)
		alarms := b.tell(nil)
		b.handIn(1, 1)
		time.Sleep(time.Minute)
		turns := ledgertest.Turns(t, b.ledger, "t1", 1)
		if len(turns) != 1 || !strings.Contains(turns[0].Reply.Lead, "工作人员会人工转办") || !slices.Equal(*alarms, []string{"WB26112500000001 refused"}) {
			t.Errorf("the talk has %+v, staff have %q, want one of each", turns, *alarms)
		}
	})
}

// Whatever stops the telling in between, it happens once; and one talk that fails
// holds up no other.
func TestTellingIsOnceWhateverFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{}
		b := start(t, s, nil)
		n := 0
		b.tell(func(x *deliver.Teller) {
			say := x.Say
			x.Say = func(ctx context.Context, news assistant.News) error {
				n++
				if news.Case.Talk == "t3" {
					return errors.New("no")
				}
				err := say(ctx, news)
				if n%2 == 0 {
					return errors.New("told, and then the power went")
				}
				return err
			}
		})
		b.handIn(1, 6)
		for i := 1; i <= 6; i++ {
			s.did(handoff.Update{ID: fmt.Sprint("u", i), Case: ledgertest.Case(i, "").ID, Action: handoff.Accept, At: time.Now()})
		}
		time.Sleep(10 * time.Minute)
		for i := 1; i <= 6; i++ {
			want := 1
			if i == 3 {
				want = 0
			}
			if turns := ledgertest.Turns(t, b.ledger, fmt.Sprint("t", i), 1); len(turns) != want {
				t.Errorf("talk t%d was told %d times, want %d", i, len(turns), want)
			}
		}
	})
}

func TestWhoWantsNoShortTextsGetsNone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{}
		b := start(t, s, nil)
		b.tell(func(x *deliver.Teller) {
			x.OptedOut = func(_ context.Context, phone string) (bool, error) { return phone == "13800138000", nil }
		})
		b.handIn(1, 1)
		s.did(handoff.Update{ID: "u", Case: ledgertest.Case(1, "").ID, Action: handoff.Accept, At: time.Now()})
		time.Sleep(time.Minute)
		if turns := ledgertest.Turns(t, b.ledger, "t1", 1); len(turns) != 1 {
			t.Errorf("the talk was told %d times, want once", len(turns))
		}
		if texts, err := b.ledger.Notices(t.Context(), time.Now(), 10); err != nil || len(texts) != 0 {
			t.Errorf("Notices = %+v, %v, want none", texts, err)
		}
	})
}

// A short text has at most 70 characters with its signature, and of a secret
// report it says nothing but the number and the state.
func TestShortTexts(t *testing.T) {
	for _, kind := range handoff.Kinds {
		for _, action := range handoff.Actions {
			for _, department := range []string{"", "云东区城市管理局", strings.Repeat("很长的名字", 10)} {
				c := ledgertest.Case(1, "")
				c.Kind, c.Secret = kind, false
				u := handoff.Update{Action: action, Department: department, At: c.Opened, Due: c.Opened.AddDate(1, 0, 0), Text: "王秀兰您好"}
				got := assistant.Short(c, u, handoff.Working)
				if utf8.RuneCountInString(got) > 60 || !strings.Contains(got, "WB261125-0000-0001") || strings.Contains(got, "王秀兰") {
					t.Errorf("Short(%s, %s, %q) = %q (%d characters), want at most 60 with the number and nothing personal", kind, action, department, got, utf8.RuneCountInString(got))
				}
				c.Secret = true
				if got := assistant.Short(c, u, handoff.Working); got != "WB261125-0000-0001：办理中" {
					t.Errorf("Short(secret, %s) = %q, want the number and the state", action, got)
				}
				if got := assistant.Progress(c, u, handoff.Working); strings.Contains(got, "王秀兰") {
					t.Errorf("Progress(%s) = %q, want nothing of what was written", action, got)
				}
			}
		}
	}
}

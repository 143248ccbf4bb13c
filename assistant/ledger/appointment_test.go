package ledger

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wenban/assistant/booking"
	"wenban/knowledge/store/db/dbtest"
)

var (
	today = time.Date(2026, 11, 25, 2, 0, 0, 0, time.UTC)
	nine  = booking.Slot{Hall: "H", Desk: "综合窗口", Begins: today.Add(23 * time.Hour), Ends: today.Add(23*time.Hour + 30*time.Minute), Capacity: 3}
	ten   = booking.Slot{Hall: "H", Desk: "综合窗口", Begins: today.Add(24 * time.Hour), Ends: today.Add(24*time.Hour + 30*time.Minute), Capacity: 3}
)

func somebody(n int) booking.Appointment {
	return booking.Appointment{Person: fmt.Sprint("p", n), Item: "I1", Name: "王秀兰", Phone: fmt.Sprintf("1380013%04d", n)}
}

func TestNeverMoreThanTheCapacity(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		l := New(dbtest.Open(t, url), ring(t))
		var got, full atomic.Int64
		var all sync.WaitGroup
		for n := range 20 {
			all.Go(func() {
				switch _, err := l.Book(t.Context(), somebody(n), nine, today); {
				case err == nil:
					got.Add(1)
				case errors.Is(err, booking.ErrFull):
					full.Add(1)
				default:
					t.Errorf("Book = %v, want a seat or ErrFull", err)
				}
			})
		}
		all.Wait()
		if got.Load() != 3 || full.Load() != 17 {
			t.Errorf("of twenty at once %d have a seat and %d none, want 3 and 17", got.Load(), full.Load())
		}
		if taken, err := l.Taken(t.Context(), "H", "综合窗口", today, today.Add(48*time.Hour)); err != nil || taken[nine.Begins.UnixMicro()] != 3 {
			t.Errorf("Taken = %v, %v, want 3", taken, err)
		}
	})
}

func TestOnePersonHasOneAppointmentForAnItem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		l := New(dbtest.Open(t, url), ring(t))
		var codes sync.Map
		var all sync.WaitGroup
		for range 20 { // an impatient thumb
			all.Go(func() {
				a, err := l.Book(t.Context(), somebody(1), nine, today)
				if err != nil {
					t.Errorf("Book(the same again) = %v, want the same appointment", err)
				}
				codes.Store(a.Code, true)
			})
		}
		all.Wait()
		n := 0
		codes.Range(func(any, any) bool { n++; return true })
		if n != 1 {
			t.Errorf("twenty at once of one person are %d appointments, want 1", n)
		}
		_, err := l.Book(t.Context(), somebody(1), ten, today)
		wantErr(t, "Book(another time for the same item)", err, booking.ErrHas)
		other := somebody(1)
		other.Item = "I2"
		_, err = l.Book(t.Context(), other, nine, today)
		must(t, err)
		if _, err = l.Book(t.Context(), somebody(1), booking.Slot{Hall: "H", Desk: "综合窗口", Begins: today.Add(72 * time.Hour), Ends: today.Add(73 * time.Hour), Capacity: 1}, today.Add(48*time.Hour)); err != nil {
			t.Errorf("Book(after the first one has passed) = %v, want nil", err)
		}
	})
}

func TestCancelAndMove(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		d := dbtest.Open(t, url)
		l := New(d, ring(t))
		small := ten
		small.Capacity = 1
		first, err := l.Book(t.Context(), somebody(1), nine, today)
		must(t, err)
		second, err := l.Book(t.Context(), somebody(2), small, today)
		must(t, err)
		_, err = l.MoveAppointment(t.Context(), first.ID, small, today)
		wantErr(t, "MoveAppointment(to a full slot)", err, booking.ErrFull)
		if a, err := l.Appointment(t.Context(), first.ID); err != nil || !a.Begins.Equal(nine.Begins) || a.Phone != "13800130001" {
			t.Errorf("after a refused move: %+v, %v, want it as it was", a, err)
		}
		for range 2 {
			if a, err := l.CancelAppointment(t.Context(), second.ID, today); err != nil || a.State != booking.Cancelled {
				t.Errorf("CancelAppointment = %s, %v, want cancelled", a.State, err)
			}
		}
		_, err = l.MoveAppointment(t.Context(), second.ID, nine, today)
		wantErr(t, "MoveAppointment(a cancelled one)", err, booking.ErrOver)
		if a, err := l.MoveAppointment(t.Context(), first.ID, small, today); err != nil || !a.Begins.Equal(ten.Begins) || a.Code != first.Code {
			t.Errorf("MoveAppointment = %+v, %v, want it at ten, with its code", a, err)
		}
		_, err = l.CancelAppointment(t.Context(), first.ID, ten.Ends)
		wantErr(t, "CancelAppointment(a past one)", err, booking.ErrOver)
		_, err = l.CancelAppointment(t.Context(), "nobody", today)
		wantErr(t, "CancelAppointment(nobody)", err, booking.ErrNone)
		if all := everything(t, d, "appointment"); strings.Contains(all, "王秀兰") || strings.Contains(all, "1380013") {
			t.Error("who comes is readable at rest")
		}
	})
}

func TestA02ACodeNeedsThePhone(t *testing.T) {
	l := New(dbtest.Open(t, t.TempDir()+"/w.db"), ring(t))
	a, err := l.Book(t.Context(), somebody(1), nine, today)
	must(t, err)
	for _, pair := range [][2]string{{a.Code, "0002"}, {a.Code, ""}, {"000000000000", "0001"}} {
		if got, err := l.ProveAppointment(t.Context(), pair[0], pair[1], "here", today); !errors.Is(err, booking.ErrNone) || got.ID != "" {
			t.Errorf("ProveAppointment(%v) = %+v, %v, want nothing and ErrNone", pair, got, err)
		}
	}
	if got, err := l.ProveAppointment(t.Context(), a.Code, "0001", "here", today); err != nil || got.ID != a.ID {
		t.Errorf("ProveAppointment(right pair) = %+v, %v, want it", got, err)
	}
}

func TestARemindIsSentOnceTheDayBefore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		l := New(dbtest.Open(t, url), ring(t))
		hall := func(string) string { return "云东区政务服务中心" }
		a, err := l.Book(t.Context(), somebody(1), nine, today.Add(-48*time.Hour))
		must(t, err)
		gone, err := l.Book(t.Context(), somebody(2), nine, today)
		must(t, err)
		_, err = l.CancelAppointment(t.Context(), gone.ID, today)
		must(t, err)
		for i, c := range []struct {
			at   time.Time
			want int
		}{{today.Add(-24 * time.Hour), 0}, {today, 1}, {today.Add(time.Hour), 0}} {
			if n, err := l.Remind(t.Context(), c.at, hall); err != nil || n != c.want {
				t.Errorf("Remind %d = %d, %v, want %d", i, n, err, c.want)
			}
		}
		_, err = l.MoveAppointment(t.Context(), a.ID, ten, today)
		must(t, err)
		if n, err := l.Remind(t.Context(), today.Add(time.Hour), hall); err != nil || n != 1 {
			t.Errorf("Remind after a move = %d, %v, want 1", n, err)
		}
		texts, err := l.Notices(t.Context(), today.Add(2*time.Hour), 10)
		if err != nil || len(texts) != 2 || texts[0].Phone != "13800130001" {
			t.Errorf("Notices = %+v, %v, want two", texts, err)
		}
	})
}

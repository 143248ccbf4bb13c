package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"wenban/assistant"
	"wenban/assistant/booking"
	"wenban/channels/internal/page"
	"wenban/knowledge"
	"wenban/knowledge/calendar"
	"wenban/knowledge/personal"
)

// Appointments is where appointments are kept: the built-in book, or the system
// of the halls.
type Appointments interface {
	Book(ctx context.Context, a booking.Appointment, s booking.Slot, now time.Time) (booking.Appointment, error)
	CancelAppointment(ctx context.Context, id string, now time.Time) (booking.Appointment, error)
	MoveAppointment(ctx context.Context, id string, s booking.Slot, now time.Time) (booking.Appointment, error)
	Appointment(ctx context.Context, id string) (booking.Appointment, error)
	ProveAppointment(ctx context.Context, code, tail, from string, at time.Time) (booking.Appointment, error)
	AppointmentsOf(ctx context.Context, person string) ([]booking.Appointment, error)
	Taken(ctx context.Context, hall, desk string, since, until time.Time) (map[int64]int, error)
	PhonePerson(phone string) (string, error)
}

// Booking is what appointments are made with. The zero value: none are.
type Booking struct {
	Plan *booking.Plan // when which halls take them
	Book Appointments
}

// bookable is how many working days ahead appointments are taken.
const bookable = 10

// The problems of appointments.
var (
	noBooking = problem{http.StatusNotFound, "no_booking", "这件事在这里不能预约。要预约的话，请打窗口的电话或者 12345。"}
	noCode    = problem{http.StatusNotFound, "no_appointment", booking.ErrNone.Error() + "。请核对预约码和预约时留的手机号后四位；也可以拨打 12345。"}
)

// desk is a hall with one of its desks where an item can be handled by
// appointment.
type desk struct {
	Hall knowledge.Hall
	Desk string
}

func (d desk) key() string { return d.Hall.ID + "/" + d.Desk }

// desksFor returns where an item takes appointments, those of the region first.
func (s *Server) desksFor(it knowledge.Item, region string) (out []desk) {
	know := s.know().Edition
	if !it.Handling.Appointment || s.config.Booking.Book == nil {
		return nil
	}
	for _, p := range it.Places {
		h, ok := booking.At(know.Halls, p)
		if !ok || slices.ContainsFunc(out, func(d desk) bool { return d.Hall.ID == h.ID }) {
			continue
		}
		for _, name := range s.config.Booking.Plan.Desks(h.ID) {
			out = append(out, desk{h, name})
		}
	}
	path := know.Regions.Path(region)
	slices.SortStableFunc(out, func(a, b desk) int { return near(path, a.Hall.Region) - near(path, b.Hall.Region) })
	return out
}

func near(path []string, region string) int {
	if i := slices.Index(path, region); i >= 0 {
		return i
	}
	return len(path)
}

// offerAppointment says on the last turn that its item can be booked here.
func (s *Server) offerAppointment(v *turnView, t assistant.Turn) {
	it, ok := s.know().Edition.Item(t.Reply.Focus)
	if v.Last && ok && v.List != nil && t.Reply.Ask == nil && len(s.desksFor(it, t.Reply.Region)) > 0 {
		v.Appoint = "/appointment?item=" + url.QueryEscape(it.Code)
	}
}

// bookPage is where a time is chosen, and what was booked.
type bookPage struct {
	Item, Name    string // code and name of the item
	Desks         []choiceView
	Days          []choiceView
	Desk, Day     string
	Slots         []slotView
	Here          string // where the desk is
	Problem, Done string
	Who, Phone    string // as they were typed
	Known         bool   // the citizen is signed in: their name and number are known
	Moving        string // pass of the appointment that is moved, or ""
	Booked        []appointmentView
	Code          string // as it was typed
}

type choiceView struct {
	Key, Label string
	On         bool
}

// DayChosen and DeskChosen say what the times on the page are of: without script
// another day can be picked above them, and they stay those of the day before.
func (p bookPage) DayChosen() string { return chosen(p.Days) }

func (p bookPage) DeskChosen() string { return chosen(p.Desks) }

func chosen(of []choiceView) string {
	for _, c := range of {
		if c.On {
			return c.Label
		}
	}
	return ""
}

type slotView struct {
	Begins string // as the form sends it
	Label  string
	Free   int
}

// appointment shows the times at which an item can be handled.
func (s *Server) appointment(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	p, status := s.choosing(r, q.Get("item"), q.Get("desk"), q.Get("day"))
	if status != nil {
		s.fail(w, r, *status)
		return
	}
	s.showBooking(w, r, http.StatusOK, p)
}

func (s *Server) showBooking(w http.ResponseWriter, r *http.Request, status int, p bookPage) {
	s.render(w, r, status, "appointment", page.Frame{Title: "预约 · 问办", Scripts: []string{"web.js"}, Body: p})
}

// choosing makes the page of an item with its desks, days and slots. A desk or a
// day that there is not is the first one.
func (s *Server) choosing(r *http.Request, item, at, on string) (bookPage, *problem) {
	it, ok := s.know().Edition.Item(item)
	desks := s.desksFor(it, s.here(r))
	days := booking.Days(s.now(), bookable, calendar.China().Working)
	if !ok || len(desks) == 0 || len(days) == 0 {
		return bookPage{}, &noBooking
	}
	chosen, day := desks[0], days[0]
	p := bookPage{Item: it.Code, Name: it.Name, Known: s.identity(r) != nil}
	for _, d := range desks {
		if d.key() == at {
			chosen = d
		}
	}
	for _, d := range days {
		if d.Format(time.DateOnly) == on {
			day = d
		}
	}
	for _, d := range desks {
		p.Desks = append(p.Desks, choiceView{d.key(), d.Hall.Name + " " + d.Desk, d.key() == chosen.key()})
	}
	for _, d := range days {
		p.Days = append(p.Days, choiceView{d.Format(time.DateOnly), dayName(d), d.Equal(day)})
	}
	p.Desk, p.Day, p.Here = chosen.key(), day.Format(time.DateOnly), chosen.Hall.Address
	slots, err := s.slots(r.Context(), chosen, day)
	if err != nil {
		return p, s.problemOf(err)
	}
	p.Slots = slots
	return p, nil
}

func dayName(d time.Time) string {
	return d.Format("1月2日") + " 周" + []string{"日", "一", "二", "三", "四", "五", "六"}[d.Weekday()]
}

// slots returns the slots of a day with how many are free.
func (s *Server) slots(ctx context.Context, d desk, day time.Time) (out []slotView, err error) {
	all := s.config.Booking.Plan.Slots(d.Hall.ID, d.Desk, day, calendar.China().Working)
	if len(all) == 0 {
		return nil, nil
	}
	taken, err := s.config.Booking.Book.Taken(ctx, d.Hall.ID, d.Desk, all[0].Begins, all[len(all)-1].Ends)
	for _, x := range all {
		x.Taken = taken[x.Begins.UnixMicro()]
		at := x.Begins.In(knowledge.Zone)
		out = append(out, slotView{strconv.FormatInt(x.Begins.Unix(), 10), at.Format("15:04") + "-" + x.Ends.In(knowledge.Zone).Format("15:04"), x.Free()})
	}
	return out, err
}

// chosenSlot is the slot of a form: one of the plan for the item, on a day that
// can be booked.
func (s *Server) chosenSlot(r *http.Request, item string) (booking.Slot, error) {
	hall, name, _ := strings.Cut(r.PostFormValue("desk"), "/")
	unix, err := strconv.ParseInt(r.PostFormValue("slot"), 10, 64)
	if err != nil {
		return booking.Slot{}, booking.ErrSlot
	}
	begins := time.Unix(unix, 0)
	worked := calendar.China().Working
	slot, ok := s.config.Booking.Plan.Slot(hall, name, begins, worked)
	bookableDay := slices.ContainsFunc(booking.Days(s.now(), bookable, worked), func(d time.Time) bool {
		return d.Format(time.DateOnly) == begins.In(knowledge.Zone).Format(time.DateOnly)
	})
	if !ok || !bookableDay {
		return booking.Slot{}, booking.ErrSlot
	}
	it, _ := s.know().Edition.Item(item)
	if !slices.ContainsFunc(s.desksFor(it, ""), func(d desk) bool { return d.key() == hall+"/"+name }) {
		return booking.Slot{}, booking.ErrSlot
	}
	return slot, nil
}

// whoBooks is the person of a form, with how they are reminded.
func (s *Server) whoBooks(r *http.Request) (booking.Appointment, error) {
	a := booking.Appointment{Item: r.PostFormValue("item"), Name: tidy(r.PostFormValue("name")), Phone: compact(r.PostFormValue("phone"))}
	if who := s.identity(r); who != nil {
		a.Person, a.Name = who.Citizen, who.Name
		if a.Phone == "" {
			a.Phone = who.Phone
		}
	}
	if !personal.Mobile(a.Phone) || utf8.RuneCountInString(a.Name) > maxName {
		return a, booking.ErrPhone
	}
	if a.Person != "" {
		return a, nil
	}
	person, err := s.config.Booking.Book.PhonePerson(a.Phone)
	a.Person = person
	return a, err
}

// book takes an appointment, or moves the one whose pass the form has.
func (s *Server) book(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if !s.canBook(w, r) {
		return
	}
	a, err := s.booked(r)
	if err == nil {
		s.showAppointment(w, r, http.StatusOK, a, "约好了。请记下预约码，到时候告诉窗口。")
		return
	}
	p, wrong := s.choosing(r, r.PostFormValue("item"), r.PostFormValue("desk"), r.PostFormValue("day"))
	told := s.bookingProblem(err)
	if wrong != nil || told.Status >= 500 {
		s.fail(w, r, *told)
		return
	}
	s.refused(*told)
	p.Problem, p.Who, p.Phone, p.Moving = told.Text, clipped(r.PostFormValue("name")), clipped(r.PostFormValue("phone")), r.PostFormValue("pass")
	s.showBooking(w, r, told.Status, p)
}

// canBook counts a visitor in, or tells them why not.
func (s *Server) canBook(w http.ResponseWriter, r *http.Request) bool {
	switch {
	case s.config.Booking.Book == nil || s.config.Mine == nil:
		s.fail(w, r, noBooking)
	case !s.guard.messages.allow("appointment " + s.address(r)):
		s.fail(w, r, tooFast)
	default:
		return true
	}
	return false
}

func (s *Server) booked(r *http.Request) (booking.Appointment, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), turnTakes)
	defer cancel()
	if r.PostFormValue("pass") != "" {
		return s.moved(ctx, r)
	}
	slot, err := s.chosenSlot(r, r.PostFormValue("item"))
	if err != nil {
		return booking.Appointment{}, err
	}
	a, err := s.whoBooks(r)
	if err != nil {
		return a, err
	}
	return s.config.Booking.Book.Book(ctx, a, slot, s.now())
}

// bookingProblem tells why an appointment was not taken.
func (s *Server) bookingProblem(err error) *problem {
	say := func(status int, code string) *problem { return &problem{status, code, err.Error() + "。"} }
	var soon assistant.TooSoon
	switch {
	case errors.Is(err, errNoPass):
		return &noPass
	case errors.As(err, &soon):
		return &problem{http.StatusTooManyRequests, "tries", assistant.TooOften(soon)}
	case errors.Is(err, booking.ErrNone):
		return &noCode
	case errors.Is(err, booking.ErrFull):
		return say(http.StatusConflict, "full")
	case errors.Is(err, booking.ErrHas):
		return say(http.StatusConflict, "has")
	case errors.Is(err, booking.ErrOver):
		return say(http.StatusConflict, "over")
	case errors.Is(err, booking.ErrSlot), errors.Is(err, booking.ErrPhone):
		return say(http.StatusBadRequest, "booking")
	}
	return s.problemOf(err)
}

package web

import (
	"context"
	"net/http"
	"strings"

	"wenban/assistant/booking"
	"wenban/knowledge"
)

type appointmentView struct {
	Code, When, Hall, Address, Desk, Item, State, Pass string
	Open                                               bool
	ItemCode                                           string
}

// moved moves the appointment whose pass the form has.
func (s *Server) moved(ctx context.Context, r *http.Request) (booking.Appointment, error) {
	a, err := s.passedAppointment(r)
	if err != nil {
		return a, err
	}
	slot, err := s.chosenSlot(r, a.Item)
	if err != nil {
		return a, err
	}
	return s.config.Booking.Book.MoveAppointment(ctx, a.ID, slot, s.now())
}

// viewAppointment makes the view of an appointment that was proven to be the
// visitor's.
func (s *Server) viewAppointment(a booking.Appointment) (appointmentView, error) {
	pass, err := s.config.Mine.Pass("appointment "+a.ID, s.now().Add(passLives))
	h := s.hall(a.Hall)
	it, _ := s.know().Edition.Item(a.Item)
	open := a.State == booking.Booked && a.Ends.After(s.now())
	state := a.State
	if a.State == booking.Booked && !open {
		state = booking.Past
	}
	return appointmentView{booking.Grouped(a.Code), booking.When(a.Begins, a.Ends), h.Name, h.Address, a.Desk, it.Name, state.Name(), pass, open, a.Item}, err
}

// hall returns a hall of the edition by its id; one that is gone has no name.
func (s *Server) hall(id string) knowledge.Hall {
	for _, h := range s.know().Edition.Halls {
		if h.ID == id {
			return h
		}
	}
	return knowledge.Hall{ID: id}
}

func (s *Server) showAppointment(w http.ResponseWriter, r *http.Request, status int, a booking.Appointment, done string) {
	v, err := s.viewAppointment(a)
	if err != nil {
		s.fail(w, r, *s.problemOf(err))
		return
	}
	s.showBooking(w, r, status, bookPage{Booked: []appointmentView{v}, Done: done})
}

// appointments shows the form for finding an appointment, and those of the
// citizen who is signed in.
func (s *Server) appointments(w http.ResponseWriter, r *http.Request) {
	if s.config.Booking.Book == nil || s.config.Mine == nil {
		s.fail(w, r, noBooking)
		return
	}
	p := bookPage{}
	own, err := s.ownAppointments(r)
	if err != nil {
		s.fail(w, r, *s.problemOf(err))
		return
	}
	p.Booked = own
	s.showBooking(w, r, http.StatusOK, p)
}

// ownAppointments are those of the citizen who is signed in.
func (s *Server) ownAppointments(r *http.Request) (out []appointmentView, err error) {
	if s.config.Booking.Book == nil {
		return nil, nil
	}
	all, err := s.config.Booking.Book.AppointmentsOf(r.Context(), s.citizen(r))
	for _, a := range all {
		v, err := s.viewAppointment(a)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, err
}

// findAppointment opens an appointment by its code and the phone number.
//
// PRIVACY: a code that there is not and wrong digits are one answer.
func (s *Server) findAppointment(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if !s.canBook(w, r) {
		return
	}
	typed, tail := r.PostFormValue("code"), compact(r.PostFormValue("tail"))
	a, err := booking.Appointment{}, error(booking.ErrNone)
	if code := booking.Code(typed); code != "" && len(tail) >= 4 {
		a, err = s.config.Booking.Book.ProveAppointment(r.Context(), code, tail[len(tail)-4:], "address "+s.address(r), s.now())
	}
	if err != nil {
		p := s.bookingProblem(err)
		s.refused(*p)
		s.showBooking(w, r, p.Status, bookPage{Problem: p.Text, Code: clipped(typed)})
		return
	}
	s.showAppointment(w, r, http.StatusOK, a, "")
}

// passedAppointment returns the appointment that a form has the pass of.
func (s *Server) passedAppointment(r *http.Request) (booking.Appointment, error) {
	id, ok := strings.CutPrefix(s.config.Mine.Passed(r.PostFormValue("pass"), s.now()), "appointment ")
	if !ok {
		return booking.Appointment{}, errNoPass
	}
	return s.config.Booking.Book.Appointment(r.Context(), id)
}

// cancelAppointment gives the seat back.
func (s *Server) cancelAppointment(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if !s.canBook(w, r) {
		return
	}
	a, err := s.passedAppointment(r)
	if err == nil {
		a, err = s.config.Booking.Book.CancelAppointment(context.WithoutCancel(r.Context()), a.ID, s.now())
	}
	if err != nil {
		s.fail(w, r, *s.bookingProblem(err))
		return
	}
	s.showAppointment(w, r, http.StatusOK, a, "预约取消了。")
}

// moveAppointment shows the times to which an appointment can be moved.
func (s *Server) moveAppointment(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if !s.canBook(w, r) {
		return
	}
	a, err := s.passedAppointment(r)
	if err == nil && a.State != booking.Booked {
		err = booking.ErrOver
	}
	if err != nil {
		s.fail(w, r, *s.bookingProblem(err))
		return
	}
	at, on := r.PostFormValue("desk"), r.PostFormValue("day")
	if at == "" {
		at = a.Hall + "/" + a.Desk
	}
	p, wrong := s.choosing(r, a.Item, at, on)
	if wrong != nil {
		s.fail(w, r, *wrong)
		return
	}
	p.Moving = r.PostFormValue("pass")
	s.showBooking(w, r, http.StatusOK, p)
}

// appointmentCalendar saves an appointment for the calendar of a phone.
func (s *Server) appointmentCalendar(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if !s.canBook(w, r) {
		return
	}
	a, err := s.passedAppointment(r)
	if err != nil {
		s.fail(w, r, *s.bookingProblem(err))
		return
	}
	it, _ := s.know().Edition.Item(a.Item)
	download(w, "预约.ics", "text/calendar; charset=utf-8", []byte(booking.Calendar(a, it.Name, s.hall(a.Hall), s.now())))
}

package web

import (
	"archive/zip"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"path"
	"strconv"
	"time"

	"wenban/assistant/booking"
	"wenban/assistant/form"
	"wenban/assistant/form/drafts"
	"wenban/assistant/handoff"
	"wenban/knowledge"
)

// exported is everything of a citizen, as it is given to them: for programs as
// JSON, for people as a page.
type exported struct {
	At           time.Time             `json:"exported"`
	Cases        []exportedCase        `json:"cases"`
	Appointments []exportedAppointment `json:"appointments"`
	Drafts       []exportedDraft       `json:"drafts"`
	Talks        []exportedTalk        `json:"talks"`
}

type exportedCase struct {
	handoff.Case
	StateName string         `json:"state_name"`
	Steps     []handoff.Step `json:"steps"`
}

type exportedAppointment struct {
	Code   string    `json:"code"`
	Item   string    `json:"item"`
	Hall   string    `json:"hall"`
	Desk   string    `json:"desk"`
	Begins time.Time `json:"begins"`
	Ends   time.Time `json:"ends"`
	State  string    `json:"state"`
	Name   string    `json:"name"`
	Phone  string    `json:"phone"`
	When   string    `json:"-"`
}

type exportedDraft struct {
	Item    string               `json:"item"`
	Touched time.Time            `json:"touched"`
	Case    string               `json:"case,omitempty"`
	Values  []form.Value         `json:"values"`
	Files   []handoff.Attachment `json:"files"`
	id      string
}

type exportedTalk struct {
	Began time.Time      `json:"began"`
	Turns []exportedTurn `json:"turns"`
}

type exportedTurn struct {
	At    time.Time `json:"at"`
	Said  string    `json:"said"`
	Reply string    `json:"reply"`
}

// exportMine gives the visitor everything of theirs as a ZIP: 我的信息.html to
// read, data.json for programs, and the files they uploaded.
func (s *Server) exportMine(w http.ResponseWriter, r *http.Request) {
	if s.config.Mine == nil {
		s.fail(w, r, noMine)
		return
	}
	if !s.guard.messages.allow("export " + s.address(r)) {
		s.fail(w, r, tooFast)
		return
	}
	e, err := s.exported(r)
	if err != nil {
		s.fail(w, r, *s.problemOf(err))
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", disposition("我的信息.zip"))
	h.Set("Cache-Control", "no-store")
	if err := s.pack(w, r, e); err != nil {
		s.log.Error("export", "error", err) // the file is cut short, and so does not open
		panic(http.ErrAbortHandler)
	}
}

// exported gathers everything of a visitor; it stands in the audit trail.
func (s *Server) exported(r *http.Request) (e exported, err error) {
	all, err := s.holdings(r, "export")
	if err != nil {
		return e, err
	}
	e = exported{s.now().In(knowledge.Zone), []exportedCase{}, []exportedAppointment{}, []exportedDraft{}, []exportedTalk{}}
	for _, c := range all.Cases {
		steps, err := s.config.Mine.Steps(r.Context(), c.ID)
		if err != nil {
			return e, err
		}
		e.Cases = append(e.Cases, exportedCase{c, c.State.Name(), steps})
	}
	for _, a := range all.Appointments {
		e.Appointments = append(e.Appointments, exportedAppointment{a.Code, s.itemName(a.Item), s.hall(a.Hall).Name, a.Desk, a.Begins, a.Ends, a.State.Name(), a.Name, a.Phone, booking.When(a.Begins, a.Ends)})
	}
	for _, d := range all.Drafts {
		files, err := s.config.Forms.Drafts.Files(r.Context(), d.ID)
		if err != nil {
			return e, err
		}
		e.Drafts = append(e.Drafts, exportedDraft{s.itemName(d.Item), d.Touched, d.Case, d.Content.Values, files, d.ID})
	}
	for _, t := range all.Talks {
		x := exportedTalk{Began: t.Talk.Began}
		for _, turn := range t.Turns {
			x.Turns = append(x.Turns, exportedTurn{turn.At, turn.Said, turn.Reply.Text})
		}
		e.Talks = append(e.Talks, x)
	}
	return e, nil
}

// pack writes the ZIP file by file: no more than one upload is in memory.
func (s *Server) pack(w io.Writer, r *http.Request, e exported) error {
	z := zip.NewWriter(w)
	readable, err := s.pages.Part("export", e)
	if err != nil {
		return err
	}
	data, err := json.MarshalIndent(e, "", " ")
	if err != nil {
		return err
	}
	for name, text := range map[string]string{"我的信息.html": readable, "data.json": string(data)} {
		if err := put(z, name, []byte(text)); err != nil {
			return err
		}
	}
	for i, d := range e.Drafts {
		for n, f := range d.Files {
			_, body, err := s.config.Forms.Drafts.File(r.Context(), d.id, f.ID)
			if errors.Is(err, drafts.ErrNoDraft) {
				continue // it was taken away just now
			}
			if err == nil {
				err = put(z, path.Join("files", strconv.Itoa(i+1)+"-"+strconv.Itoa(n+1)+"-"+tidyName(f.Name)), body)
			}
			if err != nil {
				return err
			}
		}
	}
	return z.Close()
}

func put(z *zip.Writer, name string, body []byte) error {
	f, err := z.Create(name)
	if err == nil {
		_, err = f.Write(body)
	}
	return err
}

package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"wenban/assistant/form"
	"wenban/assistant/guide"
	"wenban/assistant/handoff"
	reading "wenban/assistant/read"
	"wenban/channels/signin"
	"wenban/knowledge"
)

// sourcesPage asks which sources may be used.
type sourcesPage struct {
	applyPage
	Name     string // of who signed in, or ""
	Unit     string // that they act for, or ""
	SignIn   string // where to sign in, or ""
	Licences bool   // there is a licence library to ask
	Earlier  bool   // there are earlier applications
	Allow    form.Consent
	Asked    bool
	Outage   bool
}

// applySources shows which sources there are. Nothing is ticked beforehand:
// consent is given, not left standing.
func (s *Server) applySources(w http.ResponseWriter, r *http.Request) {
	a, p := s.unsent(r)
	if p != nil {
		s.failApplying(w, r, *p)
		return
	}
	back := "/#latest"
	if a.Content.Asked {
		back = a.path("/check")
	}
	page := sourcesPage{
		applyPage: s.applyPage(a, back), SignIn: s.signInFor(a.path("/sources")), Licences: s.config.Forms.Licences != nil,
		Earlier: len(s.earlier(r.Context(), s.citizen(r))) > 0, Allow: a.Content.Allow, Asked: a.Content.Asked, Outage: a.Content.Outage,
	}
	if c := s.identity(r); c != nil {
		page.Name = c.Name
		if c.Enterprise != nil {
			page.Unit = c.Enterprise.Name
		}
	}
	s.shown(w, r, http.StatusOK, "apply_sources", "哪些信息可以用来填表", page)
}

// applyAllow notes which sources the citizen allows and fills in what they give.
func (s *Server) applyAllow(w http.ResponseWriter, r *http.Request) {
	a, p := s.unsent(r)
	if p == nil {
		_, _, p = s.posted(w, r)
	}
	if p == nil {
		allow := consentOf(r)
		a.Draft, p = s.change(r.Context(), a, func(a *applying) *problem {
			a.Content.Asked, a.Content.Allow = true, allow
			if c := s.citizen(r); c != "" && allow.Identity {
				a.Citizen = c // from now on it is theirs alone
			}
			s.refill(r, a)
			return nil
		})
	}
	if p != nil {
		s.failApplying(w, r, *p)
		return
	}
	http.Redirect(w, r, a.next(), http.StatusSeeOther)
}

// consentOf reads what was allowed: all, nothing, or what was ticked.
func consentOf(r *http.Request) form.Consent {
	all := r.PostForm.Get("use") == "all"
	none := r.PostForm.Get("use") == "none"
	ticked := func(name string) bool { return !none && (all || r.PostForm.Get(name) == "1") }
	return form.Consent{Identity: ticked("identity"), Licences: ticked("licences"), Earlier: ticked("earlier"), Talk: ticked("talk")}
}

// refill fills a form from the sources that are allowed. What the citizen typed
// or confirmed stays.
//
// PRIVACY: a source that is not allowed is not even asked.
func (s *Server) refill(r *http.Request, a *applying) {
	from, outage := s.sourcesOf(r, *a)
	a.Content.Outage = outage
	a.Content.Held = held(from.Licences, a.check.Today)
	a.Content.Values = form.Refill(a.form(), a.Content.Values, from, a.Content.Allow, a.check)
}

// sourcesOf gathers what is known of the citizen and their matter, as far as
// they allow it.
func (s *Server) sourcesOf(r *http.Request, a applying) (from form.Sources, outage bool) {
	from = form.Sources{Situations: a.item.Situations, Answers: a.Content.Answers, Pick: a.Content.Pick}
	allow := a.Content.Allow
	if allow.Talk {
		from.Said = s.saidOf(r.Context(), a)
	}
	who := s.identity(r)
	if who == nil {
		return from, false
	}
	if allow.Identity {
		from.Identity, from.Enterprise = identityOf(*who)
	}
	if allow.Earlier {
		from.Earlier = s.earlier(r.Context(), who.Citizen)
	}
	if s.config.Forms.Licences == nil || !allow.Licences {
		return from, false
	}
	var err error
	from.Licences, err = form.Hold(r.Context(), s.config.Forms.Licences, from.Identity, from.Enterprise, allow)
	if err != nil {
		s.log.Warn("ask the licence library", "error", err)
	}
	return from, err != nil
}

func identityOf(c signin.Identity) (*form.Identity, *form.Enterprise) {
	who := &form.Identity{Name: c.Name, IDCard: c.IDCard, Phone: c.Phone, Address: c.Address}
	if c.Enterprise == nil {
		return who, nil
	}
	e := c.Enterprise
	return who, &form.Enterprise{Name: e.Name, USCC: e.USCC, LegalPerson: e.LegalPerson, Address: e.Address}
}

// saidOf reads what the words of the talk say of the form. A talk that cannot be
// read gives nothing: the citizen is asked instead.
func (s *Server) saidOf(ctx context.Context, a applying) map[string]string {
	turns, err := s.assistant.Ledger.Turns(ctx, a.Talk, 0)
	if err != nil {
		s.log.Warn("read a talk to fill in a form", "error", err)
		return nil
	}
	var heard []reading.Reading
	for _, t := range turns {
		if t.Said != "" && t.Reply.Receipt == nil {
			heard = append(heard, s.know().Reader.Read(t.Said, reading.Context{Now: t.At.In(knowledge.Zone).Format(time.DateOnly)}))
		}
	}
	return form.Said(a.form(), a.Content.Answers, heard)
}

// earlier returns what a citizen handed in before, the newest first.
func (s *Server) earlier(ctx context.Context, citizen string) (out []form.Earlier) {
	if s.config.Cases == nil || citizen == "" {
		return nil
	}
	cases, err := s.config.Cases.CasesOfCitizen(ctx, citizen)
	if err != nil {
		s.log.Warn("read earlier applications", "error", err)
		return nil
	}
	for _, c := range cases {
		if len(c.Content.Form) == 0 {
			continue
		}
		labels := map[string]string{}
		for _, x := range c.Content.Form {
			labels[x.Label] = x.Value
		}
		item, _ := s.know().Edition.Item(c.Item)
		out = append(out, form.Earlier{
			Item: cmp.Or(item.Name, c.Title), On: c.Opened.In(knowledge.Zone).Format(time.DateOnly), Labels: labels,
			Accepted: c.State == handoff.Closed,
		})
	}
	return out
}

// held lists the names of the licences that are in force.
func held(all []form.Licence, today time.Time) (names []string) {
	day := today.Format(time.DateOnly)
	for _, l := range all {
		if !l.Revoked && (l.Expires == "" || l.Expires >= day) && !slices.Contains(names, l.Name) {
			names = append(names, l.Name)
		}
	}
	return names
}

// aboutPage asks a situation that the form depends on.
type aboutPage struct {
	applyPage
	Asking  knowledge.Situation
	Stopped string // why it cannot go on with the answer that was given
}

// applyAbout asks a situation that the list could do without.
func (s *Server) applyAbout(w http.ResponseWriter, r *http.Request) {
	a, q, p := s.aboutOf(r)
	if p != nil {
		s.failApplying(w, r, *p)
		return
	}
	s.shown(w, r, http.StatusOK, "apply_about", "填表要先问一下", aboutPage{applyPage: s.applyPage(a, a.path("/sources")), Asking: q})
}

func (s *Server) aboutOf(r *http.Request) (a applying, q knowledge.Situation, p *problem) {
	a, p = s.unsent(r)
	if p != nil {
		return a, q, p
	}
	i := slices.IndexFunc(a.item.Situations, func(q knowledge.Situation) bool { return q.ID == r.PathValue("situation") })
	if i < 0 || !a.item.Situations[i].When.Holds(a.Content.Answers) {
		return a, q, &noStep
	}
	return a, a.item.Situations[i], nil
}

// noStep is told of an address below a draft that is none.
var noStep = problem{http.StatusNotFound, "not_found", "这张表没有这一步。可以回到对话里，点“填写”接着填。"}

// applyAnswer notes the answer to a situation.
func (s *Server) applyAnswer(w http.ResponseWriter, r *http.Request) {
	a, q, p := s.aboutOf(r)
	if p == nil {
		_, _, p = s.posted(w, r)
	}
	if p != nil {
		s.failApplying(w, r, *p)
		return
	}
	i := slices.IndexFunc(q.Options, func(o knowledge.Option) bool { return o.ID == r.PostForm.Get("option") })
	page := aboutPage{applyPage: s.applyPage(a, a.path("/sources")), Asking: q}
	switch {
	case i < 0:
		page.Error, page.Field = "请选一项", "options"
	case q.Options[i].Stop != "" || q.Options[i].Redirect != "":
		page.Stopped = cmp.Or(q.Options[i].Stop, "这种情况要办的是另一件事，请回到对话里说一下您的情况。")
	}
	if page.Error != "" || page.Stopped != "" {
		s.shown(w, r, http.StatusUnprocessableEntity, "apply_about", "填表要先问一下", page)
		return
	}
	a.Draft, p = s.change(r.Context(), a, func(a *applying) *problem {
		a.answer(q.ID, q.Options[i].ID)
		s.refill(r, a)
		return nil
	})
	if p != nil {
		s.failApplying(w, r, *p)
		return
	}
	http.Redirect(w, r, a.next(), http.StatusSeeOther)
}

// papersOf is the list that the answers of a draft lead to.
func (a applying) papersOf() []guide.Line { return guide.List(a.item, a.Content.Answers) }

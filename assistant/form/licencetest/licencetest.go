// Package licencetest is an electronic-licence library (电子证照库) with the
// invented people of the sample city: for demonstrations and for tests.
package licencetest

import (
	"context"
	"fmt"

	"wenban/assistant/form"
	"wenban/knowledge/sample"
)

// Library is the simulated library. It implements form.Library.
type Library struct{ People sample.People }

// New returns the library of the sample city.
func New() (Library, error) {
	people, err := sample.LoadPeople()
	return Library{people}, err
}

// Licences returns what a citizen, known by name and number, or an enterprise,
// known by its 统一社会信用代码, holds. Anybody else holds nothing.
func (l Library) Licences(ctx context.Context, h form.Holder) ([]form.Licence, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if e, ok := l.People.Enterprise(h.USCC); ok {
		return Licences(e.Licences), nil
	}
	for _, c := range l.People.Citizens {
		if c.IDCard == h.IDCard && c.Name == h.Name {
			return Licences(c.Licences), nil
		}
	}
	return []form.Licence{}, nil
}

// Licences are licences of the sample as the form takes them.
func Licences(all []sample.Licence) []form.Licence {
	out := make([]form.Licence, 0, len(all))
	for _, l := range all {
		out = append(out, form.Licence{Name: l.Name, Number: l.Number, Issuer: l.Issuer, Issued: l.Issued, Expires: l.Expires, Fields: l.Fields})
	}
	return out
}

// Identity is a citizen of the sample as sign-in gives them.
func Identity(c sample.Citizen) *form.Identity {
	return &form.Identity{Name: c.Name, IDCard: c.IDCard, Phone: c.Phone, Address: c.Address}
}

// Enterprise is an enterprise of the sample as sign-in gives it.
func Enterprise(e sample.Enterprise) *form.Enterprise {
	return &form.Enterprise{Name: e.Name, USCC: e.USCC, LegalPerson: e.LegalPerson, Address: e.Address}
}

// Sources is what is known of a citizen of the sample who signed in, for
// themself or for an enterprise, and of what they applied for before.
func (l Library) Sources(ctx context.Context, citizen, uscc string, allow form.Consent) (form.Sources, error) {
	c, ok := l.People.Citizen(citizen)
	if !ok {
		return form.Sources{}, fmt.Errorf("no citizen %q in the sample", citizen)
	}
	s := form.Sources{Identity: Identity(c)}
	if e, ok := l.People.Enterprise(uscc); ok {
		s.Enterprise = Enterprise(e)
	}
	for _, a := range l.People.Applications {
		if a.Citizen == citizen && a.Enterprise == uscc {
			s.Earlier = append(s.Earlier, form.Earlier{Item: a.Item, On: a.On, Accepted: a.Accepted, Labels: a.Labels})
		}
	}
	var err error
	s.Licences, err = form.Hold(ctx, l, s.Identity, s.Enterprise, allow)
	return s, err
}

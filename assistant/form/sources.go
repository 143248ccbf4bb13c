package form

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"wenban/knowledge"
)

// Sources is what is known of the citizen and their matter, each kind of it
// used only with Consent.
type Sources struct {
	Identity   *Identity         // nil: not signed in
	Enterprise *Enterprise       // whom they act for; nil: themself
	Licences   []Licence         // of the citizen and of the enterprise
	Pick       map[string]string // licence name → number, where several are held and the citizen chose
	Earlier    []Earlier         // earlier applications of the same citizen, newest first

	Situations []knowledge.Situation // of the item
	Answers    knowledge.Answers     // what the citizen answered to them
	Said       map[string]string     // field → what the words of the talk say, see Said
}

// Identity is the signed-in citizen, as sign-in gives them. "" = not given.
type Identity struct{ Name, IDCard, Phone, Address string }

// Enterprise is the unit that the citizen acts for, as sign-in gives it.
type Enterprise struct{ Name, USCC, LegalPerson, Address string }

// Licence is one electronic licence (电子证照) on file.
type Licence struct {
	Name    string            `json:"name"`
	Number  string            `json:"number"`
	Issuer  string            `json:"issuer"`
	Issued  string            `json:"issued"`            // YYYY-MM-DD
	Expires string            `json:"expires,omitempty"` // YYYY-MM-DD, the last day; "" = does not expire
	Revoked bool              `json:"revoked,omitempty"` // 注销、撤销: never used
	Trust   Trust             `json:"trust,omitempty"`   // "" = Organ
	Fields  map[string]string `json:"fields"`
}

// expired reports whether the licence had run out before a day.
func (l Licence) expired(today time.Time) bool {
	return l.Expires != "" && l.Expires < today.Format(time.DateOnly)
}

// trust of what stands in the licence: one that has run out must be shown.
func (l Licence) trust(today time.Time) Trust {
	if l.expired(today) {
		return Uploaded
	}
	return cmp.Or(l.Trust, Organ)
}

// Earlier is an application that the same citizen made before.
type Earlier struct {
	Item     string            // name of the item
	On       string            // YYYY-MM-DD
	Accepted bool              // the department accepted it: what stood in it was verified
	Labels   map[string]string // label of a field → its text
}

// Consent (同意) says which sources the citizen allows. The zero value allows
// none.
//
// PRIVACY: nothing is filled from a source that is not allowed, and the licence
// library is not even asked.
type Consent struct {
	Identity bool `json:"identity"` // who signed in, and for which enterprise
	Licences bool `json:"licences"`
	Earlier  bool `json:"earlier"`
	Talk     bool `json:"talk"` // what was said and answered in the talk
}

// allows reports whether a source may be used. What was typed into the form has
// none and needs no other consent.
func (c Consent) allows(source string) bool {
	kind, _, _ := strings.Cut(source, ".")
	switch kind {
	case "":
		return true
	case "identity", "enterprise":
		return c.Identity
	case "licence":
		return c.Licences
	case "earlier":
		return c.Earlier
	case "situation", "answer":
		return c.Talk
	}
	return false
}

// Holder says whose licences are asked for.
type Holder struct {
	Name   string `json:"name"`
	IDCard string `json:"id_card,omitempty"` // of a citizen
	USCC   string `json:"uscc,omitempty"`    // of an enterprise
}

// Library is the electronic-licence library (电子证照库). No licence is an empty
// list; that it cannot be asked is an error that is ErrOutage.
type Library interface {
	Licences(ctx context.Context, h Holder) ([]Licence, error)
}

// ErrOutage says that the licence library could not be asked. It is never the
// same as holding no licence.
var ErrOutage = errors.New("电子证照库暂时连不上，这次不能自动带出证照信息；可以自己填写，或者稍后再试")

// Hold returns the licences of who signed in, where they allow it. On an error
// the form can still be filled in by hand.
func Hold(ctx context.Context, l Library, i *Identity, e *Enterprise, allow Consent) ([]Licence, error) {
	var all []Licence
	for _, h := range holders(i, e, allow) {
		got, err := l.Licences(ctx, h)
		if err != nil {
			return nil, err
		}
		all = append(all, got...)
	}
	return all, nil
}

// holders lists whose licences may be asked for.
func holders(i *Identity, e *Enterprise, allow Consent) (out []Holder) {
	if !allow.Licences || !allow.Identity || i == nil {
		return nil
	}
	out = append(out, Holder{Name: i.Name, IDCard: i.IDCard})
	if e != nil {
		out = append(out, Holder{Name: e.Name, USCC: e.USCC})
	}
	return out
}

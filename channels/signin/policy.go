package signin

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"wenban/knowledge/store"
)

// Who says who may call a route. The zero value is nobody.
type Who struct {
	kind  string
	roles []store.Role
}

// Who there is besides Staff.
var (
	Public  = Who{kind: "public"}  // anybody
	Talk    = Who{kind: "talk"}    // whoever has the secret of a talk, which the handler asks for: it alone knows which
	Signed  = Who{kind: "signed"}  // a program with a key or a signature, which the handler checks
	Citizen = Who{kind: "citizen"} // a citizen who is signed in
)

// Staff is whoever is signed in as a person who has one of the roles; none of
// them named: any role.
func Staff(roles ...store.Role) Who {
	if len(roles) == 0 {
		roles = store.Roles
	}
	return Who{kind: "staff", roles: roles}
}

// String names who, for a table that people read.
func (w Who) String() string {
	if len(w.roles) == 0 {
		return w.kind
	}
	return fmt.Sprint(w.kind, w.roles)
}

// Policy is the table of a channel: who may call which route, by the pattern of
// the route.
type Policy map[string]Who

// Check refuses a route without a row, a row without a route, and a row that
// lets nobody in.
func (p Policy) Check(routes map[string]http.HandlerFunc) error {
	var wrong []error
	for pattern := range routes {
		if p[pattern].kind == "" {
			wrong = append(wrong, fmt.Errorf("route %q has no row in the policy table", pattern))
		}
	}
	for pattern := range p {
		if routes[pattern] == nil {
			wrong = append(wrong, fmt.Errorf("policy row %q has no route", pattern))
		}
	}
	slices.SortFunc(wrong, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(wrong...)
}

// verdict is what is done with a request.
type verdict int

const (
	welcome   verdict = iota
	identify          // whoever it is must sign in first
	forbidden         // signed in, and it is not theirs
)

// decide reports whether a visitor may call a route.
func decide(who Who, v Visitor) verdict {
	switch who.kind {
	case "public", "talk", "signed":
		return welcome
	case "citizen":
		if v.Citizen == nil {
			return identify
		}
		return welcome
	case "staff":
		switch {
		case v.Person == nil:
			return identify
		case v.Person.Has(who.roles...):
			return welcome
		}
	}
	return forbidden
}

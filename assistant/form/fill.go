package form

import (
	"slices"
	"strings"

	"wenban/knowledge"
)

// Fill returns a value for every field that applies and that a source allowed
// by the citizen can fill, in the order of the form. A field tries its own
// sources in its own order (FormField.Prefill) and takes the first that gives a
// text which passes its check. Nothing is confirmed yet.
//
// It leaves empty rather than guess: a field marked never, one that speaks of
// somebody else (FormField.PrefillWhen), one for which the citizen holds several
// licences that differ (see Choices), one for the other sex.
func Fill(f knowledge.Form, s Sources, allow Consent, c Checker) []Value {
	var out []Value
	for _, x := range Fields(f, s.Answers) {
		if v, ok := s.fill(x, allow, c); ok {
			out = append(out, v)
		}
	}
	return out
}

// Refill returns the values of a form whose answers, sources or consent have
// changed: what the citizen typed stays, and what they confirmed, unless they
// answered the situation anew that it comes from, or took back their consent to
// its source. The rest is filled anew.
func Refill(f knowledge.Form, values []Value, s Sources, allow Consent, c Checker) []Value {
	out := slices.DeleteFunc(slices.Clone(values), func(v Value) bool {
		return !v.Confirmed || strings.HasPrefix(v.Source, "situation.") || !allow.allows(v.Source)
	})
	for _, v := range Fill(f, s, allow, c) {
		if _, there := Get(out, v.Field); there {
			continue
		}
		old, _ := Get(values, v.Field)
		v.Confirmed = old.Confirmed && old.Text == v.Text && old.Source == v.Source
		out = append(out, v)
	}
	return inOrder(f, out)
}

func (s Sources) fill(x knowledge.FormField, allow Consent, c Checker) (Value, bool) {
	for _, source := range wanted(x, s.Answers) {
		found := s.from(source, x, allow, c)
		if len(found) != 1 {
			continue
		}
		v := found[0]
		if text, err := c.Check(x, v.Text); err == nil {
			v.Field, v.Text, v.Source = x.ID, text, source
			return v, true
		}
	}
	return Value{}, false
}

// wanted lists the sources that a field may be filled from.
func wanted(x knowledge.FormField, a knowledge.Answers) []string {
	switch {
	case x.Never:
		return nil
	case x.PrefillWhen.Holds(a):
		return x.Prefill
	}
	return slices.DeleteFunc(slices.Clone(x.Prefill), func(p string) bool {
		return p != "answer" && !strings.HasPrefix(p, "situation.")
	})
}

// from returns what one source gives for a field: nothing, one value, or
// several that differ. Field and Source are still to be set.
func (s Sources) from(source string, x knowledge.FormField, allow Consent, c Checker) []Value {
	kind, name, _ := strings.Cut(source, ".")
	switch {
	case !allow.allows(source):
		return nil
	case kind == "identity" && s.Identity != nil && sexFits(x.Label, s.sex()):
		return one(s.Identity.field(name))
	case kind == "enterprise" && s.Enterprise != nil:
		return one(s.Enterprise.field(name))
	case kind == "licence" && sexFits(x.Label, s.sexOf(name)):
		return s.licence(name, c)
	case kind == "earlier":
		return one(s.earlier(x.Label))
	case kind == "situation":
		return one(s.situation(name, x))
	case kind == "answer":
		return one(Value{Text: s.Said[x.ID], From: "来自：您在对话里说的", Trust: Declared})
	}
	return nil
}

// one is a value as a list: none when it is empty.
func one(v Value) []Value {
	if v.Text == "" {
		return nil
	}
	return []Value{v}
}

// field of who signed in. The name and number were proven when they signed in,
// phone and address are what they entered themselves.
func (i Identity) field(name string) Value {
	text := map[string]string{"name": i.Name, "id_card": i.IDCard, "phone": i.Phone, "address": i.Address}[name]
	trust := Declared
	if name == "name" || name == "id_card" {
		trust = Organ
	}
	return Value{Text: text, From: "来自：登录的实名信息", Trust: trust}
}

func (e Enterprise) field(name string) Value {
	text := map[string]string{"name": e.Name, "uscc": e.USCC, "legal_person": e.LegalPerson, "address": e.Address}[name]
	return Value{Text: text, From: "来自：登录的单位信息", Trust: Organ}
}

// licence returns what the licences of a name say in a field, every differing
// text once. The valid ones count first; only where there is none do those that
// have run out.
func (s Sources) licence(path string, c Checker) (out []Value) {
	name, field, _ := strings.Cut(path, ".")
	valid, expired := s.held(name, c)
	if len(valid) == 0 {
		valid = expired
	}
	for _, l := range valid {
		v := Value{Text: l.Fields[field], From: "来自：电子证照 " + name, Trust: l.trust(c.Today)}
		if l.expired(c.Today) {
			v.From += "（" + l.Expires + "到期）"
		}
		if v.Text != "" && !slices.ContainsFunc(out, func(o Value) bool { return o.Text == v.Text }) {
			out = append(out, v)
		}
	}
	return out
}

// held returns the licences of a name that may be used: the one that was
// picked, else all.
func (s Sources) held(name string, c Checker) (valid, expired []Licence) {
	for _, l := range s.Licences {
		picked := s.Pick[name]
		switch {
		case l.Name != name || l.Revoked || picked != "" && picked != l.Number:
		case l.expired(c.Today):
			expired = append(expired, l)
		default:
			valid = append(valid, l)
		}
	}
	return valid, expired
}

// earlier returns what the newest earlier application says under a label.
func (s Sources) earlier(label string) Value {
	for _, e := range s.Earlier {
		if text := e.Labels[label]; text != "" {
			trust := Declared
			if e.Accepted {
				trust = Verified
			}
			return Value{Text: text, From: "来自：您" + e.On + "申请“" + e.Item + "”时填的", Trust: trust}
		}
	}
	return Value{}
}

// situation returns what the answer to a situation means in a field: the option
// that FormField.Picks names, else the label of the answer.
func (s Sources) situation(id string, x knowledge.FormField) Value {
	answer, ok := s.Answers[id]
	if !ok {
		return Value{}
	}
	text := x.Picks[answer]
	if text == "" && len(x.Picks) == 0 {
		text = s.label(id, answer)
	}
	return Value{Text: text, From: "来自：您刚才的回答", Trust: Declared}
}

// label of an option of a situation.
func (s Sources) label(situation, option string) string {
	for _, q := range s.Situations {
		for _, o := range q.Options {
			if q.ID == situation && o.ID == option {
				return o.Label
			}
		}
	}
	return ""
}

// Choice is one of several licences that could fill a field.
type Choice struct{ Licence, Number, Text string }

// Choices lists the licences among which the citizen has to pick for a field:
// two houses, two cars. Put the number into Sources.Pick and fill anew; then
// the other fields follow. Empty: there is nothing to pick.
func Choices(x knowledge.FormField, s Sources, allow Consent, c Checker) (out []Choice) {
	for _, source := range wanted(x, s.Answers) {
		path, ok := strings.CutPrefix(source, "licence.")
		if !ok || len(s.from(source, x, allow, c)) < 2 {
			continue
		}
		name, field, _ := strings.Cut(path, ".")
		valid, expired := s.held(name, c)
		if len(valid) == 0 {
			valid = expired
		}
		for _, l := range valid {
			out = append(out, Choice{Licence: name, Number: l.Number, Text: l.Fields[field]})
		}
		return out
	}
	return nil
}

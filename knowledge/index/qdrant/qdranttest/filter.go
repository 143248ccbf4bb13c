package qdranttest

import (
	"slices"

	api "github.com/qdrant/go-client/qdrant"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// checkFilter refuses conditions that are not known here, and fields without an
// index of the right type: a real server would look at every point.
func (c *collection) checkFilter(path string, f *api.Filter) error {
	if f.GetMinShould() != nil {
		return status.Error(codes.Unimplemented, "min_should")
	}
	for _, cond := range slices.Concat(f.GetMust(), f.GetShould(), f.GetMustNot()) {
		var err error
		switch x := cond.GetConditionOneOf().(type) {
		case *api.Condition_Field:
			err = c.checkField(path, x.Field)
		case *api.Condition_Filter:
			err = c.checkFilter(path, x.Filter)
		case *api.Condition_Nested:
			err = c.checkFilter(path+x.Nested.GetKey()+"[].", x.Nested.GetFilter())
		case *api.Condition_HasId:
			for _, id := range x.HasId.GetHasId() {
				if _, err = key(id); err != nil {
					return err
				}
			}
		default:
			err = status.Errorf(codes.Unimplemented, "condition %T", x)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *collection) checkField(path string, f *api.FieldCondition) error {
	want := api.FieldType_FieldTypeKeyword
	if f.GetRange() != nil {
		want = api.FieldType_FieldTypeInteger
	} else if len(keywords(f)) == 0 {
		return status.Errorf(codes.Unimplemented, "condition on field %s", f.GetKey())
	}
	if got, ok := c.indexed[path+f.GetKey()]; !ok || got != want {
		return status.Errorf(codes.InvalidArgument, "Bad request: Index required but not found for %q of type %s", path+f.GetKey(), want)
	}
	return nil
}

func keywords(f *api.FieldCondition) []string {
	if m, ok := f.GetMatch().GetMatchValue().(*api.Match_Keyword); ok {
		return []string{m.Keyword}
	}
	return f.GetMatch().GetKeywords().GetStrings()
}

// passes reports whether a payload passes a filter.
func passes(f *api.Filter, id string, payload map[string]*api.Value) bool {
	holds := func(c *api.Condition) bool { return holds(c, id, payload) }
	return !slices.ContainsFunc(f.GetMust(), func(c *api.Condition) bool { return !holds(c) }) &&
		(len(f.GetShould()) == 0 || slices.ContainsFunc(f.GetShould(), holds)) &&
		!slices.ContainsFunc(f.GetMustNot(), holds)
}

func holds(c *api.Condition, id string, payload map[string]*api.Value) bool {
	switch x := c.GetConditionOneOf().(type) {
	case *api.Condition_Field:
		return slices.ContainsFunc(values(payload[x.Field.GetKey()]), func(v *api.Value) bool { return fits(x.Field, v) })
	case *api.Condition_Filter:
		return passes(x.Filter, id, payload)
	case *api.Condition_Nested: // one element must hold for all of it
		return slices.ContainsFunc(values(payload[x.Nested.GetKey()]), func(v *api.Value) bool {
			return v.GetStructValue() != nil && passes(x.Nested.GetFilter(), id, v.GetStructValue().GetFields())
		})
	case *api.Condition_HasId:
		return slices.ContainsFunc(x.HasId.GetHasId(), func(want *api.PointId) bool { k, _ := key(want); return k == id })
	}
	return false
}

// values are those of a list, or the one value there is.
func values(v *api.Value) []*api.Value {
	switch x := v.GetKind().(type) {
	case nil:
		return nil
	case *api.Value_ListValue:
		return x.ListValue.GetValues()
	}
	return []*api.Value{v}
}

func fits(f *api.FieldCondition, v *api.Value) bool {
	if r := f.GetRange(); r != nil {
		n, ok := v.GetKind().(*api.Value_IntegerValue)
		x := float64(v.GetIntegerValue())
		return ok && n != nil && (r.Lt == nil || x < *r.Lt) && (r.Lte == nil || x <= *r.Lte) && (r.Gt == nil || x > *r.Gt) && (r.Gte == nil || x >= *r.Gte)
	}
	s, ok := v.GetKind().(*api.Value_StringValue)
	return ok && slices.Contains(keywords(f), s.StringValue)
}

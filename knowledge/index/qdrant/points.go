package qdrant

import (
	"slices"

	api "github.com/qdrant/go-client/qdrant"
	"google.golang.org/protobuf/proto"

	"wenban/knowledge/index"
)

// The vectors of a point.
const (
	grams   = "grams"
	meaning = "meaning"
)

// everyone stands for a list without an entry, and everywhere for a region that
// is not named: a filter finds a value, not the lack of one.
const (
	everyone   = "*"
	everywhere = "*"
)

// pointOf is how a thing is kept.
func pointOf(t index.Thing) *api.PointStruct {
	vectors := map[string]*api.Vector{}
	if len(t.Terms) > 0 {
		vectors[grams] = gramsOf(t)
	}
	if t.Vector != nil {
		vectors[meaning] = api.NewVectorDense(t.Vector)
	}
	return &api.PointStruct{Id: api.NewIDNum(uint64(t.Number)), Payload: payloadOf(t), Vectors: api.NewVectorsMap(vectors)}
}

// gramsOf puts the BM25F of term t at 2t and 1 at 2t+1.
func gramsOf(t index.Thing) *api.Vector {
	indices, values := make([]uint32, 0, 2*len(t.Terms)), make([]float32, 0, 2*len(t.Terms))
	for i, term := range t.Terms {
		indices = append(indices, 2*term, 2*term+1)
		values = append(values, t.Impacts[i], 1)
	}
	return api.NewVectorSparse(indices, values)
}

func payloadOf(t index.Thing) map[string]*api.Value {
	payload := map[string]*api.Value{
		"kind": text(string(t.Kind)), "id": text(t.ID), "fields": text(fieldsOf(t.Fields)),
		"region": text(regionOf(t.Region)), "audience": texts(audienceOf(t.Audience)), "from": day(t.From), "to": day(t.To),
	}
	set := func(key, value string) {
		if value != "" {
			payload[key] = text(value)
		}
	}
	set("article", t.Article)
	set("text", t.Text)
	if t.Foreign {
		payload["foreign"] = &api.Value{Kind: &api.Value_BoolValue{BoolValue: true}}
	}
	if len(t.Within) > 0 {
		payload["within"] = texts(t.Within)
	}
	if len(t.Nearer) > 0 {
		payload["nearer"] = list(t.Nearer, levelOf)
	}
	return payload
}

func levelOf(l index.Level) *api.Value {
	return &api.Value{Kind: &api.Value_StructValue{StructValue: &api.Struct{Fields: map[string]*api.Value{
		"region": text(regionOf(l.Region)), "audience": texts(audienceOf(l.Audience)), "from": day(l.From), "to": day(l.To),
	}}}}
}

func regionOf(region string) string {
	if region == "" {
		return everywhere
	}
	return region
}

func audienceOf(audience []string) []string {
	if len(audience) == 0 {
		return []string{everyone}
	}
	return audience
}

// fieldsOf keeps a field per gram as one letter.
func fieldsOf(fields []uint8) string {
	letters := make([]byte, len(fields))
	for i, f := range fields {
		letters[i] = 'a' + f
	}
	return string(letters)
}

func day(d int32) *api.Value {
	return &api.Value{Kind: &api.Value_IntegerValue{IntegerValue: int64(d)}}
}

func texts(all []string) *api.Value { return list(all, text) }

func list[T any](all []T, value func(T) *api.Value) *api.Value {
	values := make([]*api.Value, len(all))
	for i, v := range all {
		values[i] = value(v)
	}
	return &api.Value{Kind: &api.Value_ListValue{ListValue: &api.ListValue{Values: values}}}
}

// thingOf reads back what a hit is made of. ok is false for a point that was
// not written by pointOf.
func thingOf(p *api.RetrievedPoint) (t index.Thing, ok bool) {
	m := p.GetPayload()
	t = index.Thing{
		Number: int(p.GetId().GetNum()), Kind: index.Kind(m["kind"].GetStringValue()), ID: m["id"].GetStringValue(),
		Article: m["article"].GetStringValue(), Text: m["text"].GetStringValue(), Foreign: m["foreign"].GetBoolValue(),
	}
	sparse := p.GetVectors().GetVectors().GetVectors()[grams].GetSparseVector()
	indices, values, fields := sparse.GetIndices(), sparse.GetValues(), m["fields"].GetStringValue()
	if len(indices) != 2*len(fields) || len(values) != len(indices) || !slices.IsSorted(indices) {
		return t, false
	}
	for i := range len(fields) {
		t.Terms = append(t.Terms, indices[2*i]/2)
		t.Impacts = append(t.Impacts, values[2*i])
		t.Fields = append(t.Fields, fields[i]-'a')
	}
	return t, true
}

// same reports whether a stored point is what it should be, to the last bit:
// both are compared as they are written.
func same(got *api.RetrievedPoint, want *api.PointStruct) bool {
	if len(got.GetPayload()) != len(want.GetPayload()) {
		return false
	}
	for key, value := range want.GetPayload() {
		if !proto.Equal(got.GetPayload()[key], value) {
			return false
		}
	}
	stored, wanted := got.GetVectors().GetVectors().GetVectors(), want.GetVectors().GetVectors().GetVectors()
	return slices.Equal(stored[meaning].GetDenseVector().GetData(), wanted[meaning].GetDense().GetData()) &&
		slices.Equal(stored[grams].GetSparseVector().GetIndices(), wanted[grams].GetSparse().GetIndices()) &&
		slices.Equal(stored[grams].GetSparseVector().GetValues(), wanted[grams].GetSparse().GetValues())
}

package qdrant

import (
	api "github.com/qdrant/go-client/qdrant"

	"wenban/knowledge"
	"wenban/knowledge/index"
)

// schema is what filters look at: each field has an index on the server.
var schema = []struct {
	field string
	kind  api.FieldType
}{
	{"kind", api.FieldType_FieldTypeKeyword}, {"region", api.FieldType_FieldTypeKeyword}, {"within", api.FieldType_FieldTypeKeyword},
	{"audience", api.FieldType_FieldTypeKeyword}, {"from", api.FieldType_FieldTypeInteger}, {"to", api.FieldType_FieldTypeInteger},
	{"nearer[].region", api.FieldType_FieldTypeKeyword}, {"nearer[].audience", api.FieldType_FieldTypeKeyword},
	{"nearer[].from", api.FieldType_FieldTypeInteger}, {"nearer[].to", api.FieldType_FieldTypeInteger},
}

// filterOf lets through what serves the citizen on the day, and is not outranked
// by a thing of the same name at a level nearer to him. path is his region and
// its parents, empty where it is not known.
func filterOf(kind index.Kind, q index.Query, path []string) *api.Filter {
	f := &api.Filter{Must: append(inForce(q), api.NewMatchKeyword("kind", string(kind)))}
	if q.Region == "" {
		return f
	}
	f.Must = append(f.Must, api.NewFilterAsCondition(&api.Filter{Should: []*api.Condition{
		api.NewMatchKeywords("region", append([]string{everywhere}, path...)...), // his own, or a parent of it
		api.NewMatchKeyword("within", q.Region),                                  // a part of it: he may mean any
	}}))
	nearer := append(inForce(q), api.NewMatchKeywords("region", path...))
	f.MustNot = []*api.Condition{api.NewNestedFilter("nearer", &api.Filter{Must: nearer})}
	return f
}

// inForce asks for what answers on the day of the query, to its audience.
func inForce(q index.Query) []*api.Condition {
	t := q.At.In(knowledge.Zone)
	day := float64(t.Year()*10000 + int(t.Month())*100 + t.Day())
	all := []*api.Condition{api.NewRange("from", &api.Range{Lte: &day}), api.NewRange("to", &api.Range{Gte: &day})}
	if q.Audience != "" {
		all = append(all, api.NewMatchKeywords("audience", everyone, q.Audience))
	}
	return all
}

// among narrows a filter to some points.
func among(f *api.Filter, ids []*api.PointId) *api.Filter {
	return &api.Filter{Must: append([]*api.Condition{api.NewHasID(ids...)}, f.Must...), MustNot: f.MustNot}
}

package assistant

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"wenban/knowledge"
)

// disputed returns the kinds of facts on which another published item in force
// contradicts this one: same name, department and region. Neither is shown as
// fact then; knowledge.Check tells the curators.
func (v voice) disputed(it knowledge.Item) (kinds []string) {
	for _, o := range v.know.Edition.Named(it.Name) {
		if o.Code == it.Code || o.Department != it.Department || o.Region != it.Region || !o.Effective.Contains(v.at) {
			continue
		}
		other, _ := v.know.Edition.Local(o.Code, v.state.Region)
		for kind, same := range map[string]bool{
			"fee":       reflect.DeepEqual(it.Fees, other.Fees),
			"time":      it.TimeLimit == other.TimeLimit,
			"materials": reflect.DeepEqual(it.Materials, other.Materials),
		} {
			if !same {
				kinds = append(kinds, kind)
			}
		}
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

// dispute takes what is disputed out of a reply about an item and says so.
func (v voice) dispute(reply *Reply, it knowledge.Item) {
	kinds := v.disputed(it)
	if len(kinds) == 0 {
		return
	}
	var titles []string
	for _, k := range kinds {
		titles = append(titles, sectionTitles[k])
	}
	reply.Lead = fmt.Sprintf("“%s”公布了两份，%s不一致，这里不能替您认定哪一份对，请打 12345 或者下面的电话核实。", it.Name, strings.Join(titles, "、"))
	reply.Sections = slices.DeleteFunc(reply.Sections, func(s Section) bool { return slices.Contains(kinds, s.Kind) })
	if slices.Contains(kinds, "materials") {
		reply.Materials = []Line{}
	}
}

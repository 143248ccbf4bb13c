package signintest

import (
	"strings"

	"wenban/knowledge/sample"
)

// Citizens are the invented people of the sample city as a provider knows them.
func Citizens() ([]Person, error) {
	all, err := sample.LoadPeople()
	if err != nil {
		return nil, err
	}
	var people []Person
	for _, c := range all.Citizens {
		people = append(people, citizen(all, c))
	}
	return people, nil
}

func citizen(all sample.People, c sample.Citizen) Person {
	p := Person{Subject: c.ID, Name: c.Name, About: about(all, c), Claims: map[string]any{
		"name": c.Name, "id_card": c.IDCard, "phone_number": c.Phone, "phone_number_verified": true, "address": map[string]any{"formatted": c.Address},
	}}
	if len(c.ActsFor) > 0 {
		if e, ok := all.Enterprise(c.ActsFor[0]); ok {
			p.Claims["enterprise"] = map[string]any{"name": e.Name, "uscc": e.USCC, "legal_person": e.LegalPerson, "address": e.Address}
		}
	}
	return p
}

// about says in a line who somebody is: where they live, what for they act, and
// the papers that tell of their life.
func about(all sample.People, c sample.Citizen) string {
	parts := []string{c.Address}
	for _, uscc := range c.ActsFor {
		if e, ok := all.Enterprise(uscc); ok {
			parts = append(parts, "代表"+e.Name)
		}
	}
	var papers []string
	for _, l := range c.Licences {
		papers = append(papers, l.Name)
	}
	return strings.Join(append(parts, strings.Join(papers, "、")), "；")
}

// Staff are people of an office as a provider knows them, with the roles that it
// grants.
func Staff() []Person {
	return []Person{
		{Subject: "staff-1001", Name: "李主任", About: "管理员", Claims: map[string]any{"name": "李主任", "roles": []any{"wenban-admin"}}},
		{Subject: "staff-1002", Name: "王芳", About: "民政局承办人员", Claims: map[string]any{"name": "王芳", "roles": []any{"wenban-handler"}}},
		{Subject: "staff-1003", Name: "赵强", About: "热线坐席", Claims: map[string]any{"name": "赵强", "roles": []any{"wenban-operator", "unknown"}}},
		{Subject: "staff-1004", Name: "钱多", About: "没有角色", Claims: map[string]any{"name": "钱多"}},
	}
}

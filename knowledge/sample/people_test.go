package sample_test

import (
	"testing"

	"wenban/knowledge/sample"
)

func TestThePeopleOfTheSampleAreWhole(t *testing.T) {
	people, err := sample.LoadPeople()
	if err != nil {
		t.Fatal(err)
	}
	if len(people.Citizens) < 8 || len(people.Enterprises) < 4 {
		t.Fatalf("LoadPeople() has %d citizens and %d enterprises, want at least 8 and 4", len(people.Citizens), len(people.Enterprises))
	}
	seen := map[string]bool{}
	for _, c := range people.Citizens {
		for _, key := range []string{c.ID, c.IDCard, c.Phone} {
			if key == "" || seen[key] {
				t.Errorf("citizen %s has %q, which is empty or another's too", c.Name, key)
			}
			seen[key] = true
		}
		for _, uscc := range c.ActsFor {
			if e, ok := people.Enterprise(uscc); !ok || e.LegalPersonIDCard != c.IDCard {
				t.Errorf("citizen %s acts for %s, which is %+v", c.Name, uscc, e)
			}
		}
		whole(t, c.Name, c.Licences)
	}
	for _, e := range people.Enterprises {
		whole(t, e.Name, e.Licences)
	}
}

// whole reports licences that lack what a library always gives.
func whole(t *testing.T, who string, licences []sample.Licence) {
	t.Helper()
	for _, l := range licences {
		if l.Name == "" || l.Number == "" || l.Issuer == "" || l.Issued == "" || len(l.Fields) == 0 {
			t.Errorf("%s has licence %+v, which is not whole", who, l)
		}
	}
}

package sample

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"wenban/knowledge"
)

// People are the invented citizens (市民) and enterprises of the sample city.
// The simulators of sign-in and of the electronic-licence library share them,
// so that who signs in is who holds the licences. The numbers pass their
// checksums; the regions in them do not exist, so they are nobody's.
type People struct {
	Citizens     []Citizen     `json:"citizens"`
	Enterprises  []Enterprise  `json:"enterprises"`
	Applications []Application `json:"applications"`
	Applicants   []Applicant   `json:"applicants"`
}

// Application is an earlier application of one of them.
type Application struct {
	Citizen    string            `json:"citizen"`
	Enterprise string            `json:"enterprise,omitempty"` // USCC; "" = for themself
	Item       string            `json:"item"`                 // name
	On         string            `json:"on"`                   // YYYY-MM-DD
	Accepted   bool              `json:"accepted"`
	Labels     map[string]string `json:"labels"` // label of a field → its text
}

// Applicant says who of them would apply for an item: somebody in whose life it
// happens, and who holds what such a person holds. Of several for an item the
// first counts whose When holds.
type Applicant struct {
	Item       string         `json:"item"` // code
	Citizen    string         `json:"citizen"`
	Enterprise string         `json:"enterprise,omitempty"` // USCC; "" = for themself
	When       knowledge.When `json:"when,omitempty"`
}

// Citizen is one invented person.
type Citizen struct {
	ID       string    `json:"id"` // as sign-in knows them; ASCII, stable
	Name     string    `json:"name"`
	IDCard   string    `json:"id_card"` // 公民身份号码, GB 11643
	Phone    string    `json:"phone"`
	Address  string    `json:"address"`
	ActsFor  []string  `json:"acts_for,omitempty"` // USCC of the enterprises they may act for
	Licences []Licence `json:"licences"`
}

// Enterprise is one invented enterprise (企业、个体工商户).
type Enterprise struct {
	Name              string    `json:"name"`
	Kind              string    `json:"kind"` // 服务对象: 企业法人 or 个体工商户
	USCC              string    `json:"uscc"` // 统一社会信用代码, GB 32100
	LegalPerson       string    `json:"legal_person"`
	LegalPersonIDCard string    `json:"legal_person_id_card"`
	Address           string    `json:"address"`
	Licences          []Licence `json:"licences"`
}

// Licence is one electronic licence (电子证照) on file.
type Licence struct {
	Name    string            `json:"name"` // 证照名称, as forms and materials name it
	Number  string            `json:"number"`
	Issuer  string            `json:"issuer"`
	Issued  string            `json:"issued"`            // YYYY-MM-DD
	Expires string            `json:"expires,omitempty"` // YYYY-MM-DD, the last day; "" = does not expire
	Fields  map[string]string `json:"fields"`
}

//go:embed people.json
var people []byte

// LoadPeople returns the invented people. They are read anew on each call.
func LoadPeople() (People, error) {
	var p People
	if err := json.Unmarshal(people, &p); err != nil {
		return People{}, fmt.Errorf("load sample people: %w", err)
	}
	return p, nil
}

// Citizen returns the citizen with that id.
func (p People) Citizen(id string) (Citizen, bool) {
	for _, c := range p.Citizens {
		if c.ID == id {
			return c, true
		}
	}
	return Citizen{}, false
}

// Enterprise returns the enterprise with that 统一社会信用代码.
func (p People) Enterprise(uscc string) (Enterprise, bool) {
	for _, e := range p.Enterprises {
		if e.USCC == uscc {
			return e, true
		}
	}
	return Enterprise{}, false
}

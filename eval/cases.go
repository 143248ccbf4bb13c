package eval

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"wenban/knowledge"
)

// Expect (期望) says how a case should end.
type Expect string

// The expectations, as FORMAT.md names them.
const (
	Item      Expect = "item"      // an item of Case.Items
	Clarify   Expect = "clarify"   // a question or an offer: the words name several items
	Policy    Expect = "policy"    // an article of a policy document
	Refuse    Expect = "refuse"    // a refusal with its reason
	Human     Expect = "human"     // hand-off to a person
	Complaint Expect = "complaint" // the complaint desk
	Progress  Expect = "progress"  // how far an application is
	Smalltalk Expect = "smalltalk" // a greeting, thanks
	Event     Expect = "event"     // a life event
)

// Expects lists the expectations in the order of reports.
var Expects = []Expect{Item, Clarify, Policy, Refuse, Human, Complaint, Progress, Smalltalk, Event}

// Case (测试问题) is one evaluation question. The fields are those of FORMAT.md,
// "Evaluation question" and "More fields of an evaluation question".
type Case struct {
	ID           string            `json:"id"`
	Q            string            `json:"q,omitempty"`
	Turns        []string          `json:"turns,omitempty"` // in place of Q: said one after the other
	Region       string            `json:"region,omitempty"`
	Channel      string            `json:"channel,omitempty"`
	Expect       Expect            `json:"expect"`
	Items        []string          `json:"items"`               // acceptable codes (or ids of life events), best first
	Situation    knowledge.Answers `json:"situation,omitempty"` // what the words imply
	Answers      knowledge.Answers `json:"answers,omitempty"`   // the whole situation of the citizen; nil: not known
	Materials    []string          `json:"materials,omitempty"` // ids that apply under Answers; nil: not known
	Stop         *Stop             `json:"stop,omitempty"`
	RedirectFrom string            `json:"redirect_from,omitempty"` // code of the item first meant
	Policy       Citations         `json:"policy,omitempty"`
	Detail       string            `json:"detail,omitempty"`
	Answer       []string          `json:"answer,omitempty"`     // strings a right reply contains, all of them
	AnswerAlt    [][]string        `json:"answer_alt,omitempty"` // or all of any one of these lists
	Tags         []string          `json:"tags"`
}

// Stop is the refusal a case ends in: the option of a situation that cannot be
// accepted, and the reason that is told.
type Stop struct {
	Situation string `json:"situation"`
	Option    string `json:"option"`
	Reason    string `json:"reason"`
}

// Words returns what the citizen says before looking at any reply.
func (c Case) Words() []string {
	if len(c.Turns) > 0 {
		return c.Turns
	}
	return []string{c.Q}
}

// MaxLine is how many bytes one line of a question file may have.
const MaxLine = 1 << 20

// LoadCases reads question files in the order given. An id that stands twice,
// in one file or in two, is an error.
func LoadCases(paths ...string) ([]Case, error) {
	var all []Case
	seen := map[string]string{}
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("open question file: %w", err)
		}
		cases, err := readCases(f, filepath.Base(path), seen)
		if err := errors.Join(err, f.Close()); err != nil {
			return nil, err
		}
		all = append(all, cases...)
	}
	return all, nil
}

// ReadCases reads a question file; name stands in errors, as name:line. It is
// strict: an unknown field or expectation, a key or id that stands twice, or
// text that is not UTF-8 is an error. Blank lines are left out.
func ReadCases(r io.Reader, name string) ([]Case, error) {
	return readCases(r, name, map[string]string{})
}

func readCases(r io.Reader, name string, seen map[string]string) ([]Case, error) {
	var cases []Case
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, MaxLine)
	n := 0
	for lines.Scan() {
		n++
		at := fmt.Sprintf("%s:%d", name, n)
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if line == "" {
			continue
		}
		c, err := parseCase(line)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", at, err)
		}
		if first, ok := seen[c.ID]; ok {
			return nil, fmt.Errorf("%s: id %q stands already in %s", at, c.ID, first)
		}
		seen[c.ID] = at
		cases = append(cases, c)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s:%d: %w", name, n+1, err)
	}
	return cases, nil
}

// check reports what a case lacks.
func (c Case) check() error {
	switch {
	case strings.TrimSpace(c.ID) == "":
		return errors.New("id is missing")
	case (c.Q == "") == (len(c.Turns) == 0):
		return errors.New("exactly one of q and turns is needed")
	case slices.Contains(c.Turns, ""):
		return errors.New("turns has an empty message")
	case !slices.Contains(Expects, c.Expect):
		return fmt.Errorf("expect %q is not one of %v", c.Expect, Expects)
	case (c.Expect == Item || c.Expect == Clarify || c.Expect == Event) && len(c.Items) == 0:
		return fmt.Errorf("expect %s needs items", c.Expect)
	case c.Expect == Item && c.Items[0] == "", c.Stop != nil && c.Stop.Reason == "":
		return errors.New("an empty code or stop reason")
	case len(c.AnswerAlt) > 0 && len(c.Answer) == 0:
		return errors.New("answer_alt without answer")
	}
	return nil
}

package eval

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// parseCase reads one line.
func parseCase(line string) (Case, error) {
	var c Case
	if !utf8.ValidString(line) {
		return c, errors.New("not UTF-8")
	}
	if err := noRepeats(line); err != nil {
		return c, err
	}
	d := json.NewDecoder(strings.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		return c, fmt.Errorf("read question: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return c, errors.New("more than one object on the line")
	}
	return c, c.check()
}

// noRepeats reports a key of the outermost object that stands twice: the
// decoder would silently take the last one.
func noRepeats(line string) error {
	d := json.NewDecoder(strings.NewReader(line))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return errors.New("not an object")
	}
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return fmt.Errorf("read key: %w", err)
		}
		key, _ := t.(string)
		if seen[strings.ToLower(key)] {
			return fmt.Errorf("key %q stands twice", key)
		}
		seen[strings.ToLower(key)] = true
		var skipped json.RawMessage
		if err := d.Decode(&skipped); err != nil {
			return fmt.Errorf("read %q: %w", key, err)
		}
	}
	return nil
}

// Citation is one article of a policy document; Article "" means any.
type Citation struct {
	Document string `json:"document"`
	Article  string `json:"article,omitempty"`
}

// Citations are written as strings ("P-1 第五条"), as pairs of strings
// (["P-1", "第五条"]) or as objects with document (or id) and article.
type Citations []Citation

// UnmarshalJSON reads any of the three forms.
func (cs *Citations) UnmarshalJSON(b []byte) error {
	var parts []json.RawMessage
	if err := json.Unmarshal(b, &parts); err != nil {
		parts = []json.RawMessage{b}
	}
	for _, p := range parts {
		if err := cs.add(p); err != nil {
			return err
		}
	}
	return nil
}

func (cs *Citations) add(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) == nil {
		return cs.addText(text)
	}
	var nested Citations
	if strings.HasPrefix(string(b), "[") {
		if err := json.Unmarshal(b, &nested); err != nil {
			return err
		}
		*cs = append(*cs, nested...)
		return nil
	}
	var o struct{ ID, Document, Article string }
	if err := json.Unmarshal(b, &o); err != nil || o.ID == "" && o.Document == "" {
		return fmt.Errorf("policy %s names no document", b)
	}
	*cs = append(*cs, Citation{o.Document + o.ID, o.Article})
	return nil
}

// addText splits "P-1 第五条"; a text without an id is the article of the
// citation before it.
func (cs *Citations) addText(text string) error {
	end := strings.IndexFunc(text, func(r rune) bool {
		return r >= utf8.RuneSelf || !strings.ContainsRune(idRunes, r)
	})
	if end < 0 {
		end = len(text)
	}
	article := strings.Trim(text[end:], " #@+:：,，/|")
	switch last := len(*cs) - 1; {
	case end > 0:
		*cs = append(*cs, Citation{text[:end], article})
	case article != "" && last >= 0 && (*cs)[last].Article == "":
		(*cs)[last].Article = article
	default:
		return fmt.Errorf("policy %q names no document", text)
	}
	return nil
}

const idRunes = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."

package phrase

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"wenban/knowledge"
)

// splice returns a line of an items file with phrasings added to its item, and
// every other byte as it was: a reviewed file must not change in what nobody
// touched. It reports how many were added; those that stand there already are
// not added again.
func splice(line []byte, add []knowledge.Phrasing) ([]byte, int, error) {
	var it struct {
		Phrasings []knowledge.Phrasing `json:"phrasings"`
	}
	if err := json.Unmarshal(line, &it); err != nil {
		return nil, 0, fmt.Errorf("read phrasings: %w", err)
	}
	all := it.Phrasings
	for _, p := range add {
		if !asked(all, p.Q) {
			all = append(all, p)
		}
	}
	n := len(all) - len(it.Phrasings)
	if n == 0 {
		return line, 0, nil
	}
	value, err := compact(all)
	if err != nil {
		return nil, 0, err
	}
	from, to, found, err := member(line, "phrasings")
	switch {
	case err != nil:
		return nil, 0, err
	case found:
		return bytes.Join([][]byte{line[:from], value, line[to:]}, nil), n, nil
	}
	return bytes.Join([][]byte{line[:to], []byte(`,"phrasings":`), value, line[to:]}, nil), n, nil
}

func asked(all []knowledge.Phrasing, q string) bool {
	for _, p := range all {
		if plain(p.Q) == plain(q) {
			return true
		}
	}
	return false
}

func compact(all []knowledge.Phrasing) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(all); err != nil {
		return nil, fmt.Errorf("write phrasings: %w", err)
	}
	return bytes.TrimSpace(b.Bytes()), nil
}

// member finds the value of a key of a JSON object: bytes from..to. Where there
// is no such key, to is where a member may be added: behind the last value.
func member(object []byte, key string) (from, to int, found bool, err error) {
	dec := json.NewDecoder(bytes.NewReader(object))
	if tok, err := dec.Token(); err != nil || tok != json.Delim('{') {
		return 0, 0, false, errors.New("not an object")
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return 0, 0, false, err
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return 0, 0, false, err
		}
		to = int(dec.InputOffset())
		if name == key {
			return to - len(value), to, true, nil
		}
	}
	if to == 0 {
		return 0, 0, false, errors.New("an empty object")
	}
	if _, err := dec.Token(); err != nil && !errors.Is(err, io.EOF) {
		return 0, 0, false, err
	}
	return 0, to, false, nil
}

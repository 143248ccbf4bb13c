package knowledge

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"reflect"
	"slices"
	"strings"
)

// Kind says what a record of an edition is.
type Kind string

// The kinds.
const (
	KindItem     Kind = "item"
	KindDocument Kind = "document"
	KindEvent    Kind = "event"
	KindRegion   Kind = "region"
	KindHall     Kind = "hall"
	KindOverride Kind = "override"
)

var kindNames = map[Kind]string{
	KindItem: "事项", KindDocument: "政策文件", KindEvent: "一件事", KindRegion: "区划", KindHall: "政务大厅", KindOverride: "区域差异",
}

// Name is the Chinese name of a kind.
func (k Kind) Name() string { return cmp.Or(kindNames[k], string(k)) }

// Record is one thing of an edition as it is kept: known by kind and id, its
// content named by its hash.
type Record struct {
	Kind       Kind
	ID         string // code or id; of an override code and region with a blank between
	Name       string
	Department string // who answers for it: 实施主体 of an item, 发文机关 of a document; "" otherwise
	Body       []byte // canonical JSON, see Canonical
}

// Hash names the content of the record: SHA-256 of its body, in hex.
func (r Record) Hash() string {
	sum := sha256.Sum256(r.Body)
	return hex.EncodeToString(sum[:])
}

// Records calls keep for every record of the parts, by kind and id; where an id
// stands twice, with the first, which is the one that counts. It stops at the
// first error.
func (p Parts) Records(keep func(Record) error) error {
	return firstError(
		func() error { return records(p.Documents, Document.record, keep) },
		func() error { return records(p.Events, LifeEvent.record, keep) },
		func() error { return records(p.Halls, Hall.record, keep) },
		func() error { return records(p.Items, Item.record, keep) },
		func() error { return records(p.Overrides, Override.record, keep) },
		func() error { return records(p.Regions, Region.record, keep) },
	)
}

func firstError(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (it Item) record() Record { return Record{KindItem, it.Code, it.Name, it.Department, nil} }

func (d Document) record() Record { return Record{KindDocument, d.ID, d.Title, d.Issuer, nil} }

func (ev LifeEvent) record() Record { return Record{KindEvent, ev.ID, ev.Name, "", nil} }

func (h Hall) record() Record { return Record{KindHall, h.ID, h.Name, "", nil} }

func (r Region) record() Record { return Record{KindRegion, r.Code, r.Name, "", nil} }

func (o Override) record() Record {
	return Record{KindOverride, o.Code + " " + o.Region, o.Note, "", nil}
}

func records[T any](list []T, of func(T) Record, keep func(Record) error) error {
	order := make([]int, len(list))
	ids := make([]string, len(list))
	for i, v := range list {
		order[i], ids[i] = i, of(v).ID
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(ids[a], ids[b]) })
	for n, i := range order {
		if n > 0 && ids[order[n-1]] == ids[i] {
			continue
		}
		r := of(list[i])
		body, err := json.Marshal(Canonical(list[i]))
		if err != nil {
			return fmt.Errorf("encode %s %q: %w", r.Kind, r.ID, err)
		}
		r.Body = body
		if err := keep(r); err != nil {
			return err
		}
	}
	return nil
}

// Add decodes a record and adds it to the parts.
func (p *Parts) Add(k Kind, body []byte) error {
	switch k {
	case KindItem:
		return add(&p.Items, body)
	case KindDocument:
		return add(&p.Documents, body)
	case KindEvent:
		return add(&p.Events, body)
	case KindRegion:
		return add(&p.Regions, body)
	case KindHall:
		return add(&p.Halls, body)
	case KindOverride:
		return add(&p.Overrides, body)
	}
	return fmt.Errorf("no kind of record: %q", k)
}

func add[T any](to *[]T, body []byte) error {
	var v T
	if err := json.Unmarshal(body, &v); err != nil {
		return err
	}
	*to = append(*to, v)
	return nil
}

// Naming makes the id of an edition from its records, which must come by kind
// and id. The id names the content: equal ids mean equal knowledge. It does not
// depend on the order of files and lines, nor on whether an empty element is
// written out, since neither is knowledge.
type Naming struct{ sum hash.Hash }

// Add takes in the next record.
func (n *Naming) Add(k Kind, id, hash string) {
	if n.sum == nil {
		n.sum = sha256.New()
	}
	fmt.Fprintf(n.sum, "%s %q %s\n", k, id, hash) // a hash takes everything
}

// ID returns "e-" and twelve hex digits.
func (n *Naming) ID() string {
	if n.sum == nil {
		n.sum = sha256.New()
	}
	return "e-" + hex.EncodeToString(n.sum.Sum(nil))[:12]
}

// NameOf returns the id of the edition that the parts make.
func NameOf(p Parts) (string, error) {
	var n Naming
	err := p.Records(func(r Record) error { n.Add(r.Kind, r.ID, r.Hash()); return nil })
	return n.ID(), err
}

// Canonical turns a record into maps, lists and values without its empty
// members, so that equal knowledge is equal data.
func Canonical(v any) any { return canonical(reflect.ValueOf(v)) }

func canonical(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return canonical(v.Elem())
	case reflect.Slice:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = canonical(v.Index(i))
		}
		return list
	case reflect.Map:
		m := map[string]any{}
		for _, k := range v.MapKeys() {
			m[k.String()] = canonical(v.MapIndex(k))
		}
		return m
	case reflect.Struct:
		return canonicalStruct(v)
	}
	return v.Interface()
}

func canonicalStruct(v reflect.Value) any {
	m := map[string]any{}
	for i := range v.NumField() {
		f := v.Field(i)
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		empty := f.IsZero() || (f.Kind() == reflect.Slice || f.Kind() == reflect.Map) && f.Len() == 0
		if name != "-" && !empty {
			m[name] = canonical(f)
		}
	}
	return m
}

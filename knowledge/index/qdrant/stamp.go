package qdrant

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	api "github.com/qdrant/go-client/qdrant"

	"wenban/knowledge/index"
)

// Why an index is not opened. The remedy of each is a Sync.
var (
	ErrAbsent     = errors.New("no index of this edition on Qdrant")
	ErrMismatch   = errors.New("the index on Qdrant was made by something else")
	ErrIncomplete = errors.New("the index on Qdrant is not whole")
)

// format is the version of what a point looks like. 1: grams and meaning,
// nearer levels in the payload.
const format = "1"

// Stamp is what makes a collection: with another value of any of these the same
// question would be ranked by numbers that do not belong together.
type Stamp struct {
	Edition    string
	Embedder   string // id of the model; "" = no vectors
	Dictionary string // of the grams: see index.Exported
	Format     string
}

// namedEmbedder is an embedder that can say which one it is; *embed.Model is one.
type namedEmbedder interface{ ID() string }

// stampOf says what makes the collection of an index.
func stampOf(x *index.Exported) (Stamp, error) {
	s := Stamp{Edition: x.Edition, Dictionary: x.Dictionary(), Format: format}
	if x.Embedder == nil {
		return s, nil
	}
	e, ok := x.Embedder.(namedEmbedder)
	if !ok || e.ID() == "" {
		return Stamp{}, fmt.Errorf("an embedder of type %T does not say which one it is", x.Embedder)
	}
	s.Embedder = e.ID()
	return s, nil
}

// collection names the collection: equal stamps, equal names.
func (s Stamp) collection(alias string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{s.Edition, s.Embedder, s.Dictionary, s.Format}, "\x00")))
	return alias + "-" + hex.EncodeToString(sum[:8])
}

// metadata is how a collection keeps its stamp.
func (s Stamp) metadata(alias string) map[string]*api.Value {
	return map[string]*api.Value{
		"made_by": text("wenban"), "alias": text(alias), "edition": text(s.Edition), "embedder": text(s.Embedder),
		"dictionary": text(s.Dictionary), "format": text(s.Format),
	}
}

func readStamp(m map[string]*api.Value) Stamp {
	return Stamp{
		Edition: m["edition"].GetStringValue(), Embedder: m["embedder"].GetStringValue(),
		Dictionary: m["dictionary"].GetStringValue(), Format: m["format"].GetStringValue(),
	}
}

// differs says in which parts another stamp is not this one.
func (s Stamp) differs(o Stamp) string {
	var parts []string
	for _, p := range []struct{ name, want, got string }{
		{"edition", s.Edition, o.Edition}, {"embedder", s.Embedder, o.Embedder}, {"dictionary", s.Dictionary, o.Dictionary}, {"format", s.Format, o.Format},
	} {
		if p.want != p.got {
			parts = append(parts, fmt.Sprintf("%s is %.16q, want %.16q", p.name, p.got, p.want))
		}
	}
	return strings.Join(parts, "; ")
}

func text(s string) *api.Value { return &api.Value{Kind: &api.Value_StringValue{StringValue: s}} }

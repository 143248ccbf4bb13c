package qdrant

import (
	"context"
	"fmt"
	"slices"
	"strings"

	api "github.com/qdrant/go-client/qdrant"
	"google.golang.org/protobuf/proto"

	"wenban/knowledge/index"
)

// Drift is where a collection is not what its edition says: numbers of points,
// and how many were compared.
type Drift struct {
	Missing   []uint64
	Different []uint64
	Extra     []*api.PointId
	Compared  int
}

// None reports whether the collection is what its edition says.
func (d Drift) None() bool { return len(d.Missing)+len(d.Different)+len(d.Extra) == 0 }

// Report is what Sync or Verify did and found.
type Report struct {
	Collection string
	Created    bool     // it was not there
	Drift      Drift    // as found, before any repair
	Before     string   // what the alias named; "" = nothing
	Removed    []string // collections of older editions
}

// Progress is told how far a stage is; it may be nil.
type Progress func(stage string, done, total int)

func (p Progress) tell(stage string, done, total int) {
	if p != nil {
		p(stage, done, total)
	}
}

// Sync puts the index of an edition on the server and makes the alias name it:
// it makes the collection where there is none, writes what is missing or
// different, deletes what is extra, counts, and only then swaps the alias, in
// one step. Until then the collection before serves. A Sync that was killed is
// finished by the next. Of older collections the one that the alias named before
// stays, and those of the editions to keep: one that still serves, or is
// scheduled.
//
// Several may sync one edition at once; of two editions, one Sync may remove what
// the other builds, unless it keeps it.
func Sync(ctx context.Context, c *Conn, x *index.Exported, keep []string, progress Progress) (Report, error) {
	stamp, err := stampOf(x)
	if err != nil {
		return Report{}, fmt.Errorf("sync index: %w", err)
	}
	s := syncing{Conn: c, x: x, name: stamp.collection(c.alias), keep: keep, progress: progress}
	report, err := s.run(ctx, stamp)
	if err != nil {
		return report, fmt.Errorf("sync index of edition %s: %w", x.Edition, told(ctx, err))
	}
	return report, nil
}

// Verify compares the collection of an edition with it, point by point, and
// changes nothing.
func Verify(ctx context.Context, c *Conn, x *index.Exported, progress Progress) (Report, error) {
	stamp, err := stampOf(x)
	if err != nil {
		return Report{}, fmt.Errorf("verify index: %w", err)
	}
	s := syncing{Conn: c, x: x, name: stamp.collection(c.alias), progress: progress}
	report := Report{Collection: s.name}
	err = s.check(ctx, stamp, &report)
	if err != nil {
		return report, fmt.Errorf("verify index of edition %s: %w", x.Edition, told(ctx, err))
	}
	return report, nil
}

// syncing is one Sync or Verify under way.
type syncing struct {
	*Conn
	x        *index.Exported
	name     string
	keep     []string // ids of editions
	progress Progress
}

func (s syncing) run(ctx context.Context, stamp Stamp) (r Report, err error) {
	r.Collection = s.name
	if r.Created, err = s.create(ctx, stamp); err != nil {
		return r, err
	}
	if r.Drift, err = s.compare(ctx); err != nil {
		return r, err
	}
	if err := s.repair(ctx, r.Drift); err != nil {
		return r, err
	}
	if err := s.whole(ctx, stamp, s.x.Len()); err != nil {
		return r, err
	}
	if r.Before, err = s.Serving(ctx); err != nil || r.Before == s.name {
		return r, err // it serves already, and the one before it is still wanted for going back
	}
	if err := s.swap(ctx, r.Before); err != nil {
		return r, err
	}
	r.Removed, err = s.prune(ctx, r.Before)
	return r, err
}

func (s syncing) check(ctx context.Context, stamp Stamp, r *Report) (err error) {
	if r.Before, err = s.Serving(ctx); err != nil {
		return err
	}
	there, err := s.client.CollectionExists(ctx, s.name)
	if err != nil {
		return err
	}
	if !there {
		return s.absent(ctx, stamp)
	}
	r.Drift, err = s.compare(ctx)
	return err
}

// create makes the collection and the indexes of its filters, where they are not
// there. Making an index twice is no error.
func (s syncing) create(ctx context.Context, stamp Stamp) (created bool, err error) {
	there, err := s.client.CollectionExists(ctx, s.name)
	if err != nil {
		return false, err
	}
	if !there {
		if err := s.client.CreateCollection(ctx, s.layout(stamp)); err != nil && !s.made(ctx) {
			return false, err
		}
	}
	for _, f := range schema {
		_, err := s.client.CreateFieldIndex(ctx, &api.CreateFieldIndexCollection{CollectionName: s.name, FieldName: f.field, FieldType: &f.kind, Wait: api.PtrOf(true)})
		if err != nil {
			return !there, err
		}
	}
	return !there, nil
}

// made reports whether another Sync has made the collection in the meantime.
func (s syncing) made(ctx context.Context) bool {
	there, err := s.client.CollectionExists(ctx, s.name)
	return err == nil && there
}

// layout is what a collection looks like. The product, not the cosine, is
// compared: it gives the same for vectors of length 1, and keeps them as they
// are written, so that they can be verified.
func (s syncing) layout(stamp Stamp) *api.CreateCollection {
	c := &api.CreateCollection{
		CollectionName: s.name, Metadata: stamp.metadata(s.alias),
		SparseVectorsConfig: api.NewSparseVectorsConfig(map[string]*api.SparseVectorParams{grams: {}}),
	}
	if s.x.Embedder != nil {
		c.VectorsConfig = api.NewVectorsConfigMap(map[string]*api.VectorParams{meaning: {Size: uint64(s.x.Embedder.Dim()), Distance: api.Distance_Dot}})
	}
	return c
}

// page is how many points are read at once.
const page = 64

// compare reads every point and says where it is not what the edition says.
func (s syncing) compare(ctx context.Context) (d Drift, err error) {
	seen := make([]bool, s.x.Len())
	var offset *api.PointId
	for {
		points, next, err := s.read(ctx, offset)
		if err != nil {
			return d, err
		}
		for _, p := range points {
			s.look(p, seen, &d)
		}
		s.progress.tell("核对索引", min(d.Compared, len(seen)), len(seen))
		if next == nil {
			break
		}
		offset = next
	}
	for n, ok := range seen {
		if !ok {
			d.Missing = append(d.Missing, uint64(n))
		}
	}
	return d, nil
}

func (s syncing) read(ctx context.Context, offset *api.PointId) ([]*api.RetrievedPoint, *api.PointId, error) {
	return s.client.ScrollAndOffset(ctx, &api.ScrollPoints{
		CollectionName: s.name, Offset: offset, Limit: api.PtrOf(uint32(page)), WithPayload: api.NewWithPayload(true), WithVectors: api.NewWithVectors(true),
	})
}

// look notes what is wrong with one point.
func (s syncing) look(p *api.RetrievedPoint, seen []bool, d *Drift) {
	d.Compared++
	n, ok := p.GetId().GetPointIdOptions().(*api.PointId_Num)
	if !ok || n.Num >= uint64(len(seen)) {
		d.Extra = append(d.Extra, p.GetId())
		return
	}
	seen[n.Num] = true
	if !same(p, pointOf(s.x.Thing(int(n.Num)))) {
		d.Different = append(d.Different, n.Num)
	}
}

// repair writes and deletes what compare found.
func (s syncing) repair(ctx context.Context, d Drift) error {
	if len(d.Extra) > 0 {
		if _, err := s.client.Delete(ctx, &api.DeletePoints{CollectionName: s.name, Points: api.NewPointsSelectorIDs(d.Extra), Wait: api.PtrOf(true)}); err != nil {
			return err
		}
	}
	return s.write(ctx, append(d.Different, d.Missing...))
}

// A batch ends at so many points or bytes, whichever comes first.
const (
	batchPoints = 256
	batchBytes  = 1 << 20
)

func (s syncing) write(ctx context.Context, numbers []uint64) error {
	var batch []*api.PointStruct
	size := 0
	for i, n := range numbers {
		p := pointOf(s.x.Thing(int(n)))
		batch, size = append(batch, p), size+proto.Size(p)
		if len(batch) < batchPoints && size < batchBytes && i+1 < len(numbers) {
			continue
		}
		if err := s.upsert(ctx, batch); err != nil {
			return fmt.Errorf("write points up to %d: %w", n, err)
		}
		batch, size = nil, 0
		s.progress.tell("写入索引", i+1, len(numbers))
	}
	return nil
}

func (s syncing) upsert(ctx context.Context, batch []*api.PointStruct) error {
	_, err := s.client.Upsert(ctx, &api.UpsertPoints{CollectionName: s.name, Points: batch, Wait: api.PtrOf(true)})
	return err
}

// swap makes the alias name the collection, in one step.
func (s syncing) swap(ctx context.Context, before string) error {
	var actions []*api.AliasOperations
	if before != "" {
		actions = append(actions, api.NewAliasDelete(s.alias))
	}
	err := s.client.UpdateAliases(ctx, append(actions, api.NewAliasCreate(s.alias, s.name)))
	if now, look := s.Serving(ctx); err != nil && look == nil && now == s.name {
		return nil // another Sync of this edition was quicker
	}
	return err
}

// prune removes the collections of this alias but for the one that serves now,
// the one that did before, and those to keep. They are known by what is written
// beside them, not by their name alone.
func (s syncing) prune(ctx context.Context, before string) (removed []string, err error) {
	all, err := s.client.ListCollections(ctx)
	if err != nil {
		return nil, err
	}
	for _, name := range all {
		if name == s.name || name == before || !strings.HasPrefix(name, s.alias+"-") {
			continue
		}
		info, err := s.client.GetCollectionInfo(ctx, name)
		if err != nil {
			return removed, err
		}
		m := info.GetConfig().GetMetadata()
		if m["made_by"].GetStringValue() != "wenban" || m["alias"].GetStringValue() != s.alias || slices.Contains(s.keep, readStamp(m).Edition) {
			continue
		}
		if err := s.client.DeleteCollection(ctx, name); err != nil {
			return removed, err
		}
		removed = append(removed, name)
	}
	return removed, nil
}

package baseline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/query"

	"wenban/knowledge"
	"wenban/knowledge/segment"
)

// Disk is bleve in files, with a filter by region: as large catalogues would use
// it. Over pairs it finds what Bleve finds.
type Disk struct {
	index bleve.Index
	dir   string
}

// NewDefault indexes an edition as the manual says: the default mapping, batches.
// The files lie in a new folder below dir. done, which may be nil, is told how
// far it is.
func NewDefault(dir string, e *knowledge.Edition, done func(done, total int)) (*Disk, error) {
	m := bleve.NewIndexMapping()
	m.DefaultAnalyzer = cjk.AnalyzerName
	region := bleve.NewKeywordFieldMapping()
	m.DefaultMapping.AddFieldMappingsAt("region", region)
	return onDisk(dir, nil, func(path string) error {
		x, err := bleve.New(path, m)
		if err != nil {
			return err
		}
		return errors.Join(inBatches(x, e, 1000, done), x.Close())
	})
}

// NewTuned indexes an edition as somebody does who wants bleve to be fast:
// nothing is stored, no dynamic fields, no term vectors, no field of all fields,
// and one merged segment. Of what was tried at 100,000 items this was the
// fastest: segments in memory that nobody merges took two to three times as long,
// and a filter beside the query five times as long as a conjunction whose regions
// score nothing, which is why Find has that one.
func NewTuned(dir string, e *knowledge.Edition, done func(done, total int)) (*Disk, error) {
	return newLean(dir, cjk.AnalyzerName, e, done)
}

// NewCut is NewTuned over words as jieba cuts them, in place of pairs.
func NewCut(dir string, e *knowledge.Edition, done func(done, total int)) (*Disk, error) {
	return newLean(dir, cutName, e, done)
}

func newLean(dir, analyzer string, e *knowledge.Edition, done func(done, total int)) (*Disk, error) {
	return onDisk(dir, map[string]any{"read_only": true}, func(path string) error { return merged(path, analyzer, e, done) })
}

// onDisk builds an index in a new folder and opens it.
func onDisk(dir string, config map[string]any, build func(path string) error) (*Disk, error) {
	folder, err := os.MkdirTemp(dir, "bleve")
	if err != nil {
		return nil, fmt.Errorf("make a folder for bleve: %w", err)
	}
	path := filepath.Join(folder, "index")
	if err := build(path); err != nil {
		return nil, errors.Join(fmt.Errorf("build bleve index: %w", err), os.RemoveAll(folder))
	}
	x, err := bleve.OpenUsing(path, config)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open bleve index: %w", err), os.RemoveAll(folder))
	}
	return &Disk{x, folder}, nil
}

// merged has bleve's builder write one segment.
func merged(path, analyzer string, e *knowledge.Edition, done func(done, total int)) error {
	b, err := bleve.NewBuilder(path, lean(analyzer), map[string]any{"batchSize": 1000, "mergeMax": 50})
	if err != nil {
		return err
	}
	for i, it := range e.Items {
		if err := b.Index(it.Code, leanDocument(it)); err != nil {
			return fmt.Errorf("index %q: %w", it.Code, err)
		}
		if done != nil {
			done(i+1, len(e.Items))
		}
	}
	return b.Close()
}

// BuildInMemory builds the same index the quickest way there is, in memory and
// in large batches, and drops it: so that bleve's time to build is not that of
// the merging that makes it fast.
func BuildInMemory(e *knowledge.Edition) error {
	x, err := bleve.NewUsing("", lean(cjk.AnalyzerName), scorch.Name, scorch.Name, nil)
	if err != nil {
		return fmt.Errorf("make bleve index: %w", err)
	}
	return errors.Join(inBatches(x, e, 20_000, nil), x.Close())
}

func inBatches(x bleve.Index, e *knowledge.Edition, size int, done func(done, total int)) error {
	b := x.NewBatch()
	for i, it := range e.Items {
		if err := b.Index(it.Code, leanDocument(it)); err != nil {
			return fmt.Errorf("index %q: %w", it.Code, err)
		}
		if b.Size() < size && i < len(e.Items)-1 {
			continue
		}
		if err := x.Batch(b); err != nil {
			return fmt.Errorf("index items up to %d: %w", i, err)
		}
		b.Reset()
		if done != nil {
			done(i+1, len(e.Items))
		}
	}
	return nil
}

func lean(analyzer string) mapping.IndexMapping {
	m := bleve.NewIndexMapping()
	m.DefaultMapping = bleve.NewDocumentStaticMapping()
	m.DefaultField, m.DefaultAnalyzer = "text", analyzer
	for name, analyzer := range map[string]string{"text": analyzer, "region": keyword.Name} {
		f := bleve.NewTextFieldMapping()
		f.Analyzer, f.Store, f.IncludeTermVectors, f.IncludeInAll, f.DocValues = analyzer, false, false, false, false
		m.DefaultMapping.AddFieldMappingsAt(name, f)
	}
	return m
}

func leanDocument(it knowledge.Item) map[string]any {
	return map[string]any{"text": document(it)["text"], "region": it.Region}
}

// Find appends the codes of the best k items of some regions (none: of all) for
// any of the terms of a question.
func (d *Disk) Find(ctx context.Context, dst []string, question string, regions []string, k int) ([]string, error) {
	match := bleve.NewMatchQuery(segment.Normal(question))
	match.SetField("text")
	var q query.Query = match
	if len(regions) > 0 {
		q = bleve.NewConjunctionQuery(inAny(regions), q)
	}
	found, err := d.index.SearchInContext(ctx, bleve.NewSearchRequestOptions(q, k, 0, false))
	if err != nil {
		return dst, fmt.Errorf("search bleve: %w", err)
	}
	for _, hit := range found.Hits {
		dst = append(dst, hit.ID)
	}
	return dst, nil
}

func inAny(regions []string) query.Query {
	var any []query.Query
	for _, r := range regions {
		q := bleve.NewTermQuery(r)
		q.SetField("region")
		q.SetBoost(0)
		any = append(any, q)
	}
	return bleve.NewDisjunctionQuery(any...)
}

// Bytes is the size of its files.
func (d *Disk) Bytes() (sum int64) {
	_ = filepath.Walk(d.dir, func(_ string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			sum += info.Size()
		}
		return nil
	})
	return sum
}

// Close frees the index and removes its files.
func (d *Disk) Close() error {
	return errors.Join(d.index.Close(), os.RemoveAll(d.dir))
}

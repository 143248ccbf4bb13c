// Package ingest brings knowledge in: it reads files in the interchange format
// (FORMAT.md) and makes an edition of them, or says line by line why not.
//
// Files in other formats (workbooks, tables, papers) are turned into it first, by
// a ConvertFunc: package sandbox has one that does so in a process of its own.
// What is read may come on top of what is known already; the report then says
// record by record what it changes.
//
// An import is accepted whole or not at all: half a catalogue answers worse
// than the old one. It is strict about what it can prove wrong (a key that
// stands twice, a number that is text, a code that is taken) and tolerant of
// what is only missing, because real catalogues are sparse; how good the
// knowledge is, knowledge.Check says.
package ingest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"wenban/knowledge"
)

// ErrRefused is the error of an import that had problems of level error; the
// report says which.
var ErrRefused = errors.New("import refused")

// Limits of one import, when Options does not set others.
const (
	MaxLine  = 4 << 20   // bytes in one line
	MaxFile  = 256 << 20 // bytes in one file
	MaxTotal = 512 << 20 // bytes in all files of one import
	MaxDepth = 32        // levels of nesting in one record
)

// Options of an import. The zero value reads the interchange format and makes an
// edition of it alone.
type Options struct {
	Convert ConvertFunc // reads files in other formats; nil: they are refused
	Foreign bool        // hand every file to Convert, also JSON lines

	Base         *knowledge.Parts // what is known already and what is read comes on top of; nil: nothing
	Full         bool             // what is read is the whole list of its regions: items of Base that it lacks are withdrawn
	WithdrawMany bool             // a full list may withdraw more than a fifth of them

	Progress func(done, total int64) // bytes read and to be read, called at least once a file; nil: nobody watches
	MaxLine  int                     // bytes; 0: MaxLine
	MaxFile  int64                   // bytes; 0: MaxFile
}

func (o Options) withDefaults() Options {
	if o.Progress == nil {
		o.Progress = func(int64, int64) {}
	}
	if o.MaxLine <= 0 {
		o.MaxLine = MaxLine
	}
	if o.MaxFile <= 0 {
		o.MaxFile = MaxFile
	}
	return o
}

// Load reads files and folders and makes one edition of them all. A folder
// holds items/*.jsonl or *.jsonl, policies.jsonl, events.jsonl, halls.jsonl,
// overrides.jsonl and regions.json, each of them optional; what a file holds is
// told from its first record. Everything that is wrong, also a file that cannot
// be read, is in the report, and the error is then ErrRefused; any other error
// is that of ctx. The edition is nil unless the error is.
func Load(ctx context.Context, paths []string, o Options) (*knowledge.Edition, Report, error) {
	sources, skipped := fromPaths(paths, o.Convert != nil)
	return load(ctx, sources, skipped, o.withDefaults())
}

// LoadFS is Load for the root folder of a file system, such as an embedded one.
func LoadFS(ctx context.Context, fsys fs.FS, o Options) (*knowledge.Edition, Report, error) {
	sources, skipped := fromFolder(fsys, "", o.Convert != nil)
	return load(ctx, sources, skipped, o.withDefaults())
}

func load(ctx context.Context, sources []source, skipped []string, o Options) (*knowledge.Edition, Report, error) {
	im := newImporter(o, total(sources))
	im.report.Skipped = skipped
	for _, s := range sources {
		if err := im.file(ctx, s); err != nil {
			return nil, im.report, fmt.Errorf("read %q: %w", s.name, err)
		}
	}
	im.link()
	im.merge()
	im.crossCheck(len(sources))
	if im.report.Rejected > 0 || im.report.Errors > 0 {
		return nil, im.report, fmt.Errorf("%w: %s", ErrRefused, im.report.first())
	}
	id, err := knowledge.NameOf(im.parts)
	if err != nil {
		return nil, im.report, fmt.Errorf("name edition: %w", err)
	}
	im.report.Edition = id
	return knowledge.NewEdition(id, im.parts), im.report, nil
}

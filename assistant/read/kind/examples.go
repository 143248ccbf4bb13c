package kind

import (
	"embed"
	"io/fs"
	"slices"
	"strings"

	"wenban/knowledge/lexicon"
	"wenban/knowledge/segment"
)

//go:embed data/*.tsv
var data embed.FS

// Examples returns what the compiled-in model is trained on, in a fixed order:
// the rows of data/*.tsv (kind TAB topic TAB messages parted by bars; # begins a
// comment), and every question of the lexicon as a Service.
func Examples() []Example {
	var all []Example
	files, _ := fs.Glob(data, "data/*.tsv") // the pattern is sound
	for _, f := range files {
		text, err := data.ReadFile(f)
		if err != nil { // a file that go:embed listed
			continue
		}
		for line := range strings.Lines(string(text)) {
			all = append(all, examplesOf(strings.TrimRight(line, "\r\n"))...)
		}
	}
	for _, s := range lexicon.Asked() {
		for _, q := range s.Questions[:min(mostOf(s), len(s.Questions))] {
			all = append(all, Example{q, kindOf(s), s.Names[0]})
		}
	}
	return all
}

// mostOfOne is how many questions of one service teach the style of a need. More
// of them would teach what services are about, and the search knows that better:
// with fourteen, whatever holds 领证 or 公积金 was a need. Three were right for half as
// many people.
const mostOfOne = 6

// mostOf is how many questions of a service are learned: of the few life events
// all.
func mostOf(s lexicon.Service) int {
	if kindOf(s) == Whole {
		return len(s.Questions)
	}
	return mostOfOne
}

// kindOf tells what the questions of a service are: those about the progress of
// an application are asked of no other item, and those of a life event ask for
// all of it.
func kindOf(s lexicon.Service) Kind {
	switch name := s.Names[0]; {
	case strings.Contains(name, "进度查询"):
		return Progress
	case strings.HasSuffix(name, "一件事"):
		return Whole
	}
	return Service
}

func examplesOf(line string) (out []Example) {
	columns := strings.Split(line, "\t")
	if strings.HasPrefix(line, "#") || len(columns) != 3 || !slices.Contains(Kinds, Kind(columns[0])) {
		return nil
	}
	for m := range strings.SplitSeq(columns[2], "|") {
		if m = segment.Normal(m); m != "" {
			out = append(out, Example{m, Kind(columns[0]), columns[1]})
		}
	}
	return out
}

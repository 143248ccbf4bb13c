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
		for _, q := range s.Questions[:min(mostOfOne, len(s.Questions))] {
			all = append(all, Example{q, kindOf(s), s.Names[0]})
		}
	}
	return all
}

// mostOfOne is how many questions of one service teach the style of a need: more
// of them would outweigh everything else that people say.
const mostOfOne = 14

// kindOf tells what the questions of a service are: those about the progress of
// an application are asked of no other item.
func kindOf(s lexicon.Service) Kind {
	if strings.Contains(s.Names[0], "进度查询") {
		return Progress
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

// Package statutes measures how well articles of law are found for laypeople's
// questions: cross-validated, beside plain text search, on a folder of public
// data (laws/ and stard/, see Load).
package statutes

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"wenban/knowledge"
	"wenban/knowledge/index"
)

// Data is what is measured on.
type Data struct {
	Provisions []index.Provision
	Questions  []Question
}

// Question is one question with the provisions that answer it.
type Question struct {
	Text string
	Gold []int // numbers in Data.Provisions
}

// maxLine is the longest line read: the text of a whole law.
const maxLine = 64 << 20

// article is a line of laws/national_articles.jsonl.gz.
type article struct {
	ID                                 int
	Law, Date, Category, Article, Text string
}

// Load reads a folder: laws/national_articles.jsonl.gz (articles),
// laws/laws.jsonl.gz (whole laws, for the chapters; may be missing),
// stard/queries_*.jsonl and stard/qrels_*.tsv.
func Load(dir string) (Data, error) {
	var d Data
	number := map[int]int{}
	err := lines(filepath.Join(dir, "laws", "national_articles.jsonl.gz"), func(b []byte) error {
		var a article
		if err := json.Unmarshal(b, &a); err != nil {
			return err
		}
		number[a.ID] = len(d.Provisions)
		d.Provisions = append(d.Provisions, index.Provision{
			Passage: knowledge.Passage{Document: a.Law + a.Date, Article: a.Article, Text: a.Text},
			Title:   a.Law, Date: a.Date, Kind: a.Category,
		})
		return nil
	})
	if err != nil {
		return d, err
	}
	if err := d.chapters(filepath.Join(dir, "laws", "laws.jsonl.gz")); err != nil && !errors.Is(err, os.ErrNotExist) {
		return d, err
	}
	return d, d.questions(filepath.Join(dir, "stard"), number)
}

// lines calls each for every line of a file, gzipped or plain.
func lines(path string, each func([]byte) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return fmt.Errorf("read %s: %w", path, err)
		}
	}
	s := bufio.NewScanner(r)
	s.Buffer(nil, maxLine)
	for n := 1; s.Scan(); n++ {
		if err := each(s.Bytes()); err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
	}
	if err := s.Err(); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}

var (
	headingLine = regexp.MustCompile(`^#+\s*(.+)$`)
	articleLine = regexp.MustCompile(`^(第[一二三四五六七八九十百千零〇两]+条(?:之[一二三四五六七八九十]+)?)`)
)

// chapters fills in the headings above each article, from the whole laws.
func (d *Data) chapters(path string) error {
	at := map[[3]string]int{}
	for i, p := range d.Provisions {
		at[[3]string{p.Title, p.Date, p.Article}] = i
	}
	return lines(path, func(b []byte) error {
		var law struct{ Title, Date, Text string }
		if err := json.Unmarshal(b, &law); err != nil {
			return err
		}
		heading := ""
		for line := range strings.Lines(law.Text) {
			line = strings.TrimSpace(line)
			if m := headingLine.FindStringSubmatch(line); m != nil {
				heading = m[1]
			} else if m := articleLine.FindString(line); m != "" {
				if i, ok := at[[3]string{law.Title, law.Date, m}]; ok {
					d.Provisions[i].Heading = heading
				}
			}
		}
		return nil
	})
}

// questions reads every pair of question and relevance files of a folder.
func (d *Data) questions(dir string, number map[int]int) error {
	texts, err := filepath.Glob(filepath.Join(dir, "queries_*.jsonl"))
	if err != nil || len(texts) == 0 {
		return fmt.Errorf("no queries_*.jsonl in %s: %w", dir, os.ErrNotExist)
	}
	for _, path := range texts {
		gold, err := relevance(strings.TrimSuffix(strings.Replace(path, "queries_", "qrels_", 1), ".jsonl")+".tsv", number)
		if err != nil {
			return err
		}
		err = lines(path, func(b []byte) error {
			var q struct {
				ID    int    `json:"query_id"`
				Query string `json:"query"`
			}
			if err := json.Unmarshal(b, &q); err != nil {
				return err
			}
			if len(gold[q.ID]) > 0 {
				d.Questions = append(d.Questions, Question{q.Query, gold[q.ID]})
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func relevance(path string, number map[int]int) (map[int][]int, error) {
	gold := map[int][]int{}
	err := lines(path, func(b []byte) error {
		cells := strings.Split(string(b), "\t")
		if len(cells) < 2 || cells[0] == "query_id" {
			return nil
		}
		q, err1 := strconv.Atoi(cells[0])
		id, err2 := strconv.Atoi(cells[1])
		i, ok := number[id]
		if err := errors.Join(err1, err2); err != nil || !ok {
			return fmt.Errorf("article %q of question %q is not known", cells[1], cells[0])
		}
		gold[q] = append(gold[q], i)
		return nil
	})
	return gold, err
}
